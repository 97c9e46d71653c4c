"""The command `makegood`: serve, migrate, and the acts that need no network."""

import argparse
import os
import socket
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import uvicorn
from alembic import command
from alembic.util import CommandError
from pydantic import ValidationError

from app.documents import verify
from app.identity import service as identity
from app.kit.db import DatabaseFailure, migrations_config
from app.kit.errors import Refusal
from app.kit.settings import Settings
from app.main import create_app, create_service
from app.opendata import command as notices
from app.opendata import service as opendata
from app.opendata.checking import command as checking
from app.performance import command as portfolio_command
from app.reminders import command as messages
from app.rubrics import clock_words, reference
from app.rubrics import command as clock_command

_LAST_PORT = 65535


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 well done, 1 not done, 2 asked for what cannot be done."""
    given = _parser().parse_args(argv)
    try:
        return int(given.run(given))
    except _Unfit as unfit:
        print(unfit, file=sys.stderr)
        return 2
    except Refusal as refusal:
        print(refusal.sentence, file=sys.stderr)
    except CommandError as error:
        print(f"The database and the migrations do not agree: {error}", file=sys.stderr)
    except DatabaseFailure as error:
        why = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        print(f"The database does not do what is asked: {why}", file=sys.stderr)
    return 1


class _Unfit(Exception):
    """What the command was given, or finds in its environment, cannot be used."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="makegood", description="Social value, from the tender to the day it is kept."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve the API")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int, help="0 for any that is free")
    serve.set_defaults(run=_serve)
    migrate = commands.add_parser("migrate", help="bring the database to this version")
    migrate.add_argument("--check", action="store_true", help="only say whether models and migrations agree")
    migrate.set_defaults(run=_migrate)
    admin = commands.add_parser("create-admin", help="make the first admin and print a key")
    admin.add_argument("--organisation", default="Operator")
    admin.add_argument("--name", required=True)
    admin.add_argument("--email", required=True)
    admin.set_defaults(run=_create_admin)
    _add_open_data(commands)
    check = commands.add_parser("verify", help="check a document, a result or an export by its file, with no service")
    verify.add_arguments(check)
    check.set_defaults(run=_verify)
    clock = commands.add_parser("clock", help="count the standstill of a notice, and everything else that it starts")
    clock_command.add_arguments(clock)
    clock.set_defaults(run=_clock)
    portfolio = commands.add_parser("portfolio", help="prove that the sums of delivery hold, or build them anew")
    portfolio_command.add_arguments(portfolio)
    portfolio.set_defaults(run=_portfolio)
    _add_messages(commands)
    demo = commands.add_parser("demo", help="play one tender from the rubric to the first year of delivery")
    demo.add_argument("--out", type=Path, default=Path("out"), help="where to leave PDFs and JSON")
    demo.add_argument("--notice", type=Path, help="begin with this published notice (OCDS JSON)")
    demo.add_argument("--serve", action="store_true", help="leave the service running afterwards")
    demo.set_defaults(run=_demo)
    return parser


def _add_open_data(commands: Any) -> None:
    notice = commands.add_parser("import-notice", help="draft tenders from published notices (OCDS)")
    notice.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a JSON file, or a folder of them")
    notice.add_argument("--check", action="store_true", help="only count what would become of each; needs no database")
    notice.add_argument("--findings", action="store_true", help="print every finding")
    notice.add_argument("--authority", type=UUID, metavar="ID", help="the authority that the drafts belong to")
    notice.set_defaults(run=_import_notice)
    valid = commands.add_parser("validate-ocds", help="check open data, by the official schemas that you point at")
    checking.add_arguments(valid)
    valid.set_defaults(run=_validate_ocds)


def _add_messages(commands: Any) -> None:
    sent = commands.add_parser("outbox", help="see what is to be sent and what became of it, and send one again")
    messages.add_outbox(sent)
    sent.set_defaults(run=_outbox)
    reminded = commands.add_parser("remind", help="look for what is due and write the letters, now")
    messages.add_remind(reminded)
    reminded.set_defaults(run=_remind)


def _settings() -> Settings:
    try:
        return Settings.from_environ()
    except ValueError as error:
        raise _Unfit(str(error)) from error


def _serve(given: argparse.Namespace) -> int:
    settings = _settings()
    host, port = given.host or settings.host, settings.port if given.port is None else given.port
    listening = _bound(host, port)
    config = uvicorn.Config(create_app(settings), log_level="warning")
    named = f"[{host}]" if ":" in host else host
    print(f"Makegood is served at http://{named}:{listening.getsockname()[1]}", flush=True)
    uvicorn.Server(config).run(sockets=[listening])
    return 0


def _bound(host: str, port: int) -> socket.socket:
    """Bind before anything else is made, so that the port is known and a taken one is said in a sentence."""
    if not 0 <= port <= _LAST_PORT:
        raise _Unfit(f"There is no port {port}; ports go up to {_LAST_PORT}. Choose another with --port.")
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise _Unfit(f"Nothing can be served at {host}, port {port}: {why}. Choose another with --port.") from error


def _migrate(given: argparse.Namespace) -> int:
    settings = _settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    config = migrations_config(settings.database_url)
    if given.check:
        command.check(config)
    else:
        command.upgrade(config, "head")
        print(f"The database is at {', '.join(_heads(config))}.")
        service = create_service(settings)
        try:
            filled = portfolio_command.fill(service.database)
        finally:
            service.database.close()
        if filled:
            print(filled)
    return 0


def _heads(config: object) -> list[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - only this command needs it

    return list(ScriptDirectory.from_config(config).get_heads())  # type: ignore[arg-type]  # it is a Config


def _validate_ocds(given: argparse.Namespace) -> int:
    try:
        said, sound = checking.lines(given.files, given.schema)
    except (checking.SchemaMissing, OSError, ValueError, RecursionError) as error:
        raise _Unfit(f"Nothing was checked: {error}") from error
    print("\n".join(said))
    return 0 if sound else 1


def _verify(given: argparse.Namespace) -> int:
    try:
        return verify.run(given)
    except verify.Unfit as error:
        raise _Unfit(str(error)) from error


def _clock(given: argparse.Namespace) -> int:
    try:
        asked = clock_command.asked(given)
    except ValueError as error:
        raise _Unfit(str(error)) from error
    found = reference.clock(asked)
    print(found.model_dump_json(indent=2) if given.json else "\n".join(clock_words.lines(found)))
    return 0


def _portfolio(given: argparse.Namespace) -> int:
    service = create_service(_settings())
    try:
        if not service.database.is_current():
            raise _Unfit("The database has not been migrated to this version. Run `makegood migrate` first.")
        if given.rebuild:
            print(portfolio_command.rebuild(service.database))
            return 0
        holds, lines = portfolio_command.check(service.database)
    finally:
        service.database.close()
    print("\n".join(lines))
    return 0 if holds else 1


def _demo(given: argparse.Namespace) -> int:
    from app.demo.play import play  # noqa: PLC0415 - nobody who serves needs the play

    return play(given.out.resolve(), notice=given.notice, serve=given.serve)


def _outbox(given: argparse.Namespace) -> int:
    service = create_service(_settings())
    try:
        if given.retry is None:
            for line in messages.listed(service, given):
                print(line)
            return 0
        said = messages.retry(service, given.retry)
    finally:
        service.database.close()
    print(said or f"{given.retry} is no message that has ended; see `makegood outbox`.")
    return 0 if said else 1


def _remind(given: argparse.Namespace) -> int:
    service = create_service(_settings())
    try:
        print(messages.remind(service, given.on))
    finally:
        service.database.close()
    return 0


def _create_admin(given: argparse.Namespace) -> int:
    settings = _settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    service = create_service(settings)
    if not service.database.is_current():
        raise _Unfit("The database has not been migrated to this version. Run `makegood migrate` first.")
    try:
        with service.database.unit_of_work(write=True) as tx:
            issued = identity.create_first_admin(
                tx, organisation=given.organisation, name=given.name, email=given.email, now=service.clock.now()
            )
    except ValidationError as error:
        first = error.errors()[0]
        raise _Unfit(f"--{first['loc'][0]} {first['input']!r} cannot be used: {first['msg']}.") from error
    finally:
        service.database.close()
    print(f"key: {issued.key}\nIt holds until {issued.expires_at:%d %B %Y}. Keep it now: it is not shown again.")
    return 0


def _import_notice(given: argparse.Namespace) -> int:
    if not given.check and given.authority is None:
        print("Say which authority the drafts belong to (--authority ID), or only count (--check).", file=sys.stderr)
        return 2
    counts: Counter[str] = Counter()
    for report in notices.examine(given.files):
        for line in notices.lines(report, every_finding=given.findings):
            print(line)
        counts += report.counts
        if not given.check and report.mapped:
            _draft_tenders(report, given.authority)
    print(notices.total(counts))
    return 1 if counts["crashed"] else 0


def _draft_tenders(report: notices.FileReport, authority: UUID) -> None:
    """Draft the tenders of one file, all of them or none."""
    service = create_service(_settings())
    try:
        with service.database.unit_of_work(write=True) as tx:
            made = opendata.import_notices(tx, None, authority, report.document, now=service.clock.now())
    except Refusal as refusal:
        print(f"  nothing was drafted: {refusal.sentence}")
        return
    finally:
        service.database.close()
    for line in notices.imported(made):
        print(line)


if __name__ == "__main__":
    sys.exit(main())

"""The command `makegood`: serve, migrate, and the acts that need no network."""

import argparse
import sys
from collections.abc import Sequence

import uvicorn
from alembic import command

from app.identity import service as identity
from app.kit.db import migrations_config
from app.kit.settings import Settings
from app.main import create_app, create_service


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = _parser().parse_args(argv)
    run = given.run
    return int(run(given))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="makegood", description="Social value, from the tender to the day it is kept."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve the API")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.set_defaults(run=_serve)
    migrate = commands.add_parser("migrate", help="bring the database to this version")
    migrate.add_argument("--check", action="store_true", help="only say whether models and migrations agree")
    migrate.set_defaults(run=_migrate)
    admin = commands.add_parser("create-admin", help="make the first admin and print a key")
    admin.add_argument("--organisation", default="Operator")
    admin.add_argument("--name", required=True)
    admin.add_argument("--email", required=True)
    admin.set_defaults(run=_create_admin)
    return parser


def _serve(given: argparse.Namespace) -> int:
    settings = Settings.from_environ()
    app = create_app(settings)
    uvicorn.run(app, host=given.host or settings.host, port=given.port or settings.port, log_level="warning")
    return 0


def _migrate(given: argparse.Namespace) -> int:
    settings = Settings.from_environ()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    config = migrations_config(settings.database_url)
    if given.check:
        command.check(config)
    else:
        command.upgrade(config, "head")
        print(f"The database is at {', '.join(_heads(config))}.")
    return 0


def _heads(config: object) -> list[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - only this command needs it

    return list(ScriptDirectory.from_config(config).get_heads())  # type: ignore[arg-type]  # it is a Config


def _create_admin(given: argparse.Namespace) -> int:
    service = create_service(Settings.from_environ())
    with service.database.unit_of_work(write=True) as tx:
        issued = identity.create_first_admin(
            tx, organisation=given.organisation, name=given.name, email=given.email, now=service.clock.now()
        )
    print(f"key: {issued.key}\nIt holds until {issued.expires_at:%d %B %Y}. Keep it now: it is not shown again.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

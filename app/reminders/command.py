"""The commands of the outbox and of reminders, for the operator at the console."""

import argparse
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from app.kit import outbox
from app.kit.call import Service
from app.kit.outbox import OutboxMessage, State
from app.reminders.service import Swept, sweep

MOST_LISTED = 100


def add_outbox(parser: argparse.ArgumentParser) -> None:
    """Say what `makegood outbox` takes."""
    parser.add_argument("--state", action="append", choices=[state.value for state in State], help="only these")
    parser.add_argument("--tries", action="store_true", help="say what came of every try")
    parser.add_argument("--retry", type=UUID, metavar="ID", help="send this one again, under the id that it has")


def add_remind(parser: argparse.ArgumentParser) -> None:
    """Say what `makegood remind` takes."""
    parser.add_argument(
        "--on", type=date.fromisoformat, metavar="DATE", help="as if it were this day; today unless given"
    )


def listed(service: Service, given: argparse.Namespace) -> Iterator[str]:
    """Yield the newest messages, a line for each."""
    with service.database.unit_of_work(write=False) as tx:
        for row in outbox.listed(tx, given.state or [], limit=MOST_LISTED):
            yield _line(row)
            for each in outbox.tries_of(tx, row.id) if given.tries else ():
                yield f"    try {each.number}, {each.at:%Y-%m-%d %H:%M:%S}: {each.state}, {each.said}"


def retry(service: Service, message_id: UUID) -> str | None:
    """Have one message sent again and say so; None where it is none, or under way."""
    with service.database.unit_of_work(write=True) as tx:
        done = outbox.send_again(tx, message_id, "asked for at the console", now=service.clock.now())
    return f"{message_id} will be sent again." if done else None


def remind(service: Service, on: date | None) -> str:
    """Tell everybody of what is due and say what came of it."""
    found: Swept = sweep(service, on=on)
    return (
        f"{found.organisations} organisations looked at, {found.letters} letters and {found.posted} webhooks written."
    )


def _line(row: OutboxMessage) -> str:
    to = row.content.get("to") or row.content.get("type")
    when = f", next try {row.run_at:%Y-%m-%d %H:%M:%S}" if row.state == State.WAITING else ""
    return f"{row.id}  {row.kind:<7}  {row.state:<7}  {to}{when}" + (f"  {row.said}" if row.said else "")

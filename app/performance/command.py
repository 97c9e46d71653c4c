"""What `makegood portfolio` does: proves that the sums of delivery hold, or builds them anew."""

import argparse
from collections.abc import Iterator

from app.kit.db import Database
from app.performance import service
from app.performance.service.keeping import Checked

_SHOWN = 100
"""How many differences are printed; the rest are counted."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes: one of the two."""
    act = parser.add_mutually_exclusive_group(required=True)
    act.add_argument("--check", action="store_true", help="compare every sum with the rows; exit 1 on a difference")
    act.add_argument("--rebuild", action="store_true", help="forget the sums and build them from the rows")


def check(database: Database) -> tuple[bool, list[str]]:
    """Return whether every sum is what the rows make it, and what to print."""
    with database.unit_of_work(write=False) as tx:
        found = service.check(tx)
    return not found.differences, list(_lines(found))


def rebuild(database: Database) -> str:
    """Build every sum anew in one transaction and return what to print."""
    with database.unit_of_work(write=True) as tx:
        contracts = service.rebuild(tx)
    return f"The sums of delivery were built anew from {contracts:,} contract{'' if contracts == 1 else 's'}."


def fill(database: Database) -> str | None:
    """Build the sums of a database that has contracts and no sums yet; return what to print, or None."""
    with database.unit_of_work(write=False) as tx:
        if not service.lacks_sums(tx):
            return None
    return rebuild(database)


def _lines(found: Checked) -> Iterator[str]:
    yield from (f"DIFFERS {each.said}" for each in found.differences[:_SHOWN])
    if len(found.differences) > _SHOWN:
        yield f"... and {len(found.differences) - _SHOWN:,} more"
    counted = f"{found.contracts:,} contracts, {found.cells:,} cells, {found.sums:,} sums"
    if found.differences:
        yield f"{counted}: {len(found.differences):,} differ. `makegood portfolio --rebuild` builds them anew."
    else:
        yield f"{counted}: every one is what the rows come to."

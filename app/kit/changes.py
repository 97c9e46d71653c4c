"""Tells who keeps sums what was changed, in the unit of work that changed it and before it is committed.

Rows written through a session are noticed by themselves, once somebody watches their table. What is written by a
statement (`tx.execute(update(...))`) leaves no rows in the session: say so with `note`, in the same unit of work.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

_HELD = "kit.changes"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that became different: what kind of thing, and which; `part` narrows it down where that is known."""

    kind: str
    id: UUID
    part: Any = None


Name = Callable[[Any], Iterable[Change]]
Settle = Callable[[Session, frozenset[Change]], None]

_names: dict[type[Any], Name] = {}
_settlers: list[Settle] = []


def watch(model: type[Any], name: Name) -> None:
    """Have every row of `model` that is added, changed or deleted named by `name`."""
    _names[model] = name


def on_change(settle: Settle) -> None:
    """Have `settle` called once before each commit with everything that became different, in the same transaction.

    What `settle` itself writes is not told again.
    """
    if settle not in _settlers:
        _settlers.append(settle)


def note(tx: Session, kind: str, *ids: UUID) -> None:
    """Say that things became different that no row of the session shows."""
    tx.info.setdefault(_HELD, set()).update(Change(kind, each) for each in ids)


def _collect(session: Session, _context: object) -> None:
    held: set[Change] | None = session.info.get(_HELD)
    for row in (*session.new, *session.dirty, *session.deleted):
        name = _names.get(type(row))
        if name is not None:
            held = session.info.setdefault(_HELD, set()) if held is None else held
            held.update(name(row))


def _settle(session: Session) -> None:
    session.flush()
    held = session.info.pop(_HELD, None)
    if held:
        for settle in _settlers:
            settle(session, frozenset(held))
        session.flush()
        session.info.pop(_HELD, None)


def _forget(session: Session) -> None:
    session.info.pop(_HELD, None)


event.listen(Session, "after_flush", _collect)
event.listen(Session, "before_commit", _settle)
event.listen(Session, "after_rollback", _forget)

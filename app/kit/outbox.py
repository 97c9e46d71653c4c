"""Messages that leave the building: a row written with its cause, and the steps that it goes through on its way out.

A message is `waiting`, then `claimed` by one sender under a lease, then `sending` from just before it is handed over,
and ends as `sent`, as `failed` with the reason, or as `unknown` where nobody can say whether it arrived. Each step is a
transaction of its own, so a sender that is killed leaves behind the last step that it certainly reached.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, and_, case, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kit.ids import new_id
from app.kit.model import LONG, SHORT, Model

LEASE = timedelta(minutes=5)
"""For how long one sender has a message to itself. No transport takes nearly as long over one."""

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
"""How long to wait after each try that came to nothing, with no chance in it: anybody can tell when the next one is."""

MOST_TRIES = len(PAUSES) + 1


class Kind(StrEnum):
    """By which way a message leaves."""

    EMAIL = "email"
    WEBHOOK = "webhook"


class State(StrEnum):
    """Where a message is on its way."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"


WIPED = "This was for its receiver alone, and was wiped when it was sent."
SETTLED = frozenset({State.SENT, State.UNKNOWN, State.FAILED})
_UNDERWAY = text("state IN ('waiting', 'claimed', 'sending')")


class OutboxMessage(Model):
    """One message. `deduplication_key` is what makes it the same message however often its cause is looked at.

    `owner_id` is whom or what it is for: the person who is written to, or the subscription. `said` is the last thing
    that is known of it, in words.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        UniqueConstraint("deduplication_key"),
        Index("ix_outbox_message_run_at", "run_at", postgresql_where=_UNDERWAY, sqlite_where=_UNDERWAY),
        Index("ix_outbox_message_owner_id_id", "owner_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    deduplication_key: Mapped[str] = mapped_column(String(SHORT))
    owner_id: Mapped[UUID]
    content: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(20))
    tries: Mapped[int]
    run_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    lease_by: Mapped[UUID | None]
    said: Mapped[str | None] = mapped_column(String(LONG))
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class OutboxTry(Model):
    """What came of one try to send a message, or of one look after a sender that died. Only added to."""

    __tablename__ = "outbox_try"
    __table_args__ = (Index("ix_outbox_try_message_id_id", "message_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("outbox_message.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    said: Mapped[str] = mapped_column(String(LONG))
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Message:
    """A message in the hand of one sender. `interrupted` says that an earlier sender died while handing it over."""

    id: UUID
    kind: Kind
    owner_id: UUID
    content: Mapping[str, Any]
    tries: int
    created_at: datetime
    lease: UUID
    interrupted: bool


def post(
    tx: Session, kind: Kind, content: Mapping[str, Any], *, key: str, owner_id: UUID, now: datetime
) -> UUID | None:
    """Write a message in the transaction of its cause and return its id; None where the same one is there already."""
    values = {
        "id": new_id(now),
        "kind": kind.value,
        "deduplication_key": key,
        "owner_id": owner_id,
        "content": dict(content),
        "state": State.WAITING.value,
        "tries": 0,
        "run_at": now,
        "created_at": now,
    }
    insert = postgresql.insert if tx.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(OutboxMessage).values(**values).on_conflict_do_nothing(index_elements=["deduplication_key"])
    return tx.execute(statement.returning(OutboxMessage.id)).scalar_one_or_none()


def is_due(tx: Session, kind: Kind, *, now: datetime) -> bool:
    """Return whether a message of a kind can be claimed now; a look that holds up no writer."""
    return tx.execute(select(OutboxMessage.id).where(_claimable(kind, now)).limit(1)).first() is not None


def claim(tx: Session, kind: Kind, *, now: datetime) -> Message | None:
    """Take the message of a kind that has waited longest; None when there is none.

    One that an earlier sender left as `sending` stays so: whoever takes it up must first find out what became of it.
    """
    lease = new_id(now)
    oldest = (
        select(OutboxMessage.id)
        .where(_claimable(kind, now))
        .order_by(OutboxMessage.run_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    kept = case((OutboxMessage.state == State.SENDING, State.SENDING.value), else_=State.CLAIMED.value)
    row = tx.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == oldest)
        .values(state=kept, lease_until=now + LEASE, lease_by=lease, tries=OutboxMessage.tries + 1)
        .returning(*(getattr(OutboxMessage, name) for name in _TAKEN)),
        execution_options={"synchronize_session": False},
    ).first()
    if row is None:
        return None
    taken = {name: getattr(row, name) for name in _TAKEN if name not in {"kind", "state"}}
    return Message(**taken, kind=kind, lease=lease, interrupted=row.state == State.SENDING)


_TAKEN = ("id", "kind", "owner_id", "content", "tries", "created_at", "state")


def begin(tx: Session, message: Message, *, now: datetime) -> bool:
    """Record that a message is being handed over from now on; False where its lease has passed to another."""
    return _change(tx, message, state=State.SENDING.value, lease_until=now + LEASE)


def settle(tx: Session, message: Message, state: State, said: str, *, now: datetime) -> None:
    """Record how a message ended, unless its lease has passed to another.

    One that holds a secret for its receiver alone (`once` in its content) is wiped when it was sent.
    A sender that was only slow may still say that what was taken for unknown was sent: it knows.
    """
    values: dict[str, Any] = {"state": state.value, "lease_until": None, "said": said[:LONG], "settled_at": now}
    if state is State.SENT and message.content.get("once"):
        values["content"] = {**message.content, "text": WIPED}
    if _change(tx, message, or_unknown=state is State.SENT, **values):
        _note(tx, message, state, said, now)


def put_off(tx: Session, message: Message, why: str, *, now: datetime) -> None:
    """Give a message back that certainly was not taken, to be tried after the next pause, or give it up after the last.

    The first try that comes to nothing is followed by the first pause.
    """
    if message.tries >= MOST_TRIES:
        settle(tx, message, State.FAILED, f"given up after {message.tries} tries: {why}", now=now)
        return
    after = now + PAUSES[message.tries - 1]
    if _change(tx, message, state=State.WAITING.value, lease_until=None, lease_by=None, run_at=after, said=why[:LONG]):
        _note(tx, message, State.WAITING, why, now)
        if message.kind is Kind.WEBHOOK:
            _let_wait_behind(tx, message, after)


def _let_wait_behind(tx: Session, message: Message, after: datetime) -> None:
    """Let everything else for the same subscription wait as long: one that does not answer must hold up no other.

    The oldest is tried first after the pause, and the rest with it.
    """
    others = (
        select(OutboxMessage.id)
        .where(OutboxMessage.owner_id == message.owner_id, OutboxMessage.kind == message.kind.value)
        .where(OutboxMessage.state == State.WAITING, OutboxMessage.run_at < after)
        .with_for_update(skip_locked=True)
    )
    statement = update(OutboxMessage).where(OutboxMessage.id.in_(others)).values(run_at=after)
    tx.execute(statement, execution_options={"synchronize_session": False})


def send_again(tx: Session, message_id: UUID, why: str, *, now: datetime) -> bool:
    """Let a settled message be sent once more, under the id that it had; False where none is, or it was wiped."""
    row = tx.get(OutboxMessage, message_id, with_for_update=True, populate_existing=True)
    if row is None or row.state not in SETTLED or row.content.get("text") == WIPED:
        return False
    tx.add(OutboxTry(id=new_id(now), message_id=row.id, number=row.tries, state=State.WAITING.value, said=why, at=now))
    row.state, row.tries, row.run_at, row.settled_at, row.lease_by = State.WAITING.value, 0, now, None, None
    return True


def known(tx: Session, keys: Sequence[str]) -> set[str]:
    """Return which of these messages there are already."""
    statement = select(OutboxMessage.deduplication_key).where(OutboxMessage.deduplication_key.in_(keys))
    return set(tx.scalars(statement))


def listed(tx: Session, states: Sequence[str], *, limit: int) -> Sequence[OutboxMessage]:
    """Return messages in these states, or in any, the newest first."""
    statement = select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(limit)
    return tx.scalars(statement.where(OutboxMessage.state.in_(states)) if states else statement).all()


def tries_of(tx: Session, message_id: UUID) -> Sequence[OutboxTry]:
    """Return what came of every try to send a message, in order."""
    return tx.scalars(select(OutboxTry).where(OutboxTry.message_id == message_id).order_by(OutboxTry.id)).all()


def _claimable(kind: Kind, now: datetime) -> ColumnElement[bool]:
    fresh = and_(OutboxMessage.state == State.WAITING, OutboxMessage.run_at <= now)
    underway = OutboxMessage.state.in_([State.CLAIMED.value, State.SENDING.value])
    return and_(OutboxMessage.kind == kind.value, or_(fresh, and_(underway, OutboxMessage.lease_until < now)))


def _change(tx: Session, message: Message, *, or_unknown: bool = False, **values: Any) -> bool:
    """Change a message that is still in the hand of this sender, or that nobody knows of; False where it is neither."""
    underway = OutboxMessage.state.in_([State.CLAIMED.value, State.SENDING.value])
    held = and_(underway, OutboxMessage.lease_by == message.lease)
    changed = tx.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message.id)
        .where(or_(held, OutboxMessage.state == State.UNKNOWN) if or_unknown else held)
        .values(**values)
        .returning(OutboxMessage.id),
        execution_options={"synchronize_session": False},
    )
    return changed.first() is not None


def _note(tx: Session, message: Message, state: State, said: str, now: datetime) -> None:
    tx.add(
        OutboxTry(
            id=new_id(now), message_id=message.id, number=message.tries, state=state.value, said=said[:LONG], at=now
        )
    )

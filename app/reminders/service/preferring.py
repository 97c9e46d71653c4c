"""How people want to be reminded, and the way out that every letter holds."""

import re
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Busy, NotFound
from app.reminders import repository
from app.reminders.models import ReminderPreference
from app.reminders.rules import How
from app.reminders.schemas import PreferenceOut, PreferenceUpdate

_KEY = re.compile(r"[A-Za-z0-9_-]{43}")

constraints.means("pk_reminder_preference", Busy, columns="reminder_preference.person_id")


def read(tx: Session, actor: Actor) -> PreferenceOut:
    """Return how the actor is reminded."""
    return _out(tx, actor.person_id, repository.preference(tx, actor.person_id))


def update(call: Call, body: PreferenceUpdate) -> PreferenceOut:
    """Change how the actor is reminded."""
    row = repository.preference(call.tx, call.actor.person_id, lock=True)
    call.check_version(row.version if row else 0)
    row = row or made(call.tx, call.actor.person_id, now=call.now)
    _set(call.tx, call.actor, row, body.how, call.now)
    return _out(call.tx, call.actor.person_id, row)


def stop(tx: Session, key: str, *, now: datetime) -> None:
    """End the reminders of whoever's letter held a key; twice is as good as once. Raises NotFound."""
    row = repository.preference_by_key(tx, key, lock=True) if _can_be_a_key(key) else None
    if row is None:
        raise NotFound("letter with this", "key")
    actor = acting(tx, row.person_id)
    if actor is None:
        raise NotFound("letter with this", "key")
    _set(tx, actor, row, How.OFF, now)


def check_key(tx: Session, key: str) -> None:
    """Raise NotFound for a key that stood in no letter."""
    if not _can_be_a_key(key) or repository.preference_by_key(tx, key) is None:
        raise NotFound("letter with this", "key")


def acting(tx: Session, person_id: UUID) -> Actor | None:
    """Return a person as they would act, for what is done by a secret in place of a key; None for who has left."""
    row = repository.person(tx, person_id)
    if row is None:
        return None
    return Actor(
        person_id=row.id,
        organisation_id=row.organisation_id,
        name=row.name,
        organisation_name=row.organisation_name,
        organisation_kind=row.organisation_kind,
        roles=frozenset(row.roles.split()),
    )


def made(tx: Session, person_id: UUID, *, now: datetime) -> ReminderPreference:
    """Return the choice of somebody who has made none: a digest."""
    row = ReminderPreference(
        person_id=person_id, how=How.DIGEST.value, unsubscribe_key=secrets.token_urlsafe(32), changed_at=now, version=0
    )
    repository.add(tx, row)
    return row


def _can_be_a_key(text: str) -> bool:
    """Return whether a text has the form of a key; no database is asked for a text that it could not hold."""
    return _KEY.fullmatch(text) is not None


def _set(tx: Session, actor: Actor, row: ReminderPreference, how: How, now: datetime) -> None:
    before = row.how
    row.how, row.changed_at, row.version = how.value, now, row.version + 1
    audit.record(
        tx,
        actor,
        Action.REMINDERS_SET,
        row,
        log_id=actor.organisation_id,
        now=now,
        before={"how": before},
        after={"how": row.how},
    )


def _out(tx: Session, person_id: UUID, row: ReminderPreference | None) -> PreferenceOut:
    person = repository.person(tx, person_id)
    email = "" if person is None else person.email
    if row is None:
        return PreferenceOut(how=How.DIGEST, email=email, version=0)
    return PreferenceOut(how=How(row.how), email=email, version=row.version)

"""Issue a calendar at a secret address, read it by that address alone, and revoke it."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.schema import Page
from app.reminders import rules
from app.reminders.calendars import feed, repository
from app.reminders.errors import TooManyFeeds
from app.reminders.models import Calendar
from app.reminders.schemas import CalendarCreate, CalendarIssuedOut, CalendarOut
from app.reminders.service import finding, preferring

MOST = 10


def issue(call: Call, body: CalendarCreate) -> CalendarIssuedOut:
    """Make a calendar for the actor; its address is shown once, and only its digest kept. Raises TooManyFeeds."""
    tx, actor = call.tx, call.actor
    if sum(row.revoked_at is None for row in repository.of_person(tx, actor.person_id)) >= MOST:
        raise TooManyFeeds("calendars", MOST)
    secret = secrets.token_urlsafe(32)
    row = Calendar(
        id=new_id(call.now),
        person_id=actor.person_id,
        label=body.label,
        secret_digest=_digest(secret),
        created_at=call.now,
    )
    repository.add(tx, row)
    _record(call, Action.CALENDAR_ISSUED, row)
    address = f"{call.service.settings.public_address}/v1/calendars/{secret}.ics"
    return CalendarIssuedOut(**_out(row).model_dump(), address=address)


def listed(tx: Session, actor: Actor) -> Page[CalendarOut]:
    """Return the actor's calendars, without their addresses."""
    return Page[CalendarOut](items=[_out(row) for row in repository.of_person(tx, actor.person_id)], next=None)


def revoke(call: Call, calendar_id: UUID) -> CalendarOut:
    """Make an address worthless from now on; twice changes nothing."""
    row = repository.get(call.tx, calendar_id)
    if row is None or row.person_id != call.actor.person_id:
        raise NotFound("calendar", calendar_id)
    row.revoked_at = row.revoked_at or call.now
    _record(call, Action.CALENDAR_REVOKED, row)
    return _out(row)


def read(tx: Session, token: str, *, now: datetime, begin: str) -> bytes:
    """Return the calendar at a secret address: what waits for its person, who must still be there. Raises NotFound."""
    row = repository.by_digest(tx, _digest(token))
    actor = None if row is None else preferring.acting(tx, row.person_id)
    if actor is None:
        raise NotFound("calendar", "at this address")
    today = london_date(now)
    found = finding.due(tx, actor.organisation_id, today=today, until=today + timedelta(days=rules.MOST_AHEAD))
    mine = [due for due in found if rules.awaits(due, actor.organisation_id, actor.roles)]
    return feed.written(mine, on=today, begin=begin)


def _record(call: Call, action: Action, row: Calendar) -> None:
    log_id = call.actor.organisation_id
    audit.record(call.tx, call.actor, action, row, log_id=log_id, now=call.now, after={"label": row.label})


def _out(row: Calendar) -> CalendarOut:
    return CalendarOut.model_validate(row)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()

"""Looks for what has become due and tells whoever is awaited: each person of each thing once at each stage."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.integrations import letters
from app.kit import outbox
from app.kit.call import Service
from app.kit.clock import LONDON, london_date
from app.kit.ids import new_id
from app.reminders import repository, rules, wording
from app.reminders.rules import Due, How, Stage
from app.reminders.schemas import WebhookEvent
from app.reminders.service import finding, preferring
from app.reminders.webhooks import service as webhooks

log = logging.getLogger("makegood.reminders")

Reached = tuple[Due, Stage]
_MOST_LETTERS = 10
"""More things than this at once are told of in one letter, also to whoever wants a letter for each."""
_MOST_AT_A_TIME = 1_000
"""What one statement takes with room to spare; the rest is told of at the next sweep."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep came to."""

    organisations: int
    letters: int
    posted: int


@dataclass(frozen=True, slots=True)
class _Day:
    """When it is looked, and as of which day. Asked for by hand, a digest does not wait for the morning."""

    now: datetime
    today: date
    by_hand: bool

    @property
    def has_digests(self) -> bool:
        return self.by_hand or self.now.astimezone(LONDON).hour >= rules.DIGEST_FROM_HOUR


def sweep(service: Service, *, on: date | None = None) -> Swept:
    """Tell everybody of what became due by today, or by the day `on`; where nothing is new, nothing is written."""
    now = service.clock.now()
    day = _Day(now, on or london_date(now), on is not None)
    with service.database.unit_of_work(write=False) as tx:
        people = repository.reachable(tx)
        subscribed = webhooks.subscribed(tx, {WebhookEvent.DUE_SOON, WebhookEvent.DUE_OVERDUE})
    by_home: dict[UUID, list[Any]] = defaultdict(list)
    for person in people:
        by_home[person.organisation_id].append(person)
    sent = posted = 0
    homes = sorted(by_home.keys() | subscribed.keys())
    for home in homes:
        try:
            with service.database.unit_of_work(write=False) as tx:
                reached = _reached(tx, home, day)
                fresh = _untold(tx, by_home[home], reached, day)
            sent += sum(_tell(service, person, found[:_MOST_AT_A_TIME], day) for person, found in fresh)
            posted += _post(service, subscribed.get(home, ()), reached, day)
        except Exception:
            # Nobody goes without because something is wrong with what is due of somebody else.
            log.exception("nobody of organisation %s could be reminded", home)
    return Swept(len(homes), sent, posted)


def _reached(tx: Session, home: UUID, day: _Day) -> list[Reached]:
    until = day.today + timedelta(days=max(-days for days in rules.DAYS.values()))
    until = max(until, day.today + rules.VERIFY_WITHIN)
    found = finding.due(tx, home, today=day.today, until=until)
    staged = ((due, rules.stage_on(due, day.today, london_date(due.since))) for due in found)
    return [(due, stage) for due, stage in staged if stage is not None]


def _untold(
    tx: Session, people: Sequence[Any], reached: Sequence[Reached], day: _Day
) -> list[tuple[Any, list[Reached]]]:
    """Return who is to be told of what: who is awaited, wants to be told now, and was not told before."""
    hows = repository.preferences(tx, [person.id for person in people]) if reached else {}
    told = repository.told(tx, [person.id for person in people], [due.key for due, _ in reached]) if reached else set()
    fresh = []
    for person in people:
        how = How(hows.get(person.id, How.DIGEST))
        if how is How.OFF or (how is How.DIGEST and not day.has_digests):
            continue
        new = [
            (due, stage)
            for due, stage in reached
            if rules.awaits(due, person.organisation_id, person.roles.split())
            and (person.id, due.key, due.due_on, stage.value) not in told
        ]
        if new:
            fresh.append((person, new))
    return fresh


def _tell(service: Service, person: Any, found: Sequence[Reached], day: _Day) -> int:
    """Record what a person is told and write the letters, in one transaction; return how many letters."""
    with service.database.unit_of_work(write=True) as tx:
        repository.hold_turn(tx, person.id)
        row = repository.preference(tx, person.id, lock=True) or preferring.made(tx, person.id, now=day.now)
        how = How(row.how)
        if how is How.OFF or (how is How.DIGEST and repository.had_digest(tx, person.id, day.today)):
            return 0
        new = _told_now(tx, person.id, found, how, day)
        together = new and (how is How.DIGEST or len(new) > _MOST_LETTERS)
        batches = [new] if together else [[each] for each in new]
        for batch in batches:
            _write(tx, service, person, batch, row.unsubscribe_key, day, daily=how is How.DIGEST)
        return len(batches)


def _told_now(tx: Session, person_id: UUID, found: Iterable[Reached], how: How, day: _Day) -> list[Reached]:
    rows = [
        {
            "id": new_id(day.now),
            "person_id": person_id,
            "due_key": due.key,
            "due_on": due.due_on,
            "stage": stage.value,
            "how": how.value,
            "on_day": day.today,
            "reminded_at": day.now,
        }
        for due, stage in found
    ]
    kept = repository.tell(tx, rows)
    return [(due, stage) for due, stage in found if (due.key, due.due_on, stage.value) in kept]


def _write(
    tx: Session, service: Service, person: Any, batch: Sequence[Reached], key: str, day: _Day, *, daily: bool
) -> None:
    begin = service.settings.public_address
    unsubscribe = f"{begin}/v1/unsubscribe/{key}"
    made = wording.letter(person.name, batch, on=day.today, begin=begin, unsubscribe=unsubscribe, daily=daily)
    content = letters.content(
        to=person.email, name=person.name, subject=made.subject, text=made.text, unsubscribe=unsubscribe
    )
    told = sha256("\n".join(sorted(f"{due.key} {due.due_on} {stage}" for due, stage in batch)).encode()).hexdigest()
    outbox.post(tx, outbox.Kind.EMAIL, content, key=f"reminder:{person.id}:{told}", owner_id=person.id, now=day.now)


def _post(service: Service, subscriptions: Sequence[Any], reached: Sequence[Reached], day: _Day) -> int:
    """Post to the subscriptions of one organisation what it was not posted before; return how many messages."""
    wanted = [
        (
            row.id,
            f"due:{row.id}:{sha256(f'{due.key} {due.due_on} {stage}'.encode()).hexdigest()}",
            _event(due, stage, day),
        )
        for row in subscriptions
        for due, stage in reached
        if due.private_to in {None, row.organisation_id} and _event(due, stage, day)["type"] in row.events
    ]
    if not wanted:
        return 0
    with service.database.unit_of_work(write=False) as tx:
        known = outbox.known(tx, [key for _, key, _ in wanted])
    new = [each for each in wanted if each[1] not in known]
    if not new:
        return 0
    with service.database.unit_of_work(write=True) as tx:
        posted = [
            outbox.post(tx, outbox.Kind.WEBHOOK, content, key=key, owner_id=owner, now=day.now)
            for owner, key, content in new
        ]
    return sum(each is not None for each in posted)


def _event(due: Due, stage: Stage, day: _Day) -> Mapping[str, Any]:
    kind = WebhookEvent.DUE_OVERDUE if due.is_overdue(day.today) else WebhookEvent.DUE_SOON
    data = {
        "key": due.key,
        "kind": due.kind.value,
        "due_on": due.due_on.isoformat(),
        "stage": stage.value,
        "awaiting": str(due.awaiting_id),
        "path": due.path,
    }
    return webhooks.content(kind, data, at=day.now)

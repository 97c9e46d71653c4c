"""Finds everything that is due of one organisation or from it, out of what the other concepts keep."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.delivery.clocks import OpenClock
from app.delivery.confirmations import service as confirmations
from app.delivery.replies import service as replies
from app.identity.rules import Role
from app.kit.clock import LONDON, london_date
from app.performance.notices.deadlines import Entered, Event, Occasion
from app.performance.remedies import service as remedies
from app.performance.remedies.rules import Kind, Outcome, starts_a_notice
from app.reminders import notices, repository
from app.reminders.rules import DECIDE_WITHIN, VERIFY_WITHIN, Due, DueKind
from app.rubrics import regimes, worth
from app.rubrics.regimes import Facts
from app.rubrics.worth import Worth

BUYERS = frozenset({Role.BUYER})
DECIDERS = frozenset({Role.COMMISSIONER})
APPROVERS = frozenset({Role.BUYER, Role.COMMISSIONER})
SUPPLIERS = frozenset({Role.SUPPLIER})
ADMINS = frozenset({Role.ADMIN})

Sides = Sequence[dict[str, UUID]]
_INSTANT = timedelta(microseconds=1)


def due(tx: Session, organisation_id: UUID, *, today: date, until: date) -> list[Due]:
    """Return what is due until a day and of which an organisation is a part, in the order of its days.

    It holds what only one of two parties may see, and what only some roles may: `rules.sees` decides on that. What an
    organisation said was done is left out.
    """
    found = [one for find in FINDERS for one in find(tx, organisation_id, today, until)]
    if sides := repository.sides(tx, organisation_id):
        found += [one for find in BETWEEN for one in find(tx, sides, today)]
    done = repository.settled(tx, organisation_id)
    waiting = [one for one in found if one.due_on <= until and (one.key, one.due_on) not in done]
    return sorted(waiting, key=lambda one: (one.due_on, one.key))


def _reports(tx: Session, organisation_id: UUID, _today: date, until: date) -> Iterator[Due]:
    for row in repository.unreported(tx, organisation_id, until=until):
        yield Due(
            kind=DueKind.REPORT,
            subject_id=row.id,
            due_on=row.ends_on,
            since=row.went_live_at,
            awaiting_id=row.supplier_id,
            roles=SUPPLIERS,
            words=f"Report what was delivered in {row.label} on “{row.promise}” ({row.reference}, {row.title}).",
            outside=f"Report on {row.reference} for {row.label}",
            path=f"/v1/commitments/{row.commitment_id}",
            **_parties(row),
        )


def _verifications(tx: Session, organisation_id: UUID, _today: date, _until: date) -> Iterator[Due]:
    for row in repository.unverified(tx, organisation_id):
        days = f"{row.starts_on} to {row.ends_on}"
        yield Due(
            kind=DueKind.VERIFICATION,
            subject_id=row.id,
            due_on=london_date(row.submitted_at + VERIFY_WITHIN),
            since=row.submitted_at,
            awaiting_id=row.authority_id,
            roles=BUYERS,
            words=f"Decide on the claim for {days} on “{row.promise}” ({row.reference}, {row.title}).",
            outside=f"Decide on a claim on {row.reference} for {days}",
            path=f"/v1/updates/{row.id}",
            **_parties(row),
        )


def _waivers(tx: Session, organisation_id: UUID, _today: date, _until: date) -> Iterator[Due]:
    for row in repository.undecided_waivers(tx, organisation_id):
        yield Due(
            kind=DueKind.WAIVER,
            subject_id=row.id,
            due_on=london_date(row.asked_at + DECIDE_WITHIN),
            since=row.asked_at,
            awaiting_id=row.authority_id,
            roles=DECIDERS,
            words=f"Decide whether “{row.promise}” is waived ({row.reference}, {row.title}).",
            outside=f"Decide on a request about {row.reference}",
            path=f"/v1/waivers/{row.id}",
            private_to=row.authority_id,
            **_parties(row),
        )


def _changes(tx: Session, organisation_id: UUID, _today: date, _until: date) -> Iterator[Due]:
    """Yield the changes that colleagues approve, and those that the supplier has still to agree to."""
    for row in repository.undecided_changes(tx, organisation_id):
        change = {"kind": DueKind.CHANGE, "subject_id": row.id, "since": row.asked_at, **_parties(row)}
        change |= {"due_on": london_date(row.asked_at + DECIDE_WITHIN), "path": f"/v1/changes/{row.id}"}
        yield Due(
            **change,
            awaiting_id=row.authority_id,
            roles=APPROVERS,
            words=f"Approve or refuse change {row.number} of {row.reference} ({row.title}).",
            outside=f"Decide on a change of {row.reference}",
            private_to=row.authority_id,
        )
        if row.supplier_must_agree and not row.supplier_agreed:
            yield Due(
                **change,
                part="supplier",
                awaiting_id=row.supplier_id,
                roles=SUPPLIERS,
                words=f"Agree to change {row.number} of {row.reference} ({row.title}), or decline it.",
                outside=f"Say whether you agree to a change of {row.reference}",
            )


def _standstills(tx: Session, organisation_id: UUID, _today: date, _until: date) -> Iterator[Due]:
    for row in repository.standstills(tx, organisation_id):
        last = london_date(row.standstill_ends_at - _INSTANT)
        yield Due(
            kind=DueKind.STANDSTILL,
            subject_id=row.id,
            due_on=last,
            since=row.published_at,
            awaiting_id=row.authority_id,
            roles=BUYERS,
            words=f"Standstill of the award {row.reference} ends with this day; the contract may be entered after it.",
            outside=f"Standstill of {row.reference} ends with this day",
            path=f"/v1/awards/{row.id}",
            authority_id=row.authority_id,
            private_to=row.authority_id,
        )


def _notices(tx: Session, organisation_id: UUID, _today: date, until: date) -> Iterator[Due]:
    events = defaultdict(list)
    for row in repository.notified(tx, organisation_id):
        outcome = Outcome(row.outcome) if row.outcome else None
        if starts_a_notice(Kind(row.kind), outcome):
            occasion = Occasion.BREACH if Kind(row.kind) is Kind.BREACH else Occasion.FAILING
            events[row.contract_id].append(Event(occasion, row.id, row.closed_on))
    known = regimes.ids()
    for row in repository.entered(tx, organisation_id):
        if row.regime not in known:
            continue
        for notice in notices.following(_entered(row, events[row.contract_id]), until=until):
            only_if = "" if notice.only_if is None else f" It is for contracts {notice.only_if}."
            yield Due(
                kind=DueKind.NOTICE,
                subject_id=row.contract_id,
                part=notice.part,
                due_on=notice.due_on,
                since=max(_beginning(notice.known_on), row.went_live_at),
                awaiting_id=row.authority_id,
                roles=BUYERS,
                words=f"Publish {notice.title} of {row.reference} ({row.title}).{only_if}",
                outside=f"Publish a notice of {row.reference}",
                path=f"/v1/contracts/{row.contract_id}/notices",
                private_to=row.authority_id,
                **_parties(row),
            )


def _licences(tx: Session, organisation_id: UUID, _today: date, _until: date) -> Iterator[Due]:
    row = repository.licence(tx, organisation_id)
    if row is not None:
        yield Due(
            kind=DueKind.LICENCE,
            subject_id=row.id,
            due_on=row.living_wage_expires_on,
            since=row.created_at,
            awaiting_id=row.id,
            roles=ADMINS | SUPPLIERS,
            words="Your licence as a Living Wage employer ends with this day. Renew it, and have your admin enter the "
            "new day.",
            outside="Your licence as a Living Wage employer ends with this day",
            path=f"/v1/organisations/{row.id}",
            private_to=row.id,
        )


def _prices(tx: Session, organisation_id: UUID, _today: date, _until: date) -> Iterator[Due]:
    for row in repository.unanswered_prices(tx, organisation_id):
        yield Due(
            kind=DueKind.PRICE_QUESTION,
            subject_id=row.id,
            due_on=london_date(row.answer_by),
            since=row.asked_at,
            awaiting_id=organisation_id,
            roles=SUPPLIERS,
            words="Answer what you were asked about your price.",
            outside="A question waits for your answer",
            path=f"/v1/low-price-inquiries/{row.id}",
            private_to=organisation_id,
        )


def _confirmations(tx: Session, sides: Sides, today: date) -> Iterator[Due]:
    """Yield what somebody outside was asked to confirm and has not; the links are sent by whoever asked."""
    both = [clock for side in sides for clock in confirmations.open_clocks(tx, today=today, **side)]
    yield from _between(tx, both, DueKind.CONFIRMATION, "/v1/confirmations/{id}")


def _remedies(tx: Session, sides: Sides, _today: date) -> Iterator[Due]:
    """Yield the replies and plans that were asked for because something was not delivered."""
    both = [clock for side in sides for clock in remedies.open_clocks(tx, **side)]
    yield from _between(tx, both, DueKind.REMEDY, "/v1/remedies/{id}")


def _clocks(tx: Session, sides: Sides, today: date) -> Iterator[Due]:
    """Yield what runs between the parties about a claim: questions, replies to decisions, decisions on replies."""
    both = [clock for side in sides for clock in replies.open_clocks(tx, today=today, **side)]
    for kind, path in _OF_CLAIMS.items():
        yield from _between(tx, [clock for clock in both if clock.kind == kind], kind, path)


def _between(tx: Session, clocks: Iterable[OpenClock], kind: DueKind, path: str) -> Iterator[Due]:
    found = list(dict.fromkeys(clocks))
    named = repository.contracts(tx, [clock.contract_id for clock in found])
    for clock in found:
        row = named[clock.contract_id]
        yield Due(
            kind=kind,
            subject_id=clock.id,
            due_on=clock.answer_by,
            since=_long_before(clock.answer_by),
            awaiting_id=clock.awaiting_id,
            roles=SUPPLIERS if clock.awaiting_id == clock.supplier_id else BUYERS,
            words=f"{clock.words[:1].upper()}{clock.words[1:]} ({row.reference}, {row.title}).",
            outside=f"{_OUTSIDE[kind]} {row.reference}",
            path=path.format(id=clock.id),
            **_parties(row),
        )


_OF_CLAIMS = {
    DueKind.ANSWER: "/v1/queries/{id}/answer",
    DueKind.REPLY: "/v1/updates/{id}",
    DueKind.DECISION: "/v1/updates/{id}",
}
_OUTSIDE = {
    DueKind.ANSWER: "Answer a question about a claim on",
    DueKind.REPLY: "The last day to reply to a decision about a claim on",
    DueKind.DECISION: "Answer a reply about a claim on",
    DueKind.CONFIRMATION: "A confirmation was asked for and has not come, about",
    DueKind.REMEDY: "Answer what was raised about",
}

FINDERS: tuple[Callable[[Session, UUID, date, date], Iterator[Due]], ...] = (
    _reports,
    _verifications,
    _waivers,
    _changes,
    _standstills,
    _notices,
    _licences,
    _prices,
)
BETWEEN: tuple[Callable[[Session, Sides, date], Iterator[Due]], ...] = (_clocks, _confirmations, _remedies)


def _parties(row: Any) -> dict[str, Any]:
    return {"authority_id": row.authority_id, "supplier_id": row.supplier_id, "contract_id": row.contract_id}


def _beginning(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON).astimezone(UTC)


def _long_before(day: date) -> datetime:
    """Return an instant for what does not say since when it is known: the same whenever somebody looks."""
    return _beginning(day - timedelta(days=366))


def _entered(row: Any, events: Sequence[Event]) -> Entered:
    years = worth.years_of(row.starts_on, row.ends_on)
    valued = row.value is not None and row.value > 0
    return Entered(
        regime=row.regime,
        facts=Facts(category=row.category, buyer=row.buyer),
        entered_on=london_date(row.went_live_at),
        ends_on=row.ends_on,
        ended_on=None if row.ended_at is None else london_date(row.ended_at),
        worth=Worth(row.value, row.value_includes_vat, years, row.currency) if valued else None,
        events=tuple(events),
    )

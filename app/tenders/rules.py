"""The life of a tender, what its clock allows, and what must be there before it is published."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from scoring.checks import weight_faults
from scoring.exact import exact_text
from scoring.rubric import Rubric


class TenderStatus(StrEnum):
    """Where a tender stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    EVALUATING = "evaluating"
    AWARDED = "awarded"
    ABANDONED = "abandoned"


MAY_BECOME: dict[TenderStatus, frozenset[TenderStatus]] = {
    TenderStatus.DRAFT: frozenset({TenderStatus.PUBLISHED, TenderStatus.ABANDONED}),
    TenderStatus.PUBLISHED: frozenset({TenderStatus.CLOSED, TenderStatus.ABANDONED}),
    TenderStatus.CLOSED: frozenset({TenderStatus.EVALUATING, TenderStatus.ABANDONED}),
    TenderStatus.EVALUATING: frozenset({TenderStatus.AWARDED, TenderStatus.ABANDONED}),
    TenderStatus.AWARDED: frozenset({TenderStatus.EVALUATING}),
    TenderStatus.ABANDONED: frozenset(),
}


def may_become(status: str, wanted: TenderStatus) -> bool:
    """Return whether a tender may go from one status to another."""
    return wanted in MAY_BECOME[TenderStatus(status)]


def ways_on(status: str) -> list[str]:
    """Return what a tender may become, in the order of its life."""
    ways = MAY_BECOME[TenderStatus(status)]
    return [one.value for one in TenderStatus if one in ways]


def takes_bids(status: str, *, closes_at: datetime | None, now: datetime) -> bool:
    """Return whether a bid may still come: the clock decides, not whether somebody has closed the tender."""
    return status == TenderStatus.PUBLISHED and closes_at is not None and now < closes_at


def standing_in_lot(status: str, code: str, decided_at: datetime | None) -> str:
    """Return where a tender of this status stands as far as one lot goes."""
    return status if decided_at is None else f"awarded in lot {code}"


def is_opened(status: str) -> bool:
    """Return whether bids may be read by the authority: only after somebody has closed the tender."""
    return status in {TenderStatus.CLOSED, TenderStatus.EVALUATING, TenderStatus.AWARDED}


class Pinned(Protocol):
    """What says which rubric a tender is pinned to, whether it comes as a tender or as some columns of one."""

    @property
    def authority_id(self) -> UUID:
        """Return whose rubric it is."""
        ...

    @property
    def reference(self) -> str:
        """Return the reference of the tender."""
        ...

    @property
    def rubric_id(self) -> UUID | None:
        """Return the rubric; None before one is chosen."""
        ...

    @property
    def rubric_digest(self) -> str | None:
        """Return its digest; None before the tender is published."""
        ...


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One thing that a tender lacks: a code, where it stands, the way out, the value found, and who asks for it.

    `source` is where the rule was read; None for what the service itself needs.
    """

    code: str
    place: str
    message: str
    value: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """What the publication of a tender is decided on. `rubric` is None where none is attached or none is published."""

    regime: str | None
    regimes: Sequence[str]
    value: Decimal | None
    starts_on: date | None
    ends_on: date | None
    closes_at: datetime | None
    lots: Sequence[str]
    rubric: Rubric | None
    rubric_wrong: Shortfall | None


def shortfalls(tender: Readiness, *, now: datetime) -> list[Shortfall]:
    """Return everything that is missing or does not fit, at once; empty where the tender may be published."""
    found = list(_facts(tender))
    found += _clock(tender, now)
    if tender.rubric_wrong is not None:
        found.append(tender.rubric_wrong)
    elif tender.rubric is None:
        found.append(Shortfall("rubric.missing", "rubric_id", "attach a published rubric of your authority"))
    else:
        found += lot_shortfalls(tender.rubric, tender.lots)
    return found


def _facts(tender: Readiness) -> Iterator[Shortfall]:
    known = ", ".join(tender.regimes)
    if tender.regime is None:
        yield Shortfall("regime.missing", "regime", f"say which regime the tender is run under: {known}")
    elif tender.regime not in tender.regimes:
        yield Shortfall("regime.unknown", "regime", f"there is no such regime; choose one of {known}", tender.regime)
    if tender.value is None:
        yield Shortfall("value.missing", "value", "state the estimated value of the whole contract")
    elif tender.value <= 0:
        yield Shortfall("value.not_positive", "value", "must be above 0", format(tender.value, "f"))
    for key, day in (("starts_on", tender.starts_on), ("ends_on", tender.ends_on)):
        if day is None:
            yield Shortfall("term.missing", key, "state the first and the last day of the contract")
    if tender.starts_on and tender.ends_on and tender.ends_on < tender.starts_on:
        message = f"is before the contract starts on {tender.starts_on.isoformat()}"
        yield Shortfall("term.order", "ends_on", message, tender.ends_on.isoformat())


def _clock(tender: Readiness, now: datetime) -> Iterator[Shortfall]:
    if tender.closes_at is None:
        yield Shortfall("deadline.missing", "closes_at", "say until when bids may come")
    elif tender.closes_at <= now:
        message = f"is not in the future: it is {_utc(now)} now. Give a later moment"
        yield Shortfall("deadline.passed", "closes_at", message, _utc(tender.closes_at))


def lot_shortfalls(rubric: Rubric, lots: Sequence[str]) -> list[Shortfall]:
    """Return where lots and rubric do not fit: a lot that does not exist, or one whose weights do not make 100."""
    known = ", ".join(lots)
    found = [
        Shortfall("lot.unknown", "lots", f"the rubric names the lot {lot}, and the tender has {known}", lot)
        for lot in rubric.lots_named
        if lot not in lots
    ]
    for place, lot in enumerate(lots):
        for fault in weight_faults(rubric.criteria, rubric.weights, lot):
            makes = exact_text(fault.makes)
            message = f"in lot {lot} the weights {fault.whose} make {makes}, not {exact_text(fault.must_make)}"
            found.append(Shortfall("weight.not_100", f"lots[{place}]", message, makes))
    return found


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="minutes").replace("+00:00", "Z")

"""Where a promise stands on a day: what the claims made on it come to, and how that rates by the bands it was given.

Every number comes from `scoring.delivery`; this module says which claims go into it. A claim that waits for a decision
proves nothing yet and a rejected one proves nothing at all: neither is the same as proving nought. What is in words, or
only recorded, has no rating.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any
from uuid import UUID

from app.contracts.rules import AddsUp, Better, ContractStatus
from app.delivery.rules import UpdateStatus
from scoring.delivery import Bands, Period, Profile, Report, Standing, Target, read_bands, standing, to_date_target
from scoring.exact import exact_text
from scoring.rounding import shown

IN_FORCE = (ContractStatus.LIVE, ContractStatus.ENDED)
"""The states of a contract under which something has been due."""

_DAY = timedelta(days=1)
_PLACES = 4
_ALL_OF_IT = Bands((("good", Fraction(100)),))


class Rating(StrEnum):
    """The five ratings of the law, and the three states in which there is nothing to rate."""

    GOOD = "good"
    APPROACHING_TARGET = "approaching_target"
    REQUIRES_IMPROVEMENT = "requires_improvement"
    INADEQUATE = "inadequate"
    OTHER = "other"
    UNKNOWN = "unknown"
    NOT_DUE = "not_due"
    NOT_MEASURED = "not_measured"


class PeriodStatus(StrEnum):
    """Where one period stands: its claim, or why there is none."""

    NOT_DUE = "not_due"
    NO_DATA = "no_data"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    PART_VERIFIED = "part_verified"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Span:
    """One period of a promise; `target` is None where nothing is counted."""

    label: str
    starts_on: date
    ends_on: date
    target: Decimal | None
    target_id: UUID | None

    def is_due(self, on: date) -> bool:
        """Return whether its last day has passed."""
        return self.ends_on < on


@dataclass(frozen=True, slots=True)
class Claim:
    """The newest revision of what was reported for the period that begins on `starts_on`.

    With a `whole`, `claimed` is a part of it and no percentage; so is `proved`, of `proved_whole`. `against` says how
    what was accepted stands to the evidence.
    """

    update_id: UUID
    revision: int
    starts_on: date
    ends_on: date
    status: UpdateStatus
    claimed: Decimal | None
    proved: Decimal | None
    whole: Decimal | None = None
    proved_whole: Decimal | None = None
    against: str | None = None

    @property
    def claimed_amount(self) -> Decimal | None:
        """Return what was claimed in the unit of the measure: a part as the percentage that it is of its whole."""
        return of_whole(self.claimed, self.whole)

    @property
    def proved_amount(self) -> Decimal | None:
        """Return what was proved in the unit of the measure, as `claimed_amount` does."""
        return of_whole(self.proved, self.whole if self.proved_whole is None else self.proved_whole)

    @property
    def is_decided(self) -> bool:
        """Return whether the buyer accepted it, wholly or in part."""
        return self.status in {UpdateStatus.VERIFIED, UpdateStatus.PART_VERIFIED}


@dataclass(frozen=True, slots=True)
class Promise:
    """What a commitment is held to; `promised` is None for words only and `bands` for what is not rated."""

    promised: Decimal | None
    adds_up: AddsUp | None
    better: Better
    bands: Mapping[str, Any] | None
    spans: tuple[Span, ...]

    @property
    def is_measured(self) -> bool:
        """Return whether it is held against targets; one that follows a volume nobody recorded is not known yet."""
        return self.promised is not None and self.adds_up not in {None, AddsUp.RECORD_ONLY} and bool(self.spans)


@dataclass(frozen=True, slots=True)
class PeriodView:
    """One period on the day asked about. None means that there is no such figure, never that it is nought."""

    span: Span
    is_due: bool
    status: PeriodStatus
    claim: Claim | None
    target_to_date: Decimal | None
    proved_to_date: Decimal | None

    @property
    def is_overdue(self) -> bool:
        """Return whether the supplier owes a report: none came, or the one that came was rejected."""
        return self.is_due and self.status in {PeriodStatus.NO_DATA, PeriodStatus.REJECTED}


@dataclass(frozen=True, slots=True)
class View:
    """One commitment on the day asked about. None means that there is no such figure, never that it is nought."""

    due_on: date | None
    due: Decimal | None
    claimed: Decimal | None
    proved: Decimal | None
    unknown: Decimal | None
    rejected: Decimal | None
    percent_of_due: Fraction | None
    rating: Rating
    said: str
    next_due: Span | None
    periods: tuple[PeriodView, ...]

    @property
    def overdue(self) -> tuple[Span, ...]:
        """Return the periods for which the supplier owes a report, oldest first."""
        return tuple(period.span for period in self.periods if period.is_overdue)

    @property
    def waiting(self) -> int:
        """Return how many claims wait for the buyer."""
        return sum(period.status is PeriodStatus.SUBMITTED for period in self.periods)


def view(promise: Promise, claims: Iterable[Claim], as_at: date, *, ended_on: date | None = None) -> View:
    """Return where a promise stands on a day, by all that is known of the periods begun by then.

    `claims` holds the newest revision for each period; whatever was superseded must not be among them. Of a contract
    that was ended on a day, no period falls due that ends after it.
    """
    over = ended_on is not None and as_at > ended_on
    on = as_at if ended_on is None else min(as_at, ended_on + _DAY)
    begun = {claim.starts_on: claim for claim in claims if claim.starts_on <= on}
    plan = _plan(promise)
    now = plan.standing(begun.values(), on)
    refused = [claim for claim in begun.values() if claim.status is UpdateStatus.REJECTED]
    waiting = [claim for claim in begun.values() if claim.status is UpdateStatus.SUBMITTED]
    periods = tuple(_period(plan, span, begun, on) for span in promise.spans)
    rating = _rating(now, has_bands=plan.has_bands)
    return View(
        due_on=max((span.ends_on for span in promise.spans if span.is_due(on)), default=None),
        due=_decimal(now.due),
        claimed=_decimal(now.claimed),
        proved=_decimal(now.proved),
        unknown=_decimal(plan.standing(waiting, on).claimed),
        rejected=_decimal(plan.standing(refused, on).claimed),
        percent_of_due=now.percent_of_due,
        rating=rating,
        said=_said(now, rating, periods),
        next_due=None if over else next((span for span in promise.spans if not span.is_due(on)), None),
        periods=periods,
    )


def counted(ratings: Iterable[Rating]) -> dict[str, int]:
    """Return how many commitments have each rating, nought included; unlike things are counted, never averaged."""
    found = list(ratings)
    return {rating.value: found.count(rating) for rating in Rating}


@dataclass(frozen=True, slots=True)
class _Plan:
    """A promise as `scoring.delivery` reads it; `bands` stands in for none where there are none."""

    profile: Profile
    bands: Bands
    has_bands: bool
    is_measured: bool

    def standing(self, claims: Iterable[Claim], on: date) -> Standing:
        """Return what these claims come to on a day."""
        return standing(self.profile, reports(claims), on, self.bands)


def profile(promise: Promise) -> Profile:
    """Return the targets in force as `scoring` reads them; what is not measured is only recorded."""
    return _plan(promise).profile


def reports(claims: Iterable[Claim]) -> list[Report]:
    """Return claims as `scoring` reads them: one that was not accepted proves nothing, which is not nought."""
    return [
        Report(
            Period(claim.starts_on, claim.ends_on),
            claimed=_fraction(claim.claimed),
            proved=_fraction(claim.proved) if claim.is_decided else None,
            whole=_fraction(claim.whole),
            proved_whole=_fraction(claim.proved_whole),
        )
        for claim in claims
    ]


def _plan(promise: Promise) -> _Plan:
    """Return the plan as it was agreed: what it must be like was checked before the contract went live."""
    targets = tuple(Target(Period(span.starts_on, span.ends_on), _fraction(span.target)) for span in promise.spans)
    adds_up = promise.adds_up if promise.is_measured and promise.adds_up else AddsUp.RECORD_ONLY
    promised = Fraction(promise.promised or Decimal(0))
    bands = None if promise.bands is None else read_bands(promise.bands)
    has_bands = isinstance(bands, Bands)
    return _Plan(
        Profile(promised, adds_up.value, promise.better.value, targets),
        bands if isinstance(bands, Bands) else _ALL_OF_IT,
        has_bands,
        promise.is_measured,
    )


def _rating(now: Standing, *, has_bands: bool) -> Rating:
    if now.status == "record_only":
        return Rating.NOT_MEASURED
    if now.status != "rated":
        return Rating(now.status)
    return Rating(now.rating) if now.rating and has_bands else Rating.OTHER


def _period(plan: _Plan, span: Span, begun: Mapping[date, Claim], on: date) -> PeriodView:
    claim, is_due = begun.get(span.starts_on), span.is_due(on)
    status = PeriodStatus(claim.status.value) if claim else PeriodStatus.NO_DATA if is_due else PeriodStatus.NOT_DUE
    if span.starts_on > on or not plan.is_measured:
        return PeriodView(span, is_due, status, claim, None, None)
    after = span.ends_on + _DAY
    until = [earlier for earlier in begun.values() if earlier.starts_on <= span.starts_on]
    target_to_date, proved_to_date = to_date_target(plan.profile, after), plan.standing(until, after).proved
    return PeriodView(span, is_due, status, claim, _decimal(target_to_date), _decimal(proved_to_date))


def _said(now: Standing, rating: Rating, periods: Sequence[PeriodView]) -> str:
    if rating is Rating.OTHER:
        return f"{now.said.rpartition(': ')[0]}: not rated, as no bands were agreed"
    if rating is not Rating.NOT_MEASURED:
        return now.said
    due = [period for period in periods if period.is_due]
    reported = sum(period.claim is not None for period in due)
    decided = sum(period.claim is not None and period.claim.is_decided for period in due)
    counted = "1 period" if len(due) == 1 else f"{len(due)} periods"
    return f"not counted: of {counted} due, {reported} reported and {decided} verified"


def of_whole(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Return a part as the percentage that it is of its whole; the quantity itself where there is no whole."""
    if part is None or whole is None:
        return part
    return _decimal(Fraction(part) * 100 / Fraction(whole)) if whole else None


def _fraction(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _decimal(value: Fraction | None) -> Decimal | None:
    """Return a sum of decimals as the decimal it is; a share of a whole, which need not end, in four places."""
    if value is None:
        return None
    text = exact_text(value)
    return Decimal(shown(value, _PLACES) if "/" in text else text)

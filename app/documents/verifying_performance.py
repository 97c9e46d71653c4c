"""Recomputes every figure of a performance report from the targets, claims, decisions and bands that it lists."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from app.contracts.rules import AddsUp, Better
from app.delivery.errors import ProvedUnfit
from app.delivery.rules import UpdateStatus, proved_quantity
from app.documents import wording
from app.documents.figures import NOT_APPLICABLE, Figure
from app.documents.performance_content import (
    Claim,
    Commitment,
    ContractPerformance,
    NextDue,
    PeriodRecord,
    Rating,
)
from app.documents.performance_more_content import ContractPerformanceInFull, Proof
from app.documents.standing import (
    CUT_SHORT,
    TO_DATE,
    Numbers,
    Overdue,
    PeriodNumbers,
    figure,
    figures,
    period_figures,
    summary,
)
from app.performance import rules
from app.performance.rules import PeriodStatus, PeriodView, View

_ADDED: Final = {AddsUp.SUM, AddsUp.FTE_YEARS}
_NOBODY: Final = UUID(int=0)


def contradictions(report: ContractPerformance) -> Iterator[str]:
    """Return a sentence for everything printed that does not follow from what the report lists, in its order."""
    yield from _span(report)
    views = [_view(one, report) for one in report.commitments]
    in_full = isinstance(report, ContractPerformanceInFull)
    for one, seen in zip(report.commitments, views, strict=True):
        yield from (
            f"Commitment {one.reference} ({one.measure}): {found}" for found in _commitment(one, seen, in_full=in_full)
        )
    expected = summary(
        report.commitments,
        report.waivers,
        waiting=sum(seen.waiting for seen in views),
        overdue=[
            Overdue(measure=one.measure, reports=len(seen.overdue), since=seen.overdue[0].ends_on)
            for one, seen in zip(report.commitments, views, strict=True)
            if seen.overdue
        ],
    )
    for said in report.summary:
        if said not in expected:
            yield f"The summary says {said!r}, and the commitments do not."
    for said in expected:
        if said not in report.summary:
            yield f"The summary leaves out {said!r}, which the commitments come to."


def _span(report: ContractPerformance) -> Iterator[str]:
    """Compare the days reported on with the contract's and with the day looked back from."""
    contract, found = report.contract, report.period
    last = max(contract.starts_on, min(report.as_at, contract.ends_on))
    if found.label not in {TO_DATE, CUT_SHORT}:
        yield f"The period is called {found.label!r}; it is {TO_DATE!r}, or {CUT_SHORT!r}."
    if found.starts_on != contract.starts_on:
        yield f"The period begins on {found.starts_on}; the contract began on {contract.starts_on}."
    if found.ends_on > last or (found.ends_on < last and found.label != CUT_SHORT):
        yield f"The period ends on {found.ends_on}; as at {report.as_at} the contract had run to {last}."


def _view(one: Commitment, report: ContractPerformance) -> View:
    """Return where the promise stands by the rules that were used when the report was made."""
    claims = [claim for period in one.periods for claim in _current(report, one, period)]
    ended_on = report.period.ends_on if report.period.label == CUT_SHORT else None
    return rules.view(_promise(one), claims, report.as_at, ended_on=ended_on)


def _promise(one: Commitment) -> rules.Promise:
    bands = one.bands
    names = ("good", "approaching_target", "requires_improvement")
    return rules.Promise(
        promised=one.promised.value,
        adds_up=AddsUp(one.adds_up.value),
        better=Better.HIGHER if one.more_is_better else Better.LOWER,
        bands=None if bands is None else {name: format(getattr(bands, name), "f") for name in names},
        spans=tuple(
            rules.Span(each.span.label, each.span.starts_on, each.span.ends_on, each.target.value, None)
            for each in one.periods
        ),
    )


def _current(report: ContractPerformance, one: Commitment, period: PeriodRecord) -> Iterator[rules.Claim]:
    for number, claim in enumerate(period.claims, start=1):
        if not claim.superseded:
            decided, span = claim.verification, period.span
            found = rules.Claim(
                _NOBODY,
                number,
                span.starts_on,
                span.ends_on,
                _status(claim),
                claim.claimed.value,
                decided.quantity.value if decided else None,
            )
            yield _in_parts(found, _proof_of(report, one, span.starts_on, number))


def _proof_of(report: ContractPerformance, one: Commitment, period: date, number: int) -> Proof | None:
    if not isinstance(report, ContractPerformanceInFull):
        return None
    return report.proof_of(one.reference, period, number)


def _in_parts(claim: rules.Claim, proof: Proof | None) -> rules.Claim:
    """Return a percentage as the part of a whole that it was reported as, from which years are worked out."""
    if proof is None or proof.whole.value is None:
        return claim
    return replace(
        claim,
        claimed=proof.part.value,
        proved=proof.proved_part.value,
        whole=proof.whole.value,
        proved_whole=proof.proved_whole.value,
    )


def _status(claim: Claim) -> UpdateStatus:
    decided = claim.verification
    return UpdateStatus(decided.verdict.value) if decided else UpdateStatus.SUBMITTED


def _commitment(one: Commitment, seen: View, *, in_full: bool) -> Iterator[str]:
    for period in one.periods:
        yield from _claims(one, period)
    if not in_full:  # the plans themselves are listed there, and a contract that grew is held to another sum
        yield from _targets(one)
    for place, says, gives in _differences(one, _recomputed(one, seen), ""):
        yield f"{place} is stated as {says}; its targets, claims and bands give {gives}."


def _recomputed(one: Commitment, seen: View) -> Commitment:
    rating, following = Rating(seen.rating.value), seen.next_due
    listed = max((period.span.ends_on for period in one.periods), default=None)
    numbers = Numbers(
        is_counted=one.promised.is_known,
        rating=rating,
        due=seen.due,
        claimed=seen.claimed,
        proved=seen.proved,
        unknown=seen.unknown,
        rejected=seen.rejected,
        percent_of_due=seen.percent_of_due,
    )
    found: dict[str, Any] = {**figures(numbers)}
    return replace(
        one,
        **found,
        due_on=listed if following is None else _later(one.due_on, listed),
        rating=rating,
        said=seen.said,
        next_due=_next_due(following),
        periods=tuple(_period(one, rating, *pair) for pair in zip(one.periods, seen.periods, strict=True)),
    )


def _next_due(following: rules.Span | None) -> NextDue | None:
    if following is None:
        return None
    return NextDue(on=following.ends_on, quantity=figure(following.target, absent=NOT_APPLICABLE))


def _period(one: Commitment, rating: Rating, stated: PeriodRecord, seen: PeriodView) -> PeriodRecord:
    claim = seen.claim
    numbers = PeriodNumbers(
        is_counted=one.promised.is_known,
        is_measured=rating is not Rating.NOT_MEASURED,
        is_due=seen.is_due,
        is_waiting=seen.status is PeriodStatus.SUBMITTED,
        is_rejected=seen.status is PeriodStatus.REJECTED,
        target=stated.target.value,
        claimed=claim.claimed if claim else None,
        proved=claim.proved if claim else None,
        target_to_date=seen.target_to_date,
        proved_to_date=seen.proved_to_date,
    )
    found: dict[str, Any] = {**period_figures(numbers)}
    return replace(stated, **found)


def _claims(one: Commitment, period: PeriodRecord) -> Iterator[str]:
    """Check that the newest claim stands and each decision fits what was claimed."""
    for number, claim in enumerate(period.claims, start=1):
        is_newest = number == len(period.claims)
        if claim.superseded is is_newest:
            place = f"report {number} of {len(period.claims)} for {period.span.label}"
            yield f"{place} is {'superseded by none' if is_newest else 'followed by another and not superseded'}."
        yield from _decision(one, period, claim)


def _decision(one: Commitment, period: PeriodRecord, claim: Claim) -> Iterator[str]:
    decided, claimed = claim.verification, claim.claimed.value
    if decided is None:
        return
    quantity = decided.quantity.value
    verdict = wording.VERDICTS[decided.verdict].lower()
    where = f"the report for {period.span.label} is {verdict}"
    try:
        counts = proved_quantity(_status(claim), claimed=claimed, proved=quantity, more_is_better=one.more_is_better)
    except ProvedUnfit as refusal:
        yield f"{where}: {refusal.sentence}"
        return
    if counts != quantity:
        yield f"{where}, so {_number(counts)} of the {_number(claimed)} claimed counts; stated is {_number(quantity)}."


def _targets(one: Commitment) -> Iterator[str]:
    """Compare the targets with the promise, where the report lists them all."""
    targets = [period.target.value for period in one.periods]
    promised = one.promised.value
    is_measured = promised is not None and one.adds_up.value != AddsUp.RECORD_ONLY
    if promised is None or not is_measured or not targets or one.periods[-1].span.ends_on != one.due_on:
        return
    amounts = [target for target in targets if target is not None]
    if len(amounts) == len(targets):
        reached = sum(amounts, Decimal(0)) if one.adds_up.value in _ADDED else amounts[-1]
        if reached != promised:
            yield f"its targets come to {_number(reached)}, and {_number(promised)} was promised."


def _differences(stated: Any, expected: Any, place: str) -> Iterator[tuple[str, str, str]]:
    """Yield where two contents differ: a figure by its number, whatever the number of noughts behind its point."""
    if stated == expected:
        return
    if isinstance(stated, Figure) or not (is_dataclass(stated) and is_dataclass(expected)):
        if isinstance(stated, tuple):
            for one, other in zip(stated, expected, strict=True):
                yield from _differences(one, other, f"{place} of {_label(one)}")
        else:
            yield place, _words(stated), _words(expected)
        return
    for each in fields(stated):
        name = each.name.replace("_", " ")
        inside = name if not place or name == "span" else f"{name} of {place}"
        yield from _differences(getattr(stated, each.name), getattr(expected, each.name), inside)


def _label(found: Any) -> str:
    return found.span.label if isinstance(found, PeriodRecord) else "an entry"


def _words(found: Any) -> str:
    if isinstance(found, Figure):
        return wording.figure(found)
    if isinstance(found, date):
        return wording.day(found)
    return "nothing" if found is None else repr(getattr(found, "value", found))


def _number(value: Decimal | None) -> str:
    return "nothing" if value is None else wording.quantity(value)


def _later(one: date | None, other: date | None) -> date | None:
    return max((each for each in (one, other) if each), default=None)

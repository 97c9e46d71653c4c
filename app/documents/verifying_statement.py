"""Recomputes every figure, rating and sum of a statement of delivery from the targets and claims that it lists."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from app.contracts.rules import AddsUp, Better
from app.delivery.errors import ProvedUnfit
from app.delivery.rules import UpdateStatus, proved_quantity
from app.documents import wording
from app.documents.figures import Figure
from app.documents.performance_content import Rating
from app.documents.standing import Numbers, figures
from app.documents.statement_content import Held, Kept, Reported, StatementOfDelivery
from app.documents.statement_sums import FIGURES, summary, together
from app.performance import rules

HOLDS: Final = (
    "Every figure, percentage, rating and sum over contracts, and every sentence of the summary, follows from the "
    "targets, claims, decisions and bands listed."
)
TRUST: Final = (
    "What a file cannot show of itself: what was promised, claimed and accepted, the bands, names and dates are as "
    "they were issued only if the digest is the one that was published; a buyer's own report is named beside each "
    "contract."
)

_NOBODY: Final = UUID(int=0)
_REPORTED: Final = {"submitted", "verified", "part_verified", "rejected"}
_DECIDED: Final = _REPORTED - {"submitted"}


def contradictions(statement: StatementOfDelivery) -> Iterator[str]:
    """Return a sentence for everything stated that does not follow from what is listed, in its order."""
    for held in statement.contracts:
        for one in held.commitments:
            found = _promise(statement, held, one)
            yield from (f"Promise {one.reference} ({one.title}): {each}" for each in found)
    expected = together(statement.contracts)
    stated = {(one.measure, one.unit, one.more_is_better): one for one in statement.together}
    if [*stated] != [(one.measure, one.unit, one.more_is_better) for one in expected]:
        yield "The measures that are summed up are not those of the promises listed."
    for sums in expected:
        same = stated.get((sums.measure, sums.unit, sums.more_is_better))
        if same is not None and same != sums:
            yield f"The sums of {sums.title} are not those of the promises listed: {_difference(same, sums)}."
    if statement.summary != summary(statement.contracts, statement.as_at):
        yield "The summary does not say what the promises listed come to."


def _promise(statement: StatementOfDelivery, held: Held, one: Kept) -> Iterator[str]:
    if not one.reference.startswith(f"{held.reference}/"):
        yield f"it is listed under contract {held.reference}."
    for period in one.periods:
        yield from _claim(one, period)
    seen = rules.view(
        _held_to(one),
        [_as_claimed(period) for period in one.periods if period.status in _REPORTED],
        statement.as_at,
        ended_on=held.ended_on,
    )
    numbers = Numbers(
        is_counted=one.promised.is_known,
        rating=Rating(seen.rating.value),
        due=seen.due,
        claimed=seen.claimed,
        proved=seen.proved,
        unknown=seen.unknown,
        rejected=seen.rejected,
        percent_of_due=seen.percent_of_due,
    )
    for name, expected in figures(numbers).items():
        stated: Figure = getattr(one, name)
        if stated != expected:
            gives = _words(expected)
            yield f"{name.replace('_', ' ')} is stated as {_words(stated)}; its targets and claims give {gives}."
    if one.rating.value != seen.rating.value:
        yield f"it is rated {one.rating.value}; its bands give {seen.rating.value}."
    if one.said != seen.said:
        yield f"it is said that {one.said!r}; its targets and claims give {seen.said!r}."
    for period, view in zip(one.periods, seen.periods, strict=True):
        if period.status != view.status.value:
            yield f"{period.span.label} is said to be {period.status}; it is {view.status.value}."


def _claim(one: Kept, period: Reported) -> Iterator[str]:
    """Check that a decision is there where one is said to be, and fits what was claimed."""
    if (period.decided_on is not None) != (period.status in _DECIDED):
        yield f"{period.span.label} is {period.status}, and the day of the decision says otherwise."
    if period.status not in _REPORTED and (period.claimed.is_known or period.files):
        yield f"{period.span.label} is {period.status}, and something is claimed for it."
    if period.status in _DECIDED and not period.whole.is_known and one.promised.is_known:
        status, proved = UpdateStatus(period.status), period.proved.value
        try:
            counts = proved_quantity(
                status, claimed=period.claimed.value, proved=proved, more_is_better=one.more_is_better
            )
        except ProvedUnfit as refusal:
            yield f"{period.span.label}: {refusal.sentence}"
            return
        if counts != proved:
            yield f"{period.span.label}: of what was claimed another quantity counts than the one stated."


def _held_to(one: Kept) -> rules.Promise:
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


def _as_claimed(period: Reported) -> rules.Claim:
    return rules.Claim(
        _NOBODY,
        1,
        period.span.starts_on,
        period.span.ends_on,
        UpdateStatus(period.status),
        period.claimed.value,
        period.proved.value,
        whole=period.whole.value,
        proved_whole=period.proved_whole.value,
    )


def _difference(stated: object, expected: object) -> str:
    names = (*FIGURES, "contracts", "commitments", "title")
    differ = [name for name in names if getattr(stated, name) != getattr(expected, name)]
    return "; ".join(
        f"{name} is stated as {_words(getattr(stated, name))} and is {_words(getattr(expected, name))}"
        for name in differ
    )


def _words(found: object) -> str:
    return wording.figure(found) if isinstance(found, Figure) else str(found)

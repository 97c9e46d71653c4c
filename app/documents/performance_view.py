"""Arranges a performance report for the page: what is due next, and what the charts draw."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.documents.charts import Bar, Progress, promise_bars
from app.documents.charts_over_time import Point, to_date
from app.documents.figures import Figure
from app.documents.performance_content import AddsUp, Commitment, ContractPerformance, PeriodRecord, Rating
from app.documents.svg import plainly
from app.documents.wording import ABSENT, figure, percent, plural

MOST_IN_ONE_CHART: Final = 4


@dataclass(frozen=True, slots=True)
class RatingLine:
    """One rating with the commitments that have it."""

    rating: Rating
    count: int
    commitments: tuple[Commitment, ...]


class PerformanceView:
    """What the performance template asks of a report."""

    def __init__(self, report: ContractPerformance) -> None:
        """Arrange `report` once."""
        self.report = report
        self.ratings = tuple(
            RatingLine(
                rating=each.rating,
                count=each.commitments,
                commitments=tuple(one for one in report.commitments if one.rating is each.rating),
            )
            for each in report.counts
        )
        self.next_due = tuple(
            sorted(
                (each for each in report.commitments if each.next_due),
                key=lambda each: (each.next_due.on if each.next_due else report.as_at, each.reference),
            )
        )

    @property
    def charts(self) -> tuple[str, ...]:
        """The bars of all commitments, a few in one drawing, so that none is pushed off a half-filled page."""
        found = self.report.commitments
        groups = [found[start : start + MOST_IN_ONE_CHART] for start in range(0, len(found), MOST_IN_ONE_CHART)]
        return tuple(
            promise_bars(
                f"promises-{index}",
                title=f"Due, claimed and proved against the promise: {plural(len(group), 'commitment')}",
                commitments=[_progress(each) for each in group],
            )
            for index, group in enumerate(groups, start=1)
        )

    def over_time(self, commitment: Commitment) -> str | None:
        """The commitment's periods as a chart, or None when no period has a target or a proved quantity."""
        points = [_point(each) for each in commitment.periods]
        if all(each.target is None and each.proved is None for each in points):
            return None
        return to_date(
            f"to-date-{self.report.commitments.index(commitment) + 1}",
            points,
            title=f"{commitment.measure}: target to date and proved to date, in {commitment.unit}",
            promised=_exact(commitment.promised),
            shown=figure(commitment.promised),
        )


def _point(each: PeriodRecord) -> Point:
    return Point(
        period=plainly(each.span.label, each.span.ends_on.isoformat()),
        target=_exact(each.target_to_date),
        target_shown=figure(each.target_to_date),
        proved=_exact(each.proved_to_date),
        proved_shown=figure(each.proved_to_date),
    )


def _progress(each: Commitment) -> Progress:
    return Progress(
        name=plainly(each.measure, f"commitment {each.reference}"),
        promise=figure(each.promised, plainly(each.unit, "")),
        due=_bar("due", each.due, each.promised),
        claimed=_bar("claimed", each.claimed, each.promised),
        proved=_bar("proved", each.proved, each.promised),
        note=_note(each),
    )


def _note(each: Commitment) -> str | None:
    if each.adds_up is AddsUp.RECORD_ONLY:
        return f"recorded only: proved {figure(each.proved, each.unit)}"
    if not each.more_is_better:
        due, proved = figure(each.due, each.unit), figure(each.proved)
        return f"less is better, so no bar: due at most {due}, proved {proved}"
    if not _exact(each.promised):
        return f"no promise to measure against: proved {figure(each.proved, each.unit)}"
    return None


def _bar(what: str, found: Figure, promised: Figure) -> Bar:
    value, whole = _exact(found), _exact(promised)
    if value is None or not whole:
        return Bar(said=f"{what}: {ABSENT.get(found.state, figure(found))}", share=None)
    share = value / whole
    return Bar(said=f"{what} {percent(share)}", share=share)


def _exact(found: Figure) -> Fraction | None:
    return None if found.value is None else Fraction(found.value)

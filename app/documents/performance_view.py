"""Arranges a performance report for the page: numbers apart from words, what is due next, what the charts draw."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Final

from app.contracts.periods import named
from app.documents.catalogue import say, say_many, says
from app.documents.charts import Bar, Progress, promise_bars
from app.documents.charts_over_time import Point, to_date
from app.documents.facts import Span
from app.documents.figures import Figure
from app.documents.performance_content import (
    AddsUp,
    Bands,
    Claim,
    Commitment,
    ContractPerformance,
    PeriodRecord,
    Rating,
    Verdict,
)
from app.documents.performance_more_content import Assessed, ContractPerformanceInFull, Proof
from app.documents.quantities import bare_figure, closely, figure, in_full, short_unit
from app.documents.svg import plainly
from app.documents.wording import percent, rating, short_span

MOST_IN_ONE_CHART: Final = 6
AGAINST: Final = {
    "more_than_proved": says("More was accepted than the evidence was found to prove."),
    "no_data": says("It was accepted although the evidence says nothing of it."),
    "refused": says("It was accepted although the engine could not assess the files."),
    "not_assessed": says("It was accepted before its evidence was assessed."),
}
ACCEPTED: Final = frozenset({Verdict.VERIFIED, Verdict.PART_VERIFIED})


@dataclass(frozen=True, slots=True)
class RatingLine:
    """One rating with the commitments that have it: those counted in numbers by name, those in words as a number."""

    rating: Rating
    count: int
    measured: tuple[Commitment, ...]
    in_words: int


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something the supplier owes on a day, and how many commitments it stands for."""

    on: date
    said: str
    commitments: int


@dataclass(frozen=True, slots=True)
class InWords:
    """A promise in words with how many of its periods are due, how many of them reported and how many verified."""

    commitment: Commitment
    due: int
    reported: int
    verified: int


class PerformanceView:
    """What the performance template asks of a report."""

    def __init__(self, report: ContractPerformance) -> None:
        """Arrange `report` once."""
        self.report = report
        self.measured = tuple(each for each in report.commitments if not _is_in_words(each))
        self.in_words = tuple(self._in_words(each) for each in report.commitments if _is_in_words(each))
        self.ratings = tuple(_rating_line(report, each.rating) for each in report.counts if each.commitments)
        self.unused_ratings = tuple(
            rating(each.rating).partition(":")[0].lower() for each in report.counts if not each.commitments
        )
        self.next_due = tuple(sorted(_due_lines(report), key=lambda line: line.on))
        self.is_rounded = any(self.rounds(each) for each in self.measured) or any(
            in_full(each.quantity) for each in report.waivers
        )

    @property
    def bands(self) -> tuple[tuple[str, Bands], ...]:
        """The bands of every commitment that has any, in one line where they all have the same."""
        found = [(each.measure, each.bands) for each in self.report.commitments if each.bands]
        if len(found) > 1 and len({bands for _, bands in found}) == 1:
            return ((say("All %(count)s rated commitments", count=len(found)), found[0][1]),)
        return tuple(found)

    @property
    def charts(self) -> tuple[str, ...]:
        """The bars of all promises in numbers, spread evenly over drawings that are small enough for a page."""
        found = [each for each in self.measured if each.adds_up is not AddsUp.RECORD_ONLY]
        drawings = -(-len(found) // MOST_IN_ONE_CHART)
        ends = [place * len(found) // drawings for place in range(drawings + 1)] if drawings else []
        groups = [found[start:end] for start, end in pairwise(ends)]
        return tuple(
            promise_bars(
                f"promises-{index}",
                title=say_many(
                    "Due, claimed and proved against the promise: %(count)s commitment",
                    "Due, claimed and proved against the promise: %(count)s commitments",
                    len(group),
                ),
                commitments=[_progress(each) for each in group],
            )
            for index, group in enumerate(groups, start=1)
        )

    def over_time(self, commitment: Commitment) -> str | None:
        """The commitment's periods as a chart, or None when no period has a target or a proved quantity."""
        points = [_point(each, commitment.unit) for each in commitment.periods]
        if all(each.target is None and each.proved is None for each in points):
            return None
        return to_date(
            f"to-date-{self.report.commitments.index(commitment) + 1}",
            points,
            title=say(
                "%(measure)s: target to date and proved to date, in %(unit)s",
                measure=commitment.measure,
                unit=commitment.unit,
            ),
            promised=_exact(commitment.promised),
            shown=bare_figure(commitment.promised, commitment.unit),
        )

    def rounds(self, commitment: Commitment) -> bool:
        """Return whether any quantity of a commitment has more places than are printed."""
        own = (commitment.promised, *_standing(commitment))
        periods = (figure for each in commitment.periods for figure in _of_period(each))
        return any(in_full(each) for each in (*own, *periods))

    def in_full(self, commitment: Commitment) -> str | None:
        """Return what is due, claimed and proved with every place where the page rounds it, or None."""
        names = zip((say("due"), say("claimed"), say("proved")), _standing(commitment), strict=False)
        found = [f"{name} {full}" for name, each in names if (full := in_full(each))]
        return ", ".join(found) or None

    def share(self, commitment: Commitment) -> str | None:
        """Return how much of what is due is proved, as the rating was read from it, or None where that says nothing."""
        found = commitment.percent_of_due.value
        return None if found is None else closely(Fraction(found) / 100)

    def proof(self, commitment: Commitment, period: PeriodRecord, number: int) -> Proof | None:
        """Return what stands behind a claim, or None where the report does not tell."""
        if not isinstance(self.report, ContractPerformanceInFull):
            return None
        return self.report.proof_of(commitment.reference, period.span.starts_on, number)

    def came_to(self, assessed: Assessed) -> tuple[str, ...]:
        """Return what the files came to, the answer to the promise first; what several quantities say stands once."""
        quantities = assessed.record["quantities"] if assessed.record else {}
        in_order = sorted(quantities, key=lambda name: name != assessed.quantity)
        return tuple(dict.fromkeys(str(quantities[name]["said"]) for name in in_order))

    def against(self, found: str) -> str:
        """Return in words how a decision stands to what the evidence proves."""
        return AGAINST[found]

    def adds_days(self, span: Span) -> bool:
        """Return whether the days of a period say more than its label does."""
        return span.label != named(span.starts_on, span.ends_on)

    def _in_words(self, each: Commitment) -> InWords:
        until = self.report.period.ends_on
        due = [one for one in each.periods if one.span.ends_on < self.report.as_at and one.span.ends_on <= until]
        claims = [claim for one in due for claim in one.claims if not claim.superseded]
        return InWords(each, len(due), len(claims), sum(_is_accepted(claim) for claim in claims))


def _is_in_words(each: Commitment) -> bool:
    """Return whether nothing of a promise is counted: no quantity was promised, and none was ever claimed or proved."""
    periods = (found for period in each.periods for found in _of_period(period))
    has_number = any(found.is_known for found in (each.promised, *_standing(each), *periods))
    return each.adds_up is AddsUp.RECORD_ONLY and each.rating is Rating.NOT_MEASURED and not has_number


def _standing(each: Commitment) -> tuple[Figure, ...]:
    return (each.due, each.claimed, each.proved, each.unknown, each.rejected)


def _of_period(each: PeriodRecord) -> tuple[Figure, ...]:
    return (each.target, each.claimed, each.proved, each.target_to_date, each.proved_to_date)


def _is_accepted(claim: Claim) -> bool:
    return claim.verification is not None and claim.verification.verdict in ACCEPTED


def _rating_line(report: ContractPerformance, rating: Rating) -> RatingLine:
    found = [each for each in report.commitments if each.rating is rating]
    measured = tuple(each for each in found if not _is_in_words(each))
    return RatingLine(rating, len(found), measured, len(found) - len(measured))


def _due_lines(report: ContractPerformance) -> Iterator[DueLine]:
    """Yield what is due next: each quantity by itself, the reports on promises in words together."""
    words: dict[date, list[str]] = {}
    for each in report.commitments:
        if each.next_due is None:
            continue
        if _is_in_words(each):
            words.setdefault(each.next_due.on, []).append(each.measure)
            continue
        owed = each.next_due.quantity
        said = figure(owed, each.unit) if owed.is_known else say("to be reported")
        yield DueLine(each.next_due.on, f"{each.measure}, {said}", 1)
    for on, measures in words.items():
        one = say("%(measure)s, to be reported in words", measure=measures[0])
        many = say("reports on %(count)s promises in words", count=len(measures))
        yield DueLine(on, one if len(measures) == 1 else many, len(measures))


def _point(each: PeriodRecord, unit: str) -> Point:
    return Point(
        period=plainly(each.span.label, each.span.ends_on.isoformat()),
        axis=short_span(each.span),
        target=_exact(each.target_to_date),
        target_shown=bare_figure(each.target_to_date, unit),
        proved=_exact(each.proved_to_date),
        proved_shown=bare_figure(each.proved_to_date, unit),
    )


def _progress(each: Commitment) -> Progress:
    return Progress(
        name=plainly(each.measure, say("commitment %(reference)s", reference=each.reference)),
        promise=short_unit(figure(each.promised, plainly(each.unit, ""))),
        due=_bar(say("due"), each.due, each.promised),
        claimed=_bar(say("claimed"), each.claimed, each.promised),
        proved=_bar(say("proved"), each.proved, each.promised),
        note=_note(each),
    )


def _note(each: Commitment) -> str | None:
    unit = short_unit(plainly(each.unit, ""))
    if not each.more_is_better:
        due, proved = figure(each.due, unit), bare_figure(each.proved, unit)
        return say("less is better, so no bar: due at most %(due)s, proved %(proved)s", due=due, proved=proved)
    if not _exact(each.promised):
        return say("no promise to measure against: proved %(proved)s", proved=figure(each.proved, unit))
    return None


def _bar(what: str, found: Figure, promised: Figure) -> Bar:
    value, whole = _exact(found), _exact(promised)
    if value is None or not whole:
        return Bar(said=f"{what}: {bare_figure(found)}", share=None)
    share = value / whole
    return Bar(said=f"{what} {percent(share)}", share=share)


def _exact(found: Figure) -> Fraction | None:
    return None if found.value is None else Fraction(found.value)

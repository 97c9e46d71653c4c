"""What of a pledge is due by a date, what has been claimed and proved, and how that rates; no data is never zero."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple

from scoring.exact import HUNDRED, ZERO, exact_sum, exact_text
from scoring.findings import Collector, Finding, Findings
from scoring.methods.contract import Better
from scoring.reading import Reader
from scoring.rubric import AddsUp
from scoring.trace import percent, value_text

Status = Literal["not_due", "unknown", "rated", "record_only"]
Rating = Literal["good", "approaching_target", "requires_improvement", "inadequate"]
RATINGS: Final[tuple[Rating, ...]] = ("good", "approaching_target", "requires_improvement")
"""The ratings that begin at a stated percentage, best first; below the last of them delivery is inadequate."""

CUMULATIVE: Final[frozenset[AddsUp]] = frozenset({"sum", "fte_years"})


class Period(NamedTuple):
    """A reporting period; it is due once its last day has passed."""

    first: date
    last: date


class Target(NamedTuple):
    """What is due in one period: an amount of its own for a sum, a level or percentage to be at otherwise.

    None is not known: it follows a volume that nobody has recorded (`scoring.volume`), which is never nought.
    """

    period: Period
    amount: Fraction | None


@dataclass(frozen=True, slots=True)
class Profile:
    """A promise spread over the periods of a contract."""

    promised: Fraction
    adds_up: AddsUp
    better: Better
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What was reported for one period. None is "no data"; proved None is "undecided", proved 0 is "nothing proved".

    For a percentage reported as a part of a whole, `claimed` and `proved` are the parts and `whole` the whole, or
    `proved_whole` where something is proved of another whole than was claimed. 0 of 0 is a report of nothing to share.
    """

    period: Period
    claimed: Fraction | None = None
    proved: Fraction | None = None
    whole: Fraction | None = None
    proved_whole: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Bands:
    """From which percentage of what is due each rating begins, best first; exact percentages."""

    starts: tuple[tuple[Rating, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a promise stands on a day. None means that there is no such figure, never that it is zero."""

    status: Status
    rating: Rating | None
    promised: Fraction
    due: Fraction | None
    claimed: Fraction | None
    proved: Fraction | None
    undecided: Fraction | None
    percent_of_due: Fraction | None
    unknown: tuple[Period, ...]
    next_due: Target | None
    said: str


def even_split(promised: Fraction, periods: int) -> list[Fraction]:
    """Return the promise in equal exact parts, which add up to the promise whatever it is.

    >>> even_split(Fraction(10), 3)[0], sum(even_split(Fraction(10), 3))
    (Fraction(10, 3), Fraction(10, 1))
    """
    return [promised / periods] * periods


def whole_split(promised: int, shares: Sequence[Fraction]) -> list[int]:
    """Return a whole number in whole parts in proportion to `shares`; they add up to it.

    What is due by the end of each part is what an even profile would ask for by then, rounded down: never more than
    that, and never one or more less, so that twelve quarters of nine ask for three each year.

    >>> whole_split(3, [Fraction(1)] * 4), whole_split(10, [Fraction(1)] * 4), whole_split(9, [Fraction(1)] * 12)
    ([0, 1, 1, 1], [2, 3, 2, 3], [0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1])
    """
    whole, reached = exact_sum(shares), ZERO
    parts: list[int] = []
    for share in shares:
        reached += share
        by_now = promised * reached / whole
        parts.append(by_now.numerator // by_now.denominator - sum(parts))
    return parts


def counts_whole(measure: Mapping[str, Any], countable: Collection[str]) -> bool:
    """Say whether what a measure counts comes in whole ones only: it says so itself, or its unit is one of `countable`.

    >>> counts_whole({"unit": "Trainees"}, {"trainees"}), counts_whole({"unit": "weeks"}, {"trainees"})
    (True, False)
    """
    return measure.get("whole") is True or str(measure.get("unit") or "").strip().casefold() in countable


def profile(
    promised: Fraction,
    adds_up: AddsUp,
    periods: Sequence[Period],
    *,
    better: Better = "higher",
    targets: Sequence[Fraction] | None = None,
    whole: bool = False,
) -> Profile | Findings:
    """Return the promise by period: the targets given, or an even split of a sum and the same level in every period.

    Where `whole`, an even split of a whole number gives whole numbers: three quarters of a trainee cannot start.
    Targets of a sum must add up to the promise, and the last target of a level or a percentage must be the promise.
    """
    out = Collector()
    if not periods:
        out.add("profile.no_periods", "periods", "there are no periods to spread the promise over: state at least one")
    for index, period in enumerate(periods):
        if period.last < period.first or (index and period.first <= periods[index - 1].last):
            out.add(
                "profile.order", f"periods[{index}]", "must start after the period before it, and end after it starts"
            )
    amounts = list(targets) if targets is not None else _split(promised, adds_up, len(periods), whole=whole)
    if len(amounts) != len(periods):
        message = f"gives {len(amounts)} targets for {len(periods)} periods: state one for each"
        out.add("profile.count", "targets", message)
    elif amounts:
        reached = exact_sum(amounts) if adds_up in CUMULATIVE else amounts[-1]
        if reached != promised and adds_up != "record_only":
            what = "add up to" if adds_up in CUMULATIVE else "end at"
            message = f"the targets {what} {exact_text(reached)}, not to the {exact_text(promised)} promised"
            out.add("profile.not_the_promise", "targets", message, value=exact_text(reached))
    if out:
        return out.findings()
    pairs = zip(periods, amounts, strict=True)
    return Profile(promised, adds_up, better, tuple(Target(period, amount) for period, amount in pairs))


def _split(promised: Fraction, adds_up: AddsUp, periods: int, *, whole: bool) -> list[Fraction]:
    if whole and adds_up in CUMULATIVE and promised.denominator == 1 and periods:
        return [Fraction(part) for part in whole_split(int(promised), [Fraction(1)] * periods)]
    return even_split(promised, periods) if adds_up in CUMULATIVE and periods else [promised] * periods


def to_date_target(plan: Profile, on: date) -> Fraction | None:
    """Return what is due by a day: the sum of the ended periods, or the level of the last of them; None before that.

    None too where that is not known: `due_is_known` tells the two apart.
    """
    ended = [target.amount for target in plan.targets if target.period.last < on]
    if not ended or plan.adds_up == "record_only":
        return None
    if plan.adds_up not in CUMULATIVE:
        return ended[-1]
    known = [amount for amount in ended if amount is not None]
    return exact_sum(known) if len(known) == len(ended) else None


def due_is_known(plan: Profile, on: date) -> bool:
    """Return whether every ended period that counts towards what is due by a day has a target."""
    ended = [target.amount for target in plan.targets if target.period.last < on]
    return None not in (ended if plan.adds_up in CUMULATIVE else ended[-1:])


def next_due(plan: Profile, on: date) -> Target | None:
    """Return the next period to end on a day or after it, with its target, or None when all have ended."""
    return next((target for target in plan.targets if target.period.last >= on), None)


def read_bands(mapping: Mapping[str, Any]) -> Bands | Findings:
    """Return the bands that {"good": "100", "approaching_target": "90", "requires_improvement": "70"} describes.

    Source: the five ratings are those of the Procurement Regulations 2024, regulation 39(5); the percentages are the
    contract's own, because the law sets none.
    """
    if not isinstance(mapping, dict):
        return Findings([Finding("document.not_an_object", "", "bands must be an object with named percentages")])
    out = Collector()
    reader = Reader(mapping, "", out)
    reader.known(*RATINGS)
    starts = [(name, reader.number(name, "the percentage from which the rating holds") or ZERO) for name in RATINGS]
    if not out and not starts[0][1] > starts[1][1] > starts[2][1] > 0:
        out.add("bands.order", "good", "the percentages must fall from good to requires_improvement and stay above 0")
    return out.findings() if out else Bands(tuple(starts))


def rating_of(percent_of_due: Fraction, bands: Bands) -> Rating:
    """Return the best rating whose percentage is reached, exactly.

    >>> statutory = read_bands({"good": "100", "approaching_target": "90", "requires_improvement": "70"})
    >>> rating_of(Fraction(100), statutory), rating_of(Fraction(8999, 100), statutory), rating_of(ZERO, statutory)
    ('good', 'requires_improvement', 'inadequate')
    """
    return next((name for name, start in bands.starts if percent_of_due >= start), "inadequate")


def percent_of(proved: Fraction, due: Fraction, better: Better) -> Fraction | None:
    """Return proved as a percentage of due, or due of proved where less is better; None where it would divide by 0.

    >>> percent_of(Fraction(45), Fraction(50), "higher"), percent_of(Fraction(50), Fraction(40), "lower")
    (Fraction(90, 1), Fraction(80, 1))
    """
    top, bottom = (proved, due) if better == "higher" else (due, proved)
    return top * HUNDRED / bottom if bottom else None


def standing(plan: Profile, reports: Sequence[Report], on: date, bands: Bands) -> Standing:
    """Return how a promise stands on a day: due, claimed, proved, undecided, unknown, next due, and its rating.

    A period that has ended without a decided report is unknown. A sum with such a gap is rated only where what is
    proved already reaches the best rating, because then the gap cannot lower it; otherwise the status is unknown.
    """
    due, following = to_date_target(plan, on), next_due(plan, on)
    begun = [report for report in reports if report.period.first <= on]
    claimed = _delivered(plan.adds_up, [(report.period, report.claimed, report.whole) for report in begun])
    proved = _delivered(plan.adds_up, [(report.period, report.proved, _proved_whole(report)) for report in begun])
    waiting = [(report.period, report.claimed, report.whole) for report in begun if report.proved is None]
    # By its first day: a change of the contract may have cut the period short since it was reported.
    decided = {report.period.first for report in begun if report.proved is not None}
    unknown = tuple(
        target.period for target in plan.targets if target.period.last < on and target.period.first not in decided
    )
    known = due_is_known(plan, on)
    by_parts = plan.adds_up == "percentage" and any(report.whole is not None for report in begun)
    rated = _rated(plan, due, proved, unknown, bands, by_parts=by_parts)
    status, rating, reached = rated if known or plan.adds_up == "record_only" else ("unknown", None, None)
    undecided = _delivered(plan.adds_up, waiting)
    words = _due_in_words(plan, due, on)
    said = _said(plan, words, claimed, proved, status, rating, reached)
    return Standing(status, rating, plan.promised, due, claimed, proved, undecided, reached, unknown, following, said)


def _proved_whole(report: Report) -> Fraction | None:
    return report.whole if report.proved_whole is None else report.proved_whole


def _delivered(adds_up: AddsUp, reported: Sequence[tuple[Period, Fraction | None, Fraction | None]]) -> Fraction | None:
    """Return what reports come to: added up, or the latest level, or all parts over all wholes; None without data."""
    known = sorted(
        ((period, value, whole) for period, value, whole in reported if value is not None), key=lambda each: each[0]
    )
    if not known:
        return None
    if adds_up in CUMULATIVE or adds_up == "record_only":
        return exact_sum([value for _, value, _ in known])
    if adds_up != "percentage":
        return known[-1][1]
    parts = [(value, whole) for _, value, whole in known if whole is not None]
    if len(parts) == len(known):
        return _share([value for value, _ in parts], [whole for _, whole in parts])
    _, value, whole = known[-1]
    return value if whole is None else _share([value], [whole])


def _share(parts: Sequence[Fraction], wholes: Sequence[Fraction]) -> Fraction | None:
    """Return all parts as a percentage of all wholes; None where there was nothing to have a share of."""
    whole = exact_sum(wholes)
    return exact_sum(parts) * HUNDRED / whole if whole else None


def _rated(
    plan: Profile,
    due: Fraction | None,
    proved: Fraction | None,
    unknown: Sequence[Period],
    bands: Bands,
    *,
    by_parts: bool,
) -> tuple[Status, Rating | None, Fraction | None]:
    """Return status, rating and percentage; a rating only where what is unknown could not change it for the worse."""
    if plan.adds_up == "record_only":
        return "record_only", None, None
    if due is None or (not due and plan.better == "higher"):
        return "not_due", None, None
    if proved is None:
        return "unknown", None, None
    reached = percent_of(proved, due, plan.better)
    best = bands.starts[0][0]
    rating = best if reached is None else rating_of(reached, bands)
    # A percentage of all parts over all wholes lacks those of the gap; a level is that of its last period.
    if unknown and (by_parts or not _gap_is_harmless(plan, unknown, rating == best)):
        return "unknown", None, reached
    return "rated", rating, reached


def _gap_is_harmless(plan: Profile, unknown: Sequence[Period], is_best: bool) -> bool:  # noqa: FBT001 - one fact, not an option
    """Say whether periods without data could not lower the rating."""
    if plan.adds_up in CUMULATIVE:
        return plan.better == "higher" and is_best
    ended = [target.period for target in plan.targets if target.period.last <= unknown[-1].last]
    return ended[-1] not in unknown


def _due_in_words(plan: Profile, due: Fraction | None, on: date) -> str:
    if due is not None:
        return f"due {value_text(due)}"
    if due_is_known(plan, on):
        return "nothing due yet"
    missing = sum(target.amount is None for target in plan.targets if target.period.last < on)
    return f"due not known, as no volume is recorded for {'1 period' if missing == 1 else f'{missing} periods'}"


def _said(
    plan: Profile,
    due: str,
    claimed: Fraction | None,
    proved: Fraction | None,
    status: Status,
    rating: Rating | None,
    reached: Fraction | None,
) -> str:
    """Return the standing in one sentence."""
    words = [
        f"promised {value_text(plan.promised)}",
        due,
        "no claim" if claimed is None else f"claimed {value_text(claimed)}",
        "nothing decided" if proved is None else f"proved {value_text(proved)}",
    ]
    share = f" ({percent(reached / 100)} of what is due)" if reached is not None else ""
    return f"{', '.join(words)}{share}: {(rating or status).replace('_', ' ')}"

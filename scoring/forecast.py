"""Whether a promise can still be kept: what each period left must bring, against the best that any one brought so far.

A forecast never rates and is never a mark. It counts what is proved. A period without an accepted claim is not known:
it is neither nought nor its target, and where that decides the answer, both are said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, Literal, NamedTuple

from scoring.delivery import CUMULATIVE, Period, Profile, Report
from scoring.exact import HUNDRED, ZERO, exact_sum
from scoring.findings import Collector, Finding, Findings
from scoring.reading import Reader
from scoring.trace import value_text

Outlook = Literal["kept", "on_course", "stretched", "unlikely", "cannot_be_met", "unknown", "not_measured"]
PACE: Final[Mapping[str, str]] = {"stretched": "100", "unlikely": "150", "cannot_be_met": "200"}
"""Above which percentage of the best period so far what is needed a period is called so. Ours, and stated with it."""

_DAY = timedelta(days=1)
_RHYTHMS = ((27, 31, "month"), (88, 93, "quarter"), (364, 366, "year"))


class Pace(NamedTuple):
    """Above which percentage of the best so far a need is called stretched, unlikely, and out of reach."""

    stretched: Fraction
    unlikely: Fraction
    cannot_be_met: Fraction


class Brought(NamedTuple):
    """What one period brought: an amount of its own for a sum, a step of the level otherwise."""

    period: Period
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is still needed. None is that there is no such figure, never nought.

    `needed` is what each of the `left` periods must bring; of what should be low, what each may come to at most.
    `needed_if_reported` is the same if every period without an accepted claim comes to its target. `no_later_than` is
    the last day on which nothing more may be proved yet: after it, even the pace that is called out of reach is too
    little.
    """

    outlook: Outlook
    left: tuple[Period, ...]
    unknown: tuple[Period, ...]
    remaining: Fraction | None
    needed: Fraction | None
    needed_if_reported: Fraction | None
    best: Brought | None
    percent_of_best: Fraction | None
    no_later_than: date | None
    said: str


def read_pace(mapping: Mapping[str, Any]) -> Pace | Findings:
    """Return the pace that {"stretched": "100", "unlikely": "150", "cannot_be_met": "200"} describes."""
    if not isinstance(mapping, dict):
        return Findings([Finding("document.not_an_object", "", "a pace must be an object with named percentages")])
    out = Collector()
    reader = Reader(mapping, "", out)
    reader.known(*Pace._fields)
    found = [reader.number(name, "the percentage of the best period so far") or ZERO for name in Pace._fields]
    if not out and not ZERO < found[0] <= found[1] <= found[2]:
        out.add("pace.order", "stretched", "the percentages must rise from stretched to cannot_be_met, above 0")
    return out.findings() if out else Pace(*found)


STANDARD_PACE: Final = Pace(*(Fraction(text) for text in PACE.values()))


def forecast(
    plan: Profile, reports: Sequence[Report], on: date, *, unit: str = "", pace: Pace = STANDARD_PACE
) -> Forecast:
    """Return whether a promise can still be kept, by what is proved up to a day."""
    decided = sorted(Brought(one.period, value) for one in reports if (value := value_of(one)) is not None)
    decided = [one for one in decided if one.period.first <= on]
    known = {one.period.first for one in decided}
    open_ones = [target for target in plan.targets if target.period.first not in known]
    left = tuple(target.period for target in open_ones if target.period.last >= on)
    unknown = tuple(target.period for target in open_ones if target.period.last < on)
    if plan.adds_up == "record_only" or not plan.targets:
        return _without("not_measured", left, unknown, "recorded or in words: nothing to forecast")
    words = _Words(plan, unit)
    if plan.adds_up in CUMULATIVE:
        return _of_sum(plan, decided, left, unknown, words, pace)
    return _of_level(plan, decided, left, unknown, words, pace)


def value_of(report: Report) -> Fraction | None:
    """Return what one period comes to; a part of a whole as its percentage, and nothing where the whole is nought."""
    whole = report.whole if report.proved_whole is None else report.proved_whole
    if report.proved is None or whole is None:
        return report.proved
    return report.proved * HUNDRED / whole if whole else None


def _without(outlook: Outlook, left: tuple[Period, ...], unknown: tuple[Period, ...], said: str) -> Forecast:
    return Forecast(outlook, left, unknown, None, None, None, None, None, None, said)


def _of_sum(
    plan: Profile,
    decided: Sequence[Brought],
    left: tuple[Period, ...],
    unknown: tuple[Period, ...],
    words: "_Words",
    pace: Pace,
) -> Forecast:
    proved = exact_sum([one.amount for one in decided])
    remaining = plan.promised - proved
    at_target = _targets_of(plan, unknown)
    if plan.better == "lower":
        return _of_allowance(plan, decided, left, unknown, words, remaining)
    if remaining <= 0:
        return Forecast("kept", left, unknown, ZERO, ZERO, ZERO, _best(decided), None, None, words.kept(proved))
    if not decided:
        return _without("unknown", left, unknown, words.nothing_known(left, unknown))
    best = max(decided, key=lambda one: one.amount)
    if not left:
        if_reported = None if at_target is None else max(ZERO, remaining - at_target)
        outlook: Outlook = "unknown" if unknown and (if_reported is None or not if_reported) else "cannot_be_met"
        said = words.over(proved, remaining, unknown)
        return Forecast(outlook, left, unknown, remaining, None, None, best, None, None, said)
    needed = remaining / len(left)
    if_reported = None if at_target is None else max(ZERO, remaining - at_target) / len(left)
    share = needed * HUNDRED / best.amount if best.amount else None
    until = _latest_start(left, remaining, best.amount * pace.cannot_be_met / HUNDRED)
    outlook = _called(share, pace)
    said = words.sum_said(needed, left, best, until, outlook, unknown, if_reported)
    return Forecast(outlook, left, unknown, remaining, needed, if_reported, best, share, until, said)


def _of_allowance(
    plan: Profile,
    decided: Sequence[Brought],
    left: tuple[Period, ...],
    unknown: tuple[Period, ...],
    words: "_Words",
    remaining: Fraction,
) -> Forecast:
    """Return the forecast of a sum that should stay low: what is left of the allowance against the lowest period."""
    if remaining < 0:
        said = words.spent(-remaining)
        return Forecast("cannot_be_met", left, unknown, remaining, None, None, _lowest(decided), None, None, said)
    if not decided:
        return _without("unknown", left, unknown, words.nothing_known(left, unknown))
    lowest = min(decided, key=lambda one: one.amount)
    if not left:
        outlook: Outlook = "unknown" if unknown else "kept"
        said = words.allowance_over(remaining, unknown)
        return Forecast(outlook, left, unknown, remaining, None, None, lowest, None, None, said)
    at_most = remaining / len(left)
    at_target = _targets_of(plan, unknown)
    if_reported = None if at_target is None else max(ZERO, remaining - at_target) / len(left)
    outlook = "on_course" if lowest.amount <= at_most else "stretched" if at_most else "unlikely"
    said = words.allowance_said(at_most, left, lowest, outlook, unknown, if_reported)
    return Forecast(outlook, left, unknown, remaining, at_most, if_reported, lowest, None, None, said)


def _of_level(
    plan: Profile,
    decided: Sequence[Brought],
    left: tuple[Period, ...],
    unknown: tuple[Period, ...],
    words: "_Words",
    pace: Pace,
) -> Forecast:
    """Return the forecast of a level: the step that each period left must take to end at the promise."""
    if not decided:
        return _without("unknown", left, unknown, words.nothing_known(left, unknown))
    way = 1 if plan.better == "higher" else -1
    latest = decided[-1]
    remaining = (plan.promised - latest.amount) * way
    steps = [Brought(after.period, (after.amount - before.amount) * way) for before, after in pairwise(decided)]
    risen = [step for step in steps if step.amount > 0]
    best = max(risen, key=lambda step: step.amount) if risen else None
    if remaining <= 0:
        return Forecast("kept", left, unknown, ZERO, ZERO, ZERO, best, None, None, words.held(latest, left))
    if not left:
        outlook: Outlook = "unknown" if unknown else "cannot_be_met"
        said = words.level_over(latest, unknown)
        return Forecast(outlook, left, unknown, remaining, None, None, best, None, None, said)
    needed = remaining / len(left)
    if best is None:
        said = words.no_step(latest, needed, left, len(decided))
        outlook = "unknown" if len(decided) == 1 else "unlikely"
        return Forecast(outlook, left, unknown, remaining, needed, None, None, None, None, said)
    share = needed * HUNDRED / best.amount
    until = _latest_start(left, remaining, best.amount * pace.cannot_be_met / HUNDRED)
    outlook = _called(share, pace)
    said = words.level_said(latest, needed, left, best, until, outlook, unknown)
    return Forecast(outlook, left, unknown, remaining, needed, None, best, share, until, said)


def _targets_of(plan: Profile, periods: Sequence[Period]) -> Fraction | None:
    """Return what periods would come to at their targets; None where one of these is not known."""
    wanted = [target.amount for target in plan.targets if target.period in periods]
    known = [amount for amount in wanted if amount is not None]
    return exact_sum(known) if len(known) == len(wanted) else None


def _best(decided: Sequence[Brought]) -> Brought | None:
    return max(decided, key=lambda one: one.amount, default=None)


def _lowest(decided: Sequence[Brought]) -> Brought | None:
    return min(decided, key=lambda one: one.amount, default=None)


def _called(share: Fraction | None, pace: Pace) -> Outlook:
    """Return what a need is called by its share of the best so far; without any best, nought was proved so far."""
    if share is None:
        return "unlikely"
    if share > pace.cannot_be_met:
        return "cannot_be_met"
    return "unlikely" if share > pace.unlikely else "stretched" if share > pace.stretched else "on_course"


def _latest_start(left: Sequence[Period], remaining: Fraction, most: Fraction) -> date | None:
    """Return the last day that may pass with nothing more: as many periods must follow as `most` a period takes.

    None where even all that are left are too few, or where nothing was ever brought.
    """
    if most <= 0:
        return None
    takes = -(-remaining.numerator * most.denominator // (remaining.denominator * most.numerator))
    idle = len(left) - takes
    if idle < 0:
        return None
    return left[idle - 1].last if idle else left[0].first - _DAY


@dataclass(frozen=True, slots=True)
class _Words:
    """Says a forecast as a commissioner reads it."""

    plan: Profile
    unit: str

    @property
    def each(self) -> str:
        """Return what a period is called: `quarter`, where all that are whole are one."""
        first, last = self.plan.targets[0].period
        days = (last - first).days + 1
        return next((name for least, most, name in _RHYTHMS if least <= days <= most), "period")

    def kept(self, proved: Fraction) -> str:
        return f"{self._much(proved)} proved of {self._much(self.plan.promised)} promised: kept"

    def spent(self, over: Fraction) -> str:
        return f"{self._much(over)} above the {self._much(self.plan.promised)} promised at most: cannot be met any more"

    def nothing_known(self, left: Sequence[Period], unknown: Sequence[Period]) -> str:
        gone = f"{self._counted(unknown)} ended without an accepted claim" if unknown else "no period has ended"
        return f"not known: {gone}, {self._counted(left)} left"

    def over(self, proved: Fraction, remaining: Fraction, unknown: Sequence[Period]) -> str:
        told = f"{self._much(proved)} proved of {self._much(self.plan.promised)}, {self._much(remaining)} short"
        if not unknown:
            return f"{told}, and no period is left: cannot be met"
        return f"{told}, no period is left, and {self._counted(unknown)} without an accepted claim"

    def allowance_over(self, remaining: Fraction, unknown: Sequence[Period]) -> str:
        told = f"{self._much(remaining)} below the {self._much(self.plan.promised)} promised at most"
        return f"{told}, {self._counted(unknown)} without an accepted claim" if unknown else f"{told}: kept"

    def sum_said(
        self,
        needed: Fraction,
        left: Sequence[Period],
        best: Brought,
        until: date | None,
        outlook: Outlook,
        unknown: Sequence[Period],
        if_reported: Fraction | None,
    ) -> str:
        told = f"needs {self._pace(needed, left)}; best so far {value_text(best.amount)} ({_days(best.period)})"
        return told + self._until(until, outlook) + self._gap(unknown, if_reported)

    def allowance_said(
        self,
        at_most: Fraction,
        left: Sequence[Period],
        lowest: Brought,
        outlook: Outlook,
        unknown: Sequence[Period],
        if_reported: Fraction | None,
    ) -> str:
        told = f"may come to {self._pace(at_most, left)} at most; lowest so far {value_text(lowest.amount)}"
        told += f" ({_days(lowest.period)})"
        if outlook != "on_course":
            told += "; lower than any so far"
        return told + self._gap(unknown, if_reported)

    def held(self, latest: Brought, left: Sequence[Period]) -> str:
        told = (
            f"{self._much(latest.amount)} in {_days(latest.period)} meets the {self._much(self.plan.promised)} promised"
        )
        return f"{told}, if it is held for {self._counted(left)}" if left else f"{told}: kept"

    def level_over(self, latest: Brought, unknown: Sequence[Period]) -> str:
        told = (
            f"{self._much(latest.amount)} in {_days(latest.period)} against {self._much(self.plan.promised)} promised"
        )
        if unknown:
            return f"{told}, no period is left, and {self._counted(unknown)} without an accepted claim"
        return f"{told}, and no period is left: cannot be met"

    def no_step(self, latest: Brought, needed: Fraction, left: Sequence[Period], known: int) -> str:
        told = f"{self._much(latest.amount)} in {_days(latest.period)}, needs {self._step(needed, left)}"
        why = "one figure says nothing of a pace" if known == 1 else "it never moved the right way so far"
        return f"{told}; {why}"

    def level_said(
        self,
        latest: Brought,
        needed: Fraction,
        left: Sequence[Period],
        best: Brought,
        until: date | None,
        outlook: Outlook,
        unknown: Sequence[Period],
    ) -> str:
        told = f"{self._much(latest.amount)} in {_days(latest.period)}, needs {self._step(needed, left)}"
        told += f"; best so far {value_text(best.amount)} ({_days(best.period)})"
        return told + self._until(until, outlook) + self._gap(unknown, None)

    def _much(self, amount: Fraction) -> str:
        return f"{value_text(amount)} {self.unit}".rstrip()

    def _pace(self, amount: Fraction, left: Sequence[Period]) -> str:
        return f"{self._much(amount)} a {self.each} for the {self._counted(left)} left"

    def _step(self, amount: Fraction, left: Sequence[Period]) -> str:
        way = "up" if self.plan.better == "higher" else "down"
        return f"{self._much(amount)} {way} a {self.each} for the {self._counted(left)} left"

    def _counted(self, periods: Sequence[Period]) -> str:
        return f"1 {self.each}" if len(periods) == 1 else f"{len(periods)} {self.each}s"

    def _until(self, until: date | None, outlook: Outlook) -> str:
        if outlook == "cannot_be_met" or until is None:
            return "; cannot be met at any pace near it"
        return f"; cannot be met after {_day(until)}"

    def _gap(self, unknown: Sequence[Period], if_reported: Fraction | None) -> str:
        if not unknown:
            return ""
        told = f"; {self._counted(unknown)} without an accepted claim"
        if if_reported is None:
            return told
        return f"{told}, and {value_text(if_reported)} a {self.each} if these come to their targets"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _days(period: Period) -> str:
    return f"{_day(period.first)} to {_day(period.last)}"

"""Says what looks like trouble while it can still be mended, by rules that are stated with every warning.

A warning is no rating and changes none: it says what to look at. Each rule is a number that anybody may set.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, NamedTuple

from scoring.delivery import CUMULATIVE, Period, Profile, Report, to_date_target
from scoring.exact import HUNDRED, ZERO, exact_sum
from scoring.findings import Collector, Finding, Findings
from scoring.forecast import Forecast, value_of
from scoring.reading import Reader
from scoring.trace import percent, value_text

RULES: Final[Mapping[str, str]] = {"silent_periods": "2", "falling_periods": "2", "waiting_percent": "50"}
"""After how many periods in a row without a report, after how many falls in a row, and above which share of what is due
that waits for a decision there is a warning. Ours, and stated with it."""


class Rules(NamedTuple):
    """The numbers at which warnings begin."""

    silent_periods: Fraction
    falling_periods: Fraction
    waiting_percent: Fraction


STANDARD_RULES: Final = Rules(*(Fraction(text) for text in RULES.values()))


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """One thing to look at: which rule said it, and in words."""

    code: str
    said: str


def read_rules(mapping: Mapping[str, Any]) -> Rules | Findings:
    """Return the rules that {"silent_periods": "2", "falling_periods": "2", "waiting_percent": "50"} describes."""
    if not isinstance(mapping, dict):
        return Findings([Finding("document.not_an_object", "", "the rules must be an object with named numbers")])
    out = Collector()
    reader = Reader(mapping, "", out)
    reader.known(*Rules._fields)
    found = Rules(*(reader.number(name, "the number at which the warning begins") or ZERO for name in Rules._fields))
    for name in Rules._fields[:2] if not out else ():
        value = getattr(found, name)
        if value < 1 or value.denominator != 1:
            out.add("warnings.count", name, "must be a whole number of periods, 1 or more")
    return out.findings() if out else found


def early_warnings(
    plan: Profile, reports: Sequence[Report], on: date, found: Forecast, *, rules: Rules = STANDARD_RULES
) -> tuple[EarlyWarning, ...]:
    """Return what looks like trouble on a day, the gravest first."""
    warnings = [
        _pace(found),
        _silent(plan, reports, on, rules),
        _falling(plan, reports, rules),
        _waiting(plan, reports, on, rules),
    ]
    return tuple(warning for warning in warnings if warning is not None)


def _pace(found: Forecast) -> EarlyWarning | None:
    if found.outlook in {"stretched", "unlikely", "cannot_be_met"}:
        return EarlyWarning(f"pace.{found.outlook}", found.said)
    return None


def _silent(plan: Profile, reports: Sequence[Report], on: date, rules: Rules) -> EarlyWarning | None:
    """Warn of the newest ended periods for which nothing at all was reported, where there are so many in a row."""
    reported = {one.period.first for one in reports if one.claimed is not None or one.proved is not None}
    silent: list[Period] = []
    for target in reversed([target for target in plan.targets if target.period.last < on]):
        if target.period.first in reported:
            break
        silent.append(target.period)
    if len(silent) < rules.silent_periods:
        return None
    return EarlyWarning("silent", f"nothing reported for {len(silent)} periods in a row, since {silent[-1].first}")


def _falling(plan: Profile, reports: Sequence[Report], rules: Rules) -> EarlyWarning | None:
    """Warn where what is proved went the wrong way so often in a row."""
    known = sorted((one.period, value) for one in reports if (value := value_of(one)) is not None)
    way = 1 if plan.better == "higher" else -1
    falls = 0
    for (_, before), (_, after) in pairwise(known):
        falls = falls + 1 if (after - before) * way < 0 else 0
    if plan.adds_up == "record_only" or falls < rules.falling_periods:
        return None
    values = ", ".join(value_text(value) for _, value in known[-falls - 1 :])
    word = "fell" if way == 1 else "rose"
    return EarlyWarning("falling", f"what is proved {word} {falls} times in a row: {values}")


def _waiting(plan: Profile, reports: Sequence[Report], on: date, rules: Rules) -> EarlyWarning | None:
    """Warn where much of what is due was claimed and waits: how it will be decided is not known."""
    due = to_date_target(plan, on)
    if plan.adds_up not in CUMULATIVE or not due:
        return None
    waiting = exact_sum(
        [one.claimed for one in reports if one.proved is None and one.claimed is not None and one.period.last < on]
    )
    if waiting * HUNDRED / due <= rules.waiting_percent:
        return None
    said = f"{value_text(waiting)} of the {value_text(due)} due ({percent(waiting / due)}) waits for a decision"
    return EarlyWarning("waiting", said)

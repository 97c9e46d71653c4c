"""Says of each pay line what stands against it: below the rate, lapsed, in the uplift window, not known, not legal.

A sentence names rates that are public and the place of the line, never what its people are paid.
"""

from fractions import Fraction
from typing import Final

from scoring.evidence.reference_tables import DatedValue, Table
from scoring.evidence.wage_count import Judged
from scoring.evidence.wage_lines import REGIONS, PayLine
from scoring.evidence.wage_rates import Verdict, legal_minimum
from scoring.exact import ZERO
from scoring.findings import Collector
from scoring.rounding import shown

REGION_WORDS: Final = {"uk": "the UK rate", "london": "the London rate"}
assert REGION_WORDS.keys() == REGIONS.keys()  # noqa: S101 - a region without words would be found by nobody else


def say_rate(judged: Judged, rates: Table, out: Collector) -> None:
    """Report how a line stands against the Real Living Wage."""
    verdict, line = judged.verdict, judged.line
    if verdict is None:
        return
    place, name = line.row.at("hourly_rate"), REGION_WORDS[line.region]
    if verdict.part == "below" and verdict.required is not None:
        due = f"{name} of {_pounds(verdict.required)}"
        if verdict.lapsed:
            message = f"lapsed: the rate before was still paid on {verdict.since}, when {due} was due"
            out.add("living_wage.lapsed", place, f"{message} ({_dates(verdict.required)})")
        else:
            out.add("living_wage.below", place, f"is below {due}, due on {verdict.since}")
    elif verdict.part == "unknown":
        out.add("living_wage.unknown", place, _unknown(verdict, rates, name))
    elif verdict.in_window and verdict.required is not None:
        out.add("living_wage.window", place, _window(verdict.required, rates, line))
    if verdict.changes and verdict.part != "at_or_above":
        message = "spans a day on which the rate due changed and is held against its worst day: split it at that day"
        out.add("living_wage.changes", line.place, message)


def _unknown(verdict: Verdict, rates: Table, name: str) -> str:
    if verdict.required is not None:
        return (
            f"is not known to reach {name} due on {verdict.since}: no source gives the day from which it had to be paid"
        )
    first = min((rows[0].first for rows in rates.series.values() if rows), default=None)
    if first is not None and verdict.since is not None and verdict.since < first:
        return f"is unknown: no rate is known before {first}"
    return f"is unknown: no rate is known after {rates.complete_to}; add the rate announced since, then assess again"


def _window(accepted: DatedValue, rates: Table, line: PayLine) -> str:
    rows = rates.series[line.region]
    newer = rows[min(rows.index(accepted) + 1, len(rows) - 1)]
    return (
        f"is accepted at {_pounds(accepted)} or more for now: {_pounds(newer)} was announced and is due only from "
        f"{newer.pay_by_on}; until then either rate counts"
    )


def _dates(row: DatedValue) -> str:
    announced = f"announced on {row.announced_on}, " if row.announced_on else ""
    return f"{announced}to be paid from {row.pay_by_on}" if row.pay_by_on else f"held from {row.first}"


def say_minimum(line: PayLine, minimums: Table, out: Collector) -> Fraction:
    """Report how a line stands against the legal minimum, and return by how many pounds its hours fall short of it."""
    if line.contract == "volunteer":
        return ZERO
    place = line.row.at("hourly_rate")
    found = legal_minimum(minimums, line.group, line.days, apprentice=line.contract == "apprentice")
    if found is None:
        message = f"cannot be held against the legal minimum: none is held for this age group on {line.days.last}"
        out.add("minimum_wage.unknown", place, message)
        return ZERO
    if line.rate < found.lowest.value:
        message = (
            f"is below the legal minimum of {_pounds(found.lowest)} on {line.days.last} for the series "
            f"{found.lowest.series}: this is a breach of the law, whatever was promised"
        )
        out.add("minimum_wage.below", place, message)
        return (found.lowest.value - line.rate) * line.hours
    if line.rate < found.highest.value:
        message = (
            f"may be below the legal minimum: {_pounds(found.lowest)} to {_pounds(found.highest)} holds in this age "
            "group; split the line by age"
        )
        out.add("minimum_wage.unclear", place, message)
    return ZERO


def _pounds(row: DatedValue) -> str:
    return f"£{shown(row.value)}"

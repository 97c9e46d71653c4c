"""Proves work, training and time given to people: FTE-years, weeks and hours, by the rules that stop counting twice.

A person is a reference, never a name. Days count by the year of the contract; under a measure for people far from work
only the first 12 months of each person count, and each person under one such measure. Hours of a session count for
everybody who attended and not for who presented it. A line that is refused proves nothing and is named.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

from scoring.evidence import people_rules, people_time
from scoring.evidence.assessment import Assessment, Line, Quantity
from scoring.evidence.attendance import attended_hours
from scoring.evidence.fields import once
from scoring.evidence.people_lines import COLUMNS, People, PersonLine, Rules, SessionLine, read_people
from scoring.evidence.people_measures import OF_PERSONS, Counted, Library, library
from scoring.evidence.sheets import Sheet
from scoring.evidence.spans import Span, read_period
from scoring.exact import HUNDRED, ZERO, exact_sum
from scoring.findings import Collector, Finding, Findings
from scoring.reading import Reader
from scoring.rounding import shown

__all__ = ["COLUMNS", "ENGINE", "VERSION", "assess"]

ENGINE: Final = "people"
VERSION: Final = "1"

Group = tuple[str, str]
"""A measure and a person."""


class Settings(NamedTuple):
    """What a contract states: the period, the day it began, its own name and its full-time week in hours."""

    period: Span
    starts_on: date
    contract: str
    full_time: Fraction | None


def assess(
    sheets: Sequence[Sheet], settings: Mapping[str, Any], references: Mapping[str, Any]
) -> Assessment | Findings:
    """Return what is proved of every measure that the lines name, and every line that is refused and why.

    Settings: `period` {from, to}; `contract_starts_on`, from which its years run; `contract`, its reference, needed
    where lines name contracts; `full_time_hours` a week, where lines do not state it; `measures`, a list that a pinned
    rubric holds. References: `measures`, the library.
    """
    out = Collector()
    for finding in (each for sheet in sheets for each in sheet.findings):
        out.add(finding.code, finding.place, finding.message)  # not its value: a cell may hold a name
    refused = Collector()
    reader = Reader(settings, "settings", refused)
    stated = _settings(reader)
    known = library(references, settings.get("measures"), refused)
    if isinstance(known, Finding):
        refused.add(known.code, known.place, known.message)
    if stated is None or refused or isinstance(known, Finding):
        return refused.findings()
    lines: list[Line] = []
    rules = Rules(stated.period, known, stated.contract, stated.full_time)
    read = read_people(once(sheets, out, lines), rules, out)
    if not (read.persons or read.sessions or read.unread or read.elsewhere):
        return Findings([Finding("evidence.empty", "", "there is no line of a person or a session to assess")])
    named = {line.contract for line in read.persons} | {line.contract for line in read.sessions}
    if not stated.contract and named - {""}:
        message = "is needed: lines name contracts, and this says which of them is this one"
        return Findings([Finding("contract.missing", "settings.contract", message)])
    return _assessment(read, stated, known, sheets, settings, lines, out)


def _settings(reader: Reader) -> Settings | None:
    reader.known("period", "contract_starts_on", "contract", "full_time_hours", "measures")
    period = read_period(reader)
    starts_on = reader.day("contract_starts_on", "the first day of the contract")
    contract = reader.text("contract", "the reference of this contract") if reader.has("contract") else ""
    full = reader.number("full_time_hours", "the hours of a full-time week") if reader.has("full_time_hours") else None
    if full is not None and not full:
        reader.add("number.too_small", "full_time_hours", "the hours of a full-time week must be above 0")
    if period is not None and starts_on is not None and period.first < starts_on:
        message = f"begins before the contract does, on {starts_on}: nothing is counted before it"
        reader.add("period.before_contract", "period.from", message, value=str(period.first))
    return None if period is None or starts_on is None else Settings(period, starts_on, contract, full)


def _assessment(
    read: People,
    stated: Settings,
    known: Library,
    sheets: Sequence[Sheet],
    settings: Mapping[str, Any],
    lines: list[Line],
    out: Collector,
) -> Assessment:
    refused = people_rules.too_many(read.persons, out) | people_rules.too_many_weeks(read.persons, out)
    persons = [line for line in read.persons if line.place not in refused]
    mine = [line for line in persons if line.contract == stated.contract]
    refused |= people_rules.over_attributed(persons, out) | people_rules.twice_in_a_group(mine, out)
    refused |= people_rules.not_recruited(mine, Span(stated.starts_on, stated.period.last), out)
    counted = [line for line in mine if line.place not in refused]
    groups: dict[Group, list[PersonLine]] = {}
    for line in counted:
        groups.setdefault((line.measure.id, line.person), []).append(line)
    people_rules.say_limits(groups, out)
    sessions = [line for line in read.sessions if line.contract == stated.contract]
    quantities = _quantities(groups, sessions, known, stated, out)
    lines += [Line(each.place, _part(each, stated, refused), None, each.measure.id) for each in read.persons]
    lines += [
        Line(each.row.place, _session_part(each, stated), _hours(each), each.measure.id) for each in read.sessions
    ]
    lines += [Line(place, "rejected", None, "could not be read: see the findings") for place in read.unread]
    lines += [Line(place, "rejected", None, "is outside the period") for place in read.elsewhere]
    return Assessment(
        ENGINE,
        VERSION,
        settings,
        tuple(sheet.source for sheet in sheets),
        (known.reference,),
        quantities,
        {name: name for name in quantities if name in known.measures and not known.measures[name].record_only},
        out.findings(),
        tuple(lines),
    )


def _part(line: PersonLine, stated: Settings, refused: frozenset[str]) -> str:
    if line.contract != stated.contract:
        return "other contract"
    return "rejected" if line.place in refused else "counted"


def _session_part(line: SessionLine, stated: Settings) -> str:
    return "counted" if line.contract == stated.contract else "other contract"


def _quantities(
    groups: Mapping[Group, Sequence[PersonLine]],
    sessions: Sequence[SessionLine],
    known: Library,
    stated: Settings,
    out: Collector,
) -> dict[str, Quantity]:
    """Return a quantity for each measure that is named; a share has its part and its whole beside it."""
    found: dict[str, Quantity] = {}
    for name in sorted({name for name, _ in groups} | {line.measure.id for line in sessions}):
        measure = known.measures[name]
        mine = {person: lines for (each, person), lines in groups.items() if each == name}
        held = [line for line in sessions if line.measure.id == name]
        if measure.way in {"part_of_people", "part_of_fte"}:
            found |= _share(measure, mine, stated, out)
        elif measure.way in OF_PERSONS:
            found[name] = _persons(measure, mine, stated)
        else:
            found[name] = _sessions(measure, held, out)
    return found


def _persons(measure: Counted, mine: Mapping[str, Sequence[PersonLine]], stated: Settings) -> Quantity:
    total = exact_sum([_amount(measure, lines, stated) for lines in mine.values()])
    rows = sum(len(lines) for lines in mine.values())
    people = f"{len(mine)} {'person' if len(mine) == 1 else 'people'}"
    return Quantity(total, measure.unit, rows, _said(measure, f"{shown(total)} {measure.unit} of {people}"))


def _amount(measure: Counted, lines: Sequence[PersonLine], stated: Settings) -> Fraction:
    """Return what one person comes to under one measure."""
    if measure.way == "weeks":
        return people_time.weeks(lines, stated.starts_on)
    if measure.way == "people":
        return Fraction(1)
    return people_time.fte_years(lines, stated.starts_on)


def _share(
    measure: Counted, mine: Mapping[str, Sequence[PersonLine]], stated: Settings, out: Collector
) -> dict[str, Quantity]:
    """Return the people, or the FTE, of whom it holds as a percentage of all; what is not known does not hold."""
    part = whole = ZERO
    rows = sum(len(lines) for lines in mine.values())
    for lines in mine.values():
        amount = Fraction(1) if measure.way == "part_of_people" else people_time.fte_years(lines, stated.starts_on)
        said = {line.met for line in lines}
        whole += amount
        part += amount if said == {True} else ZERO
        if len(said) > 1 or None in said:
            message = "says not, or not of every line of the person, whether it holds: it counts in the whole only"
            out.add("person.not_known", lines[-1].row.at("met"), message)
    unit = "people" if measure.way == "part_of_people" else "FTE-years"
    value = part * HUNDRED / whole if whole else None
    words = (
        "Unknown: nobody is counted." if value is None else f"{shown(value)}%: {shown(part)} of {shown(whole)} {unit}"
    )
    return {
        measure.id: Quantity(value, measure.unit, rows, _said(measure, words)),
        f"{measure.id}.part": Quantity(part, unit, rows, f"{shown(part)} {unit} of whom it holds."),
        f"{measure.id}.whole": Quantity(whole, unit, rows, f"{shown(whole)} {unit} in all."),
    }


def _sessions(measure: Counted, held: Sequence[SessionLine], out: Collector) -> Quantity:
    for line in held:
        if measure.cap is not None and line.hours > measure.cap:
            message = f"counts {shown(measure.cap)} hours only: no more counts for one attendee under {measure.id}"
            out.add("session.capped", line.row.at("hours"), message)
    total = exact_sum([_hours(line) for line in held])
    words = f"{shown(total)} {measure.unit} in {len(held)} line{'' if len(held) == 1 else 's'}"
    return Quantity(total, measure.unit, len(held), _said(measure, words))


def _hours(line: SessionLine) -> Fraction:
    """Return what one session comes to: its hours, up to the cap of one attendee, for everybody who attended."""
    hours = line.hours if line.measure.cap is None else min(line.hours, line.measure.cap)
    return attended_hours(hours, line.attendees)


def _said(measure: Counted, words: str) -> str:
    note = " (recorded; earns nothing)" if measure.record_only else ""
    return f"{words}{note}: {measure.title}."

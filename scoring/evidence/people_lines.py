"""Reads lines of people and of sessions; a person is a reference, and nothing that is found quotes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from scoring.evidence.fields import Fields
from scoring.evidence.people_measures import OF_PERSONS, Counted, Library
from scoring.evidence.person_tokens import why_not_a_token
from scoring.evidence.rows import Column, Row, heading
from scoring.evidence.spans import Span
from scoring.exact import HUNDRED, ONE
from scoring.findings import Collector

COLUMNS: Final = (
    Column("measure", ("measure id", "counted under"), required=True),
    Column("person", ("person reference", "staff reference", "employee reference", "token")),
    Column("started_on", ("start date", "employed from", "started"), "date"),
    Column("from", ("first day", "period start", "date from", "date", "session date"), "date"),
    Column("to", ("last day", "period end", "date to"), "date"),
    Column("hours_per_week", ("weekly hours", "hours a week"), "number"),
    Column("full_time_hours", ("full time week", "full time hours a week"), "number"),
    Column("share_percent", ("share", "share of time", "share of this contract"), "number"),
    Column("contract", ("contract reference",)),
    Column("hours", ("session length", "length in hours", "hours given"), "number"),
    Column("attendees", ("people attending", "number attending", "participants"), "number"),
    Column("presenters", ("staff presenting", "trainers"), "number"),
    Column("met", ("completed", "still in work", "local", "counts")),
    Column("reference", ("ref", "session", "note")),
)
YES_NO: Final = {"yes": ("y", "true", "1"), "no": ("n", "false", "0")}
LONGEST_SESSION: Final = 24


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person under one measure, on some days, for a part of full time and a share of the person's time.

    `full_time` is the hours of the full-time week that the part is of; None where hours are not asked for.
    """

    row: Row
    measure: Counted
    person: str
    days: Span
    started_on: date | None
    part_time: Fraction
    share: Fraction
    contract: str
    met: bool | None
    full_time: Fraction | None = None

    @property
    def place(self) -> str:
        """Return where the line stands."""
        return self.row.place


class SessionLine(NamedTuple):
    """Hours of one session or gift of time, and how many people it reached; who presented it makes no difference."""

    row: Row
    measure: Counted
    hours: Fraction
    attendees: int
    contract: str


class People(NamedTuple):
    """Everything that the files say; `elsewhere` are places of lines for other days."""

    persons: tuple[PersonLine, ...]
    sessions: tuple[SessionLine, ...]
    unread: tuple[str, ...]
    elsewhere: tuple[str, ...]


class Rules(NamedTuple):
    """What lines are read by: the period, the measures, the name of this contract and its full-time week in hours."""

    period: Span
    library: Library
    contract: str
    full_time: Fraction | None


def read_people(rows: Iterable[Row], rules: Rules, out: Collector) -> People:
    """Return every line of a person and of a session."""
    names = {heading(word): each for each in rules.library.measures.values() for word in (each.title, each.id)}
    persons: list[PersonLine] = []
    sessions: list[SessionLine] = []
    unread: list[str] = []
    elsewhere: list[str] = []
    for row in rows:
        fields = Fields(row, out, quiet=True)
        measure = _measure(fields, names, rules.library)
        line = None if measure is None else _line(fields, measure, rules)
        if isinstance(line, PersonLine):
            persons.append(line)
        elif line is not None:
            sessions.append(line)
        else:
            (elsewhere if fields.elsewhere else unread).append(row.place)
    return People(tuple(persons), tuple(sessions), tuple(unread), tuple(elsewhere))


def _measure(fields: Fields, names: Mapping[str, Counted], library: Library) -> Counted | None:
    words = fields.text("measure", "the measure that the line is counted under")
    found = names.get(heading(words)) if words else None
    if words and found is None:
        other = heading(words) in {heading(name) for name in library.others}
        message = "is not counted in people or hours: use the engine for it" if other else "is no measure that is known"
        fields.refuse("measure.unknown", "measure", f"{message}; known here: {', '.join(sorted(library.measures))}")
    return found


def _line(fields: Fields, measure: Counted, rules: Rules) -> PersonLine | SessionLine | None:
    if measure.way in OF_PERSONS:
        return _person(fields, measure, rules)
    if not fields.row["to"] and fields.row["from"]:
        day = fields.day("from", "the day")
        if day is not None and not rules.period.holds(Span(day, day)):
            fields.elsewhere = True
            fields.refuse("line.outside_period", "from", f"is outside the period {rules.period}: report it there")
    else:
        fields.span(rules.period)
    hours = fields.number("hours", "the hours")
    attendees: int | None = 1
    if measure.way == "attendee_hours":
        attendees = fields.whole("attendees", "how many people attended; who presented does not count")
        if hours is not None and hours > LONGEST_SESSION:
            message = f"is longer than {LONGEST_SESSION} hours: give the length of one session in each line"
            fields.refuse("session.too_long", "hours", message)
    if fields.failed or hours is None or attendees is None:
        return None
    return SessionLine(fields.row, measure, hours, attendees, fields.row["contract"] or rules.contract)


def _person(fields: Fields, measure: Counted, rules: Rules) -> PersonLine | None:
    person = _token(fields)
    days = fields.span(rules.period)
    started = fields.day("started_on", "the day on which the person started", optional=not measure.first_year)
    part_time, full = _part_time(fields, rules) if measure.way in {"fte_years", "part_of_fte"} else (ONE, None)
    share = fields.number("share_percent", "the share of the person's time", optional=True)
    if share is not None and share > HUNDRED:
        fields.refuse("share.too_large", "share_percent", "is more than 100: nobody has more than all of their time")
    met = None
    if measure.way.startswith("part_of") and fields.row["met"]:
        met = {"yes": True, "no": False}.get(fields.choice("met", "whether it holds of the person", YES_NO))
    if days is not None and started is not None and started > days.first:
        message = f"is after the first day that is counted, {days.first}: mend one of the two"
        fields.refuse("person.not_started", "started_on", message)
    if fields.failed or days is None or part_time is None:
        return None
    part = ONE if share is None else share / HUNDRED
    contract = fields.row["contract"] or rules.contract
    return PersonLine(fields.row, measure, person, days, started, part_time, part, contract, met, full)


def _token(fields: Fields) -> str:
    person = fields.text("person", "the reference of the person")
    why = why_not_a_token(person) if person else None
    if why is not None:
        fields.refuse("person.not_a_token", "person", why)
    return person.casefold()


def _part_time(fields: Fields, rules: Rules) -> tuple[Fraction | None, Fraction | None]:
    """Return hours a week ÷ full-time hours a week, and these; no more than 1: overtime makes nobody more than one."""
    hours = fields.number("hours_per_week", "the hours a week")
    full = fields.number("full_time_hours", "the hours of a full-time week", optional=True) or rules.full_time
    if full is None or not full:
        fields.refuse("full_time.missing", "full_time_hours", "is needed: state the hours of a full-time week above 0")
        return None, None
    if rules.full_time is not None and full < rules.full_time:
        message = "is a shorter full-time week than the contract's, by which the same hours make more: ask whose it is"
        fields.out.add("full_time.shorter", fields.row.at("full_time_hours"), message)
    return None if hours is None else min(ONE, hours / full), full

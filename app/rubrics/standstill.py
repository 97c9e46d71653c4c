"""Counts the standstill day by day, because the first and the last day of it decide whether a contract is lawful."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.kit.clock import LONDON
from app.rubrics import regimes, tables
from app.rubrics.errors import HolidaysUnknown, StandstillRuleUnknown
from app.rubrics.regimes import Facts

_DAY = timedelta(days=1)
_FRIDAY = 4
_THAT_DAY = frozenset({"notice_day", "decision_day"})
MOST_DAYS = 400
"""No rule comes near; a search for working days that is still running then is a fault in the data."""


@dataclass(frozen=True, slots=True)
class Holidays:
    """The holidays of the divisions a rule names, each with its names, and the years for which they are complete."""

    days: Mapping[date, str]
    years: frozenset[int]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day inside the standstill that does not count, and why."""

    on: date
    why: str


@dataclass(frozen=True, slots=True)
class Standstill:
    """The pause after the notice: when it begins, every day counted, and the instant it is over.

    `rule` is the rule in words. `begins_on` is the day it begins, `counted` are the days that count, the last of
    which is the last day of it, `ends_at` is the first instant after it, in UTC. The three are empty where the rule
    asks for none.
    """

    applies: bool
    regime: str
    rule: str
    notice_on: date
    begins_on: date | None
    counts: str
    counted: tuple[date, ...]
    skipped: tuple[Skipped, ...]
    ends_at: datetime | None
    source: str
    status: str
    background: tuple[str, ...]
    note: str | None

    @property
    def last_day(self) -> date | None:
        """Return the last day of it, or None where there is none."""
        return self.counted[-1] if self.counted else None


def holidays_of(table: Mapping[str, Any], divisions: Sequence[str]) -> Holidays:
    """Return the union of the holidays of `divisions` from the dated table of bank holidays.

    A year is complete when every division has a row in it: no row in a year that nobody entered is not no holiday.
    """
    names: dict[date, dict[str, list[str]]] = {}
    years: dict[str, set[int]] = {division: set() for division in divisions}
    for row in table["rows"]:
        division = row["series"]
        if division not in years:
            continue
        for day in _days(date.fromisoformat(row["from"]), date.fromisoformat(row["to"])):
            names.setdefault(day, {}).setdefault(row["value"], []).append(_place(table, division))
            years[division].add(day.year)
    complete = frozenset(set.intersection(*years.values())) if years else frozenset()
    return Holidays({day: _named(found) for day, found in names.items()}, complete)


def chosen(
    regime: str, entries: Sequence[Mapping[str, Any]], notice_on: date, *, sent_by: str | None
) -> Mapping[str, Any]:
    """Return the one rule of `entries`, all in force on the day of the notice, that applies to how it was sent.

    Raises StandstillRuleUnknown where none is in force, or where it matters how the notice is sent and nobody said.
    """
    if not entries:
        raise StandstillRuleUnknown(
            f"The regime {regime} holds no standstill rule for {notice_on}. Check the notice day, or the regime."
        )
    ways = [entry["sent_by"] for entry in entries if "sent_by" in entry]
    if ways and sent_by is None:
        raise StandstillRuleUnknown(
            f"Under the regime {regime} it matters how the notice is sent. Say in sent_by which: {', '.join(ways)}."
        )
    fitting = [entry for entry in entries if entry.get("sent_by") in {None, sent_by}]
    if len(fitting) != 1:
        raise StandstillRuleUnknown(
            f"The regime {regime} has {len(fitting)} standstill rules for a notice of {notice_on}; it takes one."
        )
    return fitting[0]


def of_regime(
    regime: str,
    notice_on: date,
    *,
    category: str | None = None,
    sent_by: str | None = None,
    voluntary_working_days: int | None = None,
) -> Standstill:
    """Return the standstill of a notice published on a day under a regime, by the rule in force on that day.

    `category` is the tender's: some contracts need none. Where none is needed the buyer may offer one of its own in
    `voluntary_working_days`. Raises NotFound for no such regime, StandstillRuleUnknown and HolidaysUnknown.
    """
    entries = regimes.rules(regime, "standstill", notice_on, Facts(category=category))
    rule = chosen(regime, entries, notice_on, sent_by=sent_by)
    if voluntary_working_days is not None:
        rule = of_their_own(rule, voluntary_working_days)
    return count(regime, rule, notice_on, known_holidays(rule))


def after_review(regime: str, decision_on: date) -> Standstill | None:
    """Return what is left of a standstill once a representation was reviewed; None where the regime has no such rule.

    `decision_on` is the day on which the further decision was communicated. Raises NotFound and HolidaysUnknown.
    """
    rule = regimes.one(regime, "standstill_after_review", decision_on)
    return None if rule is None else count(regime, rule, decision_on, known_holidays(rule))


def known_holidays(rule: Mapping[str, Any]) -> Holidays:
    """Return the holidays of the parts of the United Kingdom that a rule names; of all where it names none."""
    table = tables.table("bank-holidays")
    return holidays_of(table, rule.get("bank_holidays") or list(table["series"]))


def of_their_own(rule: Mapping[str, Any], working_days: int) -> Mapping[str, Any]:
    """Return the standstill that a buyer offers where `rule` requires none.

    Raises StandstillRuleUnknown where the rule requires one, or does not let the buyer's own be so short.
    """
    if rule["mandatory"]:
        raise StandstillRuleUnknown(
            "The regime sets the standstill itself, so leave voluntary_working_days out; "
            "to wait longer, draft the contract later."
        )
    least = int(rule.get("voluntary_minimum_working_days", "1"))
    if working_days < least:
        raise StandstillRuleUnknown(
            f"A standstill of the buyer's own has at least {least} working days here, and this would have "
            f"{working_days} ({rule['source']}). Offer {least} or more, or leave voluntary_working_days out."
        )
    return {
        "mandatory": False,
        "working_days": str(working_days),
        "counts_from": "notice_day",
        "first_day_counts": True,
        "ends": "end_of_day",
        "source": "The buyer's own offer; no rule requires it",
        "status": "own",
    }


def count(regime: str, rule: Mapping[str, Any], notice_on: date, holidays: Holidays) -> Standstill:
    """Return the standstill that `rule` gives for a notice published on `notice_on`.

    `counts_from` says on which day it begins; `first_day_counts` whether that day is day one, if it is a day that
    counts, or whether counting starts the day after. It lasts to the end of its last day in London, whatever the
    clocks do. Source: the rule's own, kept in the answer. Raises HolidaysUnknown for a day of a year whose holidays
    the table does not hold, StandstillRuleUnknown for a rule this cannot count.
    """
    if not rule.get("mandatory", True) and "working_days" not in rule and "calendar_days" not in rule:
        return _none(regime, rule, notice_on)
    begins_on = notice_on if rule["counts_from"] in _THAT_DAY else notice_on + _DAY
    first = begins_on if rule["first_day_counts"] else begins_on + _DAY
    if "working_days" in rule:
        needed, counted, skipped = int(rule["working_days"]), *_working_days(first, int(rule["working_days"]), holidays)
        counts = "working_days"
    elif "calendar_days" in rule:
        needed, counts = int(rule["calendar_days"]), "calendar_days"
        counted, skipped = tuple(first + _DAY * number for number in range(needed)), ()
    else:
        raise StandstillRuleUnknown(f"The rule from {rule['source']} says neither working days nor calendar days.")
    if rule["ends"] not in {"end_of_day", "midnight"} or len(counted) != needed:
        raise StandstillRuleUnknown(f"The rule from {rule['source']} cannot be counted by this version.")
    return Standstill(
        applies=True,
        regime=regime,
        rule=_in_words(rule),
        notice_on=notice_on,
        begins_on=begins_on,
        counts=counts,
        counted=counted,
        skipped=skipped,
        ends_at=end_of(counted[-1]),
        source=rule["source"],
        status=rule["status"],
        background=tuple(rule.get("background", ())),
        note=rule.get("note"),
    )


def end_of(day: date) -> datetime:
    """Return the instant at which `day` is over in London: 23:00 or 00:00 UTC, as the clocks stand that night."""
    return datetime.combine(day + _DAY, time(), LONDON).astimezone(UTC)


def to_mapping(counted: Standstill) -> dict[str, Any]:
    """Return a standstill in JSON values, to be kept with the award."""
    return {
        "applies": counted.applies,
        "regime": counted.regime,
        "rule": counted.rule,
        "notice_on": counted.notice_on.isoformat(),
        "begins_on": _text(counted.begins_on),
        "counts": counted.counts,
        "counted": [day.isoformat() for day in counted.counted],
        "skipped": [{"on": day.on.isoformat(), "why": day.why} for day in counted.skipped],
        "last_day": _text(counted.last_day),
        "ends_at": _text(counted.ends_at),
        "source": counted.source,
        "status": counted.status,
        "background": list(counted.background),
        "note": counted.note,
    }


def _none(regime: str, rule: Mapping[str, Any], notice_on: date) -> Standstill:
    return Standstill(
        applies=False,
        regime=regime,
        rule="No standstill is required.",
        notice_on=notice_on,
        begins_on=None,
        counts="none",
        counted=(),
        skipped=(),
        ends_at=None,
        source=rule["source"],
        status=rule["status"],
        background=tuple(rule.get("background", ())),
        note=rule.get("note"),
    )


def _working_days(first: date, needed: int, holidays: Holidays) -> tuple[tuple[date, ...], tuple[Skipped, ...]]:
    counted: list[date] = []
    skipped: list[Skipped] = []
    for number in range(MOST_DAYS):
        day = first + _DAY * number
        if why := _why_not(day, holidays):
            skipped.append(Skipped(day, why))
        else:
            counted.append(day)
        if len(counted) == needed:
            break
    return tuple(counted), tuple(skipped)


def _why_not(day: date, holidays: Holidays) -> str | None:
    """Return why `day` is no working day, or None where it is one."""
    if day.year not in holidays.years:
        raise HolidaysUnknown(day, sorted(holidays.years))
    reasons = [f"{day:%A}"] if day.weekday() > _FRIDAY else []
    if day in holidays.days:
        reasons.append(holidays.days[day])
    return "; ".join(reasons) or None


def _in_words(rule: Mapping[str, Any]) -> str:
    working = "working_days" in rule
    count, kind = (rule["working_days"], "working") if working else (rule["calendar_days"], "calendar")
    days = f"{count} {kind} day{'' if int(count) == 1 else 's'}"
    that_day, first = rule["counts_from"] in _THAT_DAY, rule["first_day_counts"]
    event = "decision" if rule.get("rule") == "standstill_after_review" else "notice"
    start = {
        (True, True): f"beginning with the day of the {event}",
        (True, False): f"counted from the day after the {event}",
        (False, True): f"beginning with the day after the {event}",
        (False, False): f"counted from the second day after the {event}, as standstill begins the day after it",
    }[that_day, first]
    return f"{days}, {start}, to midnight at the end of the last."


def _place(table: Mapping[str, Any], division: str) -> str:
    title: str = table.get("series", {}).get(division, {}).get("title", division)
    return title


def _named(found: Mapping[str, list[str]]) -> str:
    return "; ".join(f"{name} ({', '.join(places)})" for name, places in found.items())


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + _DAY * number


def _text(value: date | None) -> str | None:
    return None if value is None else value.isoformat()

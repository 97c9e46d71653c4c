"""Prints the clocks of a notice for people: every day with its reason, every due day with its rule and source."""

from collections.abc import Iterator
from datetime import date

from app.kit.schema import Moment
from app.rubrics.schemas import ClockEntryOut, ClockOut, ClockRuleOut, ClockStandstillOut, ClockTestOut

_NOT_SAID = "give --value, and whether it includes VAT, to say whether it applies"


def lines(found: ClockOut) -> Iterator[str]:
    """Yield the lines of one answer."""
    yield f"{found.title} ({found.regime})"
    yield f"Notice published on {day_text(found.notice_on)}"
    yield ""
    yield from _standstill("Standstill", found.standstill)
    if found.standstill_after_review is not None:
        yield ""
        yield from _standstill("Standstill after the review", found.standstill_after_review)
    yield ""
    yield f"The contract may be entered from {day_text(found.contract_from)}."
    yield f"Contract clocks are counted as if it were entered on {day_text(found.contract_on)}."
    yield ""
    yield "What this starts"
    for entry in found.clocks:
        yield from _entry(entry)
    if found.value_tests:
        yield ""
        yield "Duties that depend on the value"
    for test in found.value_tests:
        yield from _test(test)


def day_text(day: date) -> str:
    """Return a day as people read it: `Monday 21 December 2026`."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _standstill(title: str, counted: ClockStandstillOut) -> Iterator[str]:
    yield f"{title}: {counted.rule}"
    for day in counted.days:
        number = f"day {day.number}" if day.number is not None else "-"
        yield f"  {day.on:%a} {day.on.day:>2} {day.on:%b %Y}  {number:<7}{day.why_not or ''}".rstrip()
    if counted.ends_at is not None and counted.last_day is not None:
        yield f"  Last day: {day_text(counted.last_day)}, to midnight at its end."
        yield f"  Over at {counted.ends_in_london} in London, which is {_utc(counted.ends_at)}."
    yield f"  Source ({_status(counted.status, counted.background)}): {counted.source}"
    if counted.note:
        yield f"  Note: {counted.note}"


def _entry(entry: ClockEntryOut) -> Iterator[str]:
    due = "when it happens" if entry.due_on is None else day_text(entry.due_on)
    if entry.applies is False:
        due = "does not apply at this value"
    yield f"  {entry.what}: {due}"
    yield f"    {entry.said}"
    if entry.applies is None:
        yield f"    {_NOT_SAID}"
    yield from _rule(entry.rule)


def _test(test: ClockTestOut) -> Iterator[str]:
    answer = {True: "applies", False: "does not apply", None: _NOT_SAID}[test.met]
    yield f"  {test.what}: {answer}"
    yield f"    {test.said}"
    yield from _rule(test.rule)


def _rule(rule: ClockRuleOut) -> Iterator[str]:
    yield f"    Rule {rule.id}, in force from {day_text(rule.valid_from)}"
    yield f"    Source ({_status(rule.status, rule.background)}): {rule.source}"
    if rule.exceptions:
        yield f"    Not for: {'; '.join(rule.exceptions)}"


def _status(status: str, background: list[str]) -> str:
    said = {"read": "read", "background": "general knowledge, check it", "own": "the buyer's own"}[status]
    return f"{said}; general knowledge: {', '.join(background)}" if background else said


def _utc(instant: Moment) -> str:
    return instant.isoformat().replace("+00:00", "Z")

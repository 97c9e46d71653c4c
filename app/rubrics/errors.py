"""Refusals about rubrics, packs and reference tables."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.kit.errors import Invalid, Refusal


class RubricNotDraft(Refusal):
    """A published rubric is frozen."""

    code, status, title = "rubric.not_draft", 409, "Published and frozen"

    def __init__(self, title: str) -> None:
        """Name the rubric and the way on."""
        super().__init__(
            f"The rubric {title!r} is published and is never changed again. Copy it into a new draft and change that."
        )


class RubricNotPublished(Refusal):
    """A draft cannot decide a tender."""

    code, status, title = "rubric.not_published", 409, "Still a draft"

    def __init__(self, title: str) -> None:
        """Name the rubric and the way on."""
        super().__init__(f"The rubric {title!r} is still a draft. Check and publish it first.")


class RubricHasFindings(Refusal):
    """A rubric with findings decides nothing: it is neither published nor weighed."""

    code, status, title = "rubric.has_findings", 409, "The rubric has findings"

    def __init__(self, title: str, what: str, findings: Sequence[Mapping[str, Any]]) -> None:
        """Carry every finding at once."""
        first = findings[0]
        more = f" ({len(findings) - 1} more below)" if len(findings) > 1 else ""
        super().__init__(
            f"The rubric {title!r} {what}: {first['place'] or 'the rubric'}: {first['message']}{more}. "
            "Mend what is listed and try again.",
            findings=list(findings),
        )


class RubricUnreadable(Invalid):
    """The document cannot be kept as it is: it holds a number that is not exact, or text that is no text."""

    code, status, title = "rubric.unreadable", 422, "The rubric cannot be kept"


class NoValueOnThatDay(Refusal):
    """The table has no value of that series for that day: not zero, not unchanged, simply not known here."""

    code, status, title = "table.no_value", 404, "No value for that day"

    def __init__(self, table: str, series: str, on: date) -> None:
        """Name table, series and day."""
        super().__init__(
            f"The table {table} has no value of {series} for {on.isoformat()}. That is not zero: it is not known here. "
            "Choose a day that the table covers, or wait for a version that does."
        )


class StandstillRuleUnknown(Refusal):
    """The regime of the tender gives no rule that could be applied on that day."""

    code, status, title = "award.standstill_rule_unknown", 409, "No standstill rule can be applied"


class HolidaysUnknown(Refusal):
    """The count runs into a year whose bank holidays are not held; the service does not guess."""

    code, status, title = "award.holidays_unknown", 409, "The bank holidays of that year are not held"

    def __init__(self, day: date, years: Sequence[int]) -> None:
        """Name the day that could not be judged and the years that are held."""
        held = ", ".join(str(year) for year in years) or "no year"
        super().__init__(
            f"Whether {day} is a working day cannot be said: the table of bank holidays is complete for {held}. "
            "Choose an earlier notice day, or ask the operator to extend rubrics/tables/bank-holidays.json."
        )


class ClockUnfit(Invalid):
    """The days that were asked about cannot follow each other under the regime."""

    code, status, title = "regime.clock_unfit", 422, "The days do not fit"

    def __init__(self, place: str, message: str) -> None:
        """Name the field and what is wrong with it."""
        super().__init__(f"{place}: {message}.", [{"place": f"query.{place}", "message": message, "value": None}])


class DesignFactsUnfit(Invalid):
    """What a buyer expects of bids cannot be read, or is about a question that the rubric does not have."""

    code, status, title = "rubric.design_facts_unfit", 422, "What is expected does not fit the rubric"

    def __init__(self, findings: Sequence[Mapping[str, Any]]) -> None:
        """Carry every finding at once."""
        first = findings[0]
        super().__init__(f"{first['place']}: {first['message']}.", findings)

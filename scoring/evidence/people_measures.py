"""How each measure of people and hours is counted, read from the measure itself: unit, cap and what excludes what."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple

from scoring.digest import digest
from scoring.evidence.assessment import Reference
from scoring.exact import fraction
from scoring.findings import Collector, Finding

Way = Literal["fte_years", "weeks", "attendee_hours", "hours", "people", "part_of_people", "part_of_fte"]

_BY_UNIT: Final[Mapping[str, Way]] = {
    "FTE-years": "fte_years",
    "weeks": "weeks",
    "attendee-hours": "attendee_hours",
    "hours": "hours",
    "places completed": "people",
    "people": "people",
    "% of recruits": "part_of_people",
    "% of FTE": "part_of_fte",
}
_CAPPED: Final[Mapping[Way, str]] = {"weeks": "weeks", "attendee_hours": "hours"}
"""In which unit the cap of one person, or of one attendee, is understood; a measure with another cap is not counted."""

OF_PERSONS: Final = frozenset({"fte_years", "weeks", "people", "part_of_people", "part_of_fte"})
"""Ways of counting in which every line is of one person."""


class Counted(NamedTuple):
    """A measure as this engine counts it.

    `first_year` says that only the first 12 months of a person count; `cap` is the most that counts for one person
    (weeks) or for one attendee of a session (hours), in each year of the contract where `yearly`.
    """

    id: str
    title: str
    unit: str
    way: Way
    record_only: bool
    first_year: bool
    cap: Fraction | None
    yearly: bool
    group: str


class Library(NamedTuple):
    """The measures that can be counted, by id, the ids of those that cannot, and where they were read."""

    measures: Mapping[str, Counted]
    others: frozenset[str]
    reference: Reference


def library(references: Mapping[str, Any], own: object, out: Collector) -> Library | Finding:
    """Return the measures of a library, with those that a contract pins in place of the library's.

    `references["measures"]` is the library; `own` is a list of measures as a pinned rubric holds them, or None.
    """
    given = references.get("measures", references.get("library"))
    rows = given.get("measures") if isinstance(given, Mapping) else None
    pinned = own if isinstance(own, list) else []
    if own is not None and not isinstance(own, list):
        out.add("document.not_a_list", "settings.measures", "must be a list of measures")
    if not isinstance(rows, list) and not pinned:
        return Finding(
            "reference.missing", "references.measures", "the measures are needed and were not given: add them"
        )
    found = {
        row["id"]: row
        for row in [*(rows or []), *pinned]
        if isinstance(row, Mapping) and isinstance(row.get("id"), str)
    }
    counted = {name: measure for name, row in found.items() if (measure := _counted(row)) is not None}
    others = frozenset(found) - counted.keys()
    reference = Reference(
        "measures", f"{len(found)} measures", digest({"measures": [dict(row) for row in found.values()]})
    )
    return Library(counted, others, reference)


def _counted(row: Mapping[str, Any]) -> Counted | None:
    """Return how a measure is counted, or None where this engine has no way of counting its unit or its cap."""
    way = _BY_UNIT.get(str(row.get("unit")))
    cap = row.get("cap")
    given = cap if isinstance(cap, Mapping) else {}
    limit, unit = fraction(str(given.get("quantity"))), given.get("unit")
    first_year = way == "fte_years" and unit == "months" and limit == Fraction(12)
    if way is None or (cap is not None and not first_year and (limit is None or _CAPPED.get(way) != unit)):
        return None
    return Counted(
        row["id"],
        str(row.get("title", row["id"])),
        str(row["unit"]),
        way,
        row.get("adds_up") == "record_only",
        first_year,
        None if first_year else limit,
        "in a year" in str(given.get("per")),
        str(row.get("exclusive_group") or ""),
    )

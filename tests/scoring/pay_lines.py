"""Writes pay lines as a supplier would send them, and assesses them."""

from fractions import Fraction

from scoring.evidence.assessment import Assessment
from tests.scoring.evidence_rows import assessed

HEAD = "role,region,hourly_rate,hours,headcount,age_group,contract_type,from,to,hours_per_day,weeks,reference"
JUNE = {"period": {"from": "2026-06-01", "to": "2026-06-30"}}


LINE = {
    "role": "cleaner",
    "region": "UK",
    "rate": "13.45",
    "hours": "100",
    "people": "10",
    "age": "21 and over",
    "contract": "employee",
    "days": "2026-06-01,2026-06-30",
    "more": ",,",
}


def line(role: str = "cleaner", **changed: str) -> str:
    return ",".join((LINE | {"role": role} | changed).values())


def wages(*lines: str, **stated: object) -> Assessment:
    return assessed("living-wage", "\n".join([HEAD, *lines]), JUNE | stated)


def value(found: Assessment, name: str) -> Fraction | None:
    return found.quantities[name].value

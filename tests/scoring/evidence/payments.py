"""Builds payment lines, areas and a small directory of postcodes whose places are those of the open directory."""

import json
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scoring.evidence.assessment import Assessment, Reference
from scoring.evidence.directory import Directory, of_rows
from scoring.evidence.local_spend import Examined, Ledger, examine
from scoring.findings import Findings

ROOT = Path(__file__).resolve().parents[3]
LEEDS, BRADFORD, YORKSHIRE = "E08000035", "E08000032", "E12000003"
HEADING = ("date", "payee", "invoice_postcode", "net", "reference", "tier", "kind")
PLACES = (
    ("LS1 1UR", LEEDS, 429833, 434079),
    ("LS1 4EE", LEEDS, 429304, 433140),
    ("BD1 1HY", BRADFORD, 416350, 432917),
    ("S70 2TA", "E08000038", 434367, 406524),
    ("YO1 1AA", "E06000014", 459652, 451975),
    ("HG1 1AA", "E06000065", 430161, 455388),
    ("SW1A 1AA", "E09000033", 529090, 179645),
    ("M2 2AA", "E08000003", 384167, 398365),
    ("IM1 1AA", "M99999999", None, None),
    ("BT1 1AA", "N09000003", 333700, 374500),
)
"""Postcode, district and metres on the grid. Source: ONS Postcode Directory, November 2025, but for the last, which is
there to be dropped."""


@cache
def geography() -> dict[str, Any]:
    """Return the published table of districts."""
    found: dict[str, Any] = json.loads((ROOT / "rubrics/geography/gb-districts-2025-11.json").read_bytes())
    return found


def directory(more: Mapping[str, Mapping[str, Any]] | None = None) -> Directory:
    """Return the small directory; `more` adds facts to single postcodes, such as when one ended."""
    facts = dict.fromkeys(key for given in (more or {}).values() for key in given)
    rows = [
        {"postcode": postcode, "district": district, "easting": east, "northing": north}
        | dict.fromkeys(facts)
        | dict((more or {}).get(postcode, {}))
        for postcode, district, east, north in PLACES
    ]
    return of_rows(Reference("small", "2025-11", "sha256:" + "0" * 64), rows)


def area(*within: Mapping[str, Any], postcode: str = "invoice", **more: Any) -> dict[str, Any]:
    """Return an area; Leeds unless parts are given."""
    parts = list(within) or [{"districts": [LEEDS]}]
    base = {"format": "makegood.area/1", "id": "an-area", "version": "1.0.0", "title": "Leeds"}
    return {**base, "postcode": postcode, "within": parts, **more}


def csv(rows: Iterable[Sequence[object]], heading: Sequence[str] = HEADING, name: str = "payments.csv") -> Ledger:
    """Return a ledger with these rows below a heading."""
    lines = [",".join(heading), *(",".join(str(cell) for cell in row) for row in rows)]
    return Ledger(name, ("\n".join(lines) + "\n").encode())


def paid(postcode: str, amount: str, reference: str = "1", **more: str) -> tuple[str, ...]:
    """Return one payment line under `HEADING`."""
    given = {"date": "2026-04-01", "payee": "Acme Ltd", "tier": "1", "kind": ""} | more
    return (given["date"], given["payee"], postcode, amount, reference, given["tier"], given["kind"])


def examined(
    *ledgers: Ledger, settings: Mapping[str, Any] | None = None, references: Mapping[str, Any] | None = None
) -> Examined:
    """Return what ledgers come to; a refusal fails the test."""
    found = refused_or_examined(*ledgers, settings=settings, references=references)
    if isinstance(found, Findings):
        pytest.fail(str(found))
    return found


def refused_or_examined(
    *ledgers: Ledger, settings: Mapping[str, Any] | None = None, references: Mapping[str, Any] | None = None
) -> Examined | Findings:
    """Return what ledgers come to under Leeds and the small directory unless something else is given."""
    known = {"postcodes": directory(), "geography": geography()} | dict(references or {})
    return examine(ledgers, {"area": area()} | dict(settings or {}), known)


def amounts(assessment: Assessment, *names: str) -> dict[str, str | None]:
    """Return the exact text of the four parts, or of the quantities named."""
    wanted = names or ("local", "elsewhere", "unknown", "rejected")
    return {name: assessment.quantities[name].to_mapping()["exact"] for name in wanted}


def parts_sum(assessment: Assessment) -> Fraction:
    """Return the sum of the four parts."""
    values = [assessment.quantities[name].value for name in ("local", "elsewhere", "unknown", "rejected")]
    return sum((value for value in values if value is not None), Fraction(0))


def reasons(found: Examined) -> list[str]:
    """Return the code of each finding, in order."""
    return [finding.code for finding in found.assessment.findings]

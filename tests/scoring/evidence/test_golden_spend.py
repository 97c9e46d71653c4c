"""Payments of which the sums were worked by hand, each with the source of its rule."""

import json
from pathlib import Path
from typing import Any

import pytest

from scoring.evidence.local_spend import Ledger
from tests.scoring.evidence.payments import amounts, area, examined, parts_sum

CASES = [
    (path.stem, number)
    for path in sorted((Path(__file__).parent / "golden").glob("*.json"))
    for number in range(len(json.loads(path.read_bytes())["areas"]))
]


@pytest.mark.parametrize(("name", "number"), CASES)
def test_the_payments_come_to_what_the_case_says(name: str, number: int) -> None:
    case: dict[str, Any] = json.loads((Path(__file__).parent / "golden" / f"{name}.json").read_bytes())
    one = case["areas"][number]
    payments = Ledger("payments.csv", "\n".join(case["payments"]).encode())
    found = examined(payments, settings={"area": area(*one["within"])} | one.get("settings", {})).assessment
    expected = case["expect"] | one["expect"]
    assert amounts(found, *expected) == expected
    assert parts_sum(found) == found.quantities["total"].value
    assert case["source"].strip()

"""Golden cases of evidence: lines in, quantities out, each expectation with where it is published."""

from collections import Counter

import pytest

from scoring.exact import exact_text
from tests.rubrics.documents import Document, documents
from tests.scoring.evidence_rows import assessed, codes

CASES = documents("evidence")


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_the_lines_come_to_what_is_published(case: Document) -> None:
    text = "\n".join(line for file in case["files"] for line in file["lines"])
    found = assessed(case["engine"], text, case["settings"])
    expected = case["expect"]
    values = {name: found.quantities[name].value for name in expected["quantities"]}
    shown = {name: None if value is None else exact_text(value) for name, value in values.items()}
    assert shown == expected["quantities"]
    wanted = expected.get("findings", {})
    assert {code: count for code, count in Counter(codes(found)).items() if code in wanted or not wanted} == wanted
    years = {f"{row['region']} {row['rate']}": row["a_year"] for row in found.tables.get("rates", ())}
    assert years.items() >= expected.get("years", {}).items()


def test_every_engine_of_people_pay_and_carbon_has_a_case() -> None:
    assert {case["engine"] for case in CASES} >= {"living-wage", "carbon", "people"}

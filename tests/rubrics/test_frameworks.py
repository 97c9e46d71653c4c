"""Any result can be read through any framework, so every measure has a place in each, or a reason for having none."""

import pytest

from tests.rubrics.documents import Document, documents, measures

FRAMEWORKS = documents("frameworks")
EACH = pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: str(framework["id"]))


def test_the_six_lenses_are_there() -> None:
    assert {framework["id"] for framework in FRAMEWORKS} == {
        "anchor-six-areas",
        "health-anchors-five-ways",
        "ics-four-aims",
        "psr-five-criteria",
        "social-value-model-outcomes",
        "trust-pillars",
    }


@pytest.mark.parametrize(
    ("framework_id", "count"),
    [
        ("anchor-six-areas", 6),
        ("health-anchors-five-ways", 5),
        ("ics-four-aims", 4),
        ("psr-five-criteria", 5),
        ("social-value-model-outcomes", 8),
        ("trust-pillars", 6),
    ],
)
def test_a_framework_has_as_many_headings_as_its_name_says(framework_id: str, count: int) -> None:
    (framework,) = [each for each in FRAMEWORKS if each["id"] == framework_id]
    assert len({heading["id"] for heading in framework["headings"]}) == len(framework["headings"]) == count


@EACH
def test_every_measure_and_nothing_else_is_mapped(framework: Document) -> None:
    assert framework["maps"].keys() == measures().keys()


@EACH
def test_a_measure_is_mapped_to_headings_that_exist(framework: Document) -> None:
    known = {heading["id"] for heading in framework["headings"]}
    assert {name for headings in framework["maps"].values() for name in headings} <= known


@EACH
def test_every_heading_is_used(framework: Document) -> None:
    used = {name for headings in framework["maps"].values() for name in headings}
    assert used == {heading["id"] for heading in framework["headings"]}


@EACH
def test_a_measure_with_no_heading_says_why(framework: Document) -> None:
    empty = {name for name, headings in framework["maps"].items() if not headings}
    assert empty == framework.get("unmapped", {}).keys()

"""Measures are counted the same way by every buyer, in words and units that carry no licence but ours."""

import re

import pytest

from tests.rubrics.documents import Document, library, measures

EVERY = library()["measures"]
LICENSED = re.compile(r"\b(NT\d+|TOMs?\b(?! dos)|HACT|proxy value|Social Value Bank)\b", re.IGNORECASE)
CONCERNS = {
    "local spend": {"local-spend", "local-spend-share"},
    "small and community suppliers": {"sme-spend", "vcse-spend"},
    "living wage": {"living-wage-workers", "living-wage-hours"},
    "carbon": {"carbon-reduction", "energy-used", "fossil-miles"},
    "employment": {"local-employment", "carers-employed", "returners-employed", "care-leavers-employed"},
    "people far from work": {"long-term-unemployed-employed"},
    "skills": {"apprenticeship-weeks", "school-college-hours"},
    "communities": {"volunteering-hours", "community-grants", "spaces-opened"},
    "waste": {"waste-recycled", "goods-reused"},
    "supply chain": {"prompt-payment", "supply-chain-support"},
    "health": {"workforce-wellbeing", "health-sessions"},
}


def test_an_id_names_one_measure() -> None:
    assert len(measures()) == len(EVERY)


@pytest.mark.parametrize("concern", CONCERNS)
def test_the_library_covers(concern: str) -> None:
    assert measures().keys() >= CONCERNS[concern]


@pytest.mark.parametrize("measure", EVERY, ids=lambda measure: str(measure["id"]))
def test_a_measure_takes_no_name_or_value_from_a_licensed_set(measure: Document) -> None:
    own_words = " ".join([measure["title"], measure["description"], measure["unit"], *measure["evidence"]])
    assert LICENSED.search(own_words) is None


@pytest.mark.parametrize("measure", EVERY, ids=lambda measure: str(measure["id"]))
def test_the_unit_fits_the_way_a_measure_adds_up(measure: Document) -> None:
    unit, adds_up = measure["unit"], measure["adds_up"]
    assert (adds_up == "fte_years") == (unit == "FTE-years")
    assert unit.startswith("%") == (adds_up == "percentage" or measure["id"] == "local-workforce-share")


def test_a_group_that_excludes_double_counting_has_more_than_one_member() -> None:
    groups = [measure["exclusive_group"] for measure in EVERY if "exclusive_group" in measure]
    assert {group for group in groups if groups.count(group) == 1} == set()


def test_one_person_counts_under_one_kind_of_barrier_and_for_a_first_year_only() -> None:
    barrier = [measure for measure in EVERY if measure.get("exclusive_group") == "employment-barrier"]
    assert len(barrier) >= 5
    assert all(measure["cap"]["quantity"] == "12" and measure["cap"]["per"] == "person" for measure in barrier)


def test_a_pound_is_claimed_for_a_small_or_for_a_community_supplier_never_both() -> None:
    groups = {measures()[name].get("exclusive_group") for name in ("sme-spend", "vcse-spend")}
    assert groups == {"spend-by-supplier-type"}

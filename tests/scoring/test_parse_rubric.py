"""A rubric is refused with everything that is wrong with it, each thing with its place and a way out."""

from typing import Any

import pytest

from scoring import Findings, parse_rubric
from tests.scoring.builders import (
    SHARED,
    ZERO_TO_FIVE,
    Mapping,
    best,
    findings,
    gate,
    marked,
    parsed_rubric,
    priced,
    quantity,
    rubric,
    section,
)


def codes(mapping: Any) -> list[str]:
    found = parse_rubric(mapping)
    assert isinstance(found, Findings)
    return list(found.codes)


def test_everything_wrong_is_reported_at_once_with_its_place() -> None:
    form = rubric(
        marked("carbon", "60", minimum={"mark": "7", "consequence": "excluded"}),
        marked("carbon", "30", method={"type": "scale", "scale": "nine"}),
        tie_break=[{"by": "criterion", "criterion": "nobody"}],
        rounding={"places": "99"},
    )
    found = findings(form)
    assert {(finding.code, finding.place) for finding in found} == {
        ("scale.unknown", "criteria[1].method.scale"),
        ("mark.off_scale", "criteria[0].minimum.mark"),
        ("id.duplicate", "criteria[1].id"),
        ("tie_break.unknown_criterion", "tie_break[0].criterion"),
        ("number.too_large", "rounding.places"),
    }


@pytest.mark.parametrize("document", [None, [], "rubric", 7])
def test_what_is_not_an_object_is_refused(document: object) -> None:
    assert codes(document) == ["document.not_an_object"]


def test_an_empty_object_is_told_everything_that_it_lacks() -> None:
    places = {finding.place for finding in parse_rubric({}) if isinstance(finding.place, str)}  # type: ignore[union-attr]
    assert {"format", "id", "version", "title", "criteria", "aggregation", "tie_break", "policies"} <= places


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scales": {"five": {"title": "x", "levels": []}}}, "scale.no_levels"),
        ({"scales": {"five": {"title": "x"}}}, "scale.no_levels"),
        ({"scales": {"five": {"title": "x", "levels": [{"mark": "1", "label": "a"}]}}}, "scale.one_level"),
        (
            {
                "scales": {
                    "five": {"title": "x", "levels": [{"mark": "1", "label": "a"}, {"mark": "1.0", "label": "b"}]}
                }
            },
            "scale.duplicate_mark",
        ),
        ({"tie_break": []}, "list.empty"),
        ({"tie_break": [{"by": "alphabet"}]}, "choice.unknown"),
        ({"tie_break": [{"by": "shared"}, {"by": "price"}]}, "tie_break.after_shared"),
        ({"policies": {"withdrawn": "ignore"}}, "choice.unknown"),
        ({"aggregation": {"method": "price_per_quality_point", "price": "carbon"}}, "aggregation.no_price"),
        ({"aggregation": {"method": "weighted_sum", "price": "carbon"}}, "key.unknown"),
        ({"format": "makegood.pack/1"}, "format.pack"),
        ({"colour": "red"}, "key.unknown"),
        ({"rounding": {"places": "1.5", "mode": "half_up"}}, "number.not_whole"),
    ],
)
def test_a_rule_that_cannot_serve_is_refused(changes: Mapping, code: str) -> None:
    assert codes(rubric(marked("carbon", "100"), **changes)) == [code]


@pytest.mark.parametrize(
    ("criteria", "code"),
    [
        ([marked("a", "100"), marked("b", None)], "weight.missing"),
        ([marked("a", "100"), gate("b") | {"weight": "1"}], "weight.not_wanted"),
        ([marked("a", "100"), marked("b", "0")], "weight.zero"),
        ([marked("a", "100"), marked("b", "-5")], "number.too_small"),
        ([gate("a")], "weight.nothing_scored"),
        ([section("a", "100")], "list.empty"),
        ([marked("a", "100", measure="local-spend")], "measure.unresolved"),
        ([marked("a", "100", asks="price")], "method.wrong_answer"),
        ([quantity("a", "100", asks="words")], "method.wrong_answer"),
        ([priced("a", "100", asks="quantity")], "method.wrong_answer"),
        ([marked("a", "100", normalise={"by": "price", "per": "1"})], "quantity.not_wanted"),
        ([quantity("a", "100", normalise={"by": "price", "per": "0"})], "number.zero"),
        ([quantity("a", "100", quantity={"sum": [["x"]]})], "quantity.malformed"),
        (
            [quantity("a", "100", best(), minimum={"share_percent": "50", "consequence": "excluded"})],
            "minimum.on_relative",
        ),
        ([quantity("a", "100", minimum={"mark": "2", "consequence": "excluded"})], "minimum.no_scale"),
        ([marked("a", "100", minimum={"consequence": "excluded"})], "minimum.unclear"),
        ([marked("a", "100", mystery="1")], "key.unknown"),
        ([marked("a", "100", method={"type": "guess"})], "method.unknown"),
        (
            [marked("a", "100", method={"type": "scale", "scale": "five", "points": {"0": "0", "5": "100"}})],
            "scale.points_missing",
        ),
    ],
)
def test_a_criterion_that_contradicts_itself_is_refused(criteria: list[Mapping], code: str) -> None:
    assert codes(rubric(*criteria)) == [code]


def test_a_minimum_on_a_section_with_a_relative_criterion_is_refused() -> None:
    least = {"share_percent": "40", "consequence": "excluded"}
    form = rubric(section("quality", "100", marked("a", "50"), quantity("b", "50", best()), minimum=least))
    found = findings(form)
    assert found.codes == ("minimum.on_relative",)
    assert "the score of b depends on the other bids" in found[0].message


@pytest.mark.parametrize(
    ("method", "code"),
    [
        ({"type": "target", "floor": "5", "target": "5", "better": "higher", "beyond": "cap"}, "target.no_way"),
        ({"type": "target", "floor": "5", "target": "9", "better": "lower", "beyond": "cap"}, "target.no_way"),
        ({"type": "target", "floor": "5", "target": "9", "better": "higher"}, "key.missing"),
        ({"type": "relative_to_best", "better": "higher"}, "key.missing"),
        ({"type": "banded", "bands": [], "better": "higher", "below": "none"}, "list.empty"),
        ({"type": "unit_value", "unit_values": {"table": "t"}, "unit": "x"}, "unit_value.unresolved"),
    ],
)
def test_a_quantity_method_must_say_what_happens_everywhere(method: Mapping, code: str) -> None:
    assert codes(rubric(quantity("a", "100", method))) == [code]


def test_bands_must_ascend_and_move_the_right_way() -> None:
    def banded(better: str, *rows: tuple[str, str]) -> Mapping:
        bands = [{"from": start, "share_percent": share} for start, share in rows]
        return rubric(quantity("a", "100", {"type": "banded", "bands": bands, "better": better, "below": "none"}))

    assert codes(banded("higher", ("10", "0"), ("10", "50"))) == ["band.order"]
    assert codes(banded("higher", ("0", "50"), ("10", "0"))) == ["band.wrong_way"]
    assert codes(banded("lower", ("0", "0"), ("10", "50"))) == ["band.wrong_way"]
    assert isinstance(parsed_rubric(banded("lower", ("0", "100"), ("10", "50"))), object)


@pytest.mark.parametrize(
    "method", [{"type": "lowest_price"}, {"type": "mean_price"}, {"type": "percentage_above_lowest"}]
)
def test_a_price_method_must_say_what_a_price_of_zero_means(method: Mapping) -> None:
    places = [finding.place for finding in findings(rubric(priced("p", "100", method)))]
    assert any(place.endswith(("zero_price", "zero_mean")) for place in places)


def test_dated_values_may_not_overlap() -> None:
    rows = [{"from": "2025-01-01", "value": "1"}, {"from": "2026-01-01", "value": "2"}]
    method = {"type": "unit_value", "values": rows, "unit": "t", "on": "2025-06-01", "then": best()}
    assert codes(rubric(quantity("a", "100", method))) == ["unit_value.overlap"]


@pytest.mark.parametrize("day", ["2026-02-30", "01/04/2026", "2026-4-1", "20260401", "", 20260401])
def test_a_day_that_is_not_a_calendar_date_is_refused(day: object) -> None:
    method = {"type": "unit_value", "values": [{"from": "2025-01-01", "value": "1"}], "unit": "t", "on": day}
    assert "date.malformed" in codes(rubric(marked("b", "100"), quantity("a", None, method)))


def nested(depth: int) -> Mapping:
    node = marked("leaf", "100")
    for level in range(depth):
        node = section(f"s{level}", "100", node)
    return rubric(node)


def test_sections_nest_as_deep_as_any_rubric_needs() -> None:
    assert [leaf.id for leaf in parsed_rubric(nested(40)).leaves] == ["leaf"]


@pytest.mark.parametrize(("depth", "code"), [(60, "criteria.too_deep"), (3000, "document.too_deep")])
def test_absurd_nesting_is_a_finding_and_not_a_crash(depth: int, code: str) -> None:
    assert code in codes(nested(depth))


def test_the_weight_of_a_section_that_disagrees_with_its_criteria_is_refused_in_weights_of_the_total() -> None:
    inside = (marked("a", "30"), marked("b", "30"))
    assert codes(rubric(section("q", "50", *inside), marked("c", "40"), weights="of_total")) == ["weight.not_the_sum"]
    assert (
        parsed_rubric(rubric(section("q", None, *inside), marked("c", "40"), weights="of_total")).weights == "of_total"
    )


def test_a_parsed_rubric_does_not_change_when_the_caller_changes_the_mapping() -> None:
    form = rubric(marked("carbon", "100"))
    parsed = parsed_rubric(form)
    form["criteria"][0]["weight"] = "1"
    assert b'"weight":"100"' in parsed.canonical


def test_an_integer_outside_quotes_is_exact_and_accepted() -> None:
    assert parsed_rubric(rubric(marked("a", "60"), marked("b", "40") | {"weight": 40})).criteria[1].weight == 40


def test_half_a_character_pair_is_refused_before_it_can_break_a_digest() -> None:
    assert codes(rubric(marked("carbon", "100", title="a\ud800b"))) == ["text.not_unicode"]


def test_levels_may_be_listed_in_any_order() -> None:
    scale = ZERO_TO_FIVE | {"levels": list(reversed(ZERO_TO_FIVE["levels"]))}
    parsed = parsed_rubric(rubric(marked("a", "100"), scales={"five": scale}, tie_break=SHARED))
    assert [int(level.mark) for level in parsed.scales["five"].levels] == [0, 1, 2, 3, 4, 5]

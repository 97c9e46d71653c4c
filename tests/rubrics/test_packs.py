"""A pack can go to tender as it stands: it parses, speaks to both sides, and says what happens at the edges."""

from fractions import Fraction

import pytest

from scoring.exact import fraction
from scoring.findings import Findings
from scoring.parse import parse_rubric
from tests.rubrics.documents import Document, leaves, measures, nodes, packs
from tests.rubrics.golden import resolved

EACH = pytest.mark.parametrize("pack", packs().values(), ids=packs())


def effective(pack: Document) -> dict[str, Fraction]:
    """Return the weight of every section and criterion as points of 100."""
    found: dict[str, Fraction] = {}

    def visit(criteria: list[Document], above: Fraction) -> Fraction:
        makes = Fraction(0)
        for node in criteria:
            stated = fraction(node.get("weight", "0")) or Fraction(0)
            weight = stated if pack["weights"] == "of_total" else stated * above / 100
            inside = visit(node.get("criteria", []), weight)
            found[node["id"]] = inside if pack["weights"] == "of_total" and "criteria" in node else weight
            makes += found[node["id"]]
        return makes

    visit(pack["criteria"], Fraction(100))
    return found


@EACH
def test_the_pack_resolves_and_parses_with_no_finding(pack: Document) -> None:
    outcome = parse_rubric(resolved(pack))
    assert not isinstance(outcome, Findings), str(outcome)


@EACH
def test_every_question_speaks_to_the_supplier_and_to_the_evaluator(pack: Document) -> None:
    for leaf in leaves(pack):
        assert leaf["question"].endswith(("?", ".")), leaf["id"]
        assert leaf["guidance"].startswith("Suppliers: "), leaf["id"]
        assert " Evaluators: " in leaf["guidance"], leaf["id"]
        assert leaf["source"], leaf["id"]


@EACH
def test_a_written_answer_has_a_word_limit_and_a_number_has_a_measure(pack: Document) -> None:
    for leaf in leaves(pack):
        assert (leaf["asks"] == "words") == ("word_limit" in leaf), leaf["id"]
        assert (leaf["asks"] == "quantity") == ("measure" in leaf), leaf["id"]


@EACH
def test_a_scale_describes_each_mark_in_words_of_its_own(pack: Document) -> None:
    for scale in pack["scales"].values():
        descriptors = [level["descriptor"] for level in scale["levels"]]
        assert len(set(descriptors)) == len(descriptors) >= 5
        assert all(len(words.split()) >= 5 for words in descriptors)


@EACH
def test_the_pack_says_what_happens_at_zero_at_a_tie_and_on_withdrawal(pack: Document) -> None:
    assert all(len(pack["policies"]["notes"][key].split()) > 15 for key in ("zero", "tie", "withdrawn"))
    assert pack["tie_break"][-1] == {"by": "shared"}
    assert pack["tie_break"][0]["by"] == "criterion"


@EACH
def test_the_pack_has_a_gate_that_excludes_and_a_minimum_mark(pack: Document) -> None:
    gates = [leaf["method"]["consequence"] for leaf in leaves(pack) if leaf["method"]["type"] == "gate"]
    minimums = [node["minimum"] for node in nodes(pack["criteria"]) if "minimum" in node]
    assert "excluded" in gates
    assert any("mark" in minimum for minimum in minimums)


@EACH
def test_a_pledge_that_grows_with_size_is_divided_before_it_earns_points(pack: Document) -> None:
    known = measures()
    for leaf in leaves(pack):
        if leaf["asks"] == "quantity" and known[leaf["measure"]]["adds_up"] in {"sum", "fte_years"}:
            assert "normalise" in leaf, leaf["id"]


@EACH
def test_better_means_the_same_in_the_question_and_in_its_measure(pack: Document) -> None:
    for leaf in leaves(pack):
        if leaf["asks"] == "quantity":
            method = leaf["method"].get("then", leaf["method"])
            assert method["better"] == measures()[leaf["measure"]]["better"], leaf["id"]


@EACH
def test_the_pack_is_a_whole_tender_with_price_quality_and_social_value(pack: Document) -> None:
    weights = effective(pack)
    assert sum(weights[node["id"]] for node in pack["criteria"]) == 100
    assert {"price", "quality"} <= {node["id"] for node in pack["criteria"]}
    assert weights["price"] > 0


def test_the_house_pack_weighs_local_spend_living_wage_and_carbon_each_by_pledge_and_method() -> None:
    pack = packs()["local-wage-carbon@1.0.0"]
    by_id = {node["id"]: node for node in nodes(pack["criteria"])}
    for section in ("local-spend", "living-wage", "carbon"):
        assert [leaf["asks"] for leaf in by_id[section]["criteria"]] == ["quantity", "words"]
    weights = effective(pack)
    assert [weights[name] for name in ("price", "quality", "social-value", "local-spend", "living-wage", "carbon")] == [
        40,
        30,
        30,
        12,
        9,
        9,
    ]


def test_the_nhs_pack_gives_at_least_ten_points_makes_carbon_mandatory_and_marks_no_quantity() -> None:
    pack = packs()["nhs-social-value@1.0.0"]
    by_id = {node["id"]: node for node in nodes(pack["criteria"])}
    assert effective(pack)["social-value"] >= 10
    assert by_id["net-zero"]["minimum"]["consequence"] == "excluded"
    assert by_id["carbon-reduction-plan"]["method"] == {"type": "gate", "consequence": "excluded"}
    assert {leaf["asks"] for leaf in leaves({"criteria": by_id["social-value"]["criteria"]})} == {"words"}


def test_the_six_areas_pack_has_the_six_areas_of_its_framework() -> None:
    (section,) = [node for node in packs()["anchor-six-areas@1.0.0"]["criteria"] if node["id"] == "social-value"]
    assert [area["id"] for area in section["criteria"]] == [
        "workforce",
        "procurement",
        "infrastructure",
        "environment",
        "local-anchor-partners",
        "community-engagement",
    ]


def test_the_jobs_pack_reaches_carers_returners_people_far_from_work_and_colleges() -> None:
    used = {leaf.get("measure") for leaf in leaves(packs()["anchor-jobs@1.0.0"])}
    assert used >= {"carers-employed", "returners-employed", "long-term-unemployed-employed", "pathway-places"}


def test_the_council_pack_is_half_numbers_and_half_words_with_six_measures_at_most() -> None:
    pack = packs()["council-quant-qual@1.0.0"]
    weights = effective(pack)
    assert weights["quantitative"] == weights["qualitative"] == weights["social-value"] / 2
    assert len({leaf["measure"] for leaf in leaves(pack) if "measure" in leaf}) <= 6

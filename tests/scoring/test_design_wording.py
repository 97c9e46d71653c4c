"""The design aid reads the wording: what prefers bidders for where they are, asks too much, or says too little."""

from typing import Any

import pytest

from scoring.design_location import preferring
from tests.scoring.builders import Mapping, best, gate, marked, quantity, rubric, section, target
from tests.scoring.test_design import CONTRACT, codes, looked_at, measure, one, pledge

MILLION = {"by": "contract_value", "per": "1000000"}


# ------------------------------------------------------------------------------------------------------------- location
@pytest.mark.parametrize(
    "text",
    [
        "Is your organisation based in the county?",
        "Are you based in Anytown? Say since when.",
        "We want to know where you are based.",
        "Full marks go to bidders based in the borough.",
        "Bidders must be located within the region.",
        "Give the address of your registered office.",
        "State the bidder's head office.",
        "The registered office is in the local area.",
        "An office within 20 miles of the site scores 5.",
        "Are you a local company?",
        "The winning bidder should be a locally based firm.",
        "Local bidders earn 5 extra points.",
        "Preference will be given to local companies.",
        "We favour local firms.",
        "Extra marks for local businesses.",
    ],
)
def test_wording_that_prefers_a_bidder_for_where_it_is_is_found(text: str) -> None:
    assert preferring(f"Describe your plan. {text} Be brief.") == text.partition("? ")[0] + (
        "?" if "? " in text else ""
    )
    found = one(pledge(target(), question=f"How much? {text}"), "location.bidder_preferred", CONTRACT)
    assert found["severity"] == "warning"
    assert found["place"] == "criteria[0].question"
    assert "section 90" in found["source"]


@pytest.mark.parametrize(
    "text",
    [
        "How much will you spend with suppliers in the local area to deliver this contract?",
        "How much will you spend with local companies in delivering this contract, wherever you are based?",
        "Any bidder can pledge, wherever it is based: what counts is where the money for this contract is spent.",
        "Give no marks for where the bidder has its office.",
        "It does not matter whether your organisation is based in the county.",
        "How many people who live in the local area will you employ on this contract?",
        "How will you open subcontracts to local firms and community groups?",
        "Which colleges based in the county will you work with?",
        "Name the suppliers that are located within 20 miles and what you will buy from each of them.",
        "How will you make sure that local suppliers hear of the work?",
        "Local spend is money spent in the places that the tender lists.",
        "The premises are in the city centre and open to the public.",
    ],
)
def test_benefit_in_delivering_the_contract_is_no_finding(text: str) -> None:
    assert preferring(text) is None
    assert "location.bidder_preferred" not in codes(pledge(target(), question=text), CONTRACT)


def test_location_is_advice_while_the_threshold_is_unknown_and_nothing_below_it() -> None:
    form = pledge(target(), guidance="Local bidders earn more.")
    assert one(form, "location.bidder_preferred")["severity"] == "advice"
    assert "if the contract is above the threshold" in one(form, "location.bidder_preferred")["sentence"]
    assert "location.bidder_preferred" not in codes(form, {"above_threshold": False})


def test_measures_sections_scales_and_gates_are_read_too() -> None:
    local = "Where the bidder is based."
    levels = [{"mark": "0", "label": "No", "descriptor": "Elsewhere."}]
    levels += [{"mark": "1", "label": "Yes", "descriptor": "The bidder is a local firm."}]
    form = rubric(
        gate("near", question="Are you based in the city?"),
        section(
            "s",
            "100",
            quantity("q", "50", best(), measure=measure(description=local)),
            marked("m", "50", method={"type": "scale", "scale": "two"}),
            description="Preference is given to local companies.",
        ),
        scales={"two": {"title": "Two", "levels": levels}},
    )
    places = [finding["place"] for finding in _all(form) if finding["code"] == "location.bidder_preferred"]
    assert places == [
        "criteria[1].description",
        "criteria[0].question",
        "criteria[1].criteria[0].measure.description",
        "scales.two.levels[1].descriptor",
    ]


# ---------------------------------------------------------------------------------------------------------------- scope
def test_a_target_of_more_money_than_the_contract_is_worth_is_found() -> None:
    form = pledge(target(goal="2000000"), measure=measure("GBP excluding VAT"))
    assert "take 2,000,000 GBP excluding VAT" in one(form, "scope.exceeds_value", CONTRACT)["sentence"]
    assert "scope.exceeds_value" not in codes(form, {"value": "2000000"})
    assert "scope.exceeds_value" not in codes(form)


def test_a_target_of_the_price_is_held_against_the_value() -> None:
    form = pledge(target(goal="120"), measure=measure("GBP"), normalise={"by": "price", "per": "100"})
    assert "scope.exceeds_value" in codes(form, CONTRACT)


def test_a_quantity_worth_more_than_the_contract_is_found() -> None:
    values = [{"from": "2026-01-01", "value": "300"}]
    method = {"type": "unit_value", "values": values, "unit": "GBP per tCO2e", "currency": "GBP", "on": "2026-02-01"}
    form = pledge(method | {"then": target(goal="3000000")}, measure=measure("tCO2e"))
    assert "10,000 tCO2e, worth 3,000,000 GBP" in one(form, "scope.exceeds_value", CONTRACT)["sentence"]


def test_more_work_than_the_contract_pays_for_is_found() -> None:
    form = pledge(target(goal="40"), measure=measure("FTE-years", "fte_years"))
    found = one(form, "scope.more_work_than_contract", CONTRACT)
    assert "40 years of work" in found["sentence"]
    assert "pays for 34.29" in found["sentence"]
    scaled = pledge(target(goal="20"), measure=measure("FTE-years", "fte_years"), normalise=MILLION)
    assert "scope.more_work_than_contract" not in codes(scaled, CONTRACT)
    assert "scope.more_work_than_contract" in codes(pledge(target(goal="2000"), measure=measure("weeks")), CONTRACT)


def test_pledges_in_which_a_person_counts_once_are_held_against_the_contract_together() -> None:
    people = measure("FTE-years", "fte_years", exclusive_group="barrier")
    names = ("carers", "returners", "leavers")
    form = rubric(*(quantity(name, "20", target(goal="15"), measure=people | {"id": name}) for name in names))
    form = rubric(*form["criteria"], marked("quality", "40"))
    assert "take 45 years of work together" in one(form, "scope.more_work_than_contract", CONTRACT)["sentence"]


def test_giving_more_than_suppliers_have_been_seen_to_commit_is_advice_with_its_source() -> None:
    form = pledge(target(goal="250000"), measure=measure("GBP", id="community-grants", title="Money given to groups"))
    found = one(form, "scope.gives_too_much", CONTRACT)
    assert found["severity"] == "advice"
    assert "20.83% of the contract value" in found["sentence"]
    assert "Social Value Exchange" in found["source"]


def test_what_only_a_large_bidder_can_give_is_advice() -> None:
    form = pledge(target(goal="3000"), measure=measure("hours"))
    found = one(form, "size.beyond_small", CONTRACT)
    assert "GBP 50,790: 1.693% of what the simulated small bidder turns over" in found["sentence"]
    assert "0.08465% for the large one" in found["sentence"]
    assert "size.beyond_small" not in codes(pledge(target(goal="1000"), measure=measure("hours")), CONTRACT)
    assert "size.beyond_small" not in codes(form, {"value": "1200000"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Each job must last for at least 5 years.", True),
        ("Local people are employed for five years or more.", True),
        ("Apprenticeships lasting 60 months.", True),
        ("Recruits stay in work for at least 6 months.", False),
        ("Jobs that last for 3 years.", False),
        ("Jobs for people who have been unemployed for 5 years or more.", False),
        ("Keep the records of this contract for at least 6 years.", False),
        ("How many jobs will there be in each of 5 years?", False),
    ],
)
def test_work_asked_for_longer_than_the_term_is_found_in_the_wording(text: str, found: bool) -> None:  # noqa: FBT001
    form = pledge(target(), question=f"How many jobs? {text}")
    assert ("scope.longer_than_term" in codes(form, CONTRACT)) is found
    assert "scope.longer_than_term" not in codes(form, {"value": "1200000"})


def test_a_level_in_years_beyond_the_term_is_found() -> None:
    form = pledge(target(goal="5"), measure=measure("years", "level"))
    assert "take 5 years" in one(form, "scope.longer_than_term", CONTRACT)["sentence"]
    assert "scope.longer_than_term" not in codes(
        pledge(target(goal="36"), measure=measure("months", "level")), CONTRACT
    )


# ---------------------------------------------------------------------------------------------------------- methodology
def test_a_title_alone_is_no_question() -> None:
    form = rubric(marked("a", "50"), marked("b", "50", question="How?", guidance="Look for a plan."))
    assert "methodology.no_question" in codes(form, about="a")
    assert "methodology.not_described" in codes(form, about="a")
    assert not [code for code in codes(form, about="b") if code.startswith("methodology.")]


def test_a_scale_without_descriptors_or_with_the_same_twice_is_found() -> None:
    assert one(rubric(marked("a", "100")), "scale.no_descriptors")["place"] == "scales.five"
    told = [{"mark": str(n), "label": f"L{n}", "descriptor": "Something." if n else ""} for n in range(3)]
    form = rubric(marked("a", "100"), scales={"five": {"title": "F", "levels": told}})
    assert "does not describe 0" in one(form, "scale.no_descriptors")["sentence"]
    assert "scale.same_descriptor" in codes(form)


def test_a_consequence_that_bidders_are_not_told_is_found() -> None:
    assert "methodology.consequence_unsaid" in codes(
        rubric(gate("g", question="Signed?"), marked("a", "100")), about="g"
    )
    told = gate("g", question="Signed? A bid without it is excluded.")
    assert "methodology.consequence_unsaid" not in codes(rubric(told, marked("a", "100")))
    noted = gate("g", "recorded", question="Signed?")
    assert "methodology.consequence_unsaid" not in codes(rubric(noted, marked("a", "100")))
    least = {"mark": "2", "consequence": "excluded"}
    assert "methodology.consequence_unsaid" in codes(rubric(marked("a", "100", minimum=least)), about="a")


def test_ties_zero_and_withdrawal_need_words() -> None:
    form = rubric(quantity("a", "100", best()))
    assert {"tie.not_parted", "policy.zero_unsaid", "policy.withdrawal_unsaid"} <= set(codes(form))
    notes = {"zero": "Earns nothing.", "tie": "The panel draws lots.", "withdrawn": "Computed again."}
    form = rubric(quantity("a", "100", best()), policies={"withdrawn": "recompute", "notes": notes})
    assert not {"tie.not_parted", "policy.zero_unsaid", "policy.withdrawal_unsaid"} & set(codes(form))
    parted = rubric(marked("a", "100"), tie_break=[{"by": "criterion", "criterion": "a"}, {"by": "shared"}])
    assert not {"tie.not_parted", "policy.zero_unsaid"} & set(codes(parted))


@pytest.mark.parametrize(("count", "severity"), [(6, None), (7, "advice"), (12, "advice"), (13, "warning")])
def test_more_measures_than_recommended_are_found(count: int, severity: str | None) -> None:
    names = [f"m{number}" for number in range(count)]
    asked = [quantity(name, "2", measure=measure(id=name)) for name in names]
    form = rubric(*asked, marked("quality", str(100 - 2 * count)))
    found = [finding["severity"] for finding in _all(form) if finding["code"] == "measures.too_many"]
    assert found == ([] if severity is None else [severity])


def test_social_value_below_the_least_weight_is_found_with_its_source() -> None:
    contract = {"minimum_social_value": [{"percent": "10", "source": "the policy"}]}
    light = rubric(
        section(
            "sv",
            "8",
            quantity("jobs", "50", measure=measure()),
            marked("plan", "50"),
        ),
        marked("quality", "92"),
    )
    found = one(light, "social_value.weight_low", contract)
    assert "weighs 8 of 100" in found["sentence"]
    assert found["source"] == "the policy"
    assert "social_value.weight_low" not in codes(light, contract | {"serves_social_value": ["quality"]})
    named = rubric(section("social-value", "10", marked("plan", "100")), marked("quality", "90"))
    assert "social_value.weight_low" not in codes(named, contract)


def _all(form: Mapping, contract: dict[str, Any] | None = None) -> list[Mapping]:
    return list(looked_at(form, contract)["findings"])

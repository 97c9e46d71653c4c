"""A tender is read against its regime before it is published: what the law needs is refused, the rest is advised."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.tenders.making import buyer_of, colleague, marked, published_rubric, rubric_document, tender_body
from tests.world import Client, World

ACT, PSR, BELOW, SCOTLAND = "procurement-act-2023", "provider-selection-regime", "below-threshold", "scotland"
SERVED = {
    "delivery": ["quality-and-innovation", "integration-and-sustainability"],
    "price": ["value"],
    "carbon": ["access-and-inequalities", "social-value"],
}
Json = dict[str, Any]


def checks(world: World, buyer: Client, document: Json | None = None, **changes: Any) -> Json:
    """Return what is found in a draft that is sound but for what is changed."""
    rubric = published_rubric(buyer, document)
    made = buyer.make("/v1/tenders", tender_body(world, rubric["id"]) | changes)
    found: Json = buyer.read(f"/v1/tenders/{made['id']}/checks")
    return found


def codes(found: Json, which: str) -> list[str]:
    return [one["code"] for one in found[which]]


def trust(world: World) -> Client:
    return buyer_of(world, OrganisationKind.TRUST)


# ------------------------------------------------------------------------------------------------- what every one finds
def test_a_draft_is_checked_with_everything_at_once_and_says_where_each_rule_was_read(world: World) -> None:
    found = checks(world, trust(world))
    assert (found["may_be_published"], found["needed"], found["regime"]) == (True, [], ACT)
    assert codes(found, "advised")[:1] == ["category.missing"]
    for one in found["advised"]:
        assert one["source"]
        assert one["message"]


def test_an_empty_draft_is_told_what_it_lacks_before_anybody_tries_to_publish(world: World) -> None:
    buyer = trust(world)
    made = buyer.make("/v1/tenders", {"title": "A"})
    found = buyer.read(f"/v1/tenders/{made['id']}/checks")
    assert found["may_be_published"] is False
    assert codes(found, "needed") == [
        "regime.missing",
        "value.missing",
        "term.missing",
        "term.missing",
        "deadline.missing",
        "rubric.missing",
    ]


def test_checks_are_for_the_authority_alone(world: World) -> None:
    buyer = trust(world)
    made = buyer.make("/v1/tenders", {"title": "A"})
    path = f"/v1/tenders/{made['id']}/checks"
    assert colleague(world, buyer, Role.AUDITOR).get(path).status_code == 200
    assert colleague(world, buyer, Role.EVALUATOR).get(path).status_code == 403
    assert trust(world).get(path).status_code == 404


# --------------------------------------------------------------------------------------------- who and what it is for
def test_health_services_of_a_trust_are_not_bought_under_the_act(world: World) -> None:
    found = checks(world, trust(world), category="health_services")
    assert codes(found, "needed") == ["category.not_taken"]
    assert "this buyer runs them under provider-selection-regime" in found["needed"][0]["message"]
    university = checks(world, buyer_of(world, OrganisationKind.UNIVERSITY), category="health_services")
    assert "provider-selection-regime" not in university["needed"][0]["message"]


@pytest.mark.parametrize("category", ["goods", "services", "works", "light_touch"])
def test_the_provider_selection_regime_takes_health_services_only(world: World, category: str) -> None:
    terms = {"key_criteria": SERVED}
    found = checks(world, trust(world), regime=PSR, category=category, evaluation=terms)
    assert codes(found, "needed") == ["category.not_taken"]
    assert ACT in found["needed"][0]["message"]


def test_the_provider_selection_regime_is_for_its_own_bodies(world: World) -> None:
    terms = {"key_criteria": SERVED}
    facts: Json = {"regime": PSR, "category": "health_services", "evaluation": terms}
    kinds = {
        kind: codes(checks(world, buyer_of(world, kind), **facts), "needed")
        for kind in (
            OrganisationKind.TRUST,
            OrganisationKind.INTEGRATED_CARE_BOARD,
            OrganisationKind.COUNCIL,
            OrganisationKind.UNIVERSITY,
        )
    }
    assert list(kinds.values()) == [[], [], [], ["regime.not_for_buyer"]]


def test_the_provider_selection_regime_must_know_the_category(world: World) -> None:
    found = checks(world, trust(world), regime=PSR, evaluation={"key_criteria": SERVED})
    assert codes(found, "needed") == ["category.missing"]


def test_a_regime_that_is_not_in_force_yet_is_not_published_under(world: World) -> None:
    world.clock.at = datetime(2025, 2, 23, 23, 59, tzinfo=UTC)
    assert codes(checks(world, trust(world)), "needed") == ["regime.not_in_force"]
    world.clock.at = datetime(2025, 2, 24, tzinfo=UTC)
    assert codes(checks(world, trust(world)), "needed") == []


# ------------------------------------------------------------------------------------------------------- key criteria
def test_every_key_criterion_must_be_served_by_a_criterion_of_every_lot(world: World) -> None:
    served = {name: those for name, those in SERVED.items() if name != "price"}
    facts: Json = {"regime": PSR, "category": "health_services", "evaluation": {"key_criteria": served}}
    lots = [{"code": code, "title": code} for code in ("N", "S")]
    found = checks(world, trust(world), lots=lots, **facts)
    assert [(one["code"], one["place"], one["value"]) for one in found["needed"]] == [
        ("key_criterion.not_served", "lots[0]", "value"),
        ("key_criterion.not_served", "lots[1]", "value"),
    ]
    assert "say in evaluation.key_criteria which serves value" in found["needed"][0]["message"]


def test_a_section_serves_for_the_questions_in_it_and_a_measure_for_itself(world: World) -> None:
    document = rubric_document()
    measure: Json = {"id": "local-employment", "title": "Local jobs", "unit": "FTE years", "adds_up": "fte_years"}
    document["criteria"][2]["criteria"][1] = marked("carbon", "30", measure=measure)
    three = ["quality-and-innovation", "integration-and-sustainability", "access-and-inequalities"]
    terms = {"key_criteria": {"quality": three, "price": ["value"]}}
    found = checks(world, trust(world), document, regime=PSR, category="health_services", evaluation=terms)
    assert found["needed"] == []


def test_what_is_stated_of_key_criteria_must_exist(world: World) -> None:
    terms = {"key_criteria": SERVED | {"no-such": ["value"], "price": ["value", "cheapness"]}}
    found = checks(world, trust(world), regime=PSR, category="health_services", evaluation=terms)
    assert {(one["code"], one["place"], one["value"]) for one in found["needed"]} == {
        ("key_criteria.criterion_unknown", "evaluation.key_criteria.no-such", "no-such"),
        ("key_criteria.unknown", "evaluation.key_criteria.price", "cheapness"),
    }


# --------------------------------------------------------------------------------------------------------- thresholds
@pytest.mark.parametrize(
    ("value", "vat", "needed"),
    [
        ("135017.99", True, []),
        ("135018", True, ["value.other_side_of_threshold"]),
        ("112514.99", False, []),
        ("120000", False, ["value.threshold_unclear"]),
        ("120000", None, ["value.threshold_unclear"]),
        ("135018", False, ["value.other_side_of_threshold"]),
    ],
)
def test_a_contract_on_or_over_the_threshold_is_not_run_below_it(
    world: World, value: str, *, vat: bool | None, needed: list[str]
) -> None:
    facts: Json = {"regime": BELOW, "category": "services", "value": value, "value_includes_vat": vat}
    assert codes(checks(world, trust(world), **facts), "needed") == needed


def test_the_threshold_of_a_council_is_another_than_that_of_a_trust(world: World) -> None:
    facts: Json = {"regime": BELOW, "category": "goods", "value": "150000", "value_includes_vat": True}
    assert codes(checks(world, buyer_of(world, OrganisationKind.COUNCIL), **facts), "needed") == []
    assert codes(checks(world, trust(world), **facts), "needed") == ["value.other_side_of_threshold"]


def test_below_the_threshold_the_category_must_be_said_because_it_decides_which(world: World) -> None:
    assert codes(checks(world, trust(world), regime=BELOW, value="1000"), "needed") == ["category.missing"]


def test_under_the_act_a_small_contract_is_only_pointed_out(world: World) -> None:
    found = checks(world, trust(world), category="goods", value="90000", value_includes_vat=True)
    assert found["needed"] == []
    assert "value.other_side_of_threshold" in codes(found, "advised")


# -------------------------------------------------------------------------------------------------- policy and duties
def test_a_trust_is_told_when_social_value_weighs_less_than_ten(world: World) -> None:
    found = checks(world, trust(world), category="services")
    (low,) = [one for one in found["advised"] if one["code"] == "social_value.weight_low"]
    assert (low["place"], low["value"]) == ("lots[0]", "0")
    stated = {"key_criteria": {"carbon": ["social-value"]}}
    assert "social_value.weight_low" not in codes(
        checks(world, trust(world), category="services", evaluation=stated), "advised"
    )
    council = checks(world, buyer_of(world, OrganisationKind.COUNCIL), category="services")
    assert "social_value.weight_low" not in codes(council, "advised")


def test_exactly_ten_is_enough(world: World) -> None:
    for weight, rest, low in (("10", "50", False), ("9.99", "50.01", True)):
        document = rubric_document()
        document["criteria"][0] = marked("social", weight)
        document["criteria"][2]["weight"] = rest
        stated = {"key_criteria": {"social": ["social-value"]}}
        found = checks(world, trust(world), document, category="services", evaluation=stated)
        assert ("social_value.weight_low" in codes(found, "advised")) is low


def test_each_duty_goes_by_its_own_test_of_value(world: World) -> None:
    term: Json = {"starts_on": "2026-06-01", "ends_on": "2027-05-31"}
    on_the_line = checks(world, trust(world), category="services", value="5000000", value_includes_vat=False, **term)
    duties = [code for code in codes(on_the_line, "advised") if code.startswith("duty.")]
    # Excluding VAT it reaches the yearly test of the NHS; including VAT it may or may not be over the total.
    assert duties == ["duty.kpi_duty", "duty.carbon_plan_nhs"]
    (kpi,) = [one for one in on_the_line["advised"] if one["code"] == "duty.kpi_duty"]
    assert "may be due" in kpi["message"]
    with_vat = checks(world, trust(world), category="services", value="5000000", value_includes_vat=True, **term)
    assert "duty.kpi_duty" not in codes(with_vat, "advised")
    light = checks(world, trust(world), category="light_touch", value="9000000", value_includes_vat=True, **term)
    assert "duty.kpi_duty" not in codes(light, "advised")


def test_scotland_points_at_a_question_that_keeps_marks_for_the_living_wage(world: World) -> None:
    document = rubric_document()
    measure: Json = {"id": "living-wage-workers", "title": "Workers", "unit": "people", "adds_up": "level"}
    document["criteria"][2]["criteria"][1] = marked("carbon", "30", measure=measure)
    found = checks(world, buyer_of(world, OrganisationKind.COUNCIL), document, regime=SCOTLAND, category="services")
    assert found["needed"] == []
    assert [(one["code"], one["value"]) for one in found["advised"]] == [("criterion.limited", "carbon")]


def test_a_limit_that_limits_nothing_is_pointed_out(world: World) -> None:
    lots = [{"code": code, "title": code} for code in ("N", "S")]
    limit = {"most": 2, "mechanism": "lot_order", "words": "In the order of the lots."}
    found = checks(world, trust(world), lots=lots, evaluation={"lot_limit": limit})
    assert "lot_limit.limits_nothing" in codes(found, "advised")


# ---------------------------------------------------------------------------------------------- what is not published
@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"category": "health_services"}, ["category.not_taken"]),
        ({"regime": PSR, "evaluation": {"key_criteria": SERVED}}, ["category.missing"]),
        ({"regime": PSR, "category": "health_services"}, ["key_criterion.not_served"] * 5),
        ({"regime": BELOW, "category": "services"}, ["value.other_side_of_threshold"]),
        ({"regime": BELOW, "category": "services", "value": "120000"}, ["value.threshold_unclear"]),
        ({"evaluation": {"key_criteria": {"no-such": ["value"]}}}, ["key_criteria.criterion_unknown"]),
    ],
)
def test_what_the_regime_needs_is_refused_at_publication_with_place_source_and_way_out(
    world: World, changes: Json, refused: list[str]
) -> None:
    buyer = trust(world)
    made = buyer.make("/v1/tenders", tender_body(world, published_rubric(buyer)["id"]) | changes)
    answer = buyer.post(f"/v1/tenders/{made['id']}/publish")
    assert (answer.status_code, answer.json()["code"]) == (409, "tender.not_ready")
    findings = answer.json()["findings"]
    assert [one["code"] for one in findings] == refused
    assert all(one["place"] and one["message"] for one in findings)
    assert findings == buyer.read(f"/v1/tenders/{made['id']}/checks")["needed"]
    assert buyer.read(f"/v1/tenders/{made['id']}")["status"] == "draft"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"regime": "procurement-act-2023-wales", "category": "light_touch"},
        {"regime": SCOTLAND},
        {"regime": PSR, "category": "health_services", "evaluation": {"key_criteria": SERVED}},
        {"regime": BELOW, "category": "works", "value": "120000"},
    ],
)
def test_a_tender_is_published_under_each_regime_whatever_is_only_advised(world: World, changes: Json) -> None:
    buyer = trust(world)
    made = buyer.make("/v1/tenders", tender_body(world, published_rubric(buyer)["id"]) | changes)
    assert buyer.read(f"/v1/tenders/{made['id']}/checks")["may_be_published"] is True
    published = buyer.make(f"/v1/tenders/{made['id']}/publish")
    assert (published["status"], published["category"]) == ("published", changes.get("category"))

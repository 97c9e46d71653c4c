"""A buyer asks what a rubric pays for, decides and asks, with the contract that it is meant for; nothing is kept."""

from typing import Any

import pytest

from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.tenders.making import buyer_of, colleague, marked, rubric_document, tender_body
from tests.world import Client, World

Json = dict[str, Any]
ACT, SCOTLAND, BELOW = "procurement-act-2023", "scotland", "below-threshold"


def drafted(buyer: Client, document: Json | None = None, **made_of: Any) -> str:
    """Return the id of a draft rubric: of a pack, or of a document."""
    made = buyer.make("/v1/rubrics", made_of or {"body": document or rubric_document()})
    return str(made["id"])


def pledging(**more: Any) -> Json:
    """Return a rubric in which a raw quantity is measured against the best bid."""
    hours: Json = {
        "id": "hours",
        "title": "Hours given",
        "weight": "20",
        "asks": "quantity",
        "method": {"type": "relative_to_best", "better": "higher", "at_zero": "none"},
        "question": "How many hours?",
    }
    return rubric_document(criteria=[hours | more, marked("quality", "80")])


def looked_at(buyer: Client, rubric_id: str, query: str = "") -> Json:
    found: Json = buyer.read(f"/v1/rubrics/{rubric_id}/design-check{query}")
    return found


def codes(found: Json, criterion: str | None = None) -> list[str]:
    return [one["code"] for one in found["findings"] if criterion in {None, one["criterion"]}]


def trust(world: World) -> Client:
    return buyer_of(world, OrganisationKind.TRUST)


def test_a_draft_is_looked_at_and_nothing_is_kept(world: World) -> None:
    buyer = trust(world)
    rubric = drafted(buyer, pledging())
    before = world.audit_count()
    found = looked_at(buyer, rubric)
    assert found["format"] == "makegood.design/1"
    assert "size.paid" in codes(found, "hours")
    assert found["contract"] == {"value": None, "values": {}, "years": None, "above_threshold": None, "expected": {}}
    assert found["lots"][0]["lot"] is None
    assert world.audit_count() == before
    assert found == looked_at(buyer, rubric)


def test_value_term_and_regime_are_taken_into_account(world: World) -> None:
    buyer = trust(world)
    rubric = drafted(buyer, pledging(guidance="Local bidders earn more."))
    query = f"?value=1200000&includes_vat=true&years=3&regime={ACT}&category=services&on=2026-06-01"
    found = looked_at(buyer, rubric, query)
    assert (found["contract"]["value"], found["contract"]["years"]) == ("1000000", "3")
    assert found["contract"]["above_threshold"] is True
    severities = {one["code"]: one["severity"] for one in found["findings"]}
    assert severities["location.bidder_preferred"] == "warning"
    assert severities["social_value.weight_low"] == "warning"  # no measure, and nothing is said to serve it
    small = looked_at(buyer, rubric, f"?value=20000&includes_vat=true&years=1&regime={ACT}&category=services")
    assert small["contract"]["above_threshold"] is False
    assert "location.bidder_preferred" not in codes(small)


def test_the_living_wage_may_not_be_scored_under_the_scottish_rules(world: World) -> None:
    buyer = buyer_of(world)
    rubric = drafted(buyer, pack="local-wage-carbon")
    found = looked_at(buyer, rubric, f"?regime={SCOTLAND}")
    assert codes(found, "living-wage-pledge") == ["criterion.limited"]
    assert codes(found, "living-wage-method") == ["criterion.may_be_limited"]
    assert "criterion.limited" not in codes(looked_at(buyer, rubric, f"?regime={ACT}"))


def test_what_a_buyer_expects_shows_a_target_that_everybody_meets(world: World) -> None:
    buyer = trust(world)
    rubric = drafted(buyer, pack="local-wage-carbon")
    found = looked_at(buyer, rubric, "?expected=carbon-pledge:25:90&expected=living-wage-pledge:100:100")
    assert codes(found, "carbon-pledge") == codes(found, "living-wage-pledge") == ["criterion.everybody_meets"]
    assert found["contract"]["expected"]["carbon-pledge"] == ["25", "90"]


@pytest.mark.parametrize(
    ("expected", "place"),
    [
        ("carbon-pledge", "query.expected[0]"),
        ("nothing:1:2", "contract.expected.nothing"),
        ("carbon-pledge:2:1", "contract.expected.carbon-pledge.high"),
        ("carbon-pledge:1e9:NaN", "contract.expected.carbon-pledge.low"),
        ("carbon-pledge:1:2&expected=carbon-pledge:3:4", "query.expected[1]"),
    ],
)
def test_what_is_expected_and_cannot_be_read_is_refused_with_its_place(world: World, expected: str, place: str) -> None:
    buyer = trust(world)
    rubric = drafted(buyer, pack="local-wage-carbon")
    answer = buyer.get(f"/v1/rubrics/{rubric}/design-check?expected={expected}")
    assert (answer.status_code, answer.json()["code"]) == (422, "rubric.design_facts_unfit")
    assert answer.json()["findings"][0]["place"] == place


@pytest.mark.parametrize("query", ["value=0", "value=-1", "value=1e9", "years=0", "years=NaN", "on=someday"])
def test_facts_of_the_wrong_shape_are_refused(world: World, query: str) -> None:
    buyer = trust(world)
    assert buyer.get(f"/v1/rubrics/{drafted(buyer)}/design-check?{query}").status_code == 422


def test_an_unknown_regime_is_not_there(world: World) -> None:
    buyer = trust(world)
    assert buyer.get(f"/v1/rubrics/{drafted(buyer)}/design-check?regime=martian").status_code == 404


def test_a_rubric_with_findings_is_mended_before_it_is_looked_at(world: World) -> None:
    buyer = trust(world)
    rubric = drafted(buyer, rubric_document(criteria=[marked("quality", "80")]))
    answer = buyer.get(f"/v1/rubrics/{rubric}/design-check")
    assert (answer.status_code, answer.json()["code"]) == (409, "rubric.has_findings")


def test_the_design_check_is_for_the_authority_and_not_for_its_evaluators(world: World) -> None:
    buyer = trust(world)
    path = f"/v1/rubrics/{drafted(buyer)}/design-check"
    assert colleague(world, buyer, Role.AUDITOR).get(path).status_code == 200
    assert colleague(world, buyer, Role.EVALUATOR).get(path).status_code == 403
    assert trust(world).get(path).status_code == 404


# ---------------------------------------------------------------------------------------------------------- of a tender
def test_a_tender_is_looked_at_with_its_own_value_term_and_regime(world: World) -> None:
    buyer = trust(world)
    rubric = drafted(buyer, pledging(guidance="Local bidders earn more."))
    made = buyer.make("/v1/tenders", tender_body(world, rubric, category="services", value="600000"))
    found = buyer.read(f"/v1/tenders/{made['id']}/design-check")
    assert found["contract"]["value"] is not None
    assert found["contract"]["years"] is not None
    assert {"size.paid", "location.bidder_preferred"} <= set(codes(found))


def test_a_criterion_that_the_tender_says_serves_social_value_counts(world: World) -> None:
    buyer = trust(world)
    rubric = drafted(buyer)
    body = tender_body(world, rubric, category="services")
    plain = buyer.make("/v1/tenders", body)
    assert "social_value.weight_low" in codes(buyer.read(f"/v1/tenders/{plain['id']}/design-check"))
    served = {"key_criteria": {"carbon": ["social-value"], "gone": ["social-value"]}}
    said = buyer.make("/v1/tenders", body | {"evaluation": served})
    assert "social_value.weight_low" not in codes(buyer.read(f"/v1/tenders/{said['id']}/design-check"))


def test_lots_with_values_of_their_own_are_looked_at_each_with_its_own(world: World) -> None:
    buyer = trust(world)
    document = rubric_document(criteria=[marked("north", "100", lots=["N"]), marked("south", "100", lots=["S"])])
    lots = [{"code": "N", "title": "North", "value": "500000"}, {"code": "S", "title": "South", "value": "1000"}]
    made = buyer.make("/v1/tenders", tender_body(world, drafted(buyer, document), lots=lots))
    found = buyer.read(f"/v1/tenders/{made['id']}/design-check?expected=north:1:5")
    assert [lot["lot"] for lot in found["lots"]] == ["N", "S"]
    assert set(found["contract"]["values"]) == {"N", "S"}
    assert "effort.out_of_proportion" in codes(found)


def test_a_tender_without_a_rubric_has_nothing_to_look_at(world: World) -> None:
    buyer = trust(world)
    made = buyer.make("/v1/tenders", {"title": "A"})
    answer = buyer.get(f"/v1/tenders/{made['id']}/design-check")
    assert (answer.status_code, answer.json()["code"]) == (409, "tender.rubric_not_named")
    assert trust(world).get(f"/v1/tenders/{made['id']}/design-check").status_code == 404
    assert colleague(world, buyer, Role.EVALUATOR).get(f"/v1/tenders/{made['id']}/design-check").status_code == 403


@pytest.mark.parametrize("regime", [ACT, "provider-selection-regime", BELOW])
def test_no_pack_is_warned_of_under_a_regime_that_a_trust_buys_under(world: World, regime: str) -> None:
    buyer = trust(world)
    for pack in buyer.read("/v1/packs"):
        rubric = drafted(buyer, pack=pack["id"], pack_version=pack["version"])
        found = looked_at(buyer, rubric, f"?value=900000&includes_vat=false&years=3&regime={regime}&on=2026-06-01")
        assert [one["code"] for one in found["findings"] if one["severity"] == "warning"] == []

"""Ways round a declaration and round the freeze that were tried from within an authority, each of which is shut."""

from typing import Any

from app.identity.rules import Role
from tests.awards.deciding import approved, awarded, decided, decision
from tests.conflicts.test_gate import _code, _supplier
from tests.journeys import building
from tests.journeys.building import Journey, declare, interest
from tests.world import Client, World


def _judged(journey: Journey, person: Client, outcome: str, **more: Any) -> None:
    (made,) = declare(person, journey.tender_id, interest())
    decider = journey.team.commissioner if person is not journey.team.commissioner else journey.team.buyer
    building.decide(decider, made, outcome, **more)


def test_no_result_rests_on_an_agreement_of_which_nobody_is_left(world: World) -> None:
    journey = building.decided_journey(world)
    for evaluator in journey.team.evaluators:
        _judged(journey, evaluator, "limited", suppliers=[_supplier(journey, "Acme")])
    refused = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/results", {"lot": "1"})
    assert _code(refused) == (409, "result.incomplete")
    found = refused.json()["findings"]
    assert {one["code"] for one in found} == {"panel.empty"}
    assert len(found) == len(building.MARKED)
    assert "nobody is left" in found[0]["message"]
    assert "Acme" in found[0]["message"]


def test_a_result_whose_panel_is_gone_since_is_not_awarded_on(world: World) -> None:
    journey = building.computed(world)
    for evaluator in journey.team.evaluators:
        _judged(journey, evaluator, "barred")
    refused = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/awards", decision(journey))
    assert refused.status_code == 409, refused.json()


def test_whoever_is_barred_voids_publishes_and_abandons_nothing(world: World) -> None:
    journey = building.computed(world)
    award = approved(journey, decided(journey))
    _judged(journey, journey.team.buyer, "barred")
    for path, body in (
        (f"/v1/awards/{award['id']}/void", {"reason": "No reason."}),
        (f"/v1/awards/{award['id']}/publish-notice", {}),
        (f"/v1/tenders/{journey.tender_id}/abandon", {"reason": "No reason."}),
    ):
        assert _code(journey.team.buyer.post(path, body)) == (409, "conflict.barred"), path


def test_whoever_is_barred_decides_no_representation(world: World) -> None:
    journey = building.computed(world)
    award = awarded(journey)
    said = {"words": "Our plan was marked against the wrong level."}
    made = journey.bidder("Brook").client.make(f"/v1/awards/{award['id']}/representations", said)
    _judged(journey, journey.team.commissioner, "barred")
    answer = {"outcome": "not_upheld", "reasons": "The plan was read against the published level."}
    refused = journey.team.commissioner.post(f"/v1/representations/{made['id']}/decide", answer)
    assert _code(refused) == (409, "conflict.barred")
    other = world.person(journey.team.organisation_id, Role.COMMISSIONER)
    refused = other.post(f"/v1/representations/{made['id']}/decide", answer)
    assert _code(refused) == (409, "conflict.declaration_needed")

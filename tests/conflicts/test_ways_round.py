"""Ways round a declaration and round the freeze that were tried from within an authority, each of which is shut."""

from typing import Any

from tests.awards.deciding import decision
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

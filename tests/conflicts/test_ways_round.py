"""Ways round a declaration and round the freeze that were tried from within an authority, each of which is shut."""

from typing import Any

from app.identity.rules import Role
from tests.awards.deciding import approved, awarded, decided, decision
from tests.conflicts.test_gate import _code, _mark, _supplier
from tests.journeys import building
from tests.journeys.building import Journey, content, declare, interest, journey_with_bids, mark
from tests.world import Client, World

JOBS = "local-jobs"
PLAN = "carbon-plan"
ONLY_ACME = {"Acme": content()}


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


def test_whoever_is_barred_picks_no_panel(world: World) -> None:
    journey = building.evaluating(journey_with_bids(world, ONLY_ACME), assign=False)
    made = building.assigned(journey, journey.team.evaluators[0])
    _judged(journey, journey.team.buyer, "barred")
    body = {"lot": "1", "evaluator_id": str(journey.team.evaluators[1].person_id), "criteria": [PLAN]}
    refused = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/assignments", body)
    assert _code(refused) == (409, "conflict.barred")
    refused = journey.team.buyer.post(f"/v1/assignments/{made[0]['id']}/remove", {"reason": "No reason."})
    assert _code(refused) == (409, "conflict.barred")


def _with_a_buyer_who_marks(world: World) -> tuple[Journey, Client, str]:
    journey = building.evaluating(journey_with_bids(world, ONLY_ACME), assign=False)
    both = world.person(journey.team.organisation_id, Role.BUYER, Role.EVALUATOR, name="Bob Both")
    building.assigned(journey, journey.team.evaluators[0], [PLAN])
    building.assigned(journey, both, [PLAN])
    return journey, both, journey.bidder("Acme").bid_id


def test_a_buyer_who_marks_too_sees_no_mark_of_others_while_their_own_can_change(world: World) -> None:
    journey, both, acme = _with_a_buyer_who_marks(world)
    mark(journey.team.evaluators[0], acme, PLAN, "4")
    mark(both, acme, PLAN, "0")
    view = f"/v1/tenders/{journey.tender_id}/moderation"
    assert _code(both.get(view)) == (409, "moderation.mark_first")
    assert _code(both.get(f"/v1/bids/{acme}/marks")) == (409, "moderation.mark_first")
    both.make(f"/v1/bids/{acme}/marks", _mark(PLAN, "1") | {"superseding_reason": "Read again."})
    journey.team.buyer.make(f"/v1/tenders/{journey.tender_id}/moderations", {"lot": "1", "criterion": PLAN})
    assert both.get(view).is_success
    assert both.get(f"/v1/bids/{acme}/marks").is_success


def test_a_buyer_who_leaves_a_panel_reads_no_marks_before_the_freeze(world: World) -> None:
    journey, both, acme = _with_a_buyer_who_marks(world)
    mark(journey.team.evaluators[0], acme, PLAN, "4")
    (own,) = both.read("/v1/my-work")["items"]
    both.make(f"/v1/assignments/{own['assignment_id']}/remove", {"reason": "Too much to do."})
    assert _code(both.get(f"/v1/tenders/{journey.tender_id}/moderation")) == (409, "moderation.mark_first")
    assert _code(both.get(f"/v1/bids/{acme}/marks")) == (409, "moderation.mark_first")


def test_a_buyer_joins_no_question_whose_marks_they_may_have_read(world: World) -> None:
    journey = building.evaluating(journey_with_bids(world, ONLY_ACME), assign=False)
    both = world.person(journey.team.organisation_id, Role.BUYER, Role.EVALUATOR, name="Bob Both")
    building.assigned(journey, journey.team.evaluators[0], [PLAN])
    mark(journey.team.evaluators[0], journey.bidder("Acme").bid_id, PLAN, "4")
    body = {"lot": "1", "evaluator_id": str(both.person_id), "criteria": [PLAN]}
    refused = both.post(f"/v1/tenders/{journey.tender_id}/assignments", body)
    assert _code(refused) == (409, "assignment.refused")
    assert refused.json()["findings"][0]["code"] == "assignment.marks_readable"
    building.assigned(journey, both, [JOBS])


def test_who_keeps_away_from_a_bidder_reads_no_statistics_about_its_bid(world: World) -> None:
    journey = building.agreed(building.marked(building.evaluating(journey_with_bids(world))))
    buyer = journey.team.buyer
    _judged(journey, buyer, "limited", suppliers=[_supplier(journey, "Acme")])
    found = buyer.read(f"/v1/tenders/{journey.tender_id}/diagnostics", params={"lot": "1"})
    assert "Acme" not in str(found)
    assert journey.bidder("Acme").bid_id not in str(found)
    whole = journey.team.auditor.read(f"/v1/tenders/{journey.tender_id}/diagnostics", params={"lot": "1"})
    assert found["severity"] == whole["severity"]

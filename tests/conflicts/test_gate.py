"""What waits for a declaration, act by act and reading by reading; who is kept from what; and what stops counting."""

from typing import Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.identity.rules import Role
from tests.journeys import building
from tests.journeys.building import Journey, content, declare, interest, journey_with_bids, mark
from tests.world import Client, World

JOBS = "local-jobs"
PLAN = "carbon-plan"


def _mark(criterion: str = PLAN, value: str = "3") -> dict[str, Any]:
    return {"criterion": criterion, "mark": value, "rationale": "Dated and costed."}


def _agreement(criterion: str = PLAN) -> dict[str, Any]:
    return _mark(criterion) | {"attendees": ["Bea Buyer"], "discussion": "They compared notes."}


def _gate() -> dict[str, Any]:
    return {"criterion": building.GATE, "passed": True, "rationale": "The signature was looked at."}


def _code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def _refusals(world: World) -> list[tuple[Any, str]]:
    """Return who was refused and why, as the log has it."""
    with world.service.database.unit_of_work(write=False) as tx:
        rows = tx.scalars(
            select(AuditEvent).where(AuditEvent.action == "conflict.refused").order_by(AuditEvent.at, AuditEvent.id)
        )
        return [(row.actor_id, str((row.after or {})["refused"])) for row in rows]


def _bid(journey: Journey, name: str) -> str:
    return f"/v1/bids/{journey.bidder(name).bid_id}"


def _supplier(journey: Journey, name: str) -> str:
    return str(journey.bidder(name).client.organisation_id)


def _evaluating(world: World, **bids: Any) -> Journey:
    return building.evaluating(journey_with_bids(world, bids or None))


def _decided(journey: Journey, evaluator: Client, outcome: str, **more: Any) -> dict[str, Any]:
    """Let an evaluator declare an interest late, and the buyer decide on it."""
    (made,) = declare(evaluator, journey.tender_id, interest())
    return building.decide(journey.team.buyer, made, outcome, **more)


def test_nobody_opens_who_has_not_declared_and_each_attempt_is_kept(world: World) -> None:
    journey = journey_with_bids(world)
    team, path = journey.team, f"/v1/tenders/{journey.tender_id}"
    building.past_the_deadline(world, journey.tender)
    team.buyer.make(f"{path}/close")
    refused = team.buyer.post(f"{path}/openings", {"envelope": "quality"})
    assert _code(refused) == (409, "conflict.declaration_needed")
    assert f"POST {path}/declarations" in refused.json()["detail"]
    assert '"start"' in refused.json()["detail"]
    declare(team.buyer, journey.tender_id)
    begun = team.buyer.make(f"{path}/openings", {"envelope": "quality"})
    confirm = f"/v1/openings/{begun['id']}/confirm"
    assert _code(team.commissioner.post(confirm)) == (409, "conflict.declaration_needed")
    declare(team.commissioner, journey.tender_id, interest())
    assert _code(team.commissioner.post(confirm)) == (409, "conflict.undecided")
    assert team.auditor.read(f"{path}/openings")["items"][0]["confirmed_at"] is None
    assert _refusals(world) == [
        (team.buyer.person_id, "conflict.declaration_needed"),
        (team.commissioner.person_id, "conflict.declaration_needed"),
        (team.commissioner.person_id, "conflict.undecided"),
    ]


def test_what_was_opened_is_read_by_those_who_declared_against_the_bidders_and_by_auditors(world: World) -> None:
    journey = _evaluating(world)
    colleague = world.person(journey.team.organisation_id, Role.BUYER, Role.COMMISSIONER)
    both = world.person(journey.team.organisation_id, Role.AUDITOR, Role.BUYER)
    path = f"/v1/tenders/{journey.tender_id}"
    acme = _bid(journey, "Acme")
    reads = [
        *(f"{path}/{what}" for what in ("bids", "moderation", "flags", "declarations")),
        *(f"{acme}{what}" for what in ("", "/marks", "/agreed-marks")),
    ]
    for read in reads:
        assert _code(colleague.get(read)) == (409, "conflict.declaration_needed"), read
        assert _code(both.get(read)) == (409, "conflict.declaration_needed"), read
        assert journey.team.auditor.get(read).is_success, read
    declare([colleague, both], journey.tender_id)
    for read in reads:
        assert colleague.get(read).is_success, read
    assert _refusals(world) == []


def test_a_result_is_read_before_the_award_by_those_who_declared(world: World) -> None:
    journey = building.computed(world)
    late = world.person(journey.team.organisation_id, Role.COMMISSIONER)
    assert journey.result is not None
    one = f"/v1/results/{journey.result['id']}"
    reads = [one, f"{one}/document", f"{one}/trace", f"/v1/tenders/{journey.tender_id}/results"]
    for read in reads:
        assert _code(late.get(read)) == (409, "conflict.declaration_needed"), read
        assert journey.team.auditor.get(read).is_success, read
    declare(late, journey.tender_id)
    for read in reads:
        assert late.get(read).is_success, read


def test_an_evaluator_who_has_not_declared_sees_that_they_must_and_marks_nothing(world: World) -> None:
    journey = building.evaluating(journey_with_bids(world), assign=False)
    eva = journey.team.evaluators[0]
    made = building.assigned(journey, eva, declares=False)
    listed = eva.read("/v1/my-work")["items"]
    assert [(one["to_declare"], one["to_mark"], one["marked"]) for one in listed] == [(True, None, None)] * 2
    assert _code(eva.get(f"/v1/my-work/{made[0]['id']}")) == (409, "conflict.declaration_needed")
    refused = eva.post(f"{_bid(journey, 'Acme')}/marks", _mark())
    assert _code(refused) == (409, "conflict.declaration_needed")
    assert '"bidders_known"' in refused.json()["detail"]
    assert _refusals(world) == [(eva.person_id, "conflict.declaration_needed")]
    declare(eva, journey.tender_id)
    assert [(one["to_declare"], one["to_mark"]) for one in eva.read("/v1/my-work")["items"]] == [(False, 3)] * 2
    mark(eva, journey.bidder("Acme").bid_id, PLAN, "3")


def test_who_declared_before_the_opening_declares_again_before_they_go_on(world: World) -> None:
    journey = journey_with_bids(world)
    eva, team = journey.team.evaluators[0], journey.team
    building.assigned(journey, eva)
    building.closed(team, journey.tender)
    team.buyer.make(f"/v1/tenders/{journey.tender_id}/evaluate")
    refused = eva.post(f"{_bid(journey, 'Acme')}/marks", _mark())
    assert _code(refused) == (409, "conflict.declaration_needed")
    assert "your last declaration was made at the stage 'start'" in refused.json()["detail"]


def test_an_evaluator_linked_to_a_bidder_is_caught_though_they_declared_nothing(world: World) -> None:
    journey = journey_with_bids(world)
    home = journey.bidder("Cedar").client.organisation_id
    assert home is not None
    world.person(home, Role.SUPPLIER, name="Eva 2")
    building.closed(journey.team, journey.tender)
    journey.team.buyer.make(f"/v1/tenders/{journey.tender_id}/evaluate")
    eva = journey.team.evaluators[1]
    building.assigned(journey, eva)
    assert _code(eva.post(f"{_bid(journey, 'Acme')}/marks", _mark())) == (409, "conflict.undecided")
    assert _refusals(world) == [(eva.person_id, "conflict.undecided")]
    assert [one["to_declare"] for one in eva.read("/v1/my-work")["items"]] == [True, True]


def test_who_is_barred_marks_and_reads_nothing_and_what_they_marked_stops_counting(world: World) -> None:
    journey = _evaluating(world, Acme=content())
    first, second = journey.team.evaluators
    acme = journey.bidder("Acme").bid_id
    for evaluator, value in ((first, "4"), (second, "2")):
        mark(evaluator, acme, PLAN, value)
    _decided(journey, first, "barred")
    assert _code(first.post(f"/v1/bids/{acme}/marks", _mark(JOBS))) == (409, "conflict.barred")
    assert _code(first.get(f"/v1/bids/{acme}/marks")) == (409, "conflict.barred")
    work = first.read("/v1/my-work")["items"]
    assert _code(first.get(f"/v1/my-work/{work[0]['assignment_id']}")) == (409, "conflict.barred")
    shown = journey.team.buyer.read(f"/v1/bids/{acme}/marks")
    assert [(one["evaluator_name"], one["counted"]) for one in shown] == [("Eva 1", False), ("Eva 2", True)]
    view = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/moderation", params={"criterion": PLAN})
    (moderated,) = view["questions"][0]["bids"]
    assert ([one["mark"] for one in moderated["marks"]], moderated["ready"]) == (["2"], True)
    building.agree(journey, acme, PLAN, "2")
    assert _code(second.post(f"/v1/bids/{acme}/marks", _mark() | {"superseding_reason": "On reflection."})) == (
        409,
        "mark.frozen",
    )


def test_the_panel_waits_for_nobody_who_is_barred_and_somebody_else_may_join(world: World) -> None:
    journey = building.evaluating(journey_with_bids(world, {"Acme": content()}), assign=False)
    first, second = journey.team.evaluators
    acme = journey.bidder("Acme").bid_id
    building.assigned(journey, first)
    mark(first, acme, PLAN, "4")
    building.agree(journey, acme, PLAN, "4")
    _decided(journey, first, "barred")
    nobody = journey.team.buyer.post(f"/v1/bids/{acme}/agreed-marks", _agreement(JOBS))
    assert _code(nobody) == (409, "agreement.nobody_assigned")
    building.assigned(journey, second)
    mark(second, acme, JOBS, "3")
    building.agree(journey, acme, JOBS, "3")


def test_when_all_whose_marks_were_frozen_are_barred_somebody_else_marks_anew(world: World) -> None:
    journey = building.evaluating(journey_with_bids(world, {"Acme": content()}), assign=False)
    first, second = journey.team.evaluators
    acme = journey.bidder("Acme").bid_id
    building.assigned(journey, first, [PLAN])
    mark(first, acme, PLAN, "4")
    building.agree(journey, acme, PLAN, "4")
    _decided(journey, first, "barred")
    building.assigned(journey, second, [PLAN])
    mark(second, acme, PLAN, "1")
    building.agree(journey, acme, PLAN, "1", superseding_reason="The only evaluator was barred.")


def test_while_nobody_has_decided_marks_made_before_still_count(world: World) -> None:
    journey = _evaluating(world, Acme=content())
    first, second = journey.team.evaluators
    acme = journey.bidder("Acme").bid_id
    for evaluator in (first, second):
        mark(evaluator, acme, PLAN, "3")
    declare(first, journey.tender_id, interest())
    assert _code(first.post(f"/v1/bids/{acme}/marks", _mark(JOBS))) == (409, "conflict.undecided")
    assert [one["counted"] for one in journey.team.buyer.read(f"/v1/bids/{acme}/marks")] == [True, True]


def test_who_keeps_away_from_a_bidder_marks_the_others_and_the_panel_waits_for_nobody_there(world: World) -> None:
    journey = _evaluating(world)
    first, second = journey.team.evaluators
    mark(first, journey.bidder("Acme").bid_id, PLAN, "4")
    _decided(journey, first, "limited", suppliers=[_supplier(journey, "Acme")])
    assert _code(first.post(f"{_bid(journey, 'Acme')}/marks", _mark(JOBS))) == (409, "conflict.kept_from")
    assert _code(first.get(f"{_bid(journey, 'Acme')}/marks")) == (409, "conflict.kept_from")
    assert _refusals(world) == [(first.person_id, "conflict.kept_from")]
    listed = first.read("/v1/my-work")["items"]
    assert [one["to_mark"] for one in listed] == [2, 2]
    work = first.read(f"/v1/my-work/{listed[0]['assignment_id']}")
    assert [one["supplier_name"] for one in work["bids"]] == ["Brook", "Cedar"]
    mark(first, journey.bidder("Brook").bid_id, PLAN, "3")
    mark(second, journey.bidder("Acme").bid_id, PLAN, "2")
    view = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/moderation", params={"criterion": PLAN})
    acme, brook, _ = view["questions"][0]["bids"]
    assert ([one["mark"] for one in acme["marks"]], acme["ready"]) == (["2"], True)
    assert ([one["name"] for one in brook["waiting_for"]], brook["ready"]) == (["Eva 2"], False)
    mark(first, journey.bidder("Cedar").bid_id, PLAN, "1")
    for name in ("Brook", "Cedar"):
        mark(second, journey.bidder(name).bid_id, PLAN, "3")
    building.agree(journey, journey.bidder("Acme").bid_id, PLAN, "2")
    missing = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/results", {"lot": "1"}).json()["findings"]
    assert not any("Eva 1" in one["message"] and "Acme" in one["message"] for one in missing)


def test_a_buyer_who_keeps_away_from_a_bidder_decides_nothing_about_it(world: World) -> None:
    journey = building.marked(_evaluating(world))
    buyer, acme = journey.team.buyer, _bid(journey, "Acme")
    (made,) = declare(buyer, journey.tender_id, interest())
    building.decide(journey.team.commissioner, made, "limited", suppliers=[_supplier(journey, "Acme")])
    acts: list[tuple[str, dict[str, Any]]] = [
        (f"{acme}/agreed-marks", _agreement()),
        (f"{acme}/gate-decisions", _gate()),
        (f"{acme}/exclude", {"reason": "No reason."}),
    ]
    for path, body in acts:
        assert _code(buyer.post(path, body)) == (409, "conflict.kept_from"), path
    assert _refusals(world) == [(buyer.person_id, "conflict.kept_from")] * 3
    assert _code(buyer.get(acme)) == (409, "conflict.kept_from")
    listed = buyer.read(f"/v1/tenders/{journey.tender_id}/bids")["items"]
    assert [one["supplier_name"] for one in listed] == ["Brook", "Cedar"]
    view = buyer.read(f"/v1/tenders/{journey.tender_id}/moderation", params={"criterion": PLAN})
    assert [one["supplier_name"] for one in view["questions"][0]["bids"]] == ["Brook", "Cedar"]
    building.agree(journey, journey.bidder("Brook").bid_id, PLAN, "3")


def test_a_barred_buyer_agrees_computes_and_opens_nothing(world: World) -> None:
    journey = building.decided_journey(world)
    buyer, path = journey.team.buyer, f"/v1/tenders/{journey.tender_id}"
    (made,) = declare(buyer, journey.tender_id, interest())
    building.decide(journey.team.commissioner, made, "barred")
    for where, body in (
        (f"{path}/results", {"lot": "1"}),
        (f"{path}/openings", {"envelope": "price", "lot": "1"}),
        (f"{_bid(journey, 'Acme')}/agreed-marks", _agreement() | {"superseding_reason": "On reflection."}),
        (f"{_bid(journey, 'Acme')}/gate-decisions", _gate() | {"superseding_reason": "On reflection."}),
    ):
        assert _code(buyer.post(where, body)) == (409, "conflict.barred"), where
    assert len(_refusals(world)) == 4


def test_an_award_is_decided_and_approved_by_those_who_declared_again(world: World) -> None:
    journey = building.computed(world)
    one, other = (world.person(journey.team.organisation_id, Role.BUYER) for _ in range(2))
    path = f"/v1/tenders/{journey.tender_id}/awards"
    body = {
        "lot": "1",
        "bid": journey.bidder("Acme").bid_id,
        "reasons": "The highest total.",
        "notice_on": world.clock.now().date().isoformat(),
    }
    refused = one.post(path, body)
    assert _code(refused) == (409, "conflict.declaration_needed")
    assert '"award"' in refused.json()["detail"]
    declare(one, journey.tender_id)
    award = one.make(path, body)
    approve = f"/v1/awards/{award['id']}/approve"
    assert _code(other.post(approve, {})) == (409, "conflict.declaration_needed")
    (made,) = declare(other, journey.tender_id, interest("My cousin works for Cedar."))
    building.decide(one, made, "limited", suppliers=[_supplier(journey, "Cedar")])
    assert _code(other.post(approve, {})) == (409, "conflict.kept_from")
    assert [code for _, code in _refusals(world)] == [
        "conflict.declaration_needed",
        "conflict.declaration_needed",
        "conflict.kept_from",
    ]
    journey.team.commissioner.make(approve, {})


def test_a_repeated_attempt_with_one_key_is_tried_again_once_the_way_is_open(world: World) -> None:
    journey = building.evaluating(journey_with_bids(world), assign=False)
    eva = journey.team.evaluators[0]
    building.assigned(journey, eva, declares=False)
    once = {"Idempotency-Key": "mark-acme-1"}
    path = f"{_bid(journey, 'Acme')}/marks"
    assert _code(eva.post(path, _mark(), headers=once)) == (409, "conflict.declaration_needed")
    declare(eva, journey.tender_id)
    assert eva.post(path, _mark(), headers=once).status_code == 201


@pytest.mark.parametrize("outcome", ["cleared", "limited"])
def test_who_was_cleared_or_limited_goes_on_with_the_rest(world: World, outcome: str) -> None:
    journey = _evaluating(world)
    eva = journey.team.evaluators[0]
    more = {"suppliers": [_supplier(journey, "Acme")]} if outcome == "limited" else {}
    _decided(journey, eva, outcome, **more)
    mark(eva, journey.bidder("Brook").bid_id, PLAN, "3")


def test_on_a_blind_tender_the_bid_of_a_bidder_to_keep_away_from_is_not_among_those_to_mark(world: World) -> None:
    journey = journey_with_bids(world, evaluation={"blind": True})
    eva = journey.team.evaluators[0]
    building.closed(journey.team, journey.tender)
    building.assigned(journey, eva, declares=False)
    assert [one["name"] for one in eva.read(f"/v1/tenders/{journey.tender_id}/my-declaration")["bidders"]] == [
        "Acme",
        "Brook",
        "Cedar",
    ]
    _decided(journey, eva, "limited", suppliers=[_supplier(journey, "Acme")])
    journey.team.buyer.make(f"/v1/tenders/{journey.tender_id}/evaluate")
    work = eva.read(f"/v1/my-work/{eva.read('/v1/my-work')['items'][0]['assignment_id']}")
    assert len(work["bids"]) == 2
    assert not any(name in str(work["bids"]) for name in ("Acme", "Brook", "Cedar"))
    for bid in work["bids"]:
        mark(eva, bid["bid_id"], PLAN, "3")

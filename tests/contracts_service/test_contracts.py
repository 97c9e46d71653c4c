"""A contract follows from an award after standstill, carries every promise that earned points, and binds as a whole."""

import threading
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.app_client import AppClient
from tests.awards.deciding import awarded, computed_from, past_standstill
from tests.contracts_service.agreeing import (
    BANDS,
    carry_all,
    code,
    drafted,
    gone_live,
    of_criterion,
    plan_evenly,
    term,
    yesterday,
)
from tests.journeys.building import authority, computed, content
from tests.world import World

PLEDGES: list[dict[str, Any]] = [
    {"measure": "local-spend", "title": "Flowers from the market", "quantity": "1200.50", "words": "Weekly."},
    {"measure": None, "title": "Laptops given away", "quantity": "12", "unit": "laptops", "words": "To three schools."},
    {"measure": None, "title": "An open day", "quantity": None, "words": "Every May."},
]


def with_pledges() -> dict[str, Any]:
    return {
        "Acme": content(price="80000", local_spend="50000.0001", carbon_pledges=PLEDGES),
        "Brook": content(price="100000"),
        "Cedar": content(price="120000"),
    }


def test_no_contract_is_drafted_before_standstill_is_over(world: World) -> None:
    journey = computed(world)
    award = awarded(journey)
    past_standstill(world, award)
    over = world.clock.now()
    world.clock.at = over - timedelta(microseconds=1)
    answer = journey.team.buyer.post(f"/v1/awards/{award['id']}/contract", term(journey))
    assert code(answer) == (409, "contract.standstill_running")
    assert "14 February 2026, 00:00 GMT" in answer.json()["detail"]
    world.clock.at = over
    contract = journey.team.buyer.make(f"/v1/awards/{award['id']}/contract", term(journey))
    assert (contract["reference"], contract["status"]) == ("C-2026-0001", "draft")


def test_the_contract_does_not_start_within_the_standstill(world: World) -> None:
    journey = computed(world)
    award = awarded(journey)
    past_standstill(world, award)
    path = f"/v1/awards/{award['id']}/contract"
    answer = journey.team.buyer.post(path, term(journey, starts_on=yesterday(journey)))
    assert code(answer) == (409, "contract.starts_in_standstill")
    assert yesterday(journey) == "2026-02-13"
    assert journey.team.buyer.post(path, term(journey, starts_on="2026-02-14")).status_code == 201


@pytest.mark.parametrize(
    "fields", [{"ends_on": "2026-03-31"}, {"ends_on": "9999-12-31"}, {"value": "1e6"}, {"commitments": []}]
)
def test_a_term_or_value_that_cannot_be_is_refused(world: World, fields: dict[str, Any]) -> None:
    journey = computed(world)
    award = awarded(journey)
    past_standstill(world, award)
    answer = journey.team.buyer.post(f"/v1/awards/{award['id']}/contract", term(journey, **fields))
    assert answer.status_code == 422
    assert answer.json()["findings"]


def test_every_promise_that_earned_points_is_in_the_contract(world: World) -> None:
    journey = computed_from(world, with_pledges())
    contract = drafted(journey)
    assert contract["supplier_name"] == "Acme"
    assert [each["position"] for each in contract["commitments"]] == [1, 2, 3, 4, 5]
    assert {each["status"] for each in contract["commitments"]} == {"proposed"}
    flowers, laptops, day = of_criterion(contract, "carbon-plan")
    assert (flowers["promised"], flowers["measure"]["id"]) == ("1200.5", "local-spend")
    assert (laptops["promised"], laptops["measure"]["adds_up"], laptops["measure"]["unit"]) == ("12", None, "laptops")
    assert (day["promised"], day["words"], day["measure"]["adds_up"]) == (None, "Every May.", "record_only")
    (jobs,) = of_criterion(contract, "local-jobs")
    assert jobs["title"] == "Deliver the method statement submitted for Local jobs"
    assert jobs["words"] == "We train twelve people a year."
    (spend,) = of_criterion(contract, "local-spend")
    assert (spend["promised"], spend["points_earned"]) == ("50000.0001", "9.000000018")
    assert spend["measure"]["adds_up"] == "sum"
    assert of_criterion(contract, "price") == of_criterion(contract, "charter") == []


def test_what_earned_no_points_is_not_in_it(world: World) -> None:
    bids = {"Acme": content(price="10", local_spend="0"), "Brook": content(), "Cedar": content()}
    journey = computed_from(world, bids)
    contract = drafted(journey)
    assert contract["supplier_name"] == "Acme"
    assert of_criterion(contract, "local-spend") == []


def test_one_contract_stands_for_an_award_and_a_cancelled_draft_makes_way(world: World) -> None:
    journey = computed(world)
    buyer, contract = journey.team.buyer, drafted(journey)
    path = f"/v1/awards/{contract['award_id']}/contract"
    assert code(buyer.post(path, term(journey))) == (409, "contract.exists")
    cancelled = buyer.make(f"/v1/contracts/{contract['id']}/cancel", {"reason": "The term was wrong."})
    assert cancelled["status"] == "cancelled"
    again = buyer.make(path, term(journey, ends_on="2029-03-31"))
    assert again["reference"] == "C-2026-0002"
    assert code(buyer.post(f"/v1/contracts/{contract['id']}/go-live")) == (409, "contract.not_draft")


def test_two_drafts_at_the_same_instant_leave_one(world: World) -> None:
    journey = computed(world)
    award = awarded(journey)
    past_standstill(world, award)
    together, answers = threading.Barrier(2), list[httpx2.Response]()

    def draft() -> None:
        client = AppClient(world.app)
        together.wait()
        path = f"/v1/awards/{award['id']}/contract"
        answers.append(client.post(path, json=term(journey), headers=journey.team.buyer.headers))

    threads = [threading.Thread(target=draft) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [201, 409]


def test_a_contract_does_not_bind_until_every_promise_is_settled_and_all_that_is_missing_is_said(world: World) -> None:
    journey = computed_from(world, with_pledges())
    buyer, contract = journey.team.buyer, drafted(journey)
    path = f"/v1/contracts/{contract['id']}/go-live"
    answer = buyer.post(path)
    assert code(answer) == (409, "contract.not_ready")
    places = [finding["place"] for finding in answer.json()["findings"]]
    assert places == [
        "commitments[0].status",
        "commitments[0].targets",
        "commitments[0].bands",
        "commitments[1].status",
        "commitments[1].counts",
        "commitments[2].status",
        "commitments[3].status",
        "commitments[4].status",
        "commitments[4].targets",
        "commitments[4].bands",
    ]
    assert answer.json()["findings"][0]["commitment"] == contract["commitments"][0]["id"]
    laptops = of_criterion(contract, "carbon-plan")[1]
    assert code(buyer.post(f"/v1/commitments/{laptops['id']}/profile", {"periods": "yearly"})) == (
        409,
        "commitment.counting_unknown",
    )
    counts = {"adds_up": "sum", "better": "higher"}
    buyer.did(buyer.put(f"/v1/commitments/{laptops['id']}", {"targets": [], "counts": counts}, version=1))
    for commitment in contract["commitments"]:
        buyer.make(f"/v1/commitments/{commitment['id']}/carry")
    assert {finding["place"].split(".")[1] for finding in buyer.post(path).json()["findings"]} == {"targets", "bands"}
    for commitment in contract["commitments"]:
        if commitment["id"] != laptops["id"]:
            plan_evenly(journey, commitment, periods="yearly")
    halves = [
        {"label": "First year", "starts_on": "2026-04-01", "ends_on": "2027-03-31", "target": "5"},
        {"label": "Second year", "starts_on": "2027-04-01", "ends_on": "2028-03-31", "target": "7"},
    ]
    version = buyer.read(f"/v1/commitments/{laptops['id']}")["version"]
    body = {"targets": halves, "counts": counts, "bands": BANDS}
    buyer.did(buyer.put(f"/v1/commitments/{laptops['id']}", body, version=version))
    live = buyer.make(path)
    assert (live["status"], live["went_live_at"]) == ("live", world.clock.now().isoformat().replace("+00:00", "Z"))


def test_words_without_periods_are_due_over_the_whole_term(world: World) -> None:
    journey = computed(world)
    buyer, contract = journey.team.buyer, drafted(journey)
    for commitment in contract["commitments"]:
        if commitment["promised"] is not None:
            plan_evenly(journey, commitment)
        buyer.make(f"/v1/commitments/{commitment['id']}/carry")
    live = buyer.make(f"/v1/contracts/{contract['id']}/go-live")
    (target,) = of_criterion(live, "carbon-plan")[0]["targets"]
    assert (target["starts_on"], target["ends_on"], target["target"]) == ("2026-04-01", "2028-03-31", None)


def test_a_live_contract_is_frozen_and_its_award_can_no_longer_be_made_void(world: World) -> None:
    journey = computed(world)
    buyer, live = journey.team.buyer, gone_live(journey)
    commitment = live["commitments"][0]
    path = f"/v1/commitments/{commitment['id']}"
    frozen = (409, "contract.not_draft")
    assert code(buyer.put(path, {"targets": []}, version=commitment["version"])) == frozen
    assert code(buyer.post(f"{path}/profile", {"periods": "yearly"})) == frozen
    assert code(buyer.post(f"{path}/carry")) == frozen
    assert code(buyer.post(f"/v1/contracts/{live['id']}/cancel", {"reason": "Changed our mind."})) == frozen
    assert code(buyer.post(f"/v1/contracts/{live['id']}/go-live")) == frozen
    assert buyer.read(f"/v1/awards/{live['award_id']}")["contracted_at"] == live["went_live_at"]
    answer = buyer.post(f"/v1/awards/{live['award_id']}/void", {"reason": "Second thoughts."})
    assert code(answer) == (409, "award.contracted")
    with pytest.raises(IntegrityError), world.service.database.unit_of_work(write=True) as tx:
        tx.execute(text("UPDATE award SET status = 'void', void_reason = 'Second thoughts.'"))


def test_a_void_award_cancels_its_draft_contract_and_the_next_award_gets_its_own(world: World) -> None:
    journey = computed(world)
    buyer, contract = journey.team.buyer, drafted(journey)
    carry_all(journey, contract)
    buyer.make(f"/v1/awards/{contract['award_id']}/void", {"reason": "The notice named the wrong firm."})
    assert buyer.read(f"/v1/contracts/{contract['id']}")["status"] == "cancelled"
    commitment = contract["commitments"][0]
    for answer in (
        buyer.post(f"/v1/contracts/{contract['id']}/go-live"),
        buyer.post(f"/v1/commitments/{commitment['id']}/profile", {"periods": "yearly"}),
    ):
        assert code(answer) == (409, "contract.not_draft")
        assert "cancelled" in answer.json()["detail"]
    asked = buyer.post(f"/v1/commitments/{commitment['id']}/waivers", {"reason": "It is over."})
    assert code(asked) == (409, "contract.not_live")
    listed = {name: buyer.read(f"/v1/contracts?status={name}")["items"] for name in ("draft", "cancelled")}
    assert listed["draft"] == []
    assert [each["status"] for each in listed["cancelled"]] == ["cancelled"]
    path = f"/v1/awards/{contract['award_id']}/contract"
    assert code(buyer.post(path, term(journey))) == (409, "award.void")
    again = drafted(journey)
    assert again["award_id"] != contract["award_id"]


def test_a_contract_is_ended_with_a_reason_and_stays(world: World) -> None:
    journey = computed(world)
    buyer, live = journey.team.buyer, gone_live(journey)
    path = f"/v1/contracts/{live['id']}/end"
    assert buyer.post(path, {"reason": ""}).status_code == 422
    ended = buyer.make(path, {"reason": "The clinics moved."})
    assert (ended["status"], ended["ended_reason"]) == ("ended", "The clinics moved.")
    assert code(buyer.post(path, {"reason": "Again."})) == (409, "contract.not_live")


def test_both_parties_read_the_contract_and_nobody_else_finds_it(world: World) -> None:
    journey = computed(world)
    live = gone_live(journey)
    supplier = journey.bidder(live["supplier_name"]).client
    other = next(each.client for each in journey.bidders if each.name != live["supplier_name"])
    strangers = authority(world)
    commitment = f"/v1/commitments/{live['commitments'][0]['id']}"
    for path in (f"/v1/contracts/{live['id']}", commitment):
        for party in (journey.team.buyer, journey.team.commissioner, journey.team.auditor, supplier):
            assert party.get(path).status_code == 200
        for outsider in (other, strangers.buyer, strangers.auditor):
            assert outsider.get(path).status_code == 404
        assert journey.team.evaluators[0].get(path).status_code == 403
        assert world.stranger.get(path).status_code == 401
    assert [each["id"] for each in supplier.read("/v1/contracts")["items"]] == [live["id"]]
    assert other.read("/v1/contracts")["items"] == strangers.buyer.read("/v1/contracts")["items"] == []
    ended = {"reason": "It is not ours to end."}
    assert strangers.buyer.post(f"/v1/contracts/{live['id']}/end", ended).status_code == 404
    assert strangers.buyer.post(f"{commitment}/carry").status_code == 404
    assert strangers.buyer.post(f"{commitment}/waivers", ended).status_code == 404
    assert strangers.buyer.post(f"/v1/awards/{live['award_id']}/contract", term(journey)).status_code == 404
    assert strangers.buyer.put(commitment, {"targets": []}, version=1).status_code == 404
    assert strangers.buyer.get(f"/v1/contracts/{live['id']}/ledger").status_code == 404
    assert supplier.get(f"/v1/contracts/{live['id']}/ledger").status_code == 403
    assert supplier.post(f"/v1/contracts/{live['id']}/end", ended).status_code == 403


def test_the_ledger_says_which_promises_decided_the_award(world: World) -> None:
    journey = computed_from(world, with_pledges())
    contract = drafted(journey)
    found = journey.team.auditor.read(f"/v1/contracts/{contract['id']}/ledger")
    assert found["winner"] == "Acme"
    stakes = {stake["criterion"]: stake for stake in found["stakes"]}
    assert list(stakes) == ["carbon-plan", "local-jobs", "local-spend"]
    assert len(stakes["carbon-plan"]["commitments"]) == 3
    for commitment in contract["commitments"]:
        assert stakes[commitment["criterion"]]["points"] == commitment["points_earned"]
    assert stakes["local-spend"]["points_shown"] == "9.00"
    # Acme has 30 + 9 + 9 + 40 = 88 points and Brook 22.5 + 12 + 9 + 32 = 75.5.
    assert (stakes["local-spend"]["would_still_win"], stakes["local-spend"]["first_without"]) == (True, ["Acme"])
    # With the lowest mark on jobs Acme would have missed the minimum of 1, which excludes.
    assert (stakes["local-jobs"]["total_without"], stakes["local-jobs"]["first_without"]) == (None, ["Brook"])
    assert (stakes["carbon-plan"]["would_still_win"], stakes["carbon-plan"]["first_without"]) == (False, ["Brook"])

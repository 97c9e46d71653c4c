"""A promise is waived by a commissioner other than the one who asked, with reasons on both sides, or not at all."""

import threading
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.identity.rules import Role
from tests.app_client import AppClient
from tests.contracts_service.agreeing import code, drafted, gone_live, plan_evenly
from tests.journeys.building import Journey, authority, computed
from tests.world import World

WHY = {"reason": "The site was sold, so there is nothing left to do there."}
YES, NO = {"reason": "Agreed: it has lost its object."}, {"reason": "It can be done at the other site."}


def asked(journey: Journey, commitment: dict[str, Any]) -> dict[str, Any]:
    waiver: dict[str, Any] = journey.team.buyer.make(f"/v1/commitments/{commitment['id']}/waivers", WHY)
    return waiver


def test_a_waiver_takes_two_people_and_two_reasons(world: World) -> None:
    journey = computed(world)
    commitment = drafted(journey)["commitments"][0]
    waiver = asked(journey, commitment)
    assert (waiver["status"], waiver["decided_by"]) == ("asked", None)
    assert journey.team.commissioner.read("/v1/waivers?status=asked")["items"] == [waiver]
    approved = journey.team.commissioner.make(f"/v1/waivers/{waiver['id']}/approve", YES)
    assert (approved["status"], approved["decision_reason"]) == ("approved", YES["reason"])
    assert approved["decided_by"] == str(journey.team.commissioner.person_id) != approved["asked_by"]
    assert journey.team.auditor.read(f"/v1/waivers/{waiver['id']}") == approved
    found = journey.team.buyer.read(f"/v1/commitments/{commitment['id']}")
    assert (found["status"], found["waivers"]) == ("waived", [approved])


def test_nobody_decides_on_a_request_of_their_own(world: World) -> None:
    journey = computed(world)
    both = world.person(journey.team.organisation_id, Role.BUYER, Role.COMMISSIONER)
    commitment = drafted(journey)["commitments"][0]
    waiver = both.make(f"/v1/commitments/{commitment['id']}/waivers", WHY)
    for act, reason in (("approve", YES), ("refuse", NO)):
        assert code(both.post(f"/v1/waivers/{waiver['id']}/{act}", reason)) == (409, "waiver.needs_another")
    assert journey.team.buyer.post(f"/v1/waivers/{waiver['id']}/approve", YES).status_code == 403
    journey.team.commissioner.make(f"/v1/waivers/{waiver['id']}/approve", YES)


@pytest.mark.parametrize(
    "change",
    [
        "decided_by = asked_by, status = 'approved', decision_reason = 'Mine.'",
        "status = 'approved', decision_reason = 'Nobody.'",
        "decided_by = (SELECT id FROM person WHERE id <> asked_by LIMIT 1), status = 'approved'",
    ],
)
def test_the_database_itself_refuses_a_decision_by_the_one_who_asked_by_nobody_or_without_a_reason(
    world: World, change: str
) -> None:
    journey = computed(world)
    asked(journey, drafted(journey)["commitments"][0])
    with pytest.raises(IntegrityError), world.service.database.unit_of_work(write=True) as tx:
        tx.execute(text(f"UPDATE waiver SET {change}"))  # noqa: S608 - the parameters of this test


def test_a_refused_request_leaves_the_promise_and_may_be_made_again(world: World) -> None:
    journey = computed(world)
    commitment = drafted(journey)["commitments"][0]
    waiver = asked(journey, commitment)
    assert journey.team.commissioner.make(f"/v1/waivers/{waiver['id']}/refuse", NO)["status"] == "refused"
    answer = journey.team.commissioner.post(f"/v1/waivers/{waiver['id']}/approve", YES)
    assert code(answer) == (409, "waiver.decided")
    assert journey.team.buyer.read(f"/v1/commitments/{commitment['id']}")["status"] == "proposed"
    again = asked(journey, commitment)
    waivers = journey.team.buyer.read(f"/v1/commitments/{commitment['id']}")["waivers"]
    assert [each["id"] for each in waivers] == [waiver["id"], again["id"]]


def test_one_request_at_a_time_and_it_holds_up_everything_else(world: World) -> None:
    journey = computed(world)
    buyer, contract = journey.team.buyer, drafted(journey)
    commitment = contract["commitments"][0]
    asked(journey, commitment)
    path = f"/v1/commitments/{commitment['id']}"
    assert code(buyer.post(f"{path}/waivers", WHY)) == (409, "waiver.pending")
    assert code(buyer.post(f"{path}/carry")) == (409, "waiver.pending")
    findings = buyer.post(f"/v1/contracts/{contract['id']}/go-live").json()["findings"]
    assert findings[0]["place"] == "commitments[0].waivers"


def test_two_requests_at_the_same_instant_leave_one(world: World) -> None:
    journey = computed(world)
    commitment = drafted(journey)["commitments"][0]
    together, answers = threading.Barrier(2), list[httpx2.Response]()

    def ask() -> None:
        client = AppClient(world.app)
        together.wait()
        path = f"/v1/commitments/{commitment['id']}/waivers"
        answers.append(client.post(path, json=WHY, headers=journey.team.buyer.headers))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [201, 409]


def test_a_waived_promise_lets_the_contract_bind_and_stays_in_it(world: World) -> None:
    journey = computed(world)
    buyer, contract = journey.team.buyer, drafted(journey)
    first, *rest = contract["commitments"]
    journey.team.commissioner.make(f"/v1/waivers/{asked(journey, first)['id']}/approve", YES)
    assert code(buyer.post(f"/v1/commitments/{first['id']}/carry")) == (409, "commitment.not_proposed")
    assert code(buyer.post(f"/v1/commitments/{first['id']}/waivers", WHY)) == (409, "commitment.waived")
    assert code(buyer.post(f"/v1/commitments/{first['id']}/profile", {"periods": "yearly"})) == (
        409,
        "commitment.waived",
    )
    for commitment in rest:
        plan_evenly(journey, commitment)
        buyer.make(f"/v1/commitments/{commitment['id']}/carry")
    live = buyer.make(f"/v1/contracts/{contract['id']}/go-live")
    assert [each["status"] for each in live["commitments"]] == ["waived", "carried", "carried"]


def test_a_promise_may_be_waived_while_the_contract_is_live_and_not_once_it_is_over(world: World) -> None:
    journey = computed(world)
    buyer, live = journey.team.buyer, gone_live(journey)
    first, second, _ = live["commitments"]
    journey.team.commissioner.make(f"/v1/waivers/{asked(journey, first)['id']}/approve", YES)
    waiver = asked(journey, second)
    buyer.make(f"/v1/contracts/{live['id']}/end", {"reason": "The term is over."})
    over = (409, "contract.not_live")
    assert code(buyer.post(f"/v1/commitments/{second['id']}/waivers", WHY)) == over
    assert code(journey.team.commissioner.post(f"/v1/waivers/{waiver['id']}/approve", YES)) == over


def test_a_commissioner_of_another_authority_finds_nothing_to_decide(world: World) -> None:
    journey = computed(world)
    waiver = asked(journey, drafted(journey)["commitments"][0])
    other = authority(world)
    assert other.commissioner.get(f"/v1/waivers/{waiver['id']}").status_code == 404
    assert other.commissioner.post(f"/v1/waivers/{waiver['id']}/approve", YES).status_code == 404
    assert other.commissioner.read("/v1/waivers")["items"] == []
    assert journey.bidders[0].client.get(f"/v1/waivers/{waiver['id']}").status_code == 403

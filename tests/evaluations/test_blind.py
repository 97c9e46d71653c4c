"""A blind tender: whoever marks knows no bidder, by no name, id, order, error, list or log, until the panel is done."""

import json
from typing import Any
from uuid import UUID

from app.bids import blinding
from app.identity.rules import Role
from tests.contracts.walking import walk
from tests.journeys.building import (
    AGREED,
    MARKED,
    Journey,
    agreed,
    assigned,
    compute,
    content,
    declare,
    evaluating,
    journey_with_bids,
    mark,
)
from tests.journeys.example_openings import blind_journey, in_both_roles
from tests.world import Client, World

QUESTIONS = ("carbon-plan", "local-jobs")


def _work(person: Client) -> list[dict[str, Any]]:
    items = person.read("/v1/my-work")["items"]
    return [person.read(f"/v1/my-work/{one['assignment_id']}") for one in items]


def _aliases(person: Client) -> dict[str, str]:
    """Return by the name that somebody sees the id that they know the bid by."""
    return {bid["supplier_name"]: bid["bid_id"] for bid in _work(person)[0]["bids"]}


def _mark_all(journey: Journey, person: Client) -> None:
    for alias in _aliases(person).values():
        for criterion in QUESTIONS:
            mark(person, alias, criterion, "3")


def _distinct(world: World) -> Journey:
    """Return a blind evaluation in which every answer says which bid it is, to the test and to nobody else."""
    bids = {name: content(carbon=f"We plant {name[::-1].lower()}wood.") for name in ("Acme", "Brook", "Cedar")}
    return evaluating(journey_with_bids(world, bids, evaluation={"blind": True}))


def _behind(journey: Journey, person: Client) -> dict[str, str]:
    """Return by the id that somebody knows it by the name of each bidder, read off the answers."""
    names = [one.name for one in journey.bidders]
    shown = next(one for one in _work(person) if one["criterion"] == "carbon-plan")["bids"]
    return {
        bid["bid_id"]: next(name for name in names if f"{name[::-1].lower()}wood" in bid["answer"]["response"])
        for bid in shown
    }


def test_evaluators_see_numbers_for_names_each_in_an_order_and_under_ids_of_their_own(world: World) -> None:
    journey = _distinct(world)
    real = {one.bid_id for one in journey.bidders}
    first, second = journey.team.evaluators
    for person in (first, second):
        assert list(_aliases(person)) == ["Bidder 1", "Bidder 2", "Bidder 3"]
        assert _aliases(person) == _aliases(person)
    mine, theirs = set(_aliases(first).values()), set(_aliases(second).values())
    assert not mine & theirs
    assert not (mine | theirs) & real


def test_the_order_differs_between_evaluators_and_from_the_order_of_receipt(world: World) -> None:
    bids = {f"Bidder of {number}": content(carbon=f"Number {number}.") for number in range(8)}
    journey = evaluating(journey_with_bids(world, bids, evaluation={"blind": True}))
    orders = []
    for person in journey.team.evaluators:
        shown = next(one for one in _work(person) if one["criterion"] == "carbon-plan")["bids"]
        orders.append([bid["answer"]["response"] for bid in shown])
    assert sorted(orders[0]) == sorted(orders[1])
    assert orders[0] != orders[1] or orders[0] != sorted(orders[0])  # alike by chance once in 10^9


def test_a_mark_is_given_under_the_alias_and_neither_answer_nor_log_names_the_bid(world: World) -> None:
    journey = _distinct(world)
    evaluator = journey.team.evaluators[0]
    real = [one.bid_id for one in journey.bidders]
    alias = _aliases(evaluator)["Bidder 2"]
    made = mark(evaluator, alias, "carbon-plan", "3")
    assert made["bid_id"] == alias
    assert [one["id"] for one in evaluator.read(f"/v1/bids/{alias}/marks")] == [made["id"]]
    anew = evaluator.post(
        f"/v1/bids/{alias}/marks", {"criterion": "carbon-plan", "mark": "2", "rationale": "On a second look."}
    )
    assert (anew.json()["code"], "Bidder 2" in anew.json()["detail"]) == ("mark.needs_reason", True)
    (event,) = journey.team.auditor.read("/v1/audit/events", params={"action": "mark.made"})["items"]
    assert event["after"]["bid"] == alias
    told = json.dumps([made, anew.json(), event, _work(evaluator), evaluator.read(f"/v1/bids/{alias}/marks")])
    assert not [secret for secret in ("Acme", "Brook", "Cedar", *real) if secret in told]
    shown = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/moderation")["questions"][0]["bids"]
    behind = _behind(journey, evaluator)[alias]
    assert [bid["supplier_name"] for bid in shown if bid["marks"]] == [behind]


def test_neither_a_real_id_nor_another_evaluators_alias_is_known(world: World) -> None:
    journey = _distinct(world)
    first, second = journey.team.evaluators
    body = {"criterion": "carbon-plan", "mark": "3", "rationale": "It says enough."}
    for unknown in (journey.bidders[0].bid_id, *_aliases(second).values()):
        assert first.post(f"/v1/bids/{unknown}/marks", body).status_code == 404
        assert first.get(f"/v1/bids/{unknown}/marks").status_code == 404
    stranger = world.person(journey.team.organisation_id, Role.EVALUATOR)
    assert stranger.post(f"/v1/bids/{_aliases(first)['Bidder 1']}/marks", body).status_code == 404


def test_no_reading_route_tells_an_evaluator_who_is_a_buyer_and_a_commissioner_too_which_bid_is_whose(
    world: World,
) -> None:
    journey = _distinct(world)
    both = world.person(journey.team.organisation_id, Role.BUYER, Role.COMMISSIONER, Role.EVALUATOR)
    assigned(journey, both)
    declare(both, journey.tender_id)
    for person in (*journey.team.evaluators, both):
        _mark_all(journey, person)
    alias = _aliases(both)["Bidder 1"]
    ids = {"tender_id": journey.tender_id, "organisation_id": journey.team.organisation_id, "number": 1}
    real = [one.bid_id for one in journey.bidders]
    suppliers = [str(one.client.organisation_id) for one in journey.bidders]
    for route in walk(world.app):
        if route.method != "GET" or "organisations" in route.path:
            continue
        for bid_id in (alias, *real):
            answer = world.http.request("GET", route.address(ids | {"bid_id": bid_id}), headers=both.headers)
            # Who bids is known to those who declare; which bid is whose is not.
            hidden = real if "declaration" in route.path else [*real, *suppliers, "Acme", "Brook", "Cedar"]
            told = answer.text.replace(bid_id, "ASKED")
            assert not [secret for secret in hidden if secret in told], (str(route), told[:500])
    for path in (f"/v1/tenders/{journey.tender_id}/bids", f"/v1/bids/{alias}"):
        refused = both.get(path)
        assert (refused.status_code, refused.json()["code"]) == (409, "bidders.kept")
    assert both.post(f"/v1/bids/{alias}/exclude", {"reason": "Mischief."}).json()["code"] == "bidders.kept"
    assert both.get(f"/v1/bids/{real[0]}").status_code == 404
    incomplete = both.post(f"/v1/tenders/{journey.tender_id}/results", {"lot": "1"})
    assert incomplete.json()["code"] == "result.incomplete"
    assert not [secret for secret in (*real, "Acme", "Brook", "Cedar") if secret in incomplete.text]


def test_a_moderator_who_marks_agrees_under_aliases_and_the_right_bids_are_agreed(world: World) -> None:
    journey = _distinct(world)
    both = in_both_roles(journey.team)
    assigned(journey, both)
    declare(both, journey.tender_id)
    for person in (*journey.team.evaluators, both):
        _mark_all(journey, person)
    behind = _behind(journey, both)
    for criterion in MARKED:
        both.make(f"/v1/tenders/{journey.tender_id}/moderations", {"lot": "1", "criterion": criterion})
    shown = both.read(f"/v1/tenders/{journey.tender_id}/moderation")
    assert {bid["bid_id"] for bid in shown["questions"][0]["bids"]} == set(behind)
    assert {mark["bid_id"] for bid in shown["questions"][0]["bids"] for mark in bid["marks"]} == set(behind)
    for alias, name in behind.items():
        body = {
            "criterion": "carbon-plan",
            "mark": AGREED[name]["carbon-plan"],
            "rationale": "The panel compared it with the descriptors.",
            "attendees": ["Bo Both", "Eva 1", "Eva 2"],
            "discussion": "They read it together.",
        }
        made = both.make(f"/v1/bids/{alias}/agreed-marks", body)
        assert made["bid_id"] == alias
    seen = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/moderation")["questions"][0]["bids"]
    assert {bid["supplier_name"]: bid["agreed"]["mark"] for bid in seen} == {
        name: marks["carbon-plan"] for name, marks in AGREED.items()
    }


def test_taking_the_assignment_back_does_not_lift_the_veil(world: World) -> None:
    journey = _distinct(world)
    both = in_both_roles(journey.team)
    declare(both, journey.tender_id)
    for made in assigned(journey, both):
        both.make(f"/v1/assignments/{made['id']}/remove", {"reason": "I would rather chair the panel."})
    refused = both.get(f"/v1/tenders/{journey.tender_id}/bids")
    assert (refused.status_code, refused.json()["code"]) == (409, "bidders.kept")


def test_names_inside_answers_are_covered_for_evaluators_and_not_for_the_buyer(world: World) -> None:
    said = "Acme will do it. See www.acme.example or call 01632 960 123."
    journey = blind_journey(world, carbon=said)
    shown = str(_work(journey.team.evaluators[0]))
    assert not [secret for secret in ("Acme", "acme", "960 123") if secret in shown]
    assert shown.count("[withheld: the bidder's name]") == 3
    read = journey.team.buyer.read(f"/v1/bids/{journey.bidder('Acme').bid_id}")
    assert read["content"]["answers"][1]["response"] == said


def test_when_everything_is_agreed_names_come_back_and_the_log_proves_who_was_who(world: World) -> None:
    journey = _distinct(world)
    evaluator = journey.team.evaluators[0]
    for person in journey.team.evaluators:
        _mark_all(journey, person)
    behind = _behind(journey, evaluator)
    marks = {name: dict(by) for name, by in AGREED.items()}
    last = marks["Cedar"].pop("local-jobs")
    agreed(journey, marks)
    assert set(_aliases(evaluator)) == {"Bidder 1", "Bidder 2", "Bidder 3"}
    agreed_last = {
        "criterion": "local-jobs",
        "mark": last,
        "rationale": "Enough.",
        "attendees": ["Bea", "Eva 1", "Eva 2"],
    }
    agreed_last |= {"discussion": "They read it together."}
    journey.team.buyer.make(f"/v1/bids/{journey.bidder('Cedar').bid_id}/agreed-marks", agreed_last)
    assert _aliases(evaluator) == {one.name: one.bid_id for one in journey.bidders}
    (event,) = journey.team.auditor.read("/v1/audit/events", params={"action": "bidders.revealed"})["items"]
    seed = event["after"]["seeds"][str(evaluator.person_id)]
    for bidder in journey.bidders:
        assert behind[str(blinding.alias(seed, UUID(bidder.bid_id)))] == bidder.name
    assert evaluator.read(f"/v1/bids/{next(iter(behind))}/marks")
    assert compute(journey)["document"]["lots"][0]["ranking"]


def test_an_open_tender_keeps_nobody_in_the_dark(world: World) -> None:
    journey = evaluating(journey_with_bids(world))
    assert set(_aliases(journey.team.evaluators[0])) == {"Acme", "Brook", "Cedar"}
    assert set(_aliases(journey.team.evaluators[0]).values()) == {one.bid_id for one in journey.bidders}

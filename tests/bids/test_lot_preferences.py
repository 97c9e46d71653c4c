"""A bidder says in time which lots it would rather have; nobody else hears of it before the bids are opened by two."""

import json
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.journeys.building import (
    Journey,
    authority,
    closed,
    drafted_bid,
    journey_with_bids,
    past_the_deadline,
    published_tender,
)
from tests.journeys.together import at_once
from tests.world import Client, World

LOTS = [{"code": code, "title": code.title()} for code in ("north", "south", "west")]
ORDER = ["west", "north"]


def terms(mechanism: str = "bidder_preference") -> dict[str, Any]:
    limit = {"most": 1, "mechanism": mechanism, "words": "No supplier wins more than one lot."}
    return {"lots": LOTS, "evaluation": {"lot_limit": limit}}


def bidding(world: World, **fields: Any) -> tuple[Journey, Client, str]:
    """Return a tender with its limit on lots, a supplier who has drafted a bid, and where it states its preference."""
    team = authority(world)
    journey = Journey(team, published_tender(team, **(fields or terms())))
    supplier = world.supplier("Acme")
    drafted_bid(supplier, journey.tender, lot=journey.tender["lots"][0]["code"])
    return journey, supplier, f"/v1/tenders/{journey.tender_id}/lot-preference"


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def events(client: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.read("/v1/audit/events", params={"limit": 200})["items"]
    return found


def test_a_stated_preference_is_read_back_and_superseded_by_the_next(world: World) -> None:
    _, supplier, path = bidding(world)
    assert code(supplier.get(path)) == (404, "not_found")
    first = supplier.make(path, {"lots": ORDER})
    assert (first["lots"], first["revision"], first["stated_by"]) == (ORDER, 1, str(supplier.person_id))
    assert supplier.read(path) == first
    second = supplier.make(path, {"lots": ["south"]})
    assert (second["lots"], second["revision"]) == (["south"], 2)
    auditor = world.person(supplier.organisation_id, Role.AUDITOR)  # type: ignore[arg-type]  # a supplier has one
    assert auditor.read(path) == second
    stated = [one for one in events(auditor) if one["action"] == "lot_preference.stated"]
    assert sorted((one["after"]["revision"], one["after"]["lots"]) for one in stated) == [(1, ORDER), (2, ["south"])]
    assert [one["before"] for one in stated if one["before"]] == [{"revision": 1, "lots": ORDER}]


def test_a_repeat_with_the_same_key_is_one_statement(world: World) -> None:
    _, supplier, path = bidding(world)
    key = {"Idempotency-Key": "state-once"}
    answers = [supplier.post(path, {"lots": ORDER}, headers=key) for _ in range(2)]
    assert [answer.json()["revision"] for answer in answers] == [1, 1]


def test_of_statements_at_the_same_instant_none_is_lost(world: World) -> None:
    _, supplier, path = bidding(world)
    answers = at_once([lambda: supplier.post(path, {"lots": ORDER})] * 4)
    assert sorted(answer.json()["revision"] for answer in answers) == [1, 2, 3, 4]


def test_lots_that_are_not_there_and_lots_named_twice_are_found_all_at_once(world: World) -> None:
    _, supplier, path = bidding(world)
    kept = supplier.make(path, {"lots": ORDER})
    refused = supplier.post(path, {"lots": ["west", "east", "west", "o'brien"]})
    assert code(refused) == (422, "lot_preference.unfit")
    assert [(one["code"], one["place"], one["value"]) for one in refused.json()["findings"]] == [
        ("lot.unknown", "body.lots[1]", "east"),
        ("lot.duplicate", "body.lots[2]", "west"),
        ("lot.unknown", "body.lots[3]", "o'brien"),
    ]
    unshaped: list[dict[str, Any]] = [{"lots": []}, {"lots": None}, {"lots": [""]}, {}]
    for shapeless in unshaped:
        assert supplier.post(path, shapeless).status_code == 422
    assert supplier.read(path) == kept


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (terms("lot_order"), "by lot_order"),
        (terms("best_total"), "by best_total"),
        ({"lots": LOTS}, "no limit on the lots"),
    ],
)
def test_where_no_preference_counts_none_is_kept(world: World, fields: dict[str, Any], why: str) -> None:
    _, supplier, path = bidding(world, **fields)
    refused = supplier.post(path, {"lots": ORDER})
    assert code(refused) == (409, "lot_preference.not_asked")
    assert why in refused.json()["detail"]
    assert supplier.get(path).status_code == 404


def test_who_has_no_bid_has_no_lots_to_prefer(world: World) -> None:
    journey, _, path = bidding(world)
    other = world.supplier("Not yet")
    assert code(other.post(path, {"lots": ORDER})) == (409, "lot_preference.no_bid")
    drafted_bid(other, journey.tender, lot="south")
    assert other.make(path, {"lots": ORDER})["revision"] == 1


def test_at_the_deadline_a_preference_is_frozen_even_if_nobody_closed_the_tender(world: World) -> None:
    journey, supplier, path = bidding(world)
    kept = supplier.make(path, {"lots": ORDER})
    world.clock.at = datetime.fromisoformat(journey.tender["closes_at"])
    late = supplier.post(path, {"lots": ["south"]})
    assert code(late) == (409, "tender.takes_no_bids")
    assert "4 February 2026, 09:00 GMT (2026-02-04T09:00:00Z)" in late.json()["detail"]
    past_the_deadline(world, journey.tender)
    closed(journey.team, journey.tender)
    assert code(supplier.post(path, {"lots": ["south"]})) == (409, "tender.takes_no_bids")
    assert supplier.read(path) == kept


def test_nothing_in_the_database_can_change_what_was_stated(world: World) -> None:
    _, supplier, path = bidding(world)
    supplier.make(path, {"lots": ORDER})
    for statement in ("UPDATE lot_preference SET revision = 7", "DELETE FROM lot_preference"):
        with pytest.raises(DBAPIError), world.service.database.unit_of_work(write=True) as tx:
            tx.execute(text(statement))


def test_before_opening_nobody_can_tell_that_a_preference_was_stated(world: World) -> None:
    journey, supplier, path = bidding(world)
    team, nowhere = journey.team, str(uuid4())
    rival = world.supplier("Rival")
    drafted_bid(rival, journey.tender, lot="south")
    everybody = world.person(team.organisation_id, *Role)
    elsewhere = world.person(world.organisation(OrganisationKind.COUNCIL), *Role)
    people = (team.auditor, everybody, elsewhere, rival)

    def seen() -> list[tuple[int, str]]:
        answers = [person.get(path) for person in people]
        return [(answer.status_code, answer.json()["detail"]) for answer in answers]

    log, before = events(team.auditor), seen()
    supplier.make(path, {"lots": ORDER})
    assert seen() == before
    for person in people:
        real, unreal = person.get(path), person.get(f"/v1/tenders/{nowhere}/lot-preference")
        assert (real.status_code, real.text.replace(journey.tender_id, "ID")) == (
            404,
            unreal.text.replace(nowhere, "ID"),
        )
    for person in (team.buyer, team.commissioner, *team.evaluators):
        assert person.get(path).status_code == 403
    assert events(team.auditor) == log
    past_the_deadline(world, journey.tender)
    team.buyer.make(f"/v1/tenders/{journey.tender_id}/close")
    assert seen() == before
    assert "lot_preference" not in json.dumps(events(team.auditor))


def test_with_the_bids_two_people_open_the_last_statement_of_each_and_of_nobody_else(world: World) -> None:
    journey = journey_with_bids(world, lots=[{"code": "1", "title": "One"}, *LOTS], evaluation=terms()["evaluation"])
    path = f"/v1/tenders/{journey.tender_id}/lot-preference"
    acme, brook = (journey.bidder(name).client for name in ("Acme", "Brook"))
    acme.make(path, {"lots": ["south", "1"]})
    acme.make(path, {"lots": ["west", "1"]})
    brook.make(path, {"lots": ["1"]})
    never_sent, withdrawn = world.supplier("Never sent"), journey.bidder("Cedar")
    drafted_bid(never_sent, journey.tender)
    never_sent.make(path, {"lots": ["north"]})
    withdrawn.client.make(path, {"lots": ["south"]})
    withdrawn.client.make(f"/v1/bids/{withdrawn.bid_id}/withdraw", {"reason": "Our subcontractor has stopped."})
    closed(journey.team, journey.tender)
    (opened,) = [one for one in events(journey.team.auditor) if one["action"] == "bids.opened"]
    stated = {one["supplier"]: one["lots"] for one in opened["after"]["lot_preferences"]}
    assert stated == {"Acme": ["west", "1"], "Brook": ["1"]}
    assert acme.read(path)["lots"] == ["west", "1"]


def test_an_opening_without_a_preference_says_nothing_of_any(world: World) -> None:
    journey = journey_with_bids(world)
    closed(journey.team, journey.tender)
    (opened,) = [one for one in events(journey.team.auditor) if one["action"] == "bids.opened"]
    assert "lot_preferences" not in opened["after"]

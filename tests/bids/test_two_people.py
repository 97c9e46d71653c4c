"""Nobody opens alone: not twice, not at the same instant, not before the time, not for somebody who has left."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.bids import blinding
from app.identity.rules import Role
from tests.journeys.building import (
    Journey,
    agreed,
    authority,
    computed,
    declare,
    evaluating,
    journey_with_bids,
    marked,
    open_bids,
    past_the_deadline,
    published_tender,
)
from tests.journeys.example_openings import change_roles
from tests.journeys.together import at_once
from tests.world import Client, World

QUALITY = {"envelope": "quality"}
PRICES = {"envelope": "price", "lot": "1"}


def _closed(world: World) -> Journey:
    """Return a tender that is closed and not opened, whose people have declared."""
    journey = journey_with_bids(world)
    declare([journey.team.buyer, journey.team.commissioner], journey.tender_id)
    past_the_deadline(world, journey.tender)
    journey.team.buyer.make(f"/v1/tenders/{journey.tender_id}/close")
    return journey


def _begin(person: Client, journey: Journey) -> str:
    return str(person.make(f"/v1/tenders/{journey.tender_id}/openings", QUALITY)["id"])


def _is_sealed(journey: Journey) -> bool:
    listed = journey.team.buyer.get(f"/v1/tenders/{journey.tender_id}/bids")
    unread = journey.team.auditor.get(f"/v1/bids/{journey.bidders[0].bid_id}").status_code == 404
    return unread and listed.json().get("code") == "tender.sealed"


def _events(journey: Journey, action: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = journey.team.auditor.read("/v1/audit/events", params={"action": action})["items"]
    return found


def test_closing_opens_nothing_and_tells_nothing(world: World) -> None:
    journey = _closed(world)
    assert _is_sealed(journey)
    assert not _events(journey, "bids.opened")
    early = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/evaluate")
    assert (early.status_code, early.json()["code"]) == (409, "tender.not_opened")
    quiet = published_tender(journey.team)
    past_the_deadline(world, quiet)
    shown = journey.team.buyer.make(f"/v1/tenders/{quiet['id']}/close")
    assert shown.keys() == {"tender_id", "status", "closed_at"}


def test_one_person_alone_opens_nothing_however_often_and_every_attempt_is_kept(world: World) -> None:
    journey = _closed(world)
    buyer, opening_id = journey.team.buyer, _begin(journey.team.buyer, journey)
    for _ in range(2):
        alone = buyer.post(f"/v1/openings/{opening_id}/confirm")
        assert (alone.status_code, alone.json()["code"]) == (409, "opening.alone")
    assert _is_sealed(journey)
    assert [event["subject_id"] for event in _events(journey, "opening.refused")] == [opening_id] * 2
    again = buyer.post(f"/v1/tenders/{journey.tender_id}/openings", QUALITY)
    assert (again.status_code, again.json()["code"]) == (409, "opening.begun")


def test_one_person_with_both_roles_is_still_one_person(world: World) -> None:
    journey = _closed(world)
    both = world.person(journey.team.organisation_id, Role.BUYER, Role.COMMISSIONER)
    declare(both, journey.tender_id)
    opening_id = _begin(both, journey)
    assert both.post(f"/v1/openings/{opening_id}/confirm").json()["code"] == "opening.alone"
    assert _is_sealed(journey)


def test_two_people_open_and_the_record_names_both(world: World) -> None:
    journey = _closed(world)
    opening_id = _begin(journey.team.commissioner, journey)
    opened = journey.team.buyer.make(f"/v1/openings/{opening_id}/confirm")
    assert (opened["begun_by_name"], opened["confirmed_by_name"]) == ("Col Commissioner", "Bea Buyer")
    assert {one["supplier_name"] for one in opened["bids"]} == {"Acme", "Brook", "Cedar"}
    (record,) = journey.team.auditor.read(f"/v1/tenders/{journey.tender_id}/openings")["items"]
    assert record == {name: opened[name] for name in record}
    (event,) = _events(journey, "bids.opened")
    people = [str(journey.team.commissioner.person_id), str(journey.team.buyer.person_id)]
    assert event["after"]["opened_by"] == people  # type: ignore[index]  # the log's own JSON
    done = journey.team.commissioner.post(f"/v1/openings/{opening_id}/confirm")
    assert (done.status_code, done.json()["code"]) == (409, "opening.done")
    anew = journey.team.commissioner.post(f"/v1/tenders/{journey.tender_id}/openings", QUALITY)
    assert (anew.status_code, anew.json()["code"]) == (409, "opening.done")


def test_many_who_begin_at_the_same_instant_begin_once_and_who_confirm_open_once(world: World) -> None:
    journey = _closed(world)
    buyer, path = journey.team.buyer, f"/v1/tenders/{journey.tender_id}/openings"
    begun = at_once([lambda: buyer.post(path, QUALITY)] * 4)
    assert sorted(answer.status_code for answer in begun) == [201, 409, 409, 409]
    (opening_id,) = [answer.json()["id"] for answer in begun if answer.is_success]
    others = [world.person(journey.team.organisation_id, Role.COMMISSIONER) for _ in range(3)]
    declare(others, journey.tender_id)
    confirm = [lambda other=other: other.post(f"/v1/openings/{opening_id}/confirm") for other in others]
    answers = at_once([*confirm, lambda: buyer.post(f"/v1/openings/{opening_id}/confirm")])
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert len(_events(journey, "bids.opened")) == 1


def test_nothing_is_opened_before_the_tender_is_closed(world: World) -> None:
    journey = journey_with_bids(world)
    declare(journey.team.buyer, journey.tender_id)
    for when in ("before", "after"):
        early = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/openings", QUALITY)
        assert (early.status_code, early.json()["code"]) == (409, "opening.tender_not_closed"), when
        past_the_deadline(world, journey.tender)
    assert _is_sealed(journey)


def test_an_opening_begun_by_somebody_who_then_loses_the_role_lapses_and_another_may_begin(world: World) -> None:
    journey = _closed(world)
    leaver = world.person(journey.team.organisation_id, Role.BUYER, name="Lou Leaver")
    declare(leaver, journey.tender_id)
    opening_id = _begin(leaver, journey)
    change_roles(world, leaver, Role.EVALUATOR)
    lapsed = journey.team.commissioner.post(f"/v1/openings/{opening_id}/confirm")
    assert (lapsed.status_code, lapsed.json()["code"]) == (409, "opening.lapsed")
    assert "Lou Leaver" in lapsed.json()["detail"]
    assert _is_sealed(journey)
    assert len(_events(journey, "opening.refused")) == 1
    again = journey.team.commissioner.post(f"/v1/openings/{opening_id}/confirm")
    assert again.json()["code"] == "opening.lapsed"
    journey.team.buyer.make(f"/v1/openings/{_begin(journey.team.commissioner, journey)}/confirm")
    assert not _is_sealed(journey)
    records = journey.team.auditor.read(f"/v1/tenders/{journey.tender_id}/openings")["items"]
    assert [record["lapsed_at"] is not None for record in records] == [True, False]


def test_who_begins_after_somebody_who_left_need_not_wait_for_them(world: World) -> None:
    journey = _closed(world)
    leaver = world.person(journey.team.organisation_id, Role.COMMISSIONER)
    declare(leaver, journey.tender_id)
    _begin(leaver, journey)
    change_roles(world, leaver, Role.AUDITOR)
    journey.team.commissioner.make(f"/v1/openings/{_begin(journey.team.buyer, journey)}/confirm")
    assert not _is_sealed(journey)


def test_an_opening_of_a_tender_abandoned_meanwhile_opens_nothing(world: World) -> None:
    journey = _closed(world)
    opening_id = _begin(journey.team.buyer, journey)
    journey.team.buyer.make(f"/v1/tenders/{journey.tender_id}/abandon", {"reason": "The budget is gone."})
    refused = journey.team.commissioner.post(f"/v1/openings/{opening_id}/confirm")
    assert (refused.status_code, refused.json()["code"]) == (409, "opening.tender_not_closed")
    assert _is_sealed(journey)


def test_nobody_else_begins_confirms_or_reads_an_opening(world: World) -> None:
    journey = _closed(world)
    opening_id = _begin(journey.team.buyer, journey)
    other = authority(world)
    for person in (other.buyer, other.commissioner):
        assert person.post(f"/v1/openings/{opening_id}/confirm").status_code == 404
        assert person.post(f"/v1/tenders/{journey.tender_id}/openings", QUALITY).status_code == 404
        assert person.get(f"/v1/tenders/{journey.tender_id}/openings").status_code == 404
    for person in (journey.team.auditor, journey.team.evaluators[0], journey.bidders[0].client):
        assert person.post(f"/v1/openings/{opening_id}/confirm").status_code == 403
    assert _is_sealed(journey)


def test_a_withdrawal_between_closing_and_opening_is_never_seen(world: World) -> None:
    journey = _closed(world)
    cedar = journey.bidder("Cedar")
    cedar.client.make(f"/v1/bids/{cedar.bid_id}/withdraw", {"reason": "We lost our main subcontractor."})
    opened = journey.team.commissioner.make(f"/v1/openings/{_begin(journey.team.buyer, journey)}/confirm")
    assert {one["supplier_name"] for one in opened["bids"]} == {"Acme", "Brook"}
    assert journey.team.buyer.get(f"/v1/bids/{cedar.bid_id}").status_code == 404


@pytest.mark.parametrize(
    ("body", "place"),
    [({"envelope": "price"}, "body.lot"), ({"envelope": "quality", "lot": "1"}, "body.lot"), ({}, "body.envelope")],
)
def test_an_opening_names_its_lot_where_it_has_one(world: World, body: dict[str, str], place: str) -> None:
    journey = _closed(world)
    refused = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/openings", body)
    assert (refused.status_code, refused.json()["findings"][0]["place"]) == (422, place)


def test_prices_are_not_opened_before_quality_is_settled_not_even_begun(world: World) -> None:
    journey = evaluating(journey_with_bids(world))
    path = f"/v1/tenders/{journey.tender_id}/openings"
    early = journey.team.buyer.post(path, PRICES)
    assert (early.status_code, early.json()["code"]) == (409, "opening.quality_unsettled")
    assert {one["code"] for one in early.json()["findings"]} >= {"gate.undecided", "mark.missing", "agreement.missing"}
    marked(journey)
    agreed(journey, {name: {"carbon-plan": "3"} for name in ("Acme", "Brook", "Cedar")})
    assert [one["code"] for one in journey.team.buyer.post(path, PRICES).json()["findings"]] == [
        "agreement.missing"
    ] * 3
    assert not [one for one in journey.team.auditor.read(path)["items"] if one["envelope"] == "price"]


def test_prices_wait_for_the_second_person_and_for_an_evaluator_who_comes_between(world: World) -> None:
    journey = agreed(marked(evaluating(journey_with_bids(world))))
    buyer, path = journey.team.buyer, f"/v1/tenders/{journey.tender_id}"
    begun = buyer.make(f"{path}/openings", PRICES)
    assert buyer.post(f"/v1/openings/{begun['id']}/confirm").json()["code"] == "opening.alone"
    assert buyer.post(f"{path}/results", {"lot": "1"}).json()["code"] == "result.prices_sealed"
    assert all(one["price_sealed"] for one in buyer.read(f"{path}/bids")["items"])
    opened = journey.team.commissioner.make(f"/v1/openings/{begun['id']}/confirm")
    assert {one["supplier_name"]: one["price"] for one in opened["bids"]} == {
        "Acme": "100000",
        "Brook": "110000",
        "Cedar": "95000",
    }
    again = buyer.post(f"{path}/openings", PRICES)
    assert (again.status_code, again.json()["code"]) == (409, "opening.done")


def test_what_the_panel_supersedes_after_prices_are_open_says_so(world: World) -> None:
    journey = computed(world)
    bid_id = journey.bidder("Cedar").bid_id
    before = journey.team.buyer.read(f"/v1/bids/{bid_id}/agreed-marks")
    assert not any(one["after_prices"] for one in before)
    body = {
        "criterion": "carbon-plan",
        "mark": "4",
        "rationale": "The annex was overlooked.",
        "attendees": ["Bea Buyer", "Eva 1"],
        "discussion": "The panel read the annex together.",
    }
    silent = journey.team.buyer.post(f"/v1/bids/{bid_id}/agreed-marks", body)
    assert (silent.status_code, silent.json()["code"]) == (409, "mark.needs_reason")
    made = journey.team.buyer.make(
        f"/v1/bids/{bid_id}/agreed-marks", body | {"superseding_reason": "The annex was overlooked."}
    )
    assert made["after_prices"]
    (event,) = _events(journey, "agreement.superseded")
    assert event["after"]["after_prices"]  # type: ignore[index]  # the log's own JSON


def test_what_was_bound_at_the_opening_is_what_was_opened_with_the_prices(world: World) -> None:
    """The log alone proves that no price was put in between: the digests of the receipts, under the keys told later."""
    journey = computed(world)
    (quality,), (prices,) = _events(journey, "bids.opened"), _events(journey, "prices.opened")
    bound = {one["bid"]: one["sealed"] for one in quality["after"]["bids"]}  # type: ignore[index]
    told = {one["bid"]: one for one in prices["after"]["bids"]}  # type: ignore[index]
    assert bound.keys() == told.keys()
    for bidder in journey.bidders:
        one = told[bidder.bid_id]
        receipt = bidder.client.read(f"/v1/bids/{bidder.bid_id}")["submission"]
        assert one["digest"] == receipt["digest"]
        assert blinding.commitment(one["key"], receipt["digest"]) == bound[bidder.bid_id]


def test_the_database_itself_refuses_one_person_for_both(world: World) -> None:
    journey = _closed(world)
    _begin(journey.team.buyer, journey)
    with pytest.raises(IntegrityError), world.service.database.unit_of_work(write=True) as tx:
        tx.execute(text("UPDATE opening SET confirmed_by = begun_by, confirmed_at = begun_at"))


def test_a_tender_without_bids_is_opened_by_two_as_well(world: World) -> None:
    team = authority(world)
    tender = published_tender(team)
    declare([team.buyer, team.commissioner], tender["id"])
    past_the_deadline(world, tender)
    assert open_bids(team, tender)["bids"] == []

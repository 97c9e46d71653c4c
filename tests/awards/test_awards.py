"""A lot goes to the first of its current result, once; a wrong decision is made void and stays."""

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.audit.models import AuditEvent
from app.awards.models import Award
from app.identity.rules import Role
from app.kit.ids import new_id
from app.organisations.rules import OrganisationKind
from tests.app_client import AppClient
from tests.awards.deciding import approved, awarded, decided, decision, published, ranking, summarised
from tests.journeys.building import Journey, agree, authority, computed, published_tender
from tests.world import World


def award_again(journey: Journey, **fields: Any) -> httpx2.Response:
    return journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/awards", decision(journey, **fields))


def test_a_lot_is_awarded_to_the_first_bid_with_reasons_and_a_counted_standstill(world: World) -> None:
    journey = computed(world)
    award = decided(journey)
    first = ranking(journey)[0]
    assert (award["bid_id"], award["supplier_name"]) == (first["bid"], first["name"])
    assert award["reference"] == "A-2026-0001"
    assert award["status"] == "decided"
    assert award["replaces_id"] is None
    assert journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}")["status"] == "evaluating"
    assert journey.team.auditor.read(f"/v1/awards/{award['id']}") == award
    standstill = journey.team.commissioner.read(f"/v1/awards/{award['id']}/standstill")
    assert len(standstill["counted"]) == 8
    assert standstill["counted"][0] == standstill["begins_on"] == award["notice_on"]
    assert standstill["ends_at"] == award["standstill_ends_at"]
    assert standstill["ends_in_london"].endswith(("00:00 GMT", "00:00 BST"))
    assert standstill["source"].startswith("https://")
    assert standstill["over"] is False


def test_the_decision_and_the_end_of_the_tender_are_on_record(world: World) -> None:
    journey = computed(world)
    award = awarded(journey)
    with world.service.database.unit_of_work(write=False) as tx:
        events = {event.action: event for event in tx.scalars(select(AuditEvent).order_by(AuditEvent.id))}
    kept = events["award.decided"]
    assert kept.reason == award["reasons"]
    assert kept.after is not None
    assert kept.after["result_digest"].startswith("sha256:")
    assert kept.log_id == journey.team.organisation_id
    assert events["tender.awarded"].subject_id == UUID(journey.tender_id)


def test_a_bid_that_is_not_first_cannot_win(world: World) -> None:
    journey = computed(world)
    answer = award_again(journey, rank=2)
    assert (answer.status_code, answer.json()["code"]) == (409, "award.bid_may_not_win")
    assert "rank 2" in answer.json()["detail"]
    assert journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/awards")["items"] == []


def test_a_stale_result_decides_nothing_and_the_refusal_says_what_changed(world: World) -> None:
    journey = computed(world)
    first = ranking(journey)[0]
    agree(journey, first["bid"], "carbon-plan", "0", superseding_reason="A page had been overlooked.")
    answer = award_again(journey)
    assert (answer.status_code, answer.json()["code"]) == (409, "award.result_not_current")
    assert answer.json()["changed"] == ["carbon-plan of Acme was marked 4 and is marked 0"]


def test_a_tender_without_a_result_awards_nothing(world: World) -> None:
    team = authority(world)
    tender = published_tender(team)
    body = {"lot": "1", "bid": str(new_id(world.clock.now())), "reasons": "First.", "notice_on": "2026-03-02"}
    answer = team.buyer.post(f"/v1/tenders/{tender['id']}/awards", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "award.tender_not_evaluating")


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"tie_reason": "We tossed a coin."}, 409, "award.no_tie"),
        ({"notice_on": "2026-01-05"}, 409, "award.notice_in_the_past"),
        ({"notice_on": "2027-12-29"}, 409, "award.holidays_unknown"),
        ({"voluntary_working_days": 2}, 409, "award.standstill_rule_unknown"),
        ({"bid": "00000000-0000-7000-8000-000000000000"}, 409, "award.bid_may_not_win"),
        ({"lot": "9"}, 404, "not_found"),
        ({"reasons": " "}, 422, "payload"),
        ({"supplier": "me"}, 422, "payload"),
    ],
)
def test_what_does_not_hold_together_is_refused_and_nothing_changes(
    world: World, fields: dict[str, Any], status: int, code: str
) -> None:
    journey = computed(world)
    before = world.audit_count()
    answer = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/awards", decision(journey) | fields)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert world.audit_count() == before
    assert journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}")["status"] == "evaluating"


def test_a_second_decision_on_a_lot_is_refused_and_names_the_first(world: World) -> None:
    journey = computed(world)
    award = decided(journey)
    answer = award_again(journey)
    assert (answer.status_code, answer.json()["code"]) == (409, "award.lot_already_awarded")
    assert award["reference"] in answer.json()["detail"]


def test_two_decisions_at_the_same_instant_leave_one(world: World) -> None:
    journey = computed(world)
    body, headers = decision(journey), journey.team.buyer.headers
    together, answers = threading.Barrier(2), list[httpx2.Response]()

    def decide() -> None:
        client = AppClient(world.app)
        together.wait()
        answers.append(client.post(f"/v1/tenders/{journey.tender_id}/awards", json=body, headers=headers))

    threads = [threading.Thread(target=decide) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/awards")["items"]) == 1


def test_the_database_itself_allows_one_decided_award_a_lot(world: World) -> None:
    journey = computed(world)
    award_id = UUID(decided(journey)["id"])
    with world.service.database.unit_of_work(write=False) as tx:
        row = tx.get_one(Award, award_id)
        values = {column.key: getattr(row, column.key) for column in Award.__table__.columns}
    second = values | {"id": new_id(world.clock.now()), "reference": "A-2026-9999"}
    with pytest.raises(IntegrityError), world.service.database.unit_of_work(write=True) as tx:
        tx.add(Award(**second))


def test_a_void_award_stays_and_the_next_one_names_it(world: World) -> None:
    journey = computed(world)
    buyer = journey.team.buyer
    award = awarded(journey)
    assert buyer.read(f"/v1/tenders/{journey.tender_id}")["status"] == "awarded"
    voided = buyer.make(f"/v1/awards/{award['id']}/void", {"reason": "The wrong lot was named in the letter."})
    assert (voided["status"], voided["void_reason"]) == ("void", "The wrong lot was named in the letter.")
    assert voided["voided_by"] == str(buyer.person_id)
    assert buyer.read(f"/v1/tenders/{journey.tender_id}")["status"] == "evaluating"
    world.clock.advance(days=1)
    again = decided(journey)
    assert (again["replaces_id"], again["reference"]) == (award["id"], "A-2026-0002")
    both = buyer.read(f"/v1/tenders/{journey.tender_id}/awards")["items"]
    assert [(each["id"], each["status"]) for each in both] == [(award["id"], "void"), (again["id"], "decided")]
    assert [each["id"] for each in buyer.read("/v1/awards?status=void")["items"]] == [award["id"]]
    answer = buyer.post(f"/v1/awards/{award['id']}/void", {"reason": "Once more."})
    assert (answer.status_code, answer.json()["code"]) == (409, "award.void")


def test_an_award_is_made_void_with_a_reason_only(world: World) -> None:
    journey = computed(world)
    award = decided(journey)
    assert journey.team.buyer.post(f"/v1/awards/{award['id']}/void", {"reason": ""}).status_code == 422
    with pytest.raises(IntegrityError), world.service.database.unit_of_work(write=True) as tx:
        tx.execute(text("UPDATE award SET status = 'void'"))


def test_nobody_outside_the_authority_finds_the_award(world: World) -> None:
    journey = computed(world)
    award = decided(journey)
    other = authority(world)
    for path in (f"/v1/awards/{award['id']}", f"/v1/awards/{award['id']}/standstill"):
        assert other.buyer.get(path).status_code == 404
        assert journey.bidders[0].client.get(path).status_code == 403
        assert world.stranger.get(path).status_code == 401
    assert other.buyer.get(f"/v1/tenders/{journey.tender_id}/awards").status_code == 404
    assert other.buyer.post(f"/v1/tenders/{journey.tender_id}/awards", decision(journey)).status_code == 404
    assert other.buyer.post(f"/v1/awards/{award['id']}/void", {"reason": "Not ours."}).status_code == 404
    assert other.auditor.read("/v1/awards")["items"] == []


def test_only_a_buyer_or_a_commissioner_decides(world: World) -> None:
    journey = computed(world)
    path, body = f"/v1/tenders/{journey.tender_id}/awards", decision(journey)
    for client in (journey.team.auditor, journey.team.evaluators[0]):
        assert client.post(path, body).status_code == 403
    assert journey.team.commissioner.make(path, body)["decided_by"] == str(journey.team.commissioner.person_id)
    assert journey.team.evaluators[0].get(path).status_code == 403


def test_a_bidder_learns_the_winner_and_its_own_place_and_nothing_before(world: World) -> None:
    journey = computed(world)
    path = f"/v1/tenders/{journey.tender_id}/award-notices"
    places = ranking(journey)
    loser = journey.bidder(places[1]["name"]).client
    assert loser.read(path)["items"] == []
    award = decided(journey)
    for step in (lambda: None, lambda: approved(journey, award), lambda: summarised(world, award, journey.team.buyer)):
        step()
        assert loser.read(path)["items"] == []
        assert loser.get(f"/v1/awards/{award['id']}/notice").status_code == 404
        assert loser.read(f"/v1/tenders/{journey.tender_id}")["status"] == "evaluating"
    journey.team.buyer.make(f"/v1/awards/{award['id']}/publish-notice", {})
    assert loser.read(f"/v1/tenders/{journey.tender_id}")["status"] == "awarded"
    (notice,) = loser.read(path)["items"]
    assert notice["winner"] == places[0]["name"]
    assert (notice["your_rank"], notice["your_standing"]) == (2, "ranked")
    assert notice["your_total"] == places[1]["total"]
    assert loser.read(f"/v1/awards/{award['id']}/notice") == notice
    assert [name for name in notice if "total" in name or "rank" in name] == [
        "your_rank",
        "your_rank_is_joint",
        "your_total",
    ]
    winner = journey.bidder(places[0]["name"]).client
    assert winner.read(f"/v1/awards/{award['id']}/notice")["your_rank"] == 1


def test_an_award_that_was_made_void_before_its_notice_stays_unknown(world: World) -> None:
    journey = computed(world)
    award = approved(journey, decided(journey))
    journey.team.buyer.make(f"/v1/awards/{award['id']}/void", {"reason": "The reasons named a rival's price."})
    awarded(journey)
    brook = journey.bidder("Brook").client
    (notice,) = brook.read(f"/v1/tenders/{journey.tender_id}/award-notices")["items"]
    assert notice["id"] != award["id"]
    assert brook.get(f"/v1/awards/{award['id']}/notice").status_code == 404


def test_whoever_did_not_bid_finds_no_notice(world: World) -> None:
    journey = computed(world)
    award = awarded(journey)
    outsider = world.supplier("Nobody in particular")
    assert outsider.get(f"/v1/tenders/{journey.tender_id}/award-notices").status_code == 404
    assert outsider.get(f"/v1/awards/{award['id']}/notice").status_code == 404
    assert journey.team.buyer.get(f"/v1/awards/{award['id']}/notice").status_code == 403


def test_a_college_that_buys_and_bids_reads_only_its_own_notice(world: World) -> None:
    journey = computed(world)
    awarded(journey)
    college = world.person(world.organisation(OrganisationKind.COLLEGE), Role.SUPPLIER, Role.BUYER)
    assert college.get(f"/v1/tenders/{journey.tender_id}/award-notices").status_code == 404
    assert college.get(f"/v1/tenders/{journey.tender_id}/awards").status_code == 404


def test_the_standstill_follows_the_regime_of_the_tender(world: World) -> None:
    journey = computed(world, regime="provider-selection-regime")
    award = decided(journey)
    standstill = journey.team.buyer.read(f"/v1/awards/{award['id']}/standstill")
    assert standstill["begins_on"] == (world.clock.now().date() + timedelta(days=1)).isoformat()
    assert standstill["counted"][0] > standstill["begins_on"]
    assert standstill["regime"] == "provider-selection-regime"


def test_where_no_standstill_is_required_the_buyer_may_offer_one(world: World) -> None:
    journey = computed(world, regime="below-threshold")
    award = decided(journey, voluntary_working_days=3)
    standstill = journey.team.buyer.read(f"/v1/awards/{award['id']}/standstill")
    assert (standstill["status"], len(standstill["counted"])) == ("own", 3)


def test_where_none_is_required_and_none_is_offered_there_is_none(world: World) -> None:
    journey = computed(world, regime="below-threshold")
    award = decided(journey)
    assert award["standstill_ends_at"] is None
    standstill = journey.team.buyer.read(f"/v1/awards/{award['id']}/standstill")
    assert (standstill["applies"], standstill["planned"], standstill["counted"]) == (False, True, [])
    assert standstill["over"] is False
    published(journey, award)
    assert journey.team.buyer.read(f"/v1/awards/{award['id']}/standstill")["over"] is True

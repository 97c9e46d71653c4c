"""What is said against an award is kept, keeps standstill open where the law says so, and is decided by another."""

from collections import Counter
from datetime import datetime
from typing import Any

import httpx2
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.awards.deciding import approved, awarded, decided, past_standstill
from tests.awards.test_two_people import posting
from tests.contracts_service.agreeing import code
from tests.journeys.building import Journey, authority, computed, declare
from tests.journeys.together import at_once
from tests.world import Client, World

PSR = "provider-selection-regime"
HEARD = {"words": "Our plan was marked against the wrong level."}
ANSWER = {"outcome": "not_upheld", "reasons": "The panel read the plan against the published level."}


def told(journey: Journey, name: str, award: dict[str, Any], **body: Any) -> httpx2.Response:
    """Let a bidder say something against an award."""
    return journey.bidder(name).client.post(f"/v1/awards/{award['id']}/representations", HEARD | body)


def decide(client: Client, made: dict[str, Any], **body: Any) -> httpx2.Response:
    return client.post(f"/v1/representations/{made['id']}/decide", ANSWER | body)


def standstill(journey: Journey, award: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = journey.team.auditor.read(f"/v1/awards/{award['id']}/standstill")
    return found


def in_june(world: World, regime: str = PSR) -> tuple[Journey, dict[str, Any]]:
    """Return an award whose notice is published on Monday 1 June 2026."""
    journey = computed(world, regime=regime)
    world.clock.at = datetime.fromisoformat("2026-06-01T10:00:00+00:00")
    return journey, awarded(journey)


def test_standstill_stays_open_until_the_review_and_five_working_days_more(world: World) -> None:
    journey, award = in_june(world)
    assert award["standstill_ends_at"] == "2026-06-12T23:00:00Z"
    world.clock.at = datetime.fromisoformat("2026-06-12T22:59:59+00:00")
    made = told(journey, "Brook", award).json()
    assert (made["status"], made["in_time"], made["holds_standstill"]) == ("open", True, True)
    world.clock.at = datetime.fromisoformat("2026-06-24T10:00:00+00:00")
    open_still = standstill(journey, award)
    assert (open_still["held_open"], open_still["over"], open_still["ends_after_all"]) == (True, False, None)
    assert journey.bidder("Brook").client.read(f"/v1/awards/{award['id']}/notice")["standstill_held_open"] is True
    done = journey.team.commissioner.did(decide(journey.team.commissioner, made))
    assert (done["status"], done["decision_on"]) == ("not_upheld", "2026-06-24")
    assert done["extension"]["counted"] == ["2026-06-25", "2026-06-26", "2026-06-29", "2026-06-30", "2026-07-01"]
    after = standstill(journey, award)
    assert (after["held_open"], after["over"], after["ends_after_all"]) == (False, False, "2026-07-01T23:00:00Z")
    assert after["extension"] == done["extension"]
    assert (after["last_day"], after["ends_at"]) == ("2026-06-12", "2026-06-12T23:00:00Z"), "as first counted"
    world.clock.at = datetime.fromisoformat("2026-07-01T23:00:00+00:00")
    assert standstill(journey, award)["over"] is True


def test_one_second_after_midnight_is_too_late_and_the_attempt_is_on_record(world: World) -> None:
    journey, award = in_june(world)
    past_standstill(world, award)
    world.clock.advance(seconds=1)
    answer = told(journey, "Brook", award)
    assert code(answer) == (409, "representation.late")
    assert "13 June 2026, 00:00 BST" in answer.json()["detail"]
    (kept,) = journey.team.auditor.read(f"/v1/awards/{award['id']}/representations")["items"]
    assert (kept["status"], kept["in_time"], kept["holds_standstill"]) == ("returned", False, False)
    assert kept["words"] == HEARD["words"]
    assert standstill(journey, award)["over"] is True
    assert code(decide(journey.team.commissioner, kept)) == (409, "representation.decided_already")
    with world.service.database.unit_of_work(write=False) as tx:
        events = tx.scalars(select(AuditEvent).where(AuditEvent.action == "representation.made")).all()
    assert len(events) == 1


def test_midnight_sharp_is_too_late_and_the_second_before_is_not(world: World) -> None:
    journey, award = in_june(world)
    past_standstill(world, award)
    assert told(journey, "Brook", award).status_code == 409
    world.clock.advance(seconds=-1)
    assert told(journey, "Cedar", award).status_code == 201


def test_a_review_that_ends_early_does_not_shorten_standstill(world: World) -> None:
    journey, award = in_june(world)
    made = told(journey, "Brook", award).json()
    done = journey.team.commissioner.did(decide(journey.team.commissioner, made))
    assert done["extension"]["last_day"] == "2026-06-08"
    assert standstill(journey, award)["ends_after_all"] == "2026-06-12T23:00:00Z"


def test_of_several_the_last_decision_counts(world: World) -> None:
    journey, award = in_june(world)
    first, second = (told(journey, name, award).json() for name in ("Brook", "Cedar"))
    world.clock.at = datetime.fromisoformat("2026-06-15T10:00:00+00:00")
    decide(journey.team.commissioner, first)
    assert standstill(journey, award)["held_open"] is True
    world.clock.at = datetime.fromisoformat("2026-06-16T10:00:00+00:00")
    decide(journey.team.commissioner, second, outcome="withdrawn", reasons="Cedar withdrew it in writing.")
    assert standstill(journey, award)["ends_after_all"] == "2026-06-23T23:00:00Z"


def test_what_comes_within_an_extension_opens_no_second_window(world: World) -> None:
    journey, award = in_june(world)
    made = told(journey, "Brook", award).json()
    world.clock.at = datetime.fromisoformat("2026-06-15T10:00:00+00:00")
    decide(journey.team.commissioner, made)
    assert standstill(journey, award)["ends_after_all"] == "2026-06-22T23:00:00Z"
    assert code(told(journey, "Cedar", award)) == (409, "representation.late")


def test_elsewhere_it_is_logged_without_an_extension(world: World) -> None:
    journey, award = in_june(world, "procurement-act-2023")
    made = told(journey, "Brook", award).json()
    assert (made["status"], made["in_time"], made["holds_standstill"]) == ("open", True, False)
    past_standstill(world, award)
    assert standstill(journey, award)["over"] is True
    late = told(journey, "Cedar", award).json()
    assert (late["status"], late["in_time"]) == ("open", False)
    done = journey.team.commissioner.did(decide(journey.team.commissioner, made))
    assert (done["extension"], standstill(journey, award)["ends_after_all"]) == (None, award["standstill_ends_at"])


def test_whoever_decided_the_award_does_not_review_it(world: World) -> None:
    journey, award = in_june(world)
    made = told(journey, "Brook", award).json()
    assert code(decide(journey.team.buyer, made)) == (409, "representation.review_needs_another")
    other = world.person(journey.team.organisation_id, Role.BUYER)
    declare(other, journey.tender_id)
    assert decide(other, made).json()["decided_by"] == str(other.person_id)
    assert code(decide(journey.team.commissioner, made)) == (409, "representation.decided_already")


def test_a_buyer_logs_what_came_another_way_and_when(world: World) -> None:
    journey, award = in_june(world)
    path = f"/v1/awards/{award['id']}/representations"
    world.clock.at = datetime.fromisoformat("2026-06-15T09:00:00+00:00")
    letter = HEARD | {"made_by": "A provider that did not bid", "received_at": "2026-06-12T15:00:00+01:00"}
    made = journey.team.buyer.make(path, letter)
    assert (made["in_time"], made["supplier_id"], made["made_by"]) == (True, None, "A provider that did not bid")
    brook = str(journey.bidder("Brook").client.organisation_id)
    late = journey.team.buyer.make(path, HEARD | {"supplier_id": brook})
    assert (late["status"], late["made_by"], late["supplier_id"]) == ("returned", "Brook", brook)
    for moment in ("2026-05-31T10:00:00Z", "2026-06-15T09:00:01Z"):
        answer = journey.team.buyer.post(path, letter | {"received_at": moment})
        assert code(answer) == (409, "representation.not_received_then")
    nobody = str(world.supplier().organisation_id)
    assert journey.team.buyer.post(path, HEARD | {"supplier_id": nobody}).status_code == 404
    seen = journey.bidder("Brook").client.read(path)["items"]
    assert [one["id"] for one in seen] == [late["id"]]


def test_a_bidder_speaks_for_itself_and_from_now_whatever_it_sends(world: World) -> None:
    journey, award = in_june(world)
    cedar = str(journey.bidder("Cedar").client.organisation_id)
    sent = {"made_by": "Cedar", "supplier_id": cedar, "received_at": "2026-06-01T10:00:00Z"}
    world.clock.advance(days=2)
    made = told(journey, "Brook", award, **sent).json()
    assert made["made_by"] == "Brook"
    assert made["supplier_id"] == str(journey.bidder("Brook").client.organisation_id)
    assert made["received_at"] == "2026-06-03T10:00:00Z"


def test_nothing_is_heard_before_the_notice_or_about_a_void_award(world: World) -> None:
    journey = computed(world, regime=PSR)
    award = approved(journey, decided(journey))
    path = f"/v1/awards/{award['id']}/representations"
    assert told(journey, "Brook", award).status_code == 404, "a bidder knows of no award"
    assert journey.bidder("Brook").client.get(path).status_code == 404
    assert code(journey.team.buyer.post(path, HEARD)) == (409, "award.notice_not_published")
    again = journey.team.buyer.make(f"/v1/awards/{award['id']}/void", {"reason": "Wrong."})
    assert code(journey.team.buyer.post(path, HEARD)) == (409, "award.void")
    assert again["stage"] == "void"


def test_nobody_else_makes_reads_or_decides_a_representation(world: World) -> None:
    journey, award = in_june(world)
    made = told(journey, "Brook", award).json()
    path = f"/v1/awards/{award['id']}/representations"
    rival, outsider, other = journey.bidder("Cedar").client, world.supplier(), authority(world)
    assert rival.read(path)["items"] == []
    for client in (outsider, other.buyer):
        assert client.post(path, HEARD).status_code == 404
        assert client.get(path).status_code == 404
    assert decide(other.commissioner, made).status_code == 404
    assert decide(rival, made).status_code == 403
    assert journey.team.evaluators[0].post(path, HEARD).status_code == 403
    college = world.person(world.organisation(OrganisationKind.COLLEGE), Role.SUPPLIER, Role.BUYER)
    assert college.post(path, HEARD).status_code == 404
    in_house = world.person(journey.team.organisation_id, Role.SUPPLIER)
    assert (in_house.get(path).status_code, in_house.post(path, HEARD).status_code) == (404, 404)


def test_a_representation_decided_twice_at_the_same_instant_is_decided_once(world: World) -> None:
    journey, award = in_june(world)
    made = told(journey, "Brook", award).json()
    path = f"/v1/representations/{made['id']}/decide"
    others = [world.person(journey.team.organisation_id, Role.COMMISSIONER) for _ in range(4)]
    declare(others, journey.tender_id)
    answers = at_once([posting(who, path, ANSWER) for who in others])
    found = Counter("done" if answer.is_success else answer.json()["code"] for answer in answers)
    assert found == {"done": 1, "representation.decided_already": 3}


def test_one_bidder_is_heard_twenty_times_and_its_authority_may_log_more(world: World) -> None:
    journey = computed(world)
    award = awarded(journey)
    assert [told(journey, "Brook", award).status_code for _ in range(21)] == [201] * 20 + [429]
    assert code(told(journey, "Brook", award)) == (429, "representation.too_many")
    assert told(journey, "Cedar", award).is_success
    letter = HEARD | {"supplier_id": str(journey.bidder("Brook").client.organisation_id)}
    assert journey.team.buyer.post(f"/v1/awards/{award['id']}/representations", letter).is_success

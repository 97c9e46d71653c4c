"""A tender of each regime runs from publication to a live contract, and nothing in it can be done before its time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.awards.deciding import approved, decision, past_standstill, published
from tests.contracts_service.agreeing import carry_all
from tests.documents_service.issuing import json_of
from tests.documents_service.telling import described, issued
from tests.journeys import building, courses
from tests.journeys.building import Bidder, Journey
from tests.journeys.courses import Course
from tests.world import Client, World

SECOND = timedelta(seconds=1)
NOON = "12:00:00+00:00"
OBJECTED = {"words": "Our plan was marked against the wrong level."}
REASONS = {name: f"The best on {name}." for name in ("carbon-plan", "local-jobs", "price")}
ANSWER = {"outcome": "not_upheld", "reasons": "The panel read the plan against the published level."}
Json = dict[str, Any]


def refused(client: Client, code: str, path: str, body: Any = None, *, method: str = "POST") -> Json:
    """Send what must be refused with this code, and return the problem."""
    answer = client.request(method, path, **({} if body is None else {"json": body}))
    problem: Json = answer.json()
    assert problem.get("code") == code, f"{method} {path}: {answer.status_code} {answer.text}"
    return problem


def at(world: World, instant: str) -> None:
    """Let it be an instant."""
    world.clock.at = datetime.fromisoformat(instant).astimezone(UTC)


# ----------------------------------------------------------------------------------------------------------- the stages
def tendered(world: World, course: Course) -> Journey:
    """Publish the tender of a course, once it says what its regime needs; let three suppliers bid."""
    team = building.authority(world, kind=course.kind)
    body: Json = {
        "title": "Cleaning of three clinics",
        "description": "Daily cleaning for three years.",
        "regime": course.regime,
        "rubric_id": building.published_rubric(team),
        "value": "900000",
        "starts_on": "2027-02-01",
        "ends_on": "2030-01-31",
        "closes_at": (world.clock.now() + timedelta(days=30)).isoformat(),
    }
    body |= course.says
    draft = team.buyer.make("/v1/tenders", {**body, **course.unfit})
    path = f"/v1/tenders/{draft['id']}"
    lacks = refused(team.buyer, "tender.not_ready", f"{path}/publish")["findings"]
    assert tuple(one["code"] for one in lacks) == course.lacks
    team.buyer.did(team.buyer.put(path, body, version=draft["version"]))
    advised = team.buyer.read(f"{path}/checks")["advised"]
    assert {one["code"] for one in advised if one["code"].startswith("duty.")} == course.duties
    journey = Journey(team, team.buyer.make(f"{path}/publish"))
    for name, content in building.THREE_BIDS.items():
        supplier = world.supplier(name)
        journey.bidders.append(Bidder(name, supplier, building.submitted_bid(supplier, journey.tender, content)))
    return journey


def opened(journey: Journey) -> Journey:
    """Open the bids after the deadline, by two people who have declared, and let nobody be earlier."""
    team, path = journey.team, f"/v1/tenders/{journey.tender_id}"
    refused(team.buyer, "tender.deadline_not_passed", f"{path}/close")
    refused(team.buyer, "tender.sealed", f"{path}/bids", method="GET")
    refused(team.buyer, "conflict.declaration_needed", f"{path}/openings", {"envelope": "quality"})
    building.declare([team.buyer, team.commissioner], journey.tender_id)
    refused(team.buyer, "opening.tender_not_closed", f"{path}/openings", {"envelope": "quality"})
    building.past_the_deadline(journey.world, journey.tender)
    team.buyer.make(f"{path}/close")
    refused(team.buyer, "tender.not_opened", f"{path}/evaluate")
    begun = team.buyer.make(f"{path}/openings", {"envelope": "quality"})
    refused(team.buyer, "opening.alone", f"/v1/openings/{begun['id']}/confirm")
    refused(team.buyer, "tender.sealed", f"{path}/bids", method="GET")
    team.commissioner.make(f"/v1/openings/{begun['id']}/confirm")
    building.declare([team.buyer, team.commissioner], journey.tender_id)
    return journey


def scored(journey: Journey) -> Journey:
    """Mark, agree, open prices and compute, each only after the one before."""
    team, path = journey.team, f"/v1/tenders/{journey.tender_id}"
    prices, result = {"envelope": "price", "lot": "1"}, {"lot": "1"}
    for evaluator in team.evaluators:
        building.assigned(journey, evaluator)
        building.declare(evaluator, journey.tender_id)
    team.buyer.make(f"{path}/evaluate")
    refused(team.buyer, "opening.quality_unsettled", f"{path}/openings", prices)
    building.marked(journey)
    refused(team.buyer, "result.incomplete", f"{path}/results", result)
    refused(team.buyer, "opening.quality_unsettled", f"{path}/openings", prices)
    building.agreed(journey)
    refused(team.buyer, "result.prices_sealed", f"{path}/results", result)
    refused(team.buyer, "conflict.declaration_needed", f"{path}/awards", award_to(journey, journey.bidders[0].bid_id))
    building.compute(journey)
    return journey


def award_to(journey: Journey, bid_id: str) -> Json:
    """Return a decision for a bid, its notice planned for today."""
    today = journey.world.clock.now().date().isoformat()
    return {"lot": "1", "bid": bid_id, "reasons": "The best answers at a good price.", "notice_on": today}


def announced(journey: Journey, course: Course) -> Json:
    """Decide the award and publish its notice at the instant of the course, by two people; return the award."""
    team = journey.team
    at(journey.world, course.noticed)
    body = decision(journey, criterion_reasons=REASONS, **course.decision)
    award: Json = team.buyer.make(f"/v1/tenders/{journey.tender_id}/awards", body)
    path = f"/v1/awards/{award['id']}"
    refused(team.buyer, "award.not_approved", f"{path}/publish-notice", {})
    refused(team.buyer, "award.approval_needs_another", f"{path}/approve", {})
    refused(team.buyer, "contract.award_not_published", f"{path}/contract", term(course))
    assert journey.bidder("Brook").client.get(f"{path}/notice").status_code == 404
    refused(team.buyer, "award.not_approved", f"{path}/summaries", {})
    approved(journey, award)
    refused(team.buyer, "contract.award_not_published", f"{path}/contract", term(course))
    refused(team.buyer, "award.summaries_missing", f"{path}/publish-notice", {})
    told(journey, course, award)
    made: Json = team.buyer.make(f"{path}/publish-notice", {"notice_on": course.noticed_on})
    assert (made["notice_on"], made["standstill_ends_at"]) == (course.noticed_on, course.ends_at)
    return made


def told(journey: Journey, course: Course, award: Json) -> None:
    """Issue the assessment summaries, not before every bidder can be reached; each names the law it is made under."""
    refused(journey.team.buyer, "summaries.incomplete", f"/v1/awards/{award['id']}/summaries", {})
    described(journey)
    refused(journey.team.buyer, "summaries.warnings", f"/v1/awards/{award['id']}/summaries", {})
    for one in issued(journey, award)["items"]:
        bidder = journey.bidder(one["supplier_name"]).client
        provision = json_of(bidder, one["document_id"])["law"]["provision"]
        assert (course.regulation or "No rule of the regime asks for this document") in provision


def term(course: Course, **more: Any) -> Json:
    """Return the body of a contract that begins on the day it is entered."""
    ends = date.fromisoformat(course.signed_on).replace(year=int(course.signed_on[:4]) + 2) - timedelta(days=1)
    return {"starts_on": course.signed_on, "ends_on": ends.isoformat(), "value": "100000"} | more


def waited(journey: Journey, course: Course, award: Json) -> None:
    """Try to draft the contract on every day of standstill, and in its last second; all of it is refused."""
    found = journey.team.auditor.read(f"/v1/awards/{award['id']}/standstill")
    assert (found["applies"], found["counted"]) == (bool(course.counted), list(course.counted))
    left_out = {day["on"]: day["why"] for day in found["skipped"]}
    assert left_out.keys() == course.left_out.keys()
    assert [left_out[on] for on, why in course.left_out.items() if why not in left_out[on]] == []
    if course.ends_at is None:
        assert found["ends_at"] is None
        return
    path = f"/v1/awards/{award['id']}/contract"
    day, last = date.fromisoformat(course.noticed_on), date.fromisoformat(course.counted[-1])
    while (day := day + timedelta(days=1)) <= last:
        at(journey.world, f"{day.isoformat()}T{NOON}")
        refused(journey.team.buyer, "contract.standstill_running", path, term(course))
    at(journey.world, course.ends_at)
    journey.world.clock.at -= SECOND
    refused(journey.team.buyer, "contract.standstill_running", path, term(course))
    journey.world.clock.at += SECOND
    too_soon = term(course, starts_on=course.counted[-1])
    refused(journey.team.buyer, "contract.starts_in_standstill", path, too_soon)


def signed(journey: Journey, course: Course, award: Json) -> Json:
    """Draft the contract, carry every promise over, let it go live, and return it."""
    buyer = journey.team.buyer
    contract = buyer.make(f"/v1/awards/{award['id']}/contract", term(course))
    refused(buyer, "contract.not_ready", f"/v1/contracts/{contract['id']}/go-live")
    carry_all(journey, contract)
    live: Json = buyer.make(f"/v1/contracts/{contract['id']}/go-live")
    assert live["status"] == "live"
    refused(buyer, "award.contracted", f"/v1/awards/{award['id']}/void", {"reason": "Too late."})
    return live


def filed(journey: Journey, course: Course, award: Json) -> None:
    """Issue the record for the file: who decided, what they declared, and how each key criterion was considered."""
    document = journey.team.buyer.make(f"/v1/awards/{award['id']}/records")
    assert document["kind"] == ("selection_record" if course.key_criteria else "evaluation_record")
    record = json_of(journey.team.auditor, document["id"])
    assert "kept for 3 years" in record["law"]["provision"]
    assert {one["name"] for one in record["decision_makers"]} == {"Bea Buyer", "Col Commissioner"}
    declared = {one["person"]["name"] for one in record["declarations"]}
    assert declared == {"Bea Buyer", "Col Commissioner", "Eva 1", "Eva 2"}
    assert {one["id"] for one in record["key_criteria"]} == set(course.key_criteria)
    assert [one["id"] for one in record["key_criteria"] if not (one["served_by"] and one["reasons"])] == []
    assert {one["party"]["name"] for one in record["providers"]} == {"Acme", "Brook", "Cedar"}
    assert journey.bidder("Acme").client.get(f"/v1/documents/{document['id']}").status_code == 404


def clock(journey: Journey, course: Course, **more: Any) -> Json:
    """Return the clock of a course, asked as anybody asks it, for the contract as it was signed."""
    tender = journey.tender
    asked = {
        "notice_on": course.noticed_on,
        "category": tender["category"],
        "buyer": course.kind.value,
        "value": tender["value"],
        "includes_vat": tender["value_includes_vat"],
        "years": "3",
        "contract_on": course.signed_on,
        **course.decision,
        **more,
    }
    parameters = {name: value for name, value in asked.items() if value is not None}
    found: Json = journey.bidder("Brook").client.read(f"/v1/regimes/{course.regime}/clock", params=parameters)
    return found


# ---------------------------------------------------------------------------------------------------------- the courses
@pytest.mark.parametrize("course", courses.EVERY.values(), ids=courses.EVERY.keys())
def test_a_tender_runs_to_a_live_contract_with_the_days_its_regime_sets(world: World, course: Course) -> None:
    journey = scored(opened(tendered(world, course)))
    award = announced(journey, course)
    waited(journey, course, award)
    live = signed(journey, course, award)
    assert live["supplier_name"] == "Acme"
    filed(journey, course, award)
    found = clock(journey, course)
    assert found["contract_from"] == course.signed_on
    assert [day["on"] for day in found["standstill"]["days"] if day["number"]] == list(course.counted)
    assert found["standstill"]["ends_at"] == course.ends_at
    assert {one["what"]: one["due_on"] for one in found["clocks"] if one["applies"]} == course.due
    checked = journey.team.auditor.read("/v1/audit/check")
    assert (checked["holds"], checked["findings"]) == (True, [])


# ----------------------------------------------------------------------------------------- what a regime does otherwise
def test_under_the_provider_selection_regime_an_objection_in_the_last_second_adds_the_days_of_the_review(
    world: World,
) -> None:
    course = courses.SPRING_IN_A_TRUST
    journey = scored(opened(tendered(world, course)))
    award = announced(journey, course)
    path, buyer = f"/v1/awards/{award['id']}", journey.team.buyer
    at(world, award["standstill_ends_at"])
    world.clock.at -= SECOND
    made = journey.bidder("Brook").client.make(f"{path}/representations", OBJECTED)
    assert made["holds_standstill"] is True
    world.clock.at += SECOND
    refused(journey.bidder("Cedar").client, "representation.late", f"{path}/representations", OBJECTED)
    refused(buyer, "contract.representation_undecided", f"{path}/contract", term(course))
    at(world, "2026-06-10T09:00:00+01:00")
    refused(buyer, "representation.review_needs_another", f"/v1/representations/{made['id']}/decide", ANSWER)
    done = journey.team.commissioner.make(f"/v1/representations/{made['id']}/decide", ANSWER)
    assert done["extension"]["counted"] == ["2026-06-11", "2026-06-12", "2026-06-15", "2026-06-16", "2026-06-17"]
    for day in range(10, 18):
        at(world, f"2026-06-{day}T{NOON}")
        refused(buyer, "contract.standstill_running", f"{path}/contract", term(course, starts_on="2026-06-18"))
    at(world, "2026-06-17T23:00:00+00:00")
    refused(buyer, "contract.starts_in_standstill", f"{path}/contract", term(course, starts_on="2026-06-17"))
    later = replace(course, signed_on="2026-06-18")
    assert signed(journey, later, award)["starts_on"] == "2026-06-18"
    found = clock(journey, later, reviewed_on="2026-06-10")
    assert (found["contract_from"], found["standstill_after_review"]["last_day"]) == ("2026-06-18", "2026-06-17")
    assert found["standstill_after_review"]["ends_at"] == "2026-06-17T23:00:00Z"
    due = {one["what"]: one["due_on"] for one in found["clocks"]}
    assert (due["Confirmation of award notice"], due["Records"]) == ("2026-07-17", "2029-06-17")


def test_under_the_act_an_objection_is_answered_before_a_contract_and_adds_no_day(world: World) -> None:
    course = courses.EASTER_IN_ENGLAND
    journey = building.computed(world, **course.says)
    award = announced(journey, course)
    path = f"/v1/awards/{award['id']}"
    made = journey.bidder("Brook").client.make(f"{path}/representations", OBJECTED)
    assert made["holds_standstill"] is False
    past_standstill(world, award)
    refused(journey.team.buyer, "contract.representation_undecided", f"{path}/contract", term(course))
    done = journey.team.commissioner.make(f"/v1/representations/{made['id']}/decide", ANSWER)
    assert done["extension"] is None
    assert signed(journey, course, award)["status"] == "live"


def light_touch(world: World) -> Journey:
    """Return a computed tender that the Act lets go without a standstill."""
    journey = building.computed(world, category="light_touch")
    at(world, "2026-12-21T10:00:00+00:00")
    return journey


def test_a_light_touch_contract_may_be_entered_on_the_day_of_its_notice(world: World) -> None:
    journey = light_touch(world)
    award = published(journey, journey.team.buyer.make(awards(journey), decision(journey)))
    assert award["standstill_ends_at"] is None
    today = {"starts_on": "2026-12-21", "ends_on": "2028-12-20", "value": "100000"}
    contract = journey.team.buyer.make(f"/v1/awards/{award['id']}/contract", today)
    carry_all(journey, contract)
    assert journey.team.buyer.make(f"/v1/contracts/{contract['id']}/go-live")["status"] == "live"
    found = journey.team.buyer.read(
        f"/v1/regimes/{courses.ENGLAND}/clock?notice_on=2026-12-21&category=light_touch&contract_on=2026-12-21"
    )
    due = {one["what"]: one["due_on"] for one in found["clocks"]}
    assert (found["standstill"]["applies"], due["Contract details notice"]) == (False, "2027-04-19")


def test_a_standstill_that_a_buyer_offers_for_a_light_touch_contract_has_eight_days_and_binds(world: World) -> None:
    journey = light_touch(world)
    buyer, offered = journey.team.buyer, {"voluntary_working_days": 7}
    refused(buyer, "award.standstill_rule_unknown", awards(journey), decision(journey, **offered))
    award = published(journey, buyer.make(awards(journey), decision(journey, voluntary_working_days=8)))
    assert award["standstill_ends_at"] == "2027-01-06T00:00:00Z"
    body = {"starts_on": "2027-01-06", "ends_on": "2029-01-05", "value": "100000"}
    at(world, "2027-01-05T23:59:59+00:00")
    refused(buyer, "contract.standstill_running", f"/v1/awards/{award['id']}/contract", body)
    at(world, "2027-01-06T00:00:00+00:00")
    assert buyer.make(f"/v1/awards/{award['id']}/contract", body)["status"] == "draft"


def test_below_the_threshold_a_buyer_may_offer_fewer_days(world: World) -> None:
    journey = building.computed(world, regime=courses.BELOW)
    at(world, "2026-06-01T10:00:00+01:00")
    award = published(journey, journey.team.buyer.make(awards(journey), decision(journey, voluntary_working_days=5)))
    assert award["standstill_ends_at"] == "2026-06-05T23:00:00Z"


@pytest.mark.parametrize(
    ("regime", "offered"),
    [(courses.ENGLAND, 9), (courses.WALES, 9), (courses.PSR, 20), (courses.SCOTLAND, 20)],
)
def test_where_the_regime_sets_the_days_a_buyer_sets_no_others(world: World, regime: str, offered: int) -> None:
    journey = building.computed(world, regime=regime)
    ways: Json = {"sent_by": "electronic_means"} if regime == courses.SCOTLAND else {}
    body = decision(journey, voluntary_working_days=offered, **ways)
    said = refused(journey.team.buyer, "award.standstill_rule_unknown", awards(journey), body)["detail"]
    assert "leave voluntary_working_days out" in said


def test_in_scotland_an_award_says_how_its_notice_is_sent(world: World) -> None:
    journey = building.computed(world, regime=courses.SCOTLAND)
    said = refused(journey.team.buyer, "award.standstill_rule_unknown", awards(journey), decision(journey))["detail"]
    assert "electronic_means, other_means" in said


def awards(journey: Journey) -> str:
    """Return where the awards of a tender are decided."""
    return f"/v1/tenders/{journey.tender_id}/awards"

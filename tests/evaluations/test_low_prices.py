"""Abnormally low prices: flagged by the published terms, asked about, heard, and decided, with no result meanwhile."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from app.evaluations.low_prices import rules
from tests.journeys.building import (
    Journey,
    agreed,
    authority,
    compute,
    content,
    evaluating,
    journey_with_bids,
    marked,
    prices_opened,
)
from tests.journeys.together import at_once
from tests.world import World

ONE, TWO, THREE = (UUID(int=number) for number in range(1, 4))
BIDS = {
    "Acme": content(price="100000"),
    "Brook": content(price="110000"),
    "Cedar": content(price="61000"),
}


def test_a_price_is_compared_exactly_with_the_mean_of_the_others_and_an_only_price_with_none() -> None:
    prices = {ONE: Decimal(70), TWO: Decimal(100), THREE: Decimal(110)}
    found = rules.compare(prices, ONE, Decimal(30))
    assert (found.others, found.below_percent, found.flagged) == (Fraction(105), Fraction(100, 3), True)
    assert rules.compare({ONE: Decimal(70), TWO: Decimal(100)}, ONE, Decimal(30)).flagged is False
    assert rules.compare(prices, ONE, None).flagged is None
    assert rules.compare({ONE: Decimal(70)}, ONE, Decimal(30)).flagged is None


def _journey(world: World) -> tuple[Journey, str]:
    journey = prices_opened(
        agreed(marked(evaluating(journey_with_bids(world, BIDS, evaluation={"low_price_percent": "30"}))))
    )
    return journey, journey.bidder("Cedar").bid_id


def _question(world: World, **more: Any) -> dict[str, Any]:
    answer_by = (world.clock.now() + timedelta(days=5)).isoformat()
    return {"question": "How do you pay the living wage at this price?", "answer_by": answer_by} | more


def _asked(journey: Journey, bid_id: str) -> str:
    made = journey.team.buyer.make(f"/v1/bids/{bid_id}/low-price-inquiries", _question(journey.world))
    return f"/v1/low-price-inquiries/{made['id']}"


def _compute(journey: Journey, **more: Any) -> Any:
    return journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/results", {"lot": "1"} | more)


def test_prices_are_flagged_by_the_published_share_once_they_are_open(world: World) -> None:
    journey, _ = _journey(world)
    listed = journey.team.auditor.read(f"/v1/tenders/{journey.tender_id}/low-prices")
    assert [(one["supplier_name"], one["flagged"]) for one in listed] == [
        ("Acme", False),
        ("Brook", False),
        ("Cedar", True),
    ]
    cedar = listed[2]
    assert (cedar["price"], cedar["others"]["exact"], cedar["below_percent"]["shown"]) == ("61000", "105000", "41.90")


def test_while_prices_are_sealed_nothing_is_shown_and_nobody_is_asked(world: World) -> None:
    journey = agreed(marked(evaluating(journey_with_bids(world, evaluation={"low_price_percent": "30"}))))
    assert journey.team.auditor.read(f"/v1/tenders/{journey.tender_id}/low-prices") == []
    bid_id = journey.bidder("Cedar").bid_id
    refused = journey.team.buyer.post(f"/v1/bids/{bid_id}/low-price-inquiries", _question(world))
    assert (refused.status_code, refused.json()["code"]) == (409, "low_price.sealed")


def test_a_bidder_is_asked_heard_and_accepted_and_only_then_is_there_a_result(world: World) -> None:
    journey, bid_id = _journey(world)
    cedar = journey.bidder("Cedar").client
    address = _asked(journey, bid_id)
    refused = _compute(journey)
    assert (refused.status_code, refused.json()["code"]) == (409, "result.low_price_undecided")
    assert refused.json()["waiting_for"] == ["Cedar"]
    early = journey.team.buyer.post(f"{address}/decide", {"outcome": "excluded", "reasons": "Too low."})
    assert (early.status_code, early.json()["code"]) == (409, "low_price.not_heard")
    (mine,) = cedar.read("/v1/low-price-inquiries")
    assert mine["question"].startswith("How do you pay")
    assert "105000" not in str(mine)
    cedar.make(f"{address}/answer", {"words": "Our depot is next door."})
    again = cedar.post(f"{address}/answer", {"words": "And another thing."})
    assert (again.status_code, again.json()["code"]) == (409, "low_price.answered_already")
    journey.team.buyer.make(f"{address}/decide", {"outcome": "accepted", "reasons": "The wage sheet holds."})
    twice = journey.team.buyer.post(f"{address}/decide", {"outcome": "excluded", "reasons": "On reflection."})
    assert (twice.status_code, twice.json()["code"]) == (409, "low_price.decided_already")
    assert _compute(journey).status_code == 201
    told = [one["action"] for one in journey.team.auditor.read("/v1/audit/events")["items"]]
    assert {"low_price.questioned", "low_price.answered", "low_price.decided"} <= set(told)


def test_a_bidder_that_says_nothing_in_time_is_decided_about_and_excluded_with_reasons(world: World) -> None:
    journey, bid_id = _journey(world)
    address = _asked(journey, bid_id)
    world.clock.at += timedelta(days=6)
    reasons = "Cedar did not show that it could perform at this price."
    journey.team.buyer.make(f"{address}/decide", {"outcome": "excluded", "reasons": reasons})
    assert _compute(journey).status_code == 201
    result = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/results")["items"][0]
    lot = journey.team.buyer.read(f"/v1/results/{result['id']}")["document"]["lots"][0]
    assert [place["name"] for place in lot["ranking"]] == ["Acme", "Brook"]
    actions = [one["action"] for one in journey.team.auditor.read("/v1/audit/events")["items"]]
    assert {"low_price.decided", "bid.excluded"} <= set(actions)


def test_a_result_is_not_current_while_a_price_is_asked_about_and_is_again_once_it_is_accepted(world: World) -> None:
    journey, bid_id = _journey(world)
    result = compute(journey)
    address = f"/v1/results/{result['id']}"
    assert journey.team.buyer.read(address)["current"]
    inquiry = _asked(journey, bid_id)
    assert not journey.team.buyer.read(address)["current"]
    journey.bidder("Cedar").client.make(f"{inquiry}/answer", {"words": "Our depot is next door."})
    assert not journey.team.buyer.read(address)["current"]
    journey.team.buyer.make(f"{inquiry}/decide", {"outcome": "accepted", "reasons": "It holds."})
    assert journey.team.buyer.read(address)["current"]


def test_a_supplier_reads_and_answers_its_own_question_and_no_rivals(world: World) -> None:
    journey, bid_id = _journey(world)
    address = _asked(journey, bid_id)
    rival = journey.bidder("Acme").client
    assert rival.get(address).status_code == 404
    assert rival.post(f"{address}/answer", {"words": "We speak for Cedar."}).status_code == 404
    assert rival.read("/v1/low-price-inquiries") == []
    other = authority(world)
    assert other.buyer.get(address).status_code == 404
    decision = {"outcome": "accepted", "reasons": "Mischief."}
    assert other.buyer.post(f"{address}/decide", decision).status_code == 404
    assert other.buyer.post(f"/v1/bids/{bid_id}/low-price-inquiries", _question(world)).status_code == 404
    for person in (journey.team.evaluators[0], journey.team.auditor, journey.bidder("Cedar").client):
        assert person.post(f"{address}/decide", decision).status_code == 403
    assert journey.team.evaluators[0].get(address).status_code == 403
    assert journey.team.auditor.read(address)["answer"] is None


def test_one_question_at_a_time_with_time_to_answer(world: World) -> None:
    journey, bid_id = _journey(world)
    path = f"/v1/bids/{bid_id}/low-price-inquiries"
    past = journey.team.buyer.post(path, _question(world, answer_by=world.clock.now().isoformat()))
    assert (past.status_code, past.json()["code"]) == (409, "low_price.no_time_to_answer")
    answers = at_once([lambda: journey.team.buyer.post(path, _question(world))] * 3)
    assert sorted(one.status_code for one in answers) == [201, 409, 409]
    assert {one.json().get("code") for one in answers} == {None, "low_price.asked_already"}

"""Passages quoted from an answer: found where they stand, kept by place and digest, and never what is withheld."""

from hashlib import sha256
from typing import Any

import pytest

from app.bids.passages import Passage, PassageKind
from app.evaluations import quoting
from app.evaluations.schemas import Quote
from tests.journeys.building import (
    Journey,
    agree,
    content,
    evaluating,
    journey_with_bids,
    mark,
    marked,
)
from tests.world import World

ANSWER = {"response": "Vans go electric. Vans go electric in May. Boilers stay.", "pledges": [{"words": "Ten vans."}]}


def _find(*asked: Quote, withheld: tuple[Passage, ...] = ()) -> tuple[list[Any], list[str]]:
    kept, found = quoting.find(ANSWER, asked, withheld)
    return kept, [one["code"] for one in found]


def _hidden(start: int, end: int, place: str = "response") -> tuple[Passage, ...]:
    return (Passage("carbon-plan", place, start, end, PassageKind.PRICE),)


def test_a_passage_is_kept_by_place_words_and_digest() -> None:
    kept, found = _find(Quote(text="Boilers stay."), Quote(start=0, end=4), Quote(place="pledges[0].words", text="Ten"))
    assert found == []
    assert [(one["place"], one["start"], one["end"], one["text"]) for one in kept] == [
        ("response", 43, 56, "Boilers stay."),
        ("response", 0, 4, "Vans"),
        ("pledges[0].words", 0, 3, "Ten"),
    ]
    assert kept[1]["digest"] == f"sha256:{sha256(b'Vans').hexdigest()}"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Quote(text="Boilers go."), "quote.not_found"),
        (Quote(text="Vans go electric"), "quote.found_twice"),
        (Quote(start=50, end=57), "quote.out_of_range"),
        (Quote(start=5, end=5), "quote.out_of_range"),
        (Quote(start=17, end=18), "quote.blank"),
        (Quote(place="pledges[7].words", text="Ten"), "quote.no_text"),
        (Quote(place="price", text="100000"), "quote.no_text"),
        (Quote(place="pledges[0].quantity", text="10"), "quote.no_text"),
    ],
)
def test_what_is_not_a_passage_of_the_answer_is_refused(asked: Quote, code: str) -> None:
    assert _find(asked) == ([], [code])


def test_a_passage_that_stands_there_twice_is_refused_with_its_places() -> None:
    _, found = quoting.find(ANSWER, [Quote(text="Vans go electric")], ())
    assert "0 to 16, 18 to 34" in found[0]["message"]


def test_what_is_withheld_is_not_quoted_and_a_guess_at_it_is_answered_like_any_other() -> None:
    hidden = _hidden(35, 41)
    assert _find(Quote(start=30, end=36), withheld=hidden)[1] == ["quote.withheld"]
    guessed, wrong = (quoting.find(ANSWER, [Quote(text=words)], hidden)[1][0] for words in ("in May", "in June"))
    assert (guessed["code"], guessed["message"]) == (wrong["code"], wrong["message"])
    kept, _ = _find(Quote(text="Vans go electric"), withheld=_hidden(0, 4))
    assert kept[0]["start"] == 18


@pytest.mark.parametrize("body", [{}, {"text": "x", "start": 0, "end": 1}, {"start": 0}, {"end": 4}])
def test_a_quote_is_by_words_or_by_place(world: World, body: dict[str, Any]) -> None:
    journey = evaluating(journey_with_bids(world, {"Acme": content()}))
    sent = {"criterion": "carbon-plan", "mark": "3", "rationale": "Sound.", "quotes": [body]}
    bid_id = journey.bidder("Acme").bid_id
    assert journey.team.evaluators[0].post(f"/v1/bids/{bid_id}/marks", sent).status_code == 422


def _acme(world: World, carbon: str) -> tuple[Journey, str]:
    journey = evaluating(journey_with_bids(world, {"Acme": content(carbon=carbon, price="100000")}))
    return journey, journey.bidder("Acme").bid_id


def test_a_quote_of_a_mark_and_of_an_agreement_is_shown_in_moderation(world: World) -> None:
    journey, bid_id = _acme(world, "We cut diesel by half. The rest follows.")
    for evaluator in journey.team.evaluators:
        mark(evaluator, bid_id, "carbon-plan", "3", quotes=[{"text": "cut diesel by half"}])
    made = agree(journey, bid_id, "carbon-plan", "3", quotes=[{"start": 23, "end": 40}])
    assert made["quotes"][0]["text"] == "The rest follows."
    (question, _) = journey.team.auditor.read(f"/v1/tenders/{journey.tender_id}/moderation")["questions"]
    shown = question["bids"][0]
    assert [one["quotes"][0]["text"] for one in shown["marks"]] == ["cut diesel by half"] * 2
    assert shown["agreed"]["quotes"] == made["quotes"]


def test_a_quote_that_is_refused_leaves_no_mark(world: World) -> None:
    journey, bid_id = _acme(world, "We cut diesel by half.")
    body = {"criterion": "carbon-plan", "mark": "3", "rationale": "Sound.", "quotes": [{"text": "We plant trees."}]}
    refused = journey.team.evaluators[0].post(f"/v1/bids/{bid_id}/marks", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "quote.refused")
    assert journey.team.evaluators[0].read(f"/v1/bids/{bid_id}/marks") == []


def test_a_price_in_an_answer_is_quoted_by_nobody_while_prices_are_sealed_even_if_it_was_released(
    world: World,
) -> None:
    journey, bid_id = _acme(world, "All this for £100,000 and no more.")
    evaluator = journey.team.evaluators[0]
    body = {"criterion": "carbon-plan", "mark": "3", "rationale": "Sound.", "quotes": [{"start": 0, "end": 20}]}
    assert evaluator.post(f"/v1/bids/{bid_id}/marks", body).json()["findings"][0]["code"] == "quote.withheld"
    (flag,) = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/flags")["items"]
    kept = {"outcome": "released", "reason": "It is the sum that the tender itself names."}
    journey.team.buyer.make(f"/v1/flags/{flag['id']}/decide", kept)
    assert evaluator.post(f"/v1/bids/{bid_id}/marks", body).json()["findings"][0]["code"] == "quote.withheld"
    mark(evaluator, bid_id, "carbon-plan", "3", quotes=[{"text": "no more"}])


def test_dissent_is_recorded_of_those_who_were_there_and_of_nobody_else(world: World) -> None:
    journey = marked(evaluating(journey_with_bids(world)))
    bid_id, second = journey.bidder("Acme").bid_id, journey.team.evaluators[1]
    body = {
        "criterion": "carbon-plan",
        "mark": "4",
        "rationale": "Dated and costed.",
        "attendees": ["Bea Buyer", str(second.person_id)],
        "discussion": "Read together.",
    }
    wrong = [
        {"name": "Eva 1", "mark": "0", "reason": "I was not there."},
        {"name": "Bea Buyer", "mark": "2.5", "reason": "Between two levels."},
    ]
    refused = journey.team.buyer.post(f"/v1/bids/{bid_id}/agreed-marks", body | {"dissent": wrong})
    assert (refused.status_code, refused.json()["code"]) == (409, "agreement.dissent_refused")
    assert [one["code"] for one in refused.json()["findings"]] == ["dissent.not_there", "dissent.off_scale"]
    twice = [{"name": "eva 2", "reason": "One."}, {"person_id": str(second.person_id), "reason": "Two."}]
    refused = journey.team.buyer.post(f"/v1/bids/{bid_id}/agreed-marks", body | {"dissent": twice})
    assert [one["code"] for one in refused.json()["findings"]] == ["dissent.twice"]
    one = [{"person_id": str(second.person_id), "mark": "2", "reason": "No word on heating."}]
    made = journey.team.buyer.make(f"/v1/bids/{bid_id}/agreed-marks", body | {"dissent": one})
    assert made["attendees"] == ["Bea Buyer", "Eva 2"]
    assert made["dissent"] == [
        {"person_id": str(second.person_id), "name": "Eva 2", "mark": "2", "reason": "No word on heating."}
    ]
    stranger = {"attendees": ["Bea Buyer", str(world.supplier().person_id)], "superseding_reason": "Again."}
    assert journey.team.buyer.post(f"/v1/bids/{bid_id}/agreed-marks", body | stranger).status_code == 404


def test_a_spread_over_the_published_share_of_the_scale_is_flagged(world: World) -> None:
    journey = evaluating(journey_with_bids(world, {"Acme": content()}, evaluation={"disagreement_percent": "50"}))
    bid_id = journey.bidder("Acme").bid_id
    first, second = journey.team.evaluators
    for criterion, low, high, flagged in (("carbon-plan", "1", "3", False), ("local-jobs", "1", "4", True)):
        mark(first, bid_id, criterion, low)
        mark(second, bid_id, criterion, high)
        assert agree(journey, bid_id, criterion, "2")["flagged"] is flagged
    questions = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/moderation")["questions"]
    assert [one["bids"][0]["flagged"] for one in questions] == [False, True]

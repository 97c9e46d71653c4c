"""A price or a name inside an answer: found when bids are opened, withheld from those who mark, decided by others."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.identity.rules import Role
from tests.journeys.building import (
    Journey,
    agreed,
    assigned,
    authority,
    content,
    declare,
    evaluating,
    journey_with_bids,
    marked,
    prices_opened,
)
from tests.world import Client, World

MARKS = {"Acme": {"carbon-plan": "3", "local-jobs": "3"}}
SAID = "We do all of it for £100,000 and not a penny more."


def _journey(world: World, said: str = SAID, **fields: Any) -> Journey:
    return evaluating(journey_with_bids(world, {"Acme": content(price="100000", carbon=said)}, **fields))


def _flags(journey: Journey, reader: Client | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (reader or journey.team.buyer).read(f"/v1/tenders/{journey.tender_id}/flags")["items"]
    return found


def _answer(journey: Journey, evaluator: Client | None = None) -> str:
    person = evaluator or journey.team.evaluators[0]
    work = person.read("/v1/my-work")["items"]
    (asked,) = [one["assignment_id"] for one in work if one["criterion"] == "carbon-plan"]
    return str(person.read(f"/v1/my-work/{asked}")["bids"][0]["answer"]["response"])


def _decide(person: Client, flag: dict[str, Any], outcome: str) -> Any:
    return person.post(f"/v1/flags/{flag['id']}/decide", {"outcome": outcome, "reason": "It was read in its context."})


def test_a_price_in_an_answer_is_withheld_until_somebody_decides_and_the_flag_does_not_tell_it(world: World) -> None:
    journey = _journey(world)
    (flag,) = _flags(journey)
    assert (flag["criterion"], flag["kind"], flag["outcome"]) == ("carbon-plan", "price_in_answer", None)
    assert SAID[flag["start"] : flag["end"]] == "£100,000"
    covered = "We do all of it for [withheld: a sum of money] and not a penny more."
    assert flag["around"] == covered
    assert _answer(journey) == covered
    (event,) = journey.team.auditor.read("/v1/audit/events", params={"action": "passage.flagged"})["items"]
    assert "100,000" not in str(event)


def test_a_released_passage_is_shown_to_those_who_mark_and_a_masked_one_never(world: World) -> None:
    journey = _journey(world)
    (flag,) = _flags(journey)
    assert _decide(journey.team.buyer, flag, "released").json()["outcome"] == "released"
    assert _answer(journey) == SAID
    again = _decide(journey.team.commissioner, flag, "masked").json()
    assert [one["outcome"] for one in again["decisions"]] == ["released", "masked"]
    assert "100,000" not in _answer(journey)
    events = journey.team.auditor.read("/v1/audit/events", params={"action": "passage.decided"})["items"]
    assert [one["after"]["outcome"] for one in events] in (["released", "masked"], ["masked", "released"])


def test_whoever_marks_a_question_neither_sees_nor_decides_its_passages_whatever_else_they_are(world: World) -> None:
    journey = _journey(world)
    both = world.person(journey.team.organisation_id, Role.BUYER, Role.EVALUATOR)
    (assignment,) = assigned(journey, both, ["carbon-plan"])
    declare(both, journey.tender_id)
    (flag,) = _flags(journey)
    assert _flags(journey, both) == []
    refused = _decide(both, flag, "released")
    assert (refused.status_code, refused.json()["code"]) == (409, "passage.own_question")
    journey.team.buyer.make(f"/v1/assignments/{assignment['id']}/remove", {"reason": "They chair the panel instead."})
    assert _decide(both, flag, "released").json()["code"] == "passage.own_question"
    assert _flags(journey, both) == []


def test_nobody_of_another_authority_and_no_evaluator_auditor_or_bidder_decides(world: World) -> None:
    journey = _journey(world)
    (flag,) = _flags(journey)
    other = authority(world)
    assert _decide(other.buyer, flag, "released").status_code == 404
    assert other.auditor.get(f"/v1/tenders/{journey.tender_id}/flags").status_code == 404
    for person in (journey.team.auditor, journey.team.evaluators[0], journey.bidders[0].client):
        assert _decide(person, flag, "released").status_code == 403
    silent = journey.team.buyer.post(f"/v1/flags/{flag['id']}/decide", {"outcome": "released", "reason": " "})
    assert silent.status_code == 422


def test_prices_wait_until_every_such_passage_of_a_live_bid_is_decided(world: World) -> None:
    journey = agreed(marked(_journey(world), MARKS), MARKS)
    path = f"/v1/tenders/{journey.tender_id}/openings"
    refused = journey.team.buyer.post(path, {"envelope": "price", "lot": "1"}).json()
    assert (refused["code"], [one["code"] for one in refused["findings"]]) == (
        "opening.quality_unsettled",
        ["passage.undecided"],
    )
    _decide(journey.team.buyer, _flags(journey)[0], "masked")
    prices_opened(journey)
    shown = journey.team.buyer.read(f"/v1/bids/{journey.bidders[0].bid_id}")
    assert shown["content"]["answers"][1]["response"] == SAID


def test_an_answer_without_its_price_raises_no_flag_and_neither_does_another_bids_price(world: World) -> None:
    bids = {"Acme": content(price="100000", carbon="Brook asks £110,000."), "Brook": content(price="110000")}
    journey = evaluating(journey_with_bids(world, bids))
    assert _flags(journey) == []
    assert _answer(journey) in {"Brook asks £110,000.", "We cut diesel by half in the first year."}


def test_names_are_looked_for_on_a_blind_tender_only(world: World) -> None:
    said = "Acme will do it; write to jo@acme.example.com."
    assert _flags(_journey(world, said)) == []
    found = _flags(_journey(world, said, evaluation={"blind": True}))
    assert {one["kind"] for one in found} == {"identity_in_answer"}
    assert [said[one["start"] : one["end"]] for one in found] == ["Acme", "jo@acme.example.com"]


def test_a_text_full_of_its_price_is_flagged_no_more_often_than_somebody_can_decide(world: World) -> None:
    journey = _journey(world, "£100,000 " * 60)
    flags = _flags(journey)
    assert len(flags) == 20
    assert "100,000" not in _answer(journey)
    assert not any("100,000" in flag["around"] for flag in flags)


@pytest.mark.parametrize("act", ["UPDATE flag SET kind = 'x'", "DELETE FROM flag", "DELETE FROM flag_decision"])
def test_flags_and_decisions_are_kept_even_from_sql(world: World, act: str) -> None:
    journey = _journey(world)
    _decide(journey.team.buyer, _flags(journey)[0], "masked")
    with pytest.raises(DatabaseError), world.service.database.unit_of_work(write=True) as tx:
        tx.execute(text(act))

"""The record of an evaluation for the file: complete, for the authority alone, and found out if it lies."""

from copy import deepcopy
from typing import Any

import pytest

from tests.awards.deciding import approved, decided
from tests.contracts_service.agreeing import code
from tests.documents_service.changing import changed, failures
from tests.documents_service.issuing import json_of, pdf_of, squeezed, text_of
from tests.journeys.building import (
    AGREED,
    Journey,
    agree,
    compute,
    computed,
    decide_gate,
    declare,
    evaluating,
    interest,
    journey_with_bids,
    mark,
)
from tests.journeys.building import decide as rule
from tests.world import World


def recorded(journey: Journey, award: dict[str, Any]) -> dict[str, Any]:
    """Issue the record of an award and return what it is."""
    made: dict[str, Any] = journey.team.buyer.make(f"/v1/awards/{award['id']}/records")
    return made


def disputed(world: World) -> Journey:
    """Return a journey in which somebody had an interest, two evaluators disagreed, and one of them dissented."""
    journey = journey_with_bids(world)
    evaluating(journey)
    first, second = journey.team.evaluators
    (declared,) = declare(second, journey.tender_id, interest("My cousin drove for Brook in 2019."))
    rule(journey.team.commissioner, declared, "cleared")
    for name, by_criterion in AGREED.items():
        bid_id = journey.bidder(name).bid_id
        decide_gate(journey, bid_id)
        for criterion, value in by_criterion.items():
            mark(first, bid_id, criterion, value)
            mark(second, bid_id, criterion, "1" if (name, criterion) == ("Acme", "carbon-plan") else value)
    for name, by_criterion in AGREED.items():
        for criterion, value in by_criterion.items():
            dissent = [{"name": "Eva 2", "mark": "1", "reason": "Heating is left out."}]
            more = {"dissent": dissent} if (name, criterion) == ("Acme", "carbon-plan") else {}
            agree(journey, journey.bidder(name).bid_id, criterion, value, **more)
    compute(journey)
    return journey


def test_a_record_holds_every_mark_the_spread_the_dissent_and_the_declarations(world: World) -> None:
    journey = disputed(world)
    award = approved(journey, decided(journey))
    document = recorded(journey, award)
    assert (document["kind"], document["reference"]) == ("evaluation_record", f"{award['reference']}/R/1")
    content = json_of(journey.team.buyer, document["id"])
    assert failures(content) == []
    plan = next(one for one in content["questions"] if one["criterion"] == "carbon-plan")
    acme = next(one for one in plan["bids"] if one["bidder"] == "Acme")
    assert sorted(one["mark"] for one in acme["marks"]) == ["1", "4"]
    assert (acme["lowest"], acme["highest"], acme["apart"]) == ("1", "4", "3")
    (agreed,) = acme["agreed"]
    assert agreed["flagged"]
    assert [one["name"] for one in agreed["dissent"]] == ["Eva 2"]
    cousin = next(one for one in content["declarations"] if one["interests"])
    assert [one["outcome"] for one in cousin["rulings"]] == ["cleared"]
    assert [one["envelope"] for one in content["course"]["openings"]] == ["quality", "price"]
    assert content["course"]["approval"]["by"]["name"] == "Col Commissioner"


def test_the_pdf_of_a_record_says_what_the_record_holds(world: World) -> None:
    journey = disputed(world)
    document = recorded(journey, decided(journey))
    assert world.run_jobs() == 1
    text = text_of(pdf_of(journey.team.buyer, document["id"]).content)
    for said in ("My cousin drove for Brook in 2019.", "Heating is left out.", "1, 4", "Dissent of Eva 2, mark 1"):
        assert squeezed(said) in text, said


def test_only_the_authority_reads_a_record(world: World) -> None:
    journey = computed(world)
    document = recorded(journey, decided(journey))
    for name in ("Acme", "Brook"):
        client = journey.bidder(name).client
        assert client.get(f"/v1/documents/{document['id']}/json").status_code == 404
        assert client.read("/v1/documents")["items"] == []
    again = journey.team.buyer.post(f"/v1/awards/{decided_id(document)}/records")
    assert code(again) == (409, "document.unchanged")


def decided_id(document: dict[str, Any]) -> str:
    """Return the award that a record is about."""
    return str(document["subject_id"])


@pytest.fixture
def record(world: World) -> dict[str, Any]:
    """Return the content of a record with a disagreement and a declared interest."""
    journey = disputed(world)
    content: dict[str, Any] = json_of(journey.team.buyer, recorded(journey, approved(journey, decided(journey)))["id"])
    return content


def test_a_record_that_contradicts_itself_is_found_out(record: dict[str, Any]) -> None:
    plan = next(place for place, one in enumerate(record["questions"]) if one["criterion"] == "carbon-plan")
    bid = next(place for place, one in enumerate(record["questions"][plan]["bids"]) if one["bidder"] == "Acme")
    (spread,) = failures(changed(record, ("questions", plan, "bids", bid, "highest"), "5"))
    assert "the spread is stated as 1 to 5" in spread
    (alone,) = failures(changed(record, ("course", "approval", "by"), deepcopy(record["decided_by"])))
    assert "who made it" in alone
    cousin = next(place for place, one in enumerate(record["declarations"]) if one["rulings"])
    own = deepcopy(record["declarations"][cousin]["person"])
    (ruled,) = failures(changed(record, ("declarations", cousin, "rulings", 0, "by"), own))
    assert "decided on by that person alone" in ruled
    (result,) = failures(changed(record, ("course", "results", 0, "digest")))
    assert "not the one that the award rests on" in result

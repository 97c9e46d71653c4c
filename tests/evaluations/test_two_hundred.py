"""Two hundred evaluators mark at once, while others open moderations, agree and compute: everything is counted."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from tests.journeys.building import (
    AGREED,
    MARKED,
    Journey,
    assigned,
    authority,
    decide_gate,
    declare,
    evaluating,
    journey_with_bids,
    prices_opened,
)
from tests.journeys.together import at_once
from tests.world import Client, World

EVALUATORS = 200

pytestmark = pytest.mark.postgresql


def _ask(journey: Journey) -> list[Client]:
    """Assign a hundred evaluators to each question."""
    people = journey.team.evaluators
    for place, person in enumerate(people):
        assigned(journey, person, [MARKED[place % 2]])
    declare(people, journey.tender_id)
    return people


def _marks(journey: Journey, person: Client, criterion: str) -> Callable[[], list[int]]:
    """Return an act: one evaluator marks every bid, one after the other, past the counting client of the tests."""

    def act() -> list[int]:
        answers = []
        for bidder in journey.bidders:
            body = {"criterion": criterion, "mark": AGREED[bidder.name][criterion], "rationale": "As the answer says."}
            answer = journey.world.http.post(f"/v1/bids/{bidder.bid_id}/marks", json=body, headers=person.headers)
            answers.append(answer.status_code)
        return answers

    return act


def _tries(journey: Journey, address: str, body: dict[str, Any]) -> Callable[[], list[int]]:
    def act() -> list[int]:
        answer = journey.world.http.post(address, json=body, headers=journey.team.buyer.headers)
        return [answer.status_code]

    return act


def _counted(world: World, statement: str) -> int:
    with world.service.database.unit_of_work(write=False) as tx:
        found: int = tx.execute(text(statement)).scalar_one()
    return found


def test_two_hundred_evaluators_at_once_lose_no_mark_and_make_no_double_result(
    world: World, database_system: str
) -> None:
    if database_system != "postgresql":
        pytest.skip("SQLite has one writer at a time; two hundred at once are for PostgreSQL")
    team = authority(world, evaluators=EVALUATORS)
    journey = evaluating(journey_with_bids(world, team=team), assign=False)
    people = _ask(journey)
    tender, bid = f"/v1/tenders/{journey.tender_id}", journey.bidders[0].bid_id
    agreement = {
        "criterion": MARKED[0],
        "mark": "4",
        "rationale": "Dated and costed.",
        "attendees": ["Bea Buyer"],
        "discussion": "Nobody saw it differently.",
    }
    in_the_way = [
        *[_tries(journey, f"{tender}/moderations", {"lot": "1", "criterion": one}) for one in MARKED] * 4,
        *[_tries(journey, f"/v1/bids/{bid}/agreed-marks", agreement)] * 4,
        *[_tries(journey, f"{tender}/openings", {"envelope": "price", "lot": "1"})] * 4,
        *[_tries(journey, f"{tender}/results", {"lot": "1"})] * 4,
    ]
    acts = [_marks(journey, person, MARKED[place % 2]) for place, person in enumerate(people)]
    answers = at_once([*acts, *in_the_way])
    marks = Counter(status for one in answers[:EVALUATORS] for status in one)
    wanted = EVALUATORS * len(journey.bidders)
    assert marks == {201: wanted}, marks
    assert _counted(world, "SELECT count(*) FROM mark") == wanted
    assert _counted(world, "SELECT count(*) FROM audit_event WHERE action = 'mark.made'") == wanted
    pairs = "SELECT count(*) FROM (SELECT DISTINCT bid_id, criterion, evaluator_id FROM mark) AS pair"
    assert _counted(world, pairs) == wanted
    _settle(journey)
    assert _counted(world, "SELECT count(*) FROM frozen_mark") == wanted
    computed = at_once([_tries(journey, f"{tender}/results", {"lot": "1"})] * 10)
    assert Counter(status for one in computed for status in one) == {201: 1, 409: 9}
    assert _counted(world, "SELECT count(*) FROM result") == 1
    assert _counted(world, "SELECT count(*) FROM audit_event WHERE action = 'result.computed'") == 1


def _settle(journey: Journey) -> None:
    """Agree everything that nobody has agreed yet, many at once: each stands once."""
    acts = []
    for bidder in journey.bidders:
        decide_gate(journey, bidder.bid_id)
        for criterion in MARKED:
            body = {
                "criterion": criterion,
                "mark": AGREED[bidder.name][criterion],
                "rationale": f"The panel found the answer on {criterion} sound.",
                "attendees": ["Bea Buyer"],
                "discussion": "Nobody saw it differently.",
            }
            acts += [_tries(journey, f"/v1/bids/{bidder.bid_id}/agreed-marks", body)] * 3
    for one in at_once(acts):
        assert one[0] in {201, 409}
    statement = "SELECT count(*) FROM agreed_mark WHERE mark IS NOT NULL"
    assert _counted(journey.world, statement) == len(journey.bidders) * len(MARKED)
    prices_opened(journey)

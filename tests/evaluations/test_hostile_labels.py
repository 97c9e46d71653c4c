"""Names and ids as people really write them: apostrophes, right-to-left text, braces, markup, and look-alikes."""

import pytest

from tests.journeys.building import (
    Journey,
    agree,
    assigned,
    authority,
    compute,
    content,
    decide_gate,
    evaluating,
    journey_with_bids,
    mark,
    rubric_document,
)
from tests.world import World

HOSTILE = [
    "people's choice",
    'a "quoted" title',
    "مسؤولية اجتماعية",
    "\u202eevil\u202c",
    "{bid} {0} %s %(x)s",
    "</script><b>&amp;",
    "'; DROP TABLE mark; --",
    "naïve café — 100 %",
    "\U0001d54aocial 🌍",
    "a\\b/c.d[0]",
]


def _journey(world: World, label: str) -> Journey:
    """Return an evaluation in which a question, a scale and a bidder carry a hostile label."""
    document = rubric_document()
    question = document["criteria"][1]["criteria"][0]
    question["id"], question["title"], question["question"] = label, label, f"What of {label}?"
    document["scales"]["marks-0-4"]["levels"][4]["label"] = label
    document["tie_break"][0]["criterion"] = label
    body = content()
    body["answers"][1]["criterion"] = label
    body["answers"][1]["response"] = f"About {label}."
    team = authority(world)
    return evaluating(journey_with_bids(world, {label: body}, team=team, rubric=document), assign=False)


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_loses_no_mark_and_breaks_no_sentence(world: World, label: str) -> None:
    """F17: an apostrophe in a label once lost a panel its scores."""
    journey = _journey(world, label)
    evaluator, bid_id = journey.team.evaluators[0], journey.bidders[0].bid_id
    assigned(journey, evaluator, [label, "local-jobs"])
    missing = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/results", {"lot": "1"}).json()
    assert f"Eva 1 has not marked {label} on “{label}”" in missing["findings"][1]["message"]
    mark(evaluator, bid_id, label, "4", rationale=label)
    mark(evaluator, bid_id, "local-jobs", "3")
    kept = evaluator.read(f"/v1/bids/{bid_id}/marks")
    assert (kept[0]["criterion"], kept[0]["rationale"]) == (label, label)
    view = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/moderation", params={"criterion": label})
    (question,) = view["questions"]
    assert (question["criterion"], question["scale"][4]["label"]) == (label, label)
    assert question["bids"][0]["supplier_name"] == label
    decide_gate(journey, bid_id)
    agree(journey, bid_id, label, "4", rationale=label, attendees=[label])
    agree(journey, bid_id, "local-jobs", "3")
    result = compute(journey)
    lot = result["document"]["lots"][0]
    assert lot["ranking"][0]["name"] == label
    assert f"4 of 4 on {label} × 30% = 30.00" in journey.team.buyer.get(f"/v1/results/{result['id']}/trace").text

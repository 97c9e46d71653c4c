"""The middle acts: evaluators mark, the panel agrees, prices are opened, the engine ranks, the buyer decides."""

from collections.abc import Mapping
from typing import Any

from app.demo import declaring, judging
from app.demo.hearing import hear_low_prices
from app.demo.narration import Narration
from app.demo.stage import Stage, Story
from app.demo.telling import tell_every_bidder, write_to_every_bidder
from app.demo.tendering import open_envelope
from app.demo.withholding import decide_on_passages

_WORKING_DAYS_OFFERED = 8
"""What the buyer of a notice offers where the regime requires no standstill, so that there is one to look at."""


def evaluate(stage: Stage, say: Narration, tender: Mapping[str, Any], bids: Mapping[str, str]) -> dict[str, Any]:
    """Mark, agree, decide the gates and compute; return the result."""
    lot = tender["lots"][0]["code"]
    questions = list(next(iter(stage.story["suppliers"].values()))["answers"])
    stage.set_clock("marked")
    decide_on_passages(stage, say, tender)
    stage.buyer.do(f"/v1/tenders/{tender['id']}/evaluate")
    for evaluator in stage.evaluators:
        body = {"lot": lot, "evaluator_id": evaluator.person_id, "criteria": questions}
        stage.buyer.do(f"/v1/tenders/{tender['id']}/assignments", body)
    declaring.before_marking(stage, say, tender)
    judging.mark(stage, say, tender, bids)
    refused = stage.buyer.is_refused(f"/v1/tenders/{tender['id']}/results", {"lot": lot}, "result.incomplete")
    say.line(f"not ready: {refused}")
    stage.set_clock("agreed")
    judging.agree(stage, say, tender, bids)
    judging.decide_gates(stage, say, bids)
    open_envelope(stage, say, tender, "price")
    hear_low_prices(stage, say, tender, bids)
    result = stage.buyer.do(f"/v1/tenders/{tender['id']}/results", {"lot": lot})
    _print_ranking(say, result["document"]["lots"][0])
    return dict(result)


def award(
    stage: Stage, say: Narration, tender: Mapping[str, Any], bids: Mapping[str, str], result: Mapping[str, Any]
) -> tuple[dict[str, Any], str, dict[str, str]]:
    """Award the lot to the bid that is first, and show what it must wait for.

    Return the award, the key of the winner, and by name the documents that were issued.
    """
    stage.set_clock("awarded")
    found = result["document"]["lots"][0]
    first = found["ranking"][0]
    winner = next(key for key, bid_id in bids.items() if bid_id == first["bid"])
    body = {
        "lot": tender["lots"][0]["code"],
        "bid": first["bid"],
        "reasons": _reasons(stage.story["suppliers"][winner], first, found["margin"]),
        "notice_on": stage.story["times"]["notice_on"],
    }
    if tender["category"] == "light_touch":
        body["voluntary_working_days"] = _WORKING_DAYS_OFFERED
    declaring.before_the_award(stage, tender)
    made = stage.buyer.do(f"/v1/tenders/{tender['id']}/awards", body)
    say.line(f"award   {made['reference']} to {made['supplier_name']}, decided by {stage.buyer.name}")
    made, told = _publish(stage, say, made)
    summary = stage.buyer.do(f"/v1/awards/{made['id']}/documents")
    say.line(f"        summary {summary['reference']} issued: {summary['content_digest'][:19]}...")
    record = stage.buyer.do(f"/v1/awards/{made['id']}/records")
    say.line(
        f"        record  {record['reference']} for the file: who declared, marked, agreed, dissented, opened, decided"
    )
    letters = write_to_every_bidder(stage, say, made)
    standstill = stage.buyer.read(f"/v1/awards/{made['id']}/standstill")
    say.line(f"standstill: {', '.join(standstill['counted'])}")
    say.line(f"            over at {standstill['ends_in_london']}")
    stage.set_clock("early")
    term = {"starts_on": tender["starts_on"], "ends_on": tender["ends_on"]}
    refused = stage.buyer.is_refused(f"/v1/awards/{made['id']}/contract", term, "contract.standstill_running")
    say.line(f"too early: {refused}")
    documents = {"award": summary["id"], **{f"summary-{key}": one for key, one in told.items()}, "record": record["id"]}
    documents |= {f"letter-{key}": one for key, one in letters.items()}
    return dict(made), winner, documents


def _publish(stage: Stage, say: Narration, award: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Have somebody else approve the award, tell every bidder, publish the notice; return award and summaries."""
    path = f"/v1/awards/{award['id']}"
    refused = stage.buyer.is_refused(f"{path}/approve", {}, "award.approval_needs_another")
    say.line(f"        not alone: {refused}")
    read = "The result and the reasons were read against the published criteria."
    stage.set_clock("approved")
    stage.commissioner.do(f"{path}/approve", {"reason": read})
    say.line(f"        approved by {stage.commissioner.name}")
    refused = stage.buyer.is_refused(f"{path}/publish-notice", {}, "award.summaries_missing")
    say.line(f"too early: {refused}")
    told = tell_every_bidder(stage, say, award)
    stage.set_clock("noticed")
    made = stage.buyer.do(f"{path}/publish-notice", {})
    say.line(f"notice:     published on {made['notice_on']}, when every bidder had its summary")
    return dict(made), told


def _print_ranking(say: Narration, lot: Mapping[str, Any]) -> None:
    rows = [[str(row["rank"]), row["name"], row["total"]["shown"]] for row in lot["ranking"]]
    rows += [["-", row["name"], "excluded"] for row in lot["excluded"]]
    say.table(["rank", "bidder", "of 100"], rows)


def _reasons(supplier: Story, first: Mapping[str, Any], margin: Mapping[str, Any]) -> str:
    """Return why the tender won, in words that every bidder reads: they name nobody but the winner."""
    notes = supplier["notes"]
    return (
        f"{supplier['name']} submitted the most advantageous tender: it has the highest total under the published "
        f"criteria, {first['total']['shown']} of 100, {margin['gap']['shown']} more than the tender ranked second.\n\n"
        f"On service delivery its answer {notes['service-delivery']['strength']}. On mobilisation it "
        f"{notes['mobilisation']['strength']}.\n\n"
        f"On social value it {notes['local-spend-method']['strength']}; it {notes['living-wage-method']['strength']}; "
        f"and it {notes['carbon-method']['strength']}."
    )

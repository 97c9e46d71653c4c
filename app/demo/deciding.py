"""The middle acts: three evaluators mark, the panel agrees, the engine ranks, the buyer decides."""

from collections.abc import Mapping
from typing import Any

from app.demo.narration import Narration
from app.demo.stage import Stage, Story
from app.demo.telling import tell_every_bidder
from app.demo.tendering import open_envelope
from app.demo.withholding import decide_on_passages

_WORKING_DAYS_OFFERED = 8
"""What the buyer of a notice offers where the regime requires no standstill, so that there is one to look at."""

_CLOSING = {
    "5": "",
    "4": "The gap is small.",
    "3": "The main part will be delivered.",
    "2": "The panel could not rely on it without guessing.",
    "1": "Most of what was asked is missing.",
}


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
    _mark(stage, bids)
    count = len(bids) * len(questions) * len(stage.evaluators)
    say.line(f"{count} marks by {len(stage.evaluators)} evaluators, each with a reason; none sees another's")
    refused = stage.buyer.is_refused(f"/v1/tenders/{tender['id']}/results", {"lot": lot}, "result.incomplete")
    say.line(f"not ready: {refused}")
    stage.set_clock("agreed")
    differing = _agree(stage, bids)
    say.line(
        f"the panel agreed every mark; in {differing} places the three had differed, and said why they came together"
    )
    _decide_gates(stage, say, bids)
    open_envelope(stage, say, tender, "price")
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
    made = stage.buyer.do(f"/v1/tenders/{tender['id']}/awards", body)
    say.line(f"award   {made['reference']} to {made['supplier_name']}, decided by {stage.buyer.name}")
    made, told = _publish(stage, say, made)
    summary = stage.buyer.do(f"/v1/awards/{made['id']}/documents")
    say.line(f"        summary {summary['reference']} issued: {summary['content_digest'][:19]}...")
    standstill = stage.buyer.read(f"/v1/awards/{made['id']}/standstill")
    say.line(f"standstill: {', '.join(standstill['counted'])}")
    say.line(f"            over at {standstill['ends_in_london']}")
    stage.set_clock("early")
    term = {"starts_on": tender["starts_on"], "ends_on": tender["ends_on"]}
    refused = stage.buyer.is_refused(f"/v1/awards/{made['id']}/contract", term, "contract.standstill_running")
    say.line(f"too early: {refused}")
    return dict(made), winner, {"award": summary["id"], **{f"summary-{key}": one for key, one in told.items()}}


def _publish(stage: Stage, say: Narration, award: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Have somebody else approve the award, tell every bidder, publish the notice; return award and summaries."""
    path = f"/v1/awards/{award['id']}"
    refused = stage.buyer.is_refused(f"{path}/approve", {}, "award.approval_needs_another")
    say.line(f"        not alone: {refused}")
    read = "The result and the reasons were read against the published criteria."
    stage.commissioner.do(f"{path}/approve", {"reason": read})
    say.line(f"        approved by {stage.commissioner.name}")
    told = tell_every_bidder(stage, say, award)
    made = stage.buyer.do(f"{path}/publish-notice", {})
    say.line(f"notice:     published on {made['notice_on']}, when every bidder had its summary")
    return dict(made), told


def _mark(stage: Stage, bids: Mapping[str, str]) -> None:
    for key, bid_id in bids.items():
        supplier = stage.story["suppliers"][key]
        for criterion, marks in supplier["marks"].items():
            for place, evaluator in enumerate(stage.evaluators):
                rationale = _rationale(supplier["notes"][criterion], place)
                body = {"criterion": criterion, "mark": marks[place], "rationale": rationale}
                evaluator.do(f"/v1/bids/{bid_id}/marks", body)


def _rationale(note: Mapping[str, str], place: int) -> str:
    """Return what one evaluator wrote: the first about the strength, the second about the gap, the third about both."""
    both = (f"The answer {note['strength']}.", note["gap"])
    return " ".join(both[place : place + 1] or both)


def _agree(stage: Stage, bids: Mapping[str, str]) -> int:
    attendees = [evaluator.name for evaluator in stage.evaluators] + [stage.buyer.name]
    differing = 0
    for key, bid_id in bids.items():
        supplier = stage.story["suppliers"][key]
        for criterion, mark in supplier["agreed"].items():
            differs = len(set(supplier["marks"][criterion])) > 1
            differing += differs
            body = {
                "criterion": criterion,
                "mark": mark,
                "rationale": agreed_rationale(supplier["notes"][criterion], mark),
                "attendees": attendees,
                "discussion": _discussion(stage.story, key, criterion, supplier, mark, differs=differs),
            }
            stage.buyer.do(f"/v1/bids/{bid_id}/agreed-marks", body)
    return differing


def agreed_rationale(note: Mapping[str, str], mark: str) -> str:
    """Return why the panel agreed on a mark: the strength, the gap, and how much the gap weighs."""
    return f"The answer {note['strength']}. {note['gap']} {_CLOSING[mark]}".strip()


def _discussion(story: Story, key: str, criterion: str, supplier: Story, mark: str, *, differs: bool) -> str:
    talk = story["talk"]
    if (key, criterion) == (talk["bid"], talk["criterion"]):
        return str(talk["note"])
    if not differs:
        return f"All three had given {mark}. We compared our reasons, and nobody saw it differently."
    marks, gap = ", ".join(supplier["marks"][criterion]), supplier["notes"][criterion]["gap"]
    return f"The marks were {marks}. We read the passage together. {gap} All three agreed on {mark}."


def _decide_gates(stage: Stage, say: Narration, bids: Mapping[str, str]) -> None:
    attendees = [evaluator.name for evaluator in stage.evaluators]
    for key, bid_id in bids.items():
        supplier = stage.story["suppliers"][key]
        for criterion, declared in supplier["declarations"].items():
            words = criterion.replace("-", " ")
            rationale = (
                f"The {words} was checked and holds."
                if declared
                else f"No {words} that meets the published requirement was given, and the bid says so itself."
            )
            body = {"criterion": criterion, "passed": declared, "rationale": rationale, "attendees": attendees}
            stage.buyer.do(f"/v1/bids/{bid_id}/gate-decisions", body)
            if not declared:
                say.line(f"{supplier['name']} fails the gate {words!r}: excluded, as published")


def _print_ranking(say: Narration, lot: Mapping[str, Any]) -> None:
    rows = [[str(row["rank"]), row["name"], row["total"]["shown"]] for row in lot["ranking"]]
    rows += [["-", row["name"], "excluded"] for row in lot["excluded"]]
    say.table(["rank", "bidder", "of 100"], rows)
    for sentence in ("gap_said", "mark_change_said", "weight_change_said"):
        say.line(str(lot["margin"][sentence]))


def _reasons(supplier: Story, first: Mapping[str, Any], margin: Mapping[str, Any]) -> str:
    notes = supplier["notes"]
    return (
        f"{supplier['name']} submitted the most advantageous tender: it has the highest total under the published "
        f"criteria, {first['total']['shown']} of 100. {margin['gap_said']}\n\n"
        f"On service delivery its answer {notes['service-delivery']['strength']}. On mobilisation it "
        f"{notes['mobilisation']['strength']}.\n\n"
        f"On social value it {notes['local-spend-method']['strength']}; it {notes['living-wage-method']['strength']}; "
        f"and it {notes['carbon-method']['strength']}."
    )

"""What the panel does: each evaluator marks alone and quotes, marks freeze, the three talk, and one may dissent."""

from collections.abc import Mapping
from typing import Any

from app.demo.narration import Narration
from app.demo.stage import Stage, Story
from app.demo.user import User

_CLOSING = {
    "5": "",
    "4": "The gap is small.",
    "3": "The main part will be delivered.",
    "2": "The panel could not rely on it without guessing.",
    "1": "Most of what was asked is missing.",
}


def mark(stage: Stage, say: Narration, tender: Mapping[str, Any], bids: Mapping[str, str]) -> None:
    """Let every evaluator mark every answer, with a reason and the passage it rests on; the first one drafts."""
    drafter, count = stage.evaluators[0], 0
    mine = {one["criterion"]: one for one in drafter.read("/v1/my-work")["items"] if one["tender_id"] == tender["id"]}
    for key, bid_id in bids.items():
        supplier = stage.story["suppliers"][key]
        for criterion, marks in supplier["marks"].items():
            note = supplier["notes"][criterion]
            for place, evaluator in enumerate(stage.evaluators):
                if evaluator.name in _kept_from(stage.story, key):
                    continue
                body = {"mark": marks[place], "rationale": _rationale(note, place)}
                body["quotes"] = [{"text": note["passage"]}]
                if evaluator is drafter:
                    evaluator.do(f"/v1/my-work/{mine[criterion]['assignment_id']}/drafts/{bid_id}", body)
                else:
                    evaluator.do(f"/v1/bids/{bid_id}/marks", {"criterion": criterion, **body})
                count += 1
    for one in mine.values():
        drafter.do(f"/v1/my-work/{one['assignment_id']}/submit", {"bids": None})
    say.line(f"drafts:    {drafter.name} drafts every mark first, and submits question by question, all or none")
    people = len(stage.evaluators)
    say.line(f"marks:     {count} by {people} evaluators, each with a reason and a quoted passage; none sees another's")


def agree(stage: Stage, say: Narration, tender: Mapping[str, Any], bids: Mapping[str, str]) -> None:
    """Open the moderation of each question, which freezes its marks, and record what the panel agrees on it."""
    lot, talk = tender["lots"][0]["code"], stage.story["talk"]
    differing = 0
    for criterion in next(iter(stage.story["suppliers"].values()))["agreed"]:
        moderation = {"lot": lot, "criterion": criterion}
        opened = stage.buyer.do(f"/v1/tenders/{tender['id']}/moderations", moderation)
        if criterion == talk["criterion"]:
            say.line(
                f"frozen:    {opened['marks']} marks on {criterion}, moderation opened by {opened['opened_by_name']}"
            )
            _try_to_change(stage, say, bids[talk["bid"]])
            _show_disagreement(stage, say, tender, moderation)
        for key, bid_id in bids.items():
            differing += _agree_on(stage, key, criterion, bid_id)
    said = talk["dissent"]
    say.line(f"dissent:   {said['name']} would have given {said['mark']}: {said['reason']}")
    say.line(f"agreed:    every mark; in {differing} places they had differed, and said why they came together")


def agreed_rationale(note: Mapping[str, str], mark: str) -> str:
    """Return why the panel agreed on a mark: the strength, the gap, and how much the gap weighs."""
    return f"The answer {note['strength']}. {note['gap']} {_CLOSING[mark]}".strip()


def decide_gates(stage: Stage, say: Narration, bids: Mapping[str, str]) -> None:
    """Decide for every bid whether it passes each gate."""
    for key, bid_id in bids.items():
        supplier, attendees = stage.story["suppliers"][key], [person.name for person in _there(stage, key)]
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
                say.line(f"gate:      {supplier['name']} fails the {words}: excluded, as published")


def _rationale(note: Mapping[str, str], place: int) -> str:
    """Return what one evaluator wrote: the first about the strength, the second about the gap, the third about both."""
    both = (f"The answer {note['strength']}.", note["gap"])
    return " ".join(both[place : place + 1] or both)


def _kept_from(story: Story, key: str) -> set[str]:
    """Return the evaluators who keep away from a supplier's bid."""
    return {one["person"] for one in story["interests"] if key in one["keeps_from"]}


def _there(stage: Stage, key: str) -> list[User]:
    """Return who is there when the panel talks about a bid."""
    kept = _kept_from(stage.story, key)
    return [person for person in (*stage.evaluators, stage.buyer) if person.name not in kept]


def _given(stage: Stage, key: str, criterion: str) -> list[str]:
    """Return the marks that were given to an answer, in the order of the evaluators."""
    marks, kept = stage.story["suppliers"][key]["marks"][criterion], _kept_from(stage.story, key)
    return [mark for mark, person in zip(marks, stage.evaluators, strict=True) if person.name not in kept]


def _try_to_change(stage: Stage, say: Narration, bid_id: str) -> None:
    talk = stage.story["talk"]
    change = {"criterion": talk["criterion"], "mark": "2", "rationale": "I see it as the others do.", "quotes": []}
    late = stage.evaluators[0].is_refused(
        f"/v1/bids/{bid_id}/marks", change | {"superseding_reason": "After talking to them."}, "mark.frozen"
    )
    say.line(f"too late:  {late}")


def _show_disagreement(stage: Stage, say: Narration, tender: Mapping[str, Any], moderation: Mapping[str, str]) -> None:
    path = f"/v1/tenders/{tender['id']}/moderation?lot={moderation['lot']}&criterion={moderation['criterion']}"
    for question in stage.buyer.read(path)["questions"]:
        for bid in question["bids"]:
            if bid["flagged"]:
                span = f"from {bid['lowest']} to {bid['highest']}"
                say.line(f"flagged:   {bid['supplier_name']} on {question['title']}: marks {span}")


def _agree_on(stage: Stage, key: str, criterion: str, bid_id: str) -> bool:
    """Record the agreed mark of one bid; return whether the evaluators had differed."""
    supplier, talk = stage.story["suppliers"][key], stage.story["talk"]
    marks, mark, note = _given(stage, key, criterion), supplier["agreed"][criterion], supplier["notes"][criterion]
    differs, is_talk = len(set(marks)) > 1, (key, criterion) == (talk["bid"], talk["criterion"])
    body = {
        "criterion": criterion,
        "mark": mark,
        "rationale": agreed_rationale(note, mark),
        "quotes": [{"text": note["passage"]}],
        "attendees": [person.name for person in _there(stage, key)],
        "discussion": talk["note"] if is_talk else _discussion(marks, mark, note["gap"], differs=differs),
        "dissent": [talk["dissent"]] if is_talk else [],
    }
    stage.buyer.do(f"/v1/bids/{bid_id}/agreed-marks", body)
    return differs


def _discussion(marks: list[str], mark: str, gap: str, *, differs: bool) -> str:
    if not differs:
        return f"Everybody had given {mark}. We compared our reasons, and nobody saw it differently."
    return f"The marks were {', '.join(marks)}. We read the passage together. {gap} We agreed on {mark}."

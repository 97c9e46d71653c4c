"""Who declares what, and when: before the opening, against the bidders, before the award; one interest is decided."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.demo.narration import Narration
from app.demo.stage import Stage
from app.demo.user import User


def before_the_opening(stage: Stage, say: Narration, tender: Mapping[str, Any]) -> None:
    """Show that nobody opens before declaring, then let the two who open declare that they have no interest."""
    refused = stage.buyer.is_refused(
        f"/v1/tenders/{tender['id']}/openings", {"envelope": "quality"}, "conflict.declaration_needed"
    )
    say.line(f"undeclared: {refused.partition('. ')[0]}.")
    _declare(tender, (stage.buyer, stage.commissioner))


def against_the_bidders(stage: Stage, say: Narration, tender: Mapping[str, Any]) -> None:
    """Let those who run the tender declare against the bidders, who are known now."""
    _declare(tender, (stage.buyer, stage.commissioner))
    own = stage.buyer.read(f"/v1/tenders/{tender['id']}/my-declaration")
    say.line(f"declared:   against {', '.join(bidder['name'] for bidder in own['bidders'])}")


def before_marking(stage: Stage, say: Narration, tender: Mapping[str, Any]) -> None:
    """Let the evaluators declare: one of them has an interest, on which a colleague decides."""
    said = stage.story["interest"]
    for evaluator in stage.evaluators:
        if evaluator.name != said["person"]:
            _declare(tender, (evaluator,))
            continue
        made = _declared(tender, evaluator, [said["declared"]])
        found = "; ".join(link["said"] for link in made["links"]) or "no link to a bidder found"
        say.line(f"interest:   {evaluator.name}: {said['declared']['what']} ({found})")
        address = f"/v1/declarations/{made['id']}/decide"
        decided = stage.commissioner.do(address, {"outcome": said["outcome"], "reasons": said["reasons"]})
        say.line(f"            {decided['status']} by {stage.commissioner.name}: {said['reasons']}")


def before_the_award(stage: Stage, tender: Mapping[str, Any]) -> None:
    """Let those who decide and approve declare once more."""
    _declare(tender, (stage.buyer, stage.commissioner))


def _declare(tender: Mapping[str, Any], people: Iterable[User]) -> None:
    for person in people:
        _declared(tender, person, [])


def _declared(tender: Mapping[str, Any], person: User, interests: list[Mapping[str, Any]]) -> dict[str, Any]:
    path = f"/v1/tenders/{tender['id']}"
    stage = person.read(f"{path}/my-declaration")["stage"]
    made: dict[str, Any] = person.do(f"{path}/declarations", {"stage": stage, "interests": interests})
    return made

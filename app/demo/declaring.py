"""Who declares what, and when: before the opening, against the bidders, before the award; one interest is decided."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.demo.narration import Narration
from app.demo.stage import Stage, Story
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
    say.line(f"declared:  against {', '.join(bidder['name'] for bidder in own['bidders'])}")


def before_marking(stage: Stage, say: Narration, tender: Mapping[str, Any]) -> None:
    """Let the evaluators declare: one has an interest, and of one an earlier account at a bidder is found."""
    told = {one["person"]: one for one in stage.story["interests"]}
    for evaluator in stage.evaluators:
        if evaluator.name not in told:
            _declare(tender, (evaluator,))
            continue
        said = told[evaluator.name]
        made = _declared(tender, evaluator, [said["declared"]] if said["declared"] else [])
        words = said["declared"]["what"] if said["declared"] else "declares that there is nothing to declare."
        say.line(f"interest:  {evaluator.name}: {words}")
        for link in made["links"]:
            say.line(f"           found: {link['said']}")
        _try_to_begin(say, tender, evaluator)
        _decide(stage, say, made["id"], said)


def _try_to_begin(say: Narration, tender: Mapping[str, Any], evaluator: User) -> None:
    mine = [one for one in evaluator.read("/v1/my-work")["items"] if one["tender_id"] == tender["id"]]
    refused = evaluator.is_refused_to_read(f"/v1/my-work/{mine[0]['assignment_id']}", "conflict.undecided")
    say.line(f"           until then: {refused.partition('. Ask')[0]}.")


def _decide(stage: Stage, say: Narration, declaration: str, said: Story) -> None:
    """Let the commissioner decide on a declaration, as the story tells."""
    kept = [stage.suppliers[key].organisation_id for key in said["keeps_from"]]
    body = {"outcome": said["outcome"], "reasons": said["reasons"], "suppliers": kept}
    decided = stage.commissioner.do(f"/v1/declarations/{declaration}/decide", body)
    names = [stage.story["suppliers"][key]["name"] for key in said["keeps_from"]]
    how = f"{decided['status']}, kept from {' and '.join(names)}," if names else decided["status"]
    say.line(f"           {how} by {stage.commissioner.name}: {said['reasons']}")


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

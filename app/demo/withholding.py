"""A price written into an answer: found at the opening, withheld from those who mark, decided by somebody else."""

from collections.abc import Mapping
from typing import Any

from app.demo.narration import Narration
from app.demo.stage import Stage

_MASKED = "It is the price of the bid, and says nothing about the question."


def decide_on_passages(stage: Stage, say: Narration, tender: Mapping[str, Any]) -> None:
    """Show every passage that the opening withheld from the evaluators, and let the commissioner keep it withheld."""
    for flag in stage.commissioner.read(f"/v1/tenders/{tender['id']}/flags")["items"]:
        say.line(f"withheld:  {flag['supplier_name']}, {flag['criterion']}: “{_sentence(flag['around'])}”")
        decided = stage.commissioner.do(f"/v1/flags/{flag['id']}/decide", {"outcome": "masked", "reason": _MASKED})
        say.line(f"           {decided['outcome']} by {stage.commissioner.name}, who does not mark: {_MASKED}")


def _sentence(around: str) -> str:
    """Return the sentence of a passage that something is withheld from."""
    return next((part.strip() for part in around.split(". ") if "[withheld" in part), around)

"""What is asked for when a promise is not kept, in the whole life that is walked: a plan, and the reply to it."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.contracts.whole_life import Life

ASKED, REPLIED = "remedy-canary-6641", "remedy-reply-canary-6642"


def hold_to(life: "Life", commitment: dict[str, Any]) -> None:
    """Ask for a recovery plan for a commitment, and have the supplier send it."""
    today = life.world.clock.now().date()
    body = {
        "kind": "recovery_plan",
        "commitment_id": commitment["id"],
        "words": f"Nobody was hired: {ASKED}.",
        "reply_by": str(today + timedelta(days=14)),
        "due_on": str(today + timedelta(days=28)),
    }
    remedy = life.team.buyer.make(f"/v1/contracts/{life.ids['contract_id']}/remedies", body)
    life.ids["remedy_id"] = remedy["id"]
    life.supplier("Acme").make(f"/v1/remedies/{remedy['id']}/reply", {"words": f"Two in May, {REPLIED}."})

"""What stands behind a claim in the whole life that is walked: a plan, an assessment, a question, a shared report."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.contracts.whole_life import Life

QUESTION, SHARED, PLANNED = "question-canary-6621", "shared-canary-6622", "planned-canary-6623"


def stand_behind(life: "Life", commitment: dict[str, Any], update_id: str) -> None:
    """Plan what proves a commitment, have a claim on it assessed, ask about it, and report once for several."""
    buyer, acme = life.team.buyer, life.supplier("Acme")
    plans = f"/v1/commitments/{commitment['id']}/evidence-plans"
    buyer.make(plans, {"engine": "none"})
    buyer.make(plans, {"engine": "living-wage", "revises": 1, "reason": f"The wage sheets of {PLANNED}."})
    asked = {"question": f"Who is {QUESTION}?"}
    report = {"title": "A fair", "quantity": "10", "unit": "visits", "words": f"We met {SHARED}."}
    days = {"starts_on": "2026-04-01", "ends_on": "2026-04-02"}
    life.ids |= {
        "assessment_id": buyer.make(f"/v1/updates/{update_id}/assessments")["id"],
        "query_id": buyer.make(f"/v1/updates/{update_id}/queries", asked)["id"],
        "report_id": acme.make("/v1/reports", report | days)["id"],
    }

"""A contract beside the others, of which claims are assessed, asked about, replied to, and shared among buyers."""

from datetime import date
from typing import Any

from app.contracts.rules import ContractStatus
from app.delivery.proving import rules
from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.delivery.deal import BANDS, Deal, Promise, deal, spend
from tests.journeys.example_cast import refused
from tests.world import START, World

WAGES = Promise(
    measure={
        "id": "living-wage-workers",
        "title": "Workers paid the Real Living Wage",
        "unit": "% of workers",
        "adds_up": "percentage",
        "better": "higher",
    },
    promised="100",
    targets=("100", "100", "100", "100"),
    bands=BANDS,
    title="Everybody on the contract is paid the Real Living Wage",
)
PAID = b"""role,region,hourly rate,hours,headcount,age group,contract type,from,to
cleaner,UK,12.60,4500,30,21 and over,employee,2026-01-01,2026-03-31
guard,UK,12.30,1500,10,21 and over,employee,2026-01-01,2026-03-31
"""
PLAN = {"engine": "living-wage", "quantity": None, "settings": {"smallest_group": "5"}, "revises": 0, "reason": None}
REPORT = {
    "title": "Spring fair, all trusts",
    "quantity": "1000",
    "unit": "GBP",
    "starts_on": "2026-01-10",
    "ends_on": "2026-01-20",
    "words": "A fair for local growers at the college; stalls were paid for by us.",
}

BASELINE = {
    "factor_year": "2024",
    "frozen_on": "2025-01-01",
    "period": {"from": "2024-01-01", "to": "2024-12-31"},
    "lines": [{"activity": "electricity-generation", "quantity": "100", "unit": "MWh"}],
}

Json = dict[str, Any]


def meet_them(world: World) -> None:
    """Meet every refusal about evidence plans, assessments, questions, replies and shares, and use their routes."""
    world.clock.at = START
    made = deal(world, WAGES, spend("500", "500"))
    _plan(made)
    made.on(date(2026, 4, 3))
    update = _assess(made)
    _ask(made, update)
    _reply(made)
    _share(world, made)
    made.put(ContractStatus.ENDED)
    refused(made.buyer, "evidence_plan.not_open", _plans(made), PLAN | {"revises": 2, "reason": "For the file."})


def _plans(made: Deal, commitment: int = 0) -> str:
    return f"/v1/commitments/{made.commitments[commitment]}/evidence-plans"


def _plan(made: Deal) -> None:
    path, buyer = _plans(made), made.buyer
    refused(buyer, "evidence_plan.unfit", path, PLAN | {"settings": {"smallest_team": "5"}})
    buyer.make(path, PLAN)
    refused(buyer, "evidence_plan.overtaken", path, PLAN)
    refused(buyer, "evidence_plan.reason_needed", path, PLAN | {"revises": 1})
    made.supplier.read(path)
    other, settings = _plans(made, 1), {"baseline": BASELINE}
    buyer.make(other, PLAN | {"engine": "carbon", "settings": settings})
    later = {"revises": 1, "reason": "Last year was warmer."}
    settings = {"baseline": BASELINE | {"frozen_on": "2025-06-01"}}
    refused(buyer, "evidence_plan.baseline_frozen", other, PLAN | later | {"engine": "carbon", "settings": settings})
    buyer.make(other, {"engine": "none", "revises": 1, "reason": "It is counted by invoices."})


def _assess(made: Deal) -> Json:
    buyer, supplier = made.buyer, made.supplier
    file = supplier.did(made.send("wages-q1.csv", PAID))
    outside = {"starts_on": "2025-10-01", "ends_on": "2025-12-31"}
    path = f"/v1/commitments/{made.commitments[0]}/updates"
    claim = {"period": outside, "claimed": "80", "words": "Thirty-two of forty.", "evidence": [file["id"]]}
    refused(supplier, "update.outside_contract", path, claim)
    update: Json = made.claimed("80", evidence=[file["id"]])
    one = f"/v1/updates/{update['id']}"
    refused(buyer, "update.reason_needed", f"{one}/verify", {})
    buyer.make(_plans(made), PLAN | {"revises": 1, "reason": "Groups of five are still told apart.", "settings": {}})
    at_once, rules.READ_AT_ONCE = rules.READ_AT_ONCE, 0
    try:
        waiting = buyer.make(f"{one}/assessments")
    finally:
        rules.READ_AT_ONCE = at_once
    refused(supplier, "assessment.pending", f"{one}/assessments", method="POST")
    refused(buyer, "assessment.no_record", f"/v1/assessments/{waiting['id']}/record", method="GET")
    made.world.run_jobs()
    buyer.read(f"/v1/assessments/{waiting['id']}")
    buyer.read(f"/v1/assessments/{waiting['id']}/record")
    buyer.read(f"{one}/assessments")
    bare = made.claimed("100", quarter=1)
    refused(buyer, "assessment.nothing_to_assess", f"/v1/updates/{bare['id']}/assessments", method="POST")
    return update


def _ask(made: Deal, update: Json) -> None:
    buyer, supplier, one = made.buyer, made.supplier, f"/v1/updates/{update['id']}"
    question = {"question": "Which two people are in the 80% and not on the pay lines?", "answer_within": 5}
    query = buyer.make(f"{one}/queries", question)
    refused(buyer, "update.query_open", f"{one}/reject", {"reason": "The pay lines show thirty."})
    answer = {"words": "Two cleaners of the agency; their lines follow.", "evidence": []}
    supplier.make(f"/v1/queries/{query['id']}/answer", answer)
    refused(supplier, "query.answered", f"/v1/queries/{query['id']}/answer", answer)
    buyer.make(f"{one}/part-verify", {"proved": "75", "reason": "Thirty of forty, by the pay lines."})
    supplier.make(f"{one}/reply", {"words": "The agency's lines are in the file of 2 April.", "evidence": []})
    refused(supplier, "reply.made", f"{one}/reply", {"words": "And once more."})
    buyer.make(f"{one}/uphold", {"reason": "They name the same thirty people."})
    refused(buyer, "update.no_reply", f"{one}/uphold", {"reason": "As before."})
    refused(supplier, "reply.not_open", f"{one}/reply", {"words": "We do not agree."})


def _reply(made: Deal) -> None:
    (bare,) = made.buyer.read("/v1/updates?status=submitted")["items"]
    one = f"/v1/updates/{bare['id']}"
    query = made.buyer.make(f"{one}/queries", {"question": "Where are the pay lines?"})
    made.on(date(2026, 4, 23))
    made.buyer.make(f"{one}/reject", {"reason": "There are no pay lines.", "reply_within": 5})
    made.on(date(2026, 5, 11))
    refused(made.supplier, "reply.too_late", f"{one}/reply", {"words": "They are here."})
    made.claimed("100", quarter=1)
    refused(made.supplier, "query.overtaken", f"/v1/queries/{query['id']}/answer", {"words": "They are here."})


def _share(world: World, made: Deal) -> None:
    council = world.person(world.organisation(OrganisationKind.COUNCIL), Role.BUYER)
    other = deal(world, spend("500", "500"), sides=(council, made.supplier))
    supplier = made.supplier
    refused(supplier, "report.unfit", "/v1/reports", REPORT | {"ends_on": "2026-01-09"})
    report = supplier.make("/v1/reports", REPORT)
    path = f"/v1/reports/{report['id']}/shares"

    def shares(one: str, two: str) -> Json:
        takers = ((made.commitments[1], made.targets[1][0], one), (other.commitments[0], other.targets[0][0], two))
        return {
            "shares": [
                {"commitment": str(commitment), "percent": percent, "period": {"target": str(target)}}
                for commitment, target, percent in takers
            ]
        }

    refused(supplier, "report.over_allotted", path, shares("60", "50"))
    unlike = {"commitment": str(made.commitments[0]), "percent": "10"}
    refused(supplier, "report.shares_unfit", path, {"shares": [unlike]})
    supplier.make(path, shares("60", "40"))
    supplier.read("/v1/reports")
    supplier.read(f"/v1/reports/{report['id']}")
    (update,) = council.read("/v1/updates")["items"]
    council.read(f"/v1/updates/{update['id']}")

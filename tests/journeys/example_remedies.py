"""A contract beside the others that falls behind: what it still needs, remedies, signed ratings, notices due."""

import json
from datetime import date
from decimal import Decimal

from app.contracts.models import Contract
from app.identity.rules import Role
from app.kit.problem import problem
from app.performance.notices.errors import RatingSigned
from app.performance.remedies.errors import RemedyOvertaken
from app.tenders.models import Tender
from tests.delivery.deal import WORDS, Deal, deal, spend
from tests.journeys.example_cast import refused
from tests.journeys.recording import Recording
from tests.world import START, World

REPLY_BY = "2026-07-20"
PLAN = {
    "kind": "recovery_plan",
    "words": "A third of the spend promised for April to June is proved.",
    "reply_by": REPLY_BY,
    "due_on": "2026-08-14",
}
CREDIT = {
    "kind": "credit",
    "words": "The shortfall of the first half-year.",
    "formula": "A tenth of what is due and not proved on 1 July 2026.",
    "reply_by": REPLY_BY,
}


def meet_them(world: World) -> None:
    """Use every route of the portfolio, forecasts, remedies and ratings, and meet their refusals."""
    world.clock.at = START
    made = deal(world, spend("90000", "90000", "90000", "90000"), WORDS)
    _under_a_regime(made)
    made.on(date(2026, 7, 2))
    made.verified("84000")
    made.verified("30000", quarter=1)
    buyer = made.buyer
    buyer.read("/v1/portfolio")
    buyer.read("/v1/portfolio/calibration")
    buyer.read(f"/v1/contracts/{made.contract}/forecast")
    _rate(made)
    _hold_to(made)
    buyer.read(f"/v1/contracts/{made.contract}/notices")


def write_down(recording: Recording) -> None:
    """Keep the refusals that only a lost race meets."""
    for refusal in (RemedyOvertaken(), RatingSigned()):
        recording.problems[refusal.code] = json.loads(bytes(problem(refusal).body))


def _under_a_regime(made: Deal) -> None:
    with made.world.service.database.unit_of_work(write=True) as tx:
        contract = tx.get(Contract, made.contract)
        assert contract
        contract.value = Decimal(9_000_000)
        tender = tx.get(Tender, contract.tender_id)
        assert tender
        tender.regime, tender.category, tender.value_includes_vat = "procurement-act-2023", "services", True


def _rate(made: Deal) -> None:
    path = f"/v1/commitments/{made.commitments[0]}/ratings"
    refused(made.buyer, "rating.needs_reason", path, {"rating": "approaching_target"})
    reason = "Two invoices of June came on 1 July and will be claimed anew."
    made.buyer.make(path, {"rating": "requires_improvement", "reason": reason})
    refused(made.buyer, "rating.in_the_future", path, {"rating": "good", "as_at": "2026-07-03"})
    words = f"/v1/commitments/{made.commitments[1]}/ratings"
    refused(made.buyer, "rating.nothing_due", words, {"rating": "good", "reason": "It was read with pleasure."})
    made.supplier.read(f"/v1/contracts/{made.contract}/ratings")


def _hold_to(made: Deal) -> None:
    buyer, supplier, path = made.buyer, made.supplier, f"/v1/contracts/{made.contract}/remedies"
    refused(buyer, "remedy.unfit", path, PLAN | {"due_on": None, "amount": "100"})
    plan = buyer.make(path, PLAN | {"commitment_id": str(made.commitments[0])})
    one = f"/v1/remedies/{plan['id']}"
    refused(made.colleague(Role.BUYER, Role.SUPPLIER), "remedy.other_side", f"{one}/reply", {"words": "We agree."})
    refused(buyer, "remedy.reply_open", f"{one}/close", {"outcome": "not_improved", "reason": "Nothing came."})
    supplier.make(f"{one}/reply", {"words": "Three local growers from August; invoices by the 10th of each month."})
    buyer.make(f"{one}/return", {"reason": "Say how much from each.", "due_on": "2026-08-21"})
    supplier.make(f"{one}/reply", {"words": "30,000 pounds a month from each of three growers."})
    buyer.make(f"{one}/accept", {"reason": "It closes the gap by December.", "due_on": "2026-12-31"})
    refused(buyer, "remedy.not_open", f"{one}/return", {"reason": "On second thoughts.", "due_on": "2026-08-28"})
    buyer.make(f"{one}/close", {"outcome": "improved", "reason": "September is above its target."})
    buyer.make(path, CREDIT)
    supplier.read(path)
    supplier.read(one)

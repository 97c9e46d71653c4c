"""A remedy is a record with a clock and a reply: nobody is held to it unheard, and nothing moves by itself."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.contracts.models import Contract
from app.identity.rules import Role
from app.performance.remedies import rules
from app.performance.remedies import service as remedies
from app.performance.remedies.errors import RemedyNotOpen, RemedyUnfit, ReplyStillOpen
from app.performance.remedies.rules import Asked, Kind, Outcome, Status
from tests.delivery.deal import Deal, deal
from tests.world import World

TODAY, REPLY_BY, LATER = date(2026, 4, 2), date(2026, 4, 16), date(2026, 5, 29)


def asked(kind: Kind, **given: Any) -> Asked:
    facts: dict[str, Any] = {"amount": None, "formula": None, "happened_on": None, "reply_by": REPLY_BY, "due_on": None}
    return Asked(kind, **(facts | given))


def body(kind: str, **given: Any) -> dict[str, Any]:
    return {"kind": kind, "words": "Two of ten jobs were filled.", "reply_by": str(REPLY_BY)} | given


@pytest.fixture
def made(world: World) -> Deal:
    found = deal(world)
    found.on(TODAY)
    return found


def awaited(made: Deal) -> list[tuple[date, str]]:
    assert made.buyer.organisation_id
    with made.world.service.database.unit_of_work(write=False) as tx:
        found = remedies.open_clocks(tx, authority_id=made.buyer.organisation_id)
        assert remedies.open_clocks(tx, supplier_id=made.supplier.organisation_id) == found
        assert {clock.awaiting_id for clock in found} <= {made.supplier.organisation_id}
    return [(clock.answer_by, clock.words) for clock in found]


@pytest.mark.parametrize(
    ("given", "places"),
    [
        (asked(Kind.CREDIT), ["body.amount"]),
        (asked(Kind.RECOVERY_PLAN, reply_by=date(2026, 4, 6)), ["body.reply_by", "body.due_on"]),
        (asked(Kind.RECOVERY_PLAN, due_on=TODAY), ["body.due_on"]),
        (asked(Kind.BREACH, formula="a tenth"), ["body.amount", "body.happened_on"]),
        (asked(Kind.BREACH, happened_on=LATER), ["body.happened_on"]),
    ],
)
def test_everything_that_a_remedy_lacks_is_said_at_once(given: Asked, places: list[str]) -> None:
    with pytest.raises(RemedyUnfit) as refused:
        rules.check_asked(given, TODAY)
    assert [each["place"] for each in refused.value.extra["findings"]] == places


def test_only_a_plan_is_accepted_or_returned_and_nothing_follows_the_end() -> None:
    rules.check_may_become(Kind.RECOVERY_PLAN, Status.ANSWERED, Status.RETURNED, act="returned")
    for kind, status, wanted in (
        (Kind.CREDIT, Status.ANSWERED, Status.ACCEPTED),
        (Kind.RECOVERY_PLAN, Status.OPEN, Status.ACCEPTED),
        (Kind.BREACH, Status.CLOSED, Status.ANSWERED),
    ):
        with pytest.raises(RemedyNotOpen):
            rules.check_may_become(kind, status, wanted, act="taken so")


def test_nobody_is_held_to_anything_while_there_is_time_to_reply() -> None:
    close = rules.check_may_close
    with pytest.raises(ReplyStillOpen):
        close(Kind.CREDIT, Status.OPEN, Outcome.NOT_SETTLED, reply_by=REPLY_BY, today=REPLY_BY)
    close(Kind.CREDIT, Status.OPEN, Outcome.WITHDRAWN, reply_by=REPLY_BY, today=TODAY)
    close(Kind.CREDIT, Status.ANSWERED, Outcome.NOT_SETTLED, reply_by=REPLY_BY, today=TODAY)
    close(Kind.CREDIT, Status.OPEN, Outcome.NOT_SETTLED, reply_by=REPLY_BY, today=LATER)
    with pytest.raises(RemedyUnfit):
        close(Kind.CREDIT, Status.ANSWERED, Outcome.TERMINATED, reply_by=REPLY_BY, today=LATER)


def test_a_recovery_plan_is_asked_for_sent_returned_sent_again_accepted_and_closed(made: Deal) -> None:
    buyer, supplier = made.buyer, made.supplier
    raised = buyer.make(
        f"/v1/contracts/{made.contract}/remedies",
        body("recovery_plan", commitment_id=str(made.commitments[0]), due_on=str(LATER)),
    )
    assert (raised["status"], raised["awaiting"]) == ("open", str(supplier.organisation_id))
    assert (raised["basis"]["due"], raised["basis"]["rating"], raised["basis"]["as_at"]) == (
        "10",
        "unknown",
        str(TODAY),
    )
    assert awaited(made) == [(REPLY_BY, "reply to the recovery plan")]
    path = f"/v1/remedies/{raised['id']}"
    answered = supplier.make(f"{path}/reply", {"words": "We hire two people a month."})
    assert (answered["status"], answered["awaiting"]) == ("answered", str(buyer.organisation_id))
    assert awaited(made) == []
    back = buyer.make(f"{path}/return", {"reason": "It names no dates.", "due_on": "2026-06-12"})
    assert (back["status"], back["due_on"]) == ("returned", "2026-06-12")
    made.on(date(2026, 6, 13))
    late = supplier.make(f"{path}/reply", {"words": "Two by 30 June, two by 31 July."})
    assert [act["is_late"] for act in late["acts"]] == [False, False, False, True]
    agreed = buyer.make(f"{path}/accept", {"reason": "It does.", "due_on": "2026-07-31"})
    assert awaited(made) == [(date(2026, 7, 31), "carry out the recovery plan")]
    assert agreed["status"] == "accepted"
    closed = buyer.make(f"{path}/close", {"outcome": "improved", "reason": "Four people started."})
    assert (closed["status"], closed["outcome"], closed["awaiting"]) == ("closed", "improved", None)
    assert [act["act"] for act in supplier.read(path)["acts"]] == [
        "raised",
        "replied",
        "returned",
        "replied",
        "accepted",
        "closed",
    ]
    again = supplier.post(f"{path}/reply", {"words": "One more thing."})
    assert (again.status_code, again.json()["code"]) == (409, "remedy.not_open")
    assert supplier.read(f"/v1/contracts/{made.contract}/remedies?status=closed")["items"] == [supplier.read(path)]
    assert supplier.read(f"/v1/contracts/{made.contract}/remedies?status=open")["items"] == []


def test_a_credit_is_stated_and_replied_to_and_the_contract_is_worth_what_it_was(made: Deal) -> None:
    path = f"/v1/contracts/{made.contract}/remedies"
    raised = made.buyer.make(path, body("credit", amount="1250.50"))
    assert (raised["amount"], raised["currency"], raised["basis"]) == ("1250.5", "GBP", None)
    early = made.buyer.post(f"/v1/remedies/{raised['id']}/close", {"outcome": "settled", "reason": "Paid."})
    assert (early.status_code, early.json()["code"]) == (409, "remedy.reply_open")
    made.supplier.make(f"/v1/remedies/{raised['id']}/reply", {"words": "Agreed; we pay by invoice."})
    made.buyer.make(f"/v1/remedies/{raised['id']}/close", {"outcome": "settled", "reason": "Paid."})
    with made.world.service.database.unit_of_work(write=False) as tx:
        contract = tx.get(Contract, made.contract)
        assert contract
        assert (contract.value, contract.status) == (Decimal(120000), "live")
    told = made.buyer.post(path, body("credit", formula="A tenth of the shortfall.", amount="1"))
    assert (told.status_code, told.json()["code"]) == (422, "remedy.unfit")


def test_each_step_is_for_one_side_and_strangers_see_nothing(made: Deal, world: World) -> None:
    raised = made.buyer.make(f"/v1/contracts/{made.contract}/remedies", body("credit", amount="1"))
    path = f"/v1/remedies/{raised['id']}"
    other = deal(world)
    for who in (other.buyer, other.supplier):
        assert who.get(path).status_code == 404
        assert who.get(f"/v1/contracts/{made.contract}/remedies").status_code == 404
    assert other.supplier.post(f"{path}/reply", {"words": "Not ours."}).status_code == 404
    both = made.world.person(made.supplier.organisation_id, Role.SUPPLIER) if made.supplier.organisation_id else None
    assert both
    assert both.make(f"{path}/reply", {"words": "A colleague replies."})["status"] == "answered"
    raised = made.buyer.make(f"/v1/contracts/{made.contract}/remedies", body("credit", amount="1"))
    reader = made.colleague(Role.AUDITOR)
    assert reader.get(f"/v1/remedies/{raised['id']}").status_code == 200
    assert (
        reader.post(f"/v1/remedies/{raised['id']}/close", {"outcome": "withdrawn", "reason": "No."}).status_code == 403
    )
    foreign = made.buyer.post(
        f"/v1/contracts/{made.contract}/remedies", body("credit", amount="1", commitment_id=str(other.commitments[0]))
    )
    assert foreign.status_code == 404

"""Decide on a colleague's declaration: never one's own, never as somebody whose own waits, and always with reasons."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.conflicts import repository
from app.conflicts.errors import DeclarationContent, DeclarationSuperseded, OwnDeclaration
from app.conflicts.models import Declaration, DeclarationDecision
from app.conflicts.rules import Outcome, Stage
from app.conflicts.schemas import DecisionCreate, DeclarationOut
from app.conflicts.service import reading, stages
from app.conflicts.service.standing import attempted, record_refusal
from app.kit import constraints
from app.kit.call import Call
from app.kit.errors import Busy, NotFound, Refusal
from app.kit.ids import new_id
from app.organisations import service as organisations
from app.tenders import service as tenders

constraints.means(
    "uq_declaration_decision_declaration_id_number",
    Busy,
    columns="declaration_decision.declaration_id, declaration_decision.number",
)


def decide(call: Call, declaration_id: UUID, body: DecisionCreate) -> DeclarationOut | Refusal:
    """Clear, limit or bar a colleague by the declaration that stands; an earlier decision on it is superseded.

    Whoever decides has declared for the stage that the tender has reached and waits for no decision. An attempt on
    one's own declaration, or without having declared, is recorded and returned. Raises DeclarationSuperseded or
    DeclarationContent.
    """
    tx = call.tx
    known = reading.in_reach(tx, call.actor, declaration_id)
    tender = tenders.owned(tx, call.actor, known.tender_id, lock=True)
    if known.person_id == call.actor.person_id:
        refusal = OwnDeclaration()
        record_refusal(call, tender, refusal)
        return refusal
    now, _ = stages.current(tx, tender)
    if why_not := attempted(call, tender, now or Stage.START):
        return why_not
    last = repository.declarations(tx, tender.id, person_id=known.person_id)[-1]
    if last.id != known.id:
        raise DeclarationSuperseded(last.id)
    _check_suppliers(tx, body)
    _decided(call, known, body, repository.decisions(tx, [known.id]))
    return reading.shown(tx, known)


def _decided(call: Call, row: Declaration, body: DecisionCreate, earlier: Sequence[DeclarationDecision]) -> None:
    decision = DeclarationDecision(
        id=new_id(call.now),
        declaration_id=row.id,
        number=len(earlier) + 1,
        outcome=body.outcome.value,
        suppliers=sorted({str(one) for one in body.suppliers}),
        reasons=body.reasons,
        decided_by=call.actor.person_id,
        decided_at=call.now,
    )
    repository.add(call.tx, decision)
    audit.record(
        call.tx,
        call.actor,
        Action.DECLARATION_DECIDED,
        row,
        log_id=row.authority_id,
        now=call.now,
        reason=body.reasons,
        before=_facts(earlier[-1]) if earlier else {"outcome": row.status, "suppliers": row.kept_from},
        after=_facts(decision) | {"person": str(row.person_id), "tender": str(row.tender_id)},
    )


def _check_suppliers(tx: Session, body: DecisionCreate) -> None:
    """Raise DeclarationContent unless suppliers are named with `limited` and there only, and are registered here.

    Whether they have bid is not looked at: before bids are opened the answer would tell.
    """
    findings: list[dict[str, str | None]] = []
    if body.outcome is Outcome.LIMITED and not body.suppliers:
        message = "name at least one supplier that the person keeps away from"
        findings.append({"place": "body.suppliers", "message": message, "value": None})
    if body.outcome is not Outcome.LIMITED and body.suppliers:
        message = f"suppliers are named with `limited` only: leave them out, or decide `limited` and not {body.outcome}"
        findings.append({"place": "body.suppliers", "message": message, "value": None})
    for place, supplier in enumerate(body.suppliers):
        try:
            organisations.get(tx, supplier)
        except NotFound:
            message = "there is no such organisation here"
            findings.append({"place": f"body.suppliers[{place}]", "message": message, "value": str(supplier)})
    if findings:
        raise DeclarationContent(findings)


def _facts(row: DeclarationDecision) -> dict[str, Any]:
    return {"outcome": row.outcome, "suppliers": row.suppliers}

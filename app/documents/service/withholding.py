"""Withhold passages from the summaries of an award, with kind and reason, and lift what was withheld by mistake."""

from secrets import token_hex
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.awards import service as awards
from app.awards.models import Award
from app.documents import repository
from app.documents.assemble_summary import Assembly, Issue
from app.documents.errors import PassageMarked, PassageNotFound, PassageWithheld, RedactionLifted
from app.documents.models import Redaction
from app.documents.redacting import MARKS, RedactionKind, is_in, seal_of
from app.documents.schemas import RedactionCreate, RedactionOut
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import NotFound, Refusal
from app.kit.ids import new_id
from app.kit.schema import Page

_MARK = "[withheld:"


def redact(call: Call, award_id: UUID, body: RedactionCreate) -> RedactionOut | Refusal:
    """Withhold a passage from the next issue of the summaries; what was issued before stays as it was issued.

    Whoever has not declared before the award, or is kept from a bidder of the lot, is refused, the record of it kept.
    Raises PassageNotFound, PassageMarked or PassageWithheld.
    """
    tx, actor = call.tx, call.actor
    award = awards.get_for_update(tx, awards.owned(tx, actor, award_id).id)
    if why_not := awards.attempted(call, award):
        return why_not
    if _MARK in body.passage:
        raise PassageMarked
    assembly = Assembly(tx, award, {})
    if body.bid_id not in {one.bid_id for one in assembly.assessed}:
        raise NotFound(f"bid in award {award.reference}", body.bid_id)
    own = assembly.summary(body.bid_id, Issue("redaction", call.now)).own
    if not is_in(own, body.criterion, body.passage):
        raise PassageNotFound(body.criterion, own.party.name)
    for row in repository.redactions(tx, award.id):
        same = (row.bid_id, row.criterion, row.passage) == (body.bid_id, body.criterion, body.passage)
        if same and row.lifted_at is None:
            raise PassageWithheld(row.id)
    row = _new(call, award, body)
    repository.add(tx, row)
    _record(call, row, None)
    return _out(row)


def lift(call: Call, redaction_id: UUID, reason: str) -> RedactionOut | Refusal:
    """Let a passage be told again, from the next issue on; raise RedactionLifted. Refused as `redact` is."""
    row = repository.redaction_for_update(call.tx, redaction_id)
    if row is None or row.authority_id != call.actor.organisation_id:
        raise NotFound("redaction", redaction_id)
    if why_not := awards.attempted(call, awards.get(call.tx, row.award_id)):
        return why_not
    if row.lifted_at is not None:
        raise RedactionLifted
    row.lifted_by, row.lifted_at, row.lift_reason = call.actor.person_id, call.now, reason
    call.tx.flush()
    _record(call, row, reason)
    return _out(row)


def redactions(tx: Session, actor: Actor, award_id: UUID) -> Page[RedactionOut]:
    """Return everything that is or was withheld from the summaries of an award, oldest first.

    Raises DeclarationNeeded, ConflictUndecided, ConflictBarred or KeptFromBid.
    """
    award = awards.owned(tx, actor, award_id)
    awards.check_whole(tx, actor, award)
    return Page[RedactionOut](items=[_out(row) for row in repository.redactions(tx, award.id)], next=None)


def _new(call: Call, award: Award, body: RedactionCreate) -> Redaction:
    key = token_hex(32)
    return Redaction(
        id=new_id(call.now),
        authority_id=award.authority_id,
        award_id=award.id,
        bid_id=body.bid_id,
        criterion=body.criterion,
        passage=body.passage,
        kind=body.kind.value,
        reason=body.reason,
        hidden_from=body.hidden_from.value,
        seal_key=key,
        seal=seal_of(body.passage, key),
        made_by=call.actor.person_id,
        made_at=call.now,
    )


def _record(call: Call, row: Redaction, lifted_because: str | None) -> None:
    """Keep the seal in the log, not the passage: the log is read by more people than the record is."""
    audit.record(
        call.tx,
        call.actor,
        Action.PASSAGE_REDACTED,
        row,
        log_id=row.authority_id,
        now=call.now,
        reason=lifted_because or row.reason,
        after={
            "award": str(row.award_id),
            "bid": str(row.bid_id),
            "criterion": row.criterion,
            "kind": row.kind,
            "hidden_from": row.hidden_from,
            "seal": row.seal,
            "lifted": row.lifted_at is not None,
        },
    )


def _out(row: Redaction) -> RedactionOut:
    fields = {name: getattr(row, name) for name in RedactionOut.model_fields if name != "mark"}
    return RedactionOut(**fields, mark=MARKS[RedactionKind(row.kind)])

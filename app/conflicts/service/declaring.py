"""Declare one's interests; the service looks for links to the bidders by itself and says what it comes to."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.conflicts import links, repository, rules
from app.conflicts.errors import DeclarationContent, DeclarationUnchanged, NotAskedToTakePart, WrongStage
from app.conflicts.models import Declaration, DeclarationDecision
from app.conflicts.rules import Matter, Outcome, Revision, Stage
from app.conflicts.schemas import BidderOut, DeclarationCreate, DeclarationOut, Interest
from app.conflicts.service import reading, stages
from app.identity import service as identity
from app.kit import constraints
from app.kit.call import Call
from app.kit.errors import Busy, NotFound
from app.kit.ids import new_id
from app.organisations import service as organisations
from app.tenders import service as tenders
from app.tenders.models import Tender
from scoring.digest import digest

constraints.means(
    "uq_declaration_tender_id_person_id_revision",
    Busy,
    columns="declaration.tender_id, declaration.person_id, declaration.revision",
)


def declare(call: Call, tender_id: UUID, body: DeclarationCreate) -> DeclarationOut:
    """Declare one's interests at the stage that a tender of one's own authority has reached; it supersedes the last.

    Raises WrongStage, NotAskedToTakePart, DeclarationContent or DeclarationUnchanged.
    """
    tx, actor = call.tx, call.actor
    tender = tenders.owned(tx, actor, tender_id, lock=True)
    now, bidders = stages.current(tx, tender)
    if now is None or body.stage is not now:
        raise WrongStage(tender.reference, body.stage.value, None if now is None else now.value)
    if now is not Stage.START and not reading.has_part(tx, actor, tender):
        raise NotAskedToTakePart(tender.reference)
    _check_organisations(tx, body.interests)
    before = repository.declarations(tx, tender.id, person_id=actor.person_id)
    row = _made(call, tender, body, before, _links(call, body.interests, bidders or []))
    repository.add(tx, row)
    audit.record(tx, actor, Action.DECLARATION_MADE, row, log_id=row.authority_id, now=call.now, after=_facts(row))
    return reading.shown(tx, row)


def _made(
    call: Call, tender: Tender, body: DeclarationCreate, before: Sequence[Declaration], found: list[dict[str, Any]]
) -> Declaration:
    interests = [one.model_dump(mode="json") for one in body.interests]
    last = before[-1] if before else None
    if last is not None and (last.stage, last.interests, last.links) == (body.stage, interests, found):
        raise DeclarationUnchanged(last.revision, last.stage)
    came_to = rules.reached(_matters(interests, found), _history(call.tx, before))
    return Declaration(
        id=new_id(call.now),
        authority_id=tender.authority_id,
        tender_id=tender.id,
        person_id=call.actor.person_id,
        revision=len(before) + 1,
        stage=body.stage.value,
        interests=interests,
        links=found,
        status=came_to.status.value,
        kept_from=sorted(str(one) for one in came_to.kept_from),
        made_at=call.now,
    )


def _history(tx: Session, before: Sequence[Declaration]) -> list[Revision]:
    last: dict[UUID, DeclarationDecision] = {}
    for decision in repository.decisions(tx, [row.id for row in before]) if before else ():
        last[decision.declaration_id] = decision  # the oldest of each comes first
    return [_revision(row, last.get(row.id)) for row in before]


def _revision(row: Declaration, decision: DeclarationDecision | None) -> Revision:
    matters = _matters(row.interests, row.links)
    if decision is None:
        return Revision(matters)
    return Revision(matters, Outcome(decision.outcome), frozenset(UUID(one) for one in decision.suppliers))


def _matters(interests: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> frozenset[Matter]:
    declared = {Matter(digest(dict(one))) for one in interests}
    return frozenset(declared | {Matter(digest(dict(one)), UUID(one["supplier_id"])) for one in found})


def _links(call: Call, interests: Sequence[Interest], bidders: Sequence[BidderOut]) -> list[dict[str, Any]]:
    """Return every link to the bidders, who are none before bids are opened: nothing is looked for until then."""
    if not bidders:
        return []
    me = identity.read_person(call.tx, call.actor, call.actor.person_id)
    accounts: dict[UUID, list[links.Account]] = {}
    for row in identity.accounts_of(call.tx, [bidder.id for bidder in bidders]):
        account = links.Account(id=row.id, name=row.name, email=row.email, active=row.active)
        accounts.setdefault(row.organisation_id, []).append(account)
    known = [
        links.Bidder(
            id=bidder.id,
            name=bidder.name,
            contact_email=organisations.get(call.tx, bidder.id).contact_email,
            accounts=tuple(accounts.get(bidder.id, ())),
        )
        for bidder in bidders
    ]
    declared = [links.Declared(one.what, one.organisation_id) for one in interests]
    return [_kept(link) for link in links.find(me.name, me.email, declared, known)]


def _kept(link: links.Link) -> dict[str, Any]:
    return {
        "kind": link.kind,
        "supplier_id": str(link.supplier_id),
        "supplier_name": link.supplier_name,
        "person_id": None if link.person_id is None else str(link.person_id),
        "said": link.said,
    }


def _check_organisations(tx: Session, interests: Sequence[Interest]) -> None:
    findings: list[dict[str, str | None]] = []
    for place, one in enumerate(interests):
        if one.organisation_id is None:
            continue
        try:
            organisations.get(tx, one.organisation_id)
        except NotFound:
            message = "there is no such organisation here: leave it out and name it in `what`"
            value = str(one.organisation_id)
            findings.append({"place": f"body.interests[{place}].organisation_id", "message": message, "value": value})
    if findings:
        raise DeclarationContent(findings)


def _facts(row: Declaration) -> dict[str, Any]:
    """Return what the log keeps of a declaration: what is said of a person's life is read where it stands alone."""
    return {
        "tender": str(row.tender_id),
        "stage": row.stage,
        "revision": row.revision,
        "interests": len(row.interests),
        "links": len(row.links),
        "status": row.status,
        "digest": digest({"interests": row.interests, "links": row.links}),
    }

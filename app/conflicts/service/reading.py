"""Who may read declarations, and how they are shown: one's own, and to those who decide and audit everybody's."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.conflicts import repository, rules
from app.conflicts.models import Declaration, DeclarationDecision
from app.conflicts.rules import Stage, Standing, Status
from app.conflicts.schemas import (
    DecisionOut,
    DeclarationOut,
    OwnDeclarationsOut,
    PersonStandingOut,
    TenderDeclarationsOut,
)
from app.conflicts.service import stages
from app.conflicts.service.standing import check, standing_of
from app.identity import service as identity
from app.identity.rules import AUTHORITY_READERS
from app.kit.actor import Actor
from app.kit.errors import NotFound
from app.tenders import service as tenders
from app.tenders.models import Tender


def own(tx: Session, actor: Actor, tender_id: UUID) -> OwnDeclarationsOut:
    """Return where the actor stands in a tender of their authority, and whom to declare against."""
    tender = tenders.owned(tx, actor, tender_id)
    now, bidders = stages.current(tx, tender)
    row = repository.standing(tx, tender.id, actor.person_id)
    standing = None if row is None else standing_of(row)
    return OwnDeclarationsOut(
        tender_id=tender.id,
        reference=tender.reference,
        stage=now,
        declared=None if standing is None else standing.stage,
        status=None if standing is None else standing.status,
        to_declare=_to_declare(standing, now),
        bidders=bidders if has_part(tx, actor, tender) else None,
        declarations=_outs(tx, repository.declarations(tx, tender.id, person_id=actor.person_id)),
    )


def of_tender(tx: Session, actor: Actor, tender_id: UUID) -> TenderDeclarationsOut:
    """Return everybody's declarations in a tender of one's own authority.

    Whoever is no mere auditor has declared first, and waits for no decision: only then do they decide on others.
    Raises DeclarationNeeded, ConflictUndecided or ConflictBarred.
    """
    tender = tenders.owned(tx, actor, tender_id)
    check(tx, actor, tender, Stage.START)
    now, _ = stages.current(tx, tender)
    outs = _outs(tx, repository.declarations(tx, tender.id))
    by_person: dict[UUID, list[DeclarationOut]] = {}
    for out in outs:
        by_person.setdefault(out.person_id, []).append(out)
    names = identity.names(tx, [*by_person, *repository.participants(tx, tender.id)])
    people = [_person(person, name, by_person.get(person, []), now) for person, name in names.items()]
    return TenderDeclarationsOut(
        tender_id=tender.id,
        reference=tender.reference,
        stage=now,
        people=sorted(people, key=lambda one: (one.person_name.casefold(), one.person_id)),
    )


def read(tx: Session, actor: Actor, declaration_id: UUID) -> DeclarationOut:
    """Return a declaration: one's own, or a colleague's to those who decide and audit."""
    row = in_reach(tx, actor, declaration_id)
    if row.person_id != actor.person_id:
        if not actor.has(*AUTHORITY_READERS):
            raise NotFound("declaration", declaration_id)
        check(tx, actor, tenders.get(tx, row.tender_id), Stage.START)
    return shown(tx, row)


def record_of(tx: Session, tender: Tender) -> list[DeclarationOut]:
    """Return every declaration in a tender with links and decisions, superseded ones too, for what is issued of it."""
    return _outs(tx, repository.declarations(tx, tender.id))


def in_reach(tx: Session, actor: Actor, declaration_id: UUID) -> Declaration:
    """Return the row of a declaration of the actor's own authority; raise NotFound."""
    row = repository.declaration(tx, declaration_id)
    if row is None or row.authority_id != actor.organisation_id:
        raise NotFound("declaration", declaration_id)
    return row


def has_part(tx: Session, actor: Actor, tender: Tender) -> bool:
    """Return whether somebody runs tenders, or was asked to mark in this one, and so may know who bid."""
    return actor.has(*rules.DECIDES) or actor.person_id in repository.participants(tx, tender.id)


def shown(tx: Session, row: Declaration) -> DeclarationOut:
    """Return one declaration as it goes over the wire, saying whether it stands."""
    everything = _outs(tx, repository.declarations(tx, row.tender_id, person_id=row.person_id))
    return next(out for out in everything if out.id == row.id)


def _outs(tx: Session, rows: Sequence[Declaration]) -> list[DeclarationOut]:
    decided: dict[UUID, list[DeclarationDecision]] = {}
    for decision in repository.decisions(tx, [row.id for row in rows]) if rows else ():
        decided.setdefault(decision.declaration_id, []).append(decision)
    people = [row.person_id for row in rows]
    names = identity.names(tx, [*people, *(one.decided_by for several in decided.values() for one in several)])
    last = {row.person_id: row.revision for row in rows}  # the oldest of each person comes first
    return [_out(row, decided.get(row.id, []), names, superseded=row.revision < last[row.person_id]) for row in rows]


def _out(
    row: Declaration, decisions: Sequence[DeclarationDecision], names: Mapping[UUID, str], *, superseded: bool
) -> DeclarationOut:
    last = decisions[-1] if decisions else None
    made_here = {"person_name", "superseded", "decisions", "status", "kept_from"}
    fields = {name: getattr(row, name) for name in DeclarationOut.model_fields if name not in made_here}
    return DeclarationOut.model_validate(
        fields
        | {
            "person_name": names[row.person_id],
            "superseded": superseded,
            "status": row.status if last is None else last.outcome,
            "kept_from": row.kept_from if last is None else last.suppliers,
            "decisions": [_decision_out(one, names) for one in decisions],
        }
    )


def _decision_out(row: DeclarationDecision, names: Mapping[UUID, str]) -> DecisionOut:
    fields = {name: getattr(row, name) for name in DecisionOut.model_fields if name != "decided_by_name"}
    return DecisionOut.model_validate(fields | {"decided_by_name": names[row.decided_by]})


def _person(person_id: UUID, name: str, outs: Sequence[DeclarationOut], now: Stage | None) -> PersonStandingOut:
    last = outs[-1] if outs else None
    standing = None if last is None else Standing(last.stage, last.status, frozenset(last.kept_from))
    return PersonStandingOut(
        person_id=person_id,
        person_name=name,
        declared=None if last is None else last.stage,
        status=None if last is None else last.status,
        to_declare=_to_declare(standing, now),
        declarations=list(outs),
    )


def _to_declare(standing: Standing | None, now: Stage | None) -> bool:
    if now is None or (standing is not None and standing.status is Status.BARRED):
        return False
    return standing is None or not rules.covers(standing.stage, now)

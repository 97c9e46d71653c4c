"""SQL of declarations, decisions on them, and the stages of a tender."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from app.conflicts.models import ConflictStage, Declaration, DeclarationDecision, Participant
from app.kit.straight import Straight

# The types are said, because a foreign key learns
# its own only when the table it points to is read, which may be later.
_COLUMNS = select(
    Declaration.id,
    Declaration.person_id,
    Declaration.stage,
    Declaration.status,
    Declaration.kept_from,
    DeclarationDecision.outcome,
    DeclarationDecision.suppliers,
    Declaration.tender_id,
).outerjoin(DeclarationDecision, DeclarationDecision.declaration_id == Declaration.id)
_STANDING = _COLUMNS.where(Declaration.tender_id == bindparam("tender_id", type_=Uuid()))
_OF_ONE = Straight(  # it stands before every mark
    _STANDING.where(Declaration.person_id == bindparam("person_id", type_=Uuid()))
    .order_by(Declaration.revision.desc(), DeclarationDecision.number.desc())
    .limit(1)
)
_OF_ALL = _STANDING.order_by(Declaration.person_id, Declaration.revision, DeclarationDecision.number)
_OF_ONE_IN_SEVERAL = _COLUMNS.where(
    Declaration.tender_id.in_(bindparam("tender_ids", type_=Uuid(), expanding=True)),
    Declaration.person_id == bindparam("person_id", type_=Uuid()),
).order_by(Declaration.tender_id, Declaration.revision, DeclarationDecision.number)


def add(tx: Session, row: ConflictStage | Participant | Declaration | DeclarationDecision) -> None:
    """Add a row; the flush brings a second one of the same to light."""
    tx.add(row)
    tx.flush()


def standing(tx: Session, tender_id: UUID, person_id: UUID) -> Any:
    """Return the last declaration of a person in a tender with the last decision on it, or None."""
    asked = {"tender_id": tender_id, "person_id": person_id}
    return _OF_ONE.one(tx, asked)


def standings(tx: Session, tender_id: UUID) -> Sequence[Any]:
    """Return every declaration in a tender with every decision on it; of each person the last row is the standing."""
    return tx.connection().execute(_OF_ALL, {"tender_id": tender_id}).all()


def standings_of(tx: Session, person_id: UUID, tender_ids: Collection[UUID]) -> Sequence[Any]:
    """Return what one person declared in several tenders with every decision on it; of each the last row counts."""
    asked = {"person_id": person_id, "tender_ids": list(tender_ids)}
    return tx.connection().execute(_OF_ONE_IN_SEVERAL, asked).all() if tender_ids else ()


def declaration(tx: Session, declaration_id: UUID) -> Declaration | None:
    """Return one declaration."""
    return tx.get(Declaration, declaration_id)


def declarations(tx: Session, tender_id: UUID, *, person_id: UUID | None = None) -> Sequence[Declaration]:
    """Return the declarations in a tender, superseded ones too, the oldest of each person first."""
    statement = select(Declaration).where(Declaration.tender_id == tender_id)
    if person_id is not None:
        statement = statement.where(Declaration.person_id == person_id)
    return tx.scalars(statement.order_by(Declaration.person_id, Declaration.revision)).all()


def decisions(tx: Session, declaration_ids: Sequence[UUID]) -> Sequence[DeclarationDecision]:
    """Return the decisions on these declarations, the oldest of each first."""
    statement = select(DeclarationDecision).where(DeclarationDecision.declaration_id.in_(declaration_ids))
    return tx.scalars(statement.order_by(DeclarationDecision.declaration_id, DeclarationDecision.number)).all()


def stages(tx: Session, tender_id: UUID) -> Sequence[ConflictStage]:
    """Return the stages that a tender has reached."""
    return tx.scalars(select(ConflictStage).where(ConflictStage.tender_id == tender_id)).all()


def participants(tx: Session, tender_id: UUID) -> Sequence[UUID]:
    """Return everybody who was asked to mark in a tender, in the order in which they were asked."""
    statement = select(Participant.person_id).where(Participant.tender_id == tender_id)
    return tx.scalars(statement.order_by(Participant.asked_at, Participant.person_id)).all()


def asked_in(tx: Session, person_id: UUID, tender_ids: Collection[UUID]) -> Sequence[UUID]:
    """Return the tenders, of these, in which somebody was asked to mark."""
    statement = select(Participant.tender_id).where(Participant.person_id == person_id)
    return tx.scalars(statement.where(Participant.tender_id.in_(tender_ids))).all() if tender_ids else ()

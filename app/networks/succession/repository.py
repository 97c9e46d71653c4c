"""SQL of successions, and of the rows that pass from one body to another."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.awards.models import Award
from app.awards.rules import AwardStatus
from app.contracts.changes.models import ContractChange
from app.contracts.models import Commitment, Contract, Waiver
from app.contracts.rules import ContractStatus
from app.delivery.confirmations.models import Confirmation
from app.delivery.doubles.models import ClaimedSource, DoubleClaim
from app.delivery.models import DeliveryUpdate
from app.delivery.subcontracting.models import SubcontractedPart, Subcontractor
from app.kit.model import Model
from app.kit.pagination import PageRequest, fetch
from app.networks.succession.models import Succession, SuccessionOutcome
from app.performance.remedies.models import Remedy
from app.tenders.models import Tender
from app.tenders.rules import TenderStatus

PASSED_ON: tuple[type[Model], ...] = (
    Commitment,
    ContractChange,
    DeliveryUpdate,
    Confirmation,
    Subcontractor,
    SubcontractedPart,
    ClaimedSource,
    DoubleClaim,
    Remedy,
)
"""What belongs to a contract and is still worked on. What is only ever added stays as it was made: it is found through
the contract, and says under whom it was made."""

_UNDER_WAY = (TenderStatus.PUBLISHED, TenderStatus.CLOSED, TenderStatus.EVALUATING)


def add(tx: Session, row: Succession | SuccessionOutcome) -> None:
    """Add a row."""
    tx.add(row)
    tx.flush()


def get(tx: Session, succession_id: UUID) -> Succession | None:
    """Return one succession with what came of it."""
    return tx.get(Succession, succession_id, populate_existing=True)


def open_of(tx: Session, predecessor_id: UUID) -> Succession | None:
    """Return a succession of a body that waits to be accepted."""
    decided = select(SuccessionOutcome.succession_id).where(SuccessionOutcome.succession_id == Succession.id)
    statement = select(Succession).where(Succession.predecessor_id == predecessor_id, ~decided.exists())
    return tx.scalars(statement.limit(1)).one_or_none()


def accepted_by(tx: Session, successor_id: UUID) -> Sequence[Succession]:
    """Return the successions that a body accepted, newest first."""
    accepted = Succession.outcome.has(SuccessionOutcome.status == "accepted")
    statement = select(Succession).where(Succession.successor_id == successor_id, accepted)
    return tx.scalars(statement.order_by(Succession.takes_effect_on.desc(), Succession.id.desc())).all()


def page(tx: Session, organisation_id: UUID | None, asked: PageRequest) -> tuple[Sequence[Succession], str | None]:
    """Return one page of the successions that a body takes part in; None for every one."""
    statement = select(Succession)
    if organisation_id is not None:
        mine = (Succession.predecessor_id == organisation_id, Succession.successor_id == organisation_id)
        statement = statement.where(or_(*mine))
    keys = {"proposed_at": Succession.proposed_at, "takes_effect_on": Succession.takes_effect_on}
    return fetch(tx, statement, asked, keys=keys, key=Succession.id, default="-proposed_at")


def under_way(tx: Session, authority_id: UUID) -> Sequence[str]:
    """Return the references of tenders that are not decided and of awards that no contract came of, in order."""
    tenders = select(Tender.reference).where(
        Tender.authority_id == authority_id, Tender.status.in_([status.value for status in _UNDER_WAY])
    )
    contracted = select(Contract.id).where(
        Contract.award_id == Award.id, Contract.status != ContractStatus.CANCELLED.value
    )
    awards = select(Award.reference).where(
        Award.authority_id == authority_id, Award.status == AwardStatus.DECIDED.value, ~contracted.exists()
    )
    return [*tx.scalars(tenders.order_by(Tender.reference)), *tx.scalars(awards.order_by(Award.reference))]


def contracts_of(tx: Session, authority_id: UUID) -> Sequence[Contract]:
    """Return the contracts of a body that were not cancelled, locked, in the order of their ids."""
    statement = (
        select(Contract)
        .where(Contract.authority_id == authority_id, Contract.status != ContractStatus.CANCELLED.value)
        .order_by(Contract.id)
        .with_for_update()
    )
    return tx.scalars(statement, execution_options={"populate_existing": True}).all()


def pass_on(tx: Session, contract_ids: Sequence[UUID], *, old: UUID, new: UUID) -> None:
    """Let everything that is worked on under these contracts be the new body's; what the session holds is read anew."""
    tx.flush()
    commitments = select(Commitment.id).where(Commitment.contract_id.in_(contract_ids))
    tx.execute(update(Waiver).where(Waiver.commitment_id.in_(commitments)).values(authority_id=new))
    for model in PASSED_ON:
        columns = model.__table__.c
        mine = (columns.contract_id.in_(contract_ids), columns.authority_id == old)
        tx.execute(update(model).where(*mine).values(authority_id=new))
    theirs = (DoubleClaim.other_contract_id.in_(contract_ids), DoubleClaim.other_authority_id == old)
    tx.execute(update(DoubleClaim).where(*theirs).values(other_authority_id=new))
    tx.execute(
        update(Contract).where(Contract.id.in_(contract_ids)).values(authority_id=new, version=Contract.version + 1)
    )
    tx.expire_all()

"""SQL of what may be due, of what people were told, and of what they said was done."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.awards.models import Award
from app.awards.rules import AwardStatus
from app.contracts.changes.models import ChangeAct, ContractChange
from app.contracts.changes.rules import Act, ChangeStatus
from app.contracts.models import Commitment, CommitmentTarget, Contract, Waiver
from app.contracts.rules import BINDING, ContractStatus, WaiverStatus
from app.delivery.models import DeliveryUpdate
from app.delivery.rules import UpdateStatus
from app.evaluations.models import LowPriceInquiry
from app.identity.models import Person
from app.organisations.models import Organisation
from app.performance.remedies.models import Remedy
from app.reminders.models import DueSettlement, Reminder, ReminderPreference
from app.tenders.models import Tender

_OF_CONTRACT = (
    Contract.id.label("contract_id"),
    Contract.reference,
    Contract.title,
    Contract.authority_id,
    Contract.supplier_id,
)


def add(tx: Session, row: ReminderPreference | DueSettlement) -> None:
    """Add a row; the flush brings to light what is there already."""
    tx.add(row)
    tx.flush()


def hold_turn(tx: Session, person_id: UUID) -> None:
    """Let one sweep after the other look at what a person was told, until the transaction ends.

    SQLite has one writer at a time anyway.
    """
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(person_id.int >> 65)))


# --------------------------------------------------------------------------------------------------- what may be due
def unreported(tx: Session, party_id: UUID, *, until: date) -> Sequence[Any]:
    """Return the periods that end by a day, of promises in force, for which no claim stands."""
    claim = and_(
        DeliveryUpdate.commitment_id == CommitmentTarget.commitment_id,
        DeliveryUpdate.starts_on == CommitmentTarget.starts_on,
        DeliveryUpdate.status.not_in([UpdateStatus.SUPERSEDED.value, UpdateStatus.REJECTED.value]),
    )
    statement = (
        select(
            *_OF_CONTRACT,
            Contract.went_live_at,
            Commitment.title.label("promise"),
            CommitmentTarget.id,
            CommitmentTarget.commitment_id,
            CommitmentTarget.label,
            CommitmentTarget.ends_on,
        )
        .join(Commitment, Commitment.id == CommitmentTarget.commitment_id)
        .join(Contract, Contract.id == Commitment.contract_id)
        .outerjoin(DeliveryUpdate, claim)
        .where(_party(party_id), Contract.status == ContractStatus.LIVE, DeliveryUpdate.id.is_(None))
        .where(Commitment.status.in_([one.value for one in BINDING]), CommitmentTarget.ends_on <= until)
    )
    return tx.execute(statement).all()


def unverified(tx: Session, party_id: UUID) -> Sequence[Any]:
    """Return the claims that wait for the buyer."""
    statement = (
        select(
            *_OF_CONTRACT,
            DeliveryUpdate.id,
            DeliveryUpdate.submitted_at,
            DeliveryUpdate.starts_on,
            DeliveryUpdate.ends_on,
            Commitment.title.label("promise"),
        )
        .join(Contract, Contract.id == DeliveryUpdate.contract_id)
        .join(Commitment, Commitment.id == DeliveryUpdate.commitment_id)
        .where(_party(party_id), DeliveryUpdate.status == UpdateStatus.SUBMITTED)
    )
    return tx.execute(statement).all()


def undecided_waivers(tx: Session, authority_id: UUID) -> Sequence[Any]:
    """Return the requests to waive that wait for a commissioner."""
    statement = (
        select(*_OF_CONTRACT, Waiver.id, Waiver.asked_at, Commitment.title.label("promise"))
        .join(Commitment, Commitment.id == Waiver.commitment_id)
        .join(Contract, Contract.id == Commitment.contract_id)
        .where(Waiver.authority_id == authority_id, Waiver.status == WaiverStatus.ASKED)
        .where(Contract.status.in_([ContractStatus.DRAFT.value, ContractStatus.LIVE.value]))
    )
    return tx.execute(statement).all()


def undecided_changes(tx: Session, party_id: UUID) -> Sequence[Any]:
    """Return the changes of contracts that wait for approval, and whether the supplier has agreed."""
    agreed = exists().where(ChangeAct.change_id == ContractChange.id, ChangeAct.act == Act.AGREED.value)
    waiting = [ChangeStatus.ASKED.value, ChangeStatus.APPROVED_BY_ONE.value]
    statement = (
        select(
            *_OF_CONTRACT,
            ContractChange.id,
            ContractChange.number,
            ContractChange.asked_at,
            ContractChange.supplier_must_agree,
            agreed.label("supplier_agreed"),
        )
        .join(Contract, Contract.id == ContractChange.contract_id)
        .where(_party(party_id), ContractChange.status.in_(waiting))
        .where(Contract.status == ContractStatus.LIVE)
    )
    return tx.execute(statement).all()


def standstills(tx: Session, authority_id: UUID) -> Sequence[Any]:
    """Return the published awards whose contract has not been entered, and where their standstill ends."""
    statement = (
        select(Award.id, Award.reference, Award.authority_id, Award.published_at, Award.standstill_ends_at)
        .where(Award.authority_id == authority_id, Award.status == AwardStatus.DECIDED)
        .where(Award.published_at.is_not(None), Award.standstill_ends_at.is_not(None), Award.contracted_at.is_(None))
    )
    return tx.execute(statement).all()


def entered(tx: Session, authority_id: UUID) -> Sequence[Any]:
    """Return the contracts of an authority that went live, with what decides which notices follow."""
    statement = (
        select(
            *_OF_CONTRACT,
            Contract.went_live_at,
            Contract.ended_at,
            Contract.starts_on,
            Contract.ends_on,
            Contract.value,
            Contract.currency,
            Tender.regime,
            Tender.category,
            Tender.value_includes_vat,
            Organisation.kind.label("buyer"),
        )
        .join(Tender, Tender.id == Contract.tender_id)
        .join(Organisation, Organisation.id == Contract.authority_id)
        .where(Contract.authority_id == authority_id, Contract.went_live_at.is_not(None), Tender.regime.is_not(None))
    )
    return tx.execute(statement).all()


def notified(tx: Session, authority_id: UUID) -> Sequence[Any]:
    """Return the remedies of an authority that came to an end, some of which the law wants a notice of."""
    statement = select(Remedy.id, Remedy.contract_id, Remedy.kind, Remedy.outcome, Remedy.closed_on)
    return tx.execute(statement.where(Remedy.authority_id == authority_id, Remedy.closed_on.is_not(None))).all()


def licence(tx: Session, organisation_id: UUID) -> Any:
    """Return until when an organisation's licence as a Living Wage employer holds, where it names one."""
    columns = (Organisation.id, Organisation.living_wage_expires_on, Organisation.created_at)
    statement = select(*columns).where(Organisation.id == organisation_id)
    return tx.execute(statement.where(Organisation.living_wage_expires_on.is_not(None))).one_or_none()


def unanswered_prices(tx: Session, supplier_id: UUID) -> Sequence[Any]:
    """Return the questions about its prices that a supplier has not answered and that are not decided."""
    statement = select(LowPriceInquiry.id, LowPriceInquiry.asked_at, LowPriceInquiry.answer_by)
    return tx.execute(
        statement.where(LowPriceInquiry.supplier_id == supplier_id, LowPriceInquiry.answered_at.is_(None)).where(
            LowPriceInquiry.outcome.is_(None)
        )
    ).all()


def sides(tx: Session, organisation_id: UUID) -> list[dict[str, UUID]]:
    """Return on which sides of contracts an organisation stands, as others ask for it: most stand on one or none."""
    columns = {"authority_id": Contract.authority_id, "supplier_id": Contract.supplier_id}
    there = [exists().where(column == organisation_id).label(name) for name, column in columns.items()]
    row = tx.execute(select(*there)).one()
    return [{name: organisation_id} for name in columns if getattr(row, name)]


def contracts(tx: Session, ids: Iterable[UUID]) -> dict[UUID, Any]:
    """Return reference and title of contracts by id."""
    wanted = list(dict.fromkeys(ids))
    rows = tx.execute(select(*_OF_CONTRACT).where(Contract.id.in_(wanted))).all() if wanted else []
    return {row.contract_id: row for row in rows}


def _party(organisation_id: UUID) -> ColumnElement[bool]:
    return or_(Contract.authority_id == organisation_id, Contract.supplier_id == organisation_id)


# ------------------------------------------------------------------------------------------------------ who is told
def reachable(tx: Session) -> Sequence[Any]:
    """Return every active person: id, organisation_id, name, email and roles, parted by spaces, of each."""
    columns = (Person.id, Person.organisation_id, Person.name, Person.email, Person.roles)
    return tx.execute(select(*columns).where(Person.active).order_by(Person.id)).all()


def person(tx: Session, person_id: UUID) -> Any:
    """Return an active person with name and kind of their organisation, or None."""
    columns = (Person.id, Person.name, Person.email, Person.roles, Person.organisation_id)
    home = (Organisation.name.label("organisation_name"), Organisation.kind.label("organisation_kind"))
    statement = select(*columns, *home).join(Organisation, Organisation.id == Person.organisation_id)
    return tx.execute(statement.where(Person.id == person_id, Person.active)).one_or_none()


# ------------------------------------------------------------------------------------------------ what was said of it
def settled(tx: Session, organisation_id: UUID) -> set[tuple[str, date]]:
    """Return key and day of what somebody of an organisation said was done."""
    statement = select(DueSettlement.due_key, DueSettlement.due_on)
    return {
        (row.due_key, row.due_on)
        for row in tx.execute(statement.where(DueSettlement.organisation_id == organisation_id))
    }


def preference(tx: Session, person_id: UUID, *, lock: bool = False) -> ReminderPreference | None:
    """Return how somebody wants to be reminded, where they said so or were reminded already."""
    return tx.get(ReminderPreference, person_id, with_for_update=lock, populate_existing=lock)


def preferences(tx: Session, person_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return how people want to be reminded, of those who have said so."""
    statement = select(ReminderPreference.person_id, ReminderPreference.how)
    return {row.person_id: row.how for row in tx.execute(statement.where(ReminderPreference.person_id.in_(person_ids)))}


def preference_by_key(tx: Session, key: str, *, lock: bool = False) -> ReminderPreference | None:
    """Return whose key it is that ends reminders."""
    statement = select(ReminderPreference).where(ReminderPreference.unsubscribe_key == key)
    return tx.scalars(statement.with_for_update() if lock else statement).one_or_none()


Told = tuple[UUID, str, date, str]
"""A person, the key and the day of a due thing, and the stage."""


def told(tx: Session, person_ids: Sequence[UUID], keys: Sequence[str]) -> set[Told]:
    """Return what these people were told of these due things."""
    statement = select(Reminder.person_id, Reminder.due_key, Reminder.due_on, Reminder.stage)
    found = statement.where(Reminder.person_id.in_(person_ids), Reminder.due_key.in_(keys))
    return {(row.person_id, row.due_key, row.due_on, row.stage) for row in tx.execute(found)}


def had_digest(tx: Session, person_id: UUID, day: date) -> bool:
    """Return whether a person was sent a digest on a day."""
    statement = select(Reminder.id).where(Reminder.person_id == person_id, Reminder.on_day == day)
    return tx.execute(statement.where(Reminder.how == "digest").limit(1)).first() is not None


def tell(tx: Session, rows: Sequence[dict[str, Any]]) -> set[tuple[str, date, str]]:
    """Record what a person is told and return what of it they had not been told before."""
    insert = postgresql.insert if tx.get_bind().dialect.name == "postgresql" else sqlite.insert
    unique = ["person_id", "due_key", "due_on", "stage"]
    statement = insert(Reminder).values(list(rows)).on_conflict_do_nothing(index_elements=unique)
    kept = tx.execute(statement.returning(Reminder.due_key, Reminder.due_on, Reminder.stage))
    return {(row.due_key, row.due_on, row.stage) for row in kept}

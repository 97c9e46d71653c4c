"""Tables of changes to contracts, of every act on them, and of the volume that a buyer records."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.model import LONG, Model

_TWO_APPROVED = (
    "status <> 'in_force' OR (first_approved_by IS NOT NULL AND approved_by IS NOT NULL AND in_force_at IS NOT NULL)"
)


class ContractChange(Model):
    """A change that somebody asked for. `terms` is what was asked, `effect` what it does to the contract, exactly.

    `notice` is what the regime says of it, `stakes` what rested on the pledge that goes: both as they were when it was
    asked for. None of the four is ever edited.
    """

    __tablename__ = "contract_change"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        Index("ix_contract_change_authority_id_id", "authority_id", "id"),
        Index("ix_contract_change_supplier_id_id", "supplier_id", "id"),
        CheckConstraint("first_approved_by IS NULL OR first_approved_by <> asked_by", name="first_approved_by_another"),
        CheckConstraint(
            "approved_by IS NULL OR (approved_by <> asked_by AND approved_by <> first_approved_by)",
            name="approved_by_a_third",
        ),
        CheckConstraint(_TWO_APPROVED, name="two_approved"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    commitment_id: Mapped[UUID | None] = mapped_column(ForeignKey("commitment.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    rationale: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(LONG))
    effective_on: Mapped[date]
    terms: Mapped[dict[str, Any]]
    effect: Mapped[dict[str, Any]]
    notice: Mapped[dict[str, Any]]
    stakes: Mapped[dict[str, Any] | None]
    supplier_must_agree: Mapped[bool]
    status: Mapped[str] = mapped_column(String(20))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    first_approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    in_force_at: Mapped[datetime | None]
    version: Mapped[int]

    acts: Mapped[list["ChangeAct"]] = relationship(lazy="selectin", order_by="ChangeAct.id")


class ChangeAct(Model):
    """One act on a change, with its reason: who approved, agreed, looked at the notice, refused or withdrew it."""

    __tablename__ = "contract_change_act"
    __table_args__ = (UniqueConstraint("change_id", "act", "done_by"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    change_id: Mapped[UUID] = mapped_column(ForeignKey("contract_change.id"))
    act: Mapped[str] = mapped_column(String(30))
    done_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(LONG))
    facts: Mapped[dict[str, Any] | None]


class ContractVolume(Model):
    """How much the buyer bought under a contract from one day to another; a later revision stands for an earlier one.

    Money is in the contract's currency without VAT. A row that is not there is not known, and never nought.
    """

    __tablename__ = "contract_volume"
    __table_args__ = (
        UniqueConstraint("contract_id", "basis", "unit", "starts_on", "revision"),
        Index("ix_contract_volume_contract_id_id", "contract_id", "id"),
        CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),
        CheckConstraint("amount >= 0", name="amount"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    basis: Mapped[str] = mapped_column(String(20))
    unit: Mapped[str] = mapped_column(String(60))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    revision: Mapped[int]
    amount: Mapped[Decimal]
    taken_from: Mapped[str] = mapped_column(String(LONG))
    reason: Mapped[str | None] = mapped_column(String(LONG))
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]

"""Tables of remedies and of every act on them; an act is never edited."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.model import LONG, Model


class Remedy(Model):
    """What is asked for under a contract, and where it stands; `commitment_id` is null where it is of all of it.

    `basis` keeps what the service said of the commitment on that day. `amount` or `formula` states a credit, which
    nobody but people settle; `happened_on` is the day of a breach, `due_on` that of the plan or of the opportunity.
    """

    __tablename__ = "remedy"
    __table_args__ = (
        Index("ix_remedy_contract_id_id", "contract_id", "id"),
        Index("ix_remedy_authority_id_id", "authority_id", "id"),
        Index("ix_remedy_supplier_id_id", "supplier_id", "id"),
        CheckConstraint("amount IS NULL OR amount >= 0", name="amount"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    commitment_id: Mapped[UUID | None] = mapped_column(ForeignKey("commitment.id"))
    kind: Mapped[str] = mapped_column(String(30))
    status: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(LONG))
    amount: Mapped[Decimal | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    formula: Mapped[str | None] = mapped_column(String(LONG))
    happened_on: Mapped[date | None]
    reply_by: Mapped[date]
    due_on: Mapped[date | None]
    basis: Mapped[dict[str, Any] | None]
    outcome: Mapped[str | None] = mapped_column(String(30))
    closed_on: Mapped[date | None]
    raised_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    raised_at: Mapped[datetime]
    version: Mapped[int]

    acts: Mapped[list["RemedyAct"]] = relationship(lazy="selectin", order_by="RemedyAct.number")


class RemedyAct(Model):
    """One step of a remedy: who said what, when."""

    __tablename__ = "remedy_act"
    __table_args__ = (UniqueConstraint("remedy_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    remedy_id: Mapped[UUID] = mapped_column(ForeignKey("remedy.id"))
    number: Mapped[int]
    act: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(LONG))
    due_on: Mapped[date | None]
    is_late: Mapped[bool]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

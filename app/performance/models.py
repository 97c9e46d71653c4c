"""Tables of the sums of delivery: what each period of each promise comes to, and what these make for each party."""

from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.model import SHORT, Exact, Model


class Total(Exact):
    """A sum of exact decimals: more digits than any one of them may have, so that many of them still fit."""

    cache_ok = True
    digits: ClassVar[int] = 30


class _Amounts:
    """What a cell and a sum hold alike. Quantities of what does not add up, and of unlike promises, stay nought."""

    promised: Mapped[Decimal] = mapped_column(Total())
    due: Mapped[Decimal] = mapped_column(Total())
    claimed: Mapped[Decimal] = mapped_column(Total())
    proved: Mapped[Decimal] = mapped_column(Total())
    waiting: Mapped[Decimal] = mapped_column(Total())
    rejected: Mapped[Decimal] = mapped_column(Total())
    unknown: Mapped[Decimal] = mapped_column(Total())
    claimed_part: Mapped[Decimal] = mapped_column(Total())
    claimed_whole: Mapped[Decimal] = mapped_column(Total())
    proved_part: Mapped[Decimal] = mapped_column(Total())
    proved_whole: Mapped[Decimal] = mapped_column(Total())
    commitments: Mapped[int]
    periods: Mapped[int]
    reports: Mapped[int]
    decisions: Mapped[int]
    undecided: Mapped[int]
    refusals: Mapped[int]
    met: Mapped[int]
    missed: Mapped[int]
    unsummed: Mapped[int]
    untold: Mapped[int]


class DeliveryCell(_Amounts, Model):
    """What one period of one binding promise comes to, as it was last added to the sums."""

    __tablename__ = "delivery_cell"
    __table_args__ = (Index("ix_delivery_cell_contract_id", "contract_id"),)

    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    ends_on: Mapped[date]
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    authority_id: Mapped[UUID]
    supplier_id: Mapped[UUID]
    measure: Mapped[str] = mapped_column(String(SHORT))
    unit: Mapped[str] = mapped_column(String(SHORT))
    adds_up: Mapped[str] = mapped_column(String(20))
    better: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(SHORT))


class DeliverySum(_Amounts, Model):
    """What the periods that end on a day come to, for one measure and for an authority, a supplier, or both.

    The identifier of noughts stands for every organisation. What is due by a day is the sum of the ends before it.
    """

    __tablename__ = "delivery_sum"

    authority_id: Mapped[UUID] = mapped_column(primary_key=True)
    supplier_id: Mapped[UUID] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(String(SHORT), primary_key=True)
    unit: Mapped[str] = mapped_column(String(SHORT), primary_key=True)
    adds_up: Mapped[str] = mapped_column(String(20), primary_key=True)
    better: Mapped[str] = mapped_column(String(20), primary_key=True)
    ends_on: Mapped[date] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(SHORT))

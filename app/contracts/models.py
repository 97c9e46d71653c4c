"""Tables of contracts, commitments, their targets, what was due before they changed, and waivers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contracts.rules import is_quantified, whole_of
from app.kit.model import LONG, SHORT, Model

_ASKED = text("status = 'asked'")
_STANDING = text("status <> 'cancelled'")


class Contract(Model):
    """A contract that follows from one award."""

    __tablename__ = "contract"
    __table_args__ = (
        Index(
            "uq_contract_award_id_standing",
            "award_id",
            unique=True,
            postgresql_where=_STANDING,
            sqlite_where=_STANDING,
        ),
        Index("ix_contract_authority_id_id", "authority_id", "id"),
        Index("ix_contract_supplier_id_id", "supplier_id", "id"),
        CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"))
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"))
    award_id: Mapped[UUID] = mapped_column(ForeignKey("award.id"))
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    status: Mapped[str] = mapped_column(String(20))
    value: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(String(3))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    went_live_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str | None] = mapped_column(String(LONG))
    created_at: Mapped[datetime]
    version: Mapped[int]

    commitments: Mapped[list["Commitment"]] = relationship(lazy="selectin", order_by="Commitment.position")


class Commitment(Model):
    """A pledge of the winning bid that earned marks. `points_earned` is exact, `promised` is null for words only.

    `linked` says to what volume its targets are tied, null where they are not; `substitutes_id` is the commitment that
    it took the place of, null for a pledge of the bid itself.
    """

    __tablename__ = "commitment"
    __table_args__ = (UniqueConstraint("contract_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    position: Mapped[int]
    criterion: Mapped[str] = mapped_column(String(100))
    criterion_title: Mapped[str] = mapped_column(String(300))
    points_earned: Mapped[str] = mapped_column(String(LONG))
    measure: Mapped[dict[str, Any]]
    title: Mapped[str] = mapped_column(String(300))
    words: Mapped[str | None] = mapped_column(String(LONG))
    promised: Mapped[Decimal | None]
    status: Mapped[str] = mapped_column(String(20))
    bands: Mapped[dict[str, Any] | None]
    linked: Mapped[dict[str, Any] | None]
    substitutes_id: Mapped[UUID | None] = mapped_column(ForeignKey("commitment.id"))
    version: Mapped[int]

    targets: Mapped[list["CommitmentTarget"]] = relationship(
        lazy="selectin", order_by="CommitmentTarget.starts_on", cascade="all, delete-orphan"
    )
    waivers: Mapped[list["Waiver"]] = relationship(lazy="selectin", order_by="Waiver.asked_at")

    @property
    def is_in_own_words(self) -> bool:
        """Return whether the supplier alone says what is counted, and neither the library nor the rubric."""
        return self.measure.get("id") is None and self.title != self.criterion_title

    @property
    def held_to(self) -> Decimal | None:
        """Return what its targets make as they stand; None for what is not counted, or not known yet."""
        adds_up = self.measure.get("adds_up")
        if not is_quantified(promised=self.promised, adds_up=adds_up):
            return None
        in_order = sorted(self.targets, key=lambda each: each.starts_on)
        return whole_of(adds_up=adds_up, due=[each.target for each in in_order])


class CommitmentTarget(Model):
    """What is due in one period of a commitment, as it now stands; `CommitmentPlan` keeps what stood before.

    `target` is null where the commitment is in words only, and where it follows a volume that nobody has recorded.
    """

    __tablename__ = "commitment_target"
    __table_args__ = (
        UniqueConstraint("commitment_id", "starts_on"),
        CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"))
    label: Mapped[str] = mapped_column(String(SHORT))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    target: Mapped[Decimal | None]


class CommitmentPlan(Model):
    """What was due when, as one act left it; never edited. `cause` is an act of `rules.PlanCause`.

    `targets` holds label, first day, last day and target of every period, decimals as text; `holds_from` is the first
    day of the periods that the act touched.
    """

    __tablename__ = "commitment_plan"
    __table_args__ = (
        UniqueConstraint("commitment_id", "revision"),
        Index("ix_commitment_plan_contract_id_id", "contract_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"))
    revision: Mapped[int]
    cause: Mapped[str] = mapped_column(String(20))
    cause_id: Mapped[UUID | None]
    holds_from: Mapped[date]
    targets: Mapped[list[Any]]
    made_at: Mapped[datetime]


class Waiver(Model):
    """A request not to hold the supplier to a commitment; decided by a commissioner other than the one who asked."""

    __tablename__ = "waiver"
    __table_args__ = (
        Index(
            "uq_waiver_commitment_id_asked",
            "commitment_id",
            unique=True,
            postgresql_where=_ASKED,
            sqlite_where=_ASKED,
        ),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="decided_by_another"),
        CheckConstraint(
            "(status = 'asked' AND decided_by IS NULL) OR "
            "(status <> 'asked' AND decided_by IS NOT NULL AND decision_reason IS NOT NULL)",
            name="decided_with_reason",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"))
    status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(LONG))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None] = mapped_column(String(LONG))

"""Tables of delivery updates, their evidence files and the buyer's verification."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.model import LONG, Model


class EvidenceFile(Model):
    """A file that shows what was done; its content lies in the file store under `digest`."""

    __tablename__ = "evidence_file"
    __table_args__ = (Index("ix_evidence_file_contract_id_id", "contract_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    filename: Mapped[str] = mapped_column(String(300))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(71))
    uploaded_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]


class DeliveryUpdate(Model):
    """What the supplier reports on one commitment for one period. `claimed` is null for words only.

    `target_id` is null on a commitment in words or for the record that nobody cut into periods.
    """

    __tablename__ = "delivery_update"
    __table_args__ = (
        UniqueConstraint("commitment_id", "starts_on", "revision"),
        Index("ix_delivery_update_authority_id_id", "authority_id", "id"),
        Index("ix_delivery_update_supplier_id_id", "supplier_id", "id"),
        Index("ix_delivery_update_contract_id_id", "contract_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"))
    target_id: Mapped[UUID | None] = mapped_column(ForeignKey("commitment_target.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    revision: Mapped[int]
    claimed: Mapped[Decimal | None]
    words: Mapped[str] = mapped_column(String(LONG))
    status: Mapped[str] = mapped_column(String(20))
    submitted_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime]

    evidence: Mapped[list["UpdateEvidence"]] = relationship(lazy="selectin")
    verification: Mapped["Verification | None"] = relationship(lazy="selectin")


class UpdateEvidence(Model):
    """Which files an update rests on."""

    __tablename__ = "update_evidence"

    update_id: Mapped[UUID] = mapped_column(ForeignKey("delivery_update.id"), primary_key=True)
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence_file.id"), primary_key=True)

    file: Mapped[EvidenceFile] = relationship(lazy="joined")


class Verification(Model):
    """What the buyer decided on an update. `proved` is what counts: null for words only and for a rejected claim."""

    __tablename__ = "verification"
    __table_args__ = (UniqueConstraint("update_id"), CheckConstraint("proved IS NULL OR proved >= 0", name="proved"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    update_id: Mapped[UUID] = mapped_column(ForeignKey("delivery_update.id"))
    decision: Mapped[str] = mapped_column(String(20))
    proved: Mapped[Decimal | None]
    reason: Mapped[str | None] = mapped_column(String(LONG))
    verified_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    verified_at: Mapped[datetime]

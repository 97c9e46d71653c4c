"""Tables of subcontractors, of the commitments they may report on, and of the parts they report."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.model import LONG, SHORT, Model

_THERE = text("organisation_id IS NOT NULL AND status <> 'removed'")


class Subcontractor(Model):
    """A firm that reports a part of what a contract promised through the supplier of that contract.

    `supplier_id` is the supplier of the contract, `organisation_id` the firm: null until it has taken the invitation,
    of which only the SHA-256 is kept. The supplier itself is tier 1.
    """

    __tablename__ = "subcontractor"
    __table_args__ = (
        Index("ix_subcontractor_contract_id_id", "contract_id", "id"),
        Index(
            "uq_subcontractor_contract_id_organisation_id_there",
            "contract_id",
            "organisation_id",
            unique=True,
            postgresql_where=_THERE,
            sqlite_where=_THERE,
        ),
        Index("ix_subcontractor_organisation_id_id", "organisation_id", "id"),
        UniqueConstraint("invitation_digest"),
        CheckConstraint("tier >= 2 AND tier <= 9", name="tier"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(300))
    email: Mapped[str | None] = mapped_column(String(SHORT))
    tier: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    invitation_digest: Mapped[str | None] = mapped_column(String(64))
    invitation_expires_on: Mapped[date | None]
    named_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    named_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_reason: Mapped[str | None] = mapped_column(String(LONG))
    version: Mapped[int]

    commitments: Mapped[list["SubcontractorCommitment"]] = relationship(lazy="selectin")


class SubcontractorCommitment(Model):
    """A commitment on which a subcontractor may report."""

    __tablename__ = "subcontractor_commitment"

    subcontractor_id: Mapped[UUID] = mapped_column(ForeignKey("subcontractor.id"), primary_key=True)
    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"), primary_key=True)


class SubcontractorFile(Model):
    """A file of a subcontractor: its own and the supplier's to read until it goes with a part that was accepted."""

    __tablename__ = "subcontractor_file"
    __table_args__ = (Index("ix_subcontractor_file_subcontractor_id_id", "subcontractor_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subcontractor_id: Mapped[UUID] = mapped_column(ForeignKey("subcontractor.id"))
    filename: Mapped[str] = mapped_column(String(300))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(71))
    uploaded_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]


class SubcontractedPart(Model):
    """What a subcontractor says it did of one commitment in one period. `quantity` is null for words only."""

    __tablename__ = "subcontracted_part"
    __table_args__ = (
        UniqueConstraint("subcontractor_id", "commitment_id", "starts_on", "revision"),
        Index("ix_subcontracted_part_contract_id_id", "contract_id", "id"),
        Index("ix_subcontracted_part_commitment_id_starts_on", "commitment_id", "starts_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    subcontractor_id: Mapped[UUID] = mapped_column(ForeignKey("subcontractor.id"))
    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"))
    target_id: Mapped[UUID | None] = mapped_column(ForeignKey("commitment_target.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    revision: Mapped[int]
    quantity: Mapped[Decimal | None]
    words: Mapped[str] = mapped_column(String(LONG))
    status: Mapped[str] = mapped_column(String(20))
    submitted_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(LONG))

    files: Mapped[list["PartFile"]] = relationship(lazy="selectin")


class PartFile(Model):
    """Which files a part rests on; `evidence_id` is what each became when the part was accepted."""

    __tablename__ = "part_file"

    part_id: Mapped[UUID] = mapped_column(ForeignKey("subcontracted_part.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("subcontractor_file.id"), primary_key=True)
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence_file.id"))

    file: Mapped[SubcontractorFile] = relationship(lazy="joined")


class IncludedPart(Model):
    """That an update of the supplier holds a part of a subcontractor."""

    __tablename__ = "included_part"

    update_id: Mapped[UUID] = mapped_column(ForeignKey("delivery_update.id"), primary_key=True)
    part_id: Mapped[UUID] = mapped_column(ForeignKey("subcontracted_part.id"), primary_key=True, index=True)
    included_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    included_at: Mapped[datetime]

"""Tables of what is claimed line by line, of its fingerprints, and of claims that were made twice."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.model import LONG, Model


class ClaimedSource(Model):
    """One list of lines, or one file, that a contract claims for a period. `share` is the per cent of each line.

    `line_count` counts the lines as they came; `assessment_id` is what counted them, where an engine did. A withdrawn
    source stays and counts for nothing, and so does one of an update that was superseded or rejected.
    """

    __tablename__ = "claimed_source"
    __table_args__ = (
        Index("ix_claimed_source_contract_id_id", "contract_id", "id"),
        CheckConstraint("share > 0", name="share"),
        CheckConstraint("starts_on IS NULL OR starts_on <= ends_on", name="starts_before_it_ends"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(300))
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence_file.id"), index=True)
    update_id: Mapped[UUID | None] = mapped_column(ForeignKey("delivery_update.id"), index=True)
    assessment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessment.id"))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    share: Mapped[Decimal]
    line_count: Mapped[int]
    registered_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    registered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(LONG))


class ClaimedFingerprint(Model):
    """What a line is recognised by and nothing can be read from; `place` is where it stands in its source.

    `share` is the per cent of this line that is claimed, where it is not that of the whole source.
    """

    __tablename__ = "claimed_fingerprint"
    __table_args__ = (Index("ix_claimed_fingerprint_fingerprint", "fingerprint", "key_id"),)

    source_id: Mapped[UUID] = mapped_column(ForeignKey("claimed_source.id"), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    place: Mapped[str] = mapped_column(String(200))
    share: Mapped[Decimal | None]


class DoubleClaim(Model):
    """Lines of one source that a source of another contract claims too, as seen from the first.

    `for_authority` and `for_supplier` say whose business it is; `shown_from` is the day from which an authority is
    told of what another one claims, so that no instant of the other is told with it.
    """

    __tablename__ = "double_claim"
    __table_args__ = (
        UniqueConstraint("source_id", "other_source_id"),
        Index("ix_double_claim_authority_id_id", "authority_id", "id"),
        Index("ix_double_claim_supplier_id_id", "supplier_id", "id"),
        Index("ix_double_claim_contract_id_id", "contract_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    other_authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    other_contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    source_id: Mapped[UUID] = mapped_column(ForeignKey("claimed_source.id"))
    other_source_id: Mapped[UUID] = mapped_column(ForeignKey("claimed_source.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    claimed_at: Mapped[datetime]
    for_authority: Mapped[bool]
    for_supplier: Mapped[bool]
    shown_from: Mapped[date]
    status: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]


class DoubleClaimRemark(Model):
    """What was said of a double claim: a supplier's answer, or the authority's decision; the newest decision holds."""

    __tablename__ = "double_claim_remark"
    __table_args__ = (Index("ix_double_claim_remark_double_claim_id_id", "double_claim_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    double_claim_id: Mapped[UUID] = mapped_column(ForeignKey("double_claim.id"))
    outcome: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(LONG))
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class SharingConsent(Model):
    """That an authority lets its claims be compared with those of others that do, or does so no longer."""

    __tablename__ = "sharing_consent"
    __table_args__ = (UniqueConstraint("authority_id", "revision"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    revision: Mapped[int]
    shares: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(LONG))
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]

"""Tables of delivery updates, what they rest on and what was decided; every row but an update is only ever added."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.model import LONG, SHORT, Model


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

    `target_id` is null on a commitment in words or for the record that nobody cut into periods. Where `whole` is there
    a percentage is reported as a part of a whole: `claimed` is the part, in the unit of the whole, and no percentage.
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
    whole: Mapped[Decimal | None]
    words: Mapped[str] = mapped_column(String(LONG))
    status: Mapped[str] = mapped_column(String(20))
    submitted_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime]

    evidence: Mapped[list["UpdateEvidence"]] = relationship(lazy="selectin")
    verifications: Mapped[list["Verification"]] = relationship(lazy="selectin", order_by="Verification.number")

    @property
    def verification(self) -> "Verification | None":
        """Return the decision in force, the newest one; None before the first."""
        return self.verifications[-1] if self.verifications else None


class UpdateEvidence(Model):
    """Which files an update rests on."""

    __tablename__ = "update_evidence"

    update_id: Mapped[UUID] = mapped_column(ForeignKey("delivery_update.id"), primary_key=True)
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence_file.id"), primary_key=True)

    file: Mapped[EvidenceFile] = relationship(lazy="joined")


class Verification(Model):
    """What the buyer decided on an update. `proved` is what counts: null for words only and for a rejected claim.

    The newest `number` is in force; every one after the first answers the supplier's reply to the one before it.
    `proved_whole` goes with `proved` as `whole` with `claimed`. `against` says how the decision stands to what the
    evidence was found to prove, by the assessment named.
    """

    __tablename__ = "verification"
    __table_args__ = (
        UniqueConstraint("update_id", "number"),
        CheckConstraint("proved IS NULL OR proved >= 0", name="proved"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    update_id: Mapped[UUID] = mapped_column(ForeignKey("delivery_update.id"))
    number: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    decision: Mapped[str] = mapped_column(String(20))
    proved: Mapped[Decimal | None]
    proved_whole: Mapped[Decimal | None]
    reason: Mapped[str | None] = mapped_column(String(LONG))
    reply_by: Mapped[date | None]
    assessment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessment.id"))
    against: Mapped[str | None] = mapped_column(String(20))
    verified_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    verified_at: Mapped[datetime]


class EvidencePlan(Model):
    """Which engine proves a commitment and with which settings; the newest revision holds.

    `quantity` names the proved quantity that answers the commitment's measure; null for no engine.
    """

    __tablename__ = "evidence_plan"
    __table_args__ = (UniqueConstraint("commitment_id", "revision"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"))
    revision: Mapped[int]
    engine: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[str | None] = mapped_column(String(SHORT))
    settings: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(71))
    reason: Mapped[str | None] = mapped_column(String(LONG))
    set_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class Assessment(Model):
    """That the files of an update were given to the engine of its plan; what came of it is the outcome."""

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("update_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    update_id: Mapped[UUID] = mapped_column(ForeignKey("delivery_update.id"))
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("evidence_plan.id"))
    number: Mapped[int]
    files: Mapped[list[str]]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]

    outcome: Mapped["AssessmentOutcome | None"] = relationship(lazy="selectin")
    plan: Mapped[EvidencePlan] = relationship(lazy="joined")


class AssessmentOutcome(Model):
    """What an engine made of the files: an assessment, or findings for which there is nothing to assess.

    `record` is the digest under which the file store keeps the whole of it. `proved` is the exact value of the
    quantity that answers the commitment's measure; null where the evidence says nothing of it, which is not nought.
    """

    __tablename__ = "assessment_outcome"

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    status: Mapped[str] = mapped_column(String(20))
    engine: Mapped[str] = mapped_column(String(20))
    version: Mapped[str | None] = mapped_column(String(20))
    digest: Mapped[str | None] = mapped_column(String(71))
    record: Mapped[str | None] = mapped_column(String(71))
    lines: Mapped[str | None] = mapped_column(String(71))
    proved: Mapped[str | None] = mapped_column(String(LONG))
    quantities: Mapped[dict[str, Any]]
    findings: Mapped[list[Any]]
    findings_count: Mapped[int]
    made_at: Mapped[datetime]


class UpdateQuery(Model):
    """A question of the buyer about a claim, to be answered by the end of a day."""

    __tablename__ = "update_query"
    __table_args__ = (
        Index("ix_update_query_update_id_id", "update_id", "id"),
        Index("ix_update_query_authority_id_id", "authority_id", "id"),
        Index("ix_update_query_supplier_id_id", "supplier_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    update_id: Mapped[UUID] = mapped_column(ForeignKey("delivery_update.id"))
    question: Mapped[str] = mapped_column(String(LONG))
    answer_by: Mapped[date]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]

    answer: Mapped["QueryAnswer | None"] = relationship(lazy="selectin")


class QueryAnswer(Model):
    """What the supplier answered to a question."""

    __tablename__ = "query_answer"

    query_id: Mapped[UUID] = mapped_column(ForeignKey("update_query.id"), primary_key=True)
    words: Mapped[str] = mapped_column(String(LONG))
    evidence: Mapped[list[str]]
    answered_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime]


class VerificationReply(Model):
    """What the supplier says against a decision; the buyer upholds it or decides anew by the end of a day."""

    __tablename__ = "verification_reply"
    __table_args__ = (
        UniqueConstraint("verification_id"),
        Index("ix_verification_reply_update_id_id", "update_id", "id"),
        Index("ix_verification_reply_authority_id_id", "authority_id", "id"),
        Index("ix_verification_reply_supplier_id_id", "supplier_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    update_id: Mapped[UUID] = mapped_column(ForeignKey("delivery_update.id"))
    verification_id: Mapped[UUID] = mapped_column(ForeignKey("verification.id"))
    words: Mapped[str] = mapped_column(String(LONG))
    evidence: Mapped[list[str]]
    decide_by: Mapped[date]
    replied_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    replied_at: Mapped[datetime]


class SharedReport(Model):
    """What a supplier delivered once for several contracts, to be allotted among them."""

    __tablename__ = "shared_report"
    __table_args__ = (
        Index("ix_shared_report_supplier_id_id", "supplier_id", "id"),
        CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    title: Mapped[str] = mapped_column(String(300))
    unit: Mapped[str] = mapped_column(String(SHORT))
    quantity: Mapped[Decimal]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    words: Mapped[str] = mapped_column(String(LONG))
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class ReportShare(Model):
    """Which share of a report one update claims; it counts until that update is superseded."""

    __tablename__ = "report_share"
    __table_args__ = (
        UniqueConstraint("update_id"),
        Index("ix_report_share_report_id_id", "report_id", "id"),
        CheckConstraint("percent >= 0", name="percent"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    report_id: Mapped[UUID] = mapped_column(ForeignKey("shared_report.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"))
    update_id: Mapped[UUID] = mapped_column(ForeignKey("delivery_update.id"))
    percent: Mapped[Decimal]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    report: Mapped[SharedReport] = relationship(lazy="joined")

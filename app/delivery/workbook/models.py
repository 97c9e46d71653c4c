"""The table of workbooks that were taken: what each came to, kept for good."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.model import Model


class Workbook(Model):
    """A workbook that a supplier sent and that was taken, whole.

    `content_digest` is the digest of what was entered, however the file is packed; `evidence_id` is the file itself,
    and `outcome` the answer that was given.
    """

    __tablename__ = "workbook"
    __table_args__ = (Index("ix_workbook_contract_id_id", "contract_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    content_digest: Mapped[str] = mapped_column(String(71))
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence_file.id"))
    outcome: Mapped[dict[str, Any]]
    sent_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime]

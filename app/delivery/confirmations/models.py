"""Tables of confirmations that somebody outside is asked for, of the links to answer by, and of the answers."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.model import LONG, SHORT, Model


class Confirmation(Model):
    """What somebody outside the contract is asked to confirm. `quantity` is null where only words are asked about."""

    __tablename__ = "confirmation"
    __table_args__ = (
        Index("ix_confirmation_contract_id_id", "contract_id", "id"),
        Index("ix_confirmation_authority_id_id", "authority_id", "id"),
        Index("ix_confirmation_supplier_id_id", "supplier_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"))
    update_id: Mapped[UUID | None] = mapped_column(ForeignKey("delivery_update.id"), index=True)
    asking_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    meant_for: Mapped[str] = mapped_column(String(SHORT))
    organisation: Mapped[str] = mapped_column(String(300))
    email: Mapped[str] = mapped_column(String(SHORT))
    claim: Mapped[str] = mapped_column(String(LONG))
    quantity: Mapped[Decimal | None]
    unit: Mapped[str | None] = mapped_column(String(100))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    status: Mapped[str] = mapped_column(String(20))
    answer_by: Mapped[date]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    version: Mapped[int]

    links: Mapped[list["ConfirmationLink"]] = relationship(lazy="selectin", order_by="ConfirmationLink.id")
    answer: Mapped["ConfirmationAnswer | None"] = relationship(lazy="selectin")


class ConfirmationLink(Model):
    """A one-time link: only the SHA-256 of its 32 random bytes is kept. The last day to use it is `expires_on`.

    `by_email` says that it went straight to whoever is asked, and that the asker never held it.
    """

    __tablename__ = "confirmation_link"
    __table_args__ = (UniqueConstraint("token_digest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    confirmation_id: Mapped[UUID] = mapped_column(ForeignKey("confirmation.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64))
    expires_on: Mapped[date]
    by_email: Mapped[bool]
    issued_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None] = mapped_column(String(LONG))


class ConfirmationAnswer(Model):
    """What came back by a link, and who says that they gave it; there is one for each confirmation."""

    __tablename__ = "confirmation_answer"
    __table_args__ = (UniqueConstraint("confirmation_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    confirmation_id: Mapped[UUID] = mapped_column(ForeignKey("confirmation.id"))
    link_id: Mapped[UUID] = mapped_column(ForeignKey("confirmation_link.id"))
    outcome: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[Decimal | None]
    words: Mapped[str | None] = mapped_column(String(LONG))
    name: Mapped[str] = mapped_column(String(SHORT))
    role: Mapped[str] = mapped_column(String(SHORT))
    answered_at: Mapped[datetime]


class ConfirmationGuess(Model):
    """An address of a link that does not exist, counted to slow down guessing. The sender is kept as a digest."""

    __tablename__ = "confirmation_guess"
    __table_args__ = (Index("ix_confirmation_guess_sender_digest_at", "sender_digest", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sender_digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]

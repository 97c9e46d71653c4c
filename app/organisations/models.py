"""Tables of organisations and their identifiers."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.model import SHORT, Model


class Organisation(Model):
    """An authority, a supplier, or the operator of this service; closed on a day if another body followed it."""

    __tablename__ = "organisation"
    __table_args__ = (Index("ix_organisation_name_id", "name", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(300))
    postal_address: Mapped[str | None] = mapped_column(String(500))
    postcode: Mapped[str | None] = mapped_column(String(10))
    contact_email: Mapped[str | None] = mapped_column(String(SHORT))
    staff: Mapped[int | None]
    turnover: Mapped[Decimal | None]
    balance_sheet: Mapped[Decimal | None]
    is_vcse: Mapped[bool | None]
    is_social_enterprise: Mapped[bool | None]
    is_charity: Mapped[bool | None]
    is_minority_owned: Mapped[bool | None]
    living_wage_licence: Mapped[str | None] = mapped_column(String(100))
    living_wage_expires_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    successor_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    version: Mapped[int]

    identifiers: Mapped[list["OrganisationIdentifier"]] = relationship(
        lazy="selectin", order_by="OrganisationIdentifier.scheme"
    )


class OrganisationIdentifier(Model):
    """What one register calls an organisation; no two organisations share one."""

    __tablename__ = "organisation_identifier"
    __table_args__ = (UniqueConstraint("scheme", "value"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    scheme: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(40))

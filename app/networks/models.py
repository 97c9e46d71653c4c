"""Tables of networks: what each is for, who joined and left, and what each member shares; rows are only added."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.model import LONG, Model


class Network(Model):
    """A network of authorities that share sums. `fewest_suppliers` is how many a sum must be over to be shown."""

    __tablename__ = "network"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    purpose: Mapped[str] = mapped_column(String(LONG))
    lead_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    fewest_suppliers: Mapped[int]
    founded_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    founded_at: Mapped[datetime]


class NetworkAct(Model):
    """One step of an authority in a network: invited, joined, left; the newest `number` says where it stands."""

    __tablename__ = "network_act"
    __table_args__ = (UniqueConstraint("network_id", "organisation_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    network_id: Mapped[UUID] = mapped_column(ForeignKey("network.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    number: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(LONG))
    acted_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    acted_at: Mapped[datetime]

    shares: Mapped["NetworkShares | None"] = relationship(lazy="selectin")


class NetworkShares(Model):
    """What a member shares from one step on: of which measures (none for all), which totals, and whether by name."""

    __tablename__ = "network_shares"

    act_id: Mapped[UUID] = mapped_column(ForeignKey("network_act.id"), primary_key=True)
    measures: Mapped[list[str]]
    totals: Mapped[list[str]]
    by_name: Mapped[bool]

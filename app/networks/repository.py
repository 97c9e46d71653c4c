"""SQL of networks and of the steps of their members."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.kit.pagination import PageRequest, fetch
from app.networks.models import Network, NetworkAct, NetworkShares


def add(tx: Session, row: Network | NetworkAct | NetworkShares) -> None:
    """Add a row; the flush brings a lost race to light."""
    tx.add(row)
    tx.flush()


def get(tx: Session, network_id: UUID) -> Network | None:
    """Return one network."""
    return tx.get(Network, network_id)


def every(tx: Session) -> Sequence[Network]:
    """Return every network, by name."""
    return tx.scalars(select(Network).order_by(Network.name, Network.id)).all()


def acts(tx: Session, network_ids: Sequence[UUID]) -> Sequence[NetworkAct]:
    """Return every step of every member of these networks, oldest first."""
    statement = select(NetworkAct).where(NetworkAct.network_id.in_(network_ids))
    return tx.scalars(statement.order_by(NetworkAct.network_id, NetworkAct.organisation_id, NetworkAct.number)).all()


def acts_of(tx: Session, organisation_id: UUID) -> Sequence[NetworkAct]:
    """Return every step of one body in any network, oldest first."""
    statement = select(NetworkAct).where(NetworkAct.organisation_id == organisation_id)
    return tx.scalars(statement.order_by(NetworkAct.network_id, NetworkAct.number)).all()


def page(tx: Session, organisation_id: UUID, asked: PageRequest) -> tuple[Sequence[Network], str | None]:
    """Return one page of the networks that a body leads or was ever invited to."""
    invited = select(NetworkAct.network_id).where(NetworkAct.organisation_id == organisation_id)
    statement = select(Network).where(or_(Network.lead_id == organisation_id, Network.id.in_(invited)))
    keys = {"name": Network.name, "founded_at": Network.founded_at}
    return fetch(tx, statement, asked, keys=keys, key=Network.id, default="name")

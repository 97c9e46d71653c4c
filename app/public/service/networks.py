"""Networks as everybody may see them: sums over members that agreed to it, and never the part of one."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.kit.clock import london_date
from app.kit.pagination import PageRequest, page_of_values
from app.kit.schema import Page
from app.networks import service as all_networks
from app.networks.models import Network
from app.networks.rules import FEWEST_MEMBERS, Openness
from app.public.errors import NotPublic
from app.public.models import Publication
from app.public.repository import publications, subjects
from app.public.schemas import (
    NetworkLineItemOut,
    NetworkPageOut,
    PublicNetworkLineOut,
    PublicSumOut,
)
from app.public.service import finding
from app.public.service.lines import publisher
from app.public.words import told

NOTE = (
    "Each sum is over the members that share it in the network and let everybody see it, as at the first day of a "
    "calendar quarter. A sum over too few members or suppliers is withheld, and so is one from which another could be "
    "worked out. Withheld is not nought, and not shared is not nought."
)


def networks(tx: Session, asked: PageRequest) -> Page[NetworkLineItemOut]:
    """Return the networks of which enough members let everybody see their part, by name."""
    held = publications.in_force(tx)
    items = [
        _item(row, publishing) for row, members in _all(tx) if (publishing := _publishing(members, held)) is not None
    ]
    keys = {"name": lambda item: item.name}
    shown, following = page_of_values(items, asked, keys=keys, key=lambda item: str(item.id), default="name")
    return Page[NetworkLineItemOut](items=list(shown), next=following)


def network(tx: Session, key: str, *, now: datetime) -> NetworkPageOut:
    """Return a network with its public sums; raise NotPublic for one that has none, and for none there is."""
    held = publications.in_force(tx)
    wanted = finding.as_id(key)
    found = next(((row, members) for row, members in _all(tx) if row.id == wanted), None)
    publishing = _publishing(found[1], held) if found else None
    if found is None or publishing is None:
        raise NotPublic("network")
    row, members = found
    open_sums = all_networks.open_sums(tx, row.id, _openness(tx, members, held), as_at=london_date(now))
    bodies = subjects.organisations(tx, publishing)
    return NetworkPageOut(
        **dict(_item(row, publishing)),
        as_at=open_sums.as_at,
        note=NOTE,
        publishing=sorted((publisher(body) for body in bodies.values()), key=lambda body: (body.name, body.key)),
        lines=[
            PublicNetworkLineOut(
                measure=line.measure,
                title=line.title,
                unit=line.unit,
                better=line.better,
                sums=[
                    PublicSumOut(total=one.total.value, quantity=one.quantity, withheld=one.withheld)
                    for one in line.sums
                ],
            )
            for line in open_sums.lines
        ],
    )


def _all(tx: Session) -> list[tuple[Network, list[UUID]]]:
    return list(all_networks.joined(tx).values())


def _publishing(members: list[UUID], held: Mapping[UUID, Publication]) -> list[UUID] | None:
    """Return the members whose part everybody may see in sums; None where they are too few to be shown at all."""
    found = [member for member in members if member in held and held[member].networks]
    return found if len(found) >= FEWEST_MEMBERS else None


def _openness(tx: Session, members: list[UUID], held: Mapping[UUID, Publication]) -> dict[UUID, Openness]:
    back = publications.holding_back(tx, members)
    return {
        member: Openness(
            in_sums=held[member].networks,
            some_contracts=held[member].delivery,
            every_contract=held[member].delivery and member not in back,
        )
        for member in members
        if member in held
    }


def _item(row: Network, publishing: list[UUID]) -> NetworkLineItemOut:
    return NetworkLineItemOut(
        id=row.id, name=told(row.name), address=f"/public/networks/{row.id}", members=len(publishing)
    )

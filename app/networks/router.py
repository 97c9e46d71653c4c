"""HTTP of networks: found, invite, join, leave, and read the sums that are shared."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.identity.rules import AUTHORITY_READERS, COMMISSIONER
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.endpoint import Routes
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Day, Page
from app.networks import service
from app.networks.errors import (
    LeadInvites,
    MeasuresUnknown,
    MembershipOvertaken,
    MembershipStands,
    NotAnAuthority,
)
from app.networks.schemas import InvitationCreate, LeaveIn, NetworkCreate, NetworkOut, NetworkSumsOut, SharesIn

routes = Routes("/v1/networks", "Networks")
_STEP = (MembershipStands, MembershipOvertaken)


@routes.post("", may=COMMISSIONER, out=NetworkOut, summary="Found a network")
def found(call: Call, body: NetworkCreate) -> NetworkOut:
    """Found a network that your authority leads, and say over how many suppliers its sums must be to be shown."""
    return service.found(call, body)


@routes.get("", may=AUTHORITY_READERS, out=Page[NetworkOut], summary="List networks")
def list_networks(call: Call, sort: Sort = None, cursor: Cursor = None, limit: Limit = 50) -> Page[NetworkOut]:
    """Return the networks that your authority leads or was invited to, by name."""
    return service.listed(call.tx, call.actor, PageRequest(sort, cursor, limit))


@routes.get("/{network_id}", may=AUTHORITY_READERS, out=NetworkOut, summary="Read a network")
def read_network(call: Call, network_id: UUID) -> NetworkOut:
    """Return a network with its members and what each of them shares."""
    return service.read(call.tx, call.actor, network_id)


@routes.post(
    "/{network_id}/invitations",
    may=COMMISSIONER,
    out=NetworkOut,
    summary="Invite an authority",
    refuses=(LeadInvites, NotAnAuthority, *_STEP),
)
def invite(call: Call, network_id: UUID, body: InvitationCreate) -> NetworkOut:
    """Invite an authority into a network that yours leads; your own too. Nothing is shared before it joins."""
    return service.invite(call, network_id, body.organisation_id)


@routes.post(
    "/{network_id}/join",
    may=COMMISSIONER,
    out=NetworkOut,
    status=200,
    summary="Join a network, or state anew what is shared",
    refuses=(MeasuresUnknown, *_STEP),
)
def join(call: Call, network_id: UUID, body: SharesIn) -> NetworkOut:
    """Join with the measures and totals that your authority chooses to share; send it again to change them.

    Others see your part under your name only if you agree to it, and never where it is over too few suppliers.
    """
    return service.join(call, network_id, body)


@routes.post(
    "/{network_id}/leave", may=COMMISSIONER, out=NetworkOut, status=200, summary="Leave a network", refuses=_STEP
)
def leave(call: Call, network_id: UUID, body: LeaveIn) -> NetworkOut:
    """Leave a network, or decline to join it, with the reason. From then on nothing of yours is in its sums."""
    return service.leave(call, network_id, body.reason)


@routes.get("/{network_id}/sums", may=AUTHORITY_READERS, out=NetworkSumsOut, summary="Read the sums of a network")
def read_sums(
    call: Call,
    network_id: UUID,
    as_at: Annotated[Day | None, Query(description="A day of the quarter to ask about; today if left out.")] = None,
) -> NetworkSumsOut:
    """Return promised, due and proved by measure over the members that share them, with small numbers withheld.

    For the lead and for whoever is a member now. They are as at the first day of a calendar quarter, up to this one:
    from one day to the next a sum would tell what a single supplier had due in between.
    """
    today = london_date(call.now)
    return service.sums(call.tx, call.actor, network_id, as_at=min(as_at or today, today))

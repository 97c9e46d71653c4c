"""Authorities see sums together, one body follows another, and what is refused on the way."""

from datetime import date
from typing import Any

from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.delivery.deal import deal, spend
from tests.journeys import building, example_further
from tests.journeys.example_cast import refused
from tests.world import START, Client, World

_SHARES = {"measures": ["local-spend"], "totals": ["promised", "due", "proved"], "by_name": False}


def meet_them(world: World) -> None:
    """Play a network, and then a merger."""
    world.clock.at = START
    members = [_member(world) for _ in range(3)]
    _see_together(world, members)
    world.clock.at = START
    _merge(world)


def _member(world: World) -> Client:
    home = world.organisation(OrganisationKind.TRUST)
    deal(world, spend("1000", "2000"), sides=(world.person(home, Role.BUYER), world.supplier()))
    return world.person(home, Role.COMMISSIONER)


def _id(client: Client) -> str:
    return str(client.organisation_id)


def _see_together(world: World, members: list[Client]) -> None:
    lead, *_ = members
    said = {"name": "Anchors of the county", "purpose": "See what we come to together.", "fewest_suppliers": 3}
    address = f"/v1/networks/{lead.make('/v1/networks', said)['id']}"
    for member in members:
        lead.make(f"{address}/invitations", {"organisation_id": _id(member)})
        member.make(f"{address}/join", _SHARES)
    lead.read("/v1/networks")
    lead.read(address)
    world.clock.at = START.replace(month=7)
    lead.read(f"{address}/sums")
    example_further.report_on_a_network(lead, address)
    again = {"organisation_id": _id(lead)}
    refused(members[1], "network.lead_invites", f"{address}/invitations", again)
    refused(lead, "network.membership_stands", f"{address}/invitations", again)
    refused(lead, "network.not_an_authority", f"{address}/invitations", {"organisation_id": _id(world.supplier())})
    refused(lead, "network.measures_unknown", f"{address}/join", _SHARES | {"measures": ["spend-locally"]})
    members[2].make(f"{address}/leave", {"reason": "We are busy with a merger."})


def _merge(world: World) -> None:
    made = deal(world, spend("1000", "2000"))
    made.on(date(2026, 4, 10))
    assert made.buyer.organisation_id
    old = world.person(made.buyer.organisation_id, Role.ADMIN)
    new, third = (world.person(world.organisation(OrganisationKind.TRUST), Role.ADMIN) for _ in range(2))
    body = _proposal(old, new)
    refused(old, "succession.unfit", "/v1/successions", body | {"successor_id": _id(old)})
    early = old.make("/v1/successions", body | {"takes_effect_on": "2026-05-01"})
    address = f"/v1/successions/{early['id']}"
    refused(old, "succession.open", "/v1/successions", body)
    refused(old, "succession.successor_accepts", f"{address}/accept")
    refused(new, "succession.not_yet", f"{address}/accept")
    refused(new, "succession.proposer_withdraws", f"{address}/withdraw", {"reason": "It is too soon."})
    old.make(f"{address}/withdraw", {"reason": "The order was amended."})
    refused(new, "succession.decided", f"{address}/accept")
    accepted = old.make("/v1/successions", body)
    new.make(f"/v1/successions/{accepted['id']}/accept")
    new.read("/v1/successions")
    new.read(f"/v1/successions/{accepted['id']}")
    operator = world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN)
    refused(operator, "succession.body_closed", "/v1/successions", _proposal(old, third))
    _merge_while_buying(world, third)


def _merge_while_buying(world: World, new: Client) -> None:
    team = building.authority(world)
    building.published_tender(team)
    old = world.person(team.organisation_id, Role.ADMIN)
    made = old.make("/v1/successions", _proposal(old, new) | {"takes_effect_on": "2026-01-05"})
    refused(new, "succession.procurement_under_way", f"/v1/successions/{made['id']}/accept")


def _proposal(old: Client, new: Client) -> dict[str, Any]:
    return {
        "predecessor_id": _id(old),
        "successor_id": _id(new),
        "legal_basis": "The Trusts (Transfer of Property) Order 2026",
        "takes_effect_on": "2026-04-01",
        "reason": "The two trusts merge.",
    }

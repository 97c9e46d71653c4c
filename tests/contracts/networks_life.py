"""What an authority of the whole life has to do with others: a network that it is in, a body that may follow it."""

from typing import TYPE_CHECKING

from app.identity.rules import Role
from app.organisations.rules import OrganisationKind

if TYPE_CHECKING:
    from tests.contracts.whole_life import Life

PURPOSE, REASON = "purpose-canary-6631", "merger-canary-6632"
SECRETS = {PURPOSE, REASON}


def stand_among(life: "Life") -> None:
    """Found a network, join it, and propose that another body follows the authority; nobody has accepted that."""
    commissioner, home = life.team.commissioner, str(life.team.organisation_id)
    network = commissioner.make("/v1/networks", {"name": "Anchors", "purpose": f"We see {PURPOSE} together."})
    commissioner.make(f"/v1/networks/{network['id']}/invitations", {"organisation_id": home})
    commissioner.make(f"/v1/networks/{network['id']}/join", {"totals": ["due", "proved"]})
    proposal = {
        "predecessor_id": home,
        "successor_id": str(life.world.organisation(OrganisationKind.TRUST, "Follower")),
        "legal_basis": "The Trusts (Transfer) Order",
        "takes_effect_on": "2027-04-01",
        "reason": f"They merge: {REASON}.",
    }
    admin = life.world.person(life.team.organisation_id, Role.ADMIN)
    life.ids |= {"network_id": network["id"], "succession_id": admin.make("/v1/successions", proposal)["id"]}

"""The examples of what everybody may read, of how an authority says so, and of the export of a record."""

import json

from app.exports.errors import RecordNotThere
from app.identity.rules import Role
from app.kit.problem import problem
from app.organisations.rules import OrganisationKind
from app.public.pages import style_address
from app.public.publication.errors import PublicationOvertaken
from tests.delivery.deal import deal, spend
from tests.journeys.example_cast import NOBODY, Cast, refused
from tests.journeys.recording import Recording
from tests.world import START, Client, World

_OPEN = {"tenders": True, "awards": True, "delivery": True, "networks": True, "from_on": "2026-01-01"}
_KINDS = ("authorities", "tenders", "awards", "contracts", "networks")
_ALIKE = ("", ".json", ".csv")


def let_everybody_read(cast: Cast) -> None:
    """Publish what the life came to, read all of it without an account, export its records, and take it back."""
    world, admin = cast.world, cast.noor
    nobody = world.stranger
    refused(nobody, "public.not_found", f"/public/tenders/{NOBODY}.json", method="GET")
    admin.make("/v1/publication", {**_OPEN, "reason": "The board decided on 4 December."})
    again = {**_OPEN, "reason": "The board decided on 4 December."}
    refused(admin, "publication.unchanged", "/v1/publication", again)
    supplier = world.person(world.organisation(OrganisationKind.BUSINESS), Role.ADMIN)
    refused(supplier, "publication.not_an_authority", "/v1/publication", again)
    cast.ines.read("/v1/publication")
    _read(nobody, _keys(cast))
    refused(nobody, "public.cursor", "/public/feed.json?after=yesterday", method="GET")
    _export(cast)
    admin.make("/v1/publication", {"reason": "The board thinks again."})
    tender = cast.made["tender"]["reference"]
    refused(nobody, "public.withdrawn", f"/public/tenders/{tender}.json", method="GET")


def write_down(recording: Recording) -> None:
    """Keep the refusals that only a lost race, or a contract that never began, meets."""
    for refusal in (PublicationOvertaken(), RecordNotThere("C-2026-0007")):
        recording.problems[refusal.code] = json.loads(bytes(problem(refusal).body))


def _keys(cast: Cast) -> dict[str, str]:
    found = {f"{kind}s": str(cast.made[kind]["reference"]) for kind in ("tender", "award", "contract")}
    return found | {"authorities": cast.trust}


def _read(nobody: Client, keys: dict[str, str]) -> None:
    addresses = ["/public", style_address(), *(f"/public/feed{form}" for form in ("", ".json", ".atom"))]
    addresses += [f"/public/{kind}{form}" for kind in _KINDS for form in _ALIKE]
    addresses += [f"/public/{kind}/{key}{form}" for kind, key in keys.items() for form in _ALIKE]
    addresses += [f"/public/ocds/{kind}/{keys['tenders']}.json" for kind in ("releases", "records")]
    for address in addresses:
        answer = nobody.get(address)
        assert answer.status_code == 200, (address, answer.text)


def _export(cast: Cast) -> None:
    """Export the record of the evaluation and of the contract; the second one is asked for twice."""
    world, buyer = cast.world, cast.priya
    made = buyer.make(f"{cast.at('award')}/exports")
    refused(buyer, "export.under_way", f"{cast.at('award')}/exports")
    refused(buyer, "export.not_ready", f"/v1/exports/{made['id']}/file", method="GET")
    buyer.make(f"{cast.at('contract')}/exports")
    world.run_jobs()
    buyer.read("/v1/exports")
    buyer.read(f"/v1/exports/{made['id']}")
    assert buyer.get(f"/v1/exports/{made['id']}/file").status_code == 200


def meet_them(world: World) -> None:
    """Read a network as everybody may, once enough of its members let them."""
    world.clock.at = START
    members = [_member(world) for _ in range(3)]
    lead, _ = members[0]
    said = {"name": "Anchors of the coast", "purpose": "Show what we come to.", "fewest_suppliers": 3}
    address = f"/v1/networks/{lead.make('/v1/networks', said)['id']}"
    for member, admin in members:
        lead.make(f"{address}/invitations", {"organisation_id": str(member.organisation_id)})
        member.make(f"{address}/join", {"totals": ["promised", "due", "proved"]})
        admin.make("/v1/publication", {"networks": True, "reason": "Our part may be seen."})
    world.clock.at = START.replace(month=7)
    for form in _ALIKE:
        answer = world.stranger.get(f"/public/networks/{address.rpartition('/')[2]}{form}")
        assert answer.status_code == 200, answer.text


def _member(world: World) -> tuple[Client, Client]:
    home = world.organisation(OrganisationKind.TRUST)
    deal(world, spend("1000", "2000"), sides=(world.person(home, Role.BUYER), world.supplier()))
    return world.person(home, Role.COMMISSIONER), world.person(home, Role.ADMIN)

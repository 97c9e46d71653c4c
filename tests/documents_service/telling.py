"""Takes journeys to the assessment summaries of their awards, for tests of what bidders are told."""

from typing import Any

from app.identity.rules import Role
from tests.awards.deciding import approved, decided
from tests.journeys.building import Journey, computed
from tests.world import Client, World

PATH = "/v1/awards/{}/summaries"
ADDRESS = "Unit 4, Quay Road"


def described(journey: Journey) -> Journey:
    """Let every bidder say how it is reached."""
    for bidder in journey.bidders:
        describe(journey.world, bidder.client, bidder.name)
    return journey


def describe(world: World, client: Client, name: str, **fields: Any) -> None:
    """Let one supplier describe itself: with an address unless told otherwise."""
    assert client.organisation_id
    admin = world.person(client.organisation_id, Role.ADMIN)
    path = f"/v1/organisations/{client.organisation_id}"
    body = {
        "name": name,
        "postal_address": ADDRESS,
        "postcode": "LS1 4EE",
        "contact_email": f"bids@{name.split(maxsplit=1)[0].lower()}.example",
    } | fields
    admin.did(admin.put(path, body, version=admin.read(path)["version"]))


def to_tell(world: World, journey: Journey | None = None) -> tuple[Journey, dict[str, Any]]:
    """Return a journey with an award that a second person approved, whose bidders can all be reached."""
    found = described(journey or computed(world))
    return found, approved(found, decided(found))


def check(reader: Client, award: dict[str, Any]) -> dict[str, Any]:
    """Return what the check of the summaries finds."""
    found: dict[str, Any] = reader.read(f"{PATH.format(award['id'])}/check")
    return found


def acknowledged(reader: Client, award: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the body that issues the summaries with every warning acknowledged."""
    found = check(reader, award)
    said = {"warnings": found["warnings_digest"], "reason": "The panel has looked at them."}
    return ({"acknowledge": said} if found["warnings"] else {}) | more


def issued(journey: Journey, award: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Issue the summaries of an award and return how far they are."""
    buyer = journey.team.buyer
    made: dict[str, Any] = buyer.make(PATH.format(award["id"]), acknowledged(buyer, award, **more))
    return made


def told(world: World, journey: Journey | None = None) -> tuple[Journey, dict[str, Any], dict[str, str]]:
    """Return a journey, its award, and the id of the summary of each bidder by name."""
    found, award = to_tell(world, journey)
    items = issued(found, award)["items"]
    return found, award, {one["supplier_name"]: one["document_id"] for one in items}

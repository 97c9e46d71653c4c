"""Switches publication on and off, for tests of what everybody may read."""

from typing import Any
from uuid import UUID

from app.identity.rules import Role
from tests.public.addresses import Get
from tests.world import Client, World

EVERYTHING = {"tenders": True, "awards": True, "delivery": True, "networks": True}
LONG_AGO = "2020-01-01"


def admin_of(world: World, authority_id: object) -> Client:
    """Add an admin to an authority."""
    return world.person(UUID(str(authority_id)), Role.ADMIN, name="Adi Admin")


def publish(admin: Client, **state: Any) -> dict[str, Any]:
    """State what is public; everything, from long ago, unless told otherwise."""
    body = {"from_on": LONG_AGO, "reason": "The board wants it open.", **(state or EVERYTHING)}
    made: dict[str, Any] = admin.make("/v1/publication", body)
    return made


def getting(world: World) -> Get:
    """Return how somebody without an account reads an address."""

    def get(address: str) -> tuple[int, str, str]:
        answer = world.http.get(address)
        return answer.status_code, answer.headers.get("content-type", ""), answer.text

    return get

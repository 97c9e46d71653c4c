"""HEAD says what GET would say, and sends nothing of it."""

from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.world import World


def test_head_is_answered_wherever_get_is_and_by_the_same_rules(world: World) -> None:
    buyer = world.person(world.organisation(OrganisationKind.COUNCIL), Role.BUYER)
    for path, client, status in (
        ("/v1/me", buyer, 200),
        ("/v1/tenders", buyer, 200),
        ("/health", world.stranger, 200),
        ("/openapi.json", world.stranger, 200),
        ("/v1/me", world.stranger, 401),
        ("/v1/audit/events", buyer, 403),
        ("/v1/tenders/00000000-0000-7000-8000-000000000000", buyer, 404),
        ("/v1/sessions", world.stranger, 405),
    ):
        asked, told = (world.http.request(method, path, headers=client.headers) for method in ("GET", "HEAD"))
        assert (asked.status_code, told.status_code) == (status, status), path
        assert told.content == b""
        assert {name: value for name, value in told.headers.items() if name != "date"} == dict(asked.headers)

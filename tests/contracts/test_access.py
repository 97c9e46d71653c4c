"""Deny by default: every route says who may call it, and everybody else hears nothing of what lies behind it."""

from app.identity.rules import Role
from app.kit.problem import MEDIA_TYPE
from app.organisations.rules import OrganisationKind
from tests.contracts.walking import walk
from tests.world import World

OPEN_TO_ANYBODY = {"/health", "/ready", "/v1/sessions"} | {
    f"/v1/confirm/{{token}}{part}" for part in ("", "/asked", "/answer")
}
"""Whoever watches or signs in has no key yet; a school that confirms by a link has its 32 random bytes instead."""
OPEN_TO_ANYBODY |= {"/v1/calendars/{token}.ics", "/v1/unsubscribe/{key}"}
"""Calendar programs and mail programs send no key: what stands in the address is the secret, 256 bits of it. The one
shows what waits for the person that made it and nothing that is not published, the other ends reminders."""
PUBLISHED = "/public"
"""What authorities chose to let everybody read, and only that: `tests/public` walks it for secrets."""


def test_only_the_routes_that_must_be_are_open_to_anybody(world: World) -> None:
    opened = {route.path for route in walk(world.app) if route.access.anybody}
    assert {path for path in opened if not path.startswith(PUBLISHED)} == OPEN_TO_ANYBODY


def test_what_everybody_may_read_is_read_and_nothing_else(world: World) -> None:
    methods = {route.method for route in walk(world.app) if route.path.startswith(PUBLISHED)}
    assert methods == {"GET"}


def test_the_walk_misses_no_route_of_the_api_description(world: World) -> None:
    described = {(method.upper(), path) for path, item in world.app.openapi()["paths"].items() for method in item}
    assert {(route.method, route.path) for route in walk(world.app)} == described


def test_without_a_key_every_other_route_answers_that_one_must_sign_in(world: World) -> None:
    for route in walk(world.app):
        if not route.access.anybody:
            answer = world.http.request(route.method, route.address(), **route.request())
            assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), route


def test_a_role_that_a_route_does_not_name_is_refused_before_anything_is_looked_up(world: World) -> None:
    council = world.organisation(OrganisationKind.COUNCIL)
    people = {role: world.person(council, role) for role in Role}
    for route in walk(world.app):
        if route.access.anybody or not route.access.may:
            continue
        for role, person in people.items():
            if role not in route.access.may:
                answer = person.request(route.method, route.address(), **route.request())
                assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), (route, role, answer.text)


def test_an_id_that_exists_nowhere_is_a_404_for_everybody_who_may_call(world: World) -> None:
    council = world.organisation(OrganisationKind.COUNCIL)
    person = world.person(council, *Role)
    for route in walk(world.app):
        if "_id}" not in route.path:
            continue
        headers = {"If-Match": '"1"'} if route.method == "PUT" else {}
        answer = person.request(route.method, route.address(), headers=headers, **route.request())
        assert answer.status_code == 404, (route, answer.status_code, answer.text)
        assert answer.headers["content-type"] == MEDIA_TYPE


def test_every_route_is_described_with_a_summary_a_description_and_its_refusals(world: World) -> None:
    for route in walk(world.app):
        assert route.operation["summary"], route
        assert len(route.operation["description"]) > 20, route
        refusals = [code for code in route.operation["responses"] if code.startswith(("4", "5"))]
        assert refusals, route
        for code in refusals:
            assert MEDIA_TYPE in route.operation["responses"][code]["content"], (route, code)


def test_every_field_of_every_body_and_answer_is_described(world: World) -> None:
    schemas = world.app.openapi()["components"]["schemas"]
    generated = {"HTTPValidationError", "ValidationError"}
    missing = [
        f"{name}.{field}"
        for name, schema in schemas.items()
        if name not in generated and not name.startswith("Body_")
        for field, described in schema.get("properties", {}).items()
        if not described.get("description")
    ]
    assert missing == []

"""Every refusal has a stable code and a sentence that names the place, the value and the way out."""

import pytest

from app.identity.rules import Role
from app.kit.problem import MEDIA_TYPE
from app.organisations.rules import OrganisationKind
from tests.world import World


def test_several_wrong_fields_are_reported_at_once_with_their_places(world: World) -> None:
    admin = world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN)
    answer = admin.post("/v1/organisations", {"kind": "castle", "nam": "x", "profile": {"turnover": 1.5}})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == MEDIA_TYPE
    places = {finding["place"] for finding in answer.json()["findings"]}
    assert places >= {"body.kind", "body.name", "body.nam", "body.identifiers", "body.profile.turnover"}


@pytest.mark.parametrize("content", [b"", b"{bad", b"[1,2", b"NaN", b"\xff\xfe", b'{"name": 1e999}', b"null"])
def test_a_body_that_is_not_what_was_asked_for_is_a_clear_422(world: World, content: bytes) -> None:
    admin = world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN)
    headers = {**admin.headers, "Content-Type": "application/json"}
    answer = world.http.post("/v1/organisations", headers=headers, content=content)
    assert (answer.status_code, answer.json()["code"]) == (422, "payload")
    assert answer.json()["findings"]


def test_a_body_larger_than_the_service_takes_is_refused_with_the_way_out(world: World) -> None:
    admin = world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN)
    headers = {**admin.headers, "Content-Type": "application/json"}
    answer = world.http.post("/v1/organisations", headers=headers, content=b" " * 3_000_001)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert "smaller" in answer.json()["detail"]


def test_an_address_that_does_not_exist_and_a_wrong_method_are_problems_too(world: World) -> None:
    assert world.stranger.get("/v1/nothing").json()["code"] == "no_such_address"
    assert world.stranger.request("DELETE", "/v1/organisations").json()["code"] == "method_not_allowed"


def test_an_edit_without_the_version_it_was_made_from_is_refused_and_a_stale_one_too(world: World) -> None:
    organisation = world.organisation(OrganisationKind.COUNCIL)
    admin = world.person(organisation, Role.ADMIN)
    path = f"/v1/organisations/{organisation}"
    body = {"name": "New name"}
    assert admin.put(path, body).status_code == 428
    assert admin.put(path, body, version=1).headers["etag"] == '"2"'
    stale = admin.put(path, body, version=1)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert '"2"' in stale.json()["detail"]


def test_an_unknown_sort_field_or_a_cursor_from_elsewhere_is_a_finding(world: World) -> None:
    person = world.person(world.organisation(OrganisationKind.COUNCIL), Role.BUYER)
    assert person.get("/v1/organisations?sort=secret").json()["findings"][0]["place"] == "query.sort"
    for cursor in ("x", "e30=", "WyJuYW1lIiwgImEiLCAiYiJd"):
        assert person.get(f"/v1/organisations?cursor={cursor}").json()["findings"][0]["place"] == "query.cursor"


def test_pages_neither_repeat_nor_lose_a_row_when_names_are_equal(world: World) -> None:
    person = world.person(world.organisation(OrganisationKind.COUNCIL, "Same"), Role.BUYER)
    for _ in range(6):
        world.organisation(OrganisationKind.BUSINESS, "Same")
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = person.read(f"/v1/organisations?limit=2&sort=-name{cursor and f'&cursor={cursor}'}")
        seen += [row["id"] for row in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 7

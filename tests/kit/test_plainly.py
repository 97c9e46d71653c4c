"""A request that is plainly right is read in a few steps, and every other gets the answer that it always got."""

from typing import Any

import pytest

from app.identity.rules import Role
from app.kit.plainly import PlainRoute
from app.organisations.rules import OrganisationKind
from tests.world import World

PLAIN, OTHERWISE = "application/json", "application/json; charset=utf-8"
GOOD = '{"kind": "council", "name": "A", "identifiers": [{"scheme": "GB-LAE", "value": "LDS"}]}'
WRONG = (
    "",
    "{",
    "[]",
    "null",
    '{"name": NaN}',
    GOOD.replace("council", "circus"),
    GOOD.replace('"name"', '"nane"'),
    GOOD.replace('"kind"', '"name": "B", "kind"'),
    GOOD.replace('"scheme"', '"value": "XXX", "scheme"'),
    GOOD.replace('"A"', '"\\u0000"'),
    "[" * 3000,
)


@pytest.fixture
def sent(world: World) -> Any:
    admin = world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN)

    def send(body: str, kind: str, path: str = "/v1/organisations") -> Any:
        return world.http.post(path, content=body, headers={**admin.headers, "Content-Type": kind})

    return send


def test_a_request_that_is_wrong_gets_the_same_answer_either_way(sent: Any) -> None:
    for body in WRONG:
        plain, otherwise = sent(body, PLAIN), sent(body, OTHERWISE)
        assert (plain.status_code, plain.content) == (otherwise.status_code, otherwise.content), body
        assert plain.status_code in {400, 422}, body
    for path in ("/v1/organisations?nane=x", "/v1/organisations?"):
        assert sent(GOOD.replace("LDS", path[-1:] * 3), PLAIN, path).status_code in {201, 422}


def test_a_good_request_is_read_plainly_and_only_then(sent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    given = PlainRoute._given  # noqa: SLF001 - to see that it is used

    async def noted(route: PlainRoute, request: Any) -> Any:
        found = await given(route, request)
        read.append(route.path)
        return found

    monkeypatch.setattr(PlainRoute, "_given", noted)
    assert sent(GOOD, PLAIN).status_code == 201
    assert sent(GOOD.replace("LDS", "BRD"), OTHERWISE).status_code == 201
    assert read == ["/v1/organisations"]

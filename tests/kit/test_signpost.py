"""A request comes to the route that the framework would have tried first, and what has none is answered as before."""

import re
from uuid import UUID

import pytest
from fastapi import FastAPI
from starlette.routing import Match, Route
from starlette.types import Scope

from app.kit.signpost import Signpost
from tests.world import World

SOME_ID = UUID("00000000-0000-7000-8000-000000000001")


def _scope(method: str, path: str) -> Scope:
    return {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}


def _tried_in_turn(app: FastAPI, scope: Scope) -> Route:
    for route in app.router.routes:
        if isinstance(route, Route) and route.matches(scope)[0] is Match.FULL:
            return route
    raise AssertionError(scope["path"])


def test_every_request_comes_to_the_route_that_would_be_tried_first(world: World) -> None:
    app = world.app
    sign = app.router.routes[0]
    assert isinstance(sign, Signpost)
    seen = 0
    for route in app.router.routes:
        for method in (isinstance(route, Route) and route.methods) or ():
            assert isinstance(route, Route)
            for word in (str(SOME_ID), "x"):
                scope = _scope(method, re.sub(r"\{\w+\}", word, route.path))
                match, child = sign.matches(scope)
                assert match is Match.FULL
                assert child["endpoint"] is _tried_in_turn(app, scope).matches(scope)[1]["endpoint"]
                seen += 1
    assert seen > 200


def test_no_such_path_and_no_such_method_are_answered_as_before(world: World) -> None:
    assert world.stranger.get("/v1/tenders/x/y/z").status_code == 404
    assert world.stranger.get("/v1/tenders/").status_code == 404
    refused = world.stranger.put("/v1/tenders", {}, version=1)
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


def test_a_route_that_cannot_be_told_by_its_segments_is_refused() -> None:
    for path in ("/{anything}", "/v1/{anything}", "/v1/files/{path:path}"):
        with pytest.raises(ValueError, match="begins with a parameter"):
            Signpost([Route(path, lambda _request: None)])

"""Reads a request that is plainly right in a few steps, and leaves every other to the framework.

The framework reads the body twice with our own check for names given twice, looks for headers, cookies, forms and
dependencies that our routes have not, and enters six contexts: 0.3 ms of processor time, when a draft takes 1.5 ms. A
JSON body in which every name stands once, path parameters that hold, and no query: such a request is read here, by the
same fields that the framework would read it by. Whatever is otherwise, the framework reads from the beginning, and says
what there is to say.
"""

import json
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeAlias

from fastapi import Request, params
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect
from starlette.responses import Response

_JSON = b"application/json"
Given: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[Request], Coroutine[Any, Any, Response]]


class _Otherwise(Exception):
    """The request is not plainly right."""


class PlainRoute(APIRoute):
    """A route whose endpoint has `plainly`, which takes what a plainly right request gives."""

    def get_route_handler(self) -> Handler:
        """Return what handles a request of this route."""
        ordinary = super().get_route_handler()
        plainly: Callable[[Request, Given], Coroutine[Any, Any, Response]]
        plainly = getattr(self.endpoint, "plainly")  # noqa: B009 - a function has whatever it was given
        if not self._is_plain():
            return ordinary

        async def handle(request: Request) -> Response:
            try:
                given = await self._given(request)
            except _Otherwise:
                return await ordinary(request)
            return await plainly(request, given)

        return handle

    def _is_plain(self) -> bool:
        """Return whether a request can be read here at all: by its path, and by one JSON body or none."""
        takes = self.dependant
        rest = (takes.query_params, takes.header_params, takes.cookie_params, takes.dependencies)
        in_form = any(isinstance(field.field_info, params.Form) for field in takes.body_params)
        return not any(rest) and not in_form and len(takes.body_params) <= 1 and not self._embed_body_fields

    async def _given(self, request: Request) -> Given:
        if request.scope["query_string"]:
            raise _Otherwise
        found: Given = {}
        path = request.path_params
        for field in self.dependant.path_params:
            found[field.name] = _valid(field, path[field.alias])
        for field in self.dependant.body_params:
            found[field.name] = _valid(field, await _body(request))
        return found


async def _body(request: Request) -> Any:
    if _header(request, b"content-type") != _JSON:
        raise _Otherwise
    try:
        return json.loads(await request.body(), object_pairs_hook=_each_once)
    except (ValueError, RecursionError, ClientDisconnect) as error:
        raise _Otherwise from error


def _header(request: Request, name: bytes) -> bytes | None:
    found = [value for key, value in request.scope["headers"] if key == name]
    return found[0] if len(found) == 1 else None


def _each_once(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Otherwise
    return found


def _valid(field: Any, given: Any) -> Any:
    value, wrong = field.validate(given, {}, loc=("body",))
    if wrong:
        raise _Otherwise
    return value

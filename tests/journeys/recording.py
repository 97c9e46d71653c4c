"""Records what goes over the wire while a journey is played, and makes short and stable examples of it.

Kept is the first good exchange of every route, and the first refusal of every code. Bodies of requests stay whole,
because they are there to be copied; answers are cut until they are short, and only so far that they are still an
answer of their route. What differs from one run to the next (ids, digests, secrets) is replaced.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError

from app import api, health
from app.kit.content_kinds import XLSX
from app.kit.problem import MEDIA_TYPE
from tests.app_client import AppClient

PASSWORD = "correct horse battery staple"
WORKBOOK = "(an Excel workbook)"
_CONTAINERS = {XLSX.media_type: WORKBOOK, "application/zip": "(a ZIP archive)"}
KEY = "mg_example-of-a-key-that-opens-nothing"
HEADERS = ("ETag", "Content-Disposition")
_LONGEST_ANSWER = 3_000
_LINES_OF_TEXT = 6
_CUTS = ((2, 240, 12), (2, 160, 7), (2, 120, 6), (1, 100, 6), (1, 80, 5), (1, 60, 4), (1, 60, 3))
"""How many items of a list, letters of a text, and levels of nesting are kept: tried in turn, the mildest first."""

_RESULT = "makegood.result/1"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_TAG = re.compile(r'(?<="ETag": "\\")[0-9a-f]{32}(?=\\")')
"""The name of an answer by what is in it: half a digest, which differs with the ids inside."""

_SIZE = re.compile(r'(?<="size": )[0-9]{5,}')
"""The bytes of an archive: packed ids are longer or shorter by chance."""

_SECRET_WORD = re.compile(r"(?<![\w+-])(?:whsec_[\w/+]{43}=|(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{43})(?![\w+=-])")
"""What opens an address or signs: 256 bits, as `secrets.token_urlsafe(32)` and the signing of webhooks write them."""

Json = dict[str, Any]


@dataclass
class Recording:
    """What was kept, by `METHOD /path/template` and by code."""

    routes: dict[str, Json] = field(default_factory=dict)
    problems: dict[str, Json] = field(default_factory=dict)

    def text(self) -> str:
        """Return the file of examples: the same for the same journey, whenever and wherever it is played."""
        whole = {
            "routes": dict(sorted(self.routes.items(), key=_by_path)),
            "problems": dict(sorted(self.problems.items())),
        }
        return _steady(json.dumps(whole, indent=1, ensure_ascii=False)) + "\n"


class RecordingClient(AppClient):
    """A client of the application that keeps what it hears."""

    def __init__(self, app: FastAPI, recording: Recording) -> None:
        """Send to `app` and keep in `recording`."""
        super().__init__(app)
        self._recording = recording
        self._routes = [(_pattern(route.path), route) for route in routes()]

    def request(self, *args: Any, **options: Any) -> httpx2.Response:
        """Send one request, as every method of a client does in the end."""
        method, url = args
        answer: httpx2.Response = super().request(method, url, **options)
        if answer.is_success:
            self._keep(method, url, options, answer)
        elif answer.headers["content-type"] == MEDIA_TYPE:
            problem = answer.json()
            self._recording.problems.setdefault(problem["code"], _cut(problem, 2, 400, 6))
        return answer

    def _keep(self, method: str, url: str, options: Mapping[str, Any], answer: httpx2.Response) -> None:
        parts = urlsplit(url)
        found = next(
            (parts.path, pattern, route)
            for pattern, route in self._routes
            if method in (route.methods or ()) and pattern.fullmatch(parts.path)
        )
        path, pattern, route = found
        name = f"{method} {route.path}"
        if name in self._recording.routes:
            return
        matched = pattern.fullmatch(path)
        given = (matched.groupdict() if matched else {}) | dict(parse_qsl(parts.query))
        example: Json = {"parameters": given} if given else {}
        if "json" in options:
            example["request"] = _without_secrets(options["json"])
        elif "data" in options:
            example["request"] = options["data"]
        elif "files" in options:
            example["request"] = {"file": _sent_file(options["files"]["file"][1])}
        headers = {each: answer.headers[each] for each in HEADERS if each in answer.headers}
        self._recording.routes[name] = (
            example | ({"headers": headers} if headers else {}) | {"answer": _short(route, answer)}
        )


def routes() -> Iterator[APIRoute]:
    """Yield every route of the API description: those without a parameter in their path first, then the longer ones.

    What ends after a parameter, as in `{key}.csv`, would else be taken for the value of a shorter one.
    """
    found = [route for each in (health.routes, *api.ALL) for route in each.router.routes if isinstance(route, APIRoute)]
    yield from sorted(found, key=lambda route: (route.path.count("{"), -len(route.path), route.path))


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))


def _by_path(item: tuple[str, Json]) -> tuple[str, str]:
    method, _, path = item[0].partition(" ")
    return path, method


def _short(route: APIRoute, answer: httpx2.Response) -> Any:
    kind = answer.headers["content-type"].partition(";")[0]
    if kind in _CONTAINERS:
        return _CONTAINERS[kind]
    if kind != "application/json":
        return _first_lines(answer)
    value = _without_what_others_show(_without_secrets(answer.json()))
    adapter: TypeAdapter[Any] = TypeAdapter(route.response_model or Any)
    shortest = value
    for cut in ((200, 20_000, 200), *_CUTS):
        candidate = _cut(value, *cut)
        if _is_an_answer(adapter, candidate):
            shortest = candidate
            if len(json.dumps(candidate, ensure_ascii=False)) <= _LONGEST_ANSWER:
                break
    return shortest


def _sent_file(content: bytes) -> str:
    return WORKBOOK if content.startswith(b"PK") else content.decode()


def _without_what_others_show(value: Any) -> Any:
    """Leave out of a result what its size comes from: rubric and bids have examples of their own; a trace is words."""
    if isinstance(value, list):
        return [_without_what_others_show(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value and all(_ID.fullmatch(name) for name in value):
        value = dict(list(value.items())[:1])
    left_out = {"rubric", "inputs", "trace"} if value.get("format") == _RESULT or "trace" in value else set()
    return {name: {"…": "…"} if name in left_out else _without_what_others_show(each) for name, each in value.items()}


def _first_lines(answer: httpx2.Response) -> str:
    lines = answer.text.splitlines()
    return "\n".join(line[:200] for line in lines[:_LINES_OF_TEXT]) + ("\n…" if len(lines) > _LINES_OF_TEXT else "")


def _is_an_answer(adapter: TypeAdapter[Any], value: Any) -> bool:
    try:
        adapter.validate_json(json.dumps(value))
    except ValidationError:
        return False
    return True


def _cut(value: Any, items: int, letters: int, depth: int) -> Any:
    """Return `value` with its lists, texts and depth cut; an ellipsis stands where an object or a text was."""
    if isinstance(value, str):
        # A text without a space, such as a digest, is worth nothing in part.
        kept = value[:letters].rpartition(" ")[0]
        return value if len(value) <= letters or not kept else f"{kept} …"
    if isinstance(value, list):
        return [_cut(each, items, letters, depth - 1) for each in value[:items]]
    if isinstance(value, dict):
        if depth <= 0:
            return {"…": "…"} if value else {}
        return {name: _cut(each, items, letters, depth - 1) for name, each in value.items()}
    return value


def _without_secrets(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_secrets(each) for each in value]
    if isinstance(value, dict):
        return {name: _SECRETS.get(name, _without_secrets)(each) for name, each in value.items()}
    return value


def _hidden(shown: str) -> Any:
    return lambda value: (
        shown if isinstance(value, str) and value.startswith(("mg_", PASSWORD[:7])) else _without_secrets(value)
    )


_SECRETS = {"key": _hidden(KEY), "prefix": _hidden(KEY[:9]), "password": _hidden(PASSWORD)}


def _steady(text: str) -> str:
    """Return the file with the ids and digests numbered in the order in which they first stand in it."""
    ids: dict[str, str] = {}
    digests: dict[str, str] = {}

    def numbered_id(found: re.Match[str]) -> str:
        return ids.setdefault(found[0], f"01980000-0000-7000-8000-{len(ids) + 1:012d}")

    def numbered_digest(found: re.Match[str]) -> str:
        return digests.setdefault(found[0], hashlib.sha256(f"example {len(digests) + 1}".encode()).hexdigest())

    def numbered_tag(found: re.Match[str]) -> str:
        return numbered_digest(found)[:32]

    text = _SIZE.sub("150000", _TAG.sub(numbered_tag, _ID.sub(numbered_id, text)))
    return _SECRET_WORD.sub(_shown, _DIGEST.sub(numbered_digest, text))


def _shown(found: re.Match[str]) -> str:
    return f"{'whsec_' if found[0].startswith('whsec_') else ''}example-of-a-secret-that-opens-nothing"

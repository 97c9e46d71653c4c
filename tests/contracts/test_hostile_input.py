"""What no honest client sends is refused at the door, field by field, in every body and in every query."""

import base64
import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import httpx2
import pytest

from app.identity.rules import Role
from app.kit.problem import MEDIA_TYPE
from app.organisations.rules import OrganisationKind
from tests.contracts.walking import Walked, walk
from tests.journeys import building
from tests.world import Client, World

Place = tuple[str | int, ...]
SOME_ID = "019b8d62-7a80-7fff-8fff-cf25ff0e0001"


class Filled:
    """The fullest body that a schema describes, and the place and schema of every value in it."""

    def __init__(self, schema: Mapping[str, Any], components: Mapping[str, Any]) -> None:
        """Fill in `schema`, following what it refers to."""
        self._components = components
        self.leaves: list[tuple[Place, Mapping[str, Any]]] = []
        self.body = self._fill(schema, ())

    def _fill(self, schema: Mapping[str, Any], place: Place) -> Any:
        schema = self._resolved(schema)
        kind = schema.get("type")
        if "properties" in schema:
            return {name: self._fill(inner, (*place, name)) for name, inner in schema["properties"].items()}
        if kind == "array":
            return [self._fill(schema["items"], (*place, 0))]
        if kind == "object" or kind is None:
            return {}
        self.leaves.append((place, schema))
        if "const" in schema or "enum" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        return {"integer": 1, "number": 1, "boolean": True}.get(kind, _text(schema))

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while True:
            if "$ref" in schema:
                schema = self._components[schema["$ref"].rsplit("/", 1)[1]]
            elif several := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
                schema = next(one for one in several if one.get("type") != "null")
            else:
                return schema

    def with_value(self, place: Place, value: Any) -> Any:
        """Return the body with another value at one place."""
        body = copy.deepcopy(self.body)
        inside = body
        for step in place[:-1]:
            inside = inside[step]
        inside[place[-1]] = value
        return body


def _text(schema: Mapping[str, Any]) -> str:
    by_format = {"uuid": SOME_ID, "date": "2026-02-02", "date-time": "2026-02-02T12:00:00Z"}
    return by_format.get(schema.get("format", ""), "a text of some length")


def _written(place: Place) -> str:
    return "body" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)


def _post(client: Client, route: Walked, body: Any) -> httpx2.Response:
    headers = {**client.headers, "Content-Type": "application/json", "If-Match": '"1"'}
    answer: httpx2.Response = client.world.http.request(
        route.method, route.address(), headers=headers, content=json.dumps(body).encode()
    )
    return answer


def _bodies(world: World) -> Iterator[tuple[Walked, Filled]]:
    for route in walk(world.app):
        content = route.operation.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            yield route, Filled(content["application/json"]["schema"], route.components)


def _unrefused(world: World, fits: Any, values: tuple[Any, ...]) -> list[str]:
    """Return where one of these values was not reported at its own place."""
    person = world.person(world.organisation(OrganisationKind.COUNCIL), *Role)
    found = []
    for route, filled in _bodies(world):
        for place, schema in filled.leaves:
            for value in values if fits(schema) else ():
                answer = _post(person, route, filled.with_value(place, value))
                places = {finding["place"] for finding in answer.json().get("findings", ())}
                if answer.status_code != 422 or not any(one.startswith(_written(place)) for one in places):
                    found.append(f"{route} {_written(place)} {str(value)[:40]!r}: {answer.status_code}")
    return found


def _is_free_text(schema: Mapping[str, Any]) -> bool:
    return schema["type"] == "string" and "format" not in schema and "enum" not in schema and "const" not in schema


def test_a_character_that_no_database_keeps_is_refused_in_every_text(world: World) -> None:
    assert _unrefused(world, _is_free_text, ("a text\x00of some length", "a text\ud800of some length")) == []


def test_half_a_character_is_no_password(world: World) -> None:
    assert _unrefused(world, lambda schema: schema.get("format") == "password", ("a long password \ud800",)) == []


def test_a_day_or_an_instant_that_no_calendar_can_count_on_from_is_refused(world: World) -> None:
    days = ("0001-01-01", "9999-12-31")
    assert _unrefused(world, lambda schema: schema.get("format") == "date", days) == []
    instants = ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-02T12:00:00")
    assert _unrefused(world, lambda schema: schema.get("format") == "date-time", instants) == []


def test_a_member_that_a_body_does_not_have_is_refused(world: World) -> None:
    person = world.person(world.organisation(OrganisationKind.COUNCIL), *Role)
    for route, filled in _bodies(world):
        if str(route) != "POST /v1/tenders/import":
            for name in ("status", "authority_id", "organisation_kind", "__class__"):
                if name not in filled.body:
                    places = {
                        one["place"] for one in _post(person, route, filled.body | {name: "x"}).json()["findings"]
                    }
                    assert f"body.{name}" in places, str(route)


def test_a_whole_number_that_no_column_holds_is_refused(world: World) -> None:
    assert _unrefused(world, lambda schema: schema["type"] == "integer", (2**31, 2**63, 10**400, -1)) == []


def _answers(world: World) -> Iterator[tuple[str, httpx2.Response]]:
    """Yield what every list and read answers to strange values of each of its query parameters."""
    team = building.authority(world)
    person = world.person(team.organisation_id, *Role)
    ids = {"tender_id": building.published_tender(team)["id"], "table": "real-living-wage"}
    strange: tuple[str, ...] = (
        "\x00",
        "%",
        "'",
        "\u202e",
        "9" * 5000,
        "0001-01-01",
        "9999-12-31",
        "0001-01-01T00:00:00+14:00",
    )
    strange += ("2026-01-01T00:00:00", "1e999", "-1", "NaN", "x" * 601, "")
    for route in walk(world.app):
        for parameter in route.operation.get("parameters", ()) if route.method == "GET" else ():
            if parameter["in"] != "query":
                continue
            for value in strange:
                address, _, wanted = route.address(ids).partition("?")
                query = f"{wanted}&{urlencode({parameter['name']: value})}"
                yield f"{route} {parameter['name']}={value[:30]!r}", person.get(f"{address}?{query}")


def test_no_value_of_a_query_is_a_fault(world: World) -> None:
    for asked, answer in _answers(world):
        assert answer.status_code < 500, asked
        is_page = asked.startswith("GET /public") and answer.headers["content-type"].startswith("text/html")
        assert answer.is_success or is_page or answer.headers["content-type"] == MEDIA_TYPE, asked


def _cursor(*parts: Any) -> str:
    return quote(base64.urlsafe_b64encode(json.dumps(parts).encode()).decode())


FORGED = [
    _cursor("-at", "2026-01-01T00:00:00", SOME_ID),
    _cursor("-at", "0001-01-01T00:00:00+14:00", SOME_ID),
    _cursor("-at", "9999-12-31T23:59:59-14:00", SOME_ID),
    _cursor("-at", "2026-01-01T00:00:00+00:00", 5),
    _cursor("-at", "2026-01-01T00:00:00+00:00", ["a"]),
    _cursor("-at", "2026-01-01T00:00:00+00:00", None),
    _cursor("-at", 5, SOME_ID),
    _cursor("-at", None, SOME_ID),
    _cursor("-at"),
    _cursor(),
    quote(base64.urlsafe_b64encode(b"5").decode()),
    quote(base64.urlsafe_b64encode(b"[" * 400).decode()),
    "%00",
    "%C3%A9",
]


@pytest.mark.parametrize("cursor", FORGED)
def test_a_forged_cursor_is_a_finding(world: World, cursor: str) -> None:
    auditor = world.person(world.organisation(OrganisationKind.COUNCIL), Role.AUDITOR)
    answer = auditor.get(f"/v1/audit/events?cursor={cursor}")
    assert (answer.status_code, answer.json()["findings"][0]["place"]) == (422, "query.cursor")


@pytest.mark.parametrize("name", ["\x00", "\ud800", 5, None, {"a": 1}])
def test_a_forged_cursor_over_names_is_a_finding(world: World, name: Any) -> None:
    auditor = world.person(world.organisation(OrganisationKind.COUNCIL), Role.AUDITOR)
    answer = auditor.get(f"/v1/people?cursor={_cursor('name', name, SOME_ID)}")
    assert (answer.status_code, answer.json()["findings"][0]["place"]) == (422, "query.cursor")


def test_a_notice_whose_keys_are_no_text_is_kept_and_read_like_any_other(world: World) -> None:
    buyer = world.person(world.organisation(OrganisationKind.COUNCIL), Role.BUYER)
    inside = b'"\\u0000": {"\\udc00": 1e999, "x": "\\ud800"}, "' + b"k" * 5000 + b'": NaN'
    notice = b'{"ocid": "o-1", "id": "1", "tag": ["tender"], "tender": {"title": "a\\u0000b", ' + inside + b"}}"
    headers = {**buyer.headers, "Content-Type": "application/json"}
    answer = world.http.post("/v1/tenders/import", headers=headers, content=notice)
    assert answer.status_code == 201, answer.text
    item = answer.json()["items"][0]
    assert {"kept.as_text", "kept.replaced"} <= {finding["code"] for finding in item["findings"]}
    assert max(len(finding["place"]) for finding in item["findings"]) < 1000
    assert buyer.read(f"/v1/tenders/{item['tender_id']}/notice")["findings"]


def test_a_key_to_repeat_a_request_by_is_plain_letters(world: World) -> None:
    buyer = world.person(world.organisation(OrganisationKind.COUNCIL), Role.BUYER)
    signed_in = {name.encode(): value.encode() for name, value in buyer.headers.items()}
    for key in (b"a\x00b", b"caf\xe9", b" ", b"x" * 201):
        answer = world.http.post("/v1/tenders", headers={**signed_in, b"Idempotency-Key": key}, json={"title": "T"})
        assert (answer.status_code, answer.json()["findings"][0]["place"]) == (422, "header.Idempotency-Key"), key


def test_the_present_password_is_never_repeated_in_an_error(world: World) -> None:
    person = world.person(world.organisation(OrganisationKind.COUNCIL), Role.BUYER)
    for body in (
        {"current": ["hunter2"], "password": "x"},
        ["hunter2"],
        "hunter2",
        {"email": "a@b.cd", "pasword": "hunter2"},
    ):
        for path in ("/v1/me/password", "/v1/sessions"):
            answer = person.post(path, body)
            assert answer.status_code == 422
            assert "hunter2" not in answer.text, (path, body)


def test_a_misspelt_filter_is_refused_and_not_passed_over(world: World) -> None:
    """A list without the filter that was meant is longer than it should be, and nobody is told."""
    person = world.person(world.organisation(OrganisationKind.COUNCIL), *Role)
    for route in walk(world.app):
        if not route.access.anybody:
            address = route.address()
            answer = person.request(
                route.method, address + ("&" if "?" in address else "?") + "staus=draft", **route.request()
            )
            assert (answer.status_code, answer.json()["findings"][0]["place"]) == (422, "query.staus"), str(route)
    assert world.stranger.get("/health?from=balancer").status_code == 200


@pytest.mark.parametrize(
    "body",
    [b'{"title": "One", "title": "Two"}', b'{"title": "One", "lots": [{"code": "1", "title": "A", "code": "2"}]}'],
)
def test_a_body_that_can_be_read_in_two_ways_is_refused(world: World, body: bytes) -> None:
    buyer = world.person(world.organisation(OrganisationKind.COUNCIL), Role.BUYER)
    answer = world.http.post("/v1/tenders", headers={**buyer.headers, "Content-Type": "application/json"}, content=body)
    assert (answer.status_code, answer.json()["findings"][0]["message"]) == (422, "is given twice in one object")
    assert buyer.read("/v1/tenders")["items"] == []


def test_the_signs_of_a_search_pattern_are_letters_like_any_other(world: World) -> None:
    person = world.person(world.organisation(OrganisationKind.COUNCIL, "Plain"), Role.BUYER)
    for name in ("100% Local", "Under_score", "Back\\slash", "O'Neil; DROP"):
        world.organisation(OrganisationKind.BUSINESS, name)
    for part, found in (("%", "100% Local"), ("_", "Under_score"), ("\\", "Back\\slash"), ("'", "O'Neil; DROP")):
        page = person.read(f"/v1/organisations?{urlencode({'name': part})}")
        assert [row["name"] for row in page["items"]] == [found]

"""The API description shows an example of everything, and each is what the service really takes and gives.

Played on SQLite alone, and once: what both databases answer alike is tested where each concept is.
"""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.openapi.models import OpenAPI
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter
from referencing import Registry, Resource

from app.kit.problem import MEDIA_TYPE
from app.kit.settings import Settings
from app.main import create_app
from app.openapi import recorded
from tests.journeys.examples import FILE, played
from tests.journeys.recording import KEY, PASSWORD, routes

JSON = "application/json"
DESCRIPTION = "urn:description"

Json = dict[str, Any]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """Return the application; nothing here asks its database."""
    home = tmp_path_factory.mktemp("described")
    return create_app(Settings(data_dir=home, database_url=f"sqlite:///{home / 'none.db'}", background=False))


@pytest.fixture(scope="module")
def description(app: FastAPI) -> Json:
    """Return the API description."""
    return app.openapi()


def _operations(description: Json) -> Iterator[tuple[str, Json]]:
    for path, item in description["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def _good(operation: Json) -> Json:
    found: Json = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
    return found


def _of_route() -> Iterator[tuple[APIRoute, str, Json]]:
    """Yield every route with its name and its recorded example."""
    examples = recorded()["routes"]
    for route in routes():
        for method in sorted(route.methods or ()):
            yield route, f"{method} {route.path}", examples[f"{method} {route.path}"]


def test_every_route_shows_an_example_of_its_body_and_of_its_answer(description: Json) -> None:
    silent = [
        f"{name}: {what}"
        for name, operation in _operations(description)
        for what, contents in (
            ("body", operation.get("requestBody", {}).get("content", {})),
            ("answer", _good(operation).get("content", {})),
        )
        for content in contents.values()
        if "example" not in content
    ]
    assert silent == [], "play them in tests/journeys, then: python -m tests.journeys.examples"


def test_every_parameter_that_must_be_sent_shows_an_example(description: Json) -> None:
    silent = [
        (name, parameter["name"])
        for name, operation in _operations(description)
        for parameter in operation.get("parameters", [])
        if parameter["required"] and "example" not in parameter
    ]
    assert silent == []


def test_the_example_of_a_body_is_taken_by_its_route() -> None:
    for route, name, example in _of_route():
        body = inspect.signature(route.endpoint).parameters.get("body")
        if body is not None:
            TypeAdapter(body.annotation).validate_json(json.dumps(example["request"]))
        else:
            assert set(example.get("request", {})) <= set(inspect.signature(route.endpoint).parameters), name


def test_the_example_of_an_answer_is_a_whole_answer_of_its_route() -> None:
    for route, name, example in _of_route():
        if route.response_model is not None:
            adapter: TypeAdapter[Any] = TypeAdapter(route.response_model)
            read = adapter.validate_json(json.dumps(example["answer"]))
            assert adapter.dump_python(read, mode="json") == example["answer"], name


def test_the_examples_fit_the_schemas_that_are_published_beside_them(description: Json) -> None:
    registry = Registry().with_resource(DESCRIPTION, Resource.opaque(description))
    for name, operation in _operations(description):
        for content in (operation.get("requestBody", {}).get("content", {}), _good(operation).get("content", {})):
            if JSON in content:
                schema = json.loads(json.dumps(content[JSON]["schema"]).replace('"#/', f'"{DESCRIPTION}#/'))
                findings = list(Draft202012Validator(schema, registry=registry).iter_errors(content[JSON]["example"]))
                assert findings == [], name


def test_every_refusal_that_is_declared_shows_a_sentence_that_the_service_gave(description: Json) -> None:
    kept = description["components"]["examples"]
    assert set(kept) == set(recorded()["problems"])
    for name, operation in _operations(description):
        for status, answer in operation["responses"].items():
            for code, example in answer["content"].get(MEDIA_TYPE, {}).get("examples", {}).items():
                assert example == {"$ref": f"#/components/examples/{code}"}, name
                shown = kept[code]["value"]
                assert (shown["code"], shown["status"]) == (code, int(status)), name
                assert f"`{code}`" in answer["description"], name


def test_a_problem_is_described_under_its_own_media_type_and_under_no_other(description: Json) -> None:
    for name, operation in _operations(description):
        for status, answer in operation["responses"].items():
            if not status.startswith("2"):
                assert list(answer["content"]) == [MEDIA_TYPE], name
                assert answer["content"][MEDIA_TYPE]["schema"] == {"$ref": "#/components/schemas/Problem"}, name


def test_no_example_holds_a_secret() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert set(re.findall(r"\bmg_[^\"]{6,}", text)) <= {KEY, KEY[:9]}
    assert set(re.findall(r'"password": "([^"]*)"', text)) == {PASSWORD}
    assert re.findall(r"Bearer\s+(?!\.\.\.)\S+", text) == []
    # A dot is what tells an address from a dated rule, such as a notice@2025-02-24.
    assert {address.rpartition(".")[2] for address in re.findall(r"[\w.]+@[\w.]+\.\w+", text)} <= {"example", "org"}


def test_the_description_is_still_a_sound_openapi_document(description: Json) -> None:
    OpenAPI.model_validate(description)


def test_the_description_is_built_once(app: FastAPI) -> None:
    assert app.openapi() is app.openapi()


@pytest.mark.slow
def test_the_examples_are_those_that_the_journey_gives_today(tmp_path: Path) -> None:
    again = played(tmp_path).text()
    assert again == FILE.read_text(encoding="utf-8"), "run: python -m tests.journeys.examples"

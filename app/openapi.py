"""Builds the API description: what the routes declare, with an example of every body, answer and refusal.

The examples are recorded from a life that is played through this very application (`app/examples.json`), so that
what a reader copies is what the service takes and gives. All of it is put together on the first request for it.
"""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.kit.errors import TooLarge
from app.kit.problem import MEDIA_TYPE, ProblemFinding

DESCRIPTION = """
Makegood follows a social-value promise from the tender to the day it is kept.

Send an API key as `Authorization: Bearer ...`. Every refusal is `application/problem+json` with a stable `code`, and
a sentence that says the way out. Decimals are strings. A creation takes an `Idempotency-Key`, so that it can be
repeated safely; an edit takes the `ETag` that you read as `If-Match`.

The examples were recorded from one tender, from the rubric to the first reports of delivery. Bodies are whole; in
answers long lists, texts and documents are cut short, which an ellipsis shows. No key or digest in them is real.
"""

Json = dict[str, Any]

_METHODS = ("get", "post", "put")
_UNREADABLE = ("payload", "The request cannot be read")
_REF = {"$ref": "#/components/schemas/Problem"}
# A file is declared as bytes, whatever is in it.
_FILES: dict[str, Json] = {
    "application/json": {"type": "object"},
    "text/html": {"type": "string"},
    "text/plain": {"type": "string"},
}
_HEADERS = {
    "ETag": "The version, to send as `If-Match`; of a file, the SHA-256 of its content.",
    "Content-Disposition": "The name to save it under.",
}
_IF_MATCH = '"1"'


def described(app: FastAPI) -> Json:
    """Return the description of `app`; it is built once and kept."""
    if app.openapi_schema is None:
        app.openapi_schema = _build(app)
    return app.openapi_schema


def recorded() -> Json:
    """Return the recorded examples: by `METHOD /path` under `routes`, by code under `problems`."""
    found: Json = json.loads(files("app").joinpath("examples.json").read_text(encoding="utf-8"))
    return found


def _build(app: FastAPI) -> Json:
    schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    parts = schema.setdefault("components", {})
    parts["securitySchemes"] = {"apiKey": {"type": "http", "scheme": "bearer", "bearerFormat": "API key"}}
    _describe_findings(parts["schemas"])
    examples = recorded()
    kept: Json = parts.setdefault("examples", {})
    for path, item in schema["paths"].items():
        for method in (name for name in _METHODS if name in item):
            operation = item[method]
            _show_exchange(operation, examples["routes"].get(f"{method.upper()} {path}", {}))
            _declare_what_the_kit_refuses(operation)
            for code, shown in _problems(operation):
                kept.setdefault(code, _problem(code, shown, examples["problems"]))
                shown.clear()
                shown["$ref"] = f"#/components/examples/{code}"
    return schema


def _describe_findings(schemas: Json) -> None:
    """Say that a problem may carry findings; they are an extension member, so the model itself has none."""
    schemas["ProblemFinding"] = ProblemFinding.model_json_schema()
    schemas["Problem"]["properties"]["findings"] = {
        "type": "array",
        "items": {"$ref": "#/components/schemas/ProblemFinding"},
        "description": "Everything that is wrong, all at once; absent where the sentence says it all.",
    }


def _show_exchange(operation: Json, example: Json) -> None:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        if "request" in example:
            content["example"] = example["request"]
    for parameter in operation.get("parameters", []):
        # An example of what may be left out would be sent with every request that is tried from the description.
        given = {"If-Match": _IF_MATCH} | example.get("parameters", {})
        if parameter["required"] and parameter["name"] in given:
            parameter["example"] = given[parameter["name"]]
    good = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
    for media_type, content in good.get("content", {}).items():
        if content.get("schema", {}).get("format") == "binary":
            content["schema"] = _FILES.get(media_type, content["schema"])
        if "answer" in example:
            content["example"] = example["answer"]
    if headers := example.get("headers"):
        good["headers"] = {
            name: {"schema": {"type": "string"}, "description": _HEADERS[name], "example": value}
            for name, value in headers.items()
        }


def _declare_what_the_kit_refuses(operation: Json) -> None:
    """Add the refusals that come before a route is reached: a request that is too large or cannot be read."""
    responses = operation["responses"]
    for answer in responses.values():
        if MEDIA_TYPE in answer.get("content", {}):
            # A model that is declared for a route goes under the media type of its good answer; a problem has its own.
            answer["content"] = {MEDIA_TYPE: answer["content"][MEDIA_TYPE] | {"schema": dict(_REF)}}
    _declare(responses, 422, *_UNREADABLE)
    if "requestBody" in operation:
        _declare(responses, TooLarge.status, TooLarge.code, TooLarge.title)
    operation["responses"] = dict(sorted(responses.items()))


def _declare(responses: Json, status: int, code: str, title: str) -> None:
    answer = responses.setdefault(
        str(status), {"description": "", "content": {MEDIA_TYPE: {"schema": dict(_REF), "examples": {}}}}
    )
    examples = answer["content"][MEDIA_TYPE]["examples"]
    if code not in examples:
        answer["description"] = "; ".join(filter(None, [answer["description"], f"`{code}`: {title}"]))
        value = {"type": "about:blank", "code": code, "title": title, "status": status, "detail": title}
        examples[code] = {"summary": title, "value": value}


def _problems(operation: Json) -> Iterator[tuple[str, Json]]:
    for answer in operation["responses"].values():
        yield from answer.get("content", {}).get(MEDIA_TYPE, {}).get("examples", {}).items()


def _problem(code: str, declared: Json, problems: Json) -> Json:
    """Return the example of a code: as it was recorded, or as the refusal describes itself."""
    return {"summary": declared["summary"], "value": problems.get(code, declared["value"])}

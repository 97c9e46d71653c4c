"""Walk every route that the application has: its address, who may call it, and the smallest request it would read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import FastAPI
from fastapi.routing import APIRoute

from app import api, health
from app.kit.endpoint import Access

_BODIES = {("POST", "/v1/rubrics"): {"pack": "local-wage-carbon"}}
"""Bodies whose rules a schema cannot say, such as "exactly one of these"."""

_CODES: dict[str, object] = {
    "number": 1,
    "pack": "local-wage-carbon",
    "version": "1.0.0",
    "framework": "ics-four-aims",
    "table": "carbon-values",
    "regime": "procurement-act-2023",
}


@dataclass(frozen=True)
class Walked:
    """One route as a stranger sees it in the API description."""

    method: str
    path: str
    access: Access
    operation: Mapping[str, Any]
    components: Mapping[str, Any]

    def address(self, ids: Mapping[str, object] | None = None) -> str:
        """Return the path with its parameters filled in: from `ids`, or with ids that exist nowhere."""

        def fill(found: re.Match[str]) -> str:
            name = found[1]
            return str((ids or {}).get(name) or _CODES.get(name) or uuid4())

        wanted = {
            parameter["name"]: self._smallest(parameter["schema"])
            for parameter in self.operation.get("parameters", [])
            if parameter["in"] == "query" and parameter.get("required")
        }
        return re.sub(r"\{(\w+)\}", fill, self.path) + (f"?{urlencode(wanted)}" if wanted else "")

    def request(self) -> dict[str, Any]:
        """Return the smallest body that the route would read, as options of a request."""
        if (self.method, self.path) in _BODIES:
            return {"json": _BODIES[self.method, self.path]}
        content = self.operation.get("requestBody", {}).get("content", {})
        if "multipart/form-data" in content:
            return {"files": {"file": ("evidence.csv", b"a,b\n1,2\n", "text/csv")}}
        if "application/json" in content:
            return {"json": self._smallest(content["application/json"]["schema"])}
        return {}

    def __str__(self) -> str:
        """Name the route in test reports."""
        return f"{self.method} {self.path}"

    def _smallest(self, schema: Mapping[str, Any]) -> Any:  # noqa: PLR0911 - one return a kind of value
        if "$ref" in schema:
            return self._smallest(self.components[schema["$ref"].rsplit("/", 1)[1]])
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema:
                return self._smallest(schema[several][0])
        if "const" in schema or "enum" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        kind = schema.get("type")
        if kind == "object":
            wanted = schema.get("required", [])
            return {name: self._smallest(schema["properties"][name]) for name in wanted}
        if kind == "array":
            return [self._smallest(schema["items"]) for _ in range(schema.get("minItems", 0))]
        if kind in {"integer", "number"}:
            return max(1, schema.get("minimum", 1))
        if kind == "boolean":
            return True
        return None if kind == "null" else _text(schema)


def _text(schema: Mapping[str, Any]) -> str:
    by_format = {
        "uuid": str(uuid4()),
        "date": "2026-02-02",
        "date-time": "2026-02-02T12:00:00Z",
        "password": "a long enough password",
    }
    if schema.get("format") in by_format:
        return by_format[schema["format"]]
    pattern = schema.get("pattern", "")
    if "@" in pattern:
        return "somebody@example.org"
    if "[0-9]" in pattern:
        return str(schema.get("examples", ["1"])[0])
    return "x" * max(12, schema.get("minLength", 0)) if schema.get("maxLength", 99) >= 12 else "GBP"


def walk(app: FastAPI) -> Iterator[Walked]:
    """Yield every route of `app` that the API description lists."""
    description = app.openapi()
    components = description["components"]["schemas"]
    for routes in (health.routes, *api.ALL):
        for route in routes.router.routes:
            assert isinstance(route, APIRoute)
            for method in sorted(route.methods or ()):
                yield Walked(
                    method=method,
                    path=route.path,
                    access=getattr(route.endpoint, "access"),  # noqa: B009 - set by Routes, unknown to the type checker
                    operation=description["paths"][route.path][method.lower()],
                    components=components,
                )

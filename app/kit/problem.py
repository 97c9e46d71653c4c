"""Refusals on the wire: `application/problem+json` (RFC 9457) with a stable code and a place for every finding."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.kit.errors import Refusal
from app.kit.schema import Out

MEDIA_TYPE = "application/problem+json"
_SHOWN = 200
_SECRET = frozenset({"password", "current", "token", "authorization"})
_HTTP_CODES = {400: "unreadable", 404: "no_such_address", 405: "method_not_allowed", 413: "too_large"}
_HTTP_SENTENCES = {
    400: "The body is not what its Content-Type says, or is broken off. Send it again as /docs describes it.",
    404: "There is nothing at this address. The addresses are listed at /docs.",
    405: "This address does not take that method. The methods are listed at /docs.",
    413: "The request is larger than this service takes. Send a smaller one, or split it.",
}


class ProblemFinding(Out):
    """One thing that is wrong, and where."""

    place: str = Field(description="Where it stands, such as `body.criteria[2].weight`.")
    message: str = Field(description="What is wrong, and the way out.")
    value: str | None = Field(description="The value found there, shortened; null when there is none to show.")


class Problem(Out):
    """What every refused request gets."""

    type: str = Field(description="`about:blank`, or an address that explains the code.")
    code: str = Field(description="A stable code to program against, such as `tender.not_open`.")
    title: str = Field(description="The kind of problem, in a few words.")
    status: int = Field(description="The HTTP status, repeated.")
    detail: str = Field(description="A sentence with the values in it and the way out.")


def problem(refusal: Refusal) -> Response:
    """Return the answer to a refused request."""
    return _answer(
        refusal.status, refusal.code, refusal.title, refusal.sentence, extra=refusal.extra, headers=refusal.headers
    )


def install(app: FastAPI) -> None:
    """Make every refusal and every fault of `app` answer in this shape."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _fault)


def declared(refusals: Iterable[type[Refusal]]) -> dict[int | str, dict[str, Any]]:
    """Return OpenAPI `responses` for the refusals that a route may give: one entry a status, one example a code."""
    by_status: dict[int, list[type[Refusal]]] = {}
    for refusal in refusals:
        by_status.setdefault(refusal.status, []).append(refusal)
    return {
        status: {
            "model": Problem,
            "description": "; ".join(f"`{kind.code}`: {kind.title}" for kind in kinds),
            "content": {
                MEDIA_TYPE: {
                    "examples": {kind.code: {"summary": kind.title, "value": _example(kind)} for kind in kinds}
                }
            },
        }
        for status, kinds in sorted(by_status.items())
    }


def _example(kind: type[Refusal]) -> dict[str, Any]:
    summary = (kind.__doc__ or kind.title).strip().splitlines()[0]
    return {"type": "about:blank", "code": kind.code, "title": kind.title, "status": kind.status, "detail": summary}


def _answer(
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    extra: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    body = {"type": "about:blank", "code": code, "title": title, "status": status, "detail": detail, **(extra or {})}
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, default=str)
    return Response(text.encode("utf-8", "replace"), status, dict(headers or {}), MEDIA_TYPE)


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)  # noqa: S101 - registered for this class only
    return problem(error)


async def _unreadable(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    findings = [_finding(entry) for entry in error.errors()]
    first = findings[0]
    more = f" ({len(findings) - 1} more below)" if len(findings) > 1 else ""
    return _answer(
        422,
        "payload",
        "The request cannot be read",
        f"{first['place']}: {first['message']}{more}. Mend what is listed and send it again; nothing was changed.",
        extra={"findings": findings},
    )


def _finding(entry: Mapping[str, Any]) -> dict[str, str | None]:
    place = _place(entry["loc"])
    message = str(entry["msg"]).removeprefix("Value error, ")
    if entry["type"] == "json_invalid":
        message = f"the body is not JSON ({entry['ctx']['error']})"
    if entry["type"] == "extra_forbidden":
        message = "there is no such field here; check its spelling"
    if isinstance(entry.get("input"), bytes):
        message = "the body is not JSON; send JSON with the header Content-Type: application/json"
    value = None if _is_kept_back(entry) else repr(entry.get("input"))[:_SHOWN]
    return {"place": place, "message": message, "value": value}


def _is_kept_back(entry: Mapping[str, Any]) -> bool:
    """Return whether the value may be a secret, or hold one: the whole body might, and so might a misspelt field."""
    secret = any(str(part).lower() in _SECRET for part in entry["loc"])
    return secret or len(entry["loc"]) == 1 or entry["type"] in {"missing", "json_invalid", "extra_forbidden"}


def _place(parts: Sequence[str | int]) -> str:
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    code = _HTTP_CODES.get(error.status_code, "http")
    sentence = _HTTP_SENTENCES.get(error.status_code, str(error.detail))
    return _answer(error.status_code, code, str(error.detail), sentence, headers=error.headers)


async def _fault(_request: Request, _error: Exception) -> Response:
    return _answer(
        500,
        "fault",
        "A fault of ours",
        "Something broke on our side; nothing was changed. Send it again, and tell the operator if it stays.",
    )

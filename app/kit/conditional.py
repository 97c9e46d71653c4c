"""Answers that whoever asks again gets only when they have become different: ETag and 304 (RFC 9110).

No instant says when an answer became different, so none is told and none is asked about: a deadline that was moved, a
period that has ended, and what an authority took back change what is read, and leave no newer instant behind.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response


@dataclass(frozen=True, slots=True)
class Holding:
    """What the client says it has already."""

    none_match: str | None


def _holding(request: Request) -> Holding:
    return Holding(request.headers.get("if-none-match"))


Held = Annotated[Holding, Depends(_holding)]
"""What the client of a request says it has already."""


def answered(body: bytes, media_type: str, held: Holding, *, headers: Mapping[str, str]) -> Response:
    """Return the body under its digest, or 304 where the client has it."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    kept = {**headers, "ETag": tag}
    if held.none_match is not None and _names(held.none_match, tag):
        return Response(status_code=304, headers=kept)
    return Response(body, 200, kept, media_type)


def _names(none_match: str, tag: str) -> bool:
    told = [one.strip().removeprefix("W/") for one in none_match.split(",")]
    return tag in told or told == ["*"]

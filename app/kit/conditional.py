"""Answers that whoever asks again gets only when they have become different: ETag, Last-Modified and 304 (RFC 9110)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response


@dataclass(frozen=True, slots=True)
class Holding:
    """What the client says it has already."""

    none_match: str | None
    modified_since: str | None


def _holding(request: Request) -> Holding:
    return Holding(request.headers.get("if-none-match"), request.headers.get("if-modified-since"))


Held = Annotated[Holding, Depends(_holding)]
"""What the client of a request says it has already."""


def answered(
    body: bytes, media_type: str, held: Holding, *, changed_at: datetime | None, headers: Mapping[str, str]
) -> Response:
    """Return the body under its digest, or 304 where the client has it; `changed_at` is when it last became different.

    The digest counts before the instant: a client that sends both is answered by the digest (RFC 9110, 13.2.2).
    """
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    kept = {**headers, "ETag": tag}
    if changed_at is not None:
        kept["Last-Modified"] = format_datetime(changed_at.astimezone(UTC).replace(microsecond=0), usegmt=True)
    if _has(held, tag, changed_at):
        return Response(status_code=304, headers=kept)
    return Response(body, 200, kept, media_type)


def _has(held: Holding, tag: str, changed_at: datetime | None) -> bool:
    if held.none_match is not None:
        told = [one.strip().removeprefix("W/") for one in held.none_match.split(",")]
        return tag in told or told == ["*"]
    if held.modified_since is None or changed_at is None:
        return False
    try:
        since = parsedate_to_datetime(held.modified_since)
    except ValueError:
        return False
    return since.tzinfo is not None and changed_at.replace(microsecond=0) <= since

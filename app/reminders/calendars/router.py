"""HTTP of calendars."""

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import Header
from starlette.responses import Response

from app.identity.rules import EVERYONE
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.errors import NotFound
from app.kit.schema import Page
from app.reminders.calendars import service
from app.reminders.errors import TooManyFeeds
from app.reminders.schemas import CalendarCreate, CalendarIssuedOut, CalendarOut

routes = Routes("/v1/calendars", "Reminders")
MEDIA_TYPE = "text/calendar; charset=utf-8"


# Not repeatable by Idempotency-Key: the answer holds a secret, and a kept answer would keep it.
@routes.post(
    "",
    may=EVERYONE,
    out=CalendarIssuedOut,
    summary="Make a calendar of what waits for you",
    refuses=(TooManyFeeds,),
    repeatable=False,
    example={"label": "Phone"},
)
def issue_calendar(call: Call, body: CalendarCreate) -> CalendarIssuedOut:
    """Make a feed to give to a calendar program. Its address is a secret and shown once: whoever has it reads it."""
    return service.issue(call, body)


@routes.get("", may=EVERYONE, out=Page[CalendarOut], summary="List your calendars")
def list_calendars(call: Call) -> Page[CalendarOut]:
    """Return your feeds, revoked ones too, without their addresses."""
    return service.listed(call.tx, call.actor)


@routes.post("/{calendar_id}/revoke", may=EVERYONE, out=CalendarOut, status=200, summary="Revoke a calendar")
def revoke_calendar(call: Call, calendar_id: UUID) -> CalendarOut:
    """Make the address of a feed worthless from now on."""
    return service.revoke(call, calendar_id)


# Open to anybody: a calendar program sends no key. The address itself is the secret, 256 bits of it.
@routes.get(
    "/{token}.ics",
    may=EVERYONE,
    anybody=True,
    out=None,
    media_type=MEDIA_TYPE,
    summary="Read a calendar",
    refuses=(NotFound,),
)
def read_calendar(
    call: Call,
    token: str,
    if_none_match: Annotated[str | None, Header(description="The ETag that you hold.", max_length=200)] = None,
) -> Response:
    """Return what waits for one person as iCalendar, by the secret address alone; 304 where nothing has changed."""
    content = service.read(call.tx, token, now=call.now, begin=call.service.settings.public_address)
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "private, max-age=900", "X-Robots-Tag": "noindex"}
    held = {each.strip().removeprefix("W/") for each in (if_none_match or "").split(",")}
    if etag in held or "*" in held:
        return Response(status_code=304, headers=headers)
    return Response(content, 200, headers, MEDIA_TYPE)

"""HTTP of what is due and of how people want to be reminded."""

from datetime import date
from html import escape
from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from app.identity.rules import ADMIN, AUTHORITY_READERS, BUYER, EVERYONE, SUPPLIER
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.endpoint import Routes
from app.kit.errors import NotFound
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import FIRST_DAY, LAST_DAY, Day, Page
from app.reminders import service
from app.reminders.errors import DueSettled, NotSettledByHand
from app.reminders.rules import AHEAD, MOST_AHEAD, DueKind
from app.reminders.schemas import DueOut, DueSettle, PreferenceOut, PreferenceUpdate, SettlementOut

routes = Routes("/v1", "Reminders")
PARTIES = AUTHORITY_READERS | SUPPLIER | ADMIN


@routes.get("/due", may=PARTIES, out=Page[DueOut], summary="See what is due, and whom it waits for")
def list_due(  # noqa: PLR0913, PLR0917 - each is a filter of the list
    call: Call,
    kind: Annotated[list[DueKind] | None, Query(description="Only these kinds.")] = None,
    contract: Annotated[UUID | None, Query(description="Only of this contract.")] = None,
    overdue: Annotated[bool | None, Query(description="Only what is past its day, or only what is not.")] = None,
    mine: Annotated[bool | None, Query(description="Only what waits for you, or only what does not.")] = None,
    on: Annotated[Day | None, Query(description="The day to look from; today in London unless given.")] = None,
    ahead: Annotated[int, Query(description="How many days ahead.", ge=0, le=MOST_AHEAD)] = AHEAD,
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DueOut]:
    """Return what is due of your organisation and from it, by day; order by `due_on` or `kind`.

    What was claimed, decided and asked counts as it is known now; the day says what is due then.
    """
    return service.listed(
        call.tx,
        call.actor,
        PageRequest(sort, cursor, limit),
        today=_near(on or london_date(call.now)),
        ahead=ahead,
        kinds=kind or [],
        contract_id=contract,
        overdue=overdue,
        mine=mine,
    )


@routes.post(
    "/due/settle",
    may=BUYER | SUPPLIER | ADMIN,
    out=SettlementOut,
    summary="Say that something due was done elsewhere",
    refuses=(NotFound, NotSettledByHand, DueSettled),
)
def settle_due(call: Call, body: DueSettle) -> SettlementOut:
    """Take a notice or a licence off the list, with where it can be seen that it was done; it stays on record."""
    return service.settle(call, body)


@routes.get("/me/reminders", may=EVERYONE, out=PreferenceOut, summary="See how you are reminded")
def read_preference(call: Call) -> PreferenceOut:
    """Return how you are told of what waits for you: not at all, by one letter a day, or each thing at once."""
    return service.read(call.tx, call.actor)


@routes.put("/me/reminders", may=EVERYONE, out=PreferenceOut, summary="Change how you are reminded")
def update_preference(call: Call, body: PreferenceUpdate) -> PreferenceOut:
    """Say how you want to be told of what waits for you, from now on."""
    return service.update(call, body)


# Open to anybody: it is read by whoever got the letter, without signing in, and shows nothing of anybody.
@routes.get(
    "/unsubscribe/{key}",
    may=EVERYONE,
    anybody=True,
    out=None,
    media_type="text/html; charset=utf-8",
    summary="Ask whether to end reminders",
    refuses=(NotFound,),
)
def ask_to_unsubscribe(call: Call, key: str) -> Response:
    """Return a page with one button; reading it changes nothing, as programs that look for danger read every link."""
    service.check_key(call.tx, key)
    headers = {"Content-Security-Policy": "default-src 'none'; form-action 'self'", "X-Robots-Tag": "noindex"}
    return Response(_PAGE.format(key=escape(key, quote=True)), 200, headers, "text/html; charset=utf-8")


# Open to anybody: mail programs post to it for their user (RFC 8058). It can do nothing but end one person's letters.
@routes.post(
    "/unsubscribe/{key}",
    may=EVERYONE,
    anybody=True,
    out=None,
    status=200,
    media_type="text/plain; charset=utf-8",
    summary="End reminders by the key of a letter",
    refuses=(NotFound,),
)
def unsubscribe(call: Call, key: str) -> Response:
    """End the reminders of whoever's letter held this key. They can be begun again under `/v1/me/reminders`."""
    service.stop(call.tx, key, now=call.now)
    text = "You get no reminders any more. To begin again, sign in and see /v1/me/reminders.\n"
    return Response(text, 200, {"X-Robots-Tag": "noindex"}, "text/plain; charset=utf-8")


_PAGE = """<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Makegood: reminders</title>
<h1>End reminders?</h1><p>You will get no letters about what is due. Nothing else changes.</p>
<form method="post" action="/v1/unsubscribe/{key}"><button>End reminders</button></form></html>
"""


def _near(day: date) -> date:
    """Keep a day where the furthest look ahead from it still is on the calendar."""
    return min(max(day, FIRST_DAY.replace(year=1901)), LAST_DAY.replace(year=LAST_DAY.year - 2))

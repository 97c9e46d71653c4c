"""HTTP of what everybody may read: every resource as a page, as JSON and as CSV, and the feed of what is new."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Path, Query
from starlette.responses import Response

from app.kit.call import Call
from app.kit.conditional import Held, answered
from app.kit.endpoint import ANYBODY, Routes
from app.kit.errors import NotFound, Refusal
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit
from app.kit.schema import Out, Page
from app.public import forms, pages, schemas, service, syndication, tables
from app.public.errors import NotInTheFeed, NotPublic, Withdrawn
from app.public.forms import KINDS, Kind

routes = Routes("/public", "Public record")

_OPEN: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Cache-Control": "public, no-cache",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
"""What data carries: any page may read it, and a copy is asked about each time, because it can be withdrawn."""
_FOR_EVER = {**_OPEN, "Cache-Control": "public, max-age=31536000, immutable"}
_JSON, _CSV, _HTML = "application/json", "text/csv; charset=utf-8; header=present", "text/html"

Key = Annotated[str, Path(description="Reference for people, identifier such as GB-NHS-RJ1, or id.", max_length=200)]
Of = Annotated[str | None, Query(description="Only those of one authority, by key or id.", max_length=200)]
Place = Annotated[str | None, Query(description="The id of an entry.", max_length=60)]

_READ: Mapping[str, Callable[..., Any]] = {
    "authorities": lambda call, key: service.authority(call.tx, key, now=call.now),
    "tenders": lambda call, key: service.tender(call.tx, key, now=call.now),
    "awards": lambda call, key: service.award(call.tx, key),
    "contracts": lambda call, key: service.contract(call.tx, key, now=call.now),
    "networks": lambda call, key: service.network(call.tx, key, now=call.now),
}
_LIST: Mapping[str, Callable[..., Any]] = {
    "authorities": lambda call, asked, _of: service.authorities(call.tx, asked),
    "tenders": lambda call, asked, of: service.tenders(call.tx, asked, authority=of, now=call.now),
    "awards": lambda call, asked, of: service.awards(call.tx, asked, authority=of),
    "contracts": lambda call, asked, of: service.contracts(call.tx, asked, authority=of),
    "networks": lambda call, asked, _of: service.networks(call.tx, asked),
}
_SHAPE: Mapping[str, tuple[type[Out], type[Out]]] = {
    "authorities": (schemas.AuthorityLineOut, schemas.AuthorityPageOut),
    "tenders": (schemas.TenderLineOut, schemas.TenderPageOut),
    "awards": (schemas.AwardLineOut, schemas.AwardPageOut),
    "contracts": (schemas.ContractLineOut, schemas.ContractPageOut),
    "networks": (schemas.NetworkLineItemOut, schemas.NetworkPageOut),
}
_REFUSED = (NotPublic, Withdrawn)


def _get(path: str, function: Callable[..., Any], name: str, said: str, **options: Any) -> None:
    """Declare a read that anybody may make, under a name and a description of its own."""
    function.__name__, function.__doc__ = name, said
    routes.get(path, may=ANYBODY, anybody=True, **options)(function)


def _base(call: Call) -> str:
    return call.service.settings.public_address


def _page(call: Call, held: Held, shown: Callable[[], pages.Page]) -> Response:
    """Answer with a page, and with a page of the same look where there is nothing to read."""
    try:
        page = shown()
    except Refusal as refusal:
        headers = {**pages.HEADERS, "Cache-Control": "no-cache"}
        return Response(pages.refused(refusal, base=_base(call)), refusal.status, headers, _HTML)
    return answered(pages.render(page, base=_base(call)), _HTML, held, headers=pages.HEADERS)


# ------------------------------------------------------------------------------------------------------------- lists
def _asked(cursor: str | None, limit: int) -> PageRequest:
    return PageRequest(None, cursor, limit)


def _link(call: Call, path: str, content: Page[Any], of: str | None, limit: int) -> dict[str, str]:
    if content.next is None:
        return dict(_OPEN)
    following = forms.address(path, authority=of, limit=limit, cursor=content.next)
    return {**_OPEN, "Link": f'<{_base(call)}{following}>; rel="next"'}


def _declare_list(kind: Kind) -> None:
    read, path = _LIST[kind.name], f"/public/{kind.name}"

    def as_json(call: Call, held: Held, authority: Of = None, cursor: Cursor = None, limit: Limit = 50) -> Any:
        shown = read(call, _asked(cursor, limit), authority)
        headers = _link(call, f"{path}.json", shown, kind.kept(authority), limit)
        body = shown.model_dump_json().encode("utf-8", "replace")
        return answered(body, _JSON, held, headers=headers)

    def as_csv(call: Call, held: Held, authority: Of = None, cursor: Cursor = None, limit: Limit = 200) -> Any:
        shown = read(call, _asked(cursor, limit), authority)
        headers = _link(call, f"{path}.csv", shown, kind.kept(authority), limit)
        body = tables.table(kind.columns, shown.items)
        return answered(body, _CSV, held, headers=headers)

    def as_page(call: Call, held: Held, authority: Of = None, cursor: Cursor = None, limit: Limit = 50) -> Any:
        def page() -> pages.Page:
            shown = read(call, _asked(cursor, limit), authority)
            return forms.page_of_list(kind, shown, authority=kind.kept(authority))

        return _page(call, held, page)

    of = f"the public {kind.name}, a page at a time"
    shape: Any = Page.__class_getitem__(_SHAPE[kind.name][0])
    _get(f"/{kind.name}.json", as_json, f"list_{kind.name}", f"Return {of}, without an account.",
         out=shape, refuses=_REFUSED, summary=f"List public {kind.name}")  # fmt: skip
    _get(f"/{kind.name}.csv", as_csv, f"table_of_{kind.name}", f"Return {of} as CSV; `Link` leads to the next page.",
         out=None, media_type="text/csv", refuses=_REFUSED, summary=f"List public {kind.name} as CSV")  # fmt: skip
    _get(f"/{kind.name}", as_page, f"page_of_{kind.name}", f"Show {of}, as a page for people.",
         out=None, media_type=_HTML, refuses=_REFUSED, summary=f"Page of public {kind.name}")  # fmt: skip


# --------------------------------------------------------------------------------------------------------------- one
def _declare_one(kind: Kind) -> None:
    read, path = _READ[kind.name], f"/{kind.name}/{{key}}"

    def as_json(call: Call, key: Key, held: Held) -> Any:
        shown = read(call, key)
        body = shown.model_dump_json().encode("utf-8", "replace")
        return answered(body, _JSON, held, headers=_OPEN)

    def as_csv(call: Call, key: Key, held: Held) -> Any:
        shown = read(call, key)
        body = tables.table(kind.inside, kind.rows(shown))
        return answered(body, _CSV, held, headers=_OPEN)

    def as_page(call: Call, key: Key, held: Held) -> Any:
        def page() -> pages.Page:
            shown = read(call, key)
            return forms.page_of_one(kind, shown)

        return _page(call, held, page)

    said = f"one public {kind.one}, by reference or id"
    _get(f"{path}.json", as_json, f"read_{kind.one}", f"Return {said}, without an account.",
         out=_SHAPE[kind.name][1], refuses=_REFUSED, summary=f"Read a public {kind.one}")  # fmt: skip
    _get(f"{path}.csv", as_csv, f"table_of_{kind.one}", f"Return what {said} holds as CSV; an empty cell is no nought.",
         out=None, media_type="text/csv", refuses=_REFUSED, summary=f"Read a public {kind.one} as CSV")  # fmt: skip
    _get(path, as_page, f"page_of_{kind.one}", f"Show {said}, as a page for people.",
         out=None, media_type=_HTML, refuses=_REFUSED, summary=f"Page of a public {kind.one}")  # fmt: skip


# -------------------------------------------------------------------------------------------------------------- feed
def _feed(call: Call, authority: str | None, before: str | None, after: str | None, limit: int) -> service.Feed:
    return service.feed(call.tx, now=call.now, limit=limit, before=before, after=after, authority=authority)


def _syndicated(
    write: Callable[..., bytes], media_type: str, path: str
) -> Callable[[Call, Any, str | None, str | None, str | None, int], Response]:
    def run(
        call: Call, held: Any, authority: str | None, before: str | None, after: str | None, limit: int
    ) -> Response:
        found = _feed(call, authority, before, after, limit)
        own = forms.address(path, authority=authority, before=before, after=after)
        older = found.older and forms.address(path, authority=authority, limit=limit, before=found.older)
        newer = found.newer and forms.address(path, authority=authority, limit=limit, after=found.newer)
        body = write(found, base=_base(call), own=own, older=older, newer=newer)
        return answered(body, media_type, held, headers=_OPEN)

    return run


_as_json_feed = _syndicated(syndication.as_json, "application/feed+json", "/public/feed.json")
_as_atom = _syndicated(syndication.as_atom, "application/atom+xml", "/public/feed.atom")
_FEED_REFUSED = (*_REFUSED, NotInTheFeed)


@routes.get(
    "/feed.json",
    may=ANYBODY,
    anybody=True,
    out=None,
    media_type="application/feed+json",
    summary="Follow what is new as JSON Feed",
    refuses=_FEED_REFUSED,
)
def json_feed(
    call: Call, held: Held, authority: Of = None, before: Place = None, after: Place = None, limit: Limit = 50
) -> Response:
    """Return what happened, newest first; `after` an entry instead what came next, oldest first, and nothing twice.

    New entries come for tenders, awards (voided ones too), signed and changed contracts, performance reports, and
    whenever an authority changes what it publishes: its page is then to be read again.
    """
    return _as_json_feed(call, held, authority, before, after, limit)


@routes.get(
    "/feed.atom",
    may=ANYBODY,
    anybody=True,
    out=None,
    media_type="application/atom+xml",
    summary="Follow what is new as Atom",
    refuses=_FEED_REFUSED,
)
def atom_feed(
    call: Call, held: Held, authority: Of = None, before: Place = None, after: Place = None, limit: Limit = 50
) -> Response:
    """Return the same as the JSON Feed, for readers of Atom."""
    return _as_atom(call, held, authority, before, after, limit)


@routes.get(
    "/feed",
    may=ANYBODY,
    anybody=True,
    out=None,
    media_type=_HTML,
    summary="Page of what is new",
    refuses=_FEED_REFUSED,
)
def feed_page(call: Call, held: Held, authority: Of = None, before: Place = None) -> Response:
    """Show what happened, newest first, as a page for people."""

    def page() -> pages.Page:
        found = _feed(call, authority, before, None, 50)
        crumbs = ((("/public"), "Public record"), (None, "What is new"))
        own = {"authority": authority}
        older = None if found.older is None else forms.address("/public/feed", **own, before=found.older)
        kinds = (
            (pages.JSON_FEED, forms.address("/public/feed.json", **own)),
            (pages.ATOM, forms.address("/public/feed.atom", **own)),
        )
        title = "What is new" if found.authority is None else syndication.title_of(found)
        return pages.Page("feed.html.jinja", title, "/public/feed", found, crumbs, kinds, older)

    return _page(call, held, page)


# ---------------------------------------------------------------------------------------------------------- open data
@routes.get(
    "/ocds/releases/{key}.json",
    may=ANYBODY,
    anybody=True,
    out=None,
    media_type=_JSON,
    summary="Read the OCDS releases of a public tender",
    refuses=_REFUSED,
)
def ocds_releases(call: Call, key: Key, held: Held) -> Response:
    """Return the releases of a tender as a package of the open contracting standard, as they went out.

    They are there where tenders, awards and delivery of the authority are all public.
    """
    uri = f"{_base(call)}/public/ocds/releases/{quote(key, safe='')}.json"
    shown = service.releases_of(call.tx, key, uri=uri)
    return answered(shown, _JSON, held, headers=_OPEN)


@routes.get(
    "/ocds/records/{key}.json",
    may=ANYBODY,
    anybody=True,
    out=None,
    media_type=_JSON,
    summary="Read the OCDS record of a public tender",
    refuses=_REFUSED,
)
def ocds_record(call: Call, key: Key, held: Held) -> Response:
    """Return the record of a tender, compiled and versioned from its releases, as a package of the standard."""
    uri = f"{_base(call)}/public/ocds/records/{quote(key, safe='')}.json"
    shown = service.record_of(call.tx, key, uri=uri)
    return answered(shown, _JSON, held, headers=_OPEN)


# ------------------------------------------------------------------------------------------------- the rest of a page
@routes.get("", may=ANYBODY, anybody=True, out=None, media_type=_HTML, summary="First page of the public record")
def first_page(call: Call, held: Held, cursor: Cursor = None) -> Response:
    """Show which authorities publish something here, and how programs read it."""

    def page() -> pages.Page:
        shown = service.authorities(call.tx, _asked(cursor, 50))
        return forms.page_of_list(KINDS["authorities"], shown, home=True)

    return _page(call, held, page)


@routes.get(
    "/assets/{name}",
    may=ANYBODY,
    anybody=True,
    out=None,
    media_type="text/css",
    summary="Read a style sheet or a font",
)
def read_asset(call: Call, name: str, held: Held) -> Response:
    """Return what the public pages are set with; a changed one has another address."""
    del call
    found = pages.asset(name)
    if found is None:
        raise NotFound("asset", name[:80])
    return answered(found[0], found[1], held, headers=_FOR_EVER)


for _kind in KINDS.values():
    _declare_list(_kind)
    _declare_one(_kind)

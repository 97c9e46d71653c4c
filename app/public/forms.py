"""Every resource in its three forms: as data, as a table and as a page, each under its own address."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from app.public import tables
from app.public.pages import CSV, JSON, Page
from app.public.tables import Columns

Rows = Callable[[Any], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of resource: its list, what people call it, and what its table and the table of one of them hold."""

    name: str
    title: str
    columns: Columns
    one: str
    inside: Columns
    rows: Rows
    of_authority: bool = True

    def kept(self, authority: str | None) -> str | None:
        """Return the authority that a list is narrowed to; None for a list that knows no authority."""
        return authority if self.of_authority else None


def _sums(network: Any) -> Iterable[Mapping[str, Any]]:
    for line in network.lines:
        for each in line.sums:
            yield {**dict(line), **dict(each)}


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind(
            "authorities", "Authorities", tables.AUTHORITIES, "authority", tables.DELIVERY, lambda one: one.delivery,
            of_authority=False,
        ),
        Kind("tenders", "Tenders", tables.TENDERS, "tender", tables.CRITERIA, lambda one: one.criteria),
        Kind("awards", "Awards", tables.AWARDS, "award", tables.AWARDS, lambda one: [one]),
        Kind("contracts", "Contracts", tables.CONTRACTS, "contract", tables.COMMITMENTS, lambda one: one.commitments),
        Kind("networks", "Networks", tables.NETWORKS, "network", tables.SUMS, _sums, of_authority=False),
    )
}  # fmt: skip


def address(path: str, **asked: object) -> str:
    """Return a path with what was asked; what was left out stays out."""
    given = {name: value for name, value in asked.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path


def page_of_list(kind: Kind, content: Any, *, home: bool = False, **asked: object) -> Page:
    """Return the page of a list, with the way to its next page and to its other forms."""
    path = "/public" if home else f"/public/{kind.name}"
    data = f"/public/{kind.name}"
    follows = {**asked, "cursor": content.next}
    return Page(
        template="home.html.jinja" if home else "list.html.jinja",
        title="What public bodies promised and kept" if home else kind.title,
        address=path,
        content=content,
        crumbs=() if home else ((("/public"), "Public record"), (None, kind.title)),
        forms=((JSON, address(f"{data}.json", **asked)), (CSV, address(f"{data}.csv", **asked))),
        forward=None if content.next is None else address(path, **follows),
        more={"kind": kind.name},
    )


def page_of_one(kind: Kind, content: Any) -> Page:
    """Return the page of one resource."""
    title = getattr(content, "title", None) or content.name
    named = getattr(content, "reference", None) or content.name
    crumbs: list[tuple[str | None, str]] = [("/public", "Public record"), (f"/public/{kind.name}", kind.title)]
    if (owner := getattr(content, "authority", None)) is not None:
        crumbs[1:1] = [(owner.address, owner.name)]
    return Page(
        template=f"{kind.one}.html.jinja",
        title=f"{title} ({named})" if named != title else title,
        address=content.address,
        content=content,
        crumbs=(*crumbs, (None, named)),
        forms=((JSON, f"{content.address}.json"), (CSV, f"{content.address}.csv")),
    )

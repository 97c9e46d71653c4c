"""The releases and the record of a tender in the open contracting standard, as they went out."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.opendata.releases import service as releases
from app.opendata.releases.numbers import dump
from app.organisations import service as organisations
from app.public.errors import NotPublic
from app.public.repository import publications
from app.public.rules import What, covers
from app.public.service import finding
from app.tenders.models import Tender

_WHOLE = (What.TENDERS, What.AWARDS, What.DELIVERY)
"""A release tells of a process from the tender to its delivery, so all of it has to be public."""

Package = Callable[..., Mapping[str, Any]]


def releases_of(tx: Session, key: str, *, uri: str) -> bytes:
    """Return the releases of a public tender as a package; raise NotPublic or Withdrawn."""
    row = _tender(tx, key)
    told = releases.published_releases(tx, row)
    return _packed(tx, row, told, told, releases.release_package, uri)


def record_of(tx: Session, key: str, *, uri: str) -> bytes:
    """Return the record of a tender as a package; raise NotPublic, before the first release too, or Withdrawn."""
    row = _tender(tx, key)
    record = releases.record_of(tx, row)
    told = [] if record is None else record["releases"]
    return _packed(tx, row, told, [record], releases.record_package, uri)


def address_of(tx: Session, row: Tender) -> str | None:
    """Return where the record of a public tender is; None where it is not public, or nothing was released."""
    is_there = _is_whole(tx, row) and releases.ocid_kept(tx, row) is not None
    return f"/public/ocds/records/{row.reference}.json" if is_there else None


def _tender(tx: Session, key: str) -> Tender:
    row = finding.tender(tx, key)
    if not _is_whole(tx, row):
        raise NotPublic("record of a tender")
    return row


def _is_whole(tx: Session, row: Tender) -> bool:
    held = publications.in_force(tx, [row.authority_id]).get(row.authority_id)
    return all(covers(held, what, row.published_at) for what in _WHOLE)


def _packed(
    tx: Session, row: Tender, told: Sequence[Mapping[str, Any]], content: Sequence[Any], package: Package, uri: str
) -> bytes:
    """Return a package that is the same as long as nothing new was released; raise NotPublic before the first."""
    if not told:
        raise NotPublic("record of a tender")
    newest = datetime.fromisoformat(str(told[-1]["date"]))
    publisher = organisations.get(tx, row.authority_id).name
    return dump(package(content, publisher=publisher, uri=uri, at=newest)).encode("utf-8", "replace")

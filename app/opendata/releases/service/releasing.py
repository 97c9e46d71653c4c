"""Release what of a tender may be read and has changed, keep each release as it went out, and merge them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.opendata.releases import changing, merging, repository
from app.opendata.releases.errors import NothingNew, NothingPublished, ReleasedMeanwhile
from app.opendata.releases.models import OpenRelease
from app.opendata.releases.numbers import dump, load
from app.opendata.releases.schemas import ReleaseOut
from app.opendata.releases.service.gathering import process_of
from app.opendata.releases.shape import strays
from app.opendata.releases.state import ocid_of, state
from app.opendata.releases.telling import instant
from app.organisations import service as organisations
from app.tenders import service as tenders
from app.tenders.models import Tender
from scoring.digest import digest_of_bytes

VERSION = "1.1"
UK_EXTENSION = "https://raw.githubusercontent.com/cabinetoffice/ocds_uk_extension/main/extension.json"
_EXTENSIONS = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_{}_extension/master/extension.json"
EXTENSIONS = (
    UK_EXTENSION,
    *(
        _EXTENSIONS.format(name)
        for name in ("lots", "awardCriteria", "bid", "location", "metrics", "performance_failures", "organizationScale")
    ),
)
_LEAST_APART = timedelta(microseconds=1)

for _columns in ("tender_id_number", "release_id"):
    constraints.means(
        f"uq_open_release_{_columns}",
        ReleasedMeanwhile,
        columns="open_release.tender_id, open_release.number"
        if _columns == "tender_id_number"
        else "open_release.release_id",
    )


# ---------------------------------------------------------------------------------------------- for later concepts
def published_releases(tx: Session, tender: Tender) -> list[dict[str, Any]]:
    """Return every release of a tender as it went out, oldest first; checks no access, because all may read them.

    Numbers come as Decimal: write them with `numbers.dump`, and nothing becomes a float.
    """
    return [load(row.body) for row in repository.of_tender(tx, tender.id)]


def record_of(tx: Session, tender: Tender) -> dict[str, Any] | None:
    """Return the record of a tender, compiled and versioned, beside its releases; None before the first release."""
    releases = published_releases(tx, tender)
    if not releases:
        return None
    return {
        "ocid": releases[0]["ocid"],
        "releases": releases,
        "compiledRelease": merging.compiled(releases),
        "versionedRelease": merging.versioned(releases),
    }


def ocid_kept(tx: Session, tender: Tender) -> str | None:
    """Return what the process of a tender was called when it was first released; None before that."""
    return next((row.ocid for row in repository.of_tender(tx, tender.id)), None)


def release_package(releases: Sequence[Mapping[str, Any]], *, publisher: str, uri: str, at: datetime) -> dict[str, Any]:
    """Return releases in the wrapper of the standard; `uri` is where the package is found, `at` when it was made."""
    return _package(publisher, uri, at) | {"releases": [*releases]}


def record_package(records: Sequence[Mapping[str, Any]], *, publisher: str, uri: str, at: datetime) -> dict[str, Any]:
    """Return records in the wrapper of the standard, as `release_package` does releases."""
    return _package(publisher, uri, at) | {"records": [*records]}


def release_of(tx: Session, actor: Actor | None, tender: Tender, *, prefix: str, now: datetime) -> OpenRelease | None:
    """Release what of a published tender has changed since its last release; None where nothing has.

    `tender` must be locked. `actor` is None for the service itself. Raises NothingPublished.
    """
    if tender.published_at is None:
        raise NothingPublished(tender.reference, tender.status)
    before = repository.of_tender(tx, tender.id)
    told = [load(row.body) for row in before]
    compiled = merging.compiled(told) if told else {}
    number = len(before) + 1
    release_id = f"{tender.reference}-{number}"
    now_so = changing.stamped(
        state(process_of(tx, tender, at=now)),
        compiled,
        release_id=release_id,
        previous=before[-1].release_id if before else None,
    )
    found = changing.following(compiled, now_so)
    if found is None:
        return None
    body, tags = found
    at = max(now, before[-1].released_at + _LEAST_APART) if before else now
    ocid = before[0].ocid if before else ocid_of(prefix, tender.reference, tender.ocid, tender.notice_findings)
    text = dump({"ocid": ocid, "id": release_id, "date": _sortable(at), "tag": tags, **body})
    if wrong := [*strays(load(text))]:
        message = f"a release would hold what is not published: {', '.join(wrong)}"
        raise ValueError(message)
    row = OpenRelease(
        id=new_id(now),
        authority_id=tender.authority_id,
        tender_id=tender.id,
        number=number,
        ocid=ocid,
        release_id=release_id,
        tags=",".join(tags),
        released_at=at,
        body=text,
        digest=digest_of_bytes(text.encode()),
        released_by=None if actor is None else actor.person_id,
    )
    repository.add(tx, row)
    after = _out(row).model_dump(mode="json")
    audit.record(tx, actor, Action.DATA_RELEASED, row, log_id=row.authority_id, now=now, after=after)
    return row


# ------------------------------------------------------------------------------------------------------- use cases
def release(call: Call, tender_id: UUID) -> ReleaseOut:
    """Release what of a tender of one's own has changed. Raises NothingPublished or NothingNew."""
    tender = tenders.owned(call.tx, call.actor, tender_id, lock=True)
    row = release_of(call.tx, call.actor, tender, prefix=call.service.settings.ocid_prefix, now=call.now)
    if row is None:
        raise NothingNew(tender.reference, repository.of_tender(call.tx, tender.id)[-1].release_id)
    return _out(row)


def listed(tx: Session, actor: Actor, asked: PageRequest, *, tender_id: UUID | None) -> Page[ReleaseOut]:
    """Return a page of the releases of the actor's authority."""
    rows, following = repository.page(tx, asked, authority_id=actor.organisation_id, tender_id=tender_id)
    return Page[ReleaseOut](items=[_out(row) for row in rows], next=following)


def read(tx: Session, actor: Actor, release_id: UUID) -> str:
    """Return one release of the actor's authority, to the byte as it went out; raise NotFound."""
    row = repository.get(tx, release_id)
    if row is None or row.authority_id != actor.organisation_id:
        raise NotFound("release", release_id)
    return row.body


def releases_text(call: Call, tender_id: UUID, *, uri: str) -> str:
    """Return the releases of a tender of one's own as a package; raise NotFound."""
    tender = tenders.owned(call.tx, call.actor, tender_id)
    publisher = organisations.get(call.tx, tender.authority_id).name
    return dump(release_package(published_releases(call.tx, tender), publisher=publisher, uri=uri, at=call.now))


def record_text(call: Call, tender_id: UUID, *, uri: str) -> str:
    """Return the record of a tender of one's own as a package; raise NotFound before its first release."""
    tender = tenders.owned(call.tx, call.actor, tender_id)
    record = record_of(call.tx, tender)
    if record is None:
        raise NotFound("record of tender", tender_id)
    publisher = organisations.get(call.tx, tender.authority_id).name
    return dump(record_package([record], publisher=publisher, uri=uri, at=call.now))


def _sortable(at: datetime) -> str:
    """Return an instant whose text sorts as time does: whoever merges releases sorts their dates as text."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _package(publisher: str, uri: str, at: datetime) -> dict[str, Any]:
    return {
        "uri": uri,
        "version": VERSION,
        "extensions": [*EXTENSIONS],
        "publishedDate": instant(at),
        "publisher": {"name": publisher},
    }


def _out(row: OpenRelease) -> ReleaseOut:
    fields = {name: getattr(row, name) for name in ReleaseOut.model_fields if name != "tags"}
    return ReleaseOut(**fields, tags=row.tags.split(","))

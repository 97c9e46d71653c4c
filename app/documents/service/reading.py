"""Read issued documents, as whoever may see them: the authority, and the supplier that one is meant for."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.documents import repository
from app.documents.content import document_bytes, read_document
from app.documents.errors import DocumentNotRendered
from app.documents.html import to_html
from app.documents.models import IssuedDocument
from app.documents.schemas import DocumentOut
from app.documents.service import gate
from app.identity.rules import AUTHORITY_READERS
from app.kit.actor import Actor
from app.kit.errors import NotFound
from app.kit.pagination import PageRequest
from app.kit.schema import Page

_KEPT_AT_HAND: Final = 32
"""So many pages and JSON files stay in memory: what was issued never changes, and is often read by many at once."""


def read(tx: Session, actor: Actor, document_id: UUID) -> DocumentOut:
    """Return what a document is."""
    row = visible(tx, actor, document_id)
    return present(row, repository.twin(tx, row), why_not=why_not_made(tx, [row]).get(row.id))


def listed(
    tx: Session, actor: Actor, asked: PageRequest, *, kinds: list[str], subject_id: UUID | None
) -> Page[DocumentOut]:
    """Return a page of the documents that the actor may read, newest first."""
    buys = actor.has(*AUTHORITY_READERS)
    rows, following = repository.page(
        tx, asked, reader_id=actor.organisation_id, buys=buys, kinds=kinds, subject_id=subject_id
    )
    seen = gate.readable(tx, actor, rows)
    failed = why_not_made(tx, seen)
    return Page[DocumentOut](items=[present(row, why_not=failed.get(row.id)) for row in seen], next=following)


def content(tx: Session, actor: Actor, document_id: UUID) -> bytes:
    """Return the JSON file of a document, in canonical form."""
    row = visible(tx, actor, document_id)
    return _files.get(row, lambda: document_bytes(read_document(row.content)))


def page_of(tx: Session, actor: Actor, document_id: UUID) -> bytes:
    """Return a document as one HTML page that needs nothing else, in UTF-8."""
    row = visible(tx, actor, document_id)
    return _pages.get(row, lambda: to_html(read_document(row.content), digest=row.content_digest).encode())


class _AtHand:
    """The forms of the documents that were read last, by the digest of their content, which never changes."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._turn = threading.Lock()

    def get(self, row: IssuedDocument, make: Callable[[], bytes]) -> bytes:
        """Return the form of a document: the one that is kept, else a new one, which is kept."""
        with self._turn:
            if row.content_digest in self._kept:
                self._kept.move_to_end(row.content_digest)
                return self._kept[row.content_digest]
        made = make()
        with self._turn:
            self._kept[row.content_digest] = made
            while len(self._kept) > _KEPT_AT_HAND:
                self._kept.popitem(last=False)
        return made


_files, _pages = _AtHand(), _AtHand()


def file_of(tx: Session, actor: Actor, document_id: UUID) -> tuple[DocumentOut, str]:
    """Return a document and the digest of its PDF, signed where it is; raise DocumentNotRendered while it is made."""
    row = visible(tx, actor, document_id)
    out = present(row)
    if row.file is None:
        raise DocumentNotRendered(out.reference, why_not_made(tx, [row]).get(row.id))
    return out, (row.signature or row.file).digest


def visible(tx: Session, actor: Actor, document_id: UUID) -> IssuedDocument:
    """Return the row of a document that the actor may read.

    Raises NotFound; and, for a document about an award, DeclarationNeeded, ConflictUndecided, ConflictBarred or
    KeptFromBid.
    """
    row = repository.get(tx, document_id)
    if row is not None:
        if row.authority_id == actor.organisation_id and actor.has(*AUTHORITY_READERS):
            gate.check(tx, actor, row)
            return row
        if row.supplier_id is not None and row.supplier_id == actor.organisation_id:
            return row
    raise NotFound("document", document_id)


def why_not_made(tx: Session, rows: Sequence[IssuedDocument]) -> dict[UUID, str]:
    """Return why the last try to make a PDF failed, for those of the documents that wait for theirs since."""
    return {one.document_id: one.why for one in repository.failures(tx, [row.id for row in rows if row.file is None])}


def reference_of(row: IssuedDocument) -> str:
    """Return the reference that a document is printed under."""
    return row.reference or str(row.content["reference"])


def present(row: IssuedDocument, twin: IssuedDocument | None = None, *, why_not: str | None = None) -> DocumentOut:
    """Return what a document is, and which says the same in another language."""
    file, given = row.file, row.signature or row.file
    return DocumentOut(
        id=row.id,
        kind=row.kind,
        reference=reference_of(row),
        subject_id=row.subject_id,
        number=row.number,
        title=row.title,
        content_digest=row.content_digest,
        issued_by=row.issued_by,
        issued_at=row.issued_at,
        pdf_digest=given.digest if given else None,
        pdf_size=given.size if given else None,
        pdf_rendered_at=file.rendered_at if file else None,
        pdf_failure=why_not,
        pdf_signed=row.signature is not None,
        language=row.language or "en",
        twin_id=row.twin_of if twin is None else twin.id,
    )

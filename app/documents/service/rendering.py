"""Make the PDF of an issued document once, outside any request."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from uuid import UUID

from app.audit import service as audit
from app.audit.rules import Action
from app.documents import repository
from app.documents.content import Document, read_document
from app.documents.models import DocumentFile
from app.kit.call import Service

RENDER = "document.render"
_MOST_BYTES = 200 * 1024 * 1024


def render(service: Service, payload: Mapping[str, Any], *, make: Callable[[Document], bytes]) -> None:
    """Make the PDF of an issued document and store it under its digest; doing it twice keeps the first."""
    document_id = UUID(payload["document_id"])
    with service.database.unit_of_work(write=False) as tx:
        row = repository.get(tx, document_id)
        if row is None or row.file is not None:
            return
        frozen = read_document(row.content)
    pdf = make(frozen)
    digest, size = service.files.keep(BytesIO(pdf), most_bytes=_MOST_BYTES)
    with service.database.unit_of_work(write=True) as tx:
        now = service.clock.now()
        found = repository.get(tx, document_id)
        if found is None or found.file is not None:
            return
        repository.add(tx, DocumentFile(document_id=document_id, digest=digest, size=size, rendered_at=now))
        audit.record(
            tx,
            None,
            Action.DOCUMENT_RENDERED,
            found,
            log_id=found.authority_id,
            now=now,
            after={"pdf": digest, "content": found.content_digest},
        )

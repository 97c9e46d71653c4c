"""Make the PDF of an issued document once, outside any request."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from uuid import UUID

from app.audit import service as audit
from app.audit.rules import Action
from app.documents import repository
from app.documents.content import read_document
from app.documents.models import DocumentFile, RenderFailure, Rendering
from app.documents.press import PrintJob
from app.documents.renderer import made_from, print_job
from app.documents.service import signing
from app.kit.call import Service
from app.kit.ids import new_id
from app.kit.model import LONG

RENDER = "document.render"
_MOST_BYTES = 200 * 1024 * 1024

Make = Callable[[PrintJob], bytes]


def render(service: Service, payload: Mapping[str, Any], *, make: Make) -> None:
    """Make the PDF of an issued document, keep it under its digest, and have it signed; twice keeps the first.

    What `make` raises is kept with the document, for whoever waits for it, and raised again.
    """
    document_id = UUID(payload["document_id"])
    with service.database.unit_of_work(write=False) as tx:
        row = repository.get(tx, document_id)
        if row is None or row.file is not None:
            return
        content = row.content
    try:
        digest, size = printed(service, print_job(read_document(content)), make=make)
    except Exception as error:
        _record_failure(service, document_id, error)
        raise
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
        signing.ask(tx, service.settings, found, now=now)


def printed(service: Service, job: PrintJob, *, make: Make) -> tuple[str, int]:
    """Return digest and size of the PDF of a job: the one that was made of the same before, else a new one, kept."""
    source = made_from(job)
    with service.database.unit_of_work(write=False) as tx:
        known = repository.rendering(tx, source)
        if known is not None and service.files.path(known.digest).exists():
            return known.digest, known.size
    digest, size = service.files.keep(BytesIO(make(job)), most_bytes=_MOST_BYTES)
    with service.database.unit_of_work(write=True) as tx:
        if repository.rendering(tx, source) is None:
            made_at = service.clock.now()
            repository.add(tx, Rendering(made_from=source, digest=digest, size=size, made_at=made_at))
    return digest, size


def _record_failure(service: Service, document_id: UUID, error: Exception) -> None:
    """Keep why a PDF could not be made, so that nobody waits for it in the dark."""
    with service.database.unit_of_work(write=True) as tx:
        now, why = service.clock.now(), f"{type(error).__name__}: {error}"[:LONG]
        repository.add(tx, RenderFailure(id=new_id(now), document_id=document_id, why=why, failed_at=now))

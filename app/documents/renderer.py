"""Renders documents in worker processes, so that a page being laid out never holds up a request."""

from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from types import TracebackType
from typing import Final, Self

from app.documents.content import Document, document_bytes
from app.documents.html import title_of, to_html
from scoring.digest import digest_of_bytes

DOCUMENTS_PER_WORKER: Final = 200
"""A worker is replaced after this many: its memory grows by about 8 MiB in sixty documents."""

IDENTIFIER_LENGTH: Final = 16

ATTACHED_AS: Final = {
    "makegood.award-summary/1": "award.json",
    "makegood.award-summary/2": "award.json",
    "makegood.award-summary/3": "award.json",
    "makegood.assessment-summary/1": "summary.json",
    "makegood.assessment-summary/2": "summary.json",
    "makegood.evaluation-record/1": "record.json",
    "makegood.evaluation-record/2": "record.json",
    "makegood.contract-performance/1": "performance.json",
    "makegood.contract-performance/2": "performance.json",
    "makegood.contract-performance/3": "performance.json",
    "makegood.standstill-letter/1": "letter.json",
    "makegood.statement-of-delivery/1": "statement.json",
    "makegood.portfolio-report/1": "portfolio.json",
}
"""The name of the JSON file inside the PDF, by the format of the document."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintJob:
    """One PDF to make: everything a worker needs, in values that travel between processes."""

    page: str
    identifier: bytes
    attachment: bytes
    attachment_name: str
    description: str
    issued_at: datetime


def print_job(document: Document) -> PrintJob:
    """Return the job for a document: its page without style, its JSON file, and an identifier from its digest."""
    attachment = document_bytes(document)
    digest = digest_of_bytes(attachment)
    return PrintJob(
        page=to_html(document, styled=False, digest=digest),
        identifier=bytes.fromhex(digest.removeprefix("sha256:"))[:IDENTIFIER_LENGTH],
        attachment=attachment,
        attachment_name=ATTACHED_AS[document.FORMAT],
        description=f"The content of “{title_of(document)}” as data",
        issued_at=document.issued_at,
    )


def run(job: PrintJob) -> bytes:
    """Return the PDF of a job, made in this process; the first call here also loads the fonts and the engine."""
    # Imported here on purpose: loading WeasyPrint takes most of a second, and only the process that prints needs it.
    from app.documents.pdf import render_pdf  # noqa: PLC0415

    return render_pdf(
        job.page,
        identifier=job.identifier,
        attachment=job.attachment,
        attachment_name=job.attachment_name,
        description=job.description,
        issued_at=job.issued_at,
    )


class Renderer:
    """A pool of rendering processes; start one with the service, close it with the service.

    `render` waits for the PDF, `submit` returns a future for it. Workers are started on first use.
    """

    def __init__(self, workers: int = 1) -> None:
        """Prepare for `workers` processes; two of them render 1.9 times as much as one on two cores."""
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, document: Document) -> "Future[bytes]":
        """Queue a document and return the future of its PDF."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                max_workers=self._workers,
                # A fresh interpreter: forking a process that has threads and database connections is not safe.
                mp_context=get_context("spawn"),
                max_tasks_per_child=DOCUMENTS_PER_WORKER,
            )
        return self._pool.submit(run, print_job(document))

    def render(self, document: Document) -> bytes:
        """Return the PDF of a document, made in a worker."""
        return self.submit(document).result()

    def close(self) -> None:
        """Stop the workers; documents already queued are still made."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

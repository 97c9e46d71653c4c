"""Renders documents in worker processes, so that a page being laid out never holds up a request."""

import threading
from functools import cache
from importlib.metadata import version
from multiprocessing import get_context
from types import TracebackType
from typing import Final, Self

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from app.documents.content import Document, document_bytes
from app.documents.fonts import faces
from app.documents.html import PAGES, title_of, to_html
from app.documents.press import PrintJob, run
from app.documents.style import style_sheet
from scoring.digest import digest, digest_of_bytes

DOCUMENTS_PER_WORKER: Final = 200
"""A worker is replaced after this many, so that whatever a library keeps of each is given back now and then."""

MOST_SECONDS: Final = 240
"""For one document; the lease of the job that asks for it runs for five minutes."""

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


class NotMade(Exception):
    """A PDF could not be made; the text says why."""


def print_job(document: Document) -> PrintJob:
    """Return the job for a document: its page without style, its JSON file, and an identifier from its digest."""
    attachment = document_bytes(document)
    content = digest_of_bytes(attachment)
    return PrintJob(
        page=to_html(document, styled=False, digest=content),
        identifier=bytes.fromhex(content.removeprefix("sha256:"))[:IDENTIFIER_LENGTH],
        attachment=attachment,
        attachment_name=ATTACHED_AS[document.FORMAT],
        description=f"The content of “{title_of(document)}” as data",
        issued_at=document.issued_at,
    )


def made_from(job: PrintJob) -> str:
    """Return the digest of everything that the PDF of a job is made from: what it says, and what lays it out."""
    return digest(
        {
            "page": digest_of_bytes(job.page.encode()),
            "attachment": digest_of_bytes(job.attachment),
            "attached_as": job.attachment_name,
            "described_as": job.description,
            "identifier": job.identifier.hex(),
            "issued_at": job.issued_at.isoformat(),
            "press": _press(),
        }
    )


@cache
def _press() -> str:
    """Return the digest of what lays pages out: our style and fonts, and the versions of the libraries."""
    return digest(
        {
            "pages": PAGES,
            "style": digest_of_bytes(style_sheet().encode()),
            "fonts": [digest_of_bytes(face.data) for face in faces()],
            "libraries": {name: version(name) for name in ("fonttools", "pydyf", "weasyprint")},
        }
    )


class Renderer:
    """A pool of rendering processes; start one with the service, close it with the service.

    A process that dies or takes too long costs its own document only: it is replaced, and so is one that has made its
    share. The pool of the standard library has neither, and comes to a stand when processes are replaced while
    documents queue. Processes are started on first use.
    """

    def __init__(
        self,
        workers: int = 1,
        *,
        documents_per_worker: int = DOCUMENTS_PER_WORKER,
        most_seconds: int = MOST_SECONDS,
    ) -> None:
        """Prepare for `workers` processes; two of them render 1.9 times as much as one on two cores."""
        self._workers = workers
        self._share = documents_per_worker
        self._most_seconds = most_seconds
        self._pool: ProcessPool | None = None
        self._starting = threading.Lock()

    def submit(self, document: Document) -> "ProcessFuture[bytes]":
        """Queue a document and return the future of its PDF, which raises NotMade where it cannot be made."""
        return self.print(print_job(document))

    def print(self, job: PrintJob) -> "ProcessFuture[bytes]":
        """Queue a job and return the future of its PDF; see `submit`."""
        with self._starting:
            if self._pool is None:
                self._pool = ProcessPool(
                    max_workers=self._workers,
                    max_tasks=self._share,
                    # A fresh interpreter: forking a process that has threads and database connections is not safe.
                    context=get_context("spawn"),
                )
        made: ProcessFuture[bytes] = self._pool.schedule(run, args=(job,), timeout=self._most_seconds)
        return made

    def render(self, document: Document) -> bytes:
        """Return the PDF of a document, made in a worker; raises NotMade."""
        return self.made(print_job(document))

    def made(self, job: PrintJob) -> bytes:
        """Return the PDF of a job, made in a worker; raises NotMade."""
        try:
            return self.print(job).result()
        except TimeoutError as late:
            raise NotMade(f"its pages were not laid out within {self._most_seconds} seconds") from late
        except ProcessExpired as died:
            raise NotMade(f"the process that laid out its pages ended with {died.exitcode}") from died

    def close(self) -> None:
        """Stop the workers; documents already queued are still made."""
        if self._pool is not None:
            self._pool.close()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

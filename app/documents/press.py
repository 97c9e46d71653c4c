"""What a rendering process is told and does: one page and its data in, one PDF out.

A process that renders imports this module before anything else, so it needs nothing of the service: a worker that
knew tables and routes held a third more memory than one that only prints.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintJob:
    """One PDF to make: everything a worker needs, in values that travel between processes."""

    page: str
    identifier: bytes
    attachment: bytes
    attachment_name: str
    description: str
    issued_at: datetime


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

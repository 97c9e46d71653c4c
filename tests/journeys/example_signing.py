"""The examples of how a document is signed, and of the proof that it was issued."""

import tempfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from uuid import UUID

from pypdf import PdfWriter

from app.documents.press import PrintJob
from app.worker import handlers, run_pending
from tests.documents import keys
from tests.journeys.example_cast import Cast, refused


def sign_a_document(cast: Cast) -> None:
    """Issue a report without a key, put a key there as the operator would, have it signed, and prove its issue."""
    made = cast.gareth.make(f"{cast.at('contract')}/documents", {"as_at": "2027-03-30"})
    path, service = f"/v1/documents/{made['id']}", cast.world.service
    signature = f"{path}/signature"
    run_pending(service, handlers(_empty_page))
    refused(cast.priya, "document.no_signing_key", signature)
    before = service.settings
    with tempfile.TemporaryDirectory() as folder:
        keys.put_pem(Path(folder), UUID(cast.trust), keys.signer("Riverside Community NHS Trust"))
        object.__setattr__(service, "settings", replace(before, signing_keys=Path(folder)))
        cast.priya.make(signature)
        run_pending(service, handlers(_empty_page))
        refused(cast.priya, "document.signed", signature)
        cast.gareth.read(signature)
        object.__setattr__(service, "settings", before)
    cast.ines.make("/v1/audit/heads")
    cast.ines.read(f"{path}/proof")


def _empty_page(_job: PrintJob) -> bytes:
    made, writer = BytesIO(), PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(made)
    return made.getvalue()

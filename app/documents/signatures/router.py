"""HTTP of signatures: how a document is signed, asking for it again, and the proof that it was issued."""

from uuid import UUID

from app.audit.errors import NotSealedYet
from app.conflicts.errors import KEPT
from app.documents.errors import DocumentNotRendered
from app.documents.service import signing
from app.documents.signatures.errors import DocumentSigned, NoSigningKey
from app.documents.signatures.schemas import IssueProofOut, SignatureOut
from app.identity.rules import AUTHORITY_READERS, BUYER, COMMISSIONER, SUPPLIER
from app.kit.call import Call
from app.kit.endpoint import Routes

routes = Routes("/v1/documents", "Documents")
READERS = AUTHORITY_READERS | SUPPLIER


@routes.get(
    "/{document_id}/signature",
    may=READERS,
    out=SignatureOut,
    summary="Read how a document is signed",
    refuses=KEPT,
)
def read_signature(call: Call, document_id: UUID) -> SignatureOut:
    """Return with which certificate and when the PDF was signed, its digests before and after, or why it is not."""
    return signing.read(call, document_id)


@routes.post(
    "/{document_id}/signature",
    may=BUYER | COMMISSIONER,
    out=SignatureOut,
    summary="Ask for a document to be signed",
    refuses=(*KEPT, DocumentNotRendered, NoSigningKey, DocumentSigned),
)
def ask_for_signature(call: Call, document_id: UUID) -> SignatureOut:
    """Have the PDF signed now, after the operator has put a key there or mended what was in the way."""
    return signing.ask_again(call, document_id)


@routes.get(
    "/{document_id}/proof",
    may=READERS,
    out=IssueProofOut,
    summary="Prove that a document's issue stands in the audit log",
    refuses=(*KEPT, NotSealedYet),
)
def prove_issue(call: Call, document_id: UUID) -> IssueProofOut:
    """Return the proof that `makegood verify FILE --proof proof.json` follows without the service."""
    return signing.prove(call, document_id)

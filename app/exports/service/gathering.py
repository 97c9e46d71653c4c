"""What goes into an export: every file of the record of an evaluation or a contract, each read when its turn comes."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.awards import service as awards
from app.bids import service as bids
from app.bids.opened import OpenedBid
from app.contracts import service as contracts
from app.documents.content import document_bytes, read_document
from app.documents.html import to_html
from app.documents.models import IssuedDocument
from app.exports import repository
from app.exports.archive import Member, pieces, whole
from app.exports.models import RecordExport
from app.exports.paths import evidence_path, in_path
from app.exports.rules import FileKind
from app.kit.files import FileStore
from app.kit.schema import plain
from app.tenders import service as tenders
from app.tenders.present import facts as tender_facts
from scoring.digest import canonical_bytes

EXTRACT = "makegood.audit-extract/1"
INDEX = "makegood.evidence-index/1"


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files of an export in their order, and what should be there and is not, each with why."""

    members: Sequence[Member]
    absent: Sequence[Mapping[str, str]]


def evaluation(tx: Session, files: FileStore, row: RecordExport) -> Gathered:
    """Return the record of how the lot of an award was evaluated and decided."""
    award = awards.get(tx, row.subject_id)
    tender = tenders.get(tx, award.tender_id)
    rows = repository.evaluation_rows(tx, award)
    documents, absent = _documents(tx, files, row, [award.id])
    members = [
        Member("tender.json", FileKind.TENDER, whole(canonical_bytes(tender_facts(tender)))),
        Member(
            "rubric/rubric.json", FileKind.RUBRIC, lambda: iter((canonical_bytes(tenders.rubric_body(tx, tender)),))
        ),
        *(_result(tx, result_id, place) for place, result_id in enumerate(repository.results(tx, award.lot_id), 1)),
        *(
            Member(f"bids/{bid.number:03d}-{in_path(bid.supplier_name)}.json", FileKind.BID, _bid(bid))
            for bid in bids.opened(tx, tender, award.lot_id)
        ),
        *_records(rows),
        *documents,
        _events(
            tx, row, [tender.id, award.lot_id, *_ids_in(rows), *repository.documents(tx, award.id, until=row.as_of)]
        ),
    ]
    return Gathered(members, absent)


def contract(tx: Session, files: FileStore, row: RecordExport) -> Gathered:
    """Return the record of what a contract promised, and of what was claimed, shown and decided under it."""
    found = contracts.get(tx, row.subject_id)
    rows = repository.contract_rows(tx, found)
    documents, absent = _documents(tx, files, row, [found.id])
    evidence, lost = _evidence(tx, files, found.id)
    members = [
        Member("contract.json", FileKind.CONTRACT, whole(_json(contracts.out(tx, found).model_dump(mode="json")))),
        *_records(rows),
        *documents,
        *evidence,
        _events(tx, row, [found.id, *_ids_in(rows), *repository.documents(tx, found.id, until=row.as_of)]),
    ]
    return Gathered(members, [*absent, *lost])


# --------------------------------------------------------------------------------------------------------------- parts
def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8", "replace")


def _result(tx: Session, result_id: UUID, place: int) -> Member:
    return Member(
        f"results/result-{place:03d}.json",
        FileKind.RESULT,
        lambda: iter((canonical_bytes(repository.result(tx, result_id).body),)),
    )


def _bid(bid: OpenedBid) -> Callable[[], Iterator[bytes]]:
    said = {
        "bid_id": str(bid.bid_id),
        "supplier_id": str(bid.supplier_id),
        "supplier_name": bid.supplier_name,
        "status": bid.status,
        "reason": bid.reason,
        "number": bid.number,
        "price": None if bid.price is None else plain(bid.price),
        "digest": bid.digest,
        "submitted_at": bid.submitted_at.isoformat().replace("+00:00", "Z"),
        "content": bid.content,
    }
    return whole(_json(said))


def _records(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Member]:
    return [Member(f"record/{name}.json", FileKind.RECORD, whole(_json(rows[name]))) for name in sorted(rows)]


def _ids_in(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[UUID]:
    return [UUID(row["id"]) for name in sorted(rows) for row in rows[name] if "id" in row]


def _documents(
    tx: Session, files: FileStore, row: RecordExport, subjects: Sequence[UUID]
) -> tuple[list[Member], list[Mapping[str, str]]]:
    """Return every document in all of its forms, with the proof of its issue."""
    members: list[Member] = []
    absent: list[Mapping[str, str]] = []
    for document_id in repository.documents(tx, *subjects, until=row.as_of):
        document = repository.document(tx, document_id)
        stem = f"documents/{in_path(document.kind)}-{in_path(str(document.content['reference']))}"
        stem += f"-{in_path(document.language)}" if document.language else ""
        stem += f"-{str(document.id)[-12:]}"
        tx.expunge(document)
        members += [
            Member(f"{stem}.json", FileKind.DOCUMENT_JSON, _form(tx, document_id, _as_json)),
            Member(f"{stem}.html", FileKind.DOCUMENT_HTML, _form(tx, document_id, _as_page)),
        ]
        pdf = document.signature or document.file
        if pdf is None or not files.path(pdf.digest).is_file():
            absent.append({"path": f"{stem}.pdf", "why": "its PDF was not made by then"})
        else:
            members.append(Member(f"{stem}.pdf", FileKind.DOCUMENT_PDF, _stored(files, pdf.digest)))
        if proof := audit.proof_of(tx, document.authority_id, Action.DOCUMENT_ISSUED, document_id, since=None):
            members.append(Member(f"{stem}.proof.json", FileKind.PROOF, whole(_json(proof.to_mapping()))))
    return members, absent


def _form(tx: Session, document_id: UUID, write: Callable[[IssuedDocument], bytes]) -> Callable[[], Iterator[bytes]]:
    """Return how to write a document out when its turn comes, with nothing of it kept afterwards."""

    def run() -> Iterator[bytes]:
        document = repository.document(tx, document_id)
        content = write(document)
        tx.expunge(document)
        yield content

    return run


def _as_json(document: IssuedDocument) -> bytes:
    return document_bytes(read_document(document.content))


def _as_page(document: IssuedDocument) -> bytes:
    return to_html(read_document(document.content), digest=document.content_digest).encode()


def _stored(files: FileStore, digest: str) -> Callable[[], Iterator[bytes]]:
    return lambda: pieces(files.path(digest).open("rb"))


def _evidence(tx: Session, files: FileStore, contract_id: UUID) -> tuple[list[Member], list[Mapping[str, str]]]:
    """Return the index of all evidence, and every file of it that is stored; one that came twice lies there once."""
    index: list[dict[str, Any]] = []
    members: dict[str, Member] = {}
    absent: list[Mapping[str, str]] = []
    for one in repository.evidence(tx, contract_id):
        path = evidence_path(one.digest, one.filename)
        stored = files.path(one.digest).is_file()
        index.append(
            {
                "id": str(one.id),
                "filename": one.filename,
                "media_type": one.media_type,
                "size": one.size,
                "digest": one.digest,
                "uploaded_at": one.uploaded_at.isoformat().replace("+00:00", "Z"),
                "path": path if stored else None,
            }
        )
        if stored:
            members.setdefault(path, Member(path, FileKind.EVIDENCE_FILE, _stored(files, one.digest)))
        else:
            absent.append({"path": path, "why": "the file is not in the store"})
    told = _json({"format": INDEX, "files": index})
    return [Member("evidence/index.json", FileKind.EVIDENCE_INDEX, whole(told)), *members.values()], absent


def _events(tx: Session, row: RecordExport, subjects: Sequence[UUID]) -> Member:
    """Return what the log holds about any of these, each event with the way to the head that binds it."""
    ids = repository.events(tx, row.authority_id, sorted({row.id, *subjects}), until=row.as_of)

    def run() -> Iterator[bytes]:
        head: Mapping[str, Any] | None = None
        yield f'{{"format": "{EXTRACT}", "events": ['.encode()
        for place, proof in enumerate(audit.proofs(tx, row.authority_id, ids)):
            head = proof.head
            one = {"event": proof.event, "position": proof.position, "path": list(proof.path)}
            yield (b",\n" if place else b"\n") + json.dumps(one, ensure_ascii=False, sort_keys=True).encode()
        yield b'\n], "head": ' + json.dumps(head, ensure_ascii=False, sort_keys=True).encode() + b"}\n"

    return Member("audit/events.json", FileKind.AUDIT_EVENTS, run)

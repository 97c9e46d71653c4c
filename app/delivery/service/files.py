"""Keep files as evidence of a contract, within the room that there is for them, and find them again."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.models import Contract
from app.delivery import repository, rules
from app.delivery.errors import EvidenceFull
from app.delivery.evidence import SentFile, examined
from app.delivery.models import EvidenceFile
from app.delivery.presented import file_out
from app.delivery.schemas import EvidenceOut
from app.delivery.service import reading
from app.identity import service as identity
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page


def upload(call: Call, contract_id: UUID, sent: SentFile) -> EvidenceOut:
    """Keep a file as evidence of a live contract; its supplier sends it. The content is stored once by its digest."""
    tx, actor, now = call.tx, call.actor, call.now
    # Held, so that files sent at the same instant are counted one after the other.
    contract = contracts.visible(tx, actor, contract_id, lock=True)
    reading.check_supplier(actor, contract)
    reading.check_live(contract)
    settings = call.service.settings
    name, kind = examined(sent, most_bytes=settings.max_file_bytes)
    _check_room(tx, contract, sent, most=settings.max_contract_bytes)
    digest, size = call.service.files.keep(sent.content, most_bytes=settings.max_file_bytes)
    row = EvidenceFile(
        id=new_id(now),
        authority_id=contract.authority_id,
        supplier_id=contract.supplier_id,
        contract_id=contract.id,
        filename=name,
        media_type=kind.media_type,
        size=size,
        digest=digest,
        uploaded_by=actor.person_id,
        uploaded_at=now,
    )
    repository.add(tx, row)
    after = {"filename": name, "media_type": kind.media_type, "size": size, "digest": digest}
    audit.record(tx, actor, Action.EVIDENCE_UPLOADED, row, log_id=contract.authority_id, now=now, after=after)
    return file_out(row, {actor.person_id: actor.name})


def list_evidence(tx: Session, actor: Actor, contract_id: UUID, asked: PageRequest) -> Page[EvidenceOut]:
    """Return a page of the files of a contract, for its authority and its supplier."""
    contract = contracts.visible(tx, actor, contract_id)
    rows, following = repository.page_of_evidence(tx, contract.id, asked)
    names = identity.names(tx, (row.uploaded_by for row in rows))
    return Page[EvidenceOut](items=[file_out(row, names) for row in rows], next=following)


def read_evidence(tx: Session, actor: Actor, evidence_id: UUID) -> EvidenceFile:
    """Return the record of one file; raise NotFound for a file of somebody else's contract."""
    row = repository.evidence(tx, evidence_id)
    if row is None:
        raise NotFound("evidence", evidence_id)
    reading.contract_behind(tx, actor, row.contract_id, ("evidence", evidence_id))
    return row


def _check_room(tx: Session, contract: Contract, sent: SentFile, *, most: int) -> None:
    """Raise EvidenceFull before anything is stored: what is refused must not stay on the disk."""
    size = sent.content.seek(0, 2)
    sent.content.seek(0)
    files, held = repository.room_of_evidence(tx, contract.id)
    if files >= rules.MOST_FILES or held + size > most:
        raise EvidenceFull(files=files, held=held, most_files=rules.MOST_FILES, most_bytes=most)

"""Take files and parts from a subcontractor; they are its own and the supplier's until the supplier accepts them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts.models import Commitment, Contract
from app.contracts.rules import CommitmentStatus
from app.delivery import periods
from app.delivery.errors import EvidenceFull
from app.delivery.evidence import SentFile, examined
from app.delivery.periods import ReportedPeriod
from app.delivery.rules import check_begun
from app.delivery.service import reading as delivery
from app.delivery.subcontracting import repository, rules
from app.delivery.subcontracting.errors import (
    NotTheSubcontractor,
    NotToReportOn,
    PartSettled,
    PartUnfit,
    SubcontractorGone,
)
from app.delivery.subcontracting.models import PartFile, SubcontractedPart, Subcontractor, SubcontractorFile
from app.delivery.subcontracting.rules import MAY_BECOME, PartStatus, SubcontractorStatus
from app.delivery.subcontracting.schemas import PartCreate, PartOut, SubcontractorFileOut
from app.delivery.subcontracting.service.seeing import Side, part_outs, seen
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import Busy, NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page, plain

constraints.means(
    "uq_subcontracted_part_subcontractor_id_commitment_id_starts_on_revision",
    Busy,
    columns="subcontracted_part.subcontractor_id, subcontracted_part.commitment_id, subcontracted_part.starts_on, "
    "subcontracted_part.revision",
)


def upload(call: Call, subcontractor_id: UUID, sent: SentFile) -> SubcontractorFileOut:
    """Keep a file of a subcontractor. Raises NotTheSubcontractor, SubcontractorGone and EvidenceFull."""
    row, _ = _reporting(call, subcontractor_id)
    settings = call.service.settings
    filename, kind = examined(sent, most_bytes=settings.max_file_bytes)
    size = sent.content.seek(0, 2)
    sent.content.seek(0)
    files, held = repository.room_of_files(call.tx, row.id)
    if files >= rules.MOST_FILES or held + size > settings.max_contract_bytes:
        most = {"most_files": rules.MOST_FILES, "most_bytes": settings.max_contract_bytes}
        raise EvidenceFull(files=files, held=held, **most)
    digest, size = call.service.files.keep(sent.content, most_bytes=settings.max_file_bytes)
    file = SubcontractorFile(
        id=new_id(call.now),
        subcontractor_id=row.id,
        filename=filename,
        media_type=kind.media_type,
        size=size,
        digest=digest,
        uploaded_by=call.actor.person_id,
        uploaded_at=call.now,
    )
    repository.add(call.tx, file)
    after = {"subcontractor": str(row.id), "filename": filename, "size": size, "digest": digest}
    log_id = call.actor.organisation_id
    audit.record(
        call.tx, call.actor, Action.SUBCONTRACTOR_FILE_UPLOADED, file, log_id=log_id, now=call.now, after=after
    )
    return SubcontractorFileOut.model_validate(file)


def read_file(tx: Session, actor: Actor, file_id: UUID) -> SubcontractorFile:
    """Return the record of a file, to the subcontractor and the supplier; the authority reads what became evidence."""
    row = repository.file(tx, file_id)
    if row is None:
        raise NotFound("file of a subcontractor", file_id)
    _, _, side = seen(tx, actor, row.subcontractor_id, ("file of a subcontractor", file_id))
    if side is Side.AUTHORITY:
        raise NotFound("file of a subcontractor", file_id)
    return row


def submit(call: Call, subcontractor_id: UUID, body: PartCreate) -> PartOut:
    """Record what a subcontractor did in a period; an earlier part that was not accepted is superseded.

    Raises NotTheSubcontractor, SubcontractorGone, ContractNotLive, NotToReportOn, PeriodUnknown, PeriodNotBegun,
    PartUnfit and PartSettled.
    """
    row, contract = _reporting(call, subcontractor_id)
    commitment = _commitment(row, contract, body.commitment)
    period = periods.chosen(commitment, contract, body.period, reported=[])
    check_begun(label=period.label, starts_on=period.starts_on, today=london_date(call.now))
    files = repository.files_of(call.tx, row.id, list(dict.fromkeys(body.files)))
    if found := [*_of_quantity(commitment, body), *_of_files(body.files, files)]:
        raise PartUnfit(found)
    part = _part(call, row, commitment, period, body)
    part.revision = _supersede(call, part)
    part.files = [PartFile(file_id=one, file=files[one]) for one in dict.fromkeys(body.files)]
    repository.add(call.tx, part)
    _record(call, Action.PART_SUBMITTED, part)
    return part_outs(call.tx, [part])[0]


def list_parts(tx: Session, actor: Actor, subcontractor_id: UUID, asked: PageRequest) -> Page[PartOut]:
    """Return a page of what a subcontractor reported; to the authority only what the supplier accepted."""
    row, _, side = seen(tx, actor, subcontractor_id)
    statuses = [PartStatus.ACCEPTED.value] if side is Side.AUTHORITY else []
    rows, following = repository.page_of_parts(tx, row.id, asked, statuses=statuses)
    return Page[PartOut](items=part_outs(tx, rows), next=following)


def _reporting(call: Call, subcontractor_id: UUID) -> tuple[Subcontractor, Contract]:
    """Return an active subcontractor that the caller is, and its live contract, locked."""
    row, contract, side = seen(call.tx, call.actor, subcontractor_id, lock=True)
    if side is not Side.SUBCONTRACTOR:
        raise NotTheSubcontractor(row.name)
    if row.status != SubcontractorStatus.ACTIVE:
        raise SubcontractorGone(row.name, row.status)
    delivery.check_live(contract)
    return row, contract


def _commitment(row: Subcontractor, contract: Contract, commitment_id: UUID) -> Commitment:
    """Return a commitment that the subcontractor may report on; any other is one that does not exist."""
    named = {one.commitment_id for one in row.commitments}
    found = next((one for one in contract.commitments if one.id == commitment_id and one.id in named), None)
    if found is None:
        raise NotFound("commitment", commitment_id)
    if found.status != CommitmentStatus.CARRIED:
        raise NotToReportOn(found.title, found.status)
    return found


def _of_quantity(commitment: Commitment, body: PartCreate) -> list[Mapping[str, Any]]:
    unit = commitment.measure.get("unit")
    if body.quantity is None and rules.adds_up(commitment.measure.get("adds_up"), commitment.promised):
        message = f"this commitment is counted in {unit}: say how much; 0 is a quantity"
        return [{"place": "body.quantity", "message": message, "value": None}]
    if body.quantity is not None and unit is None:
        message = "this commitment is in words, so there is nothing to count"
        return [{"place": "body.quantity", "message": message, "value": plain(body.quantity)}]
    return []


def _of_files(asked: Sequence[UUID], found: Mapping[UUID, SubcontractorFile]) -> list[Mapping[str, Any]]:
    return [
        {"place": f"body.files[{place}]", "message": "not a file that you sent on this contract", "value": str(one)}
        for place, one in enumerate(asked)
        if one not in found
    ]


def _part(
    call: Call, row: Subcontractor, commitment: Commitment, period: ReportedPeriod, body: PartCreate
) -> SubcontractedPart:
    return SubcontractedPart(
        id=new_id(call.now),
        authority_id=row.authority_id,
        supplier_id=row.supplier_id,
        contract_id=row.contract_id,
        subcontractor_id=row.id,
        commitment_id=commitment.id,
        target_id=period.target_id,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        quantity=body.quantity,
        words=body.words,
        status=PartStatus.SUBMITTED.value,
        submitted_by=call.actor.person_id,
        submitted_at=call.now,
    )


def _supersede(call: Call, part: SubcontractedPart) -> int:
    """Supersede the newest part for the period, if there is one, and return the number of the revision to come."""
    earlier = repository.newest_part(call.tx, part.subcontractor_id, part.commitment_id, part.starts_on)
    if earlier is None:
        return 1
    if PartStatus.SUPERSEDED not in MAY_BECOME[PartStatus(earlier.status)]:
        raise PartSettled(earlier.starts_on, earlier.revision)
    earlier.status = PartStatus.SUPERSEDED.value
    _record(call, Action.PART_SUPERSEDED, earlier)
    return earlier.revision + 1


def _record(call: Call, action: Action, row: SubcontractedPart) -> None:
    """Record in the log of the subcontractor itself: what is not accepted yet is no business of the authority."""
    after = part_facts(row)
    log_id = call.actor.organisation_id
    audit.record(call.tx, call.actor, action, row, log_id=log_id, now=call.now, after=after)


def part_facts(row: SubcontractedPart) -> dict[str, Any]:
    """Return what a log says of a part."""
    return {
        "subcontractor": str(row.subcontractor_id),
        "commitment": str(row.commitment_id),
        "period": [row.starts_on.isoformat(), row.ends_on.isoformat()],
        "revision": row.revision,
        "quantity": None if row.quantity is None else plain(row.quantity),
        "status": row.status,
        "files": sorted(one.file.digest for one in row.files),
    }

"""How files and updates look to both sides: rows beside the names of the people in them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from app.delivery.models import DeliveryUpdate, EvidenceFile, ReportShare, Verification
from app.delivery.schemas import EvidenceBrief, EvidenceOut, ShareOut, UpdateOut, VerificationOut
from app.identity import service as identity


def file_out(row: EvidenceFile, names: Mapping[UUID, str]) -> EvidenceOut:
    """Return the record of a file; `names` holds its uploader's."""
    fields = {name: getattr(row, name) for name in EvidenceOut.model_fields if name != "uploaded_by_name"}
    return EvidenceOut(**fields, uploaded_by_name=names[row.uploaded_by])


def updates_out(tx: Session, rows: Iterable[DeliveryUpdate]) -> list[UpdateOut]:
    """Return updates as both sides see them, with the names of who claimed and who decided."""
    rows = list(rows)
    people = [row.submitted_by for row in rows] + [row.verification.verified_by for row in rows if row.verification]
    names = identity.names(tx, people)
    return [_update_out(row, names) for row in rows]


def decisions_out(tx: Session, row: DeliveryUpdate) -> list[VerificationOut]:
    """Return every decision on an update, oldest first."""
    names = identity.names(tx, (each.verified_by for each in row.verifications))
    return [_verification_out(each, names) for each in row.verifications]


def share_out(row: ReportShare, allotted: Decimal) -> ShareOut:
    """Return the share that a claim is; `allotted` is what all claims on the report have together, in per cent."""
    return ShareOut(
        percent=row.percent,
        elsewhere_percent=allotted - row.percent,
        unallotted_percent=100 - allotted,
        quantity=row.report.quantity,
        unit=row.report.unit,
    )


def _update_out(row: DeliveryUpdate, names: Mapping[UUID, str]) -> UpdateOut:
    other = {"evidence", "verification", "submitted_by_name"}
    fields = {name: getattr(row, name) for name in UpdateOut.model_fields if name not in other}
    decision = row.verification
    return UpdateOut(
        **fields,
        submitted_by_name=names[row.submitted_by],
        evidence=[EvidenceBrief.model_validate(link.file) for link in row.evidence],
        verification=None if decision is None else _verification_out(decision, names),
    )


def _verification_out(row: Verification, names: Mapping[UUID, str]) -> VerificationOut:
    fields = {name: getattr(row, name) for name in VerificationOut.model_fields if name != "verified_by_name"}
    return VerificationOut(**fields, verified_by_name=names[row.verified_by])

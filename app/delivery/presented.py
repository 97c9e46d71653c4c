"""How files and updates look to both sides: rows beside the names of the people in them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from app.delivery.models import DeliveryUpdate, EvidenceFile
from app.delivery.schemas import EvidenceBrief, EvidenceOut, UpdateOut, VerificationOut
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


def _update_out(row: DeliveryUpdate, names: Mapping[UUID, str]) -> UpdateOut:
    other = {"evidence", "verification", "submitted_by_name"}
    fields = {name: getattr(row, name) for name in UpdateOut.model_fields if name not in other}
    decision = row.verification
    return UpdateOut(
        **fields,
        submitted_by_name=names[row.submitted_by],
        evidence=[EvidenceBrief.model_validate(link.file) for link in row.evidence],
        verification=None
        if decision is None
        else VerificationOut(
            decision=decision.decision,
            proved=decision.proved,
            reason=decision.reason,
            verified_by=decision.verified_by,
            verified_by_name=names[decision.verified_by],
            verified_at=decision.verified_at,
        ),
    )

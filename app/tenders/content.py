"""Looks at a draft as it comes: what it names must be there, and what it limits must be there to limit."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.kit.errors import NotFound
from app.rubrics import regimes
from app.rubrics import service as rubrics
from app.tenders.errors import TenderContent
from app.tenders.schemas import TenderWrite

_SEVERAL = 2


def check(tx: Session, authority_id: UUID, body: TenderWrite) -> None:
    """Raise TenderContent with everything in a draft that does not exist or does not fit."""
    findings: list[dict[str, Any]] = []
    if body.regime is not None and body.regime not in regimes.ids():
        message = f"there is no such regime; choose one of {', '.join(regimes.ids())}"
        findings.append({"place": "body.regime", "message": message, "value": body.regime})
    if body.rubric_id is not None:
        try:
            rubrics.of_authority(tx, authority_id, body.rubric_id)
        except NotFound:
            message = "there is no such rubric of your authority; choose one from /v1/rubrics"
            findings.append({"place": "body.rubric_id", "message": message, "value": str(body.rubric_id)})
    if body.evaluation.lot_limit is not None and len(body.lots) < _SEVERAL:
        message = "a limit on lots needs several lots: name them in lots, or leave the limit out"
        findings.append({"place": "body.evaluation.lot_limit", "message": message, "value": None})
    if findings:
        first = findings[0]
        raise TenderContent(f"{first['place']}: {first['message']}. Nothing was changed.", findings)

"""Gathers what the publication of a tender is decided on, and says what is missing as its refusal lists it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.rubrics import regimes
from app.rubrics import service as rubrics
from app.rubrics.errors import RubricNotPublished
from app.rubrics.models import Rubric
from app.tenders import rules
from app.tenders.models import Tender
from app.tenders.rules import Shortfall
from scoring.findings import Findings
from scoring.parse import parse_rubric


def examined(tx: Session, row: Tender, *, now: datetime) -> tuple[Rubric | None, list[Shortfall]]:
    """Return the rubric that publication would pin, and everything that keeps the tender from being published."""
    rubric, wrong = _published_rubric(tx, row)
    return rubric, rules.shortfalls(_readiness(row, rubric, wrong), now=now)


def finding(shortfall: Shortfall) -> dict[str, Any]:
    """Return a shortfall in JSON values."""
    return {
        "code": shortfall.code,
        "place": shortfall.place,
        "message": shortfall.message,
        "value": shortfall.value,
    }


def _published_rubric(tx: Session, row: Tender) -> tuple[Rubric | None, Shortfall | None]:
    if row.rubric_id is None:
        return None, None
    try:
        return rubrics.published(tx, row.authority_id, row.rubric_id), None
    except RubricNotPublished as refusal:
        return None, Shortfall("rubric.not_published", "rubric_id", refusal.sentence, str(row.rubric_id))


def _readiness(row: Tender, rubric: Rubric | None, wrong: Shortfall | None) -> rules.Readiness:
    parsed = None if rubric is None else parse_rubric(rubric.body)
    if isinstance(parsed, Findings):
        # A later version of the engine reads more strictly than the one that published it.
        message = f"can no longer be read: {parsed[0]}. Copy the rubric, mend the copy and publish that"
        parsed, wrong = None, Shortfall("rubric.unreadable", "rubric_id", message, str(row.rubric_id))
    return rules.Readiness(
        regime=row.regime,
        regimes=regimes.ids(),
        value=row.value,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        closes_at=row.closes_at,
        lots=[one.code for one in row.lots],
        rubric=parsed,
        rubric_wrong=wrong,
    )

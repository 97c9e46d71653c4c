"""Looks at the rubric of a tender with the tender's own value, term, lots and regime; reads only, and keeps nothing."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.kit.actor import Actor
from app.kit.clock import london_date
from app.rubrics import regimes
from app.rubrics import service as rubrics
from app.rubrics.design import Meant
from app.rubrics.design_schemas import DesignOut
from app.rubrics.regimes import Facts
from app.tenders import regime_checks, service, terms
from app.tenders.errors import RubricNotNamed
from app.tenders.models import Tender

_SOCIAL_VALUE = "social-value"


def design_check(tx: Session, actor: Actor, tender_id: UUID, *, expected: Sequence[str], now: datetime) -> DesignOut:
    """Return what a buyer should know of the rubric of a tender of the actor's authority, draft or published.

    Raises RubricNotNamed while the tender names none, and NotFound, RubricHasFindings and DesignFactsUnfit.
    """
    row = service.owned(tx, actor, tender_id)
    if row.rubric_id is None:
        raise RubricNotNamed(row.reference)
    # Whether a rubric suits a contract is asked before publication; afterwards as of the day it was published.
    on = london_date(row.published_at or now)
    return rubrics.design_check(tx, actor, row.rubric_id, _meant(row, on=on, expected=expected))


def _meant(row: Tender, *, on: date, expected: Sequence[str]) -> Meant:
    years = regime_checks.years_or_none(row.starts_on, row.ends_on)
    served = terms.from_mapping(row.evaluation_terms).key_criteria
    values = {
        lot.code: regime_checks.worth_or_none(lot.value, row.currency, includes_vat=row.value_includes_vat, years=years)
        for lot in row.lots
    }
    return Meant(
        on=on,
        regime=row.regime if row.regime in regimes.ids() else None,
        facts=Facts(category=row.category),
        worth=regime_checks.worth_or_none(row.value, row.currency, includes_vat=row.value_includes_vat, years=years),
        values={code: value for code, value in values.items() if value is not None},
        years=years,
        serves=[name for name, headings in served.items() if _SOCIAL_VALUE in headings],
        expected=expected,
    )

"""Gathers what the publication of a tender is decided on, and says what is missing as its refusal lists it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.kit.clock import london_date
from app.organisations import service as organisations
from app.rubrics import frameworks, regimes
from app.rubrics import service as rubrics
from app.rubrics.errors import RubricNotPublished
from app.rubrics.models import Rubric
from app.rubrics.regimes import Facts
from app.tenders import regime_checks, rules, terms
from app.tenders.models import Tender
from app.tenders.regime_checks import Asked, Subject
from app.tenders.rules import Shortfall
from scoring.findings import Findings
from scoring.parse import parse_rubric


@dataclass(frozen=True, slots=True)
class Examined:
    """The rubric that publication would pin, what the service and then the regime need, and what is only advised."""

    rubric: Rubric | None
    needed: list[Shortfall]
    needed_by_regime: list[Shortfall]
    advised: list[Shortfall]


def examined(tx: Session, row: Tender, *, now: datetime) -> Examined:
    """Return what publishing a tender now would find, by the service's own rules and by those of its regime."""
    rubric, wrong = _published_rubric(tx, row)
    readiness = _readiness(row, rubric, wrong)
    needed = rules.shortfalls(readiness, now=now)
    subject = _subject(tx, row, rubric, readiness, on=london_date(now))
    if subject is None:
        return Examined(rubric, needed, [], [])
    return Examined(rubric, needed, regime_checks.needed(subject), regime_checks.advised(subject))


def finding(shortfall: Shortfall) -> dict[str, Any]:
    """Return a shortfall in JSON values."""
    return {
        "code": shortfall.code,
        "place": shortfall.place,
        "message": shortfall.message,
        "value": shortfall.value,
        "source": shortfall.source,
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


def _subject(
    tx: Session, row: Tender, rubric: Rubric | None, readiness: rules.Readiness, *, on: date
) -> Subject | None:
    """Return the tender as its regime sees it on a day; None while it names no regime that is there."""
    if row.regime is None or row.regime not in readiness.regimes:
        return None
    years = regime_checks.years_or_none(row.starts_on, row.ends_on)
    return Subject(
        regime=row.regime,
        on=on,
        facts=Facts(category=row.category, buyer=organisations.get(tx, row.authority_id).kind),
        worth=regime_checks.worth_or_none(row.value, row.currency, includes_vat=row.value_includes_vat, years=years),
        terms=terms.from_mapping(row.evaluation_terms),
        lots=readiness.lots,
        asked=_asked(rubric, readiness),
    )


def _asked(rubric: Rubric | None, readiness: rules.Readiness) -> Asked | None:
    parsed = readiness.rubric
    if rubric is None or parsed is None or rules.lot_shortfalls(parsed, readiness.lots):
        return None
    weights = {lot: frameworks.effective_weights(parsed, lot) for lot in readiness.lots}
    return Asked(leaves=rubrics.leaves(rubric.body), weights=weights)

"""Works out what a change does on the facts of today: when it is asked for, and again before anybody approves it."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.contracts import service as contracts
from app.contracts.changes import effects, limits, repository, swapping
from app.contracts.changes.effects import Effect
from app.contracts.changes.limits import Moved, Size
from app.contracts.changes.models import ContractChange
from app.contracts.changes.presenting import did
from app.contracts.changes.rules import Act
from app.contracts.changes.schemas import AnyTerms, OtherTerms, SubstitutionTerms, TermTerms, ValueTerms
from app.contracts.models import Commitment, Contract
from app.contracts.plan import Finding
from app.contracts.rules import CommitmentStatus, WaiverStatus
from app.kit.clock import london_date
from app.organisations import service as organisations
from app.rubrics import packs, regimes
from app.rubrics.regimes import Facts
from app.tenders import service as tenders

_NOT_OURS = "is not a commitment of this contract"


def effect_of(contract: Contract, terms: AnyTerms, effective_on: date) -> Effect | list[Finding]:
    """Return what a change does, or every finding."""
    if isinstance(terms, ValueTerms):
        return effects.of_value(contract, terms, effective_on)
    if isinstance(terms, TermTerms):
        return effects.of_term(contract, terms, effective_on)
    if isinstance(terms, OtherTerms):
        return effects.unchanged(contract, asks_more=terms.supplier_must_agree, said=terms.words)
    row = commitment_of(contract, terms.commitment_id)
    if row is None:
        return [Finding("terms.commitment_id", _NOT_OURS, str(terms.commitment_id))]
    if isinstance(terms, SubstitutionTerms):
        measures = {measure["id"]: measure for measure in packs.measures()["measures"]}
        return swapping.of_substitution(contract, row, terms, effective_on, measures)
    return swapping.of_targets(contract, row, terms, effective_on)


def commitment_of(contract: Contract, commitment_id: UUID) -> Commitment | None:
    """Return a commitment of a contract, or None."""
    return next((row for row in contract.commitments if row.id == commitment_id), None)


def is_free(contract: Contract, commitment_id: UUID) -> bool:
    """Return whether a commitment still binds and nobody asks to waive it."""
    row = commitment_of(contract, commitment_id)
    if row is None or row.status != CommitmentStatus.CARRIED:
        return False
    return all(waiver.status != WaiverStatus.ASKED for waiver in row.waivers)


def notice_of(tx: Session, contract: Contract, effect: Effect, asked_at: datetime) -> dict[str, Any]:
    """Return what the limits of the regime say of a change, by the rules in force on the day it is asked for."""
    tender = tenders.get(tx, contract.tender_id)
    facts = Facts(category=tender.category, buyer=organisations.get(tx, contract.authority_id).kind)
    known = tender.regime in regimes.ids()
    rules = (
        regimes.rules(tender.regime, "contract_change_notice", london_date(asked_at), facts)
        if known and tender.regime
        else []
    )
    earlier = repository.in_force(tx, contract.id)
    first_value, first_end = _at_first(contract, earlier)
    size = Size(
        regime=tender.regime or "",
        title=regimes.regime(tender.regime)["title"] if known and tender.regime else "the regime, which is not known,",
        facts=facts,
        currency=contract.currency,
        first_value=first_value,
        first_term=(contract.starts_on, first_end),
        value=effect.value,
        ends_on=effect.ends_on,
        earlier=[_moved(row) for row in earlier],
    )
    return limits.notice_of(size, rules)


def stakes_of(tx: Session, contract: Contract, row: Commitment) -> dict[str, Any]:
    """Return what rested on the question that a commitment was made under, as the award was decided."""
    ledger = contracts.stakes_of(tx, contract)
    stake = next(one for one in ledger.stakes if one.criterion == row.criterion)
    found = stake.model_dump(mode="json")
    made = len(stake.commitments)
    resting = "this commitment" if made == 1 else f"the {made} commitments made under it together"
    outcome = (
        f"Without them {ledger.winner} would still have been first"
        if stake.would_still_win
        else f"Without them the order would have been another: {' and '.join(stake.first_without) or 'nobody'} first"
    )
    said = f"{row.criterion_title!r} earned {stake.points_shown} points, which rest on {resting}. {outcome}."
    return found | {"result_digest": ledger.result_digest, "said": said}


def _at_first(contract: Contract, earlier: Sequence[ContractChange]) -> tuple[Decimal | None, date]:
    """Return value and last day as the contract was made: those before the first change that took effect."""
    if not earlier:
        return contract.value, contract.ends_on
    before = earlier[0].effect["contract"]
    value = before["value"]["before"]
    return None if value is None else Decimal(value), date.fromisoformat(before["ends_on"]["before"])


def _moved(row: ContractChange) -> Moved:
    """Return how far an earlier change moved value and term, and whether a notice of it was published."""
    value, ends_on = row.effect["contract"]["value"], row.effect["contract"]["ends_on"]
    days = abs((date.fromisoformat(ends_on["after"]) - date.fromisoformat(ends_on["before"])).days)
    published = any(act.act == Act.NOTICE_ACKNOWLEDGED and bool((act.facts or {}).get("published")) for act in row.acts)
    moved = None if None in value.values() else abs(Decimal(value["after"]) - Decimal(value["before"]))
    if value["before"] is None and value["after"] is None:
        moved = Decimal(0)
    return Moved(moved, days, covered=did(row, Act.NOTICE_ACKNOWLEDGED) and published)

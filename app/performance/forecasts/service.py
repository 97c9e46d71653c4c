"""Forecast every promise of a contract from what is proved; nothing of it is stored, and no rating rests on it."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from sqlalchemy.orm import Session

from app.contracts import service as contracts
from app.contracts.models import Commitment, Contract
from app.delivery import service as delivery
from app.kit.actor import Actor
from app.kit.clock import london_date
from app.performance.errors import NotInForce
from app.performance.forecasts.schemas import BestOut, ContractForecastOut, ForecastOut, Outlook, WarningOut
from app.performance.presented import promises
from app.performance.rules import IN_FORCE, Claim, Promise, profile, reports
from app.performance.schemas import ExactOut
from scoring.delivery import Profile
from scoring.early_warnings import RULES, early_warnings
from scoring.exact import exact_text
from scoring.forecast import PACE, Brought, forecast
from scoring.rounding import shown

_NOTE = (
    "A forecast counts what is proved and says what is still needed. It is no rating, no mark and no evidence of a "
    "failing: where periods have no accepted claim it says so, and what it would come to if they had."
)


def read(tx: Session, actor: Actor, contract_id: UUID, *, as_at: date) -> ContractForecastOut:
    """Return what every binding promise of a contract still needs, for either party."""
    contract = contracts.visible(tx, actor, contract_id)
    if contract.status not in IN_FORCE:
        raise NotInForce(contract.reference, contracts.status_of(tx, contract))
    held = promises(contract, delivery.updates(tx, contract.id))
    return ContractForecastOut(
        contract_id=contract.id,
        reference=contract.reference,
        as_at=as_at,
        note=_NOTE,
        pace=dict(PACE),
        rules=dict(RULES),
        commitments=[_one(row, _in_force(contract, promise), claims, as_at) for row, promise, claims in held],
    )


def _in_force(contract: Contract, promise: Promise) -> Profile:
    """Return the targets of a promise; of a contract that was ended, without the periods that end after it."""
    plan = profile(promise)
    if contract.ended_at is None:
        return plan
    after = london_date(contract.ended_at) + timedelta(days=1)
    kept = tuple(target for target in plan.targets if target.period.last < after)
    return Profile(plan.promised, plan.adds_up, plan.better, kept)


def _one(row: Commitment, plan: Profile, claims: Sequence[Claim], as_at: date) -> ForecastOut:
    known = reports([claim for claim in claims if claim.starts_on <= as_at])
    unit = str(row.measure.get("unit") or "")
    found = forecast(plan, known, as_at, unit=unit)
    return ForecastOut(
        commitment_id=row.id,
        title=row.title,
        measure=row.measure.get("id"),
        unit=unit or None,
        outlook=Outlook(found.outlook),
        said=found.said,
        remaining=_exact(found.remaining),
        periods_left=len(found.left),
        periods_unknown=len(found.unknown),
        needed_a_period=_exact(found.needed),
        needed_if_reported=_exact(found.needed_if_reported),
        best=_best(found.best),
        percent_of_best=_exact(found.percent_of_best),
        no_later_than=found.no_later_than,
        warnings=[WarningOut(code=each.code, said=each.said) for each in early_warnings(plan, known, as_at, found)],
    )


def _best(best: Brought | None) -> BestOut | None:
    if best is None:
        return None
    amount = ExactOut(exact=exact_text(best.amount), shown=shown(best.amount))
    return BestOut(amount=amount, starts_on=best.period.first, ends_on=best.period.last)


def _exact(value: Fraction | None) -> ExactOut | None:
    return None if value is None else ExactOut(exact=exact_text(value), shown=shown(value))

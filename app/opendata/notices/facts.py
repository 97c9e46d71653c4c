"""What decides whether an element of a notice applies: True, False, or None where what is stated cannot say."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from app.awards.models import Award
from app.kit.clock import london_date
from app.opendata.releases.process import Process
from app.performance.remedies.models import Remedy
from app.performance.remedies.rules import Kind, Outcome, starts_a_notice
from app.rubrics import regimes, worth
from app.rubrics.regimes import Category, Facts
from app.rubrics.worth import Worth

_SETTLED: Final = frozenset({Outcome.DAMAGES_AWARDED, Outcome.SETTLEMENT_AGREED})


def facts(
    process: Process, *, award: Award | None, amount: Decimal | None, draft: Mapping[str, Any]
) -> dict[str, bool | None]:
    """Return every fact that the content lists name; `draft` is the draft of the notice."""
    tender = process.tender
    several = len(tender.lots) > 1
    light = None if tender.category is None else tender.category == Category.LIGHT_TOUCH
    duty = _indicators(process, amount)
    contract: Mapping[str, Any] = next(iter(draft.get("contracts", ())), {})
    agreed = bool(contract.get("agreedMetrics"))
    failures = [row for held in process.undertakings for row in held.remedies if _counts(row)]
    outcomes = {Outcome(row.outcome) for row in failures if row.outcome}
    amendment: Mapping[str, Any] = next(
        iter(contract.get("proposedAmendments") or contract.get("amendments") or ()), {}
    )
    return {
        "several_lots": several,
        "one_lot": not several,
        "light_touch": light,
        "standstill": None if award is None else award.standstill_ends_at is not None,
        "over_five_million": _over(process, amount),
        "indicators": True if agreed else duty,
        "indicators_missing": False if agreed else duty,
        "rated": bool(contract.get("implementation", {}).get("metrics")),
        "failed": bool(failures),
        "breached": any(row.kind == Kind.BREACH for row in failures),
        "damages_or_settlement": bool(outcomes & _SETTLED),
        "not_improved": Outcome.NOT_IMPROVED in outcomes,
        "value_changes": bool(amendment.get("value")),
        "term_changes": bool(amendment.get("period")),
    }


def _counts(row: Remedy) -> bool:
    return row.closed_on is not None and starts_a_notice(Kind(row.kind), Outcome(row.outcome) if row.outcome else None)


def _over(process: Process, amount: Decimal | None) -> bool | None:
    """Return whether a contract is over the value from which indicators and copies are published."""
    rule = _duty(process, light_too=True)
    if rule is None or "value" not in rule or amount is None or amount <= 0:
        return None
    worth_of_it = Worth(amount, process.tender.value_includes_vat, currency=process.tender.currency)
    return worth.met(rule["value"], worth_of_it, london_date(process.at))


def _indicators(process: Process, amount: Decimal | None) -> bool | None:
    if _duty(process, light_too=False) is None:
        return False
    return _over(process, amount)


def _duty(process: Process, *, light_too: bool) -> Mapping[str, Any] | None:
    tender = process.tender
    if tender.regime not in regimes.ids():
        return None
    known = None if light_too else Facts(category=tender.category, buyer=process.authority.kind)
    return next(iter(regimes.rules(tender.regime, "kpi_duty", london_date(process.at), known)), None)

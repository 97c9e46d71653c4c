"""How much of a report a share comes to, and what of a report can be shared at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any
from uuid import UUID

from app.contracts.rules import AddsUp, is_quantified
from app.delivery.sharing.errors import OverAllotted

_STEP = Decimal("0.0001")
_ALL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Taker:
    """A commitment that a share is allotted to, as far as the share must fit it."""

    commitment_id: UUID
    title: str
    unit: str | None
    promised: Decimal | None
    adds_up: str | None


def amount(quantity: Decimal, percent: Decimal, *, more_is_better: bool) -> Decimal:
    """Return what a share of a quantity comes to, in ten-thousandths; what does not come out is not claimed.

    >>> amount(Decimal(1000), Decimal(60), more_is_better=True)
    Decimal('600')
    >>> third = Decimal("33.3333")
    >>> amount(Decimal(1), third, more_is_better=True), amount(Decimal(1), third, more_is_better=False)
    (Decimal('0.3333'), Decimal('0.3334'))
    """
    exact = quantity * percent / _ALL
    rounded = exact.quantize(_STEP, ROUND_FLOOR if more_is_better else ROUND_CEILING)
    return rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded.normalize()


def check_total(asked: Sequence[Decimal], held: Decimal) -> None:
    """Raise OverAllotted where these shares, beside what other claims hold, come to more than the report."""
    if sum(asked, held) > _ALL:
        raise OverAllotted(asked, held)


def unfit(place: int, taker: Taker, unit: str, *, repeated: bool) -> list[dict[str, Any]]:
    """Return everything that keeps a commitment from taking a share of a report counted in `unit`."""
    where, found = f"body.shares[{place}].commitment", []
    if repeated:
        found.append(_finding(where, f"{taker.title!r} is named twice: give it one share", taker))
    if not is_quantified(promised=taker.promised, adds_up=taker.adds_up) or taker.adds_up == AddsUp.PERCENTAGE:
        message = f"{taker.title!r} is no quantity that could be shared out: report on it by itself"
        found.append(_finding(where, message, taker))
    elif taker.unit != unit:
        found.append(_finding(where, f"{taker.title!r} is counted in {taker.unit}, and the report in {unit}", taker))
    return found


def holds(period: tuple[date, date], days: tuple[date, date]) -> bool:
    """Return whether the days of a report lie within the period that a share is claimed for."""
    return period[0] <= days[0] and days[1] <= period[1]


def _finding(place: str, message: str, taker: Taker) -> dict[str, Any]:
    return {"place": place, "message": message, "value": str(taker.commitment_id)}

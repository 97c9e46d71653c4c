"""What a supplier may report on in given days: one row for each commitment and period, with what stands already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal
from uuid import UUID

from app.contracts.models import Commitment, Contract
from app.contracts.rules import AddsUp, binds, is_quantified
from app.delivery.models import DeliveryUpdate
from app.delivery.workbook.errors import NothingDue

Days = tuple[date, date]
Outcome = Literal["submitted", "superseded", "unchanged", "left_blank"]
"""What becomes of a row that comes back."""

_MOST_NAMED = 12


class Asks(StrEnum):
    """What a row takes beside words."""

    QUANTITY = "quantity"
    RECORD = "record"
    SHARE = "share"
    WORDS = "words"


ENTERED: Mapping[Asks, tuple[str, ...]] = {
    Asks.QUANTITY: ("claimed", "words"),
    Asks.RECORD: ("claimed", "words"),
    Asks.SHARE: ("part", "whole", "words"),
    Asks.WORDS: ("words",),
}
"""Which cells of a row are filled in, the words last."""


@dataclass(frozen=True, slots=True)
class DueRow:
    """One commitment in one period: what it asks for, what is due, and the newest claim if there is one."""

    number: int
    commitment: Commitment
    starts_on: date
    ends_on: date
    due: Decimal | None
    newest: DeliveryUpdate | None

    @property
    def key(self) -> str:
        """Return what this row is known by when it comes back."""
        return f"{self.commitment.id}.{self.starts_on}.{self.ends_on}"

    @property
    def asks(self) -> Asks:
        """Return what the row takes."""
        return asked_of(self.commitment)

    @property
    def unit(self) -> str:
        """Return what it is counted in; nothing for words."""
        return "" if self.asks is Asks.WORDS else str(self.commitment.measure.get("unit") or "units")


def asked_of(commitment: Commitment) -> Asks:
    """Return what a claim on a commitment takes: a quantity, one if there is one, a share, or words alone."""
    adds_up = commitment.measure.get("adds_up")
    if is_quantified(promised=commitment.promised, adds_up=adds_up):
        return Asks.SHARE if adds_up == AddsUp.PERCENTAGE else Asks.QUANTITY
    if commitment.promised is not None or adds_up == AddsUp.RECORD_ONLY:
        return Asks.RECORD
    return Asks.WORDS


def due_rows(contract: Contract, updates: Iterable[DeliveryUpdate], first: date, last: date) -> list[DueRow]:
    """Return a row for each period of a binding commitment that ends in these days, in the order of the contract.

    A commitment that nobody cut into periods has one row for these days, as far as they lie in the contract, unless
    they cross days for which there is a report already. Raises NothingDue where there is no row at all.
    """
    newest = newest_claims(updates)
    found: list[DueRow] = []
    for commitment in _binding(contract):
        for starts_on, ends_on, due in _periods(commitment, contract, newest, (first, last)):
            claim = newest.get((commitment.id, starts_on))
            found.append(DueRow(len(found) + 1, commitment, starts_on, ends_on, due, claim))
    if not found:
        raise NothingDue(contract.reference, first, last, _known(contract))
    return found


def newest_claims(updates: Iterable[DeliveryUpdate]) -> dict[tuple[UUID, date], DeliveryUpdate]:
    """Return the newest revision of every claim by its commitment and the first day of its period."""
    found: dict[tuple[UUID, date], DeliveryUpdate] = {}
    for row in updates:
        known = found.get((row.commitment_id, row.starts_on))
        if known is None or known.revision < row.revision:
            found[row.commitment_id, row.starts_on] = row
    return found


def usual_days(contract: Contract, today: date) -> Days:
    """Return the days to report on if nobody says which: the last period that is over, or the first that is not."""
    periods = _all_periods(contract)
    over = [days for days in periods if days[1] < today]
    if over:
        return max(over, key=lambda days: (days[1], days[0]))
    return min(periods, default=(contract.starts_on, contract.ends_on), key=lambda days: (days[1], days[0]))


def _binding(contract: Contract) -> list[Commitment]:
    return [row for row in contract.commitments if binds(row.status, has_targets=bool(row.targets))]


def _periods(
    commitment: Commitment,
    contract: Contract,
    newest: dict[tuple[UUID, date], DeliveryUpdate],
    days: Days,
) -> list[tuple[date, date, Decimal | None]]:
    first, last = days
    within = [row for row in commitment.targets if contract.starts_on <= row.starts_on <= contract.ends_on]
    if within:
        return [(row.starts_on, row.ends_on, row.target) for row in within if first <= row.ends_on <= last]
    first, last = max(first, contract.starts_on), min(last, contract.ends_on)
    crossing = any(
        (claim.starts_on, claim.ends_on) != (first, last) and claim.starts_on <= last and first <= claim.ends_on
        for claim in newest.values()
        if claim.commitment_id == commitment.id
    )
    return [] if first > last or crossing else [(first, last, None)]


def _all_periods(contract: Contract) -> Sequence[Days]:
    found = {
        (row.starts_on, row.ends_on)
        for commitment in _binding(contract)
        for row in commitment.targets
        if contract.starts_on <= row.starts_on <= contract.ends_on
    }
    return sorted(found)


def _known(contract: Contract) -> str:
    periods = _all_periods(contract)
    named = ", ".join(f"{first} to {last}" for first, last in periods[:_MOST_NAMED])
    if not periods:
        return f"none of its own, within {contract.starts_on} to {contract.ends_on}"
    return named + (f" and {len(periods) - _MOST_NAMED} more" if len(periods) > _MOST_NAMED else "")

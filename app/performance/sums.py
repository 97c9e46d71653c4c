"""What one period of one promise adds to a portfolio, and the arithmetic of adding and taking away.

Sums of quantities are made of like things only: the same measure, unit, way of adding up and direction. A level or a
percentage is never added to another: its periods are counted by whether they were met, and a percentage reported as a
part of a whole keeps both, added up apart. What is unknown stays apart from what is nought.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.contracts.rules import AddsUp, Better
from app.delivery.rules import UpdateStatus

EVERY = UUID(int=0)
"""Stands for every organisation in the key of a sum."""

HEAD = date(1900, 1, 1)
"""The first day of no period: under it a promise itself is counted, whether or not it has periods."""

LARGEST = Decimal(10_000_000_000)
"""A quantity above this is counted as not summed: no sum of smaller ones outgrows 64 bits."""

ADDED = frozenset({AddsUp.SUM.value, AddsUp.FTE_YEARS.value, AddsUp.RECORD_ONLY.value})
"""What is added up; of everything else periods are counted."""
_MEASURED = frozenset({AddsUp.LEVEL.value, AddsUp.PERCENTAGE.value})
LONGEST = 200
"""How much of a name is kept."""
_HUNDRED, _NOUGHT = Decimal(100), Decimal(0)


@dataclass(frozen=True, slots=True)
class Measured:
    """What is counted: only like is added to like. All are empty for a promise of the bidder's own."""

    measure: str
    unit: str
    adds_up: str
    better: str


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a period, or many of them, come to; quantities in the unit of the measure, the rest are counts.

    `due` leaves out what lapsed when a contract ended early. `unknown` is the due of periods without an accepted
    claim, `waiting` what was claimed and not decided. `met` and `missed` count decided periods of what does not add up,
    `unsummed` what is too large to add, `untold` periods whose target follows a volume that nobody recorded.
    """

    promised: Decimal = _NOUGHT
    due: Decimal = _NOUGHT
    claimed: Decimal = _NOUGHT
    proved: Decimal = _NOUGHT
    waiting: Decimal = _NOUGHT
    rejected: Decimal = _NOUGHT
    unknown: Decimal = _NOUGHT
    claimed_part: Decimal = _NOUGHT
    claimed_whole: Decimal = _NOUGHT
    proved_part: Decimal = _NOUGHT
    proved_whole: Decimal = _NOUGHT
    commitments: int = 0
    periods: int = 0
    reports: int = 0
    decisions: int = 0
    undecided: int = 0
    refusals: int = 0
    met: int = 0
    missed: int = 0
    unsummed: int = 0
    untold: int = 0

    def plus(self, other: "Amounts", sign: int = 1) -> "Amounts":
        """Return both together, or what is left when the other is taken away (`sign` -1)."""
        return Amounts(*(getattr(self, name) + sign * getattr(other, name) for name in NAMES))

    def to_mapping(self) -> dict[str, Any]:
        """Return every amount by its name."""
        return {name: getattr(self, name) for name in NAMES}


NAMES = tuple(field.name for field in fields(Amounts))
NOTHING = Amounts()


@dataclass(frozen=True, slots=True)
class Claim:
    """The newest claim for a period and what was decided on it; `whole`s where a share came as part and whole."""

    status: UpdateStatus
    claimed: Decimal | None
    whole: Decimal | None
    proved: Decimal | None
    proved_whole: Decimal | None

    @property
    def whole_proved(self) -> Decimal | None:
        """Return the whole that `proved` is a part of: the one decided on, or else the one claimed."""
        return self.whole if self.proved_whole is None else self.proved_whole


@dataclass(frozen=True, slots=True)
class Cell:
    """One period of one promise: where it belongs, and what it comes to."""

    authority_id: UUID
    supplier_id: UUID
    contract_id: UUID
    ends_on: date
    measured: Measured
    amounts: Amounts
    title: str

    @property
    def sums(self) -> tuple["SumKey", ...]:
        """Return the sums that it is part of: its authority's, its supplier's, and that of both."""
        parties = (
            (self.authority_id, EVERY),
            (EVERY, self.supplier_id),
            (self.authority_id, self.supplier_id),
        )
        return tuple(SumKey(*pair, self.measured, self.ends_on) for pair in parties)


@dataclass(frozen=True, slots=True)
class SumKey:
    """Which sum: of an authority, a supplier (EVERY for all of them), a measure, and the day on which periods end."""

    authority_id: UUID
    supplier_id: UUID
    measured: Measured
    ends_on: date

    @property
    def order(self) -> tuple[str, ...]:
        """Return the place of it in the order in which everybody locks sums, so that nobody waits in a circle."""
        of = self.measured
        parties = (self.authority_id.hex, self.supplier_id.hex)
        return (*parties, of.measure, of.unit, of.adds_up, of.better, self.ends_on.isoformat())


def measured(measure: Mapping[str, Any]) -> Measured:
    """Return what a promise is counted by; promises of the bidder's own are alike only in being nobody else's."""
    if not measure.get("id"):
        return Measured("", "", "", "")
    name, unit = (str(measure.get(member) or "")[:LONGEST] for member in ("id", "unit"))
    return Measured(name, unit, str(measure.get("adds_up") or ""), str(measure.get("better") or Better.HIGHER.value))


def period(
    of: Measured, target: Decimal | None, claim: Claim | None, *, lapsed: bool = False, linked: bool = False
) -> Amounts:
    """Return what one period comes to.

    `lapsed` says that its contract ended before it could fall due, `linked` that its target follows a volume.
    """
    decided = claim is not None and claim.status in {UpdateStatus.VERIFIED, UpdateStatus.PART_VERIFIED}
    counts = Amounts(
        periods=0 if lapsed else 1,
        reports=int(claim is not None),
        decisions=int(decided),
        undecided=int(claim is not None and claim.status is UpdateStatus.SUBMITTED),
        refusals=int(claim is not None and claim.status is UpdateStatus.REJECTED),
        untold=int(linked and target is None and not lapsed),
    )
    quantities = [target, *((claim.claimed, claim.whole, claim.proved, claim.proved_whole) if claim else ())]
    if any(value is not None and value > LARGEST for value in quantities):
        return counts.plus(Amounts(unsummed=1))
    if of.adds_up in ADDED:
        return counts.plus(_summed(target, claim, decided=decided, lapsed=lapsed))
    if of.adds_up in _MEASURED:
        return counts.plus(_level(of, target, claim, decided=decided))
    return counts


def commitment(of: Measured, promised: Decimal | None) -> Amounts:
    """Return what a promise itself adds: that there is one more, and how much it is in all where that adds up."""
    if of.adds_up not in ADDED or promised is None:
        return Amounts(commitments=1)
    if promised > LARGEST:
        return Amounts(commitments=1, unsummed=1)
    return Amounts(commitments=1, promised=promised)


def _summed(target: Decimal | None, claim: Claim | None, *, decided: bool, lapsed: bool) -> Amounts:
    due = _NOUGHT if lapsed or target is None else target
    said = (claim.claimed if claim else None) or _NOUGHT
    return Amounts(
        due=due,
        claimed=said,
        proved=(claim.proved or _NOUGHT) if claim and decided else _NOUGHT,
        waiting=said if claim and claim.status is UpdateStatus.SUBMITTED else _NOUGHT,
        rejected=said if claim and claim.status is UpdateStatus.REJECTED else _NOUGHT,
        unknown=_NOUGHT if decided else due,
    )


def _level(of: Measured, target: Decimal | None, claim: Claim | None, *, decided: bool) -> Amounts:
    """Return whether a level was met, and the parts and wholes of a share that came with them."""
    if claim is None:
        return NOTHING
    met = _met(of, target, claim) if decided else None
    shared, whole = bool(claim.whole), claim.whole_proved
    is_proved = decided and bool(whole) and claim.proved is not None
    return Amounts(
        claimed_part=(claim.claimed or _NOUGHT) if shared else _NOUGHT,
        claimed_whole=(claim.whole or _NOUGHT) if shared else _NOUGHT,
        proved_part=(claim.proved or _NOUGHT) if is_proved else _NOUGHT,
        proved_whole=(whole or _NOUGHT) if is_proved else _NOUGHT,
        met=int(met is True),
        missed=int(met is False),
    )


def _met(of: Measured, target: Decimal | None, claim: Claim) -> bool | None:
    """Return whether what is proved reaches the target of its period; None where there is nothing to compare."""
    whole = claim.whole_proved
    if target is None or claim.proved is None or (whole is not None and not whole):
        return None
    # A part of a whole is compared by multiplying, which is exact; dividing would not be.
    proved, wanted = (claim.proved, target) if whole is None else (claim.proved * _HUNDRED, target * whole)
    return proved <= wanted if of.better == Better.LOWER.value else proved >= wanted

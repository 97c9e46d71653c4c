"""Compares what was promised with what was delivered, measure by measure, and withholds what would name a supplier.

It is for setting targets and reading bids with open eyes, and never goes into a score: nothing of it is a fact of the
bid at hand. A figure made of fewer suppliers than stated is withheld; and where one of several groups is, the next
smallest is withheld too, so that it cannot be found by taking the others from the whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from app.performance.sums import ADDED, Measured

LEAST_SUPPLIERS = 5
"""Fewer suppliers than this, and a figure is withheld."""

MILLION = Fraction(1_000_000)
BANDS = (
    ("under GBP 1 million", Decimal(0), Decimal(1_000_000)),
    ("GBP 1 million to under 5 million", Decimal(1_000_000), Decimal(5_000_000)),
    ("GBP 5 million and over", Decimal(5_000_000), None),
)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one contract came to in one measure; `value` is None where none is stated in pounds."""

    supplier_id: UUID
    value: Decimal | None
    measured: Measured
    promised: Decimal
    due: Decimal
    proved: Decimal
    unknown: Decimal


@dataclass(frozen=True, slots=True)
class Group:
    """What several contracts came to. Everything but the label is None where it is withheld."""

    label: str
    contracts: int
    suppliers: int
    valued: int
    promised: Fraction
    due: Fraction
    proved: Fraction
    unknown: Fraction
    promised_per_million: Fraction | None
    proved_per_million: Fraction | None

    @property
    def known_due(self) -> Fraction:
        """Return the due of periods with an accepted claim: what is proved can only be held against that."""
        return self.due - self.unknown

    @property
    def percent(self) -> Fraction | None:
        """Return proved as a percentage of the due of periods with an accepted claim; None without any."""
        return self.proved * 100 / self.known_due if self.known_due > 0 else None


@dataclass(frozen=True, slots=True)
class Calibration:
    """One measure: all its contracts, and these by size. None is withheld, `empty` labels hold no contract."""

    measured: Measured
    whole: Group | None
    groups: Mapping[str, Group | None]


def calibrations(rows: Iterable[Delivered]) -> list[Calibration]:
    """Return every measure that adds up, in order, with what may be shown of it."""
    by_measure: dict[Measured, list[Delivered]] = {}
    for row in rows:
        if row.measured.adds_up in ADDED and row.measured.measure:
            by_measure.setdefault(row.measured, []).append(row)
    order = sorted(by_measure, key=lambda of: (of.measure, of.unit, of.adds_up, of.better))
    return [_one(of, by_measure[of]) for of in order]


def _one(of: Measured, rows: Sequence[Delivered]) -> Calibration:
    whole = _group("all", rows)
    parts = {label: [row for row in rows if _within(row, least, below)] for label, least, below in BANDS}
    parts["no value in pounds stated"] = [row for row in rows if row.value is None]
    parts = {label: inside for label, inside in parts.items() if inside}
    if whole.suppliers < LEAST_SUPPLIERS:
        return Calibration(of, None, dict.fromkeys(parts))
    hidden = _hidden(parts)
    groups = {label: None if label in hidden else _group(label, inside) for label, inside in parts.items()}
    return Calibration(of, whole, groups)


def _hidden(parts: Mapping[str, Sequence[Delivered]]) -> set[str]:
    """Return the groups to withhold: never one alone, and never so few suppliers together, that each is known."""
    suppliers = {label: {row.supplier_id for row in inside} for label, inside in parts.items()}
    hidden = {label for label, known in suppliers.items() if len(known) < LEAST_SUPPLIERS}
    rest = sorted(suppliers.keys() - hidden, key=lambda label: (len(suppliers[label]), label))
    while hidden and rest:
        together = set().union(*(suppliers[label] for label in hidden))
        if len(hidden) > 1 and len(together) >= LEAST_SUPPLIERS:
            break
        hidden.add(rest.pop(0))
    return hidden


def _within(row: Delivered, least: Decimal, below: Decimal | None) -> bool:
    return row.value is not None and row.value >= least and (below is None or row.value < below)


def _group(label: str, rows: Sequence[Delivered]) -> Group:
    valued = [row for row in rows if row.value]
    worth = _sum(row.value for row in valued)
    return Group(
        label=label,
        contracts=len(rows),
        suppliers=len({row.supplier_id for row in rows}),
        valued=len(valued),
        promised=_sum(row.promised for row in rows),
        due=_sum(row.due for row in rows),
        proved=_sum(row.proved for row in rows),
        unknown=_sum(row.unknown for row in rows),
        promised_per_million=_sum(row.promised for row in valued) * MILLION / worth if worth else None,
        proved_per_million=_sum(row.proved for row in valued) * MILLION / worth if worth else None,
    )


def _sum(values: Iterable[Decimal | None]) -> Fraction:
    return sum((Fraction(value) for value in values if value is not None), Fraction(0))

"""Many bids as columns: what each offers on a criterion as integers, without one object for each bid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Final

import numpy as np

from scoring.bids import ONLY_LOT, Bid, Bids
from scoring.columns_ratio import Flags, Indexes, Ints, Ratio, below_zero, fitting, greatest, integers, same
from scoring.exact import ONE, ZERO, whole_numbers
from scoring.plan import plan_lot
from scoring.quantities import price_of
from scoring.rubric import Criterion, Normalise, Rubric

NOBODY: Final = None
"""Stands for flags none of which is set, so that the usual case costs nothing."""


@dataclass(frozen=True, slots=True)
class Column:
    """What every bid states on one criterion: units ÷ per. 0 is an answer; a bid flagged `absent` gives none."""

    units: Ints
    per: int = 1
    absent: Flags | None = NOBODY
    most: int = field(init=False, compare=False)
    signed: bool = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Look once for the greatest number and for one below 0: however often a table is scored, they stay."""
        object.__setattr__(self, "most", greatest(self.units))
        object.__setattr__(self, "signed", below_zero(self.units))

    @classmethod
    def of(cls, units: Sequence[int] | Ints, *, places: int = 0, absent: Flags | None = NOBODY) -> "Column":
        """Return a column of integers that stand for decimals with so many places: 1250 with 2 places is 12.50."""
        return cls(integers(units), 10**places, absent)

    def ratio(self) -> Ratio:
        """Return the values as ratios."""
        return Ratio(self.units, None, Fraction(1, self.per), self.most, signed=self.signed)


@dataclass(frozen=True, slots=True)
class BidColumns:
    """The live bids of one lot in columns: answers by the id of the criterion, prices, and what is divided by.

    Marks, quantities and prices are what a bids document states, 1 and 0 stand for passed and not passed. `price` is
    the price of the bid; a criterion that asks for a price has a column of its own only where it differs. `contract`
    holds contract_value and contract_years. Without `ids` a bid is known by its number, from 1.
    """

    count: int
    answers: Mapping[str, Column]
    price: Column | None = None
    contract: Mapping[str, Fraction] = field(default_factory=dict)
    ids: Sequence[str] = ()
    places: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Refuse columns that do not hold exactly one integer for each bid."""
        columns = list(self.answers.items()) + ([("price", self.price)] if self.price is not None else [])
        for name, column in columns:
            if column.units.dtype not in (np.int16, np.int32, np.int64, object) or column.per < 1:
                raise TypeError(f"the column {name} must hold integers of 16 to 64 bits or Python's, over 1 or more")
            if len(column.units) != self.count:
                raise ValueError(f"the column {name} has {len(column.units)} values for {self.count} bids")

    def id_of(self, index: int) -> str:
        """Return the id of a bid."""
        return self.ids[index] if self.ids else str(index + 1)

    def place_of(self, index: int) -> str:
        """Return where the bid stands in the document that it came from, if it came from one."""
        return self.places[index] if self.places else f"bids[{index}]"

    def field_of(self, index: int, leaf: Criterion) -> str:
        """Return where a bid says what a criterion asks, within the bid."""
        own = self.answers.get(leaf.id)
        unstated = own is None or (own.absent is not None and bool(own.absent[index]))
        return "price" if unstated and leaf.method.takes == "price" and self.price is not None else f"answers.{leaf.id}"

    def column(self, leaf: Criterion) -> Column | None:
        """Return what is stated on a criterion: a price may be the price of the bid."""
        own = self.answers.get(leaf.id)
        if leaf.method.takes != "price" or self.price is None:
            return own
        if own is None or own.absent is None:
            return own or self.price
        # An answer goes before the price of the bid, which stands in where there is none.
        per = lcm(own.per, self.price.per)
        absent = None if self.price.absent is None else own.absent & self.price.absent
        return Column(np.where(own.absent, _counted_in(self.price, per), _counted_in(own, per)), per, absent)


class Stated:
    """What the bids state on one criterion, ready for its method, and which of them state nothing that can be used."""

    __slots__ = ("absent", "refused", "values")

    def __init__(self, table: BidColumns, leaf: Criterion) -> None:
        """Read a column of the table and divide it as the criterion says."""
        column = table.column(leaf)
        self.absent: Flags | None = NOBODY if column is not None else np.full(table.count, fill_value=True)
        self.refused: Flags | None = NOBODY
        if column is None:
            self.values = Ratio.of(same(0, table.count))
            return
        self.absent = column.absent if column.absent is not None and column.absent.any() else NOBODY
        self.values = column.ratio()
        if leaf.normalise is not None:
            self._divide(table, leaf.normalise)

    def _divide(self, table: BidColumns, rule: Normalise) -> None:
        if rule.by != "price":
            amount = table.contract.get(rule.by, ZERO)
            self.refused = NOBODY if amount else np.full(table.count, fill_value=True)
            self.values = self.values.times(rule.per / (amount or ONE))
            return
        price = table.price
        none = np.full(table.count, fill_value=True) if price is None else price.ratio().zero
        if price is not None and price.absent is not None:
            none = none | price.absent
        self.refused = none if none.any() else NOBODY
        if price is not None:
            by = Ratio.of(np.where(none, 1, price.units) if none.any() else price.units, Fraction(1, price.per))
            self.values = self.values.over(by).times(rule.per)

    @property
    def unknown(self) -> Flags | None:
        """Which bids have no value here: they say nothing, or it cannot be divided as the rubric says."""
        if self.absent is None or self.refused is None:
            return self.refused if self.absent is None else self.absent
        return self.absent | self.refused


def _counted_in(column: Column, per: int) -> Ints:
    factor = per // column.per
    return fitting(column.units, (column.most + 1) * factor) * factor


def marked(flags: Flags | None) -> Indexes:
    """Return which bids are flagged."""
    return np.flatnonzero(flags) if flags is not None else np.zeros(0, dtype=np.int64)


def from_bids(bids: Bids, rubric: Rubric, lot: str = ONLY_LOT) -> BidColumns:
    """Return the live bids of a lot as columns; everything stated stays exact, whatever its denominator."""
    live = list(bids.in_lot(lot, "live"))
    criteria = plan_lot(rubric, lot).criteria
    answers = {leaf.id: column for leaf in criteria if (column := _stated(leaf, live)) is not None}
    contract = {
        name: amounts[lot]
        for name, amounts in (("contract_value", bids.contract.values), ("contract_years", bids.contract.years))
        if lot in amounts
    }
    return BidColumns(
        len(live),
        answers,
        _column([price_of(bid, lot, criteria) for bid in live]),
        contract,
        [bid.id for bid in live],
        [bid.place for bid in live],
    )


def _stated(leaf: Criterion, live: Sequence[Bid]) -> Column | None:
    return _column([None if (answer := bid.answers.get(leaf.id)) is None else answer.value for bid in live])


def _column(values: Sequence[Fraction | None]) -> Column | None:
    """Return values as a column, or None where no bid states any."""
    absent = np.array([value is None for value in values], dtype=np.bool_)
    if absent.all():
        return None
    per, units = whole_numbers([ZERO if value is None else value for value in values])
    return Column(integers(units), per, absent if absent.any() else NOBODY)

"""Quantity times a dated value per unit: turns tonnes or hours into money at the value published for a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar

from scoring.methods.contract import DatedValue, Kind, Method, Refusal, Takes
from scoring.methods.record import Record
from scoring.trace import Step, given, value_text


def valued(quantity: Fraction, unit_value: Fraction) -> Fraction:
    """Return quantity × value per unit.

    Source: carbon valuation in appraisal, tonnes × value of the year (Green Book supplementary guidance).

    >>> valued(Fraction(100000), Fraction("0.177"))
    Fraction(17700, 1)
    """
    return quantity * unit_value


def value_on(day: date, values: Sequence[DatedValue]) -> DatedValue | Refusal:
    """Return the row that holds on `day`, or a refusal where none does: no value is carried over or guessed.

    >>> rows = [DatedValue(date(2024, 1, 1), date(2024, 12, 31), Fraction("268.97"), "")]
    >>> value_on(date(2024, 6, 1), rows).value == Fraction("268.97"), value_on(date(2055, 1, 1), rows).code
    (True, 'unit_value.out_of_range')
    """
    for row in values:
        if row.first <= day and (row.last is None or day <= row.last):
            return row
    starts = sorted(row.first for row in values)
    spans = f"the first value starts on {starts[0]}" if starts else "there are no values"
    return Refusal(
        "unit_value.out_of_range", f"no value holds on {day} ({spans}): add a dated value, or choose another day"
    )


@dataclass(frozen=True, slots=True)
class UnitValue:
    """The value that holds on the rubric's day, its unit, and the method that scores or only records the amount."""

    row: DatedValue
    unit: str
    currency: str
    on: date
    then: Method

    takes: ClassVar[Takes] = "quantity"

    @property
    def kind(self) -> Kind:
        """Scored or recorded, as the method that follows says."""
        return self.then.kind

    @property
    def relative(self) -> bool:
        """Relative where the method that follows is."""
        return self.then.relative

    @property
    def source(self) -> str:
        """Where the value per unit is published."""
        return self.row.source or self.then.source

    @property
    def rule(self) -> str:
        """The formula in one line."""
        amount = f"quantity × value per {self.unit} on {self.on}"
        return amount if isinstance(self.then, Record) else f"{amount}; then {self.then.rule}"

    def amount(self, quantity: Fraction) -> Fraction:
        """Return the quantity in money, or in whatever the value is stated in."""
        return valued(quantity, self.row.value)

    def reference(self, values: Sequence[Fraction]) -> Fraction | None:
        """Return the reference of the method that follows, over the amounts."""
        return self.then.reference([self.amount(value) for value in values])

    def share(self, value: Fraction, reference: Fraction | None) -> Fraction | Refusal:
        """Return the share that the method that follows gives the amount."""
        return self.then.share(self.amount(value), reference)

    def inputs(self, value: Fraction, reference: Fraction | None) -> tuple[Step, ...]:
        """Return the amount with quantity and unit value below it, then the inputs of the method that follows."""
        per_unit = given(f"value per {self.unit}", self.row.value, f"holds on {self.on}")
        amount = Step(
            "amount",
            self.amount(value),
            "quantity × value per unit",
            self.row.source,
            (given("quantity", value), per_unit),
        )
        return (amount, *self.then.inputs(amount.value, reference)[1:])

    def said(self, value: Fraction, reference: Fraction | None, share: Fraction | Refusal) -> str:
        """Return, for example, "12.5 × 268.97 = 3,362.125 GBP: 3,362.125 ÷ best 4,000"."""
        quantity, per_unit, amount = (value_text(number) for number in (value, self.row.value, self.amount(value)))
        money = f"{quantity} × {per_unit} = {amount} {self.currency}".rstrip()
        return (
            money
            if isinstance(self.then, Record)
            else f"{money}: {self.then.said(self.amount(value), reference, share)}"
        )

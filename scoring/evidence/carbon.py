"""Emissions from activity and a published factor, with a change of the one told apart from a change of the other."""

from fractions import Fraction
from typing import NamedTuple


class Change(NamedTuple):
    """A difference in emissions, split into what the activity did and what a new factor did; the two make the whole."""

    activity: Fraction
    factor: Fraction


def emissions(activity: Fraction, factor: Fraction) -> Fraction:
    """Return activity × factor, such as kilowatt-hours × kilograms of CO2e for each.

    Source: UK government greenhouse gas conversion factors for company reporting (DESNZ).

    >>> emissions(Fraction(100000), Fraction("0.20705"))
    Fraction(20705, 1)
    """
    return activity * factor


def change(before: Fraction, after: Fraction, *, old_factor: Fraction, new_factor: Fraction) -> Change:
    """Return the change in emissions between two years: real at the old factor, the rest due to the factor alone.

    Source: Makegood; a lower factor is no saving by the supplier (UK electricity: 15% lower in 2025 by factor alone).

    >>> change(Fraction(100000), Fraction(100000), old_factor=Fraction("0.20705"), new_factor=Fraction("0.177"))
    Change(activity=Fraction(0, 1), factor=Fraction(-3005, 1))
    """
    activity = emissions(after, old_factor) - emissions(before, old_factor)
    return Change(activity, emissions(after, new_factor) - emissions(after, old_factor))

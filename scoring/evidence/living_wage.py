"""A year's pay at an hourly rate, as the Living Wage Foundation illustrates it: for people who read pay by the year."""

from fractions import Fraction
from typing import Final

HOURS_A_WEEK: Final = Fraction(75, 2)
WEEKS_A_YEAR: Final = Fraction(52)


def annual(rate: Fraction, *, hours: Fraction = HOURS_A_WEEK, weeks: Fraction = WEEKS_A_YEAR) -> Fraction:
    """Return rate × hours a week × weeks a year, in the currency of the rate.

    Source: Living Wage Foundation, frequently asked questions (livingwage.org.uk/FAQs): 37.5 hours and 52 weeks.

    >>> annual(Fraction("8.75"))
    Fraction(34125, 2)
    """
    return rate * hours * weeks

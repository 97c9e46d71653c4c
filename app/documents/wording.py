"""How facts read on paper: dates in London, thousands grouped, absence in words; nothing is decided here."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from app.documents.facts import Category, Money, Party, Person, Span
from app.documents.figures import Figure, Number, State
from app.documents.performance_content import AddsUp, Rating, Verdict
from app.kit.clock import LONDON
from scoring.rounding import shown

ABSENT: Final[Mapping[State, str]] = {
    State.NO_DATA: "no data",
    State.NOT_DUE: "not yet due",
    State.NOT_VERIFIED: "not yet verified",
    State.REJECTED: "rejected",
    State.NOT_APPLICABLE: "not applicable",
}

RATINGS: Final[Mapping[Rating, str]] = {
    Rating.GOOD: "Good",
    Rating.APPROACHING_TARGET: "Approaching target",
    Rating.REQUIRES_IMPROVEMENT: "Requires improvement",
    Rating.INADEQUATE: "Inadequate",
    Rating.OTHER: "Other",
    Rating.UNKNOWN: "Unknown: no data",
    Rating.NOT_DUE: "Not yet due",
    Rating.NOT_MEASURED: "Not measured: in words",
}

ADDS_UP: Final[Mapping[AddsUp, str]] = {
    AddsUp.SUM: "quantities of all periods are added up",
    AddsUp.LEVEL: "the latest level counts",
    AddsUp.PERCENTAGE: "the latest percentage counts; percentages are never added",
    AddsUp.FTE_YEARS: "full-time equivalents times years are added up",
    AddsUp.RECORD_ONLY: "recorded only, measured against no target",
}

VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.VERIFIED: "Verified",
    Verdict.PART_VERIFIED: "Verified in part",
    Verdict.REJECTED: "Rejected",
}

CURRENCY_SIGNS: Final[Mapping[str, str]] = {"GBP": "£", "EUR": "€"}

SUFFIXES: Final[Mapping[bool | None, str]] = {True: " including VAT", False: " excluding VAT", None: ""}


def day(value: date) -> str:
    """Return a day as "1 May 2026"."""
    return f"{value.day} {value:%B} {value.year}"


def weekday(value: date) -> str:
    """Return a day as "Friday 1 May 2026"."""
    return f"{value:%A} {day(value)}"


def instant(value: datetime) -> str:
    """Return an instant as London's clocks showed it: "1 May 2026 at 14:05"."""
    local = value.astimezone(LONDON)
    return f"{day(local.date())} at {local:%H:%M}"


def span(value: Span) -> str:
    """Return a run of days as "1 April 2027 to 30 June 2027"."""
    return f"{day(value.starts_on)} to {day(value.ends_on)}"


def span_in_words(starts_on: date | None, ends_on: date | None) -> str | None:
    """Return how long something runs where one end may be unknown, or None where both are."""
    if starts_on and ends_on:
        return f"{day(starts_on)} to {day(ends_on)}"
    if starts_on:
        return f"from {day(starts_on)}"
    return f"until {day(ends_on)}" if ends_on else None


def grouped(text: str) -> str:
    """Return a plain decimal with its thousands grouped, every digit kept; a fraction stays as it is.

    >>> grouped("1234567.50"), grouped("-1200"), grouped("0.5"), grouped("200/3")
    ('1,234,567.50', '−1,200', '0.5', '200/3')
    """
    sign, digits = ("−", text[1:]) if text.startswith("-") else ("", text)
    whole, point, places = digits.partition(".")
    if not whole.isascii() or not whole.isdigit():
        return sign + digits
    return f"{sign}{int(whole):,}{point}{places}"


def number(value: Number) -> str:
    """Return a number of the scoring result as it is shown."""
    return grouped(value.shown)


def quantity(value: Decimal, unit: str | None = None) -> str:
    """Return a quantity with its unit; nought is "0"."""
    return with_unit(grouped(format(value, "f")), unit)


def with_unit(text: str, unit: str | None) -> str:
    """Return a number already written, with its unit: "12 hours", "62% of spend"."""
    if not unit:
        return text
    return f"{text}{unit}" if unit.startswith("%") else f"{text} {unit}"


def figure(value: Figure, unit: str | None = None) -> str:
    """Return a figure, or the words for its absence: only what is nought reads as "0"."""
    return ABSENT[value.state] if value.value is None else quantity(value.value, unit)


def percent(value: Fraction) -> str:
    """Return a share as a percentage, to one place, half up.

    >>> percent(Fraction(4, 5)), percent(Fraction(2, 3)), percent(Fraction(0))
    ('80%', '66.7%', '0%')
    """
    return f"{grouped(shown(value * 100, 1).removesuffix('.0'))}%"


def figure_percent(value: Figure) -> str:
    """Return a figure that already is a percentage, or the words for its absence."""
    return ABSENT[value.state] if value.value is None else percent(Fraction(value.value) / 100)


def money(value: Money | None) -> str:
    """Return an amount with its currency and whether VAT is in it, or that nobody stated it."""
    if value is None:
        return "not stated"
    return priced(format(value.amount, "f"), value.currency) + SUFFIXES[value.includes_vat]


def priced(amount: str, currency: str) -> str:
    """Return a plain decimal as money: "£1,200.50", "1,200.50 SEK"."""
    sign = CURRENCY_SIGNS.get(currency)
    return f"{sign}{grouped(amount)}" if sign else f"{grouped(amount)} {currency}"


def person(value: Person) -> str:
    """Return somebody with the post they held."""
    return f"{value.name}, {value.role}" if value.role else value.name


def people(values: tuple[Person, ...]) -> str:
    """Return several people in one line."""
    return "; ".join(person(each) for each in values) or "not stated"


def identifiers(value: Party) -> str:
    """Return an organisation's register numbers in one line, or that there are none."""
    return "; ".join(f"{each.scheme} {each.value}" for each in value.identifiers) or "none stated"


def category(value: Category) -> str:
    """Return a classification code with its label."""
    code = f"{value.scheme} {value.code}"
    return f"{code} {value.label}" if value.label else code


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun: "1 bid", "5 bids", "no bids"."""
    noun = one if count == 1 else many or f"{one}s"
    return f"{count or 'no'} {noun}"


def ordinal(place: int) -> str:
    """Return a place in a ranking: "1st", "2nd", "13th"."""
    teens = place % 100 in {11, 12, 13}
    return f"{place}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(place % 10, 'th')}"


def shorten(text: str, most: int) -> str:
    """Return at most `most` characters, cut between words where it can be, an ellipsis marking the cut."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{(cut.rpartition(' ')[0] or cut).rstrip(' ,;:')}…"

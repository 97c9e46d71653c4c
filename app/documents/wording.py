"""How facts read on paper: dates in London, thousands grouped, absence in words; nothing is decided here.

What is said here is said in the language spoken (`catalogue`): English, unless a page is laid out in another.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from app.documents.catalogue import say, say_many, says, spoken
from app.documents.facts import Category, Money, Party, Person, Span
from app.documents.figures import Figure, Number, State
from app.documents.performance_content import AddsUp, Rating, Verdict
from app.kit.clock import LONDON
from scoring.rounding import shown

ABSENT: Final[Mapping[State, str]] = {
    State.NO_DATA: says("no data"),
    State.NOT_DUE: says("not yet due"),
    State.NOT_VERIFIED: says("not yet verified"),
    State.REJECTED: says("rejected"),
    State.NOT_APPLICABLE: says("not applicable"),
}

RATINGS: Final[Mapping[Rating, str]] = {
    Rating.GOOD: says("Good"),
    Rating.APPROACHING_TARGET: says("Approaching target"),
    Rating.REQUIRES_IMPROVEMENT: says("Requires improvement"),
    Rating.INADEQUATE: says("Inadequate"),
    Rating.OTHER: says("Other"),
    Rating.UNKNOWN: says("Unknown: not enough is verified"),
    Rating.NOT_DUE: says("Not yet due"),
    Rating.NOT_MEASURED: says("Not measured"),
}

ADDS_UP: Final[Mapping[AddsUp, str]] = {
    AddsUp.SUM: says("quantities of all periods are added up"),
    AddsUp.LEVEL: says("the latest level counts"),
    AddsUp.PERCENTAGE: says("the latest percentage counts; percentages are never added"),
    AddsUp.FTE_YEARS: says("full-time equivalents times years are added up"),
    AddsUp.RECORD_ONLY: says("recorded only, measured against no target"),
}

VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.VERIFIED: says("Verified"),
    Verdict.PART_VERIFIED: says("Verified in part"),
    Verdict.REJECTED: says("Rejected"),
}

CURRENCY_SIGNS: Final[Mapping[str, str]] = {"GBP": "£", "EUR": "€"}

SINGULAR: Final[Mapping[str, str]] = {
    "people": "person",
    "opportunities": "opportunity",
    "places completed": "place completed",
    "cubic metres": "cubic metre",
    "square metres": "square metre",
    **{
        f"{one}s": one
        for one in (
            "apprentice", "apprenticeship", "attendee-hour", "day", "event", "FTE-year", "home", "hour", "mile",
            "month", "session", "shift", "tonne", "visit", "week", "year",
        )
    },
}  # fmt: skip
"""What one of a unit is called; a unit that is not listed stays as it is."""

VAT: Final[Mapping[bool, str]] = {True: says("%(amount)s including VAT"), False: says("%(amount)s excluding VAT")}

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WELSH_MONTHS: Final = (
    "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd",
    "Rhagfyr",
)  # fmt: skip
WELSH_SHORT_MONTHS: Final = (
    "Ion", "Chwef", "Maw", "Ebr", "Mai", "Meh", "Gorff", "Awst", "Medi", "Hyd", "Tach", "Rhag",
)  # fmt: skip
WELSH_DAYS: Final = (
    "Dydd Llun", "Dydd Mawrth", "Dydd Mercher", "Dydd Iau", "Dydd Gwener", "Dydd Sadwrn", "Dydd Sul",
)  # fmt: skip
"""The Welsh of dates is that of Unicode CLDR; a number before a month changes nothing in it."""

WELSH_PLACES: Final = (
    "af", "il", "ydd", "ydd", "ed", "ed", "fed", "fed", "fed", "fed", "eg", "fed", "eg", "eg", "fed", "eg", "eg",
    "fed", "eg", "fed",
)  # fmt: skip
"""How the places 1 to 20 end in Welsh; every later one ends as the twentieth does."""


def day(value: date) -> str:
    """Return a day as "1 May 2026"."""
    return f"{value.day} {_month(value)} {value.year}"


def short_month(value: date) -> str:
    """Return a month cut short: "Sep"."""
    return WELSH_SHORT_MONTHS[value.month - 1] if spoken() == "cy" else f"{value:%b}"


def absent(state: State) -> str:
    """Return why there is no figure, in words."""
    return say(ABSENT[state])


def rating(value: Rating) -> str:
    """Return a rating in words."""
    return say(RATINGS[value])


def weekday(value: date) -> str:
    """Return a day as "Friday 1 May 2026"."""
    return f"{_day_of_the_week(value)} {day(value)}"


def instant(value: datetime) -> str:
    """Return an instant as London's clocks showed it: "1 May 2026 at 14:05"."""
    local = value.astimezone(LONDON)
    return say("%(day)s at %(time)s", day=day(local.date()), time=f"{local:%H:%M}")


def _month(value: date) -> str:
    return (WELSH_MONTHS if spoken() == "cy" else MONTHS)[value.month - 1]


def _day_of_the_week(value: date) -> str:
    return WELSH_DAYS[value.weekday()] if spoken() == "cy" else f"{value:%A}"


def span(value: Span) -> str:
    """Return a run of days as "1 April 2027 to 30 June 2027"."""
    return say("%(first)s to %(last)s", first=day(value.starts_on), last=day(value.ends_on))


def short_span(value: Span) -> tuple[str, str]:
    """Return a run of days in two short lines, for an axis: its months, or its days where it is no run of months.

    >>> from datetime import date as d
    >>> short_span(Span(label="", starts_on=d(2026, 9, 1), ends_on=d(2026, 11, 30)))
    ('Sep–Nov', '2026')
    >>> short_span(Span(label="", starts_on=d(2026, 12, 15), ends_on=d(2027, 2, 28)))
    ('15 Dec–28 Feb', '2026–27')
    """
    first, last = value.starts_on, value.ends_on
    is_months = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    starts, ends = (short_month(at) if is_months else f"{at.day} {short_month(at)}" for at in (first, last))
    years = f"{first.year}" if first.year == last.year else f"{first.year}–{last:%y}"
    is_one = starts == ends and first.year == last.year
    return (starts if is_one else f"{starts}–{ends}", years)


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
    return f"{sign}{Decimal(whole):,}{point}{places}"  # Python writes no integer of thousands of digits


def number(value: Number) -> str:
    """Return a number of the scoring result as it is shown."""
    return grouped(value.shown)


def quantity(value: Decimal, unit: str | None = None) -> str:
    """Return a quantity with its unit; nought is "0"."""
    return with_unit(grouped(format(value, "f")), unit)


def with_unit(text: str, unit: str | None) -> str:
    """Return a number already written, with its unit: "12 hours", "1 hour", "62% of spend", "£1,200 excluding VAT"."""
    if not unit:
        return text
    if currency_sign(unit):
        code, _, rest = unit.partition(" ")
        return f"{priced(text, code)} {rest}".rstrip()
    if unit.startswith("%"):
        return f"{text}{unit}"
    return f"{text} {SINGULAR.get(unit, unit) if text == '1' else unit}"


def currency_sign(unit: str | None) -> str | None:
    """Return the sign of the currency that a unit counts, or None for any other unit."""
    return CURRENCY_SIGNS.get((unit or "").partition(" ")[0])


def figure(value: Figure, unit: str | None = None) -> str:
    """Return a figure, or the words for its absence: only what is nought reads as "0"."""
    return absent(value.state) if value.value is None else quantity(value.value, unit)


def percent(value: Fraction) -> str:
    """Return a share as a percentage, to one place, half up.

    >>> percent(Fraction(4, 5)), percent(Fraction(2, 3)), percent(Fraction(0))
    ('80%', '66.7%', '0%')
    """
    return f"{grouped(shown(value * 100, 1).removesuffix('.0'))}%"


def money(value: Money | None) -> str:
    """Return an amount with its currency and whether VAT is in it, or that nobody stated it."""
    if value is None:
        return say("not stated")
    amount = priced(format(value.amount, "f"), value.currency)
    return amount if value.includes_vat is None else say(VAT[value.includes_vat], amount=amount)


def priced(amount: str, currency: str) -> str:
    """Return a decimal as money, with both places of its pence or without any: "£1,200.50", "£1,200", "1,200 SEK".

    >>> priced("1200.5", "GBP"), priced("1200.00", "GBP"), priced("-3", "GBP"), priced("0.125", "GBP")
    ('£1,200.50', '£1,200', '−£3', '£0.125')
    """
    whole, _, pence = amount.partition(".")
    pence = pence.rstrip("0")
    if pence:
        pence = f".{pence.ljust(2, '0')}"
    text = grouped(whole + pence)
    sign = CURRENCY_SIGNS.get(currency)
    if not sign:
        return f"{text} {currency}"
    return f"−{sign}{text[1:]}" if text.startswith("−") else f"{sign}{text}"


def person(value: Person) -> str:
    """Return somebody with the post they held."""
    return f"{value.name}, {value.role}" if value.role else value.name


def people(values: tuple[Person, ...]) -> str:
    """Return several people in one line."""
    return "; ".join(person(each) for each in values) or say("not stated")


def identifiers(value: Party) -> str:
    """Return an organisation's register numbers in one line, or that there are none."""
    return "; ".join(f"{each.scheme} {each.value}" for each in value.identifiers) or say("none stated")


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
    if spoken() == "cy":
        return f"{place}{WELSH_PLACES[min(place, len(WELSH_PLACES)) - 1]}"
    teens = place % 100 in {11, 12, 13}
    return f"{place}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(place % 10, 'th')}"


def tenders(count: int) -> str:
    """Return a count of tenders in words."""
    return say_many("%(count)s tender", "%(count)s tenders", count)


def shorten(text: str, most: int) -> str:
    """Return at most `most` characters, cut between words where it can be, an ellipsis marking the cut."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{(cut.rpartition(' ')[0] or cut).rstrip(' ,;:')}…"

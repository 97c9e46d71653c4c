"""Proves who is paid the Real Living Wage from anonymised pay lines, by the rates of each day, and shows nobody's pay.

The promise is indexed: each line is held against the rate that was due on its own days, so next year's rate becomes the
measure by itself, and after the last day for which the table is complete nothing passes. People aged 18 or over who are
employed count, and third parties' workers who are regularly on the contract; apprentices, interns, volunteers and
people under 18 are not required and are held against the legal minimum only. The share of workers is that of the lowest
month; the share of hours is that of the period.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple

from scoring.evidence import wage_count, wage_tables
from scoring.evidence.assessment import Assessment, Line, Quantity
from scoring.evidence.fields import once
from scoring.evidence.reference_tables import Table, table
from scoring.evidence.sheets import Sheet
from scoring.evidence.small_numbers import SMALLEST
from scoring.evidence.spans import Span, month_words, read_period
from scoring.evidence.wage_count import Count, Judged, Month
from scoring.evidence.wage_findings import REGION_WORDS, say_minimum, say_rate
from scoring.evidence.wage_lines import COLUMNS, DEFAULT_TEST, Payroll, WorkerTest, of_licence, read_payroll
from scoring.evidence.wage_uplift import uplift
from scoring.exact import ZERO, exact_sum
from scoring.findings import Collector, Finding, Findings
from scoring.reading import Reader
from scoring.rounding import shown

__all__ = ["COLUMNS", "ENGINE", "VERSION", "annual", "assess"]

ENGINE: Final = "living-wage"
VERSION: Final = "1"
HOURS_A_WEEK: Final = Fraction(75, 2)
WEEKS_A_YEAR: Final = Fraction(52)
WARN_DAYS: Final = 90
MOST_DAYS: Final = 3660
FEWEST_HIDDEN: Final = 3
"""No contract may hide less: of two people each could tell what the other is paid."""

PROVES: Final = {
    "living-wage-workers": "workers_share",
    "living-wage-hours": "hours_share",
    "living-wage-uplift-days": "uplift_days",
}
PER: Final[tuple[Literal["day", "week"], ...]] = ("day", "week")


def annual(rate: Fraction, *, hours: Fraction = HOURS_A_WEEK, weeks: Fraction = WEEKS_A_YEAR) -> Fraction:
    """Return rate × hours a week × weeks a year, in the currency of the rate.

    Source: Living Wage Foundation, frequently asked questions (livingwage.org.uk/FAQs): 37.5 hours and 52 weeks.

    >>> annual(Fraction("8.75"))
    Fraction(34125, 2)
    """
    return rate * hours * weeks


class Settings(NamedTuple):
    """What a contract states: the period, when a third party's worker counts, and how small a group is hidden."""

    period: Span
    test: WorkerTest
    smallest: int
    warn_days: int


class _Work(NamedTuple):
    """Everything that the answer is made of."""

    settings: Settings
    rates: Table
    payroll: Payroll
    judged: list[Judged]
    months: list[Month]
    hours: Count | None
    bands: Mapping[wage_count.Band, wage_tables.BandCount]
    illegal: Mapping[str, Fraction]

    @property
    def small(self) -> bool:
        """Say whether so few people are counted that their hours would tell how much one of them works."""
        return max((month.people.whole for month in self.months), default=ZERO) < self.settings.smallest


def assess(
    sheets: Sequence[Sheet], settings: Mapping[str, Any], references: Mapping[str, Any]
) -> Assessment | Findings:
    """Return the shares of workers and of hours at or above the rate, the shortfall in pounds, and what is wrong.

    Settings: `period` {from, to}; `third_party_test` {hours, per: day or week, weeks}, two hours a day for eight weeks
    unless stated; `smallest_group`, 5 unless stated and 3 at least; `licence_warning_days`, 90 unless stated.
    References: the tables real-living-wage and statutory-minimum-wage.
    """
    out = Collector()
    for finding in (each for sheet in sheets for each in sheet.findings):
        out.add(finding.code, finding.place, finding.message)  # not its value: a cell may hold what one person is paid
    refused = Collector()
    stated = _settings(settings, refused)
    rates, minimums = table(references, "real-living-wage"), table(references, "statutory-minimum-wage")
    for found in (rates, minimums):
        if isinstance(found, Finding):
            refused.add(found.code, found.place, found.message)
    if stated is None or refused or isinstance(rates, Finding) or isinstance(minimums, Finding):
        return refused.findings()
    lines: list[Line] = []
    payroll = read_payroll(once(sheets, out, lines), stated.period, stated.test, out)
    if not (payroll.lines or payroll.unread or payroll.licences or payroll.elsewhere):
        return Findings(
            [Finding("evidence.empty", "", "there is no pay line and no licence: there is nothing to assess")]
        )
    judged = wage_count.judge(payroll.lines, rates)
    for each in judged:
        say_rate(each, rates, out)
    illegal = {line.place: say_minimum(line, minimums, out) for line in payroll.lines}
    months = wage_count.months(judged, payroll.unread, stated.period) if payroll.lines else []
    bands = wage_tables.bands(judged, stated.period)
    work = _Work(stated, rates, payroll, judged, months, wage_count.hours(judged, payroll.unread), bands, illegal)
    _gaps(work, out)
    return _assessment(work, sheets, settings, (rates, minimums), lines, out)


def _settings(given: Mapping[str, Any], out: Collector) -> Settings | None:
    reader = Reader(given, "settings", out)
    reader.known("period", "third_party_test", "smallest_group", "licence_warning_days")
    period = read_period(reader)
    if period is not None and period.days > MOST_DAYS:
        reader.add("period.too_long", "period", f"is longer than {MOST_DAYS} days: assess it in parts")
        return None
    test = DEFAULT_TEST
    if reader.has("third_party_test") and (inner := reader.child("third_party_test", "hours, per and weeks")):
        inner.known("hours", "per", "weeks")
        hours = inner.number("hours", "the hours from which a third party's worker counts")
        weeks = inner.number("weeks", "the consecutive weeks from which a third party's worker counts")
        per = inner.choice("per", PER)
        test = WorkerTest(hours or DEFAULT_TEST.hours, per, weeks or DEFAULT_TEST.weeks)
    smallest = _whole(reader, "smallest_group", SMALLEST, Fraction(FEWEST_HIDDEN))
    warn = _whole(reader, "licence_warning_days", WARN_DAYS, Fraction(0))
    return None if period is None else Settings(period, test, smallest, warn)


def _whole(reader: Reader, key: str, default: int, low: Fraction) -> int:
    found = reader.number(key, "a whole number", low=low) if reader.has(key) else Fraction(default)
    return default if found is None else int(found)


def _gaps(work: _Work, out: Collector) -> None:
    """Report months without a line: the lowest month of a period cannot be known while one is missing."""
    for month in work.months:
        if not month.people.whole:
            message = f"no pay line counts anybody in {month_words(month.days)}: the lowest month cannot be known"
            out.add("living_wage.month_missing", f"month {month.days.first:%Y-%m}", message)
    for line in wage_count.ownerless(work.judged, work.settings.period):
        message = "is of hours of nobody: state how many people, or the role, region and contract of the line of theirs"
        out.add("hours.ownerless", line.row.at("headcount"), message)
    for licence in work.payroll.licences:
        status, words = of_licence(licence, work.settings.period.last, work.settings.warn_days)
        if status != "valid":
            out.add(f"licence.{status}", licence.row.at("expires_on"), f"the accreditation licence {words}")


def _assessment(
    work: _Work,
    sheets: Sequence[Sheet],
    settings: Mapping[str, Any],
    tables: tuple[Table, Table],
    lines: list[Line],
    out: Collector,
) -> Assessment:
    return Assessment(
        ENGINE,
        VERSION,
        settings,
        tuple(sheet.source for sheet in sheets),
        tuple(each.reference for each in tables),
        _quantities(work),
        PROVES,
        out.findings(),
        (*lines, *_lines(work)),
        {
            "months": wage_tables.by_month(work.months, work.settings.smallest),
            "bands": wage_tables.by_band(work.bands, work.settings.smallest),
            "accreditation": [
                {"licence": each.number, "status": status, "said": words}
                for each in work.payroll.licences
                for status, words in [of_licence(each, work.settings.period.last, work.settings.warn_days)]
            ],
            "rates": wage_tables.rates_used(work.rates, work.judged, work.settings.period, annual),
        },
    )


def _lines(work: _Work) -> list[Line]:
    """Return what became of each line; the number of people is left out where they are few."""
    found = []
    for each in work.judged:
        people = each.line.headcount
        value = Fraction(people) if people >= work.settings.smallest else None
        found.append(Line(each.line.place, each.part, value, "people"))
    found += [Line(line.place, "rejected", None, "could not be read: see the findings") for line in work.payroll.unread]
    found += [Line(place, "rejected", None, "is outside the period") for place in work.payroll.elsewhere]
    return found


def _quantities(work: _Work) -> dict[str, Quantity]:
    month = wage_count.lowest(work.months)
    rows = len(work.judged)
    people = Count() if month is None else month.people
    share = None if month is None else month.share
    hours_share = None if work.hours is None else work.hours.share
    return {
        "workers_share": Quantity(share, "% of workers", rows, _share_words(month)),
        "workers_at_or_above": _number(
            None if share is None else people.at_or_above, "workers", rows, "at or above the rate, in the lowest month"
        ),
        "workers_counted": _number(
            None if month is None or not month.complete else people.whole, "workers", rows, "counted in that month"
        ),
        "hours_share": Quantity(hours_share, "% of paid hours", rows, _hours_words(work, hours_share)),
        **_hours(work, rows),
        "shortfall": _shortfall(work),
        "legal_shortfall": _legal(work),
        "uplift_days": _uplift(work),
        **_years(work),
        **_licences(work),
    }


def _years(work: _Work) -> dict[str, Quantity]:
    """Return a year's pay at the newest rate of each region, for people who read pay by the year."""
    found = {}
    for region in sorted({each.line.region for each in work.judged if each.verdict is not None}):
        row = work.rates.on(region, work.settings.period.last)
        if row is not None:
            year, name = annual(row.value), REGION_WORDS[region]
            said = f"A year at {name} of £{shown(row.value)} is £{shown(year)}: 37.5 hours a week for 52 weeks."
            found[f"year_at_{region}_rate"] = Quantity(year, "GBP a year", 0, said)
    return found


def _licences(work: _Work) -> dict[str, Quantity]:
    """Return for how many days past the period the longest accreditation holds; it proves nobody's pay."""
    held = [each for each in work.payroll.licences if each.expires_on is not None]
    if not held:
        return {}
    longest = max(held, key=lambda each: (each.expires_on or work.settings.period.first, each.number))
    left = ((longest.expires_on or work.settings.period.first) - work.settings.period.last).days
    _, words = of_licence(longest, work.settings.period.last, work.settings.warn_days)
    said = f"The accreditation licence {longest.number} {words}."
    return {"licence_days_left": Quantity(Fraction(left), "days", len(held), said)}


def _uplift(work: _Work) -> Quantity:
    if work.payroll.unread:
        return Quantity(None, "days", len(work.judged), "Unknown: a line could not be read.")
    found = uplift(work.judged, work.rates, work.settings.period)
    return Quantity(None if found.days is None else Fraction(found.days), "days", len(work.judged), found.said)


def _hours(work: _Work, rows: int) -> dict[str, Quantity]:
    """Return the hours behind the share; of few people they are hidden."""
    if work.small:
        words = f"Hidden: fewer than {work.settings.smallest} people work on the contract."
        return {name: Quantity(None, "hours", rows, words) for name in ("hours_at_or_above", "hours_counted")}
    known = None if work.hours is None or work.hours.share is None else work.hours.at_or_above
    whole = None if work.hours is None else work.hours.whole
    return {
        "hours_at_or_above": _number(known, "hours", rows, "paid at or above the rate due"),
        "hours_counted": _number(whole, "hours", rows, "paid to the people who count"),
    }


def _number(value: Fraction | None, unit: str, rows: int, words: str) -> Quantity:
    said = f"Unknown: how many {unit} are {words}." if value is None else f"{_plain(value)} {unit} {words}."
    return Quantity(value, unit, rows, said)


def _plain(value: Fraction) -> str:
    return shown(value, 0 if value.denominator == 1 else 2)


NOT_COUNTED: Final = "a line could not be read, or says not whose hours it is of"


def _share_words(month: Month | None) -> str:
    if month is None:
        return "Unknown: no pay line could be read."
    name, people = month_words(month.days), month.people
    if month.share is None:
        why = "no rate is known" if people.whole else "there is no pay line"
        return f"Unknown: for {name} {why if month.complete else NOT_COUNTED}."
    words = (
        f"{shown(month.share)}% of workers, {people.at_or_above} of {people.whole}, were paid at least the Real Living "
        f"Wage in the lowest month, {name}."
    )
    return (
        f"{words} Of {people.unknown} it is not known, and they do not count as paid it." if people.unknown else words
    )


def _hours_words(work: _Work, share: Fraction | None) -> str:
    if share is None or work.hours is None:
        return "Unknown: hours could not be read, or no rate is known for them."
    if work.small:
        return f"{shown(share)}% of paid hours were at or above the Real Living Wage."
    words = (
        f"{shown(share)}% of paid hours, {shown(work.hours.at_or_above)} of {shown(work.hours.whole)}, were at or "
        "above the Real Living Wage."
    )
    return f"{words} Of {shown(work.hours.unknown)} hours it is not known." if work.hours.unknown else words


def _shortfall(work: _Work) -> Quantity:
    """Return by how much pay fell short, unless so few people are below that the sum would say what one is paid."""
    short = [each for each in work.judged if each.part == "below"]
    if wage_tables.few_are_below(work.bands, work.settings.smallest):
        words = f"Hidden: fewer than {work.settings.smallest} people are below, and the sum would tell their pay."
        return Quantity(None, "GBP", len(short), words)
    if not any(each.part in {"at_or_above", "below"} for each in work.judged):
        return Quantity(None, "GBP", 0, "Unknown: no line could be held against a rate.")
    total = exact_sum([each.shortfall for each in short])
    least = any(each.part == "unknown" for each in work.judged) or bool(work.payroll.unread)
    words = f"£{shown(total)} short of the Real Living Wage over the period"
    return Quantity(total, "GBP", len(short), f"At least {words}: some lines are unknown." if least else f"{words}.")


def _legal(work: _Work) -> Quantity:
    """Return by how much pay fell short of the legal minimum, hidden where so few people are below it."""
    short = [line for line in work.payroll.lines if work.illegal[line.place]]
    if not short:
        return Quantity(ZERO, "GBP", 0, "Nobody is known to be paid below the legal minimum.")
    most = wage_count.most_at_once(short, work.settings.period)
    if most < work.settings.smallest:
        words = f"Hidden: fewer than {work.settings.smallest} people are paid less than the law allows."
        return Quantity(None, "GBP", len(short), words)
    total = exact_sum([work.illegal[line.place] for line in short])
    return Quantity(total, "GBP", len(short), f"£{shown(total)} less than the law allows.")

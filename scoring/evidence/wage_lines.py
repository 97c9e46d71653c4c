"""Reads anonymised pay lines: a group of people with one role, one place of work, one rate and one kind of contract."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from scoring.evidence.fields import Fields
from scoring.evidence.rows import Column, Row
from scoring.evidence.spans import Span
from scoring.evidence.wage_rates import ADULT, Ages, ages
from scoring.findings import Collector

COLUMNS: Final = (
    Column("role", ("band", "role or band", "job", "job title", "grade")),
    Column("region", ("rate region", "place of work", "living wage region")),
    Column("hourly_rate", ("rate", "hourly pay", "pay rate", "lowest hourly rate"), "number"),
    Column("hours", ("paid hours", "hours paid"), "number"),
    Column("headcount", ("people", "workers", "number of people", "number of workers"), "number"),
    Column("age_group", ("age", "ages", "age band")),
    Column("contract_type", ("contract", "employment", "type of contract")),
    Column("from", ("starts on", "first day", "period start", "date from"), "date"),
    Column("to", ("ends on", "last day", "period end", "date to"), "date"),
    Column("hours_per_day", ("hours a day",), "number"),
    Column("hours_per_week", ("hours a week", "weekly hours"), "number"),
    Column("weeks", ("consecutive weeks", "weeks on the contract"), "number"),
    Column("reference", ("ref", "line", "site", "employer"), "text"),
    Column("licence", ("licence number", "living wage licence", "accreditation")),
    Column("expires_on", ("licence expires", "expiry", "expiry date", "expires"), "date"),
)

REGIONS: Final = {
    "uk": ("UK", "United Kingdom", "rest of the UK", "rest of UK", "outside London"),
    "london": ("Greater London", "inside London"),
}
CONTRACTS: Final = {
    "employee": ("direct", "permanent", "fixed term", "worker", "zero hours", "casual", "part time", "full time"),
    "third_party": ("third party", "contractor", "contracted", "subcontractor", "subcontracted", "agency"),
    "apprentice": ("apprenticeship",),
    "intern": ("internship",),
    "volunteer": ("voluntary",),
}
NOT_REQUIRED: Final = frozenset({"apprentice", "intern", "volunteer"})
"""Whom the licence does not require to be paid the rate. Source: https://www.livingwage.org.uk/node?page=12."""

Counts = Literal["counted", "not_required", "irregular", "unknown"]


class WorkerTest(NamedTuple):
    """From when a third party's worker counts: so many hours a day or a week, for so many consecutive weeks."""

    hours: Fraction = Fraction(2)
    per: Literal["day", "week"] = "day"
    weeks: Fraction = Fraction(8)


DEFAULT_TEST: Final = WorkerTest()
"""Two hours or more a day, in any day of the week, for eight or more consecutive weeks.

Source: Living Wage Foundation, frequently asked questions of 2014: https://www.livingwage.org.uk/node?page=13. Others
describe it as two hours a week; the licence in force was not read, so a contract states its own.
"""


@dataclass(frozen=True, slots=True)
class PayLine:
    """One pay line. `headcount` 0 means more hours of people who are counted in another line of the same group."""

    row: Row
    role: str
    region: str
    rate: Fraction
    hours: Fraction
    headcount: int
    group: Ages
    contract: str
    days: Span
    counts: Counts

    @property
    def place(self) -> str:
        """Return where the line stands."""
        return self.row.place

    @property
    def band(self) -> tuple[str, str, str]:
        """Return the group of people that this line is of."""
        return (self.role, self.region, self.contract)


class Unread(NamedTuple):
    """A line of the period that could not be read; `headcount` and `hours` where at least these could."""

    place: str
    headcount: int | None
    hours: Fraction | None


class Licence(NamedTuple):
    """An accreditation: its number and the day on which it ends; None where the line gives none."""

    row: Row
    number: str
    expires_on: date | None


class Payroll(NamedTuple):
    """Everything that the files say."""

    lines: tuple[PayLine, ...]
    unread: tuple[Unread, ...]
    elsewhere: tuple[str, ...]
    licences: tuple[Licence, ...]


def read_payroll(rows: Iterable[Row], period: Span, test: WorkerTest, out: Collector) -> Payroll:
    """Return every pay line and licence; a line for days outside the period is kept apart from one that is unreadable.

    What a finding quotes is never a rate or an amount of pay: a line may be of one person.
    """
    lines: list[PayLine] = []
    unread: list[Unread] = []
    elsewhere: list[str] = []
    licences: list[Licence] = []
    for row in rows:
        fields = Fields(row, out, quiet=True)
        if row["licence"] and not row["hourly_rate"]:
            licences.append(Licence(row, row["licence"], fields.day("expires_on", "when the licence ends")))
            continue
        line = _line(fields, period, test)
        if line is not None:
            lines.append(line)
        elif fields.elsewhere:
            elsewhere.append(row.place)
        else:
            quiet = Fields(row, Collector())
            unread.append(Unread(row.place, quiet.whole("headcount", ""), quiet.number("hours", "")))
    return Payroll(tuple(lines), tuple(unread), tuple(elsewhere), tuple(licences))


def _line(fields: Fields, period: Span, test: WorkerTest) -> PayLine | None:
    role = fields.text("role", "the role or band")
    region = fields.choice("region", "where the people work", REGIONS)
    contract = fields.choice("contract_type", "the kind of contract", CONTRACTS)
    rate = _rate(fields, contract)
    hours = fields.number("hours", "the hours paid")
    headcount = fields.whole("headcount", "how many people the line is of")
    group = _ages(fields)
    days = fields.span(period)
    if fields.failed or rate is None or hours is None or headcount is None or group is None or days is None:
        return None
    if not headcount and not hours:
        fields.refuse("line.empty", "headcount", "counts nobody and no hours: give one of the two")
        return None
    counts = _counts(fields, contract, group, test)
    return PayLine(fields.row, role, region, rate, hours, headcount, group, contract, days, counts)


def _rate(fields: Fields, contract: str) -> Fraction | None:
    if contract == "volunteer" and not fields.row["hourly_rate"]:
        return Fraction(0)
    return fields.number("hourly_rate", "the lowest hourly rate paid")


def _ages(fields: Fields) -> Ages | None:
    text = fields.text("age_group", "the age group, such as 21 and over, 18-20 or under 18")
    found = ages(text) if text else None
    if text and found is None:
        message = "is no age group: write 21 and over, 18-20, 16-17 or under 18"
        fields.refuse("age_group.unknown", "age_group", message, value=text)
    elif found is not None and found.youngest < ADULT <= found.oldest:
        message = "holds people under 18 and over: give them a line each, because the rate is for 18 and over"
        fields.refuse("age_group.mixed", "age_group", message, value=text)
        return None
    return found


def _counts(fields: Fields, contract: str, group: Ages, test: WorkerTest) -> Counts:
    """Say whether a line counts: adults who are employed, and third parties' workers who work here regularly."""
    if contract in NOT_REQUIRED or group.oldest < ADULT:
        return "not_required"
    if contract != "third_party":
        return "counted"
    hours = fields.number(f"hours_per_{test.per}", f"the hours a {test.per} of each person", optional=True)
    weeks = fields.number("weeks", "the consecutive weeks", optional=True)
    if hours is None or weeks is None:
        message = f"says not how many hours a {test.per} and weeks each person works: needed to know whether they count"
        fields.out.add("third_party.unknown", fields.row.place, message)
        return "unknown"
    return "counted" if hours >= test.hours and weeks >= test.weeks else "irregular"


def of_licence(licence: Licence, on: date, warn_days: int) -> tuple[str, str]:
    """Return how an accreditation stands on a day ("valid", "expires_soon", "lapsed", "unknown"), and the sentence."""
    if licence.expires_on is None:
        return "unknown", "states no day on which it ends"
    left = (licence.expires_on - on).days
    if left < 0:
        return "lapsed", f"lapsed on {licence.expires_on}, before {on}"
    if left <= warn_days:
        return "expires_soon", f"ends on {licence.expires_on}, {left} days after {on}: ask for the renewal"
    return "valid", f"is valid to {licence.expires_on}"


def group_words(line: PayLine) -> Mapping[str, str]:
    """Return the group of a line in words for a table."""
    return {"role": line.role, "region": line.region, "contract_type": line.contract}

"""What a promise comes to that follows the volume bought: exactly so much a pound, call-off or unit, as it is recorded.

A promise of 12 made for an expected volume of 1,200,000 pounds is one for every 100,000 of them. A cap says how much it
is at most in all, a floor how much it is at least in all, due by the end of the last period however little is bought.
A volume that nobody has recorded leaves unknown what is due in its period and after it: it is not taken for nought.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from scoring.delivery import Period
from scoring.exact import ZERO, exact_sum, exact_text
from scoring.findings import Collector, Findings
from scoring.trace import value_text

_DAY = timedelta(days=1)


class Volume(NamedTuple):
    """How much was bought from the first day of a period to its last."""

    period: Period
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Link:
    """A promise for an expected volume; `floor` and `cap` bound the whole of it and are None where it has none."""

    promised: Fraction
    expected: Fraction
    floor: Fraction | None = None
    cap: Fraction | None = None

    @property
    def rate(self) -> Fraction:
        """Return how much is due for each unit of volume."""
        return self.promised / self.expected


class Entitlement(NamedTuple):
    """What one period comes to: its volume, what is due in it, and what is due by its end. None is not known."""

    period: Period
    volume: Fraction | None
    due: Fraction | None
    to_date: Fraction | None


def check_link(link: Link) -> Findings | None:
    """Return everything that does not hold of a link, or None: what is expected is above 0, floor ≤ promise ≤ cap.

    A floor above the promise, or a cap below it, would change what was promised for the very volume it was made for.
    """
    out = Collector()
    if link.expected <= 0:
        out.add("volume.expected", "expected", "must be above 0", value=exact_text(link.expected))
    if link.floor is not None and link.floor > link.promised:
        message = f"is above the promise of {exact_text(link.promised)}, which is made for the volume expected"
        out.add("volume.floor", "floor", message, value=exact_text(link.floor))
    if link.cap is not None and link.cap < link.promised:
        message = f"is below the promise of {exact_text(link.promised)}, which is made for the volume expected"
        out.add("volume.cap", "cap", message, value=exact_text(link.cap))
    return out.findings() if out else None


def volume_in(period: Period, volumes: Sequence[Volume]) -> Fraction | None:
    """Return the volume of a period, or None where what is recorded does not cover each of its days once.

    >>> month = Period(date(2026, 4, 1), date(2026, 4, 30))
    >>> volume_in(month, [Volume(month, Fraction(5))]), volume_in(month, [])
    (Fraction(5, 1), None)
    """
    inside = sorted(one for one in volumes if one.period.first <= period.last and period.first <= one.period.last)
    expected = period.first
    for one in inside:
        if one.period.first != expected or one.period.last > period.last:
            return None
        expected = one.period.last + _DAY
    return exact_sum([one.amount for one in inside]) if expected == period.last + _DAY else None


def entitlements(link: Link, periods: Sequence[Period], volumes: Sequence[Volume]) -> tuple[Entitlement, ...]:
    """Return what each period comes to, in their order: to date min(cap, rate × Σ volume), and at the last the floor.

    >>> link = Link(Fraction(12), Fraction(1200000))
    >>> month = Period(date(2026, 4, 1), date(2026, 4, 30))
    >>> entitlements(link, [month], [Volume(month, Fraction(150000))])[0].due
    Fraction(3, 2)
    """
    found: list[Entitlement] = []
    bought: Fraction | None = ZERO
    before: Fraction | None = ZERO
    for place, period in enumerate(periods):
        volume = volume_in(period, volumes)
        bought = None if bought is None or volume is None else bought + volume
        to_date = None if bought is None else _bounded(link, bought, is_last=place == len(periods) - 1)
        due = None if to_date is None or before is None else to_date - before
        found.append(Entitlement(period, volume, due, to_date))
        before = to_date
    return tuple(found)


def _bounded(link: Link, bought: Fraction, *, is_last: bool) -> Fraction:
    reached = link.rate * bought
    if is_last and link.floor is not None:
        reached = max(reached, link.floor)
    return reached if link.cap is None else min(reached, link.cap)


@dataclass(frozen=True, slots=True)
class ToDate:
    """What is due of a linked promise by a day. `due` is None where nothing is due yet, or where it is not known.

    `missing` are the ended periods whose volume is not recorded, oldest first.
    """

    due: Fraction | None
    volume: Fraction | None
    missing: tuple[Period, ...]
    said: str


def to_date(link: Link, found: Sequence[Entitlement], on: date) -> ToDate:
    """Return what is due by a day: that of the last period which has ended, exactly."""
    ended = [one for one in found if one.period.last < on]
    missing = tuple(one.period for one in ended if one.volume is None)
    if not ended:
        return ToDate(None, None, (), f"nothing due yet: no period ended before {on}")
    if missing:
        said = f"not known: no volume is recorded from {missing[0].first} to {missing[0].last}"
        more = f", nor for {len(missing) - 1} more" if len(missing) > 1 else ""
        return ToDate(None, None, missing, said + more)
    volume, due = exact_sum([one.volume for one in ended if one.volume is not None]), ended[-1].to_date
    return ToDate(due, volume, (), _said(link, volume, due or ZERO))


def _said(link: Link, volume: Fraction, due: Fraction) -> str:
    """Return the sum in one sentence: the volume, the rate and what they make."""
    plain = link.rate * volume
    sum_of = f"{value_text(volume)} × {value_text(link.promised)} ∕ {value_text(link.expected)} = {value_text(plain)}"
    if due > plain:
        return f"{sum_of}, raised to the floor of {value_text(due)}"
    return sum_of if due == plain else f"{sum_of}, held at the cap of {value_text(due)}"

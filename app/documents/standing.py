"""Puts numbers that may be absent into figures that say why, alike when a report is made and when it is checked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from app.documents.figures import NO_DATA, NOT_APPLICABLE, NOT_DUE, NOT_VERIFIED, REJECTED, Figure, known
from app.documents.performance_content import Commitment, Count, Rating, Waiver, count_ratings
from app.documents.wording import RATINGS, day, plural

TO_DATE: Final = "Contract to date"
CUT_SHORT: Final = "Contract to the day it was ended, before its term"
"""What the period of a report is called: a contract that was ended early owes nothing for what would have followed."""

_PLACES: Final = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """Where a promise stands, in numbers; None means that there is no such number, never that it is nought.

    `is_counted` is False for a promise in words.
    """

    is_counted: bool
    rating: Rating
    due: Decimal | None
    claimed: Decimal | None
    proved: Decimal | None
    unknown: Decimal | None
    rejected: Decimal | None
    percent_of_due: Fraction | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PeriodNumbers:
    """What is known of one period of a promise, in numbers.

    `is_measured` says whether the promise is held against targets, `is_waiting` and `is_rejected` speak of the claim.
    """

    is_counted: bool
    is_measured: bool
    is_due: bool
    is_waiting: bool
    is_rejected: bool
    target: Decimal | None
    claimed: Decimal | None
    proved: Decimal | None
    target_to_date: Decimal | None
    proved_to_date: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Overdue:
    """A promise for which the supplier owes reports: how many, and since when."""

    measure: str
    reports: int
    since: date


def figures(found: Numbers) -> dict[str, Figure]:
    """Return the figures of a commitment by their names in the report."""
    if not found.is_counted:
        names = ("due", "claimed", "proved", "unknown", "rejected", "percent_of_due")
        return dict.fromkeys(names, NOT_APPLICABLE)
    is_measured = found.rating is not Rating.NOT_MEASURED
    absent = _nothing_due(found) if is_measured and found.due is None else NO_DATA
    nothing = absent if found.claimed is None else known(0)
    return {
        "due": figure(found.due, absent=_nothing_due(found) if is_measured else NOT_APPLICABLE),
        "claimed": figure(found.claimed, absent=absent),
        "proved": figure(found.proved, absent=_unproved(found, absent)),
        "unknown": figure(found.unknown, absent=nothing),
        "rejected": figure(found.rejected, absent=nothing),
        "percent_of_due": _percent(found, is_measured=is_measured),
    }


def period_figures(found: PeriodNumbers) -> dict[str, Figure]:
    """Return the figures of one period by their names in the report."""
    if not found.is_counted:
        names = ("target", "claimed", "proved", "target_to_date", "proved_to_date")
        return dict.fromkeys(names, NOT_APPLICABLE)
    absent = NO_DATA if found.is_due else NOT_DUE
    unproved = NOT_VERIFIED if found.is_waiting else REJECTED if found.is_rejected else absent
    # A period that is due and has no target to date follows a volume that nobody recorded.
    is_unknown = found.is_measured and found.is_due and found.target_to_date is None
    return {
        "target": figure(found.target, absent=NO_DATA if is_unknown else NOT_APPLICABLE),
        "claimed": figure(found.claimed, absent=absent),
        "proved": figure(found.proved, absent=unproved),
        "target_to_date": figure(
            found.target_to_date,
            absent=NO_DATA if is_unknown else NOT_DUE if found.is_measured else NOT_APPLICABLE,
        ),
        "proved_to_date": figure(found.proved_to_date, absent=unproved if found.is_measured else NOT_APPLICABLE),
    }


def figure(value: Decimal | None, *, absent: Figure) -> Figure:
    """Return the figure of a number, or `absent` where there is none."""
    return absent if value is None else known(value)


def summary(
    commitments: Sequence[Commitment], waivers: Sequence[Waiver], *, waiting: int, overdue: Iterable[Overdue]
) -> tuple[str, ...]:
    """Return the report in a few sentences: ratings, waivers, claims that wait, reports that are owed."""
    sentences = ["This contract holds no commitment."]
    if commitments:
        sentences = [f"Of {plural(len(commitments), 'commitment')}: {_counted(count_ratings(tuple(commitments)))}."]
    if waivers:
        verb = "was" if len(waivers) == 1 else "were"
        sentences.append(f"{plural(len(waivers), 'pledge')} {verb} waived, with the reason and the approver below.")
    if waiting:
        sentences.append(
            f"{plural(waiting, 'claim')} not yet looked at: counted as unknown, neither as delivered nor as missing."
        )
    sentences += [
        f"Overdue: {late.measure}, {plural(late.reports, 'report')} since {day(late.since)}." for late in overdue
    ]
    return tuple(sentences)


def _counted(counts: Iterable[Count]) -> str:
    words: Mapping[Rating, str] = {**RATINGS, Rating.UNKNOWN: "unknown"}
    return ", ".join(f"{each.commitments} {words[each.rating].lower()}" for each in counts if each.commitments)


def _nothing_due(found: Numbers) -> Figure:
    """Return why there is no figure of what is due: unknown, as a volume is not recorded, or not due yet."""
    return NO_DATA if found.rating is Rating.UNKNOWN else NOT_DUE


def _unproved(found: Numbers, absent: Figure) -> Figure:
    if found.unknown is not None:
        return NOT_VERIFIED
    return absent if found.rejected is None else REJECTED


def _percent(found: Numbers, *, is_measured: bool) -> Figure:
    exact = found.percent_of_due
    if exact is not None:
        # A rating is read from the exact fraction; what is kept beside it is cut to ten places and never rounded up.
        top, bottom = exact.as_integer_ratio()
        return known(Decimal(top * 10**_PLACES // bottom).scaleb(-_PLACES))
    if not is_measured:
        return NOT_APPLICABLE
    if found.due is None or found.rating is Rating.NOT_DUE:
        return _nothing_due(found)
    # Where less is better and nought is proved there is no percentage: it would divide by nought.
    return NOT_APPLICABLE if found.proved is not None else _unproved(found, NO_DATA)

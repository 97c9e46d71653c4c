"""Adds up what a statement of delivery lists, alike when it is made and when it is checked."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from app.documents.figures import NO_DATA, Figure, known
from app.documents.performance_content import AddsUp, Rating
from app.documents.statement_content import Held, Kept, Together
from app.documents.wording import RATINGS, day, plural

ADDED: Final = frozenset({AddsUp.SUM, AddsUp.FTE_YEARS})
"""What is added over contracts; levels and percentages never are."""

FIGURES: Final = ("promised", "due", "claimed", "proved", "unknown", "rejected")


def together(contracts: Sequence[Held]) -> tuple[Together, ...]:
    """Return what all promises in each measure come to, in the order of measures, of what adds up alone."""
    found: dict[tuple[str, str, AddsUp, bool], list[tuple[str, Kept]]] = {}
    for held in contracts:
        for one in held.commitments:
            if one.measure is not None and one.adds_up in ADDED and one.promised.is_known:
                key = (one.measure, one.unit, one.adds_up, one.more_is_better)
                found.setdefault(key, []).append((held.reference, one))
    return tuple(_together(key[0], found[key]) for key in sorted(found))


def summary(contracts: Sequence[Held], as_at: date) -> tuple[str, ...]:
    """Return the statement in a few sentences: over how much, with which ratings, and what is still open."""
    kept = [one for held in contracts for one in held.commitments]
    held = plural(len(contracts), "contract").capitalize()
    said = [f"{held} with {plural(len(kept), 'promise')}, as they stood on {day(as_at)}."]
    counts = [(rating, sum(one.rating is rating for one in kept)) for rating in Rating]
    if kept:
        said.append(f"By rating: {', '.join(f'{count} {_rating(rating)}' for rating, count in counts if count)}.")
    waiting = sum(period.status == "submitted" for one in kept for period in one.periods)
    if waiting:
        verb = "waits" if waiting == 1 else "wait"
        said.append(f"{plural(waiting, 'claim').capitalize()} {verb} for the buyer, and {_counts(waiting)} as unknown.")
    waived = sum(held.waived for held in contracts)
    if waived:
        verb = "was" if waived == 1 else "were"
        said.append(f"{plural(waived, 'further promise').capitalize()} {verb} waived, and no part of what is due.")
    return tuple(said)


def _together(measure: str, found: Sequence[tuple[str, Kept]]) -> Together:
    promises = [one for _, one in found]
    first = promises[0]
    return Together(
        measure=measure,
        title=max(one.title for one in promises) if len({one.title for one in promises}) > 1 else first.title,
        unit=first.unit,
        more_is_better=first.more_is_better,
        contracts=len({reference for reference, _ in found}),
        commitments=len(promises),
        **{name: _sum(getattr(one, name) for one in promises) for name in FIGURES},
    )


def _sum(figures: Iterable[Figure]) -> Figure:
    found = [*figures]
    values = [one.value for one in found if one.value is not None]
    if values:
        return known(sum(values, Decimal(0)))
    # Where none is known for one and the same reason, that is the reason for the sum too.
    return found[0] if len(set(found)) == 1 else NO_DATA


def _rating(rating: Rating) -> str:
    return RATINGS[rating].partition(":")[0].lower()


def _counts(count: int) -> str:
    return "counts" if count == 1 else "count"

"""Puts bids in order on exact values; a tie is parted by the declared steps only, never by name or arrival."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from scoring.exact import whole_numbers
from scoring.rubric import TieBreak

Key = Callable[[int, TieBreak], Fraction]
"""What a bid, by index, brings to one step of a tie-break, stated so that more is better."""


class Place(NamedTuple):
    """Where one bid stands: its index, its rank (1, 2, 2, 4), whether it shares it, and what decided."""

    entry: int
    rank: int
    joint: bool
    decided_by: str


class Unresolved(NamedTuple):
    """Bids still level when every declared step has been tried, in a rubric that lets no rank be shared."""

    indexes: tuple[int, ...]


def rank(
    figures: Sequence[Fraction], *, lower_is_better: bool, steps: Sequence[TieBreak], key: Key
) -> list[Place] | Unresolved:
    """Return the places in order of rank, or the first tie that the rubric does not say how to part.

    >>> [(p.entry, p.rank, p.joint) for p in rank(
    ...     [Fraction(1), Fraction(3), Fraction(3), Fraction(5)],
    ...     lower_is_better=False, steps=[TieBreak("shared")], key=lambda index, step: Fraction(0))]
    [(3, 1, False), (1, 2, True), (2, 2, True), (0, 4, False)]
    """
    _, whole = whole_numbers(figures)
    values = [-value for value in whole] if lower_is_better else whole
    places: list[Place] = []
    for level in _levels(range(len(values)), values):
        found = [(level, "total")] if len(level) == 1 else _part(level, steps, key)
        if isinstance(found, Unresolved):
            return found
        for together, decided_by in found:
            first = len(places) + 1
            places.extend(Place(index, first, len(together) > 1, decided_by) for index in together)
    return places


def _levels(indexes: Sequence[int], values: Sequence[int]) -> list[list[int]]:
    """Return the indexes grouped by equal value, the greatest value first."""
    groups: dict[int, list[int]] = {}
    for index, value in zip(indexes, values, strict=True):
        groups.setdefault(value, []).append(index)
    return [groups[value] for value in sorted(groups, reverse=True)]


def _part(tied: list[int], steps: Sequence[TieBreak], key: Key) -> list[tuple[list[int], str]] | Unresolved:
    """Return tied bids in order, each with the step that parted it from those it was tied with."""
    if not steps:
        return Unresolved(tuple(tied))
    step, rest = steps[0], steps[1:]
    if step.by == "shared":
        return [(tied, step.name)]
    parted: list[tuple[list[int], str]] = []
    _, keys = whole_numbers([key(index, step) for index in tied])
    for level in _levels(tied, keys):
        found = [(level, step.name)] if len(level) == 1 else _part(level, rest, key)
        if isinstance(found, Unresolved):
            return found
        parted.extend(found)
    return parted

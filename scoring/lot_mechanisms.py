"""The published mechanisms by which lots are shared out where a supplier may win only so many of them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from scoring.assignment import best_awards
from scoring.exact import whole_numbers

Preferences = Mapping[str, Sequence[str]]
"""Each supplier's lots by its id, the one it wants most first."""


class Placed(NamedTuple):
    """A ranked bid of one lot. `supplier` is who is limited, whatever the bid is called."""

    supplier: str
    name: str
    rank: int
    total: Fraction
    bid: str = ""


class LotRanking(NamedTuple):
    """One lot with its ranked bids in order of rank, and the names of those excluded or withdrawn."""

    lot: str
    placed: tuple[Placed, ...]
    left_out: tuple[str, ...] = ()


def leading(placed: Sequence[Placed], out: frozenset[str] | set[str]) -> tuple[Placed, ...]:
    """Return whoever stands first among those not in `out`: one bid, or all that share the place."""
    left = [one for one in placed if one.supplier not in out]
    return tuple(one for one in left if one.rank == left[0].rank)


def in_order(rankings: Sequence[LotRanking], limit: int) -> list[tuple[Placed, ...]]:
    """Return who is chosen when lots are awarded one after another: one bid, several that are level, or nobody."""
    won: dict[str, int] = {}
    chosen: list[tuple[Placed, ...]] = []
    for ranking in rankings:
        first = leading(ranking.placed, {supplier for supplier, count in won.items() if count >= limit})
        if len(first) == 1:
            won[first[0].supplier] = won.get(first[0].supplier, 0) + 1
        chosen.append(first)
    return chosen


def preferred(rankings: Sequence[LotRanking], limit: int, preferences: Preferences) -> list[tuple[Placed, ...]]:
    """Return who is chosen when each lot is offered down its ranking and suppliers keep what they prefer.

    This is deferred acceptance (Gale and Shapley, College admissions and the stability of marriage, 1962): a supplier
    that let a lot go holds, from then on, only lots that it wants more, so nobody need be asked twice.
    """
    codes = [ranking.lot for ranking in rankings]
    wish = {
        supplier: {lot: place for place, lot in enumerate(dict.fromkeys((*preferences.get(supplier, ()), *codes)))}
        for supplier in {placed.supplier for ranking in rankings for placed in ranking.placed}
    }
    declined: dict[str, set[str]] = {lot: set() for lot in codes}
    held: dict[str, list[str]] = {supplier: [] for supplier in wish}
    moving = True
    while moving:
        moving = False
        for ranking in rankings:
            first = leading(ranking.placed, declined[ranking.lot])
            for one in first:
                kept = held[one.supplier]
                if ranking.lot in kept or (
                    len(first) > 1 and not _prefers_all(kept, ranking.lot, wish[one.supplier], limit)
                ):
                    continue
                moving = True
                kept.append(ranking.lot)
                if len(kept) > limit:
                    least = max(kept, key=wish[one.supplier].__getitem__)
                    kept.remove(least)
                    declined[least].add(one.supplier)
    return [leading(ranking.placed, declined[ranking.lot]) for ranking in rankings]


def _prefers_all(kept: Sequence[str], lot: str, wish: Mapping[str, int], limit: int) -> bool:
    """Say whether a supplier holds as many lots as it may, all of which it wants more than `lot`."""
    return len(kept) >= limit and all(wish[one] < wish[lot] for one in kept)


def worths_of(rankings: Sequence[LotRanking], *, lower_is_better: bool) -> list[dict[str, int]]:
    """Return what each award is worth: its total first, then, far below any total, the rank lot by lot."""
    _, whole = whole_numbers([placed.total for ranking in rankings for placed in ranking.placed])
    totals = iter(whole)
    base = 2 + max([placed.rank for ranking in rankings for placed in ranking.placed], default=0)
    unit = base ** len(rankings)
    # Where lower is better an award must outweigh every total there is, or nothing would be awarded at all.
    award = 1 + 2 * sum(abs(total) for total in whole) if lower_is_better else 0
    worths: list[dict[str, int]] = []
    for index, ranking in enumerate(rankings):
        place = base ** (len(rankings) - 1 - index)
        row: dict[str, int] = {}
        for placed in ranking.placed:
            total = next(totals)
            row[placed.supplier] = (award - total if lower_is_better else total) * unit + (base - placed.rank) * place
        worths.append(row)
    return worths


def equally_good(
    rankings: Sequence[LotRanking], worths: Sequence[Mapping[str, int]], limit: int, names: Sequence[str | None]
) -> list[set[str]]:
    """Return, for each lot, who else could be given it in another combination as good: only a shared rank allows it."""
    best = _sum(worths, names)
    others: list[set[str]] = [set() for _ in rankings]
    for index, ranking in enumerate(rankings):
        rank = next((one.rank for one in ranking.placed if one.supplier == names[index]), None)
        for peer in ranking.placed:
            if peer.rank != rank or peer.supplier == names[index]:
                continue
            forced = [*worths[:index], {peer.supplier: worths[index][peer.supplier]}, *worths[index + 1 :]]
            found = best_awards(forced, limit)
            if found[index] == peer.supplier and _sum(worths, found) == best:
                for place, (one, other) in enumerate(zip(names, found, strict=True)):
                    if other is not None and one != other:
                        others[place].add(other)
    return others


def _sum(worths: Sequence[Mapping[str, int]], names: Sequence[str | None]) -> int:
    return sum(row[name] for row, name in zip(worths, names, strict=True) if name is not None)

"""Who wins which lot where a supplier may win only so many: by the mechanism that was published, and said in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Final, Literal, NamedTuple

from scoring.assignment import best_awards
from scoring.exact import ZERO, exact_sum, from_exact_text
from scoring.findings import Collector, Findings
from scoring.lot_mechanisms import LotRanking, Placed, Preferences, equally_good, in_order, preferred, worths_of
from scoring.rounding import STANDARD, Rounding
from scoring.trace import number

__all__ = [
    "MECHANISMS",
    "Allocation",
    "Combinations",
    "LotAward",
    "LotRanking",
    "Mechanism",
    "PassedOver",
    "Placed",
    "Preferences",
    "allocate",
    "ranking_of",
]

Mechanism = Literal["lot_order", "bidder_preference", "best_total"]
MECHANISMS: Final[tuple[Mechanism, ...]] = ("lot_order", "bidder_preference", "best_total")

MOST_COUNTED: Final = 20_000
MOST_LISTED: Final = 50
"""So many combinations are counted one by one, and so many of those that keep to the limit are listed."""


class PassedOver(NamedTuple):
    """A bid placed before the winner of a lot that did not win it, and why."""

    placed: Placed
    said: str


@dataclass(frozen=True, slots=True)
class LotAward:
    """Who wins one lot. `winner` is None where nobody does, or where `tied` share the place; `said` says which."""

    lot: str
    winner: Placed | None
    tied: tuple[Placed, ...]
    passed_over: tuple[PassedOver, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Combinations:
    """The combinations of awards that were considered, each lot going to one of its ranked bids or to nobody.

    `within_limit` is None where there are too many to count one by one. `listed` holds those within the limit, best
    first, where there are few enough: supplier by lot, and the sum of their totals.
    """

    count: int
    within_limit: int | None
    total: Fraction
    total_without_limit: Fraction
    listed: tuple[tuple[Mapping[str, str | None], Fraction], ...]
    said: str


@dataclass(frozen=True, slots=True)
class Allocation:
    """The winner of every lot under a limit."""

    mechanism: Mechanism
    limit: int
    awards: tuple[LotAward, ...]
    combinations: Combinations | None
    rounding: Rounding

    def award(self, lot: str) -> LotAward:
        """Return the award of one lot by its code."""
        return next(award for award in self.awards if award.lot == lot)

    @property
    def said(self) -> tuple[str, ...]:
        """Return the allocation in sentences."""
        lines = [line for award in self.awards for line in (*(one.said for one in award.passed_over), award.said)]
        return tuple(lines) if self.combinations is None else (*lines, self.combinations.said)

    def to_mapping(self) -> dict[str, Any]:
        """Return the allocation as a plain mapping for JSON."""
        return {
            "mechanism": self.mechanism,
            "limit": self.limit,
            "lots": [_award(award, self.rounding) for award in self.awards],
            "combinations": None if self.combinations is None else _combinations(self.combinations, self.rounding),
            "said": list(self.said),
        }


def _award(award: LotAward, rounding: Rounding) -> dict[str, Any]:
    return {
        "lot": award.lot,
        "winner": None if award.winner is None else _placed(award.winner, rounding),
        "tied": [_placed(one, rounding) for one in award.tied],
        "passed_over": [_placed(one.placed, rounding) | {"said": one.said} for one in award.passed_over],
        "said": award.said,
    }


def _placed(placed: Placed, rounding: Rounding) -> dict[str, Any]:
    row = {"supplier": placed.supplier, "name": placed.name, "bid": placed.bid or None, "rank": placed.rank}
    return row | {"total": number(placed.total, rounding)}


def _combinations(found: Combinations, rounding: Rounding) -> dict[str, Any]:
    return {
        "count": found.count,
        "within_limit": found.within_limit,
        "total": number(found.total, rounding),
        "total_without_limit": number(found.total_without_limit, rounding),
        "listed": [{"lots": dict(lots), "total": number(total, rounding)} for lots, total in found.listed],
        "said": found.said,
    }


def ranking_of(lot: Mapping[str, Any], suppliers: Mapping[str, str] | None = None) -> LotRanking:
    """Return the ranking of one lot of a result document; `suppliers` names the supplier of each bid, else itself."""
    known = suppliers or {}
    placed = tuple(
        Placed(
            known.get(row["bid"], row["bid"]),
            row["name"],
            row["rank"],
            from_exact_text(row["total"]["exact"]) or ZERO,
            row["bid"],
        )
        for row in lot["ranking"]
    )
    return LotRanking(lot["lot"], placed, tuple(row["name"] for row in (*lot["excluded"], *lot["withdrawn"])))


def allocate(
    rankings: Sequence[LotRanking],
    limit: int,
    mechanism: Mechanism,
    preferences: Preferences | None = None,
    *,
    lower_is_better: bool = False,
    rounding: Rounding = STANDARD,
) -> Allocation | Findings:
    """Return who wins which lot, where no supplier may win more than `limit` of them, or every finding.

    `rankings` stand in the published order of the lots. The mechanisms:

    * lot_order: the lots are awarded one after another; whoever has won its limit is passed over from then on.
    * bidder_preference: a supplier that is placed to win more keeps the lots that it stated it wants most, and each
      of the others goes to the next in rank, until nobody is over the limit; where a supplier stated nothing of a lot,
      it comes after those that it named, in published order. The outcome does not depend on who is looked at first.
    * best_total: the combination of awards with the highest sum of exact totals. Of equal sums the one that gives the
      first lot to the better placed bid counts, then the second lot. Where a lower figure is better
      (`lower_is_better`), as many lots as can be are awarded, and of those combinations the lowest sum counts.

    A place that bids share is never parted here: the lot is left with `tied` and without a winner.
    """
    found = _unfit(rankings, limit, mechanism, preferences or {})
    if found:
        return found
    if mechanism == "best_total":
        return _best_total(rankings, limit, rounding, lower_is_better=lower_is_better)
    chosen = in_order(rankings, limit) if mechanism == "lot_order" else preferred(rankings, limit, preferences or {})
    awards = _awards(rankings, chosen, limit, mechanism, frozenset(preferences or ()))
    return Allocation(mechanism, limit, awards, None, rounding)


def _unfit(rankings: Sequence[LotRanking], limit: object, mechanism: str, preferences: Preferences) -> Findings:
    out = Collector()
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        out.add("lot_limit.malformed", "limit", "must be a whole number of lots, 1 or more", value=limit)
    if mechanism not in MECHANISMS:
        out.add("choice.unknown", "mechanism", f"must be one of {', '.join(MECHANISMS)}", value=mechanism)
    codes = [ranking.lot for ranking in rankings]
    for index, ranking in enumerate(rankings):
        if codes.index(ranking.lot) != index:
            out.add("lot.duplicate", f"rankings[{index}].lot", f"lot {ranking.lot} stands twice", value=ranking.lot)
        suppliers = [placed.supplier for placed in ranking.placed]
        for twice in sorted({one for one in suppliers if suppliers.count(one) > 1}):
            message = f"{twice} stands twice in lot {ranking.lot}: one bid of each supplier can be counted"
            out.add("supplier.duplicate", f"rankings[{index}].placed", message, value=twice)
        if [placed.rank for placed in ranking.placed] != sorted(placed.rank for placed in ranking.placed):
            out.add("rank.order", f"rankings[{index}].placed", "must stand in order of rank")
    _check_preferences(preferences, codes, out)
    return out.findings()


def _check_preferences(preferences: Preferences, codes: Sequence[str], out: Collector) -> None:
    for supplier, lots in preferences.items():
        for index, lot in enumerate(lots):
            place = f"preferences.{supplier}[{index}]"
            if lot not in codes:
                out.add("lot.unknown", place, f"there is no lot {lot}: use {', '.join(codes)}", value=lot)
            elif list(lots).index(lot) != index:
                out.add("lot.duplicate", place, f"lot {lot} stands twice in one order of preference", value=lot)


def _best_total(rankings: Sequence[LotRanking], limit: int, rounding: Rounding, *, lower_is_better: bool) -> Allocation:
    worths = worths_of(rankings, lower_is_better=lower_is_better)
    names = best_awards(worths, limit)
    chosen = [
        tuple(one for one in ranking.placed if one.supplier == name)
        for ranking, name in zip(rankings, names, strict=True)
    ]
    for index, alternatives in enumerate(equally_good(rankings, worths, limit, names)):
        chosen[index] += tuple(one for one in rankings[index].placed if one.supplier in alternatives)
    awards = _awards(rankings, chosen, limit, "best_total")
    total = exact_sum(one[0].total for one in chosen if one)
    free = best_awards(worths, max(1, len(rankings)))
    unlimited = exact_sum(
        one.total
        for ranking, name in zip(rankings, free, strict=True)
        for one in ranking.placed
        if one.supplier == name
    )
    combinations = _considered(rankings, limit, total, unlimited, rounding, lower_is_better=lower_is_better)
    return Allocation("best_total", limit, awards, combinations, rounding)


def _awards(
    rankings: Sequence[LotRanking],
    chosen: Sequence[tuple[Placed, ...]],
    limit: int,
    mechanism: Mechanism,
    stated: frozenset[str] = frozenset(),
) -> tuple[LotAward, ...]:
    """Return the awards in words; `stated` are the suppliers that stated which lots they prefer."""
    how = {
        "lot_order": "awarded before it",
        "bidder_preference": "which it prefers",
        "best_total": "in the combination with the best sum of totals",
    }[mechanism]
    unstated = "which comes first in the published order, as it stated no preference"
    won: dict[str, list[str]] = {}
    for ranking, first in zip(rankings, chosen, strict=True):
        if len(first) == 1:
            won.setdefault(first[0].supplier, []).append(ranking.lot)
    reasons = {
        one.supplier: unstated if mechanism == "bidder_preference" and one.supplier not in stated else how
        for ranking in rankings
        for one in ranking.placed
    }
    return tuple(
        _lot_award(ranking, first, won, limit, reasons) for ranking, first in zip(rankings, chosen, strict=True)
    )


def _lot_award(
    ranking: LotRanking,
    first: tuple[Placed, ...],
    won: Mapping[str, list[str]],
    limit: int,
    reasons: Mapping[str, str],
) -> LotAward:
    rank = first[0].rank if first else None
    passed = tuple(
        PassedOver(one, _why_passed(one, ranking.lot, won.get(one.supplier, []), limit, reasons[one.supplier]))
        for one in ranking.placed
        if one not in first and (rank is None or one.rank <= rank)
    )
    if len(first) > 1:
        said = f"Lot {ranking.lot} has no winner yet: {_listed([one.name for one in first])} are level there, and what "
        said += "was published does not part them. When they are parted, the lots have to be allocated again."
        return LotAward(ranking.lot, None, first, passed, said)
    if first:
        place = "ranked first" if rank == 1 else f"ranked {rank}, the next that may win it"
        return LotAward(ranking.lot, first[0], (), passed, f"Lot {ranking.lot}: {first[0].name} wins, {place}.")
    said = f"Lot {ranking.lot} is left without a winner: {_why_nobody(ranking)}."
    return LotAward(ranking.lot, None, (), passed, said)


def _why_nobody(ranking: LotRanking) -> str:
    if ranking.placed:
        count = len(ranking.placed)
        return "its only ranked bid was passed over" if count == 1 else f"all its {count} ranked bids were passed over"
    if ranking.left_out:
        return f"{_listed(list(ranking.left_out))} had been excluded or withdrawn, and no other bid was made"
    return "no bid was made for it"


def _why_passed(placed: Placed, lot: str, won: Sequence[str], limit: int, how: str) -> str:
    has = f"lot {won[0]}" if len(won) == 1 else f"lots {_listed(won)}"
    most = "1 lot" if limit == 1 else f"{limit} lots"
    who = f"Lot {lot}: {placed.name}, ranked {placed.rank}, is passed over"
    if len(won) < limit:
        return f"{who}: the combination with the best sum of totals gives it {has if won else 'no lot'}."
    return f"{who}: it has {has}, {how}, and no supplier may win more than {most}."


def _considered(
    rankings: Sequence[LotRanking],
    limit: int,
    total: Fraction,
    unlimited: Fraction,
    rounding: Rounding,
    *,
    lower_is_better: bool,
) -> Combinations:
    count = prod(len(ranking.placed) + 1 for ranking in rankings)
    best = "lowest" if lower_is_better else "highest"
    shown, free = rounding.shown(total), rounding.shown(unlimited)
    tail = f"The awards have the {best} sum of totals of them, {shown}; without the limit it would be {free}."
    if lower_is_better:
        tail = f"Of those that award the most lots, {tail[0].lower()}{tail[1:]}"
    if count > MOST_COUNTED:
        said = (
            f"All {count:,} combinations of awards were considered, by an exact assignment and not one by one. {tail}"
        )
        return Combinations(count, None, total, unlimited, (), said)
    kept = [
        ({ranking.lot: None if one is None else one.supplier for ranking, one in zip(rankings, row, strict=True)}, row)
        for row in product(*[(*ranking.placed, None) for ranking in rankings])
        if _keeps(row, limit)
    ]
    most = "1 lot" if limit == 1 else f"{limit} lots"
    said = f"Of {count:,} combinations of awards {len(kept):,} keep to the limit of {most} for each supplier. {tail}"
    sums = [(lots, exact_sum(one.total for one in row if one is not None)) for lots, row in kept]
    sums.sort(key=lambda one: one[1] if lower_is_better else -one[1])
    return Combinations(count, len(kept), total, unlimited, tuple(sums) if len(sums) <= MOST_LISTED else (), said)


def _keeps(row: Sequence[Placed | None], limit: int) -> bool:
    names = [one.supplier for one in row if one is not None]
    return all(names.count(name) <= limit for name in set(names))


def _listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence, such as "1, 2 and 4"."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]

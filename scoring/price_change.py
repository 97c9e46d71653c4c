"""The smallest change of one price that would change the winner: found exactly, through every relative formula."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any, Final, NamedTuple

from scoring.bids import Bids
from scoring.engine import LotScores
from scoring.exact import HUNDRED, ONE, ZERO, exact_text
from scoring.methods import MeanPrice, Refusal
from scoring.price_turns import turns
from scoring.quantities import divisor, per_denominator
from scoring.rounding import Rounding
from scoring.rubric import Rubric, TieBreak
from scoring.scores import BidScore
from scoring.sign_changes import beyond_every_change, sign_changes, through
from scoring.trace import grouped, number, percent
from scoring.what_if import Change, Moved, Standing, WhatIf

STEP: Final = Fraction(1, 100)
"""The smallest step of a price: a hundredth of the currency."""

NO_PRICE = "No change of a single price, of any ranked bid, up or down, would change the winner."
_FEW: Final = 8
"""So few steps are tried one by one; a longer stretch is solved."""


@dataclass(frozen=True, slots=True)
class PriceChange:
    """One price of one bid, as it is and as it would have to be, and who would then be first.

    `criterion` is None for the price of the bid itself, and names the question where a bid states several prices.
    `moves_others` says whether the points of other bids move with it, as they do through a relative formula.
    """

    bid: str
    criterion: str | None
    before: Fraction
    after: Fraction
    winner_after: str
    joint_after: bool
    moves_others: bool
    said: str

    def to_mapping(self, rounding: Rounding) -> dict[str, Any]:
        """Return the change as a certificate writes it; the change in per cent of the price is None at a price of 0."""
        change = self.after - self.before
        return {
            "criterion": self.criterion,
            "bid": self.bid,
            "from": exact_text(self.before),
            "to": exact_text(self.after),
            "change": exact_text(change),
            "change_percent": number(change * HUNDRED / self.before, rounding) if self.before else None,
            "winner_after": self.winner_after,
            "joint_after": self.joint_after,
            "moves_others": self.moves_others,
            "said": self.said,
        }


class Priced(NamedTuple):
    """One price of a ranked bid and everything that it stands for there.

    `answers` are the criteria that ask for it, `divides` those whose quantity is stated per pound of it, each with the
    quantity per pound; `ranks_by` says whether the aggregation or a tie-break reads it.
    """

    bid: str
    criterion: str | None
    amount: Fraction
    answers: tuple[str, ...]
    divides: tuple[tuple[str, Fraction], ...]
    ranks_by: bool

    def at(self, steps: int | Fraction) -> Change:
        """Return the bid with this price so many steps higher; a price of 0 has nothing per pound, and is not asked."""
        price = self.amount + steps * STEP
        values: dict[str, Fraction] = dict.fromkeys(self.answers, price)
        values |= {name: quantity / price for name, quantity in self.divides}
        return Change(self.bid, values, price if self.ranks_by else None)


def smallest_price_change(rubric: Rubric, bids: Bids, scores: LotScores) -> PriceChange | None:
    """Return the change of one price by the fewest hundredths that would change the winner, or None where none does.

    Every price of every ranked bid is tried, up and down to 0. The winner changes where another bid is first, alone
    or jointly; a price at which the rubric gives no result changes nothing. Of equal changes the better placed bid's
    is named, then a lower price before a higher one.
    """
    lot = WhatIf(rubric, scores)
    found: tuple[int, Priced, Standing] | None = None
    for priced in prices_of(bids, lot):
        search = _Search(rubric, lot, priced)
        nearest = search.nearest(None if found is None else abs(found[0]))
        if nearest is not None:
            found = (nearest[0], priced, nearest[1])
    return None if found is None else _described(lot, *found)


def _described(lot: WhatIf, steps: int, priced: Priced, standing: Standing) -> PriceChange:
    moved = lot.moved(priced.at(steps))
    own = lot.index[priced.bid]
    others = not isinstance(moved, Refusal) and any(points for index, points in moved.points.items() if index != own)
    winner = lot.scores.ranked[0].bid.id
    after = min(bid for bid in standing.first if bid != winner)
    names = {score.bid.id: score.bid.name for score in lot.scores.ranked}
    then, place = priced.amount + steps * STEP, "joint first" if len(standing.first) > 1 else "first"
    titles = {leaf.node.id: leaf.node.title for leaf in lot.scores.plan.leaves}
    for_what = "" if priced.criterion is None else f" for {titles[priced.criterion]}"
    away = f", {percent(abs(steps * STEP) / priced.amount)} {'more' if steps > 0 else 'less'}" if priced.amount else ""
    said = f"At a price{for_what} of {money(then)} instead of {money(priced.amount)}{away}, {names[priced.bid]} would "
    said += f"be {place}." if after == priced.bid else f"leave {names[after]} {place}."
    if others:
        said += " The points of other bids move with it, because they are measured against it."
    joint = len(standing.first) > 1
    return PriceChange(priced.bid, priced.criterion, priced.amount, then, after, joint, others, said)


def money(amount: Fraction) -> str:
    """Return an amount with two decimals and its thousands apart, or exactly where it has more decimals.

    >>> money(Fraction(1234500)), money(Fraction("0.005"))
    ('1,234,500.00', '0.005')
    """
    return grouped(Rounding().shown(amount) if (amount / STEP).denominator == 1 else exact_text(amount))


def prices_of(bids: Bids, lot: WhatIf) -> Iterator[Priced]:
    """Yield every price of every ranked bid, the better placed first: equal amounts of one bid are one price."""
    placed = zip(lot.scores.places, lot.scores.ranked, strict=True)
    for _, score in sorted(placed, key=lambda row: (row[0].rank, row[1].bid.id)):
        yield from _of_bid(bids, lot, score)


def _of_bid(bids: Bids, lot: WhatIf, score: BidScore) -> Iterator[Priced]:
    plan, bid = lot.scores.plan, score.bid
    own = bid.prices.get(plan.lot)
    asked = [leaf.node.id for leaf in plan.leaves if leaf.node.method.takes == "price"]
    stated = {name: bid.answers[name].value if name in bid.answers else own for name in asked}
    amounts = dict.fromkeys(amount for amount in (own, *stated.values()) if amount is not None)
    for amount in amounts:
        answers = tuple(name for name in asked if stated[name] == amount)
        is_own = own == amount if own is not None else len(asked) == 1
        ranked_by = lot.aggregation.price in answers if lot.aggregation.price is not None else is_own
        divides = tuple(_per_pound(bids, lot, score)) if is_own else ()
        criterion = None if is_own else answers[0]
        yield Priced(bid.id, criterion, amount, answers, divides, ranked_by)


def _per_pound(bids: Bids, lot: WhatIf, score: BidScore) -> Iterator[tuple[str, Fraction]]:
    """Yield each criterion whose quantity is divided by the bid's price, with that quantity for a price of 1."""
    for leaf in lot.scores.plan.leaves:
        rule, answer = leaf.node.normalise, score.bid.answers.get(leaf.node.id)
        if rule is None or rule.by != "price" or answer is None:
            continue
        if divisor(rule, score.bid, lot.scores.plan.lot, bids.contract, lot.scores.plan.criteria):
            yield leaf.node.id, per_denominator(answer.value, ONE, rule.per)


class _Search:
    """Looks for the nearest steps of one price at which the winner is another."""

    def __init__(self, rubric: Rubric, lot: WhatIf, priced: Priced) -> None:
        self._aggregation = rubric.aggregation
        self._ties = [step for step in rubric.tie_break if step.by != "shared"]
        self._lot = lot
        self._priced = priced
        self._who = lot.index[priced.bid]
        self._winner = lot.scores.ranked[0].bid.id
        self._poles = sorted({sum(self._others(leaf), ZERO) for leaf in self._means()})
        self._turns = sorted(self._all_turns())

    def nearest(self, within: int | None) -> tuple[int, Standing] | None:
        """Return the fewest steps, fewer than `within`, at which another bid is first, down before up."""
        if not self._priced.answers and not self._priced.divides and not self._priced.ranks_by:
            return None
        found: tuple[int, Standing] | None = None
        for way in (-1, 1):
            for steps in self._steps_to_try(way, within):
                standing = self._flipped(way * steps)
                if standing is not None:
                    found, within = (way * steps, standing), steps
                    break
        return found

    def _flipped(self, steps: int) -> Standing | None:
        """Return the ranking at a price if the winner is no longer first alone, or None."""
        if self._priced.divides and self._priced.amount + steps * STEP == 0:
            return None
        standing = self._lot.standing(self._priced.at(steps))
        if isinstance(standing, Refusal) or standing.first in {(self._winner,), ()}:
            return None
        return standing

    def _steps_to_try(self, way: int, within: int | None) -> Iterator[int]:
        """Yield, nearest first, every number of steps in one direction at which the ranking may begin to differ.

        Within a stretch between two turns nothing but the sign of the winner's lead over another bid, or of what parts
        them in a tie, can change who is first; so the steps around each turn and each change of sign are enough.
        """
        last = self._priced.amount / STEP if way < 0 else None
        if within is not None:
            last = Fraction(within - 1) if last is None else min(last, Fraction(within - 1))
        ahead = [way * turn for turn in self._turns if way * turn > 0 and (last is None or way * turn < last)]
        ends = sorted({ZERO, *ahead})
        tried = 0
        for low, high in [
            *pairwise([*ends, last] if last is not None else ends),
            *([] if last is not None else [(ends[-1], None)]),
        ]:
            for steps in self._within(way, low, high):
                if steps > tried and (last is None or steps <= last):
                    tried = steps
                    yield steps

    def _within(self, way: int, low: Fraction, high: Fraction | None) -> list[int]:
        """Return the steps to try in one stretch, its two ends included."""
        first = floor(low)
        if high is not None and high - low <= _FEW:
            return list(range(first, ceil(high) + 1))
        curves = self._curves(way, low, high)
        end = max([first + _FEW, *(beyond_every_change(curve) for curve in curves)]) if high is None else ceil(high)
        inner = ceil(low) if ceil(low) > low else ceil(low) + 1
        steps = {first, first + 1, first + 2, end - 2, end - 1, end}
        for curve in curves:
            for found in sign_changes(curve, inner, end):
                steps |= {found - 1, found, found + 1}
        return sorted(steps)

    def _curves(self, way: int, low: Fraction, high: Fraction | None) -> list[list[int]]:
        """Return, as polynomials in the number of steps, the winner's lead over each other bid within one stretch.

        Where the lead is 0 all along, what the two bring to each step of the tie-break is compared instead.
        """
        count = len(self._poles) + 4
        width = (high - low) / (count + 1) if high is not None else ONE
        samples = [low + width * (place + 1) for place in range(count)]
        moved = [self._lot.moved(self._priced.at(way * sample)) for sample in samples]
        found: list[list[int]] = []
        if any(isinstance(one, Refusal) or one.missed for one in moved):
            return found
        scales = [self._scale(way * sample) for sample in samples]
        known = [one for one in moved if isinstance(one, Moved)]
        for rival in range(1, len(self._lot.scores.ranked)):
            lead = [self._lead(one, rival) * scale for one, scale in zip(known, scales, strict=True)]
            curve = through(list(zip(samples, lead, strict=True)))
            curves = [curve] if curve else [self._apart(samples, scales, known, rival, step) for step in self._ties]
            found += [one for one in curves if len(one) > 1]
        return found

    def _apart(
        self,
        samples: Sequence[Fraction],
        scales: Sequence[Fraction],
        known: Sequence[Moved],
        rival: int,
        step: TieBreak,
    ) -> list[int]:
        apart = [self._lot.tie_key(one, 0, step) - self._lot.tie_key(one, rival, step) for one in known]
        return through([(at, value * scale) for at, value, scale in zip(samples, apart, scales, strict=True)])

    def _lead(self, moved: Moved, rival: int) -> Fraction:
        """Return the winner's lead over a rival, above 0 where it is ahead, without dividing by price or quality."""
        (ours, price), (theirs, other) = ((moved.qualities[one], moved.prices[one] or ZERO) for one in (0, rival))
        if self._aggregation.method in {"price_per_quality_point", "quality_price_index"}:
            return ours * other - theirs * price
        if self._aggregation.method == "monetised_quality":
            return other - price + (ours - theirs) * (self._aggregation.willingness_to_pay or HUNDRED) / HUNDRED
        return ours - theirs

    def _scale(self, steps: Fraction) -> Fraction:
        """Return what every share must be multiplied by to be a polynomial: the price and each sum of prices."""
        price = self._priced.amount + steps * STEP
        scale = price
        for others in self._poles:
            scale *= others + price
        return scale

    def _others(self, leaf: str) -> list[Fraction]:
        return [score.value for index, score in enumerate(self._lot.columns[leaf]) if index != self._who]

    def _means(self) -> list[str]:
        return [name for name in self._scored_answers() if isinstance(self._lot.leaves[name].node.method, MeanPrice)]

    def _scored_answers(self) -> list[str]:
        return [name for name in self._priced.answers if name in self._lot.leaves]

    def _all_turns(self) -> set[Fraction]:
        """Return, in steps of this price, every turn of every criterion that it bears on, and of every minimum."""
        prices: set[Fraction] = set()
        for name in self._scored_answers():
            prices |= set(turns(self._lot.leaves[name].node.method, self._others(name)))
        for name, quantity in self._priced.divides:
            if name in self._lot.leaves:
                found = turns(self._lot.leaves[name].node.method, self._others(name))
                prices |= {quantity / value for value in found if value > 0}
        prices |= set(self._at_minimums(sorted(price for price in prices if price > 0)))
        return {(price - self._priced.amount) / STEP for price in prices if price > 0}

    def _at_minimums(self, prices: Sequence[Fraction]) -> Iterator[Fraction]:
        """Yield the prices at which quantities per pound bring a share to its minimum: A + B ÷ price between turns."""
        divided = {name for name, _ in self._priced.divides}
        guards = [guard for guard in self._lot.guards if guard.planned.node.minimum and divided & guard.leaves]
        ends = [ZERO, *prices, (prices[-1] if prices else ONE) * 2 + 2]
        for guard in guards:
            least = guard.planned.node.minimum
            share = least.share if least is not None else None
            for low, high in pairwise(ends) if share is not None else ():
                near, far = (2 * low + high) / 3, (low + 2 * high) / 3
                at_near, at_far = (self._inside(guard.leaves, price) for price in (near, far))
                slope = (at_near - at_far) / (1 / near - 1 / far)
                wanted = (share or ZERO) * guard.planned.weight - (at_near - slope / near)
                if slope and wanted and slope / wanted > 0:
                    yield slope / wanted

    def _inside(self, leaves: frozenset[str], price: Fraction) -> Fraction:
        """Return the points that this bid would have on some absolute criteria at a price."""
        values = {name: quantity / price for name, quantity in self._priced.divides if name in leaves}
        total = ZERO
        for name in leaves:
            leaf = self._lot.leaves[name]
            share = (
                leaf.node.method.share(values[name], None)
                if name in values
                else self._lot.columns[name][self._who].share
            )
            total += ZERO if share is None or isinstance(share, Refusal) else share * leaf.weight
        return total

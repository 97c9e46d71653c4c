"""How the order of bids would fare under other weights: a labelled statistic, and never a reason for an award.

Weights are published, and only they decide. Whoever published that a weight might honestly have been a tenth more or
less can ask how often each bid would then have come first, second and so on. Weights are drawn by chance, the same for
the same seed on every machine, and every vector is ranked exactly: a tie is a tie.

Scores are linear in the weights, so the ranks of many vectors are one product of matrices. Its numbers are integers,
and no sum reaches 2^53, below which a 64-bit float holds every integer: the product is exact in any order of addition,
with any number of threads. Where exact shares need longer integers, they are cut off at a bit, which bounds what can be
lost; two bids nearer than that are compared in Python's integers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, NamedTuple

import numpy as np

from scoring.columns_ratio import keep_memory
from scoring.engine import LotScores
from scoring.exact import HUNDRED, ZERO, digits_of, exact_text, whole_numbers
from scoring.findings import Finding, Findings
from scoring.robustness_draws import STEPS, Draws, Stream, parts_of_the_whole
from scoring.rounding import shown
from scoring.rubric import Rubric
from scoring.scores import BidScore, LeafScore, every_node
from scoring.trace import grouped

VECTORS: Final = 100_000
MOST_VECTORS: Final = 100_000_000
EXACT: Final = 2**53
"""Below this every integer is a 64-bit float."""
SHORT: Final = 31
"""So many bits has a score that is compared in 32, with one bit to spare."""
AT_ONCE: Final = 16_384
"""So many vectors are ranked at once: their scores stay near the processor."""
ONE_THREAD: Final = 200_000
"""Products of so few numbers are multiplied by one thread: handing them to others takes OpenBLAS longer."""
LABEL: Final = "A statistic about how firm the order is; the published weights alone decide."


@dataclass(frozen=True, slots=True)
class Acceptability:
    """How often each bid took each rank. `counts[bid][0]` says how often first, alone or with others.

    `shared_first` counts those of the first places that were shared. `percent` is None where weights were drawn from
    all that make the whole. Ties are counted as ties: a vector in which two bids are first has no second.
    """

    bids: tuple[str, ...]
    names: tuple[str, ...]
    vectors: int
    seed: int
    percent: Fraction | None
    counts: tuple[tuple[int, ...], ...]
    shared_first: tuple[int, ...]
    compared_at_length: int

    def first_share(self, bid: str) -> Fraction:
        """Return the share of the vectors in which a bid came first, alone or with others."""
        return Fraction(self.counts[self.bids.index(bid)][0], self.vectors)

    def win_share(self, bid: str) -> Fraction:
        """Return the share of the vectors in which a bid came first alone."""
        place = self.bids.index(bid)
        return Fraction(self.counts[place][0] - self.shared_first[place], self.vectors)

    @property
    def how(self) -> str:
        """Say how weights were drawn."""
        if self.percent is None:
            return "weights drawn from all that make 100%, each as likely as any other"
        within = f"each weight drawn between {exact_text(self.percent)}% less and {exact_text(self.percent)}% more"
        return f"{within} of itself, then all rescaled to make 100%"

    @property
    def said(self) -> str:
        """Say in one sentence who came first how often."""
        order = sorted(range(len(self.bids)), key=lambda place: -self.counts[place][0])
        firsts = []
        for place in order:
            count, shared = self.counts[place][0], self.shared_first[place]
            if count:
                also = f", of them {_counted(shared)} shared" if shared else ""
                firsts.append(f"{self.names[place]} in {_counted(count)} ({_percent(count, self.vectors)}{also})")
        said = "; ".join(firsts) or "nobody, because no bid was ranked"
        return f"In {_counted(self.vectors)} weightings, {self.how}, first were: {said}. {LABEL}"

    def to_mapping(self) -> dict[str, Any]:
        """Return the statistic as a document writes it."""
        return {
            "label": LABEL,
            "vectors": self.vectors,
            "seed": self.seed,
            "percent": None if self.percent is None else exact_text(self.percent),
            "how": self.how,
            "said": self.said,
            "bids": [
                {
                    "bid": bid,
                    "ranks": list(self.counts[place]),
                    "shared_first": self.shared_first[place],
                    "first": exact_text(self.first_share(bid)),
                    "won": exact_text(self.win_share(bid)),
                }
                for place, bid in enumerate(self.bids)
            ],
        }


def acceptability(
    rubric: Rubric,
    scores: LotScores,
    *,
    seed: int,
    percent: Fraction | None = None,
    vectors: int = VECTORS,
) -> Acceptability | Findings:
    """Return how often each ranked bid would take each rank under weights drawn by chance.

    With `percent` (above 0, at most 100) each criterion's effective weight varies by that share of itself and all are
    rescaled to make the whole exactly; without it weights are uniform on the simplex. Gates, minimums and references
    are taken as decided, and no tie-break is applied. Findings say where a bid has no score that weights could move.
    """
    if not 1 <= vectors <= MOST_VECTORS or seed < 0:
        raise ValueError(f"vectors lie between 1 and {MOST_VECTORS}, and a seed is 0 or more")
    if percent is not None and not 0 < percent <= HUNDRED:
        raise ValueError("weights vary by more than 0 and at most 100 per cent")
    free = [score for score in scores.ranked if score.price == 0]
    if free and rubric.aggregation.method == "price_per_quality_point":
        message = "the price is 0, so that no weight can change the price of a quality point: leave the bid out"
        return Findings(Finding("price.zero", score.bid.place, f"bid {score.bid.id}: {message}") for score in free)
    rows = [utilities(rubric, score) for score in scores.ranked]
    weights = [leaf.weight for leaf in scores.plan.leaves if leaf.scored]
    contest = simplex(rows) if percent is None else within(rows, weights, percent)
    counts, shared, settled = tally(contest, seed=seed, vectors=vectors)
    bids = [score.bid for score in scores.ranked]
    names = (tuple(bid.id for bid in bids), tuple(bid.name for bid in bids))
    return Acceptability(*names, vectors, seed, percent, counts, shared, settled)


def utilities(rubric: Rubric, score: BidScore) -> list[Fraction]:
    """Return, for each criterion that earns points, what a unit of its weight is worth to a bid, more being better.

    Each way of ranking by price and quality is, price given, linear in the weights: quality ÷ price ranks as price for
    each quality point does, turned over, and a price less the value of quality as that value less the price.
    """
    earned = [node.share for node in every_node(score.nodes) if isinstance(node, LeafScore) and node.share is not None]
    rule, price = rubric.aggregation, score.price or ZERO
    if rule.method == "weighted_sum":
        return earned
    if rule.method == "monetised_quality":
        return [share * (rule.willingness_to_pay or HUNDRED) - price for share in earned]
    return [share / price for share in earned]


class Contest(NamedTuple):
    """Scores as start + Σ worth × number, in integers: `worth[bid][criterion]` and `start[bid]`.

    `draw` makes the numbers from `rows` draws for each vector; none exceeds `most`, nor do those of a vector `whole`.
    """

    worth: list[list[int]]
    start: list[int]
    most: int
    whole: int
    rows: int
    draw: Callable[[Draws], np.ndarray[Any, Any]]


def within(rows: Sequence[Sequence[Fraction]], weights: Sequence[Fraction], percent: Fraction) -> Contest:
    """Return the contest in which each weight lies in the middle of one of 65,536 equal steps of its range.

    With draw k of 0 to 65,535 a weight is w × (1 − p + 2p × (2k + 1) ÷ 131,072), p being the share. Rescaling all
    weights to make the whole multiplies every score alike, so that ranks need none: they are those of the rescaled
    weights, exactly. Divided by 2p ÷ 65,536, scores need k alone.
    """
    share = percent / HUNDRED
    below = (1 - share) * STEPS / (2 * share) + Fraction(1, 2)
    worth = [[weight * utility for weight, utility in zip(weights, row, strict=True)] for row in rows]
    start = [below * sum(row, ZERO) for row in worth]
    count = len(weights)
    return _contest(worth, start, (STEPS - 1, count * (STEPS - 1), count), lambda draws: draws)


def simplex(rows: Sequence[Sequence[Fraction]]) -> Contest:
    """Return the contest in which every vector of weights that makes the whole is as likely as any other."""
    count = len(rows[0]) if rows else 1
    worth = [list(row) for row in rows]
    return _contest(worth, [ZERO] * len(rows), (2 * STEPS, 2 * STEPS, count - 1), parts_of_the_whole)


def _contest(
    worth: Sequence[Sequence[Fraction]],
    start: Sequence[Fraction],
    sizes: tuple[int, int, int],
    draw: Callable[[Draws], np.ndarray[Any, Any]],
) -> Contest:
    """Return a contest in integers; what all bids have alike is taken away, for it cannot part them."""
    count = len(worth)
    columns = [*zip(*worth, strict=True), tuple(start)] if count else []
    above = [[value - min(column) for value in column] for column in columns]
    _, whole = whole_numbers([value for column in above for value in column])
    table = [whole[begin : begin + count] for begin in range(0, len(whole), count or 1)]
    lists = [[column[bid] for column in table[:-1]] for bid in range(count)]
    return Contest(lists, list(table[-1]) if table else [], *sizes, draw)


class Scaled(NamedTuple):
    """A contest cut off at a bit: what is multiplied, what is added, and below which distance scores are in doubt.

    Scores are compared after multiplying by `last`, a power of 2, as integers of the type `kind`.
    """

    worth: np.ndarray[Any, np.dtype[np.float64]]
    start: np.ndarray[Any, np.dtype[np.float64]]
    last: Fraction
    kind: type[Any]
    doubt: int


def scaled(contest: Contest) -> Scaled:
    """Return the contest in integers whose every sum stays below 2^53; doubt is 0 where nothing had to be cut off.

    Each number cut off lost less than 1, so a score lost less than the draws make together, and 1. Scores that lost
    something already are compared by their first 31 bits, in half the time; that loses less than 1 once more.
    """
    # No score is above the greatest worth times all that draws make, nor is any above each draw at its most.
    worths = [min(max(row, default=0) * contest.whole, sum(row) * contest.most) for row in contest.worth]
    greatest = max((worth + start for worth, start in zip(worths, contest.start, strict=True)), default=0)
    bits = max(greatest.bit_length() - (EXACT.bit_length() - 2), 0)
    worth = np.array([[value >> bits for value in row] for row in contest.worth], dtype=np.float64)
    start = np.array([[value >> bits] for value in contest.start], dtype=np.float64)
    width = (greatest >> bits).bit_length()
    if not bits:
        return Scaled(worth, start, Fraction(1), np.int32 if width < SHORT else np.float64, 0)
    after = max(width - SHORT + 1, 0)
    doubt = -(-(contest.whole + 1) >> after) + 1
    return Scaled(worth, start, Fraction(1, 2**after), np.int32, doubt)


def tally(contest: Contest, *, seed: int, vectors: int) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...], int]:
    """Return how often each bid took each rank, how often it shared the first, and how often integers had to decide."""
    count = len(contest.start)
    if not count:
        return (), (), 0
    order = sorted(range(count), key=lambda bid: -_in_the_middle(contest, bid))
    field = contest._replace(worth=[contest.worth[bid] for bid in order], start=[contest.start[bid] for bid in order])
    counts, shared, settled = _tally(field, Stream(seed, contest.rows), vectors)
    place = [order.index(bid) for bid in range(count)]
    return tuple(tuple(counts[at]) for at in place), tuple(shared[at] for at in place), settled


def _in_the_middle(contest: Contest, bid: int) -> int:
    """Return twice the score of a bid with every number in the middle of its range."""
    return 2 * contest.start[bid] + sum(contest.worth[bid]) * contest.most


def _tally(field: Contest, stream: Stream, vectors: int) -> tuple[list[list[int]], list[int], int]:
    """Count for bids that stand in the order of their middle scores."""
    keep_memory(vectors)
    count = len(field.start)
    counts, shared = np.zeros((count, count), dtype=np.int64), np.zeros(count, dtype=np.int64)
    numbers, rivals = scaled(field), contested(field)
    # Bids that are alike in everything are level whatever the weights.
    alike = [(*row, start) for row, start in zip(field.worth, field.start, strict=True)]
    pairs = sum(one != other for place, one in enumerate(alike) for other in alike[:place])
    settled = 0
    for begin in range(0, vectors, AT_ONCE):
        draws = field.draw(stream.next(min(AT_ONCE, vectors - begin)))
        ahead = _ahead(numbers, rivals, draws)
        if numbers.doubt:
            unsure = np.flatnonzero(ahead.sum(axis=0, dtype=np.uint32) != pairs)
            settled += len(unsure)
            for vector in unsure.tolist():
                ahead[:, vector] = exact_ranks(field, draws[:, vector].tolist())
        for bid in range(count):
            counts[bid] += np.bincount(ahead[bid], minlength=count)
        first = ahead == 0
        several = first.sum(axis=0, dtype=ahead.dtype) > 1
        if several.any():
            shared += (first & several).sum(axis=1)
    return counts.tolist(), shared.tolist(), settled


def contested(field: Contest) -> list[tuple[int, int]]:
    """Return, for each bid, from which to which other weights could put ahead of or behind it.

    Bids stand in the order of their middle scores, so that all before those are ahead under every vector, and all
    after them behind. The least lead of a bid over another is at the worst end of each criterion's range.
    """
    found = []
    for place in range(len(field.start)):
        open_to = [
            other
            for other in range(len(field.start))
            if other == place or _least_lead(field, min(place, other), max(place, other)) <= 0
        ]
        found.append((min(open_to), max(open_to) + 1))
    return found


def _least_lead(field: Contest, one: int, other: int) -> int:
    gaps = [mine - theirs for mine, theirs in zip(field.worth[one], field.worth[other], strict=True)]
    behind = sum(min(gap, 0) for gap in gaps) * field.most
    return field.start[one] - field.start[other] + max(behind, min(0, *gaps) * field.whole)


def _ahead(numbers: Scaled, rivals: Sequence[tuple[int, int]], draws: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return, for each bid and vector, how many bids are surely ahead of it."""
    count, vectors = len(numbers.start), draws.shape[1]
    scores = _scores(numbers, draws)
    kind = np.uint8 if count < np.iinfo(np.uint8).max else np.uint32
    ahead = np.empty((count, vectors), dtype=kind)
    beats = np.empty((count, vectors), dtype=np.bool_)
    # Scores are whole: to be ahead is to be ahead by 1, or by more where the last bits are in doubt.
    lead = numbers.kind(max(numbers.doubt, 1))
    for bid, (first, end) in enumerate(rivals):
        compared = beats[first:end]
        np.greater_equal(scores[first:end], scores[bid] + lead, out=compared)
        np.add.reduce(compared.view(np.uint8), axis=0, dtype=kind, out=ahead[bid])
        ahead[bid] += kind(first)
    return ahead


def _scores(numbers: Scaled, draws: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the score of each bid under each vector, a few vectors at a time for the sake of threads and caches."""
    count, vectors = len(numbers.start), draws.shape[1]
    scores = np.empty((count, vectors), dtype=numbers.kind)
    width = max(ONE_THREAD // numbers.worth.size, 64)
    for begin in range(0, vectors, width):
        sums = numbers.worth @ draws[:, begin : begin + width].astype(np.float64)
        sums += numbers.start
        if numbers.last < 1:
            sums *= float(numbers.last)
        scores[:, begin : begin + width] = sums
    return scores


def exact_ranks(contest: Contest, draws: Sequence[int]) -> list[int]:
    """Return how many bids are ahead of each under one vector, in Python's integers."""
    scores = [
        start + sum(value * draw for value, draw in zip(row, draws, strict=True))
        for row, start in zip(contest.worth, contest.start, strict=True)
    ]
    return [sum(other > own for other in scores) for own in scores]


def _counted(count: int) -> str:
    return grouped(digits_of(count))


def _percent(count: int, vectors: int) -> str:
    return f"{shown(Fraction(100 * count, vectors), 1)}%"

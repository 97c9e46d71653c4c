"""A rival: the weighted-sum pipeline of scikit-criteria, the peer that people reach for, on the same tender.

It does less. It works in floats and rounds nothing; it has no thresholds, bands or targets, so the shares of those are
worked out before the clock starts and the bids that miss a threshold are left out; it refuses nothing and explains
nothing. What is timed is its own work: turn the price over, scale each column by its greatest value, weigh, sum, rank.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from bench import plain_decimal
from bench.tendering import BANDED, PRICE_WEIGHT, RELATIVE, TARGETS, WEIGHT

MISSING = "scikit-criteria is not installed: make setup-bench"

Ranks = Mapping[str, tuple[int, float]]
"""By bid: rank and total."""


def installed() -> bool:
    """Return whether the peer is there to be measured."""
    return find_spec("skcriteria") is not None


def prepare(document: Mapping[str, Any]) -> tuple[Callable[[], Any], Callable[[Any], Ranks]]:
    """Return what is to be timed, ready to call, and a function that reads its answer."""
    bids = plain_decimal.read(document)
    ranked = {place.bid for place in plain_decimal.ranking(bids)}
    passing = [bid for bid in bids if bid.id in ranked]
    matrix = [
        [
            *(float(plain_decimal.band(bid.quantities[name])) for name in BANDED),
            *(float(bid.quantities[name]) for name in RELATIVE),
            *(float(plain_decimal.way_to_target(bid.quantities[name])) for name in TARGETS),
            float(bid.price),
        ]
        for bid in passing
    ]
    names = [*BANDED, *RELATIVE, *TARGETS, "price"]
    weights = [float(WEIGHT)] * (len(names) - 1) + [float(PRICE_WEIGHT)]
    return pipeline(matrix, weights, names=names, bids=[bid.id for bid in passing])


def pipeline(
    matrix: Any, weights: Sequence[float], *, names: Sequence[str], bids: Sequence[str]
) -> tuple[Callable[[], Any], Callable[[Any], Ranks]]:
    """Return the same for a matrix of shares, a row for each bid, with the price in the last column."""
    import skcriteria  # noqa: PLC0415 - the other lines are measured without it too
    from skcriteria.agg.simple import WeightedSumModel  # noqa: PLC0415
    from skcriteria.pipelines import mkpipe  # noqa: PLC0415
    from skcriteria.preprocessing.invert_objectives import InvertMinimize  # noqa: PLC0415
    from skcriteria.preprocessing.scalers import MaxAbsScaler  # noqa: PLC0415

    objectives = [max] * (len(names) - 1) + [min]
    decisions = skcriteria.mkdm(matrix, objectives, weights=weights, alternatives=bids, criteria=names)
    steps = mkpipe(InvertMinimize(), MaxAbsScaler(target="matrix"), WeightedSumModel())

    def evaluate() -> Any:
        return steps.evaluate(decisions)

    def read(result: Any) -> Ranks:
        scores = zip(result.alternatives, result.rank_, result.e_.score, strict=True)
        return {str(bid): (int(rank), float(score)) for bid, rank, score in scores}

    return evaluate, read

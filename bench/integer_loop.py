"""A rival: rank acceptability as a plain loop over integers, one vector of weights after the other."""

import random
from collections.abc import Iterator, Sequence
from operator import mul

from scoring.robustness_draws import BITS


def drawn(seed: int, criteria: int, vectors: int) -> Iterator[list[int]]:
    """Yield a draw for each criterion, vector by vector."""
    draw = random.Random(seed).getrandbits  # noqa: S311 - a simulation, repeatable by its seed
    for _ in range(vectors):
        yield [draw(BITS) for _ in range(criteria)]


def counts(worth: Sequence[Sequence[int]], start: Sequence[int], vectors: Iterator[Sequence[int]]) -> list[list[int]]:
    """Return how often each bid takes each rank: score every bid, sort, and give bids that are level one rank."""
    found = [[0] * len(worth) for _ in worth]
    for vector in vectors:
        scores = [begin + sum(map(mul, row, vector)) for row, begin in zip(worth, start, strict=True)]
        rank, before = 0, None
        for position, bid in enumerate(sorted(range(len(scores)), key=scores.__getitem__, reverse=True)):
            if scores[bid] != before:
                rank, before = position, scores[bid]
            found[bid][rank] += 1
    return found

"""Draws weights by chance, the same for the same seed on every machine: integers only, from a documented stream.

The stream is PCG64 of numpy, seeded through its SeedSequence; numpy promises that both stay as they are, and tests
hold the first draws down. Each number of 64 bits gives four draws of 16 bits, the lowest first. A vector takes a whole
number of such numbers, so that it does not matter how many vectors are drawn at once.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

BITS: Final = 16
STEPS: Final = 2**BITS
"""Into so many equal steps the range of a weight is parted; a draw names one of them."""
PER_NUMBER: Final = 64 // BITS

Draws = np.ndarray[Any, np.dtype[np.uint16]]
"""One row for each criterion or cut, one column for each vector."""


class Stream:
    """Draws from 0 to 65,535, each as likely as any other."""

    def __init__(self, seed: int, rows: int) -> None:
        """Begin the stream of a seed (0 or more) for vectors of so many draws."""
        self._bits = np.random.PCG64(seed)
        self._rows = rows
        self._numbers = -(-rows // PER_NUMBER)

    def next(self, vectors: int) -> Draws:
        """Return the draws of the next so many vectors."""
        raw = self._bits.random_raw(self._numbers * vectors)
        # In the byte order in which the lowest bits stand first, whatever the machine's own.
        draws = raw.astype("<u8", copy=False).view("<u2").reshape(vectors, self._numbers * PER_NUMBER)
        return np.ascontiguousarray(draws[:, : self._rows].T)


def parts_of_the_whole(cuts: Draws) -> np.ndarray[Any, np.dtype[np.int32]]:
    """Return weights that make 2 × 65,536, uniform on the simplex: the lengths between cuts in order.

    A whole of 65,536 steps is cut in the middle of steps, all cuts being drawn alike; so a vector of one criterion more
    than there are cuts is as likely as any other. Sorts `cuts` as it goes.
    """
    for one, other in comparators(len(cuts)):
        lower = np.minimum(cuts[one], cuts[other])
        np.maximum(cuts[one], cuts[other], out=cuts[other])
        cuts[one] = lower
    ends = np.empty((len(cuts) + 2, cuts.shape[1]), dtype=np.int32)
    ends[0], ends[-1] = 0, 2 * STEPS
    np.multiply(cuts, 2, out=ends[1:-1], dtype=np.int32)
    ends[1:-1] += 1
    return np.diff(ends, axis=0)


def comparators(count: int) -> Iterator[tuple[int, int]]:
    """Yield the comparisons that put `count` numbers in order, whatever they are: each puts the lower one first.

    Source: merge exchange, D. E. Knuth, The Art of Computer Programming, volume 3, 5.2.2, algorithm M.

    >>> list(comparators(3))
    [(0, 2), (0, 1), (1, 2)]
    """
    highest = 1 << max(count - 1, 0).bit_length() >> 1
    step = highest
    while step:
        part, wanted, distance = highest, 0, step
        while True:
            yield from ((one, one + distance) for one in range(count - distance) if one & step == wanted)
            if part == step:
                break
            distance, part, wanted = part - step, part // 2, step
        step //= 2

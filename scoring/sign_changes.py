"""Finds, exactly, at which whole steps a polynomial changes its sign: where one bid's lead over another is lost."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from scoring.exact import ZERO, whole_numbers


def through(points: Sequence[tuple[Fraction, Fraction]]) -> list[int]:
    """Return whole coefficients, constant first, with the signs of the polynomial of least degree through the points.

    Newton's divided differences; the common factor, which is above 0, is dropped, and so are leading zeros.

    >>> through([(Fraction(0), Fraction(-2)), (Fraction(1), Fraction(-1)), (Fraction(2), Fraction(2))])
    [-2, 0, 1]
    """
    at = [point for point, _ in points]
    table = [value for _, value in points]
    for level in range(1, len(points)):
        for row in range(len(points) - 1, level - 1, -1):
            table[row] = (table[row] - table[row - 1]) / (at[row] - at[row - level])
    found = [ZERO]
    for place in range(len(points) - 1, -1, -1):
        shifted = [ZERO, *found]
        found = [high - at[place] * low for high, low in zip(shifted, [*found, ZERO], strict=True)]
        found[0] += table[place]
    _, whole = whole_numbers(found)
    while whole and not whole[-1]:
        whole.pop()
    return whole


def sign_at(coefficients: Sequence[int], step: int) -> int:
    """Return -1, 0 or 1 as the polynomial is below, at or above 0.

    >>> sign_at([-2, 0, 1], 1), sign_at([-2, 0, 1], 2), sign_at([], 5)
    (-1, 1, 0)
    """
    value = 0
    for coefficient in reversed(coefficients):
        value = value * step + coefficient
    return (value > 0) - (value < 0)


def beyond_every_change(coefficients: Sequence[int]) -> int:
    """Return a number of steps, in either direction, past which the sign never changes (Cauchy's bound on roots).

    >>> beyond_every_change([-2, 0, 1])
    4
    """
    if not coefficients:
        return 1
    return 2 + max(abs(coefficient) for coefficient in coefficients) // abs(coefficients[-1])


def sign_changes(coefficients: Sequence[int], low: int, high: int) -> list[int]:
    """Return every whole step above `low`, up to `high`, at which the sign is another than one step below.

    The steps between two sign changes of the forward difference run one way, so bisection finds each change in them;
    the difference is a polynomial of one degree less. Nothing is approximated.

    >>> sign_changes([-2, 0, 1], -10, 10), sign_changes([-4, 0, 1], 0, 10)
    ([-1, 2], [2, 3])
    """
    if high <= low or len(coefficients) <= 1:
        return []
    turns = sign_changes(_difference(coefficients), low, high - 1)
    found: list[int] = []
    for start, end in zip([low, *turns], [*turns, high], strict=True):
        found += _one_way(coefficients, start, end)
    return found


def _one_way(coefficients: Sequence[int], low: int, high: int) -> Iterator[int]:
    """Yield the sign changes between two steps between which the values only rise or only fall."""
    last = sign_at(coefficients, high)
    while (first := sign_at(coefficients, low)) != last:
        near, far = low, high
        while far - near > 1:
            middle = (near + far) // 2
            if sign_at(coefficients, middle) == first:
                near = middle
            else:
                far = middle
        yield far
        low = far


def _difference(coefficients: Sequence[int]) -> list[int]:
    """Return the polynomial of what one more step adds: P(x + 1) − P(x)."""
    shifted = list(coefficients)
    for start in range(len(shifted) - 1):
        for place in range(len(shifted) - 2, start - 1, -1):
            shifted[place] += shifted[place + 1]
    difference = [after - before for after, before in zip(shifted, coefficients, strict=True)]
    while difference and not difference[-1]:
        difference.pop()
    return difference

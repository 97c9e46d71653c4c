"""Decides what "not pledged" means on each kind of criterion: an answer of nothing, and never a missing one."""

from fractions import Fraction
from typing import Literal, NamedTuple

from scoring.exact import ZERO, exact_text
from scoring.methods import Banded, Method, OnScale, RelativeToBest, Target
from scoring.methods.unit_value import UnitValue
from scoring.plan import PlannedLeaf
from scoring.scores import LeafScore
from scoring.trace import value_text
from scoring.what_if import NotOffered

Basis = Literal["quantity", "mark", "nothing"]
"""What a pledge earned points by: its own quantity, the panel's mark on the whole answer, or nothing at all."""


class Without(NamedTuple):
    """What stands in place of an answer without its pledge: the value that is scored, and how people read it."""

    basis: Basis
    before: str
    after: str | None
    value: Fraction | NotOffered | None
    words: str


def without_pledge(leaf: PlannedLeaf, score: LeafScore, quantity: Fraction | None) -> Without:
    """Return what a bid's answer would be without a pledge of `quantity`, or without all of it where that is None.

    Marked answer: the lowest mark of its scale. Nobody knows what the panel would have given the rest of the answer,
    so the whole mark is at stake, and every pledge in the answer shares it. Quantity, where more is better: 0 (or what
    is left of it), scored by the rubric as any other 0: below the floor nothing, in a table the band of 0. Quantity,
    where less is better: 0 would be the best there is, so the answer earns the least that the method gives to any
    quantity, and no other bid is measured against it. Gate, price, record: no points rest on a pledge.
    """
    method = leaf.node.method
    before = exact_text(score.value) if score.answer is None else exact_text(score.answer.value)
    if isinstance(method, OnScale):
        lowest = method.scale.levels[0].mark
        words = f"with the lowest mark, {value_text(lowest)}, instead of {value_text(score.value)}"
        return Without("mark", before, exact_text(lowest), lowest, words)
    least = _least(method)
    if least is not None:
        words = "as though nothing had been offered, which earns the least that the rubric gives"
        return Without("quantity", before, None, NotOffered(least), words)
    if method.takes != "quantity" or score.share is None or score.answer is None:
        return Without("nothing", before, before, None, "no points rest on it")
    stated = score.answer.value
    left = ZERO if quantity is None or quantity >= stated else stated - quantity
    value = score.value * left / stated if left else ZERO
    words = f"with {value_text(left)} instead of {value_text(stated)}"
    return Without("quantity", before, exact_text(left), value, words)


def _least(method: Method) -> Fraction | None:
    """Return the least share that a method gives to any quantity where less is better; None for every other method."""
    if isinstance(method, UnitValue):
        return _least(method.then)
    if isinstance(method, Banded) and method.better == "lower":
        return method.bands[-1].share
    return ZERO if isinstance(method, RelativeToBest | Target) and method.better == "lower" else None

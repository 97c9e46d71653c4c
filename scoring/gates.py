"""Who may be scored: gates and minimums, published beforehand and applied without softening."""

from fractions import Fraction
from typing import NamedTuple

from scoring.bids import Answer
from scoring.methods import Gate
from scoring.methods.gate import passes
from scoring.rounding import STANDARD
from scoring.rubric import Criterion, Node
from scoring.trace import percent, plain


class Missed(NamedTuple):
    """A gate or a minimum that a bid does not reach, in words, and whether that excludes the bid."""

    criterion: str
    text: str
    excludes: bool


def fails_directly(leaf: Criterion, answer: Answer | None, *, excluding: bool) -> Missed | None:
    """Return the gate or minimum mark that this answer misses; 0 is a mark, and a missing answer misses nothing yet."""
    if answer is None:
        return None
    missed = None
    if isinstance(leaf.method, Gate) and not passes(answer.value):
        missed = Missed(leaf.id, f"{leaf.title}: not passed", leaf.method.consequence == "excluded")
    elif leaf.minimum is not None and leaf.minimum.mark is not None and answer.value < leaf.minimum.mark:
        mark, least = plain(answer.value, STANDARD), plain(leaf.minimum.mark, STANDARD)
        text = f"{leaf.title}: mark {mark} is below the minimum of {least}"
        missed = Missed(leaf.id, text, leaf.minimum.consequence == "excluded")
    return None if missed is None or (excluding and not missed.excludes) else missed


def fails_share(node: Node, share: Fraction) -> Missed | None:
    """Return the minimum share of a criterion or section that a bid misses."""
    minimum = node.minimum
    if minimum is None or minimum.share is None or share >= minimum.share:
        return None
    text = f"{node.title}: {percent(share)} of the points is below the minimum of {percent(minimum.share)}"
    return Missed(node.id, text, minimum.consequence == "excluded")

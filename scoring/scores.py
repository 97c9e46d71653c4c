"""What a bid earned: leaf by leaf, section by section, and the figure that it is ranked by."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from scoring.bids import Answer, Bid
from scoring.gates import Missed
from scoring.plan import PlannedLeaf, PlannedSection
from scoring.trace import Step


class LeafScore(NamedTuple):
    """What one answer earned; share and points are None where the criterion earns nothing."""

    planned: PlannedLeaf
    answer: Answer | None
    value: Fraction
    reference: Fraction | None
    share: Fraction | None
    points: Fraction | None
    workings: tuple[Step, ...] = ()


class SectionScore(NamedTuple):
    """What a section earned: the sum of what is inside it."""

    planned: PlannedSection
    points: Fraction
    inside: "tuple[NodeScore, ...]"

    @property
    def share(self) -> Fraction | None:
        """Return the points as a share of the weight, or None where nothing in the section earns points."""
        return self.points / self.planned.weight if self.planned.scored else None


NodeScore = LeafScore | SectionScore


class BidScore(NamedTuple):
    """What one ranked bid earned in a lot. `quality` is the sum of its points; `figure` is what it is ranked by."""

    bid: Bid
    nodes: tuple[NodeScore, ...]
    quality: Fraction
    figure: Fraction
    price: Fraction | None
    recorded: tuple[Missed, ...]

    def node(self, criterion: str) -> NodeScore | None:
        """Return the score of one section or criterion by its id."""
        return next((node for node in every_node(self.nodes) if node.planned.node.id == criterion), None)


def every_node(nodes: tuple[NodeScore, ...]) -> Iterator[NodeScore]:
    """Yield every score, a section before what is inside it."""
    for node in nodes:
        yield node
        if isinstance(node, SectionScore):
            yield from every_node(node.inside)

"""One lot of a rubric laid flat: which criteria count there and what each weighs of the whole."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from scoring.checks import counts, earns, leaf_weight
from scoring.exact import HUNDRED, ZERO
from scoring.rounding import Rounding
from scoring.rubric import Criterion, Node, Rubric, Section, WeightBasis
from scoring.trace import Step, plain


class PlannedLeaf(NamedTuple):
    """A criterion of a lot with its effective weight: percentage points of the 100 that a bid can earn.

    `rounding` is how its numbers are shown, by its own rule or else the rubric's, and `weight_text` its weight so.
    """

    node: Criterion
    weight: Fraction
    scored: bool
    step: Step
    rounding: Rounding
    weight_text: str


class PlannedSection(NamedTuple):
    """A section of a lot with its effective weight and what counts in it."""

    node: Section
    weight: Fraction
    scored: bool
    step: Step
    rounding: Rounding
    weight_text: str
    inside: "tuple[Planned, ...]"


Planned = PlannedLeaf | PlannedSection


class Plan(NamedTuple):
    """What counts in one lot."""

    lot: str
    nodes: tuple[Planned, ...]
    leaves: tuple[PlannedLeaf, ...]
    criteria: tuple[Criterion, ...]


def plan_lot(rubric: Rubric, lot: str) -> Plan:
    """Return what counts in a lot: the criteria common to all lots and those that name it."""
    top = Step("whole", HUNDRED, "all points that a bid can earn")
    nodes = _planned(rubric.criteria, rubric, lot, top)
    leaves = tuple(_leaves(nodes))
    return Plan(lot, nodes, leaves, tuple(leaf.node for leaf in leaves))


def effective_weight(weight: Fraction, parent: Fraction) -> Fraction:
    """Return weight per cent of the parent's effective weight.

    Source: category weight × section weight, as published by CalUsource for nested scoring.

    >>> effective_weight(Fraction(25), Fraction(75))
    Fraction(75, 4)
    """
    return weight * parent / 100


def _planned(nodes: Sequence[Node], rubric: Rubric, lot: str, parent: Step) -> tuple[Planned, ...]:
    planned: list[Planned] = []
    for node in nodes:
        if not counts(node, lot):
            continue
        scored = earns(node, lot)
        step = _weight_step(node, rubric.weights, lot, parent) if scored else Step(node.title, ZERO, "earns no points")
        rounding = node.rounding or rubric.rounding
        weight_text = plain(step.value, rounding)
        if isinstance(node, Section):
            inside = _planned(node.criteria, rubric, lot, step)
            planned.append(PlannedSection(node, step.value, scored, step, rounding, weight_text, inside))
        else:
            planned.append(PlannedLeaf(node, step.value, scored, step, rounding, weight_text))
    return tuple(planned)


def _weight_step(node: Node, basis: WeightBasis, lot: str, parent: Step) -> Step:
    """Return the effective weight of a node with how it came about."""
    if basis == "of_total":
        weight = leaf_weight([node], lot)
        return Step(
            "weight",
            weight,
            "stated as a share of the whole" if isinstance(node, Criterion) else "sum of what is inside",
        )
    own = Step("weight", node.weight or ZERO, "stated in the rubric, per cent of the section around it")
    if parent.what == "whole":
        return Step("weight", own.value, "stated in the rubric")
    return Step(
        "weight", effective_weight(own.value, parent.value), "weight × weight of the section ÷ 100", "", (own, parent)
    )


def _leaves(nodes: Sequence[Planned]) -> Iterator[PlannedLeaf]:
    for node in nodes:
        if isinstance(node, PlannedLeaf):
            yield node
        else:
            yield from _leaves(node.inside)

"""Frameworks as lenses: the same criteria and measures read under the headings of somebody else's strategy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.kit.errors import NotFound
from app.rubrics import data
from app.rubrics.leaves import Leaf
from scoring.checks import EVERY_LOT
from scoring.plan import plan_lot
from scoring.rubric import Rubric

Weights = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Group:
    """What a rubric asks under one heading, and the sum of the effective weights of that."""

    heading_id: str
    title: str
    leaves: tuple[Leaf, ...]
    weight: Fraction


@dataclass(frozen=True, slots=True)
class View:
    """One lot of a rubric through one framework; `lot` is None for a rubric that names no lots.

    A measure that a framework puts under two headings counts under both, so the headings need not make 100.
    """

    lot: str | None
    groups: tuple[Group, ...]
    unmapped: tuple[Leaf, ...]
    unmapped_weight: Fraction
    weights: Weights


def ids() -> tuple[str, ...]:
    """Return the id of every framework."""
    return data.names("frameworks")


def framework(framework_id: str) -> Mapping[str, Any]:
    """Return one framework as it ships; raise NotFound."""
    if framework_id not in ids():
        raise NotFound("framework", framework_id)
    return data.document("frameworks", framework_id)


def headings_of(framework_id: str, measure_id: str) -> tuple[str, ...]:
    """Return the ids of the headings that a measure falls under; empty where the framework does not map it."""
    return tuple(framework(framework_id)["maps"].get(measure_id, ()))


def effective_weights(rubric: Rubric, lot: str | None) -> Weights:
    """Return by criterion id what each question of a lot weighs of the 100 points that a bid can earn."""
    plan = plan_lot(rubric, EVERY_LOT if lot is None else lot)
    return {leaf.node.id: leaf.weight for leaf in plan.leaves}


def view(framework_id: str, rubric: Rubric, leaves: Sequence[Leaf], lot: str | None) -> View:
    """Return one lot of a rubric grouped by the headings of a framework, and what it says nothing about."""
    weights = effective_weights(rubric, lot)
    asked = [leaf for leaf in leaves if leaf.id in weights]
    headings = {leaf.id: _headings(framework_id, leaf) for leaf in asked}
    groups = []
    for heading in framework(framework_id)["headings"]:
        inside = tuple(leaf for leaf in asked if heading["id"] in headings[leaf.id])
        groups.append(Group(heading["id"], heading["title"], inside, _sum(inside, weights)))
    unmapped = tuple(leaf for leaf in asked if not headings[leaf.id])
    return View(lot, tuple(groups), unmapped, _sum(unmapped, weights), weights)


def _headings(framework_id: str, leaf: Leaf) -> tuple[str, ...]:
    return () if leaf.measure is None else headings_of(framework_id, leaf.measure["id"])


def _sum(leaves: Sequence[Leaf], weights: Weights) -> Fraction:
    return sum((weights[leaf.id] for leaf in leaves), Fraction(0))

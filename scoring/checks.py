"""What must hold across a whole rubric: ids are unique, weights make 100, and every rule refers to what exists."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from scoring.exact import HUNDRED, ZERO, exact_sum, exact_text
from scoring.findings import Collector
from scoring.methods import OnScale
from scoring.rubric import Aggregation, Criterion, Node, Section, TieBreak, WeightBasis, walk

EVERY_LOT: Final = ""
"""Stands for "whichever lot" in a rubric that names none: no lot can have an empty code."""


class WeightFault(NamedTuple):
    """A group of weights that does not make what it must: where, whose, what it makes and what it must make."""

    place: str
    whose: str
    makes: Fraction
    must_make: Fraction


def check_ids(nodes: Sequence[Node], out: Collector) -> None:
    """Report every id that stands for more than one section or criterion."""
    seen: dict[str, str] = {}
    for node in walk(tuple(nodes)):
        if node.id and node.id in seen:
            message = f"the id {node.id} already stands at {seen[node.id]}: an id names one section or criterion only"
            out.add("id.duplicate", f"{node.place}.id", message, value=node.id)
        seen.setdefault(node.id, node.place)


def earns(node: Node, lot: str | None = None) -> bool:
    """Say whether a node can earn points, in a lot or in any."""
    if isinstance(node, Criterion):
        return node.method.kind == "scored" and (lot is None or counts(node, lot))
    return (lot is None or counts(node, lot)) and any(earns(inner, lot) for inner in node.criteria)


def counts(node: Node, lot: str) -> bool:
    """Say whether a node counts in a lot; in a rubric that names no lot every node does."""
    return lot == EVERY_LOT or node.in_lot(lot)


def check_weights(nodes: Sequence[Node], basis: WeightBasis, lots: Sequence[str], out: Collector) -> None:
    """Report weights that are missing, do not belong, or do not make exactly 100, in each lot and at each level."""
    sound = True
    for node in walk(tuple(nodes)):
        sound &= _has_its_weight(node, basis, out)
    if not sound:
        return
    faults: dict[str, list[tuple[str, WeightFault]]] = {}
    for lot in lots or (EVERY_LOT,):
        for fault in weight_faults(nodes, basis, lot):
            faults.setdefault(fault.place, []).append((lot, fault))
    for place, found in faults.items():
        _, first = found[0]
        sums = {exact_text(fault.makes) for _, fault in found}
        where = [f"{exact_text(fault.makes)} in lot {lot}" if lot else exact_text(fault.makes) for lot, fault in found]
        must = exact_text(first.must_make)
        code = "weight.nothing_scored" if sums == {"0"} else "weight.not_100" if must == "100" else "weight.not_the_sum"
        way_out = f"change them so that they make exactly {must}"
        message = f"the weights {first.whose} make {', '.join(where)}, not {must}: {way_out}"
        out.add(code, place, message, value=exact_text(first.makes))


def _has_its_weight(node: Node, basis: WeightBasis, out: Collector) -> bool:
    """Report a weight that is missing or that does not belong; say whether the sums around the node can be trusted."""
    unreadable = out.touches_below(f"{node.place}.method") or out.touches(f"{node.place}.criteria")
    if unreadable or out.touches(f"{node.place}.weight"):
        return False
    if not earns(node) and node.weight is not None:
        inside = "nothing in this section earns points" if isinstance(node, Section) else "it earns no points"
        message = f"{node.id} has a weight, but {inside}: remove the weight, or score the criterion"
        out.add("weight.not_wanted", f"{node.place}.weight", message, value=exact_text(node.weight))
        return False
    if earns(node) and node.weight is None and not (isinstance(node, Section) and basis == "of_total"):
        message = f"{node.id} earns points but has no weight: state it as a percentage"
        out.add("weight.missing", f"{node.place}.weight", message)
        return False
    return True


def weight_faults(nodes: Sequence[Node], basis: WeightBasis, lot: str) -> Iterator[WeightFault]:
    """Yield every group of weights of one lot that does not make exactly what it must."""
    if basis == "of_total":
        yield from _faults_of_total(nodes, lot)
    else:
        yield from _faults_of_parent("criteria", "of the top-level criteria", nodes, lot)


def _faults_of_parent(place: str, whose: str, nodes: Sequence[Node], lot: str) -> Iterator[WeightFault]:
    weighted = [node for node in nodes if earns(node, lot)]
    makes = exact_sum([node.weight or ZERO for node in weighted])
    if makes != HUNDRED:
        yield WeightFault(place, whose, makes, HUNDRED)
    for node in weighted:
        if isinstance(node, Section):
            yield from _faults_of_parent(f"{node.place}.criteria", f"inside {node.id}", node.criteria, lot)


def _faults_of_total(nodes: Sequence[Node], lot: str) -> Iterator[WeightFault]:
    makes = leaf_weight(nodes, lot)
    if makes != HUNDRED:
        yield WeightFault("criteria", "of all criteria together", makes, HUNDRED)
    for node in walk(tuple(nodes)):
        if isinstance(node, Section) and node.weight is not None and earns(node, lot):
            inside = leaf_weight(node.criteria, lot)
            if inside != node.weight:
                yield WeightFault(f"{node.place}.criteria", f"inside {node.id}", inside, node.weight)


def leaf_weight(nodes: Sequence[Node], lot: str) -> Fraction:
    """Return the sum of the weights of the criteria that earn points in a lot, for a rubric that weighs by total."""
    inner = (
        leaf_weight(node.criteria, lot) if isinstance(node, Section) else node.weight or ZERO
        for node in nodes
        if earns(node, lot)
    )
    return exact_sum(inner)


def check_criteria(nodes: Sequence[Node], out: Collector) -> None:
    """Report criteria whose parts contradict one another."""
    for node in walk(tuple(nodes)):
        _check_minimum(node, out)
        if isinstance(node, Criterion) and not out.touches_below(f"{node.place}.method"):
            _check_answer(node, out)


def _check_minimum(node: Node, out: Collector) -> None:
    minimum = node.minimum
    if minimum is None or out.touches_below(f"{node.place}.minimum") or out.touches_below(f"{node.place}.method"):
        return
    place = f"{node.place}.minimum"
    relative = [leaf.id for leaf in node.leaves if leaf.method.relative]
    if relative:
        message = f"{node.id} has a minimum, but the score of {', '.join(relative)} depends on the other bids"
        out.add("minimum.on_relative", place, message)
    elif not earns(node):
        out.add("minimum.nothing_scored", place, f"{node.id} has a minimum, but it earns no points: a gate needs none")
    elif minimum.mark is not None:
        method = node.method if isinstance(node, Criterion) else None
        if not isinstance(method, OnScale):
            out.add(
                "minimum.no_scale", place, f"{node.id} is not marked on a scale: state the minimum as share_percent"
            )
        elif not method.scale.holds(minimum.mark):
            message = f"is not a mark of the scale {method.scale.id}: {method.scale.marks}"
            out.add("mark.off_scale", f"{place}.mark", message, value=exact_text(minimum.mark))


def _check_answer(leaf: Criterion, out: Collector) -> None:
    """Report a method that cannot read the answer that the criterion asks for."""
    takes = leaf.method.takes
    if (takes == "price") != (leaf.asks == "price") or (takes == "quantity" and leaf.asks != "quantity"):
        wanted = takes if takes in {"price", "quantity"} else "words, a quantity or a declaration"
        message = f"{leaf.id} asks for {leaf.asks}, but its method needs {wanted}: change one of them"
        out.add("method.wrong_answer", f"{leaf.place}.method", message, value=leaf.asks)
    for key, given in (("quantity", leaf.parts), ("normalise", leaf.normalise)):
        if given is not None and takes != "quantity":
            out.add(
                "quantity.not_wanted", f"{leaf.place}.{key}", f"{leaf.id} is not scored on a quantity: remove {key}"
            )
    if leaf.measure is not None and leaf.measure.adds_up == "record_only" and takes == "quantity" and earns(leaf):
        message = (
            f"{leaf.measure.id} is for the record only: record the quantity without points, or choose another measure"
        )
        out.add("measure.record_only", f"{leaf.place}.measure", message, value=leaf.measure.id)


def check_references(
    nodes: Sequence[Node], aggregation: Aggregation, steps: Sequence[TieBreak], out: Collector
) -> None:
    """Report an aggregation or a tie-break that names a criterion which does not exist or cannot serve."""
    known = {node.id: node for node in walk(tuple(nodes))}
    if aggregation.price is not None:
        price = known.get(aggregation.price)
        if not isinstance(price, Criterion) or price.asks != "price" or price.lots is not None:
            message = f"{aggregation.price} must be a criterion of this rubric that asks for a price in every lot"
            out.add("aggregation.no_price", "aggregation.price", message, value=aggregation.price)
    for index, step in enumerate(steps):
        place = f"tie_break[{index}]"
        if step.by == "criterion" and (step.criterion not in known or not earns(known[step.criterion])):
            message = f"{step.criterion} must be a section or criterion of this rubric that earns points"
            out.add("tie_break.unknown_criterion", f"{place}.criterion", message, value=step.criterion)
        if step.by == "shared" and index < len(steps) - 1:
            out.add("tie_break.after_shared", place, "a shared rank ends the tie-break: no step may follow it")

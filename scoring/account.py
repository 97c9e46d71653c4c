"""Gives the account of a bid's score in sentences and as a tree of steps, from the total down to the answers."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from scoring.aggregate import RULES, SOURCES, WHAT
from scoring.exact import ZERO, exact_text
from scoring.methods import OnScale
from scoring.rubric import Rubric
from scoring.scores import BidScore, LeafScore, NodeScore, SectionScore
from scoring.trace import Step, value_text


def said(score: NodeScore) -> str:
    """Return one line that a councillor can follow, such as "4 of 5 on Carbon × 30% = 24.00"."""
    planned = score.planned
    title = planned.node.title
    if isinstance(score, SectionScore):
        if not planned.scored:
            return f"{title}: earns no points"
        return f"{title}: {planned.rounding.shown(score.points)} of {planned.weight_text}"
    method = score.planned.node.method
    if score.share is None or score.points is None:
        return f"{title}: {method.said(score.value, score.reference, method.share(score.value, score.reference))}"
    how = method.said(score.value, score.reference, score.share)
    join = "on" if isinstance(method, OnScale) else "for"
    return f"{how} {join} {title} × {planned.weight_text}% = {planned.rounding.shown(score.points)}"


def said_total(score: BidScore, rubric: Rubric) -> str:
    """Return what a bid is ranked by, in one line."""
    shown, quality = rubric.rounding.shown(score.figure), rubric.rounding.shown(score.quality)
    aggregation = rubric.aggregation
    if aggregation.method == "weighted_sum":
        return f"{score.bid.name}: {shown} of 100"
    price = value_text(score.price or ZERO, rubric.rounding)
    worth = value_text(aggregation.willingness_to_pay or ZERO, rubric.rounding)
    how = {
        "price_per_quality_point": f"{price} ÷ {quality}",
        "quality_price_index": f"{quality} ÷ ({price} ÷ {value_text(aggregation.per or ZERO, rubric.rounding)})",
        "monetised_quality": f"{price} − {quality}% × {worth}",
    }[aggregation.method]
    return f"{score.bid.name}: {how} = {shown}"


def account(score: BidScore, rubric: Rubric) -> Step:
    """Return the tree of steps behind the figure that a bid is ranked by."""
    return account_of(score, rubric, steps(score.nodes))


def steps(nodes: Sequence[NodeScore]) -> tuple[Step, ...]:
    """Return the step of each node, in order, with everything below it; those inside a section are its inputs."""
    return tuple([_step(node) for node in nodes])


def account_of(score: BidScore, rubric: Rubric, parts: tuple[Step, ...]) -> Step:
    """Return the account of a bid around the steps of its nodes, for one who has made them already."""
    method = rubric.aggregation.method
    line = said_total(score, rubric)
    if method == "weighted_sum":
        return Step(WHAT[method], score.figure, RULES[method], SOURCES[method], parts, line)
    quality = Step("quality points", score.quality, "sum of the points", inputs=parts)
    inputs = [quality, Step("price", score.price or ZERO, "as given in the bid")]
    for what, amount in (
        ("per", rubric.aggregation.per),
        ("willingness to pay", rubric.aggregation.willingness_to_pay),
    ):
        if amount is not None:
            inputs.append(Step(what, amount, "set by the rubric"))
    return Step(WHAT[method], score.figure, RULES[method], SOURCES[method], tuple(inputs), line)


def _step(score: NodeScore) -> Step:
    """Return the step of one section or criterion, with everything below it."""
    node, line = score.planned.node, said(score)
    if isinstance(score, SectionScore):
        return Step(node.title, score.points, "sum of the points inside", "", steps(score.inside), line)
    if score.points is None:
        rule, source = node_rule(score)
        return Step(node.title, score.value, rule, source, (), line)
    source = score.planned.node.source
    return Step(node.title, score.points, "share × weight", source, (*score.workings, score.planned.step), line)


def node_rule(score: LeafScore) -> tuple[str, str]:
    """Return the rule and the source of a criterion that earns no points."""
    method = score.planned.node.method
    return method.rule, score.planned.node.source or method.source


def lines(score: BidScore, rubric: Rubric, depth: int | None = None) -> Iterator[str]:
    """Yield the account of a bid's score line by line, down to `depth` levels; None goes down to the answers."""
    yield from account(score, rubric).lines(rubric.rounding, depth)


def given(score: LeafScore) -> dict[str, object]:
    """Return the answer as the bid gave it; a price that stands on the bid itself is given as a price."""
    return {"price": exact_text(score.value)} if score.answer is None else dict(score.answer.given)


def points_or_zero(score: NodeScore | None) -> Fraction:
    """Return the points of a node, 0 where it earns none."""
    return ZERO if score is None or score.points is None else score.points

"""Random rubrics and bids that are valid by construction, for the properties that must hold of every result."""

from typing import Any

from hypothesis import strategies as st

from tests.scoring.builders import (
    Mapping,
    best,
    bid,
    bids,
    marked,
    marks,
    priced,
    quantities,
    quantity,
    rubric,
    section,
    target,
)

TIES = [{"by": "criterion", "criterion": "c0"}, {"by": "price"}, {"by": "shared"}]


@st.composite
def weights(draw: st.DrawFn, count: int) -> list[str]:
    """Return weights above 0, with up to two places, that make exactly 100."""
    cuts = sorted(draw(st.lists(st.integers(1, 9999), min_size=count - 1, max_size=count - 1, unique=True)))
    hundredths = [end - start for start, end in zip([0, *cuts], [*cuts, 10000], strict=True)]
    return [f"{part // 100}.{part % 100:02d}" for part in hundredths]


MARKS = st.integers(0, 5).map(str)
AMOUNTS = st.integers(1, 400).map(lambda value: f"{value // 4}.{value % 4 * 25:02d}")
PRICES = st.integers(1, 60).map(lambda value: str(value * 1000))


@st.composite
def absolute_rubrics(draw: st.DrawFn) -> Mapping:
    """Return a rubric of marked criteria only, one of them perhaps a section of two."""
    return draw(_rubrics(marked))


@st.composite
def mixed_rubrics(draw: st.DrawFn, aggregation: Mapping | None = None) -> Mapping:
    """Return a rubric with marks, a target, a share of the best, and a price."""
    kinds = [marked, marked, _guarded, _of_best, _to_target]

    def leaf(name: str, weight: str) -> Mapping:
        chosen: Mapping = draw(st.sampled_from(kinds))(name, weight)
        return chosen

    return draw(_rubrics(leaf, priced_too=aggregation is None, aggregation=aggregation))


def _of_best(name: str, weight: str) -> Mapping:
    return quantity(name, weight, best())


def _to_target(name: str, weight: str) -> Mapping:
    return quantity(name, weight, target("0", "80"))


def _guarded(name: str, weight: str) -> Mapping:
    return marked(name, weight, minimum={"mark": "2", "consequence": "excluded"})


@st.composite
def _rubrics(draw: st.DrawFn, leaf: Any, *, priced_too: bool = False, aggregation: Mapping | None = None) -> Mapping:
    count = draw(st.integers(2, 4))
    top = draw(weights(count + priced_too))
    nodes = [marked("c0", top[0]), *(leaf(f"c{place}", top[place]) for place in range(1, count))]
    if draw(st.booleans()):
        inside = draw(weights(2))
        nodes[-1] = section("inner", top[count - 1], leaf("d0", inside[0]), leaf("d1", inside[1]))
    if priced_too:
        nodes.append(priced("price", top[-1]))
    if aggregation is not None:
        return rubric(*nodes, priced("price", None), tie_break=TIES, aggregation=aggregation)
    return rubric(*nodes, tie_break=TIES)


@st.composite
def bids_for(draw: st.DrawFn, form: Mapping, *, most: int = 5) -> Mapping:
    """Return complete live bids for a rubric, each with a price above 0."""
    leaves = [leaf for node in form["criteria"] for leaf in node.get("criteria", [node])]
    entries = []
    for place in range(draw(st.integers(1, most))):
        answers: Mapping = {}
        for leaf in leaves:
            if leaf["asks"] == "words":
                answers |= marks(**{leaf["id"]: draw(MARKS)})
            elif leaf["asks"] == "quantity":
                answers |= quantities(**{leaf["id"]: draw(AMOUNTS)})
        entries.append(bid(f"B{place}", answers, price=draw(PRICES)))
    return bids(*entries)


@st.composite
def evaluations(draw: st.DrawFn) -> tuple[Mapping, Mapping]:
    """Return a mixed rubric and bids for it."""
    form = draw(mixed_rubrics())
    return form, draw(bids_for(form))

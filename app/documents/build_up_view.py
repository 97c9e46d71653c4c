"""Decides what the charts of scores draw: which criteria are told apart, which bids stand beside one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.documents.award_content import Bidder, Criterion, Method
from app.documents.catalogue import say, say_many
from app.documents.charts import MOST_PARTS, Part, Stack, score_build_up
from app.documents.charts_at_a_glance import Lead, leads
from app.documents.figures import Number
from app.documents.scores_view import ScoresView
from app.documents.svg import plainly
from app.documents.wording import number, ordinal
from scoring.exact import exact_text
from scoring.rounding import shown

LETTERS: Final = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class Tile:
    """One piece of the chart: a top-level criterion, or what the small ones come to together."""

    title: str
    available: Number
    criteria: tuple[str, ...]


def build_up(view: ScoresView, bidders: Sequence[Bidder]) -> str | None:
    """Return the score build-up of bids by criterion, or None when there is nothing to draw."""
    found = tiles(view.criteria)
    if not bidders or not found:
        return None
    most = sum((each.available.fraction for each in found), Fraction(0))
    totals = ", ".join(f"{each.party.name} {number(each.total)}" for each in bidders if each.total)
    return score_build_up(
        "build-up",
        title=say_many(
            "Points by criterion of %(count)s ranked bid: %(totals)s",
            "Points by criterion of %(count)s ranked bids: %(totals)s",
            len(bidders),
            totals=totals,
        ),
        parts=[
            Part(
                key=LETTERS[index],
                title=plainly(each.title, say("criterion %(number)s", number=index + 1)),
                available=plural_points(each.available),
            )
            for index, each in enumerate(found)
        ],
        stacks=[_stack(view, each, found) for each in bidders],
        most=-(-most.numerator // most.denominator),
    )


def lead_chart(bidders: Sequence[Bidder], stands_out: str | None, method: Method) -> str | None:
    """Return the totals of bids side by side, or None for fewer than two, and where less is better."""
    found = [(each, each.total) for each in bidders if each.total is not None]
    if len(found) < 2 or not method.more_is_better:  # noqa: PLR2004  (a comparison is of two)
        return None
    return leads(
        "leads",
        title=say("The first bids compared"),
        bids=[
            Lead(name=name_of(each), figure=total.fraction, shown=number(total), stands_out=each.id == stands_out)
            for each, total in found
        ],
    )


def name_of(bidder: Bidder) -> str:
    """Return a bidder's name for a drawing, or its place where the name cannot be drawn letter by letter."""
    return plainly(bidder.party.name, say("%(place)s in the ranking", place=ordinal(bidder.rank or 0)))


def plural_points(available: Number) -> str:
    """Return how many points a criterion could earn, in words."""
    return say("%(points)s point" if available.exact == "1" else "%(points)s points", points=number(available))


def tiles(criteria: tuple[Criterion, ...]) -> tuple[Tile, ...]:
    """Return what the chart tells apart: the top level that has more than one weighed part, at most eight of them."""
    weighed = [each for each in criteria if each.share_of_total is not None]
    if len(weighed) == 1 and weighed[0].criteria:
        return tiles(weighed[0].criteria)
    found = [
        Tile(title=each.title, available=each.share_of_total, criteria=(each.id,))
        for each in weighed
        if each.share_of_total
    ]
    if len(found) <= MOST_PARTS:
        return tuple(found)
    largest = sorted(found, key=lambda each: -each.available.fraction)[: MOST_PARTS - 1]
    rest = [each for each in found if each not in largest]
    together = sum((each.available.fraction for each in rest), Fraction(0))
    other = Tile(
        title=say_many("%(count)s other criterion", "%(count)s other criteria together", len(rest)),
        available=Number(exact=exact_text(together), shown=shown(together)),
        criteria=tuple(each.criteria[0] for each in rest),
    )
    return (*(each for each in found if each in largest), other)


def _stack(view: ScoresView, bidder: Bidder, parts: Sequence[Tile]) -> Stack:
    points = tuple(_points(view, bidder, tile) for tile in parts)
    total = bidder.total if view.method.points_add_up else None
    return Stack(
        name=name_of(bidder),
        points=points,
        shown=tuple(_shown(view, bidder, tile, each) for tile, each in zip(parts, points, strict=True)),
        total=number(total) if total else shown(sum(points, Fraction(0))),
    )


def _points(view: ScoresView, bidder: Bidder, tile: Tile) -> Fraction:
    found = (view.scored_on(bidder.id, criterion) for criterion in tile.criteria)
    return sum((each.points.fraction for each in found if each and each.points), Fraction(0))


def _shown(view: ScoresView, bidder: Bidder, tile: Tile, points: Fraction) -> str:
    score = view.scored_on(bidder.id, tile.criteria[0])
    return number(score.points) if len(tile.criteria) == 1 and score and score.points else shown(points)

"""Arranges an award summary for the page: which layout holds its bidders, and what the charts draw."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from app.documents.award_content import AwardSummary, Bidder, BidStatus, Criterion, Promise, Standstill
from app.documents.charts import MOST_PARTS, Part, Stack, score_build_up
from app.documents.figures import Number
from app.documents.quantities import is_longer
from app.documents.scores_view import ScoresView
from app.documents.svg import plainly
from app.documents.wording import number, ordinal, plural
from scoring.exact import exact_text
from scoring.rounding import shown

MOST_SIDE_BY_SIDE: Final = 5
"""More bidders than this do not fit side by side in columns people can read; each criterion then has its own table."""

MOST_DRAWN: Final = 20
LETTERS: Final = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class Tile:
    """One piece of the chart: a top-level criterion, or what the small ones come to together."""

    title: str
    available: Number
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """One day of the standstill period and what it counts as."""

    on: date
    said: str


class AwardView(ScoresView):
    """What the award templates ask of an award summary."""

    def __init__(self, award: AwardSummary) -> None:
        """Arrange `award` once; every look-up after this is a dictionary."""
        super().__init__(award.criteria, award.bidders, award.method)
        self.award = award
        self.ranked = tuple(each for each in award.bidders if each.status is BidStatus.RANKED)
        self.excluded = tuple(each for each in award.bidders if each.status is BidStatus.EXCLUDED)
        self.withdrawn = tuple(each for each in award.bidders if each.status is BidStatus.WITHDRAWN)
        self.scored = tuple(each for each in award.bidders if each.scores)
        self.side_by_side = len(self.scored) <= MOST_SIDE_BY_SIDE
        self.tiles = _tiles(award.criteria)
        self.winner = award.winner
        self.calendar = _calendar(award.standstill)
        self.promises = tuple(sorted(award.promises, key=_weight_of))
        self.counted_promises = tuple(each for each in self.promises if each.quantity is not None)
        self.is_rounded = any(is_longer(each.quantity) for each in award.promises if each.quantity is not None)

    @property
    def promised_by(self) -> str | None:
        """When all promises are to be kept, or None where they differ."""
        found = {each.by_when for each in self.award.promises}
        return found.pop() if len(found) == 1 else None

    @property
    def chart(self) -> str | None:
        """The score build-up of the first ranked bids, or None when there is nothing to draw."""
        drawn = self.ranked[:MOST_DRAWN]
        if not drawn or not self.tiles:
            return None
        most = sum((each.available.fraction for each in self.tiles), Fraction(0))
        totals = ", ".join(f"{each.party.name} {number(each.total)}" for each in drawn if each.total)
        parts = [
            Part(
                key=LETTERS[index],
                title=plainly(each.title, f"criterion {index + 1}"),
                available=plural_points(each.available),
            )
            for index, each in enumerate(self.tiles)
        ]
        return score_build_up(
            "build-up",
            title=f"Points by criterion of {plural(len(drawn), 'ranked bid')}: {totals}",
            parts=parts,
            stacks=[self._stack(each) for each in drawn],
            most=-(-most.numerator // most.denominator),
        )

    @property
    def chart_leaves_out(self) -> int:
        """How many ranked bids the chart has no room for."""
        return max(0, len(self.ranked) - MOST_DRAWN)

    def _stack(self, bidder: Bidder) -> Stack:
        points = tuple(self._points(bidder, tile) for tile in self.tiles)
        total = bidder.total if self.award.method.points_add_up else None
        said = number(total) if total else shown(sum(points, Fraction(0)))
        return Stack(
            name=plainly(bidder.party.name, f"{ordinal(bidder.rank or 0)} in the ranking"),
            points=points,
            shown=tuple(self._shown(bidder, tile, each) for tile, each in zip(self.tiles, points, strict=True)),
            total=said,
        )

    def _points(self, bidder: Bidder, tile: Tile) -> Fraction:
        found = (self._scores.get((bidder.id, criterion)) for criterion in tile.criteria)
        return sum((each.points.fraction for each in found if each and each.points), Fraction(0))

    def _shown(self, bidder: Bidder, tile: Tile, points: Fraction) -> str:
        score = self._scores.get((bidder.id, tile.criteria[0]))
        return number(score.points) if len(tile.criteria) == 1 and score and score.points else shown(points)


def _weight_of(promise: Promise) -> tuple[bool, Fraction]:
    """Return where a promise stands in the list: quantities before words, then by the points that rested on it."""
    return (promise.quantity is None, -promise.points.fraction if promise.points else Fraction(0))


def plural_points(available: Number) -> str:
    """Return how many points a criterion could earn, in words."""
    return f"{number(available)} {'point' if available.exact == '1' else 'points'}"


def _calendar(pause: Standstill) -> tuple[CalendarLine, ...]:
    counting = [
        CalendarLine(on=on, said=f"working day {place} of {len(pause.working_days)}")
        for place, on in enumerate(pause.working_days, start=1)
    ]
    skipped = [CalendarLine(on=each.on, said=f"not a working day: {each.why}") for each in pause.skipped]
    return tuple(sorted((*counting, *skipped), key=lambda each: each.on))


def _tiles(criteria: tuple[Criterion, ...]) -> tuple[Tile, ...]:
    """Return what the chart tells apart: the top level that has more than one weighed part, at most eight of them."""
    weighed = [each for each in criteria if each.share_of_total is not None]
    if len(weighed) == 1 and weighed[0].criteria:
        return _tiles(weighed[0].criteria)
    tiles = [
        Tile(title=each.title, available=each.share_of_total, criteria=(each.id,))
        for each in weighed
        if each.share_of_total
    ]
    if len(tiles) <= MOST_PARTS:
        return tuple(tiles)
    largest = sorted(tiles, key=lambda each: -each.available.fraction)[: MOST_PARTS - 1]
    rest = [each for each in tiles if each not in largest]
    together = sum((each.available.fraction for each in rest), Fraction(0))
    other = Tile(
        title=f"{len(rest)} other criteria together",
        available=Number(exact=exact_text(together), shown=shown(together)),
        criteria=tuple(each.criteria[0] for each in rest),
    )
    return (*(each for each in tiles if each in largest), other)

"""Arranges an award summary for the page: which layout holds its bidders, and what the charts draw."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from app.documents.award_content import AwardSummary, BidStatus, Promise, Standstill
from app.documents.build_up_view import build_up, lead_chart
from app.documents.catalogue import say
from app.documents.charts_at_a_glance import Span, weight_room
from app.documents.issued_content import IssuedAwardSummary, Room
from app.documents.quantities import is_longer
from app.documents.scores_view import ScoresView
from app.documents.svg import plainly
from app.documents.wording import number

MOST_SIDE_BY_SIDE: Final = 5
"""More bidders than this do not fit side by side in columns people can read; each criterion then has its own table."""

MOST_DRAWN: Final = 20
MOST_LEADING: Final = 3
MOST_ROOMS: Final = 10


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """One day of the standstill period: which working day it is, or why it is none."""

    on: date
    place: int | None
    said: str | None

    @property
    def counts(self) -> bool:
        """Whether it is a working day."""
        return self.place is not None


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
        return build_up(self, self.ranked[:MOST_DRAWN])

    @property
    def lead_chart(self) -> str | None:
        """The first bids side by side, or None where there is nothing to compare or less is better."""
        return lead_chart(self.ranked[:MOST_LEADING], self.award.decision.winner, self.award.method)

    @property
    def room_chart(self) -> str | None:
        """How far each weight could move before the winner changes, the nearest first, or None where none could."""
        drawn = self._rooms[:MOST_ROOMS]
        if not drawn:
            return None
        return weight_room(
            "weight-room",
            title=say("How far each weight could move, the others rescaled, before another bid is first"),
            spans=[self._span(each) for each in drawn],
        )

    @property
    def rooms_left_out(self) -> int:
        """How many criteria whose weights could move further than those drawn are left out."""
        return max(0, len(self._rooms) - MOST_ROOMS)

    @property
    def _rooms(self) -> tuple[Room, ...]:
        """The weights that could change the winner, the one with the least room first."""
        found = self.award.room if isinstance(self.award, IssuedAwardSummary) else ()
        return tuple(sorted((each for each in found if each.least or each.most), key=_nearest))

    def _span(self, room: Room) -> Span:
        title = self.titles.get(room.criterion, room.criterion)
        return Span(
            name=plainly(title, room.criterion),
            weight=room.weight.fraction,
            shown=number(room.weight),
            least=room.least.fraction if room.least else None,
            least_shown=number(room.least) if room.least else None,
            most=room.most.fraction if room.most else None,
            most_shown=number(room.most) if room.most else None,
        )

    @property
    def chart_leaves_out(self) -> int:
        """How many ranked bids the chart has no room for."""
        return max(0, len(self.ranked) - MOST_DRAWN)


def _nearest(room: Room) -> Fraction:
    """Return how near the end of a span lies to the weight, as a share of the weight."""
    ends = [end.fraction for end in (room.least, room.most) if end is not None]
    return min(abs(end - room.weight.fraction) for end in ends) / room.weight.fraction


def _weight_of(promise: Promise) -> tuple[bool, Fraction]:
    """Return where a promise stands in the list: quantities before words, then by the points that rested on it."""
    return (promise.quantity is None, -promise.points.fraction if promise.points else Fraction(0))


def _calendar(pause: Standstill) -> tuple[CalendarLine, ...]:
    counting = [CalendarLine(on=on, place=place, said=None) for place, on in enumerate(pause.working_days, start=1)]
    skipped = [CalendarLine(on=each.on, place=None, said=each.why) for each in pause.skipped]
    return tuple(sorted((*counting, *skipped), key=lambda each: each.on))

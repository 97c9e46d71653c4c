"""Two charts for a glance: how far apart the first bids are, and how far each weight could move."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.documents.catalogue import say
from app.documents.palette import HOUSE, palette
from app.documents.svg import (
    GREY,
    INK,
    LINE,
    Label,
    box,
    drawing,
    fitted,
    line,
    lines,
    pixel,
    text,
    text_width,
    wrapped,
)

WIDTH: Final = 640
TONES: Final = palette(HOUSE)
NAME: Final = Label(size=12, weight=600)
VALUE: Final = Label(size=12, weight=700)
SMALL: Final = Label(size=11, colour=GREY)
MIDDLE: Final = Label(size=11, colour=GREY, anchor="middle")
END: Final = Label(size=11, anchor="end")

LEAD_WIDTH: Final = 520
LEAD_LABEL: Final = 220
LEAD_ROW: Final = 24
LEAD_BAR: Final = 16
LEAD_END: Final = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Lead:
    """One bid in the race: its figure exactly and as it is shown; the one that stands out is drawn solid."""

    name: str
    figure: Fraction
    shown: str
    stands_out: bool


def leads(name: str, *, title: str, bids: Sequence[Lead]) -> str:
    """Return one bar for each bid, from nought to the largest figure: solid for the one that stands out."""
    most = max((each.figure for each in bids), default=Fraction(0)) or Fraction(1)
    described = "; ".join(f"{each.name}: {each.shown}" for each in bids)
    size = (LEAD_WIDTH, LEAD_ROW * len(bids))
    return drawing(name, size, title=title, described=described, shapes=_leads(bids, most))


def _leads(bids: Sequence[Lead], most: Fraction) -> Iterator[str]:
    room = LEAD_WIDTH - LEAD_LABEL - LEAD_END
    for place, each in enumerate(bids):
        y = place * LEAD_ROW + 4
        label = NAME if each.stands_out else Label(size=12)
        yield text(0, y + 12, fitted(each.name, LEAD_LABEL - 8, 12), label)
        drawn = pixel(max(each.figure, Fraction(0)) / most * room)
        fill, edge = (TONES.strong, TONES.strong) if each.stands_out else (TONES.pale, TONES.middle)
        yield box(LEAD_LABEL, y, drawn, LEAD_BAR, fill, stroke=edge)
        yield text(LEAD_LABEL + drawn + 8, y + 12, each.shown, VALUE if each.stands_out else Label(size=12))


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """The span of one weight in percent, exactly and as it is shown; an end is None where nothing there ends it."""

    name: str
    weight: Fraction
    shown: str
    least: Fraction | None
    least_shown: str | None
    most: Fraction | None
    most_shown: str | None


LABEL: Final = 190
TOP: Final = 26
ROW: Final = 30
BAR: Final = 12
PLOT: Final = WIDTH - LABEL - 20
STEP: Final = 20
HUNDRED: Final = 100


def weight_room(name: str, *, title: str, spans: Sequence[Span]) -> str:
    """Return, for each weight, the span in which the winner stays first, with the published weight marked on it."""
    top = _top(spans)
    described = "; ".join(f"{each.name}: {each.shown}%, {_in_words(each)}" for each in spans)
    size = (WIDTH, TOP + ROW * len(spans) + 6)
    return drawing(name, size, title=title, described=described, shapes=_rooms(spans, top))


def _top(spans: Sequence[Span]) -> int:
    """Return where the scale ends: at the next step of twenty above every weight and every end that is drawn."""
    ends = [end for each in spans for end in (each.weight, each.most) if end is not None]
    most = max(ends, default=Fraction(HUNDRED))
    return min(HUNDRED, -(-(most.numerator + most.denominator) // (most.denominator * STEP)) * STEP)


def _rooms(spans: Sequence[Span], top: int) -> Iterator[str]:
    bottom = TOP + ROW * len(spans)
    for tick in range(0, top + 1, STEP // 2 if top <= STEP * 2 else STEP):
        x = _at(Fraction(tick), top)
        yield line((x, TOP - 6), (x, bottom), LINE)
        yield text(x, 12, f"{tick}%", MIDDLE)
    for place, each in enumerate(spans):
        yield from _span(each, TOP + place * ROW, top)


def _span(each: Span, y: int, top: int) -> Iterator[str]:
    said = wrapped(each.name, LABEL - 34, 12, lines=2)
    yield lines(0, y + (14 if len(said) == 1 else 8), said, Label(size=12), leading=13)
    left, right = _at(each.least or Fraction(0), top), _at(each.most or Fraction(top), top)
    yield box(left, y + 4, right - left, BAR, TONES.soft)
    for end, shown, anchor, shift in (
        (each.least, each.least_shown, "end", -5),
        (each.most, each.most_shown, "start", 5),
    ):
        if end is not None:
            x = _at(end, top)
            yield box(x - 1, y + 3, 2, BAR + 2, INK)
            yield from _beside(x + shift, y + 14, f"{shown}", anchor)
    at = _at(each.weight, top)
    yield box(at - 3, y - 2, 6, BAR + 12, TONES.strong)
    yield text(LABEL - 10, y + 14, f"{each.shown}", Label(size=11, weight=700, anchor="end"))


def _beside(x: int, y: int, said: str, anchor: str) -> Iterator[str]:
    width = text_width(said, 11)
    left = x - width if anchor == "end" else x
    yield box(left - 1, y - 10, width + 1, 12, "#ffffff")
    yield text(left, y, said, Label(size=11))


def _at(value: Fraction, top: int) -> int:
    return LABEL + pixel(min(value, Fraction(top)) / top * PLOT)


def _in_words(each: Span) -> str:
    if each.least is None and each.most is None:
        return say("any weight keeps the winner")
    if each.least is None:
        return say("up to %(most)s%% keeps the winner", most=each.most_shown)
    if each.most is None:
        return say("from %(least)s%% keeps the winner", least=each.least_shown)
    return say("from %(least)s%% to %(most)s%% keeps the winner", least=each.least_shown, most=each.most_shown)

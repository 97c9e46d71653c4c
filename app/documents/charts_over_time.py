"""The chart of a commitment over its periods: what should have come by then, beside what was proved by then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.documents.catalogue import say
from app.documents.svg import GREY, TEAL, Label, box, drawing, fitted, line, lines, path, pixel, text, text_width

WIDTH: Final = 640
PLOT_TOP: Final = 40
PLOT_HEIGHT: Final = 96
PLOT_LEFT: Final = 78
PLOT_RIGHT: Final = WIDTH - 84
FLOOR: Final = PLOT_TOP + PLOT_HEIGHT
MARK: Final = 4
FURTHEST: Final = Fraction(8, 5)
"""A promise further than this above all points would press them flat; it is then said and not drawn."""

MOST_LABELS: Final = 8

SMALL: Final = Label(size=11, colour=GREY)
SMALL_END: Final = Label(size=11, colour=GREY, anchor="end")
TARGET: Final = Label(size=11, colour=GREY, anchor="middle")
PROVED: Final = Label(size=11, weight=600, colour=TEAL, anchor="middle")

Place = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """How a commitment stood at the end of one period; a value is None when there is none, never nought.

    `period` is its name in full, for those who hear the chart; `axis` is the same in two short lines.
    """

    period: str
    axis: tuple[str, str]
    target: Fraction | None
    target_shown: str
    proved: Fraction | None
    proved_shown: str


def to_date(name: str, points: Sequence[Point], *, title: str, promised: Fraction | None, shown: str) -> str:
    """Return the target to date against the proved quantity to date, period by period.

    The target is a dashed line with open circles, the proved quantity a solid line with filled squares; a
    period without data leaves a gap in the line and does not pull it down to nought.
    """
    described = "; ".join(
        say(
            "%(period)s: target %(target)s, proved %(proved)s",
            period=each.period,
            target=each.target_shown,
            proved=each.proved_shown,
        )
        for each in points
    )
    return drawing(name, (WIDTH, FLOOR + 48), title=title, described=described, shapes=_shapes(points, promised, shown))


def _shapes(points: Sequence[Point], promised: Fraction | None, shown: str) -> Iterator[str]:
    found = [each for point in points for each in (point.target, point.proved) if each is not None]
    most = max([*found, Fraction(0)]) or promised or Fraction(1)
    in_reach = promised is not None and promised <= most * FURTHEST
    most = max(most, promised) if promised and in_reach else most
    yield from _key()
    yield from _frame(promised if in_reach else None, shown, most)
    if promised and not in_reach:
        note = say("promised %(promise)s, above this scale", promise=shown)
        yield text(WIDTH, 14, fitted(note, WIDTH - PLOT_LEFT - 280, 11), SMALL_END)
    columns = _columns(len(points))
    yield from _periods(points, columns)
    target = tuple(_place(x, each.target, most) for x, each in zip(columns, points, strict=True))
    proved = tuple(_place(x, each.proved, most) for x, each in zip(columns, points, strict=True))
    yield from (path(run, GREY, dashed=True) for run in _runs(target))
    yield from (path(run, TEAL) for run in _runs(proved))
    spread = -(-len(points) // MOST_LABELS)
    for index, each in enumerate(points):
        labelled = (len(points) - 1 - index) % spread == 0
        yield from _marks(each, target[index], proved[index], labelled=labelled)


def _key() -> Iterator[str]:
    yield path(((PLOT_LEFT, 10), (PLOT_LEFT + 28, 10)), GREY, dashed=True)
    yield _circle(PLOT_LEFT + 14, 10)
    yield text(PLOT_LEFT + 34, 14, say("target to date"), SMALL)
    yield path(((PLOT_LEFT + 140, 10), (PLOT_LEFT + 168, 10)), TEAL)
    yield _square(PLOT_LEFT + 154, 10)
    yield text(PLOT_LEFT + 174, 14, say("proved to date"), SMALL)


def _frame(promised: Fraction | None, shown: str, most: Fraction) -> Iterator[str]:
    yield line((PLOT_LEFT, FLOOR), (PLOT_RIGHT, FLOOR), GREY)
    yield text(PLOT_LEFT - 8, FLOOR + 4, "0", SMALL_END)
    if promised:
        y = _height(promised, most)
        yield line((PLOT_LEFT, y), (PLOT_RIGHT, y), GREY, dashed=True)
        yield text(PLOT_LEFT - 8, y + 4, fitted(shown, PLOT_LEFT - 8, 11), SMALL_END)
        yield text(PLOT_RIGHT + 8, y + 4, say("promised"), SMALL)


def _columns(count: int) -> tuple[int, ...]:
    step = Fraction(PLOT_RIGHT - PLOT_LEFT, max(count, 1))
    return tuple(PLOT_LEFT + pixel(step * index + step / 2) for index in range(count))


def _periods(points: Sequence[Point], columns: tuple[int, ...]) -> Iterator[str]:
    spread = -(-len(points) // MOST_LABELS)
    room = (PLOT_RIGHT - PLOT_LEFT) * spread // max(len(points), 1) - 8
    for index, (x, each) in enumerate(zip(columns, points, strict=True)):
        yield line((x, FLOOR), (x, FLOOR + 4), GREY)
        if (len(points) - 1 - index) % spread == 0:
            yield lines(x, FLOOR + 30, tuple(fitted(said, room, 11) for said in each.axis), TARGET, leading=13)


def _marks(each: Point, target: Place | None, proved: Place | None, *, labelled: bool) -> Iterator[str]:
    """Draw both marks; the higher one carries its label above, the lower one below, so that they never meet."""
    target_above = target is not None and (proved is None or target[1] <= proved[1])
    if target is not None:
        yield _circle(*target)
        if labelled:
            yield _tag(target, each.target_shown, TARGET, above=target_above)
    if proved is not None:
        yield _square(*proved)
        if labelled:
            yield _tag(proved, each.proved_shown, PROVED, above=not target_above)


def _tag(place: Place, said: str, label: Label, *, above: bool) -> str:
    x, y = place[0], place[1] - 8 if above else place[1] + 16
    if not above and y > FLOOR - 6:
        y = FLOOR + 15  # under the axis, which would otherwise strike it through
    width = text_width(said, label.size)
    return box(x - width // 2, y - 9, width, 11, "#ffffff") + text(x, y, said, label)


def _place(x: int, value: Fraction | None, most: Fraction) -> Place | None:
    return None if value is None else (x, _height(value, most))


def _height(value: Fraction, most: Fraction) -> int:
    return FLOOR - pixel(max(value, Fraction(0)) / most * PLOT_HEIGHT)


def _runs(places: tuple[Place | None, ...]) -> Iterator[tuple[Place, ...]]:
    run: list[Place] = []
    for place in (*places, None):
        if place is not None:
            run.append(place)
        elif run:
            yield tuple(run)
            run = []


def _circle(x: int, y: int) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{MARK}" fill="#ffffff" stroke="{GREY}" stroke-width="2"/>'


def _square(x: int, y: int) -> str:
    return box(x - MARK, y - MARK, 2 * MARK, 2 * MARK, TEAL)

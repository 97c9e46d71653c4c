"""Charts as SVG text, drawn from exact numbers; every bar is labelled and patterned, so that grey reads too."""

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
    TEAL,
    Label,
    box,
    drawing,
    fitted,
    hatch,
    line,
    lines,
    pixel,
    text,
    text_width,
    wrapped,
)
from app.documents.wording import percent

WIDTH: Final = 640
LABEL_WIDTH: Final = 164
ROOM: Final = Fraction(1)

SMALL: Final = Label(size=11, colour=GREY)
NAME: Final = Label(size=12, weight=600)
RIGHT: Final = Label(size=12, weight=600, anchor="end")
AXIS: Final = Label(size=10, colour=GREY, anchor="middle")


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One piece of a score, drawn in every bar in the same style; `key` is the letter printed on it."""

    key: str
    title: str
    available: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Stack:
    """One bidder's bar: the exact points of each part, how each reads, and how the total reads."""

    name: str
    points: tuple[Fraction, ...]
    shown: tuple[str, ...]
    total: str


_TONES: Final = palette(HOUSE)
STYLES: Final = (_TONES.strong, _TONES.soft, _TONES.middle, _TONES.pale)
INKS: Final = ("#ffffff", INK, "#ffffff", INK)
BAR: Final = 22
ROW: Final = 34
TOP: Final = 8
PLOT: Final = WIDTH - LABEL_WIDTH - 62
MOST_PARTS: Final = 8


def score_build_up(name: str, *, title: str, parts: Sequence[Part], stacks: Sequence[Stack], most: int) -> str:
    """Return horizontal stacked bars, one for each bidder, on a scale from 0 to `most` points.

    `parts` are at most eight, in the order of every `Stack`; the key letter and the points stand in the bar where
    they fit, and the legend says what each letter is and how many points it could earn.
    """
    if len(parts) > MOST_PARTS:
        raise ValueError(f"a bar has at most {MOST_PARTS} parts that can be told apart, not {len(parts)}")
    legend_rows = -(-len(parts) // _legend_columns(parts))
    bottom = TOP + len(stacks) * ROW
    size = (WIDTH, bottom + 30 + legend_rows * 20)
    described = "; ".join(_stack_in_words(parts, stack) for stack in stacks)
    return drawing(name, size, title=title, described=described, shapes=_build_up(name, parts, stacks, most))


def _build_up(name: str, parts: Sequence[Part], stacks: Sequence[Stack], most: int) -> Iterator[str]:
    bottom = TOP + len(stacks) * ROW
    yield f"<defs>{_hatches(name)}</defs>"
    for quarter in range(5):
        x = LABEL_WIDTH + pixel(Fraction(PLOT * quarter, 4))
        yield line((x, TOP - 4), (x, bottom))
        yield text(x, bottom + 14, _tick(Fraction(most * quarter, 4)), AXIS)
    for index, stack in enumerate(stacks):
        yield from _stack(name, parts, stack, TOP + index * ROW, most)
    columns = _legend_columns(parts)
    for index, part in enumerate(parts):
        x, y = (index % columns) * (WIDTH // columns), bottom + 28 + (index // columns) * 20
        yield _swatch(name, index, part.key, x, y)
        yield text(x + 24, y + 12, fitted(_legend(part), WIDTH // columns - 32, 12))


def _legend_columns(parts: Sequence[Part]) -> int:
    """Return 2 where every line of the legend fits half the width, otherwise 1: a title is better whole."""
    return 2 if all(text_width(_legend(part), 12) <= WIDTH // 2 - 32 for part in parts) else 1


def _legend(part: Part) -> str:
    return f"{part.title}, {part.available}"


def _stack(name: str, parts: Sequence[Part], stack: Stack, y: int, most: int) -> Iterator[str]:
    said = wrapped(stack.name, LABEL_WIDTH - 12, 12, lines=2)
    yield lines(0, y + (15 if len(said) == 1 else 9), said, NAME, leading=14)
    done = Fraction(0)
    for index, (part, points, shown) in enumerate(zip(parts, stack.points, stack.shown, strict=True)):
        x = LABEL_WIDTH + pixel(done / most * PLOT)
        done += points
        end = LABEL_WIDTH + pixel(done / most * PLOT)
        yield box(x, y, end - x, BAR, _fill(name, index), stroke="#ffffff")
        yield from _bar_label(index, part.key, shown, x, end, y)
    yield text(WIDTH, y + 15, stack.total, RIGHT)


def _bar_label(index: int, key: str, shown: str, x: int, end: int, y: int) -> Iterator[str]:
    for said in (f"{key} {shown}", key):
        width = text_width(said, 11)
        if width + 6 <= end - x:
            plain = index < len(STYLES)
            if not plain:
                yield box(x + 2, y + 3, width + 4, BAR - 6, "#ffffff")
            yield text(x + 4, y + 15, said, Label(size=11, weight=600, colour=INKS[index] if plain else INK))
            return


def _swatch(name: str, index: int, key: str, x: int, y: int) -> str:
    plain = index < len(STYLES)
    letter = Label(size=11, weight=600, anchor="middle", colour=INKS[index] if plain else INK)
    ground = "" if plain else box(x + 3, y + 2, 12, 12, "#ffffff")
    return box(x, y, 18, 16, _fill(name, index), stroke=GREY) + ground + text(x + 9, y + 12, key, letter)


def _fill(name: str, index: int) -> str:
    return STYLES[index] if index < len(STYLES) else f"url(#{name}-hatch-{index - len(STYLES)})"


def _hatches(name: str) -> str:
    return (
        hatch(f"{name}-hatch-0", gap=6, colour=TEAL, ground="#ffffff")
        + hatch(f"{name}-hatch-1", gap=4, colour=_TONES.middle, ground=_TONES.pale, falling=True)
        + hatch(f"{name}-hatch-2", gap=3, colour=INK, ground="#ffffff", falling=True)
        + hatch(f"{name}-hatch-3", gap=9, colour=GREY, ground=_TONES.faint)
    )


def _stack_in_words(parts: Sequence[Part], stack: Stack) -> str:
    pieces = ", ".join(f"{part.title} {shown}" for part, shown in zip(parts, stack.shown, strict=True))
    return say("%(name)s: total %(total)s, of which %(parts)s", name=stack.name, total=stack.total, parts=pieces)


def _tick(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else percent(value / 100).removesuffix("%")


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One bar of a commitment: what it says, and its exact share of the promise, None where there is none."""

    said: str
    share: Fraction | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """One commitment against its promise: what was due, claimed and proved; `note` stands in where none applies."""

    name: str
    promise: str
    due: Bar
    claimed: Bar
    proved: Bar
    note: str | None


MOST_SHARE: Final = Fraction(3, 2)
PROGRESS_LABEL: Final = 206
PROGRESS_PLOT: Final = 300
PROGRESS_ROW: Final = 56
NAME_LINES, PROMISE_LINES = 3, 2
LEADING: Final = 14
TRACK: Final = 10


def promise_bars(name: str, *, title: str, commitments: Sequence[Progress]) -> str:
    """Return three bars for each commitment (due, claimed, proved) as percentages of what was promised.

    A share above 150% is drawn at 150% with an arrow; its label says the true figure.
    """
    described = "; ".join(
        say(
            "%(name)s: promised %(promise)s; %(bars)s",
            name=each.name,
            promise=each.promise,
            bars=each.note or _bars_in_words(each),
        )
        for each in commitments
    )
    rows = [_Row.of(each) for each in commitments]
    size = (WIDTH, 34 + sum(row.height for row in rows))
    return drawing(name, size, title=title, described=described, shapes=_promises(name, rows))


@dataclass(frozen=True, slots=True)
class _Row:
    """One commitment with its name and promise broken into lines, and how high all of it is."""

    progress: Progress
    name: tuple[str, ...]
    promise: tuple[str, ...]
    height: int

    @classmethod
    def of(cls, each: Progress) -> "_Row":
        room = PROGRESS_LABEL - 34  # browsers without the packaged font set wider type
        name = wrapped(each.name, room, NAME.size, lines=NAME_LINES)
        promise = wrapped(say("promised %(promise)s", promise=each.promise), room, SMALL.size, lines=PROMISE_LINES)
        return cls(each, name, promise, max(PROGRESS_ROW, LEADING * (len(name) + len(promise)) + 12))


def _promises(name: str, rows: Sequence[_Row]) -> Iterator[str]:
    shares = [bar.share for row in rows for bar in _bars(row.progress) if bar.share]
    most = MOST_SHARE if any(share > 1 for share in shares) else ROOM
    whole = PROGRESS_LABEL + pixel(PROGRESS_PLOT / most)
    bottom = 24 + sum(row.height for row in rows)
    yield f"<defs>{hatch(f'{name}-claimed', gap=4, colour='#47878f', ground='#ffffff')}</defs>"
    for quarter in range(5):
        x = PROGRESS_LABEL + pixel(Fraction(quarter, 4) * PROGRESS_PLOT / most)
        yield line((x, 20), (x, bottom), GREY if quarter in {0, 4} else LINE)
        yield text(x, 14, f"{quarter * 25}%", AXIS)
    yield text(whole + 18, 14, say("of the promise"), SMALL)
    top = 32
    for row in rows:
        yield from _progress(name, row, top, most)
        top += row.height


def _progress(name: str, row: _Row, y: int, most: Fraction) -> Iterator[str]:
    yield lines(0, y + 8, row.name, NAME, leading=LEADING)
    yield lines(0, y + 8 + LEADING * len(row.name), row.promise, SMALL, leading=LEADING)
    if row.progress.note:
        said = wrapped(row.progress.note, WIDTH - PROGRESS_LABEL - 6, SMALL.size, lines=2)
        width = max(text_width(each, SMALL.size) for each in said)
        yield box(PROGRESS_LABEL + 4, y - 2, width + 6, LEADING * len(said), "#ffffff")
        yield lines(PROGRESS_LABEL + 6, y + 8, said, SMALL, leading=LEADING)
        return
    styles = (("#ffffff", GREY), (f"url(#{name}-claimed)", _TONES.middle), (TEAL, TEAL))
    for place, (bar, (fill, stroke)) in enumerate(zip(_bars(row.progress), styles, strict=True)):
        yield from _bar(bar, y + place * 16, most, fill, stroke)


def _bars(each: Progress) -> tuple[Bar, Bar, Bar]:
    return (each.due, each.claimed, each.proved)


def _bar(bar: Bar, y: int, most: Fraction, fill: str, stroke: str) -> Iterator[str]:
    share = bar.share or Fraction(0)
    drawn = pixel(min(share, most) / most * PROGRESS_PLOT)
    yield box(PROGRESS_LABEL, y, drawn, TRACK, fill, stroke=stroke)
    arrow = "▸ " if share > most else ""
    width = text_width(arrow + bar.said, 11)
    x = min(PROGRESS_LABEL + drawn + 6, WIDTH - width)
    yield box(x - 3, y - 1, width + 4, TRACK + 2, "#ffffff")
    yield text(x, y + 9, arrow + bar.said, Label(size=11))


def _bars_in_words(each: Progress) -> str:
    return ", ".join(bar.said for bar in _bars(each))

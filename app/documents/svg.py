"""The few SVG shapes that charts are made of, in whole-number coordinates and escaped text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal
from unicodedata import bidirectional, category, combining, east_asian_width
from xml.sax.saxutils import escape

FONT: Final = "Makegood Sans, Makegood Fallback, Source Sans Pro, sans-serif"
INK: Final = "#17282d"
GREY: Final = "#52646a"
LINE: Final = "#c2cdd0"
TEAL: Final = "#0b4f5c"

NARROW: Final = frozenset("ijlftr.,:;'’|!()[]/ -·")
WIDE: Final = frozenset("mwMW@%—…&")
NARROW_WIDTH, USUAL_WIDTH, CAPITAL_WIDTH, WIDE_WIDTH, FULL_WIDTH = 310, 530, 620, 860, 1050
"""Advance widths in thousandths of the type size: a little more than those of the packaged font."""

RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
UNDRAWABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def pixel(value: Fraction) -> int:
    """Return the whole coordinate nearest to an exact one, a half going up: a drawing, not a decision."""
    top, bottom = value.as_integer_ratio()
    return (2 * top + bottom) // (2 * bottom)


def text_width(text: str, size: int) -> int:
    """Return about how wide `text` is at `size`, erring on the wide side."""
    return sum(_advance(char) for char in text) * size // 1000 + 1


def fitted(text: str, width: int, size: int) -> str:
    """Return `text`, cut with an ellipsis if it is wider than `width`."""
    text = " ".join(text.split())
    if text_width(text, size) <= width:
        return text
    while text and text_width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrapped(text: str, width: int, size: int, *, lines: int) -> tuple[str, ...]:
    """Return `text` broken between words into at most `lines` lines of `width`; the last is cut to fit."""
    done: list[str] = []
    rest = text.split()
    while rest and len(done) < lines - 1:
        taken = 1
        while taken < len(rest) and text_width(" ".join(rest[: taken + 1]), size) <= width:
            taken += 1
        done.append(fitted(" ".join(rest[:taken]), width, size))
        rest = rest[taken:]
    return (*done, fitted(" ".join(rest), width, size)) if rest else tuple(done)


def plainly(said: str, instead: str) -> str:
    """Return `said`, or `instead` where its script must be shaped or runs from the right.

    WeasyPrint by itself draws the text of a drawing letter by letter, which takes such scripts apart.
    """
    shaped = any(combining(char) or category(char) == "Mc" for char in said)
    return instead if shaped or runs_from_the_right(said) else said


def runs_from_the_right(said: str) -> bool:
    """Return whether any letter of `said` is of a script written from right to left."""
    return not said.isascii() and any(bidirectional(char) in RIGHT_TO_LEFT for char in said)


@dataclass(frozen=True, slots=True)
class Label:
    """How a piece of text is set: its size, weight, colour and the side it grows from."""

    size: int = 12
    weight: int = 400
    colour: str = INK
    anchor: Literal["start", "middle", "end"] = "start"


PLAIN: Final = Label()


def text(x: int, y: int, said: str, label: Label = PLAIN) -> str:
    """Return one line of text with its baseline at `y`."""
    return (
        f'<text x="{x}" y="{y}" font-family="{FONT}" font-size="{label.size}" font-weight="{label.weight}"'
        f' fill="{label.colour}" text-anchor="{label.anchor}">{clean(said)}</text>'
    )


def lines(x: int, y: int, said: tuple[str, ...], label: Label = PLAIN, *, leading: int = 14) -> str:
    """Return several lines of text, the first with its baseline at `y`."""
    return "".join(text(x, y + index * leading, line, label) for index, line in enumerate(said))


def box(x: int, y: int, width: int, height: int, fill: str, *, stroke: str = "none") -> str:
    """Return a filled rectangle; nothing when it has no extent."""
    if width <= 0 or height <= 0:
        return ""
    edge = f' stroke="{stroke}" stroke-width="1"' if stroke != "none" else ""
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"{edge}/>'


def line(start: tuple[int, int], end: tuple[int, int], colour: str = LINE, *, dashed: bool = False) -> str:
    """Return a straight line of one unit."""
    dash = ' stroke-dasharray="3 3"' if dashed else ""
    return (
        f'<line x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}" stroke="{colour}" stroke-width="1"{dash}/>'
    )


def path(points: tuple[tuple[int, int], ...], colour: str, *, dashed: bool = False) -> str:
    """Return a line through `points`; nothing for fewer than two."""
    if len(points) < 2:  # noqa: PLR2004  (a line has two ends)
        return ""
    dash = ' stroke-dasharray="6 4"' if dashed else ""
    through = " ".join(f"{x},{y}" for x, y in points)
    return f'<polyline points="{through}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'


def hatch(name: str, *, gap: int, colour: str, ground: str, falling: bool = False) -> str:
    """Return the definition of a diagonal hatch, filled by `url(#name)`."""
    ends = f"M0,0 L{gap},{gap}" if falling else f"M0,{gap} L{gap},0"
    return (
        f'<pattern id="{name}" width="{gap}" height="{gap}" patternUnits="userSpaceOnUse">'
        f'<rect width="{gap}" height="{gap}" fill="{ground}"/>'
        f'<path d="{ends}" stroke="{colour}" stroke-width="1"/></pattern>'
    )


def drawing(name: str, size: tuple[int, int], *, title: str, described: str, shapes: Iterator[str]) -> str:
    """Return a whole SVG image with its text alternatives; `name` keeps its ids apart from other drawings."""
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-desc"'
        f' viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<title id="{name}-title">{clean(title)}</title><desc id="{name}-desc">{clean(described)}</desc>'
        f"{''.join(shapes)}</svg>"
    )


def clean(said: str) -> str:
    """Return text that is safe inside SVG and XML."""
    return escape(UNDRAWABLE.sub("�", said))


def _advance(char: str) -> int:
    if char in NARROW:
        return NARROW_WIDTH
    if char in WIDE:
        return WIDE_WIDTH
    if east_asian_width(char) in {"W", "F"}:
        return FULL_WIDTH
    return CAPITAL_WIDTH if char.isupper() or not char.isascii() else USUAL_WIDTH

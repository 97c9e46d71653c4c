"""Measures colours against white, and mixes from an authority's one colour the tones its documents are drawn in."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

HOUSE: Final = "#0b4f5c"
"""The colour of documents whose authority has given them none."""

INK: Final = "#17282d"
LEAST_CONTRAST: Final = 45
"""Contrast in tenths: 4.5 to 1 is what WCAG 2.2 asks of text (success criterion 1.4.3)."""

HEX: Final = re.compile(r"#[0-9a-f]{6}")
_WHITE: Final = (255, 255, 255)
_SCALE: Final = 1_000_000
_DARKENING: Final = 256

Triple = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """The tones of one document, strongest first: text and rules, two middle tones, and the ground of panels."""

    strong: str
    middle: str
    soft: str
    pale: str
    faint: str


@cache
def palette(colour: str) -> Palette:
    """Return the tones of a document by its colour; every tone but the two strongest bears dark text."""
    own = rgb(colour)
    soft, pale, faint = (_text(_mixed(own, white)) for white in (64, 86, 93))
    return Palette(colour, _text(darkened(_mixed(own, 26))), soft, pale, faint)


def rgb(colour: str) -> Triple:
    """Return the red, green and blue of "#rrggbb"; raises ValueError for anything else."""
    if not HEX.fullmatch(colour):
        raise ValueError(f"{colour!r} is not a colour such as {HOUSE}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast_on_white(colour: str) -> int:
    """Return the contrast of a colour with white in tenths, rounded down: 45 is 4.5 to 1 (WCAG 2.2, contrast ratio).

    White text on the colour has the same.

    >>> contrast_on_white("#000000"), contrast_on_white("#ffffff"), contrast_on_white("#0b4f5c")
    (210, 10, 91)
    """
    return _contrast(rgb(colour))


def nearest_allowed(colour: str) -> str:
    """Return the colour itself, or the lightest shade of it that white text can be read on.

    >>> nearest_allowed("#0b4f5c"), nearest_allowed("#ffcc00")
    ('#0b4f5c', '#907300')
    """
    return _text(darkened(rgb(colour)))


def darkened(own: Triple) -> Triple:
    """Return the lightest shade of a colour, towards black, that has contrast enough with white."""
    for step in range(_DARKENING, -1, -1):
        red, green, blue = (part * step // _DARKENING for part in own)
        if _contrast((red, green, blue)) >= LEAST_CONTRAST:
            return red, green, blue
    return 0, 0, 0


def _contrast(own: Triple) -> int:
    """Return the contrast with white in tenths; luminance is of sRGB, in millionths."""
    return 10 * (_SCALE + _SCALE // 20) // (_luminance(own) + _SCALE // 20)


def _luminance(own: Triple) -> int:
    red, green, blue = (_linear(part) for part in own)
    return (2126 * red + 7152 * green + 722 * blue) // 10_000


@cache
def _linear(part: int) -> int:
    """Return the linear light of one part of a colour, in millionths: a drawing, so a float may be on the way."""
    share = part / 255
    light = share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  (IEC 61966-2-1)
    return round(light * _SCALE)


def _mixed(own: Triple, percent_of_white: int) -> Triple:
    red, green, blue = (
        (part * (100 - percent_of_white) + white * percent_of_white) // 100
        for part, white in zip(own, _WHITE, strict=True)
    )
    return red, green, blue


def _text(own: Triple) -> str:
    return "#{:02x}{:02x}{:02x}".format(*own)

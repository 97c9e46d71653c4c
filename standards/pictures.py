"""Compares pages with pictures of how they looked before, loosely enough for another system's type and no looser.

A page is drawn small and in grey. What is compared is the mean of each little square: letters a hair beside their old
place change nothing there, while a column that moved, a rule that is gone or a colour that paled changes many.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pypdfium2
from PIL import Image, ImageChops

WIDTH: Final = 420
"""How many pixels wide a page is drawn: its words can just be told apart, and a file of it stays below 40 kB."""

SQUARE: Final = 10
TOLERANCE: Final = 12
"""How far the mean of a square may be from what it was, of 255."""

MOST_SQUARES: Final = 8
"""How many squares may be further off: a comma that went to the next line is no other look."""

GREYS: Final = 16


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a page looks otherwise: so many squares, the first and the last of them in percent of width and height."""

    squares: int
    left: int
    top: int
    right: int
    bottom: int

    def __str__(self) -> str:
        return (
            f"{self.squares} squares look otherwise, between {self.left}% and {self.right}% of the width "
            f"and {self.top}% and {self.bottom}% of the height"
        )


def drawn(pdf: Path | bytes, page: int) -> Image.Image:
    """Return a small grey picture of one page, counted from 1; raises IndexError for a page that there is not."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        if not 1 <= page <= len(document):
            raise IndexError(f"there is no page {page} of {len(document)}")
        sheet = document[page - 1]
        return _posterised(sheet.render(scale=WIDTH / sheet.get_width(), grayscale=True).to_pil().convert("L"))
    finally:
        document.close()


def difference(picture: Image.Image, reference: Image.Image) -> Difference | None:
    """Return where two pictures of a page look otherwise; None where they look alike."""
    if picture.size != reference.size:
        return Difference(squares=_means(picture).size, left=0, top=0, right=100, bottom=100)
    off = np.abs(_means(picture) - _means(reference)) > TOLERANCE
    if int(off.sum()) <= MOST_SQUARES:
        return None
    rows, columns = np.nonzero(off)
    high, wide = off.shape
    return Difference(
        squares=int(off.sum()),
        left=100 * int(columns.min()) // wide,
        top=100 * int(rows.min()) // high,
        right=100 * (int(columns.max()) + 1) // wide,
        bottom=100 * (int(rows.max()) + 1) // high,
    )


def side_by_side(picture: Image.Image, reference: Image.Image) -> Image.Image:
    """Return how a page looked, how it looks, and what is different, for a person to judge."""
    sheet = Image.new("L", (3 * WIDTH, max(picture.height, reference.height)), 255)
    sheet.paste(reference, (0, 0))
    sheet.paste(picture, (WIDTH, 0))
    if picture.size == reference.size:
        sheet.paste(ImageChops.invert(ImageChops.difference(picture, reference)), (2 * WIDTH, 0))
    return sheet


def kept(picture: Image.Image, path: Path) -> None:
    """Write a picture to a small file."""
    picture.quantize(GREYS).save(path, optimize=True)


def _posterised(picture: Image.Image) -> Image.Image:
    """Return a picture in as few greys as its file has, so that it is equal to what is read back."""
    return picture.quantize(GREYS).convert("L")


def _means(picture: Image.Image) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Return the mean grey of each square; what is left over at the edges is white paper."""
    high, wide = picture.height // SQUARE, picture.width // SQUARE
    greys = np.asarray(picture, dtype=np.float64)[: high * SQUARE, : wide * SQUARE]
    means: np.ndarray[Any, np.dtype[np.float64]] = greys.reshape(high, SQUARE, wide, SQUARE).mean(axis=(1, 3))
    return means

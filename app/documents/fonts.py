"""Finds the fonts that are embedded in every PDF, and knows which characters they can draw."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it publishes no types

PACKAGE: Final = "font_source_sans_pro"
DISTRIBUTION: Final = "font-source-sans-pro"
SCHEME: Final = "makegood-font"
"""The address scheme of packaged fonts inside style sheets: only our own fetcher answers it."""

PACKAGED: Final = {400: "SourceSansPro-Regular.ttf", 600: "SourceSansPro-Semibold.ttf", 700: "SourceSansPro-Bold.ttf"}
SYSTEM: Final = {400: "DejaVuSans.ttf", 700: "DejaVuSans-Bold.ttf"}
"""Draws what the packaged font lacks (Arabic, Greek signs, symbols), where the system has it."""

VARIATION_SELECTORS: Final = frozenset(range(0xFE00, 0xFE10))


class FontsMissing(RuntimeError):
    """The package that holds the document font is not installed."""

    def __init__(self) -> None:
        """Name the package and the way out."""
        super().__init__(
            f"The document font is missing: install the package {DISTRIBUTION} "
            f"(it is in requirements.lock) and render again."
        )


@dataclass(frozen=True, slots=True)
class Face:
    """One font file under the family name and the weight that style sheets ask for."""

    family: str
    weight: int
    name: str
    data: bytes


@cache
def faces() -> tuple[Face, ...]:
    """Return every face that documents use; raises FontsMissing without the packaged ones."""
    return (*packaged(PACKAGE), *_system())


@cache
def face_data(name: str) -> bytes:
    """Return the bytes of a face by its file name; raises KeyError for anything that is not one of ours."""
    return {face.name: face.data for face in faces()}[name]


def font_css() -> str:
    """Return the @font-face rules that make our faces known to a style sheet."""
    return "".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; src: url("{SCHEME}:{face.name}"); }}'
        for face in faces()
    )


def printable(page: str) -> str:
    """Return a page with every character that no face can draw spelt out as its code point, "[U+1F984]".

    A PDF may not hold an undrawable character (PDF/A, ISO 19005-3, 6.2.11.8), and an empty box tells nobody what
    stood there. Variation selectors are dropped: they only ask for another look of the character before them.
    """
    codes = {ord(char) for char in set(page) if not char.isspace()}
    spelt: dict[int, str | None] = {code: f"[U+{code:04X}]" for code in codes - _drawable()}
    spelt |= dict.fromkeys(codes & VARIATION_SELECTORS)
    return page.translate(spelt) if spelt else page


@cache
def _drawable() -> frozenset[int]:
    """Return the code points that every weight can draw, here or in the fallback."""
    of_family: dict[str, set[int]] = {}
    for face in faces():
        with TTFont(BytesIO(face.data), lazy=True) as font:
            found = set(font.getBestCmap())
        of_family[face.family] = of_family.get(face.family, found) & found
    return frozenset().union(*of_family.values())


def packaged(package: str) -> tuple[Face, ...]:
    """Return the faces inside an importable font package; raises FontsMissing when it or a file is not there."""
    try:
        folder = files(package).joinpath("files")
        return tuple(
            Face(family="Makegood Sans", weight=weight, name=name, data=folder.joinpath(name).read_bytes())
            for weight, name in PACKAGED.items()
        )
    except (ModuleNotFoundError, FileNotFoundError) as missing:
        raise FontsMissing from missing


def _system() -> Iterator[Face]:
    for weight, name in SYSTEM.items():
        found = next((path for folder in _font_folders() for path in sorted(folder.rglob(name))), None)
        if found is not None:
            yield Face(family="Makegood Fallback", weight=weight, name=name, data=found.read_bytes())


def _font_folders() -> Iterator[Path]:
    """Yield the folders where the XDG base directory specification puts fonts."""
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    for folder in (*shared.split(":"), home):
        path = Path(folder) / "fonts"
        if path.is_dir():
            yield path

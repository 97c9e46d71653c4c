"""Finds the cells of a sheet that are shown as percentages: what they hold is a hundredth of what is seen."""

import io
import zipfile
from xml.parsers import expat

_BUILT_IN = {"9", "10"}
"""The numbers of the two percentage formats that every spreadsheet has: `0%` and `0.00%` (ECMA-376, 18.8.30)."""

_STYLES = "xl/styles.xml"


def percent_cells(content: bytes, part: str) -> frozenset[tuple[int, int]]:
    """Return row and column, from 1, of every cell of one part of a workbook that is shown as a percentage.

    The file must have been looked through before: nothing is bounded here.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if _STYLES not in archive.namelist():
            return frozenset()
        looks = _percent_looks(archive.read(_STYLES))
        return _cells_with(looks, archive.read(part)) if looks else frozenset()


def _percent_looks(styles: bytes) -> frozenset[str]:
    """Return the places, in the list of cell formats, of those that show a percentage."""
    own: set[str] = set()
    found: list[str] = []
    inside: list[str] = []

    def begin(tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "numFmt" and "%" in given.get("formatCode", ""):
            own.add(given.get("numFmtId", ""))
        elif name == "xf" and "cellXfs" in inside:
            found.append(given.get("numFmtId", "0"))
        inside.append(name)

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda _: inside.pop()
    parser.Parse(styles, True)  # noqa: FBT003 - the parser takes it by position only
    return frozenset(str(place) for place, number in enumerate(found) if number in _BUILT_IN | own)


def _cells_with(looks: frozenset[str], sheet: bytes) -> frozenset[tuple[int, int]]:
    found: set[tuple[int, int]] = set()

    def begin(tag: str, given: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "c" and given.get("s") in looks:
            reference = given.get("r", "")
            letters = reference.rstrip("0123456789")
            digits = reference[len(letters) :]
            if letters.isascii() and letters.isalpha() and digits:
                found.add((int(digits), _column(letters)))

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.Parse(sheet, True)  # noqa: FBT003 - likewise
    return frozenset(found)


def _column(letters: str) -> int:
    number = 0
    for one in letters.upper():
        number = number * 26 + ord(one) - ord("A") + 1
    return number

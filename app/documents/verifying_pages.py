"""Compares the words on the pages of a PDF with those that the data inside it gives, in both directions."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from app.documents.fonts import VARIATION_SELECTORS
from app.documents.svg import runs_from_the_right
from app.documents.wording import plural, shorten

RUNNING: Final = re.compile(r"(sha256:[0-9a-f]{64})\s+[^\W\d]+ (\d{1,6}) [^\W\d]+ (\d{1,6})$")
"""The last line of every page: the digest, and which page of how many it is."""

MOST_SAID: Final = 5
_SHOWN: Final = 120
_SPELT: Final = re.compile(r"\[U\+([0-9A-F]{4,6})\]")
_LEADER: Final = re.compile(r",\s*[^\W\d]+\s\d{1,6}$")
_PLACE: Final = re.compile(r"[^\W\d]+\s\d{1,6}")
_BULLETS: Final = "•◦▪ "
_FIGURE: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_UNSEEN: Final = frozenset({"head", "title", "desc", "script", "style", "template"})
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "br", "code", "em", "i", "mark", "small", "span", "strong", "sub", "sup", "time", "tspan"}
)
_VOID: Final = frozenset({"meta", "br", "col", "link", "img", "input", "hr", "wbr"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which pages and data part; `is_of_figures` says whether a figure is in it."""

    sentence: str
    is_of_figures: bool


@dataclass(slots=True)
class Layout(HTMLParser):
    """What a page made from the data says: every passage of it, and every row of its tables, in order."""

    blocks: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    flat: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _row: list[str] | None = None
    _unseen: int = 0

    def __post_init__(self) -> None:
        """Begin with nothing read."""
        HTMLParser.__init__(self, convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a passage at whatever does not stand inside a line."""
        del attrs
        if tag in _VOID:
            return
        self._unseen += tag in _UNSEEN
        if tag not in _INLINE:
            self._end_block()
        if tag == "tr":
            self._row = []

    def handle_endtag(self, tag: str) -> None:
        """End the passage, and the row where it is one."""
        self._unseen -= tag in _UNSEEN
        if tag not in _INLINE:
            self._end_block()
        if tag == "tr" and self._row is not None:
            self.rows.append(" ".join(self._row))
            self._row = None

    def handle_data(self, data: str) -> None:
        """Take the text that can be seen."""
        if not self._unseen:
            self._open.append(data)

    def _end_block(self) -> None:
        said = " ".join("".join(self._open).split())
        self._open.clear()
        if said:
            self.blocks.append(said)
            self.flat.append(said)
            if self._row is not None:
                self._row.append(said)


def laid_out(page: str) -> Layout:
    """Return what an HTML page says."""
    found = Layout()
    found.feed(page)
    found.close()
    return found


def squeezed(text: str) -> str:
    """Return a text without spaces, every sign in one form, and those that a font lacks as they were written."""
    whole = _SPELT.sub(_sign, "".join(text.split()))
    return unicodedata.normalize("NFC", "".join(char for char in whole if ord(char) not in VARIATION_SELECTORS))


def _sign(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else found[0]  # noqa: PLR2004  (Unicode's own bounds)


def differences(page: str, texts: Sequence[str], *, same_layout: bool) -> tuple[list[Difference], int]:
    """Return how the `texts` of a PDF part from the HTML `page` of its data, and how many passages were compared.

    Both ways: whatever passage or row of a table the data gives has to stand on the pages, and whatever line stands
    on the pages has to be one that the data gives. Where the pages were laid out by another version (`same_layout`),
    its words may differ: then only figures are held against the data, each by itself.
    """
    expected = laid_out(page)
    lines = [(number, line) for number, text in enumerate(texts, start=1) for line in _joined(body_of(text))]
    if not same_layout:
        return _figures(expected, lines), len(lines)
    return [*_missing(expected, lines), *_foreign(expected, lines)], len(expected.blocks) + len(expected.rows)


def body_of(text: str) -> Iterator[str]:
    """Yield the lines of a page but for its running line and for the signs of items of a list."""
    for line in text.splitlines():
        kept = line.strip().strip(_BULLETS)
        if kept and not RUNNING.search(kept):
            yield kept


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines, one of the contents whose page stands on the next line put together with it."""
    waiting = ""
    for line in lines:
        if waiting and _PLACE.fullmatch(line):
            waiting = f"{waiting} {line}"
            continue
        if waiting:
            yield waiting
        waiting = line
        if not line.endswith(","):
            yield waiting
            waiting = ""
    if waiting:
        yield waiting


def _missing(expected: Layout, lines: Sequence[tuple[int, str]]) -> Iterator[Difference]:
    """Yield the passages and rows that no page shows; those that run from the right are set in another order."""
    text, place = squeezed("".join(line for _, line in lines)), 0
    for kind, sought in (("row", expected.rows), ("passage", expected.blocks)):
        for said in sought:
            if runs_from_the_right(said):
                continue
            wanted = squeezed(said)
            found = text.find(wanted, place)  # most come in order; the whole is searched for those that do not
            if found < 0:
                found = text.find(wanted)
            if found < 0:
                yield Difference(
                    f"The data gives the {kind} “{shorten(said, _SHOWN)}”; the pages do not show it.",
                    bool(_FIGURE.search(said)),
                )
            else:
                place = found


def _foreign(expected: Layout, lines: Sequence[tuple[int, str]]) -> Iterator[Difference]:
    """Yield the lines of the pages that the data does not give."""
    flat, place = squeezed("".join(expected.flat)), 0
    headings = {squeezed(said) for said in expected.blocks}
    for number, line in lines:
        wanted = squeezed(line)
        if not wanted or runs_from_the_right(line) or squeezed(_LEADER.sub("", line)) in headings:
            continue
        found = flat.find(wanted, place)
        if found < 0:
            found = flat.find(wanted)
        if found < 0:
            yield Difference(
                f"Page {number} shows “{shorten(line, _SHOWN)}”; the data gives no such words.",
                bool(_FIGURE.search(line)),
            )
        else:
            place = found


def _figures(expected: Layout, lines: Sequence[tuple[int, str]]) -> list[Difference]:
    """Return the figures with decimals or thousands on the pages that stand nowhere in what the data gives."""
    known = set(_FIGURE.findall(" ".join(expected.flat)))
    found = []
    for number, line in lines:
        for figure in _FIGURE.findall(line):
            if ("." in figure or "," in figure) and figure not in known:
                said = f"Page {number} shows {figure} (“{shorten(line, _SHOWN)}”); the data gives no such figure."
                found.append(Difference(said, is_of_figures=True))
    return found


def briefly(found: Sequence[Difference]) -> Iterator[str]:
    """Yield the sentences of some differences, those with figures first, and how many more there are."""
    ordered = sorted(found, key=lambda each: not each.is_of_figures)
    yield from (each.sentence for each in ordered[:MOST_SAID])
    if len(ordered) > MOST_SAID:
        yield f"And {plural(len(ordered) - MOST_SAID, 'more difference')} between pages and data."

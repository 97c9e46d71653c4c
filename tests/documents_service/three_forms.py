"""Reads the three forms of a document as a person would, and says where one of them says what another does not.

The words of the page and of the PDF are compared letter by letter. The data is compared with the page leaf by leaf: a
number, a day, an instant or a name is looked for as people write it, by rules of this file and not of the service.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from io import BytesIO
from typing import Any, Final
from zoneinfo import ZoneInfo

from pypdf import PdfReader

LONDON: Final = ZoneInfo("Europe/London")
CELLS: Final = frozenset(
    ("p", "td", "th", "li", "dt", "dd", "h1", "h2", "h3", "h4", "caption", "figcaption", "br", "div", "text", "tspan")
)
UNSEEN: Final = frozenset({"style", "title", "desc", "script"})
RUNNING: Final = ("running-left", "running-right", "running-digest")
NUMBER: Final = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?(?:/[0-9]+)?")
ISO_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
ISO_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
DECIMAL: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
CODES: Final = re.compile(
    r"sha256:[0-9a-f]{64}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|\b[A-Z]{1,2}-\d{4}-\d{2,}(?:-\d\d)?(?:/\w+)*"
)
"""Digests, identifiers and references: each is one word, and no number."""

NAMED: Final = frozenset(
    {
        *("name", "title", "label", "measure", "supplier", "lead", "contract", "bidder", "head", "log", "document"),
        *("reasons", "summary", "words", "rationale", "why", "what", "effect", "managed", "provision", "source"),
        *("reference", "replaces", "address", "email", "rubric", "inputs", "result", "engine", "digest"),
    }
)
"""What leaves are called that people read as they are written."""

WELSH_MONTHS: Final = {
    "Ionawr": "January", "Chwefror": "February", "Mawrth": "March", "Ebrill": "April", "Mai": "May",
    "Mehefin": "June", "Gorffennaf": "July", "Awst": "August", "Medi": "September", "Hydref": "October",
    "Tachwedd": "November", "Rhagfyr": "December",
}  # fmt: skip
WELSH_DAY: Final = re.compile(rf"(\d\s+)({'|'.join(WELSH_MONTHS)})(\s+\d{{4}})(?:(\s+)am(\s+\d\d:\d\d))?")

Place = tuple[str | int, ...]


@dataclass
class Page:
    """The words of a page: all of them in order, those of each row of a table, of each head, and those that run."""

    words: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    running: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the words in one text, cells and paragraphs parted by line ends."""
        return "".join(self.words)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._unseen = 0
        self._into: list[str] | None = None
        self._row: list[str] | None = None
        self._head: list[str] | None = None
        self._lists: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in UNSEEN
        if tag == "p" and dict(attrs).get("class") in RUNNING:
            self._into = []
        if tag == "tr":
            self._row = []
        if tag == "thead":
            self._head = []
        self._put("\n" if tag in CELLS else "")
        self._count(tag)

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN
        if tag == "p" and self._into is not None:
            self.page.running.append(squeezed("".join(self._into)))
            self._into = None
        self._put("\n" if tag in CELLS else "")
        if tag in {"nav", "ul", "ol"}:
            self._lists.pop()
        if tag == "tr" and self._row is not None:
            self.page.rows.append("".join(self._row))
            self._row = None
        if tag == "thead" and self._head is not None:
            self.page.heads.append(" ".join("".join(self._head).split()))
            self._head = None

    def _count(self, tag: str) -> None:
        """Write the number before an item of a numbered list; the contents write their own."""
        if tag in {"nav", "ul", "ol"}:
            self._lists.append(0 if tag == "ol" and None not in self._lists else None)
        if tag == "li" and self._lists and self._lists[-1] is not None:
            self._lists[-1] += 1
            self._put(f"{self._lists[-1]}.\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._put(data)

    def _put(self, words: str) -> None:
        if self._into is not None:
            self._into.append(words)
            return
        self.page.words.append(words)
        for more in (self._row, self._head):
            if more is not None:
                more.append(words)


def read_page(html: str) -> Page:
    """Return the words of a page, without what only the printed one shows at the head and foot of a sheet."""
    reader = _Reader()
    reader.feed(dated_in_english(html.partition("<body")[2].partition(">")[2]))
    return reader.page


def read_pdf(pdf: bytes) -> list[str]:
    """Return the lines of each sheet of a PDF."""
    sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages]
    sheets = [re.sub(r"Tudalen (\d+) o (\d+)", r"Page \1 of \2", sheet) for sheet in sheets]
    return [dated_in_english(re.sub(r", tudalen (\d+)$", r", page \1", one, flags=re.MULTILINE)) for one in sheets]


def dated_in_english(text: str) -> str:
    """Return a text with its Welsh days said in English: these are looked for as English writes them."""

    def said(hit: re.Match[str]) -> str:
        return f"{hit[1]}{WELSH_MONTHS[hit[2]]}{hit[3]}" + (f"{hit[4]}at{hit[5]}" if hit[4] else "")

    return WELSH_DAY.sub(said, text)


def squeezed(text: str) -> str:
    """Return a text without spaces."""
    return "".join(text.split())


# ------------------------------------------------------------------------------------------------ the page and the PDF
def between_page_and_pdf(page: Page, sheets: Sequence[str]) -> list[str]:
    """Return where page and PDF part: a number or code that one has more often, a row or a line that one lacks.

    Rows of tables are looked for one after another in their order. What only sheets of paper have is left out: the
    lines at their head and foot, the page numbers of the contents, and the head of a table on its next sheet.
    """
    body = "\n".join(_without_running(sheet, page, number, len(sheets)) for number, sheet in enumerate(sheets, start=1))
    codes = sorted(set(CODES.findall(page.text)), key=len, reverse=True)
    here, there = Counter(_numbers(page.text, codes)), Counter(_numbers(body, codes))
    again = Counter(_numbers(" ".join(page.heads), codes))
    found = [
        f"{each} stands {here[each]} times on the page and {there[each]} times in the PDF"
        for each in here | there
        if not here[each] <= there[each] <= here[each] + again[each] * (len(sheets) - 1)
    ]
    words, place = squeezed(body), 0
    for row in page.rows:
        at = words.find(squeezed(row), place)
        if at < 0:
            found.append(f"the PDF lacks the row {row.split()}, or has it in another place")
        place = max(place, at)
    flat = squeezed(page.text)
    found += [f"the page lacks the line {line!r}" for line in body.splitlines() if squeezed(line) not in flat]
    found += [f"the PDF lacks the words {line!r}" for line in page.text.splitlines() if not _stands_in(words, line)]
    return found


def _stands_in(words: str, line: str) -> bool:
    """Return whether a passage stands in the words of a PDF, in one piece or, over the end of a sheet, in two."""
    if squeezed(line) in words:
        return True
    parts = line.split()
    first = next((k for k in range(len(parts), 0, -1) if "".join(parts[:k]) in words), 0)
    return first > 0 and "".join(parts[first:]) in words


def _numbers(text: str, codes: Sequence[str]) -> Iterator[str]:
    """Yield every number and every code of a text; a code may go on in the next line."""
    for code in codes:
        parts = re.compile(r"\s*".join(map(re.escape, code)))
        yield from [code] * len(parts.findall(text))
        text = parts.sub(" ", text)
    yield from NUMBER.findall(text)


def _without_running(sheet: str, page: Page, number: int, of: int) -> str:
    """Return the lines of a sheet without what runs at its head and foot, and without page numbers in the contents."""
    lines = [line.lstrip("•").strip() for line in sheet.rstrip().splitlines()]
    running = {f"{page.running[-1]}Page{number}of{of}", "".join(page.running[:2]), *page.running[:2]}
    while tail := next((k for k in range(1, 5) if squeezed("".join(lines[-k:])) in running), None):
        lines = lines[:-tail]
    kept = "\n".join(lines)
    return re.sub(r",\s*page \d+$", "", kept, flags=re.MULTILINE)


# ------------------------------------------------------------------------------------------------ the data and the page
def leaves(content: Any, path: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield every number, word and day of a document with its place in it."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from leaves(value, (*path, key))
    elif isinstance(content, list):
        for place, value in enumerate(content):
            yield from leaves(value, (*path, place))
    elif content is not None and not isinstance(content, bool):
        yield path, content


def pattern(path: Place) -> str:
    """Return a place without its numbers: contracts[].commitments[].title."""
    return "".join("[]" if isinstance(each, int) else f".{each}" for each in path).removeprefix(".")


def written(value: Any) -> tuple[str, ...]:
    """Return the ways in which people may write a leaf."""
    if isinstance(value, int):
        return _whole(value)
    if ISO_INSTANT.fullmatch(value):
        at = datetime.fromisoformat(value).astimezone(LONDON)
        return (f"{_day(at.date())} at {at:%H:%M}",)
    if ISO_DAY.fullmatch(value):
        return (_day(date.fromisoformat(value)),)
    if DECIMAL.fullmatch(value):
        return _decimal(Decimal(value))
    return (value,)


def _day(value: date) -> str:
    return f"{value.day} {value:%B} {value.year}"


def _whole(value: int) -> tuple[str, ...]:
    words = {0: ("no", "none"), 1: ("1st",), 2: ("2nd",), 3: ("3rd",)}.get(value, (f"{value}th",))
    return (f"{value:,}", str(value), *words)


def _decimal(value: Decimal) -> tuple[str, ...]:
    """Return a decimal as it may be shown: with every place, or half up to two places, with or without noughts."""
    rounded = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    sign = "−" if value < 0 else ""
    found = {format(abs(each), ",f") for each in (value, rounded)}
    found |= {each.rstrip("0").rstrip(".") for each in found if "." in each}
    return tuple(sign + each for each in sorted(found))


def is_number(value: Any) -> bool:
    """Return whether a leaf is a number, a day or an instant."""
    return isinstance(value, int) or bool(
        ISO_DAY.fullmatch(value) or ISO_INSTANT.fullmatch(value) or DECIMAL.fullmatch(value)
    )


def is_in(value: Any, text: str) -> bool:
    """Return whether a leaf is said in a text: a number by itself, and not as a part of another."""
    if is_number(value):
        return any(re.search(rf"(?<![\d.,/]){re.escape(each)}(?![\d/]|[.,]\d)", text) for each in written(value))
    return _plain(value) in _plain(text)


def _plain(text: str) -> str:
    """Return a text for comparison: without spaces, markup of lists, underscores, and the case of letters."""
    return re.sub(r"[\s_]|\.$", "", text).casefold()


def is_told(path: Place, value: Any, unshown: Sequence[str]) -> bool:
    """Return whether a leaf is a number, a day, an instant, or a name or words that people read, and is to be shown."""
    name = next((each for each in reversed(path) if isinstance(each, str)), "")
    return (is_number(value) or name in NAMED) and not is_unshown(path, unshown)


def between_data_and_page(content: Mapping[str, Any], page: Page, unshown: Sequence[str]) -> list[str]:
    """Return every number, day and name of the data, but for those that no page shows, that the page does not say.

    The reference of a document stands at the head of its sheets.
    """
    text = f"{page.text} {' '.join(page.running)}"
    plain = _plain(text)
    return [
        f"{pattern(path)}: {value!r}"
        for path, value in leaves(content)
        if is_told(path, value, unshown) and not (is_in(value, text) if is_number(value) else _plain(value) in plain)
    ]


def is_unshown(path: Place, unshown: Sequence[str]) -> bool:
    """Return whether a place, or one that it is in, is among those that a page does not show."""
    place = pattern(path)
    return any(place == each or place.startswith((f"{each}.", f"{each}[")) for each in unshown)


def rows_of(content: Any, place: str) -> list[Any]:
    """Return every entry at a place such as contracts[].commitments[].periods[], in order."""
    found = [content]
    for name in place.split("."):
        key = name.removesuffix("[]")
        found = [one[key] for one in found]
        if name.endswith("[]"):
            found = [each for one in found for each in one]
    return found


def between_rows(content: Mapping[str, Any], page: Page, place: str, unshown: Sequence[str]) -> list[str]:
    """Return the entries that no row of a table says in full, looked for one after another in their order.

    Entries of another list may stand between; where lists follow on one another the search begins anew.
    """
    base: Place = tuple(part for name in place.split(".") for part in (name.removesuffix("[]"), 0))
    following = 0
    missing = []
    for entry in rows_of(content, place):
        wanted = [value for path, value in leaves(entry, base) if is_told(path, value, unshown)]
        if not any(map(is_number, wanted)):
            continue  # what is in words has a passage, and no row
        found = next(
            (
                number
                for number, row in enumerate(page.rows[following:], start=following)
                if all(is_in(value, row) for value in wanted)
            ),
            None,
        )
        if found is None:
            missing.append(f"{place}: no row says {wanted}")
        else:
            following = found + 1
    return missing


# ------------------------------------------------------------------------------------------------ the page and the data
def between_page_and_data(page: Page, content: Mapping[str, Any], derived: frozenset[str] = frozenset()) -> list[str]:
    """Return every number and code of the page that is neither in the data nor follows from it: see `derivable`."""
    known = derivable(content) | derived
    codes = {code for _, value in leaves(content) for code in CODES.findall(str(value))} | derived
    foreign = {code for code in CODES.findall(page.text) if code not in codes}
    return sorted(foreign | {found for found in NUMBER.findall(CODES.sub(" ", page.text)) if _bare(found) not in known})


def derivable(content: Mapping[str, Any]) -> frozenset[str]:
    """Return the numbers that a page may show: those of the data, as people write them, and how many there are."""
    found: set[str] = set()
    longest = 0
    for _, value in leaves(content):
        for each in written(value):
            found.update(_bare(one) for one in NUMBER.findall(each))
    for entries in _lists(content):
        longest = max(longest, len(entries))
    return frozenset(found | {str(number) for number in range(longest + 1)} | {str(place) for place in range(1, 13)})


def _lists(content: Any) -> Iterator[list[Any]]:
    if isinstance(content, Mapping):
        for value in content.values():
            yield from _lists(value)
    elif isinstance(content, list):
        yield content
        for value in content:
            yield from _lists(value)


def _bare(number: str) -> str:
    """Return a number without the commas between its thousands."""
    return number.rstrip(",").replace(",", "")

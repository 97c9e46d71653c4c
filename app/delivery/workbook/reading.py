"""Reads a workbook that came back: every cell in one way only, and everything that is wrong with it at once."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.delivery.workbook import layout
from app.delivery.workbook.entries import Entered, Entry, Lines
from app.delivery.workbook.errors import WorkbookUnreadable
from app.delivery.workbook.layout import ABOUT, FORMAT, HEADINGS, README, UPDATES, EvidenceSheet
from app.kit.model import Exact
from app.kit.schema import Words
from scoring.evidence import cells
from scoring.evidence.person_tokens import why_not_a_token
from scoring.evidence.rows import Column, RawRow, heading, letter
from scoring.evidence.sheets import match
from scoring.evidence.workbook import Book, sheets
from scoring.findings import Collector, Finding, Findings, quoted

_WORDS: TypeAdapter[str] = TypeAdapter(Words)
_MOST = 10 ** (Exact.digits - Exact.places)
_QUANTITIES = tuple(name for name in layout.ENTRIES if name != "words")
_PERSON = "person"
_NONE_SUCH = "is no sheet of this workbook and nothing of it would be read: take it out, or give it its name back"


@dataclass(frozen=True, slots=True)
class _Page:
    """The sheet of updates while it is read: where its columns are."""

    places: Mapping[str, int]

    def at(self, number: int, name: str) -> str:
        return f"{UPDATES}!{letter(self.places[name])}{number}"


def read(name: str, content: bytes, evidence: Sequence[EvidenceSheet]) -> Entered:
    """Return what was entered, with its findings; raise WorkbookUnreadable for what is no workbook of this service."""
    _check_size(name, content)
    books = sheets(name, content, most_rows=layout.MOST_LINES, most_cells=layout.MOST_CELLS)
    if isinstance(books, Findings):
        raise WorkbookUnreadable(name, books)
    if lost := [title for title in (UPDATES, ABOUT) if title not in books]:
        message = f"has no sheet {lost[0]!r}, which every workbook of this service has"
        raise WorkbookUnreadable(name, [Finding("workbook.foreign", name, message)])
    about = _about(books[ABOUT])
    if about.get("format") != FORMAT:
        message = f"does not say that it is {FORMAT}"
        raise WorkbookUnreadable(name, [Finding("workbook.foreign", ABOUT, message, quoted(about.get("format")))])
    entered = Entered(about, Collector())
    known = {README, UPDATES, ABOUT, *(sheet.title for sheet in evidence)}
    for title, book in books.items():
        for finding in book.findings:
            entered.findings.add(finding.code, finding.place, finding.message, value=finding.value)
        if title not in known and book.rows:
            entered.findings.add("sheet.unknown", title, _NONE_SUCH, value=title)
    _read_updates(books[UPDATES], entered)
    for sheet in evidence:
        if sheet.title in books:
            _read_lines(books[sheet.title], sheet, entered)
    return entered


def _check_size(name: str, content: bytes) -> None:
    """Refuse by the sizes that the file states of itself; what it states falsely is found when it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return  # no archive, or one packed in a way that is not known: the reader says so in its own words
    if unpacked > layout.MOST_UNPACKED:
        message = f"would unpack to {unpacked:,} bytes, and {layout.MOST_UNPACKED:,} are read"
        raise WorkbookUnreadable(name, [Finding("workbook.bomb", name, message)])


def _about(book: Book) -> dict[str, str]:
    return {cells.words(row[0]): cells.words(row[1]) for _, row in book.rows if len(row) > 1}


# --------------------------------------------------------------------------------------------- the sheet of updates
def _read_updates(book: Book, entered: Entered) -> None:
    if not book.rows:
        entered.findings.add("sheet.empty", UPDATES, "holds nothing at all: copy your entries into a fresh workbook")
        return
    (top, given), *rows = book.rows
    places = _headings(top, given, entered.findings)
    if places is None:
        return
    page = _Page(places)
    for number, row in rows:
        entry = _entry(page, number, row, entered.findings)
        if entry is not None:
            entered.entries.append(entry)


def _headings(top: int, given: Sequence[cells.Raw], out: Collector) -> dict[str, int] | None:
    """Return where each column stands; None, with findings, when one of them is not there under its own heading."""
    compared = [heading(cells.words(raw)) for raw in given]
    found: dict[str, int] = {}
    for index, one in enumerate(HEADINGS):
        places = [place for place, text in enumerate(compared) if text == heading(one.title)]
        if len(places) == 1:
            found[one.name] = places[0]
            continue
        here = cells.words(given[index]) if index < len(given) else ""
        said = "is there twice: keep one" if places else f"is not there; here stands {here or 'nothing'!r}: rename it"
        out.add("heading.lost", f"{UPDATES}!{letter(index)}{top}", f"the heading {one.title!r} {said}", value=here)
    return found if len(found) == len(HEADINGS) else None


def _entry(page: _Page, number: int, row: Sequence[cells.Raw], out: Collector) -> Entry | None:
    """Return what one row holds; None for a row without any cell that matters."""
    raw = {name: row[place] if place < len(row) else "" for name, place in page.places.items()}
    key = cells.words(raw["key"])
    if not any(cells.words(raw[name]) or isinstance(raw[name], cells.Formula) for name in ("key", *layout.ENTRIES)):
        return None
    quantities: dict[str, Decimal] = {}
    wrong = False
    for name in _QUANTITIES:
        found = _quantity(raw[name])
        if isinstance(found, cells.Wrong):
            out.add(found.code, page.at(number, name), found.sentence, value=found.text)
            wrong = True
        elif found is not None:
            quantities[name] = found
    words = _said(raw["words"])
    if isinstance(words, cells.Wrong):
        out.add(words.code, page.at(number, "words"), words.sentence, value=words.text)
        wrong, words = True, ""
    stands = cells.canonical(raw["number"], "number")
    numbered = int(stands) if isinstance(stands, str) and stands.isdigit() else 0
    return Entry(number, numbered, key, quantities, words, wrong)


def _quantity(raw: cells.Raw) -> Decimal | cells.Wrong | None:
    """Return the quantity in a cell as it was typed, or None for an empty one; zero is a quantity."""
    text = cells.canonical(raw, "number")
    if isinstance(text, cells.Wrong) or not text:
        return text or None
    value = Decimal(text)
    places = -int(value.normalize().as_tuple().exponent)
    if value < 0:
        return cells.Wrong("number.negative", "is less than nothing: write what was delivered, 0 if nothing was", text)
    if places > Exact.places:
        sentence = f"has {places} decimal places, and {Exact.places} are kept: round it"
        return cells.Wrong("number.too_fine", sentence, text)
    if value >= _MOST:
        return cells.Wrong("number.too_large", f"is {_MOST:,} or more, which nothing is counted up to", text)
    return value


def _said(raw: cells.Raw) -> str | cells.Wrong:
    """Return the words in a cell with their line breaks; "" for an empty one."""
    found = cells.canonical(raw, "text")
    if isinstance(found, cells.Wrong) and found.code != "cell.too_long":
        return found
    text = raw.strip() if isinstance(raw, str) else cells.words(raw)
    if not text:
        return ""
    try:
        return _WORDS.validate_python(text)
    except ValidationError as error:
        return cells.Wrong("words.unfit", error.errors()[0]["msg"].removeprefix("Value error, "), text)


# ------------------------------------------------------------------------------------------------ lines of evidence
def _read_lines(book: Book, sheet: EvidenceSheet, entered: Entered) -> None:
    """Add the lines of one sheet to the rows that they name."""
    if len(book.rows) <= 1:
        return
    (top, given), *rows = book.rows
    out, columns = entered.findings, layout.headings_of(sheet)
    met = Collector()
    places = match([cells.words(raw) for raw in given], columns, f"{sheet.title}!{top}", met)
    for finding in met.findings():
        out.add(finding.code, finding.place, finding.message, value=finding.value)
    if met:
        return
    kept = [column for column in sheet.columns if column.name in places]
    numbers = {entry.number for entry in entered.entries if entry.number}
    by_row: dict[int, list[tuple[str, ...]]] = {}
    for row in rows:
        number = _belongs_to(row, sheet, places[layout.ROW_COLUMN.name], numbers, out)
        texts = _texts(row, sheet, [(column, places[column.name]) for column in kept], out)
        if number is not None and texts is not None and any(texts):
            by_row.setdefault(number, []).append(texts)
    names = tuple(column.name for column in kept)
    for number, lines in by_row.items():
        entered.lines.setdefault(number, []).append(Lines(sheet.title, names, tuple(lines)))


def _belongs_to(row: RawRow, sheet: EvidenceSheet, place: int, numbers: set[int], out: Collector) -> int | None:
    line, given = row
    raw: Any = given[place] if place < len(given) else ""
    text = cells.canonical(raw, "number")
    if isinstance(text, str) and text.isdigit() and int(text) in numbers:
        return int(text)
    where, most = f"{sheet.title}!{letter(place)}{line}", max(numbers, default=0)
    message = f"say which row of {UPDATES} the line belongs to: a number from 1 to {most}"
    out.add("line.belongs_nowhere", where, message, value=cells.words(raw))
    return None


def _texts(
    row: RawRow, sheet: EvidenceSheet, columns: Sequence[tuple[Column, int]], out: Collector
) -> tuple[str, ...] | None:
    """Return the cells of a line in their one form; None, with findings, where one of them cannot be read."""
    line, given = row
    texts: list[str] = []
    fits = True
    for column, place in columns:
        text = cells.canonical(given[place] if place < len(given) else "", column.kind)
        where = f"{sheet.title}!{letter(place)}{line}"
        if isinstance(text, cells.Wrong):
            fits = False
            out.add(text.code, where, f"{column.name} {text.sentence}", value=text.text)
        elif column.name == _PERSON and text and (why := why_not_a_token(text)):
            fits = False
            out.add("cell.names_somebody", where, f"{column.name} {why}")  # what was found is not repeated
        else:
            texts.append(text)
    return tuple(texts) if fits else None

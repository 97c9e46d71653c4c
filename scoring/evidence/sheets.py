"""One reader for tables that suppliers send, CSV and XLSX alike: rows of plain text with places, or every finding.

An engine says which columns it reads (`Column`: the name it uses, the headings that people write, what stands in it).
`read` answers with a `Sheet` whose cells are canonical text: a number as digits and one point, a date as YYYY-MM-DD,
words with their spaces trimmed. A cell that cannot be read stays as it was found, is named in `Row.wrong`, and has a
finding with its place; whether its line then counts is the engine's to say.
"""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from scoring.evidence import cells
from scoring.evidence.assessment import Source
from scoring.evidence.rows import Column, Kind, RawRow, Row, heading, letter
from scoring.findings import Collector, Finding, Findings, quoted

MOST_ROWS: Final = 200_000
"""Rows that `read` takes from one file; an engine for more streams them, as local spend does."""

MOST_COLUMNS: Final = 200
LONGEST_CELL: Final = 2_000
LARGEST_FILE: Final = 64 * 1024 * 1024
MARKS: Final = ",;\t|"
DEEPEST_HEADING: Final = 25
"""A heading is looked for in so many rows from the top: titles and notes stand above it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table that was read: where it comes from, its rows in order, and what was wrong with single cells."""

    source: Source
    name: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...] = ()
    columns: frozenset[str] = field(default_factory=frozenset)
    """The columns that the file has."""


def read(name: str, content: bytes, columns: Sequence[Column], *, most_rows: int = MOST_ROWS) -> Sheet | Findings:
    """Return the table in a CSV or XLSX file, or every finding that keeps it from being read as a table."""
    if len(content) > LARGEST_FILE:
        return _refused("file.too_large", name, f"is larger than {LARGEST_FILE // 2**20} MB: split it")
    if content.startswith(b"PK\x03\x04"):
        from scoring.evidence import workbook  # noqa: PLC0415 - a CSV is read without the library for workbooks

        book = workbook.read(name, content, columns, most_rows=most_rows)
        if isinstance(book, Findings):
            return book
        return _table(_File(name, book.sheet, content), book.rows, columns, book.findings)
    rows = _csv_rows(name, content, columns, most_rows)
    return rows if isinstance(rows, Findings) else _table(_File(name, "", content), rows, columns)


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    sheet: str
    content: bytes

    def place(self, number: int) -> str:
        return f"{self.sheet}!{number}" if self.sheet else f"{self.name}:{number}"


def match(given: Sequence[str], columns: Sequence[Column], place: str, out: Collector) -> dict[str, int]:
    """Return where each column stands among the headings given; report what is missing and what stands there twice."""
    found: dict[str, int] = {}
    compared = [heading(text) for text in given]
    for column in columns:
        places = [index for index, text in enumerate(compared) if text and text in column.headings]
        if len(places) > 1:
            named = " and ".join(f'"{given[index].strip()}" ({letter(index)})' for index in places)
            message = f"has {len(places)} columns for {column.name}: {named}. Keep the one that counts"
            out.add("column.twice", f"{place} column {column.name}", message)
        elif places:
            found[column.name] = places[0]
        elif column.required:
            known = ", ".join((column.name, *column.aliases))
            here = ", ".join(text.strip() for text in given if text.strip())
            message = f"has no column {column.name}: head one with any of {known}. The headings found are: {here}"
            out.add("column.missing", f"{place} column {column.name}", message)
    return found


def top_of(physical: Sequence[str], columns: Sequence[Column]) -> tuple[str, int, list[str]]:
    """Return the mark between cells, the physical line that ends the heading, and the headings: what fits best."""
    known = frozenset[str]().union(*(column.headings for column in columns))
    best: tuple[int, str, int, list[str]] = (-1, ",", 1, [])
    for mark in MARKS:
        reader = csv.reader(physical[:DEEPEST_HEADING], delimiter=mark)
        with suppress(csv.Error):
            for row in reader:
                fit = len({heading(cell) for cell in row} & known)
                if fit > best[0]:
                    best = (fit, mark, reader.line_num, row)
    return best[1:]


def _csv_rows(name: str, content: bytes, columns: Sequence[Column], most_rows: int) -> list[RawRow] | Findings:
    text = cells.decoded(content)
    if text is None:
        return _refused("file.not_text", name, "is neither XLSX nor CSV text in UTF-8: save it as one of the two")
    if not text.strip():
        return _refused("file.empty", name, "is empty: there is nothing to read")
    rows: list[RawRow] = []
    physical = cells.lines(text)
    mark, _, _ = top_of(physical, columns)
    reader = csv.reader(physical, delimiter=mark, strict=True)
    try:
        begun = 1
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((begun, row))
            begun = reader.line_num + 1
            if len(rows) > most_rows + DEEPEST_HEADING:
                return _too_many(name, most_rows)
    except csv.Error as error:
        return _refused("csv.malformed", f"{name}:{reader.line_num}", f"cannot be read as CSV ({error}): mend the line")
    return rows


def _table(
    file: _File, rows: Sequence[RawRow], columns: Sequence[Column], met: Iterable[Finding] = ()
) -> Sheet | Findings:
    """Find the heading, then read every row below it."""
    out = Collector(met)
    if not rows:
        return _refused("file.empty", file.name, "is empty: there is nothing to read")
    top = _heading_row(rows, columns)
    number, given = rows[top]
    if len(given) > MOST_COLUMNS:
        return _refused("table.too_wide", file.place(number), f"has more than {MOST_COLUMNS} columns: send fewer")
    heads = [cells.words(cell) for cell in given]
    headings = Collector()
    found = match(heads, columns, file.place(number), headings)
    if headings:
        return headings.findings()
    kinds = {column.name: column.kind for column in columns}
    read_rows = tuple(_rows(file, rows[top + 1 :], found, kinds, out, width=len(given)))
    digest = "sha256:" + hashlib.sha256(file.content).hexdigest()
    source = Source(file.name, digest, len(read_rows))
    return Sheet(source, file.sheet or file.name, read_rows, out.findings(), frozenset(found))


def _heading_row(rows: Sequence[RawRow], columns: Sequence[Column]) -> int:
    """Return which of the first rows holds the most headings that are known; the first, where none does."""
    known = frozenset[str]().union(*(column.headings for column in columns))

    def count(index: int) -> int:
        return len({heading(cells.words(cell)) for cell in rows[index][1]} & known)

    return max(range(min(len(rows), DEEPEST_HEADING)), key=lambda index: (count(index), -index))


def _rows(
    file: _File,
    rows: Sequence[RawRow],
    found: Mapping[str, int],
    kinds: Mapping[str, Kind],
    out: Collector,
    *,
    width: int,
) -> Iterator[Row]:
    letters = {name: letter(index) for name, index in found.items()}
    for number, given in rows:
        texts: dict[str, str] = {}
        wrong: set[str] = set()
        for name, index in found.items():
            raw = given[index] if index < len(given) else ""
            text = cells.canonical(raw, kinds[name])
            if isinstance(text, cells.Wrong):
                wrong.add(name)
                place = Row(file.name, file.sheet, number, {}, letters).at(name)
                out.add(text.code, place, f"{name} {text.sentence}", value=text.text)
                text = text.text
            if text:
                texts[name] = text
        if texts and len(given) > width and not file.sheet:
            message = "has more cells than the heading, so that none is sure: put a cell with a comma in quotes"
            out.add("line.too_many_cells", file.place(number), message)
            wrong |= found.keys()
        if texts:
            yield Row(file.name, file.sheet, number, texts, letters, frozenset(wrong))


def _too_many(name: str, most_rows: int) -> Findings:
    return _refused("table.too_long", name, f"has more than {most_rows:,} lines: split it into several files")


def _refused(code: str, place: str, message: str, value: object = None) -> Findings:
    return Findings([Finding(code, place, message, quoted(value))])

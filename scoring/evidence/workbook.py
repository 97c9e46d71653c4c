"""Reads the first table of a workbook, after looking through the file for what no honest workbook holds.

A workbook is a ZIP file of XML. Before the library that reads it (python-calamine) sees it, every part is unpacked here
in small pieces and counted, so that a ZIP bomb is refused at the limit and not at the end of the memory; and every cell
is looked at, so that formulas, merged cells and a sheet stretched to the last of its 17 billion cells are known.
"""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, Final, TypeVar
from xml.parsers import expat

import python_calamine

from scoring.evidence import cells
from scoring.evidence.rows import Column, RawRow, heading
from scoring.evidence.workbook_marks import MOST_MARKED, Looks, Marks
from scoring.findings import Finding, Findings, quoted

MOST_PARTS: Final = 2_000
MOST_UNPACKED: Final = 512 * 1024 * 1024
MOST_TIMES: Final = 250
"""A part may not unpack to more than so many times its packed size, once it is larger than `ALWAYS_ALLOWED`."""

ALWAYS_ALLOWED: Final = 4 * 1024 * 1024
MOST_CELLS: Final = 20_000_000
EMPTY_ALLOWED: Final = 1_000_000
MOST_EMPTY: Final = 20
"""A sheet may stretch over so many cells for each that is there, once it is larger than `EMPTY_ALLOWED`."""

MOST_COLUMNS: Final = 200
MOST_SHEETS: Final = 500
MOST_RELATIONS: Final = 10_000
MOST_STRINGS: Final = 5_000_000
"""Different texts that the cells of all sheets share."""

MOST_MERGED: Final = 100
"""So many merged ranges of a sheet are told of."""

_STYLES: Final = "xl/styles.xml"
_LONGEST_COLUMN, _LONGEST_ROW = 3, 7
"""Letters and digits of the last cell that a spreadsheet has, XFD1048576."""

Answer = TypeVar("Answer")
PIECE: Final = 256 * 1024
MARKUP: Final = (".xml", ".rels", ".vml")


@dataclass(frozen=True, slots=True)
class Book:
    """The table that was found: the name of its sheet, its rows, and what was noticed on the way."""

    sheet: str
    rows: list[RawRow]
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Part:
    """What one part of the file holds, as far as it matters here."""

    name: str
    looks: Looks = field(default_factory=Looks)
    marks: Marks = field(default_factory=Marks)
    merged: list[str] = field(default_factory=list)
    strings: int = 0
    cells: int = 0
    rows: int = 0
    columns: int = 0
    row: int = 0
    column: int = 0
    targets: dict[str, str] = field(default_factory=dict)
    sheets: list[tuple[str, str]] = field(default_factory=list)
    unsafe: str = ""
    out: bool = False
    most_cells: int = MOST_CELLS


class _Refused(Exception):
    """The file is refused; carries the finding."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def read(name: str, content: bytes, columns: Sequence[Column], *, most_rows: int) -> Book | Findings:
    """Return the rows of the one sheet whose headings fit best, or every finding that keeps the workbook shut."""
    return _opened(name, content, lambda book, parts: _chosen(name, book, parts, columns, most_rows))


def sheets(name: str, content: bytes, *, most_rows: int, most_cells: int = MOST_CELLS) -> dict[str, Book] | Findings:
    """Return every sheet of a workbook by its name, or every finding that keeps the workbook shut.

    `most_cells` bounds each sheet, from its first cell to its last, empty ones included.
    """
    return _opened(name, content, lambda book, parts: _every(name, book, parts, most_rows), most_cells=most_cells)


def _opened(
    name: str,
    content: bytes,
    use: Callable[[python_calamine.CalamineWorkbook, dict[str, _Part]], Answer | Findings],
    *,
    most_cells: int = MOST_CELLS,
) -> Answer | Findings:
    try:
        parts = _looked_through(content, most_cells)
        _check_whole(parts, most_cells)
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return use(book, parts)
    except _Refused as refused:
        return Findings([Finding(refused.code, name, refused.message)])
    # Damage, a password and a packing that is not known: the libraries tell of them in all of these ways.
    except (zipfile.BadZipFile, zipfile.LargeZipFile, expat.ExpatError, NotImplementedError, RuntimeError, EOFError):
        message = "is damaged, locked with a password, or no workbook: save it anew as XLSX without a password"
        return Findings([Finding("workbook.unreadable", name, message)])
    except (python_calamine.CalamineError, ValueError, UnicodeDecodeError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        message = f"cannot be read as XLSX: save it anew, or send CSV ({type(error).__name__})"
        return Findings([Finding("workbook.unreadable", name, message)])


def _looked_through(content: bytes, most_cells: int) -> dict[str, _Part]:
    """Unpack every part in pieces and return what each holds; raise `_Refused` at the first limit that is passed."""
    parts: dict[str, _Part] = {}
    left, percentages = MOST_UNPACKED, frozenset[str]()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_PARTS:
            raise _Refused("workbook.too_many_parts", f"holds more than {MOST_PARTS:,} parts: save it anew")
        # How cells are shown is read first, so that it is known when the cells are.
        for entry in sorted(entries, key=lambda one: one.filename != _STYLES):
            if entry.filename in parts:
                raise _Refused("workbook.part_twice", f"holds the part {quoted(entry.filename)} twice: save it anew")
            _check_size(entry, left)
            part = parts[entry.filename] = _Part(entry.filename, most_cells=most_cells)
            part.marks.percentages = percentages
            left -= entry.file_size
            _unpacked(archive, entry, part)
            if entry.filename == _STYLES:
                percentages = part.looks.percentages()
    if "xl/workbook.xml" not in parts:
        raise _Refused("workbook.not_xlsx", "is a ZIP file but no XLSX workbook: save it as XLSX or as CSV")
    return parts


def _check_whole(parts: dict[str, _Part], most_cells: int) -> None:
    """Refuse what is nearly all empty, and sheets that are endless together; one part may stand for many sheets."""
    together = 0
    for sheet, _ in parts["xl/workbook.xml"].sheets:
        part = _part_of(sheet, parts)
        stretch = part.rows * part.columns
        together += stretch
        if stretch > max(EMPTY_ALLOWED, MOST_EMPTY * part.cells):
            message = f"stretches the sheet {quoted(sheet)} over {stretch:,} cells, of which {part.cells:,} are there"
            raise _Refused("workbook.too_large", f"{message}: delete what lies beyond the table")
    if together > 2 * most_cells:
        message = f"stretches its sheets over {together:,} cells: keep the sheet that counts, or send CSV"
        raise _Refused("workbook.too_large", message)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, part: _Part) -> None:
    """Look through one part; refuse it where it holds another number of bytes than it states.

    The reader of the standard library stops at the size that is stated, and the library that reads the sheets does not:
    so one byte more is asked for.
    """
    stated = entry.file_size
    entry.file_size = stated + 1
    with archive.open(entry) as opened:
        if _walked(part, opened) != stated:
            message = f"states a false size of {quoted(entry.filename)}: save it anew, or send CSV"
            raise _Refused("workbook.bomb", message)


def _check_size(entry: zipfile.ZipInfo, left: int) -> None:
    """Refuse by the sizes that the file states of itself; what it states falsely is found when it is unpacked."""
    bomb = entry.file_size > ALWAYS_ALLOWED and entry.file_size > MOST_TIMES * max(entry.compress_size, 1)
    if bomb or entry.file_size > left:
        megabytes = entry.file_size // 2**20
        message = f"would unpack to more than may be read here ({quoted(entry.filename)}: {megabytes:,} MB)"
        raise _Refused("workbook.bomb", f"{message}: split it, or send CSV")
    if "vbaproject" in entry.filename.lower():
        raise _Refused("workbook.macros", "holds macros: save it as XLSX, which has none")


def _walked(part: _Part, opened: IO[bytes]) -> int:
    """Unpack one part, looking at every element if it is XML; return how many bytes it holds."""
    parser = expat.ParserCreate(namespace_separator=" ") if part.name.lower().endswith(MARKUP) else None
    if parser is not None:
        parser.StartElementHandler = lambda tag, given: _element(part, tag.rpartition(" ")[2], given)
        parser.StartDoctypeDeclHandler = _no_doctype
    size = 0
    while piece := opened.read(PIECE):
        size += len(piece)
        if parser is not None:
            parser.Parse(piece, False)  # noqa: FBT003 - the parser takes it by position only
    if parser is not None and size:
        parser.Parse(b"", True)  # noqa: FBT003 - likewise
    return size


def _no_doctype(*_: Any) -> None:
    raise _Refused("workbook.doctype", "declares entities of its own, which no workbook needs: save it anew")


def _element(part: _Part, tag: str, given: dict[str, str]) -> None:
    """Take note of one element: rows and cells with where they stand, formulas, merged cells, sheets and targets."""
    if tag == "c":
        part.column = _column(given.get("r", ""), part)
        part.columns, part.cells = max(part.columns, part.column), part.cells + 1
        if part.rows * part.columns > part.most_cells:
            raise _stretched(part)
        part.marks.cell((part.row, part.column), given)
    elif tag == "row":
        number = given.get("r", "")
        part.row = _number(number, part) if number.isdecimal() else part.row + 1
        part.rows, part.column = max(part.rows, part.row), 0
    elif tag == "f":
        part.marks.formula((part.row, part.column), given)
    elif tag == "si":
        part.strings += 1
        if part.strings > MOST_STRINGS:
            message = f"holds more than {MOST_STRINGS:,} different texts: split it, or send CSV"
            raise _Refused("workbook.too_large", message)
    elif tag == "mergeCell" and len(part.merged) < MOST_MERGED:
        part.merged.append(given.get("ref", ""))
    elif part.name == _STYLES:
        part.looks.note(tag, given)
    else:
        _relation(part, tag, given)
    if part.marks.too_many:
        message = f"holds more than {MOST_MARKED:,} formulas, errors or percentages: paste values, or send CSV"
        raise _Refused("workbook.too_many_formulas", message)


def _relation(part: _Part, tag: str, given: dict[str, str]) -> None:
    """Take note of a sheet, or of which part of the file something is kept in."""
    if tag == "sheet":
        identifier = next((value for key, value in given.items() if key.endswith(" id")), "")
        part.sheets.append((given.get("name", ""), identifier))
    elif tag == "Relationship" and given.get("TargetMode") != "External":
        part.targets[given.get("Id", "")] = given.get("Target", "")
    if len(part.sheets) > MOST_SHEETS or len(part.targets) > MOST_RELATIONS:
        message = f"holds more than {MOST_SHEETS:,} sheets or {MOST_RELATIONS:,} relations: split it, or send CSV"
        raise _Refused("workbook.too_many_parts", message)


def _stretched(part: _Part) -> _Refused:
    message = f"stretches a sheet over more than {part.most_cells:,} cells: delete what lies beyond the table"
    return _Refused("workbook.too_large", message)


def _number(digits: str, part: _Part) -> int:
    """Return the number of a row; no spreadsheet has one of eight digits, and to read a long one takes long."""
    if len(digits) > _LONGEST_ROW:
        raise _stretched(part)
    return int(digits)


def _column(reference: str, part: _Part) -> int:
    """Return the number of the column, from 1, of a cell reference such as "C14"; the next one where there is none."""
    letters = reference.rstrip("0123456789")
    if not letters:
        return part.column + 1
    digits = reference[len(letters) :]
    if len(letters) > _LONGEST_COLUMN:
        raise _stretched(part)
    if digits:
        part.row = _number(digits, part)
        part.rows = max(part.rows, part.row)
    column = 0
    for one in letters.upper():
        column = column * 26 + ord(one) - ord("A") + 1
    return column


def _chosen(
    name: str, book: python_calamine.CalamineWorkbook, parts: dict[str, _Part], columns: Sequence[Column], most: int
) -> Book | Findings:
    """Return the sheet with the most headings that are known; a second one with as many is not guessed between."""
    found: list[tuple[int, str, list[RawRow]]] = []
    for sheet_name in book.sheet_names:
        part = _part_of(sheet_name, parts)
        sheet = book.get_sheet_by_name(sheet_name)
        rows = _rows(sheet, part, most)
        if rows is None:
            message = f"{quoted(sheet_name)} has more than {most:,} lines: split it, or send CSV"
            return Findings([Finding("table.too_long", name, message)])
        if rows:
            found.append((_fit(rows, columns), sheet_name, rows))
    if not found:
        return Findings([Finding("file.empty", name, "has no sheet with anything in it")])
    best = max(count for count, _, _ in found)
    fitting = [(sheet_name, rows) for count, sheet_name, rows in found if count == best]
    if len(fitting) > 1 and best:
        names = ", ".join(str(quoted(sheet_name)) for sheet_name, _ in fitting)
        message = (
            f"has {len(fitting)} sheets that could be meant ({names}): keep one, or send each as a file of its own"
        )
        return Findings([Finding("workbook.two_sheets", name, message)])
    sheet_name, rows = fitting[0]
    return Book(sheet_name, rows, tuple(_merged(sheet_name, _part_of(sheet_name, parts))))


def _every(
    name: str, book: python_calamine.CalamineWorkbook, parts: dict[str, _Part], most: int
) -> dict[str, Book] | Findings:
    """Return each sheet with its rows; one that is too long shuts the workbook."""
    found: dict[str, Book] = {}
    for sheet_name in book.sheet_names:
        part = _part_of(sheet_name, parts)
        rows = _rows(book.get_sheet_by_name(sheet_name), part, most)
        if rows is None:
            message = f"{quoted(sheet_name)} has more than {most:,} lines: send them as a file of their own"
            return Findings([Finding("table.too_long", name, message)])
        found[sheet_name] = Book(sheet_name, rows, tuple(_merged(sheet_name, part)))
    return found


def _part_of(sheet: str, parts: dict[str, _Part]) -> _Part:
    """Return the part that holds a sheet; a sheet kept anywhere but in a part of XML was not looked through."""
    identifier = dict(parts["xl/workbook.xml"].sheets).get(sheet, "")
    relations = parts.get("xl/_rels/workbook.xml.rels", _Part(""))
    target = relations.targets.get(identifier, "")
    path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    if not path.lower().endswith(".xml") or path not in parts:
        raise _Refused("workbook.unreadable", f"keeps the sheet {quoted(sheet)} where none belongs: save it anew")
    return parts[path]


def _rows(sheet: python_calamine.CalamineSheet, part: _Part, most: int) -> list[RawRow] | None:
    """Return the rows that hold anything, with what is no plain value marked; None where there are too many."""
    first, left = sheet.start or (0, 0)
    rows: list[RawRow] = []
    for offset, given in enumerate(sheet.to_python(skip_empty_area=True)):
        number = first + offset + 1
        row: list[cells.Raw] = [""] * left + list(given)
        if part.marks.held:
            row = part.marks.marked(number, row)
        if any(raw not in ("", None) for raw in row):
            rows.append((number, row))
        if len(rows) > most + 25:
            return None
    return rows


def _fit(rows: Sequence[RawRow], columns: Sequence[Column]) -> int:
    """Return how many headings of a sheet are known, in the best of its first rows."""
    known = frozenset[str]().union(*(column.headings for column in columns))
    return max(len({heading(cells.words(raw)) for raw in row} & known) for _, row in rows[:25])


def _merged(sheet: str, part: _Part) -> Iterator[Finding]:
    """Yield a finding for merged cells: only the first of them holds what all of them show."""
    for reference in part.merged:
        message = "are merged: only the first of them holds anything. Unmerge them and fill in every cell"
        yield Finding("cell.merged", f"{sheet}!{reference}", message, reference)

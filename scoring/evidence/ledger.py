"""Reads payment lines from CSV, in portions, or from a workbook: text columns by name, each line with its place.

A CSV of millions of lines is never held whole: it is scanned once for its digest and then read in portions by a
columnar library. A line with more cells than the heading, or one that an open quote makes run on, is marked and not
guessed at.
"""

import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from scoring.evidence import sheets
from scoring.evidence.cells import decoded, lines
from scoring.evidence.rows import Column
from scoring.findings import Collector, Finding, Findings

COLUMNS: Final[tuple[Column, ...]] = (
    Column("date", ("payment date", "date paid", "paid on", "date of payment"), "date", required=True),
    Column("payee", ("supplier", "supplier name", "payee name", "vendor", "vendor name", "beneficiary", "paid to")),
    Column(
        "identifier", ("company number", "company no", "supplier id", "payee id", "charity number", "organisation id")
    ),
    Column("postcode", ("post code", "payee postcode", "supplier postcode")),
    Column("invoice_postcode", ("invoice post code", "postcode of invoice")),
    Column(
        "registered_office_postcode", ("registered postcode", "registered office post code", "head office postcode")
    ),
    Column("delivery_site_postcode", ("delivery postcode", "site postcode", "delivery site post code")),
    Column("net", ("net amount", "amount net", "amount excluding vat", "amount excl vat", "amount ex vat"), "number"),
    Column(
        "gross", ("gross amount", "amount gross", "amount including vat", "amount incl vat", "amount inc vat"), "number"
    ),
    Column("amount", ("value", "amount paid", "payment amount", "spend", "amount gbp"), "number"),
    Column("vat", ("vat amount", "amount of vat"), "number"),
    Column("reference", ("invoice", "invoice number", "invoice no", "invoice ref", "invoice reference", "payment ref")),
    Column("tier", ("supply chain tier", "supplier tier")),
    Column("kind", ("supplier kind", "supplier type", "kind of supplier", "organisation type", "type of supplier")),
    Column("sme", ("is sme", "small or medium enterprise")),
    Column("vcse", ("is vcse",)),
    Column("social_enterprise", ("is social enterprise",)),
    Column("charity", ("is charity", "registered charity")),
)

PORTION: Final = 250_000
"""Lines read at a time."""

MOST_LINES: Final = 20_000_000
PIECE: Final = 4 * 1024 * 1024
TOP: Final = 256 * 1024
LONGEST_CHARACTER: Final = 4
"""Bytes of UTF-8."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_UNSURE = ("cell.formula", "cell.error")
_LONE_RETURN = re.compile(rb"\r(?!\n|$)")


@dataclass(frozen=True, slots=True)
class Ledger:
    """A file of payment lines: what people call it, and its bytes or the path where it lies."""

    name: str
    content: bytes | str


@dataclass(slots=True)
class Opened:
    """A ledger that can be read: its digest, the columns that it has, and its lines in portions.

    Each portion has a text column for every column of the file that is known here, `line` (as people count), and
    `broken`: the code of why a line cannot be read as a line, or null.
    """

    name: str
    digest: str
    columns: frozenset[str]
    portions: Iterator[pl.DataFrame]
    sheet: str = ""
    letters: dict[str, str] = field(default_factory=dict)

    def place(self, line: int, column: str) -> str:
        """Return where a cell stands, or the line where no column is named or known."""
        if self.sheet:
            return f"{self.sheet}!{self.letters.get(column, '')}{line}"
        return f"{self.name}:{line}" + (f" column {column}" if column else "")


class Unreadable(Exception):
    """A portion cannot be read; carries the findings."""

    def __init__(self, findings: Findings) -> None:
        """Keep the findings."""
        super().__init__(str(findings))
        self.findings = findings


class Ragged(Exception):
    """Some line has more cells than the heading: the file is to be read again, line by line."""


def opened(ledger: Ledger, *, by_line: bool = False) -> Opened | Findings:
    """Return a ledger that can be read in portions, or every finding that keeps it shut.

    Its portions raise `Unreadable`, or `Ragged` where some line has more cells than the heading. Such a file is opened
    again `by_line`: that takes ten times as long, and tells which lines they are.
    """
    try:
        scan = _scanned(ledger.content)
    except OSError as error:
        return _refused("file.unreadable", ledger.name, f"cannot be read: {error.strerror}")
    if scan.top.startswith(b"PK\x03\x04"):
        return _workbook(ledger, scan.digest)
    content = ledger.content
    if scan.top[:2] in {b"\xff\xfe", b"\xfe\xff"} or _LONE_RETURN.search(scan.top):
        text = decoded(_whole(content))
        if text is None:
            return _refused("file.not_text", ledger.name, "is neither XLSX nor CSV text: save it as CSV UTF-8")
        content = "".join(lines(text)).encode()
        scan = _Scan(scan.digest, content[:TOP], quotes=b'"' in content)
    return _csv(ledger.name, content, scan, by_line=by_line)


@dataclass(frozen=True, slots=True)
class _Scan:
    """What one pass over the bytes found."""

    digest: str
    top: bytes
    quotes: bool


def _scanned(content: bytes | str) -> _Scan:
    """Read everything once: the digest, the first bytes, and whether any cell can stand in quotes."""
    if isinstance(content, bytes):
        digest = hashlib.sha256(content).hexdigest()
        return _Scan(f"sha256:{digest}", content[:TOP], quotes=b'"' in content)
    whole, top, quotes = hashlib.sha256(), b"", False
    with open(content, "rb") as file:  # noqa: PTH123 - the library knows no paths
        while piece := file.read(PIECE):
            whole.update(piece)
            top = top or piece[:TOP]
            quotes = quotes or b'"' in piece
    return _Scan(f"sha256:{whole.hexdigest()}", top, quotes)


def _whole(content: bytes | str) -> bytes:
    if isinstance(content, bytes):
        return content
    with open(content, "rb") as file:  # noqa: PTH123 - likewise
        return file.read()


def _csv(name: str, content: bytes | str, scan: _Scan, *, by_line: bool) -> Opened | Findings:
    if not scan.top.strip():
        return _refused("file.empty", name, "is empty: there is nothing to read")
    text = _text_of(scan.top)
    if text is None:
        return _refused("file.not_text", name, "is neither XLSX nor CSV text in UTF-8: save it as CSV UTF-8")
    mark, number, given = sheets.top_of(text.split("\n"), COLUMNS)
    if len(given) > sheets.MOST_COLUMNS:
        message = f"has more than {sheets.MOST_COLUMNS} columns: send fewer"
        return _refused("table.too_wide", f"{name}:{number}", message)
    out = Collector()
    found = sheets.match(given, COLUMNS, f"{name}:{number}", out)
    if out:
        return out.findings()
    shape = _Shape(name, mark, number, len(given), found, scan.quotes)
    portions = _by_line(content, shape) if by_line else _portions(content, shape)
    return Opened(name, scan.digest, frozenset(found), portions)


def _text_of(top: bytes) -> str | None:
    """Return the first bytes as text; None where they are none, such as a packed file under the name of a CSV.

    The columnar library would unpack such a file by itself, however much comes out.
    """
    try:
        text = top.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(top) < TOP or error.start < len(top) - LONGEST_CHARACTER:
            return None
        text = top[: error.start].decode("utf-8-sig")
    return None if _CONTROL.search(text) else text


@dataclass(frozen=True, slots=True)
class _Shape:
    name: str
    mark: str
    heading_line: int
    width: int
    found: dict[str, int]
    quotes: bool


def _portions(content: bytes | str, shape: _Shape) -> Iterator[pl.DataFrame]:
    """Yield the lines below the heading, many at a time."""
    names = [f"c{index}" for index in range(shape.width)]
    line = shape.heading_line
    try:
        scan = pl.scan_csv(
            content,
            has_header=False,
            skip_lines=shape.heading_line,
            separator=shape.mark,
            schema=dict.fromkeys(names, pl.String),
            missing_columns="insert",
            glob=False,
        )
        for portion in scan.collect_batches(chunk_size=PORTION, maintain_order=True):
            numbered, line = _numbered(portion, shape, names, line)
            yield _few_enough(numbered, line, shape)
    except pl.exceptions.NoDataError:
        return
    except (pl.exceptions.PolarsError, OSError) as error:
        words = str(error).splitlines()[0][:120]
        if "more fields" in words:
            raise Ragged from error
        message = f"cannot be read as CSV in UTF-8 ({words}): save it as CSV UTF-8"
        raise Unreadable(_refused("file.not_text", shape.name, message)) from error


def _numbered(portion: pl.DataFrame, shape: _Shape, names: Sequence[str], before: int) -> tuple[pl.DataFrame, int]:
    """Return a portion with the columns that are known, and the number of the last physical line."""
    more = pl.lit(0, pl.Int64)
    if shape.quotes:
        breaks = [pl.col(name).str.count_matches("\n", literal=True).fill_null(0) for name in names]
        more = pl.sum_horizontal(breaks).cast(pl.Int64)
    numbered = portion.select(
        *(pl.col(names[index]).alias(name) for name, index in shape.found.items()),
        pl.all_horizontal(pl.col(name).is_null() for name in names).alias("blank"),
        more.alias("more"),
        pl.when(more > 0).then(pl.lit("line.broken")).alias("broken"),
    ).with_columns(line=pl.int_range(1, pl.len() + 1) + pl.col("more").cum_sum().shift(1, fill_value=0) + before)
    last = before + portion.height + int(numbered["more"].sum())
    return numbered.filter(~pl.col("blank") | pl.col("broken").is_not_null()).drop("blank", "more"), last


def _few_enough(portion: pl.DataFrame, line: int, shape: _Shape) -> pl.DataFrame:
    """Return a portion unless the ledger is longer than any may be."""
    if line > MOST_LINES:
        message = f"has more than {MOST_LINES:,} lines: split it into several files"
        raise Unreadable(_refused("table.too_long", shape.name, message))
    return portion


def _by_line(content: bytes | str, shape: _Shape) -> Iterator[pl.DataFrame]:
    """Yield the lines below the heading, read one by one: each with its own count of cells."""
    rows: list[tuple[int, str | None, list[str]]] = []
    try:
        reader = csv.reader(_text_lines(content), delimiter=shape.mark)
        ended = 0
        for row in reader:
            begun, ended = ended + 1, reader.line_num
            if ended > shape.heading_line and any(cell.strip() for cell in row):
                broken = "line.broken" if ended > begun else None
                too_many = "line.too_many_cells" if len(row) > shape.width else None
                rows.append((begun, broken or too_many, row))
            if len(rows) == PORTION:
                yield _few_enough(_framed(rows, shape), ended, shape)
                rows = []
    except (csv.Error, UnicodeDecodeError) as error:
        message = f"cannot be read as CSV in UTF-8 ({type(error).__name__}): save it as CSV UTF-8"
        raise Unreadable(_refused("file.not_text", shape.name, message)) from error
    yield _framed(rows, shape)


def _text_lines(content: bytes | str) -> Iterator[str]:
    """Yield physical lines with what ends them."""
    if isinstance(content, bytes):
        for line in content.decode("utf-8-sig").split("\n"):
            yield line + "\n"
        return
    with open(content, encoding="utf-8-sig", newline="\n") as file:  # noqa: PTH123 - the library knows no paths
        yield from file


def _framed(rows: Sequence[tuple[int, str | None, list[str]]], shape: _Shape) -> pl.DataFrame:
    columns = {
        name: pl.Series([row[index] if index < len(row) else None for _, _, row in rows], dtype=pl.String)
        for name, index in shape.found.items()
    }
    broken = pl.Series([code for _, code, _ in rows], dtype=pl.String)
    line = pl.Series([number for number, _, _ in rows], dtype=pl.Int64)
    return pl.DataFrame({**columns, "broken": broken, "line": line})


def _workbook(ledger: Ledger, digest: str) -> Opened | Findings:
    """Return the sheet of a workbook as one portion."""
    try:
        sheet = sheets.read(ledger.name, _whole(ledger.content), COLUMNS)
    except OSError as error:
        return _refused("file.unreadable", ledger.name, f"cannot be read: {error.strerror}")
    if isinstance(sheet, Findings):
        return sheet
    codes = {finding.place: finding.code for finding in sheet.findings if finding.code.startswith(_UNSURE)}
    columns: dict[str, Any] = {
        name: pl.Series([row.cells.get(name) for row in sheet.rows], dtype=pl.String) for name in sorted(sheet.columns)
    }
    columns["line"] = pl.Series([row.number for row in sheet.rows], dtype=pl.Int64)
    broken = [next((codes[row.at(name)] for name in row.wrong if row.at(name) in codes), None) for row in sheet.rows]
    columns["broken"] = pl.Series(broken, dtype=pl.String)
    letters = dict(sheet.rows[0].letters) if sheet.rows else {}
    first = sheet.rows[0].number if sheet.rows else 0
    if merged := [one for one in sheet.findings if one.code == "cell.merged" and _last_row(one.place) >= first]:
        return Findings(merged)
    return Opened(ledger.name, digest, sheet.columns, iter([pl.DataFrame(columns)]), sheet.name, letters)


def _last_row(place: str) -> int:
    """Return the last row of merged cells such as "Sheet1!A1:C2"; a title above the table may be merged."""
    digits = re.search(r"(\d+)$", place)
    return int(digits[1]) if digits else 0


def _refused(code: str, place: str, message: str) -> Findings:
    return Findings([Finding(code, place, message)])

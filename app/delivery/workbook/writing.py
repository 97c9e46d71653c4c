"""Writes the workbook of a period: what is due beside empty cells, in plain tables that a screen reader walks through.

Every text goes in as text: whatever it begins with, a spreadsheet never runs it. A number goes in as a number only
where a spreadsheet keeps it exactly.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from app.contracts.periods import named
from app.delivery.workbook import layout
from app.delivery.workbook.due import ENTERED, Asks, DueRow
from app.delivery.workbook.layout import ABOUT, FORMAT, GUIDE, HEADINGS, PLACE, README, UPDATES, EvidenceSheet
from app.kit.clock import london_text
from app.kit.schema import plain

EXACT_DIGITS = 15
"""So many digits survive in a cell of a spreadsheet whatever they are."""

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
_LINES = 100
_QUANTITY_HINT = "Digits only. 0 if nothing was delivered; leave it blank to report nothing."
_WORDS_HINT = "What was done, so that somebody else could check it."


@dataclass(frozen=True, slots=True)
class Cover:
    """For what a workbook is made: the contract, its sides, the days, and when it was made."""

    contract_id: str
    reference: str
    title: str
    authority: str
    supplier: str
    supplier_id: str
    starts_on: date
    ends_on: date
    made_at: datetime


def written(cover: Cover, rows: Sequence[DueRow], sheets: Sequence[EvidenceSheet]) -> bytes:
    """Return the workbook as an XLSX file; the same facts give the same bytes."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        made = cover.made_at.replace(tzinfo=None)
        title = f"{cover.reference}: what was delivered, {named(cover.starts_on, cover.ends_on)}"
        book.set_properties({"title": title, "author": "Makegood", "created": made})
        formats = _Formats(book)
        _read_me(book, formats, cover, title)
        _updates(book, formats, rows)
        for sheet in sheets:
            _evidence(book, formats, sheet, most=len(rows))
        _about(book, formats, cover)
    return content.getvalue()


class _Formats:
    """The looks of cells: what may be changed is white, what may not is grey."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        base = {"valign": "top", "text_wrap": True}
        grey, entry = base | {"bg_color": "#F2F2F2"}, base | {"locked": False, "border": 1}
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.strong = book.add_format(base | {"bold": True})
        self.heading = book.add_format(
            base | {"bold": True, "bg_color": "#1D3557", "font_color": "#FFFFFF", "border": 1}
        )
        self.said = book.add_format(base)
        self.given = book.add_format(grey)
        self.given_guarded = book.add_format(grey | {"quote_prefix": True})
        self.given_day = book.add_format(grey | {"num_format": "yyyy-mm-dd"})
        self.entry = book.add_format(entry)
        self.entry_guarded = book.add_format(entry | {"quote_prefix": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})


def _read_me(book: xlsxwriter.Workbook, formats: _Formats, cover: Cover, title: str) -> None:
    sheet = book.add_worksheet(README)
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, title, formats.title)
    facts = (
        f"Contract: {cover.reference}, {cover.title}",
        f"Authority: {cover.authority}",
        f"Supplier: {cover.supplier}",
        f"Days reported on: {cover.starts_on} to {cover.ends_on}",
        f"Made: {london_text(cover.made_at)}",
    )
    for place, fact in enumerate(facts, start=1):
        _text(sheet, place, 0, fact, formats.strong, formats.strong)
    for place, said in enumerate(GUIDE, start=len(facts) + 2):
        sheet.write_string(place, 0, said, formats.said)
    sheet.protect()


def _updates(book: xlsxwriter.Workbook, formats: _Formats, rows: Sequence[DueRow]) -> None:
    sheet = book.add_worksheet(UPDATES)
    titles = [heading.title for heading in HEADINGS]
    _table(sheet, "Updates", titles, len(rows), formats)
    for place, heading in enumerate(HEADINGS):
        sheet.set_column(place, place, heading.width, None, {"hidden": heading.name == "key"})
    for place, row in enumerate(rows, start=1):
        _given(sheet, formats, place, row)
        _entries(sheet, formats, place, row)
    sheet.freeze_panes(1, PLACE["title"] + 1)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.activate()


def _given(sheet: Worksheet, formats: _Formats, place: int, row: DueRow) -> None:
    texts = {"key": row.key, "title": row.commitment.title, "unit": row.unit, "standing": _standing(row)}
    for name, text in texts.items():
        _text(sheet, place, PLACE[name], text, formats.given, formats.given_guarded)
    _number(sheet, place, PLACE["number"], Decimal(row.number), formats.given)
    for name, day in (("starts_on", row.starts_on), ("ends_on", row.ends_on)):
        sheet.write_datetime(place, PLACE[name], day, formats.given_day)
    _number(sheet, place, PLACE["due"], row.due, formats.given)
    claimed, whole = (row.newest.claimed, row.newest.whole) if row.newest else (None, None)
    if claimed is not None and whole is not None:
        said = f"{plain(claimed)} of {plain(whole)}"
        _text(sheet, place, PLACE["claimed_before"], said, formats.given, formats.given_guarded)
    else:
        _number(sheet, place, PLACE["claimed_before"], claimed, formats.given)


def _entries(sheet: Worksheet, formats: _Formats, place: int, row: DueRow) -> None:
    taken = ENTERED[row.asks]
    for name in layout.ENTRIES:
        sheet.write_blank(place, PLACE[name], None, formats.entry if name in taken else formats.given)
    for name in taken[:-1]:
        options = {"criteria": ">=", "value": 0, "input_title": _title(name), "input_message": _QUANTITY_HINT}
        sheet.data_validation(place, PLACE[name], place, PLACE[name], {"validate": "decimal"} | options)
    hint = {"validate": "any", "input_title": _title("words"), "input_message": _WORDS_HINT}
    sheet.data_validation(place, PLACE["words"], place, PLACE["words"], hint)
    if row.newest is None or (row.asks is Asks.SHARE and row.newest.whole is None):
        return
    for name, value in zip(taken[:-1], (row.newest.claimed, row.newest.whole), strict=False):
        _number(sheet, place, PLACE[name], value, formats.entry)
    _text(sheet, place, PLACE["words"], row.newest.words, formats.entry, formats.entry_guarded)


def _title(name: str) -> str:
    return HEADINGS[PLACE[name]].title


def _standing(row: DueRow) -> str:
    """Say in words what came of the newest claim."""
    if row.newest is None:
        return "nothing reported yet"
    said = row.newest.status.replace("_", " ")
    decision = row.newest.verification
    if decision is None:
        return f"{said}, not decided yet"
    return said if decision.proved is None else f"{said}: {plain(decision.proved)} proved"


def _evidence(book: xlsxwriter.Workbook, formats: _Formats, sheet: EvidenceSheet, *, most: int) -> None:
    page = book.add_worksheet(sheet.title)
    columns = layout.headings_of(sheet)
    titles = [layout.ROW_COLUMN.aliases[0], *(column.name for column in sheet.columns)]
    _table(page, sheet.title.replace(" ", "_"), titles, _LINES, formats)
    for place, column in enumerate(columns):
        page.set_column(place, place, max(12, len(titles[place]) + 4), formats.day if column.kind == "date" else None)
    page.data_validation(
        1,
        0,
        layout.MOST_LINES,
        0,
        {
            "validate": "integer",
            "criteria": "between",
            "minimum": 1,
            "maximum": most,
            "input_title": "No.",
            "input_message": "The number of the row in Updates that this line belongs to.",
        },
    )
    page.freeze_panes(1, 1)


def _about(book: xlsxwriter.Workbook, formats: _Formats, cover: Cover) -> None:
    sheet = book.add_worksheet(ABOUT)
    for place, (name, value) in enumerate(about(cover).items()):
        sheet.write_string(place, 0, name, formats.strong)
        sheet.write_string(place, 1, value, formats.said)
    sheet.set_column(0, 1, 40)
    sheet.protect()
    sheet.hide()


def about(cover: Cover) -> dict[str, str]:
    """Return what a workbook says of itself, by which it is known when it comes back."""
    return {
        "format": FORMAT,
        "contract": cover.contract_id,
        "reference": cover.reference,
        "supplier": cover.supplier_id,
        "from": cover.starts_on.isoformat(),
        "to": cover.ends_on.isoformat(),
    }


def _table(sheet: Worksheet, name: str, titles: Sequence[str], rows: int, formats: _Formats) -> None:
    columns: list[dict[str, Any]] = [{"header": title, "header_format": formats.heading} for title in titles]
    sheet.add_table(
        0, 0, max(rows, 1), len(titles) - 1, {"name": name, "columns": columns, "autofilter": False, "style": None}
    )


def _text(sheet: Worksheet, row: int, column: int, text: str, look: Any, guarded: Any) -> None:
    """Write text as text; one that begins as a formula does is also marked as text for whoever edits the cell."""
    sheet.write_string(row, column, text, guarded if text.startswith(_RISKY) else look)


def _number(sheet: Worksheet, row: int, column: int, value: Decimal | None, look: Any) -> None:
    """Write a quantity: as a number where a spreadsheet keeps every digit of it, else as its digits."""
    if value is None:
        sheet.write_blank(row, column, None, look)
    elif len(value.normalize().as_tuple().digits) <= EXACT_DIGITS:
        sheet.write_number(row, column, value, look)
    else:
        sheet.write_string(row, column, plain(value), look)

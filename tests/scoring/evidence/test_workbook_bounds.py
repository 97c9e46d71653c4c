"""Workbooks that are small as they are sent and endless as they are read."""

import io
import struct
import time
import zipfile
import zlib

import pytest

from scoring.evidence import workbook as under_test
from scoring.evidence import workbook_marks
from scoring.evidence.rows import Column
from scoring.findings import Findings
from tests.scoring.evidence.workbooks import repacked, workbook

_COLUMNS = (Column("date", (), "date"), Column("payee", ()))
_SHEET = "xl/worksheets/sheet1.xml"


def _honest() -> bytes:
    return workbook(lambda _, sheet: sheet.write_row(0, 0, ["date", "payee"]))


def _codes(content: bytes) -> list[str]:
    found = under_test.read("ledger.xlsx", content, _COLUMNS, most_rows=100)
    return [each.code for each in found] if isinstance(found, Findings) else []


def _with_cells(cells: bytes) -> bytes:
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData>'
    return repacked(_honest(), lambda parts: parts.update({_SHEET: sheet % cells + b"</worksheet>"}))


@pytest.mark.parametrize(("checked", "code"), [(1_000, "workbook.unreadable"), (1_001, "workbook.bomb")])
def test_a_part_that_unpacks_to_more_than_it_states_is_refused(checked: int, code: str) -> None:
    """The library that reads sheets goes on past the stated size: a checksum of the beginning proves nothing."""
    out, whole = io.BytesIO(), b"<a>" + b" " * 1_000_000 + b"</a>"
    beginning = whole[:1_000]
    with zipfile.ZipFile(io.BytesIO(_honest())) as honest, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in honest.namelist():
            made.writestr(name, honest.read(name))
        made.writestr("xl/more.txt", whole)
        entry = made.getinfo("xl/more.txt")
        entry.file_size, entry.CRC = len(beginning), zlib.crc32(whole[:checked])
    lying = bytearray(out.getvalue())
    struct.pack_into("<L", lying, entry.header_offset + 14, entry.CRC)
    struct.pack_into("<L", lying, entry.header_offset + 22, entry.file_size)

    assert _codes(_honest()) == []
    assert _codes(bytes(lying)) == [code]


@pytest.mark.parametrize("reference", [b"A" * 3_000_000 + b"1", b"A" + b"1" * 4_000])
def test_a_cell_reference_that_no_spreadsheet_has_is_refused_at_once(reference: bytes) -> None:
    """To turn a million letters into a number would take minutes."""
    begun = time.process_time()
    assert _codes(_with_cells(b'<row r="1"><c r="%s"><v>1</v></c></row>' % reference)) == ["workbook.too_large"]
    assert time.process_time() - begun < 1


def test_a_sheet_of_two_cells_that_lie_far_apart_is_refused() -> None:
    """The library that reads sheets keeps every cell between them."""
    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1000000"><c r="T1000000"><v>1</v></c></row>'
    assert _codes(_with_cells(far)) == ["workbook.too_large"]


def test_many_sheets_in_one_part_are_counted_together() -> None:
    """Each sheet is within the bound, and all of them name the one part that stretches."""
    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="100000"><c r="J100000"><v>1</v></c></row>'

    def many(parts: dict[str, bytes]) -> None:
        one = parts["xl/workbook.xml"].partition(b"<sheets>")[2].partition(b"</sheets>")[0]
        more = b"".join(one.replace(b'"Payments"', b'"P%d"' % place) for place in range(49))
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(one, one + more)

    begun = time.process_time()
    assert _codes(repacked(_with_cells(far), many)) == ["workbook.too_large"]
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("bound", "cells", "code"),
    [
        ("MOST_STRINGS", b"<si/><si/>", "workbook.too_large"),
        ("MOST_SHEETS", b'<sheet name="a"/><sheet name="b"/>', "workbook.too_many_parts"),
        ("MOST_RELATIONS", b'<Relationship Id="p1"/><Relationship Id="p2"/>', "workbook.too_many_parts"),
    ],
)
def test_what_is_kept_of_a_workbook_is_bounded(
    monkeypatch: pytest.MonkeyPatch, bound: str, cells: bytes, code: str
) -> None:
    """Everything that is remembered while a workbook is looked through has a limit."""
    content = _with_cells(cells)
    monkeypatch.setattr(under_test, bound, 1)
    assert _codes(content) == [code]


def test_the_same_cells_are_not_filled_by_formulas_without_end() -> None:
    one = b'<c r="A1"><f t="array" ref="a400000:A1">1</f></c>'
    begun = time.process_time()
    assert _codes(_with_cells(b'<row r="1">' + one * 2_000 + b"</row>")) == ["workbook.too_many_formulas"]
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1"><c r="A1"><f>1</f></c><c r="B1"><f>1</f></c></row>',
        b'<row r="1"><c r="A1" t="e"/><c r="B1" t="e"/></row>',
        b'<row r="1"><c r="A1"><f t="array" ref="A1:XFD9999999">1</f></c></row>',
    ],
)
def test_what_is_remembered_of_single_cells_is_bounded(monkeypatch: pytest.MonkeyPatch, cells: bytes) -> None:
    content = _with_cells(cells)
    monkeypatch.setattr(workbook_marks, "MOST_MARKED", 1)
    assert _codes(content) == ["workbook.too_many_formulas"]

"""Tables as suppliers send them: read in one way only; whatever could be read in two is found with its place."""

import datetime as dt
import io
import re
import zipfile
from typing import Any

import pytest

from scoring.evidence.local_spend import Ledger
from scoring.evidence.rows import Column
from scoring.evidence.sheets import Sheet, read
from scoring.findings import Findings
from tests.scoring.evidence.payments import HEADING, amounts, examined, paid, refused_or_examined
from tests.scoring.evidence.workbooks import repacked, workbook

COLUMNS = (
    Column("date", ("payment date",), "date", required=True),
    Column("amount", ("net amount",), "number", required=True),
    Column("payee", ("supplier",)),
)
SHEET = "xl/worksheets/sheet1.xml"


def table(content: bytes, name: str = "a.xlsx") -> Sheet:
    found = read(name, content, COLUMNS)
    assert isinstance(found, Sheet), found
    return found


def refusal(content: bytes, name: str = "a.xlsx") -> Findings:
    found = read(name, content, COLUMNS)
    assert isinstance(found, Findings)
    return found


def simple(book: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["Payment date", "Net amount", "Supplier"])
    sheet.write_datetime(1, 0, dt.datetime(2026, 4, 1), book.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001 - a day of a workbook has no zone
    sheet.write_row(1, 1, [0.1, "Acme"])


def test_numbers_and_dates_of_a_workbook_are_read_as_they_were_typed() -> None:
    found = table(workbook(simple))
    (row,) = found.rows
    assert dict(row.cells) == {"date": "2026-04-01", "amount": "0.1", "payee": "Acme"}
    assert (row.place, row.at("amount"), found.source.rows) == ("Payments!2", "Payments!B2", 1)


def test_dates_as_text_are_read_day_first_and_bare_numbers_are_no_dates() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Payment date", "Net amount", "Supplier"])
        sheet.write_row(1, 0, ["1 April 2026", 1, "A"])
        sheet.write_row(2, 0, ["04/13/2026", 1, "B"])
        sheet.write_row(3, 0, [46113, 1, "C"])

    found = table(workbook(write))
    assert found.rows[0]["date"] == "2026-04-01"
    assert [(finding.code, finding.place) for finding in found.findings] == [
        ("date.malformed", "Payments!A3"),
        ("date.malformed", "Payments!A4"),
    ]
    assert found.rows[1].wrong == {"date"}


@pytest.mark.parametrize("amount", ["\uff11\uff10\uff10", "\u0663", "1\u0966"])
def test_digits_of_other_scripts_are_no_number(amount: str) -> None:
    found = table(f"date,amount\n2026-04-01,{amount}\n".encode(), "a.csv")
    assert [finding.code for finding in found.findings] == ["number.malformed"]
    ledger = examined(Ledger("a.csv", f"date,payee,invoice_postcode,net\n2026-04-01,A,LS1 1UR,{amount}\n".encode()))
    assert amounts(ledger.assessment, "local") == {"local": "0"}


def test_formulas_and_words_that_would_be_formulas_are_found_in_their_cells() -> None:
    def write(book: Any, sheet: Any) -> None:
        simple(book, sheet)
        sheet.write_formula(2, 1, "=B2*2", None, 5)
        sheet.write_string(2, 0, "2026-04-02")
        sheet.write_string(2, 2, "=HYPERLINK(1)")

    found = table(workbook(write))
    assert [(finding.code, finding.place) for finding in found.findings] == [
        ("cell.formula", "Payments!B3"),
        ("cell.formula_text", "Payments!C3"),
    ]


def test_every_cell_that_an_array_formula_fills_is_a_formula() -> None:
    """Only the first of them holds the formula in the file; what it spills into looks like a typed number."""

    def write(book: Any, sheet: Any) -> None:
        simple(book, sheet)
        sheet.write_dynamic_array_formula("B3:B4", "=SEQUENCE(2)", None, 1)
        sheet.write_number(3, 1, 2)
        sheet.write_string(2, 0, "2026-04-02")
        sheet.write_string(3, 0, "2026-04-03")

    found = table(workbook(write))
    assert [(finding.code, finding.place) for finding in found.findings] == [
        ("cell.formula", "Payments!B3"),
        ("cell.formula", "Payments!B4"),
    ]


def test_a_cell_that_holds_an_error_is_not_an_empty_one() -> None:
    def write(book: Any, sheet: Any) -> None:
        simple(book, sheet)
        sheet.write_number(2, 1, 777)
        sheet.write_string(2, 0, "2026-04-02")

    def fail(parts: dict[str, bytes]) -> None:
        cell = b'<c r="B3"><v>777</v></c>'
        assert cell in parts[SHEET]
        parts[SHEET] = parts[SHEET].replace(cell, b'<c r="B3" t="e"><v>#N/A</v></c>')

    found = table(repacked(workbook(write), fail))
    assert [(finding.code, finding.place) for finding in found.findings] == [("cell.error", "Payments!B3")]
    assert found.rows[1].wrong == {"amount"}


def test_a_number_shown_as_a_percentage_is_not_guessed_at_and_words_are_none() -> None:
    def write(book: Any, sheet: Any) -> None:
        percent = book.add_format({"num_format": "0.0%"})
        simple(book, sheet)
        sheet.write_string(2, 0, "2026-04-02", percent)
        sheet.write_number(2, 1, 0.5, percent)
        sheet.write_string(2, 2, "Acme", percent)

    found = table(workbook(write))
    assert [(finding.code, finding.place) for finding in found.findings] == [("cell.percentage", "Payments!B3")]


def test_renamed_columns_titles_and_a_second_sheet_of_notes_do_no_harm() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.merge_range("A1:C1", "Payments of the first quarter")
        sheet.write_row(3, 1, ["SUPPLIER", "payment_date", "Net-Amount", "remarks"])
        sheet.write_row(4, 1, ["Acme", "2026-04-01", 12.5, "ok"])
        book.add_worksheet("Notes").write(0, 0, "made by hand")

    found = table(workbook(write))
    assert dict(found.rows[0].cells) == {"date": "2026-04-01", "amount": "12.5", "payee": "Acme"}
    assert found.rows[0].at("date") == "Payments!C5"


def test_two_sheets_that_could_be_meant_are_not_guessed_between() -> None:
    def write(book: Any, sheet: Any) -> None:
        simple(book, sheet)
        simple(book, book.add_worksheet("More"))

    assert refusal(workbook(write)).codes == ("workbook.two_sheets",)


def test_every_missing_and_doubled_column_is_found_at_once() -> None:
    found = refusal(b"supplier,Net amount,amount\nA,1,1\n", "a.csv")
    assert found.codes == ("column.missing", "column.twice")
    assert "payment date" in found[0].message


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(workbook(simple), lambda parts: parts.update({"xl/bomb.xml": b" " * 20_000_000}))
    assert len(bomb) < 100_000
    assert refusal(bomb).codes == ("workbook.bomb",)


def test_a_sheet_stretched_to_its_last_cell_is_refused() -> None:
    def stretch(parts: dict[str, bytes]) -> None:
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"/></row></sheetData>')

    assert refusal(repacked(workbook(simple), stretch)).codes == ("workbook.too_large",)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda parts: parts.update({"xl/vbaProject.bin": b"1"}), "workbook.macros"),
        (lambda parts: parts.update({SHEET: b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + parts[SHEET]}), "workbook.doctype"),
        (lambda parts: parts.pop("xl/workbook.xml"), "workbook.not_xlsx"),
        (lambda parts: parts.update({SHEET: b"<worksheet>"}), "workbook.unreadable"),
    ],
)
def test_what_no_honest_workbook_holds_is_refused(change: Any, code: str) -> None:
    assert refusal(repacked(workbook(simple), change)).codes == (code,)


def test_a_damaged_workbook_is_refused() -> None:
    content = workbook(simple)
    assert refusal(content[: len(content) // 2]).codes == ("workbook.unreadable",)
    assert refusal(b"PK\x03\x04 and nothing more").codes == ("workbook.unreadable",)


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(
        repacked(workbook(simple), lambda parts: parts.update({"xl/x.xml": b"<a>" + b" " * 5000 + b"</a>"}))
    )
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        size = archive.getinfo("xl/x.xml").file_size.to_bytes(4, "little")
    lie = bytes(content).replace(size, (10).to_bytes(4, "little"))
    assert refusal(lie).codes == ("workbook.unreadable",)


def test_csv_of_other_programs_is_read_and_text_that_is_none_is_refused() -> None:
    utf16 = "Payment date\tNet amount\n1/4/2026\t5\n".encode("utf-16")
    assert table(utf16, "a.csv").rows[0]["amount"] == "5"
    quoted = b'supplier;payment date;net amount\n"A;\nB";2026-04-01;"1,200.10"\nC;2026-04-02;1\n'
    found = table(quoted, "a.csv")
    assert [(row.number, row["payee"], row["amount"]) for row in found.rows] == [(2, "A; B", "1200.10"), (4, "C", "1")]
    assert refusal(b"\xff\x00\x01", "a.csv").codes == ("file.not_text",)
    assert refusal(b"  \n", "a.csv").codes == ("file.empty",)


def test_a_line_with_more_cells_than_the_heading_is_read_as_nothing_that_counts() -> None:
    found = table(b"payment date,net amount,supplier\n2026-04-01,1,200.00,\n2026-04-02,5,A\n", "a.csv")
    assert [(finding.code, finding.place) for finding in found.findings] == [("line.too_many_cells", "a.csv:2")]
    assert found.rows[0].wrong == {"date", "amount", "payee"}
    assert found.rows[1].wrong == frozenset()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_any_system_ends_them_and_only_there(end: str) -> None:
    text = end.join(("payment date,net amount,supplier", "2026-04-01,1,A\u2028B", "2026-04-02,2,C\x0bD", ""))
    assert [row["amount"] for row in table(text.encode(), "a.csv").rows] == ["1", "2"]
    payments = (
        text.replace("supplier", "supplier,postcode").replace("A\u2028B", "A,LS1 1UR").replace("C\x0bD", "C,LS1 1UR")
    )
    found = examined(Ledger("a.csv", payments.encode())).assessment
    assert amounts(found, "local", "total") == {"local": "3", "total": "3"}


def test_payments_in_a_workbook_count_and_their_formulas_do_not() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADING)
        sheet.write_row(1, 0, paid("LS1 1UR", "0.1", "1"))
        sheet.write_number(1, 3, 0.1)
        sheet.write_row(2, 0, paid("LS1 1UR", "0.2", "2"))
        sheet.write_formula(2, 3, "=D2*2", None, 0.2)

    found = examined(Ledger("payments.xlsx", workbook(write)))
    assert amounts(found.assessment) == {"local": "0.1", "elsewhere": "0", "unknown": "0", "rejected": "0.2"}
    assert [(finding.code, finding.place) for finding in found.assessment.findings] == [("cell.formula", "Payments!3")]


def test_payments_with_merged_cells_are_refused_because_a_cell_is_hidden() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADING)
        sheet.write_row(1, 0, paid("LS1 1UR", "10", "1"))
        sheet.merge_range(2, 3, 3, 3, "10")

    found = refused_or_examined(Ledger("payments.xlsx", workbook(write)))
    assert isinstance(found, Findings)
    assert [(finding.code, finding.place) for finding in found] == [("cell.merged", "Payments!D3:D4")]


def test_a_payment_with_an_error_in_the_place_of_its_payee_is_rejected() -> None:
    def write(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADING)
        for place in (1, 2):
            sheet.write_row(place, 0, paid("LS1 1UR", "0.1", str(place)))
            sheet.write_number(place, HEADING.index("payee"), 777)

    def fail(parts: dict[str, bytes]) -> None:
        parts[SHEET] = re.sub(rb'(<c r="[A-Z]+3")><v>777', rb'\1 t="e"><v>#N/A', parts[SHEET])

    found = examined(Ledger("payments.xlsx", repacked(workbook(write), fail)))
    assert amounts(found.assessment)["rejected"] == "0.1"
    assert [(finding.code, finding.place) for finding in found.assessment.findings] == [("cell.error", "Payments!3")]

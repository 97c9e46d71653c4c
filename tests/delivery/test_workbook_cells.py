"""Every way in which a workbook comes back wrong is found, by sheet, row and column, and all of it at once."""

import struct
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

import pytest

from app.contracts.models import Commitment, CommitmentTarget, Contract
from app.contracts.rules import CommitmentStatus
from app.delivery.models import DeliveryUpdate
from app.delivery.workbook import layout, reading
from app.delivery.workbook.deciding import Step, decided
from app.delivery.workbook.due import due_rows, usual_days
from app.delivery.workbook.entries import Entered
from app.delivery.workbook.errors import MOST_LISTED, NothingDue, WorkbookHasFindings, WorkbookUnreadable
from app.delivery.workbook.layout import EvidenceSheet
from app.delivery.workbook.writing import Cover, written
from app.kit.ids import new_id
from scoring.evidence.rows import Column
from scoring.findings import Finding
from tests.delivery import sheets

NOW = datetime(2026, 4, 10, 9, 0, tzinfo=UTC)
TODAY, FIRST, LAST = NOW.date(), date(2026, 1, 1), date(2026, 3, 31)
PAID_ON, AMOUNT = Column("paid_on", kind="date", required=True), Column("amount", kind="number", required=True)
PAYMENTS = EvidenceSheet("Payments", "local-spend", (PAID_ON, Column("payee"), AMOUNT))
WORDS = {"adds_up": None, "unit": None}
SPEND = {"adds_up": "sum", "unit": "GBP"}
SHARE = {"adds_up": "percentage", "unit": "percent"}


def _commitment(
    contract: Contract, place: int, title: str, measure: dict[str, Any], promised: str | None
) -> Commitment:
    row = Commitment(
        id=new_id(NOW), contract_id=contract.id, position=place, title=title, measure=measure,
        promised=None if promised is None else Decimal(promised), status=CommitmentStatus.CARRIED.value,
    )  # fmt: skip
    for month in (1, 4):
        ends_on = date(2026, month + 2, 31 if month == 1 else 30)
        target = CommitmentTarget(id=new_id(NOW), label=f"Q{month}", starts_on=date(2026, month, 1), ends_on=ends_on)
        target.target = row.promised
        row.targets.append(target)
    return row


@cache
def contract() -> Contract:
    """Return a contract with a promise of money, one of a share and one in words, due by quarters."""
    made = Contract(id=new_id(NOW), supplier_id=new_id(NOW), reference="C-2026-0001", title="Cleaning")
    made.starts_on, made.ends_on = FIRST, date(2026, 12, 31)
    made.commitments = [
        _commitment(made, 1, "=cmd|'/c calc'!A1", SPEND, "12345678901234.5678"),
        _commitment(made, 2, "Local workers", SHARE, "50"),
        _commitment(made, 3, "Method statement", WORDS, None),
    ]
    return made


@cache
def blank() -> bytes:
    """Return the workbook of the first quarter as it is downloaded."""
    made = contract()
    cover = Cover(str(made.id), made.reference, made.title, "Trust", "Acme", str(made.supplier_id), FIRST, LAST, NOW)
    return written(cover, due_rows(made, [], FIRST, LAST), [PAYMENTS])


def back(content: bytes, *claims: DeliveryUpdate, today: date = TODAY) -> tuple[Entered, list[Step]]:
    """Return what a workbook that comes back says, and what it would change."""
    entered = reading.read("w.xlsx", content, [PAYMENTS])
    return entered, decided(contract(), due_rows(contract(), claims, FIRST, LAST), entered, today=today)


def found(content: bytes, **more: Any) -> dict[str, str]:
    """Return the place of each finding with its code."""
    return {one.place: one.code for one in back(content, **more)[0].findings.findings()}


def updates(cells: Mapping[str, str | None], **more: Any) -> bytes:
    """Return the blank workbook with cells of the sheet of updates filled in."""
    return sheets.filled(blank(), "Updates", cells, **more)


def test_a_workbook_that_comes_back_as_it_went_reports_nothing() -> None:
    entered, steps = back(blank())
    assert (list(entered.findings.findings()), [step.outcome for step in steps]) == ([], ["left_blank"] * 3)


def test_quantities_shares_words_and_lines_are_read_exactly() -> None:
    content = updates({"J2": "1.005", "M2": "Paid\nfirms", "K3": "12", "L3": "36", "M3": "Twelve", "M4": "Done"})
    lines = {"A2": "1", "B2": "31/03/2026", "C2": "Smith & Sons", "D2": "1,250.50", "A3": "1", "B3": "46112", "D3": "2"}
    entered, steps = back(sheets.filled(content, "Payments", {**lines, "B3": "2026-03-31"}))
    assert list(entered.findings.findings()) == []
    assert [(step.claimed, step.whole, step.words) for step in steps] == [
        (Decimal("1.005"), None, "Paid\nfirms"),
        (Decimal(12), Decimal(36), "Twelve"),
        (None, None, "Done"),
    ]
    (file,) = steps[0].files
    assert file.name == "C-2026-0001-1-2026-01-01-payments.csv"
    assert file.content.decode() == "paid_on,payee,amount\r\n2026-03-31,Smith & Sons,1250.50\r\n2026-03-31,,2\r\n"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("=A1+1", "cell.formula"),
        ("-1", "number.negative"),
        ("0.30000000000000004", "number.too_fine"),
        ("1E15", "number.too_large"),
        ("about 12", "number.malformed"),
        ("1,23.4", "number.malformed"),
    ],
)
def test_a_quantity_that_cannot_be_counted_is_found_in_its_cell(value: str, code: str) -> None:
    assert found(updates({"J2": value, "M2": "Paid"})) == {"Updates!J2": code}


def test_thousands_separators_as_the_united_kingdom_writes_them_are_understood() -> None:
    assert back(updates({"J2": "1,234.5", "M2": "Paid"}))[1][0].claimed == Decimal("1234.5")


def test_a_cell_shown_as_a_percentage_is_not_guessed_at() -> None:
    styled = sheets.changed(updates({}), "xl/styles.xml", "</cellXfs>", '<xf numFmtId="9" fontId="0"/></cellXfs>')
    looks = (
        sheets.parts(styled)["xl/styles.xml"].decode().partition("<cellXfs")[2].partition("</cellXfs>")[0].count("<xf ")
    )
    content = sheets.filled(styled, "Updates", {"J2": "0.5", "M2": "Half"}, look=str(looks - 1))
    assert found(content)["Updates!J2"] == "cell.percentage"


def test_a_line_of_evidence_shown_as_a_percentage_is_not_guessed_at() -> None:
    styled = sheets.changed(updates({}), "xl/styles.xml", "<cellXfs[^>]*>", '<cellXfs><xf numFmtId="9" fontId="0"/>')
    content = sheets.filled(styled, "Payments", {"A2": "==1", "B2": "2026-03-31", "D2": "0.5"}, look="0")
    assert found(content)["Payments!D2"] == "cell.percentage"


def test_an_error_in_a_quantity_does_not_leave_the_row_blank() -> None:
    content = updates({"J2": "7"})
    part = sheets.part_of(content, "Updates")
    content = sheets.changed(content, part, r'(?<=<c r="J2")[^>]*><v>7', ' t="e"><v>#N/A')
    assert found(content) == {"Updates!J2": "cell.error"}


def test_everything_that_is_wrong_is_found_at_once() -> None:
    content = updates({"J2": "=1+1", "K3": "5", "L3": "4", "J4": "7", "M4": "Done"})
    wrong = {"A2": "9", "B2": "31/02/2026", "C2": "==HYPERLINK(1)", "D2": "x", "A3": "1", "B3": "2026-01-02", "D3": "1"}
    assert found(sheets.filled(content, "Payments", wrong)) == {
        "Updates!J2": "cell.formula",
        "Updates!M3": "words.missing",
        "Updates!K3": "share.too_large",
        "Updates!J4": "cell.not_taken",
        "Payments!A2": "line.belongs_nowhere",
        "Payments!B2": "date.malformed",
        "Payments!C2": "cell.formula_text",
        "Payments!D2": "number.malformed",
    }


def test_words_without_a_quantity_and_a_part_without_its_whole_are_found() -> None:
    assert found(updates({"M2": "Paid", "K3": "5", "M3": "Five"})) == {
        "Updates!J2": "quantity.missing",
        "Updates!L3": "share.missing",
    }
    assert found(updates({"K3": "37", "L3": "36", "M3": "All"})) == {"Updates!K3": "share.too_large"}


def test_words_that_begin_as_a_formula_are_found() -> None:
    assert found(updates({"J2": "1", "M2": "==cmd|' /C calc'!A0"})) == {"Updates!M2": "cell.formula_text"}


def test_a_renamed_column_is_named_with_where_it_belongs() -> None:
    part = sheets.part_of(blank(), "Updates")
    content = sheets.filled(blank(), "Updates", {"J1": "Amount"})
    assert part == "xl/worksheets/sheet2.xml"
    assert "Updates!J1" in found(content)
    assert found(content)["Updates!J1"] == "heading.lost"


def test_merged_cells_are_found() -> None:
    content = sheets.changed(blank(), sheets.part_of(blank(), "Updates"), "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="J2:J3"/></mergeCells>')  # fmt: skip # noqa: E501
    assert found(content) == {"Updates!J2:J3": "cell.merged"}


def test_a_row_that_is_taken_out_is_missed_and_one_that_is_added_is_not_taken() -> None:
    assert found(sheets.without_row(blank(), "Updates", 3)) == {"Updates No. 2": "row.missing"}
    added = {"B5": "4", "C5": "Another", "J5": "9", "M5": "More"}
    assert found(updates(added)) == {"Updates!A5": "row.added"}
    key = f"{contract().commitments[0].id}.2026-01-01.2026-03-31"
    assert found(updates({"A5": key, "B5": "4"})) == {"Updates!A5": "row.twice"}


def test_a_sheet_under_another_name_is_not_passed_over() -> None:
    content = sheets.filled(blank(), "Payments", {"A2": "1", "B2": "2026-01-02", "D2": "5"})
    renamed = sheets.changed(content, "xl/workbook.xml", 'name="Payments"', 'name="Ledger"')
    assert found(renamed) == {"Ledger": "sheet.unknown"}


def test_a_column_of_evidence_that_must_be_there_is_missed() -> None:
    content = sheets.filled(blank(), "Payments", {"D1": "How much", "A2": "1", "B2": "2026-01-02", "D2": "5"})
    assert found(content) == {"Payments!1 column amount": "column.missing"}


def test_nobody_is_named_in_lines_about_people() -> None:
    people = EvidenceSheet("People", "people", (Column("measure", required=True), Column("person")))
    made = contract()
    cover = Cover(str(made.id), made.reference, made.title, "Trust", "Acme", str(made.supplier_id), FIRST, LAST, NOW)
    content = written(cover, due_rows(made, [], FIRST, LAST), [people])
    lines = {"A2": "1", "B2": "local-fte", "C2": "Ann Lee", "A3": "1", "B3": "local-fte", "C3": "P-0017"}
    entered = reading.read("w.xlsx", sheets.filled(content, "People", lines), [people])
    (only,) = entered.findings.findings()
    assert (only.code, only.place, only.value, "Ann" in only.message) == (
        "cell.names_somebody",
        "People!C2",
        None,
        False,
    )


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    parts = sheets.parts(blank())
    parts["xl/media/image1.png"] = bytes(layout.MOST_UNPACKED + 1)
    with pytest.raises(WorkbookUnreadable, match="would unpack to"):
        back(sheets.packed(parts, level=9))


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    parts = sheets.parts(blank())
    parts["xl/media/image1.png"] = bytes(8 * 1024 * 1024)
    lying = sheets.packed(parts, level=9).replace(struct.pack("<L", 8 * 1024 * 1024), struct.pack("<L", 1000))
    with pytest.raises(WorkbookUnreadable):
        back(lying)


def test_a_sheet_that_is_stretched_over_the_whole_grid_is_refused() -> None:
    with pytest.raises(WorkbookUnreadable, match="stretches a sheet"):
        back(updates({"XFD1048576": "1"}))


def test_what_is_no_workbook_of_this_service_is_refused() -> None:
    other = sheets.changed(blank(), "xl/workbook.xml", 'name="Do not change"', 'name="Notes"')
    with pytest.raises(WorkbookUnreadable, match="no sheet 'Do not change'"):
        back(other)
    with pytest.raises(WorkbookUnreadable, match=r"makegood.workbook/1"):
        back(sheets.filled(blank(), "Do not change", {"B1": "makegood.workbook/9"}))


def test_the_same_entries_have_one_digest_however_the_file_is_packed() -> None:
    content = updates({"J2": "1.5", "M2": "Paid"})
    again = sheets.packed(sheets.parts(content), level=0)
    assert again != content
    assert back(again)[0].digest() == back(content)[0].digest()
    assert back(updates({"J2": "1.50", "M2": " Paid "}))[0].digest() == back(content)[0].digest()
    assert back(updates({"J2": "1.6", "M2": "Paid"}))[0].digest() != back(content)[0].digest()


def test_a_text_that_begins_as_a_formula_goes_out_as_text_and_marked_as_such() -> None:
    parts = sheets.parts(blank())
    assert all(b"<f>" not in part for part in parts.values())
    assert b'quotePrefix="1"' in parts["xl/styles.xml"]
    assert b"12345678901234.5678" in parts["xl/sharedStrings.xml"]  # too many digits for a number


def test_the_workbook_is_plain_to_a_screen_reader() -> None:
    parts = sheets.parts(blank())
    assert all(b"mergeCell" not in part for part in parts.values())
    tables = [part.decode() for name, part in parts.items() if name.startswith("xl/tables/")]
    assert sorted(table.partition('displayName="')[2].partition('"')[0] for table in tables) == ["Payments", "Updates"]
    assert b'state="frozen"' in parts["xl/worksheets/sheet2.xml"]
    assert b"<sheetProtection" in parts["xl/worksheets/sheet2.xml"]


def test_a_period_that_lies_ahead_is_found_row_by_row() -> None:
    content = updates({"J2": "1", "M2": "Paid"})
    assert found(content, today=date(2025, 12, 31)) == {"Updates!C2": "update.period_not_begun"}


def _claim(commitment: Commitment, claimed: str, status: str) -> DeliveryUpdate:
    return DeliveryUpdate(
        id=new_id(NOW), commitment_id=commitment.id, starts_on=FIRST, ends_on=LAST, revision=1,
        claimed=Decimal(claimed), whole=None, words="Paid", status=status,
    )  # fmt: skip


def test_only_what_changed_supersedes_and_what_is_settled_stays() -> None:
    spend = contract().commitments[0]
    same, other = updates({"J2": "10", "M2": "Paid"}), updates({"J2": "11", "M2": "Paid"})
    outcomes = [back(each, _claim(spend, "10", "rejected"))[1][0].outcome for each in (same, other)]
    assert outcomes == ["unchanged", "superseded"]
    entered, _ = back(other, _claim(spend, "10", "verified"))
    assert [one.code for one in entered.findings.findings()] == ["update.period_settled"]


def test_the_days_to_report_on_are_the_last_that_are_over() -> None:
    assert usual_days(contract(), date(2026, 3, 31)) == (FIRST, LAST)  # none is over: the first
    assert usual_days(contract(), date(2026, 7, 1)) == (date(2026, 4, 1), date(2026, 6, 30))


def test_days_in_which_nothing_is_due_name_those_in_which_something_is() -> None:
    with pytest.raises(NothingDue, match="2026-01-01 to 2026-03-31, 2026-04-01 to 2026-06-30"):
        due_rows(contract(), [], date(2026, 1, 2), date(2026, 1, 3))


def test_keys_name_commitment_and_period() -> None:
    first = due_rows(contract(), [], FIRST, LAST)[0]
    assert first.key.split(".") == [str(UUID(str(first.commitment.id))), "2026-01-01", "2026-03-31"]


def test_a_workbook_that_is_wrong_throughout_is_answered_with_what_somebody_can_mend() -> None:
    found = [Finding("number.malformed", f"Payments!D{row}", "is not a number") for row in range(MOST_LISTED + 1)]
    refused = WorkbookHasFindings(found)
    assert f"{MOST_LISTED + 1} findings" in refused.sentence
    assert len(refused.extra["findings"]) == MOST_LISTED

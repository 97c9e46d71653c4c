"""Ledgers as files: whatever their names, marks and titles, and what is no ledger at all."""

import gzip
import zlib
from pathlib import Path

import pytest

from scoring.evidence.ledger_invoices import invoices
from scoring.evidence.local_spend import Ledger
from scoring.findings import Findings
from tests.scoring.evidence.payments import amounts, csv, examined, paid, refused_or_examined


def refusal(*ledgers: Ledger) -> Findings:
    found = refused_or_examined(*ledgers)
    assert isinstance(found, Findings)
    return found


def test_missing_and_doubled_columns_are_found_at_once() -> None:
    payments = Ledger("a.csv", b"payee,net,Net Amount\nA,1,1\n")
    assert refusal(payments).codes == ("column.missing", "column.twice")


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file.empty"), (b"date,net,postcode\n1/4/2026,\xa31,\n", "file.not_text"), (b"\0\1\2", "file.not_text")],
)
def test_a_file_that_is_no_table_is_refused(content: bytes, code: str) -> None:
    assert refusal(Ledger("a.csv", content)).codes == (code,)


def test_a_packed_file_under_the_name_of_a_csv_is_not_unpacked(tmp_path: Path) -> None:
    bomb = gzip.compress(b"date,payee,net,postcode\n" + b"2026-04-01,A,1,LS1 1UR\n" * 100_000)
    named = bomb[:3] + b"\x08" + bomb[4:10] + b"\ndate,payee,net,postcode\n\0" + bomb[10:]
    assert gzip.decompress(named).startswith(b"date")
    for content in (bomb, named, zlib.compress(b"date,net\n" * 9, 0)):
        (tmp_path / "payments[1].csv").write_bytes(content)
        assert refusal(Ledger("payments.csv", content)).codes == ("file.not_text",)
        assert refusal(Ledger("payments.csv", str(tmp_path / "payments[1].csv"))).codes == ("file.not_text",)


def test_a_path_is_one_file_whatever_its_name_looks_like(tmp_path: Path) -> None:
    payments = csv([paid("LS1 1UR", "1")])
    assert isinstance(payments.content, bytes)
    for name in ("a.csv", "[ab].csv"):
        (tmp_path / name).write_bytes(payments.content)
    found = examined(Ledger("a.csv", str(tmp_path / "[ab].csv"))).assessment
    assert amounts(found, "total") == {"total": "1"}


def test_invoices_are_given_by_the_cells_that_they_are_known_by() -> None:
    heading = "date,payee,company number,gross,invoice no"
    rows = ["1/4/2026,Acme  Ltd,99,£120.50,INV 1", "soon,,123,x,INV 2", ",,,,", "2/4/2026,B,1,1,200,INV 3"]
    found = list(invoices(Ledger("a.csv", "\n".join([heading, *rows]).encode())))
    assert [one[:-1] for one in found] == [
        ("Acme Ltd", "99", "INV 1", "2026-04-01", "120.50", "a.csv:2"),
        ("", "123", "INV 2", "soon", "x", "a.csv:3"),
    ]
    assert list(invoices(Ledger("a.csv", b""))) == []
    assert list(invoices(Ledger("a.csv", b"date,payee\n1/4/2026,\xa3\n"))) == []


def test_titles_semicolons_blank_lines_and_renamed_columns_are_read() -> None:
    heading = "Payment Date;Supplier;Net Amount;Invoice No.;Invoice post-code"
    text = f"\ufeffQuarter 1;;;\n\n{heading}\n\n1/4/2026;A;5;1;LS1 1UR\n;;;;\n"
    found = examined(Ledger("a.csv", text.encode()))
    assert amounts(found.assessment, "local", "total") == {"local": "5", "total": "5"}
    assert [line.place for line in found.assessment.lines] == ["a.csv:5"]

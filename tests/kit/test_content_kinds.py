"""What a file is, is decided by its content from first byte to last."""

import io
import struct

import pytest

from app.kit.content_kinds import CSV, JPEG, PDF, PNG, TEXT, XLSX, Kind, describe, named_kind, recognise
from tests.delivery import files


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (files.PDF, "report.pdf", PDF),
        (files.PNG, "photo.png", PNG),
        (files.JPEG, "photo.jpg", JPEG),
        (files.XLSX, "hours.xlsx", XLSX),
        (files.CSV, "payments.csv", CSV),
        (files.CSV, "payments", TEXT),
        (b"\xef\xbb\xbf" + files.CSV, "payments.CSV", CSV),
        (files.TEXT, "minutes.txt", TEXT),
        (b"BM, GIF89 and MZ are two letters each\n", "notes.txt", TEXT),
        (b"1 < 2\n", "sums.txt", TEXT),
        ("\u05e9\u05dc\u05d5\u05dd,3\n".encode(), "names.csv", CSV),
    ],
)
def test_an_honest_file_is_recognised(content: bytes, name: str, kind: Kind) -> None:
    source = io.BytesIO(content)
    assert recognise(source, name) is kind
    assert source.tell() == 0
    assert kind.allows(name)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (files.ZIP, "a ZIP archive"),
        (files.DOCX, "a Word document"),
        (files.MACROS, "an Office document with macros"),
        (files.archive("[Content_Types].xml", "ppt/presentation.xml"), "other than a workbook"),
        (files.XLSX[:-10], "a ZIP archive"),
        (files.EXE, "a program"),
        (files.ELF, "a program"),
        (b"#!/bin/sh\nrm -rf /\n", "a program"),
        (files.HTML, "markup"),
        (files.SVG, "markup"),
        (b"  \r\n<svg onload=alert(1)>", "markup"),
        (b"%!PS-Adobe-3.0\n", "programs act on"),
        (b"{\\rtf1\\ansi hello}", "programs act on"),
        (files.PDF[:40], "a PDF document that is cut off"),
        (files.PDF + files.ZIP + bytes(2000), "behind its end"),
        (files.PNG[:-4], "a PNG picture that is cut off"),
        (files.PNG + files.ZIP, "behind its end"),
        (files.JPEG[:-2], "a JPEG picture that is cut off"),
        (b"a,b\n1,\x002\n", "control characters"),
        ("£12.50,Leeds\n".encode("cp1252"), "not UTF-8"),
        ("£12.50,Leeds\n".encode("utf-16"), "UTF-16"),
        (b"a,b\n" * 2000 + b"\x00", "broken letters"),
        (b"a,b\n" * 2000 + b"\xff", "broken letters"),
        (b"a,b\n\xc3", "no kind known"),
        (b"\x81" * 30 + b"\x01", "no kind known"),
        (b"GIF89a" + bytes(30), "GIF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Microsoft Office"),
        (bytes(100), "no kind known"),
    ],
)
def test_anything_else_is_none_of_the_kinds_and_is_described(content: bytes, said: str) -> None:
    source = io.BytesIO(content)
    assert recognise(source, "report.pdf") is None
    assert said in describe(source)
    assert source.tell() == 0


def test_a_letter_that_lies_across_two_reads_is_read_as_one() -> None:
    content = b"x" * ((1 << 20) - 1) + "é".encode() + b"\n"
    assert recognise(io.BytesIO(content), "long.txt") is TEXT


def test_a_zip_directory_of_absurd_size_is_not_read() -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 0xFFFFFFF0, 0, 0)
    source = io.BytesIO(b"PK\x03\x04" + bytes(1000) + end)
    assert recognise(source, "bomb.xlsx") is None
    assert describe(source) == "a ZIP archive"


def test_a_name_says_a_kind_by_its_ending_alone_and_one_without_an_ending_says_nothing() -> None:
    assert named_kind("a.b.PDF") is PDF
    assert named_kind("invoice.pdf.exe") is None
    assert PDF.allows("report")
    assert not PDF.allows("report.pdf.exe")

"""A file's name is shown to people and sent in a header, so it must not be able to deceive or to break either."""

import pytest

from app.kit.filenames import MOST_CHARACTERS, attachment, safe_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\list.csv", "list.csv"),
        ("/", "file"),
        ("..", "file"),
        ("", "file"),
        (None, "file"),
        ("\u202efdp.exe", "fdp.exe"),
        ("a\u2066b\u2069\u200f.csv", "ab.csv"),
        ("a\x00b\r\nSet-Cookie: x.csv", "abSet-Cookie: x.csv"),
        ("a\u2028b.csv", "ab.csv"),
        ("\ud800.csv", "csv"),
        ("  .htaccess. ", "htaccess"),
        ("e\u0301te\u0301.pdf", "\u00e9t\u00e9.pdf"),
        ("\u05d3\u05d5\u05d7.pdf", "\u05d3\u05d5\u05d7.pdf"),
        ('O\'Brien "final".pdf', 'O\'Brien "final".pdf'),
    ],
)
def test_a_name_keeps_its_letters_and_loses_what_could_harm(given: str | None, kept: str) -> None:
    assert safe_name(given, otherwise="file") == kept


def test_a_name_that_is_too_long_keeps_its_ending() -> None:
    name = safe_name("x" * 1000 + ".xlsx", otherwise="file")
    assert len(name) == MOST_CHARACTERS
    assert name.endswith("x.xlsx")
    assert len(safe_name("x." + "y" * 1000, otherwise="file")) <= MOST_CHARACTERS


@pytest.mark.parametrize("name", ['a"b\\c;d.pdf', "été 100%.pdf", "דוח.pdf", "x; filename=y.exe", "\u200d.csv"])
def test_a_header_carries_every_name_in_ascii_and_in_full(name: str) -> None:
    header = attachment(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert header.startswith('attachment; filename="')

"""What one cell says: a number, a date or words, read in one way only, or a sentence on why it cannot be read."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from scoring.exact import exact_text

Raw = Any
"""What a reader hands over: text from CSV; text, number, truth or date from a workbook; `Formula`,
`Failed` or `Percentage` where one stands."""

LONGEST: Final = 2_000
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONGEST_DIGITS: Final = 17
"""More digits than a workbook keeps: whoever needs them sends CSV."""

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?(?:\.0+)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: 00:00(?::00)?)?")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-]([A-Za-z]{3,9})[ \-](\d{4})")
_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[-–−+])?£?(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,30})?(?:\.(?P<part>\d{1,20}))?(?P<close>\))?",
    re.ASCII,  # digits of other scripts would be counted here, and be no number to whoever compares invoices
)
_FORMULA = re.compile(r"[=\t\r]|[+@\-].*[(|!]", re.DOTALL)


class Formula(NamedTuple):
    """A cell of a workbook that holds a formula: what it shows need not be what it was when somebody looked."""

    shown: Raw


class Failed(NamedTuple):
    """A cell of a workbook that holds an error such as #N/A: its value is not known, and it is not empty."""

    shown: Raw = "an error"


class Percentage(NamedTuple):
    """A number of a workbook that is shown as a percentage: it holds a hundredth of what is seen."""

    shown: Raw


class Wrong(NamedTuple):
    """A cell that cannot be read: the code of the finding, the rest of a sentence, and what was found."""

    code: str
    sentence: str
    text: str


def canonical(raw: Raw, kind: str) -> str | Wrong:
    """Return the text of a cell in the one form of its kind ("text", "number", "date"); "" where it is empty.

    >>> canonical(" £1,250.50 ", "number"), canonical("1/4/2026", "date"), canonical(" Ann  Lee ", "text")
    ('1250.50', '2026-04-01', 'Ann Lee')
    """
    if isinstance(raw, Formula):
        sentence = "holds a formula, which can change after it was checked: paste it as a value"
        return Wrong("cell.formula", sentence, words(raw))
    if isinstance(raw, Failed):
        sentence = "holds an error such as #N/A in the place of a value: write the value, or clear the cell"
        return Wrong("cell.error", sentence, words(raw))
    if isinstance(raw, Percentage) and kind == "number":
        sentence = "is shown as a percentage, and 0.5 and 50 % cannot be told apart: format it as a number"
        return Wrong("cell.percentage", sentence, words(raw))
    text = words(raw)
    if len(text) > LONGEST:
        return Wrong("cell.too_long", f"is longer than {LONGEST:,} characters: shorten it", text)
    if not text:
        return ""
    return {"number": number, "date": day}.get(kind, plain_words)(raw)


def plain_words(raw: Raw) -> str | Wrong:
    """Return words; what a spreadsheet that opens them could run is none.

    >>> plain_words("@Home Ltd"), plain_words("=cmd|'/c calc'!A1").code
    ('@Home Ltd', 'cell.formula_text')
    """
    if isinstance(raw, str) and _FORMULA.match(raw.strip(" ")):
        sentence = "begins as a formula does, and a spreadsheet that opens it could run it: write it as plain words"
        return Wrong("cell.formula_text", sentence, words(raw))
    return words(raw)


def words(raw: Raw) -> str:
    """Return a cell as trimmed words; a number as its digits, a date as YYYY-MM-DD."""
    if isinstance(raw, Formula | Failed | Percentage):
        return words(raw.shown)
    if isinstance(raw, str):
        return " ".join(raw.split())
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, datetime) and raw.time() == time():
        return raw.date().isoformat()
    return _digits(raw) if isinstance(raw, int | float) else "" if raw is None else str(raw)


def _digits(raw: float) -> str:
    """Return a number of a workbook as the decimal that was typed: the shortest one that the stored number means."""
    found = Decimal(repr(raw))
    return exact_text(Fraction(found)) if found.is_finite() else repr(raw)


def number(raw: Raw) -> str | Wrong:
    """Return a plain decimal; pounds, commas between thousands and accountants' brackets for a minus are understood.

    >>> number("(1,200.00)"), number("12.5"), number("1e3").code, number("1,20").code
    ('-1200.00', '12.5', 'number.malformed', 'number.malformed')
    """
    text = words(raw)
    if isinstance(raw, str):
        plain = _plain_number(raw.strip().replace("\N{NO-BREAK SPACE}", ""))
        sentence = 'is not a number: use digits and one point, such as "1250.50"'
        return Wrong("number.malformed", sentence, text) if plain is None else plain
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not Decimal(repr(raw)).is_finite():
        return Wrong("number.malformed", "must be a number, and the cell holds something else", text)
    if len(text.strip("-0").replace(".", "").lstrip("0")) > LONGEST_DIGITS:
        return Wrong("number.too_long", "has more digits than a workbook keeps exactly: send it as CSV", text)
    return text


def _plain_number(text: str) -> str | None:
    """Return digits and one point for a number as people write it; None where it is none, or could be two."""
    found = _NUMBER.fullmatch(text)
    if not found or not (found["whole"] or found["part"]):
        return None
    bracketed = bool(found["open"])
    if bracketed != bool(found["close"]) or (bracketed and found["sign"]):
        return None
    whole = (found["whole"] or "0").replace(",", "").lstrip("0") or "0"
    plain = f"{whole}.{found['part']}" if found["part"] else whole
    minus = bracketed or found["sign"] in {"-", "–", "−"}
    return f"-{plain}" if minus and plain.strip("0.") else plain


def day(raw: Raw) -> str | Wrong:
    """Return a day as YYYY-MM-DD; text is read day first, as the United Kingdom writes it.

    >>> day("1 April 2026"), day("31/12/2026"), day("12/31/2026").code, day("01/04/26").code
    ('2026-04-01', '2026-12-31', 'date.malformed', 'date.malformed')
    """
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    text = words(raw)
    parts = _day_parts(text) if isinstance(raw, str) else None
    if parts is None:
        sentence = "is not a date: write 2026-04-01 or 01/04/2026 (day, month, year in four digits)"
        if isinstance(raw, int | float):
            sentence = "is a bare number: format the cell as a date"
        return Wrong("date.malformed", sentence, text)
    try:
        return date(*parts).isoformat()
    except ValueError:
        return Wrong("date.malformed", "is no day of the calendar (the day comes first, then the month)", text)


def _day_parts(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day as they are written; they need not make a day."""
    if not text.isascii():
        return None
    if found := _ISO.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DAY_FIRST.fullmatch(text):
        return int(found[3]), int(found[2]), int(found[1])
    if (found := _NAMED.fullmatch(text)) and found[2][:3].lower() in MONTHS:
        return int(found[3]), MONTHS.index(found[2][:3].lower()) + 1, int(found[1])
    return None


def decoded(content: bytes) -> str | None:
    """Return the text of a file: UTF-8 with or without a mark, UTF-16 with one; None where it is neither."""
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def lines(text: str) -> list[str]:
    r"""Return the physical lines of a text, each with its end; only a line feed, or a lone carriage return, ends one.

    >>> lines("a\r\nb\x0bc\rd")
    ['a\n', 'b\x0bc\n', 'd\n']
    """
    return [line + "\n" for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]

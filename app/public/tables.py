"""The same as a table: one row a thing, and no cell that a spreadsheet would take for a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any, Final

from app.kit.schema import plain

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # noqa: RUF001 - what spreadsheets take alike
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")

Columns = Sequence[tuple[str, str]]
"""The name of each column, and where its value stands in a row: names of members, joined by dots."""

_OF_AUTHORITY: Final = (("authority", "authority.name"), ("authority_key", "authority.key"))

AUTHORITIES: Final[Columns] = (
    ("id", "id"), ("key", "key"), ("name", "name"), ("publishes", "publishes"), ("from_on", "from_on"),
)  # fmt: skip
TENDERS: Final[Columns] = (
    ("id", "id"), ("reference", "reference"), ("title", "title"), *_OF_AUTHORITY, ("status", "status"),
    ("value", "value"), ("currency", "currency"), ("closes_at", "closes_at"), ("published_at", "published_at"),
)  # fmt: skip
AWARDS: Final[Columns] = (
    ("id", "id"), ("reference", "reference"), ("title", "title"), *_OF_AUTHORITY, ("tender", "tender"), ("lot", "lot"),
    ("winner", "winner.name"), ("winner_identifiers", "winner.identifiers"), ("status", "status"),
    ("notice_on", "notice_on"), ("voided_on", "voided_on"),
)  # fmt: skip
CONTRACTS: Final[Columns] = (
    ("id", "id"), ("reference", "reference"), ("title", "title"), *_OF_AUTHORITY, ("supplier", "supplier.name"),
    ("supplier_identifiers", "supplier.identifiers"), ("status", "status"), ("value", "value"),
    ("currency", "currency"), ("starts_on", "starts_on"), ("ends_on", "ends_on"), ("signed_at", "signed_at"),
)  # fmt: skip
NETWORKS: Final[Columns] = (("id", "id"), ("name", "name"), ("members", "members"))
CRITERIA: Final[Columns] = (
    ("id", "id"), ("title", "title"), ("path", "path"), ("asks", "asks"), ("weight", "weight"),
    ("share_of_total", "share_of_total"),
)  # fmt: skip
COMMITMENTS: Final[Columns] = (
    ("position", "position"), ("title", "title"), ("criterion", "criterion"), ("measure", "measure"), ("unit", "unit"),
    ("better", "better"), ("in_own_words", "in_own_words"), ("promised", "promised"), ("due_on", "due_on"),
    ("due", "due"), ("claimed", "claimed"), ("proved", "proved"), ("unknown", "unknown"), ("rejected", "rejected"),
    ("percent_of_due", "percent_of_due"), ("rating", "rating"),
)  # fmt: skip
DELIVERY: Final[Columns] = (
    ("measure", "measure"), ("title", "title"), ("unit", "unit"), ("better", "better"), ("commitments", "commitments"),
    ("promised", "promised"), ("due", "due"), ("claimed", "claimed"), ("proved", "proved"), ("unknown", "unknown"),
)  # fmt: skip
SUMS: Final[Columns] = (
    ("measure", "measure"), ("title", "title"), ("unit", "unit"), ("better", "better"), ("total", "total"),
    ("quantity", "quantity"), ("withheld", "withheld"),
)  # fmt: skip


def table(columns: Columns, rows: Iterable[Any]) -> bytes:
    """Return rows as CSV (RFC 4180) with a line of names; what is not there is an empty cell, which is not nought."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([name for name, _ in columns])
    for row in rows:
        writer.writerow([cell(_value(row, place)) for _, place in columns])
    return text.getvalue().encode("utf-8", "replace")


def cell(value: Any) -> str:
    """Return a value as a cell holds it; text that a spreadsheet would run gets an apostrophe before it.

    >>> cell("=HYPERLINK(1)"), cell("-12.5"), cell(None), cell(["a", "b"])
    ("'=HYPERLINK(1)", '-12.5', '', 'a; b')
    """
    text = _text(value)
    if text.lstrip(" \n\u00a0\u200b\ufeff").startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _text(value: Any) -> str:  # noqa: PLR0911 - one return a kind of value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "; ".join(f"{key}: {each}" for key, each in value.items())
    return "; ".join(str(each) for each in value) if isinstance(value, list) else str(value)


def _value(row: Any, place: str) -> Any:
    for name in place.split("."):
        row = row[name] if isinstance(row, dict) else getattr(row, name)
    return row

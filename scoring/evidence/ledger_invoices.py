"""The invoices of a ledger one by one, by the cells that they are known by: for whoever looks for double claims."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from scoring.evidence import cells
from scoring.evidence.ledger import Ledger, Opened, Ragged, Unreadable, opened
from scoring.exact import exact_text, fraction
from scoring.findings import Findings

AMOUNTS = ("net", "gross", "amount")
"""The columns of amounts; the first that a ledger has is the amount of its invoices."""


class Invoice(NamedTuple):
    """One payment line: who was paid, the reference, the day (YYYY-MM-DD), the amount in digits, and its place.

    A cell that cannot be read stays as it was written; one that is empty or not there is "". `without_vat` is the
    amount less its VAT, where the amounts of the ledger may hold VAT and it has a column of it: others may state that.
    """

    payee: str
    identifier: str
    reference: str
    date: str
    amount: str
    place: str
    without_vat: str = ""


def invoices(ledger: Ledger) -> Iterator[Invoice]:
    """Yield every payment line that has any of these cells; nothing of a file that cannot be read as a ledger.

    A line that is broken, or has a cell too many, is left out: its cells may stand under the wrong headings.
    """
    file = opened(ledger)
    if isinstance(file, Findings):
        return
    given = 0
    try:
        for invoice in _lines(file):
            given += 1
            yield invoice
    except Unreadable:
        return
    except Ragged:
        again = opened(ledger, by_line=True)
        if isinstance(again, Opened):
            for number, invoice in enumerate(_lines(again)):
                if number >= given:
                    yield invoice


def _lines(file: Opened) -> Iterator[Invoice]:
    amount = next((name for name in AMOUNTS if name in file.columns), "")
    for portion in file.portions:
        for row in portion.iter_rows(named=True):
            if row["broken"] is None:
                texts = [cells.words(row.get(name)) for name in ("payee", "identifier", "reference")]
                day, value = _text(row.get("date"), "date"), _text(row.get(amount), "number")
                if any((*texts, day, value)):
                    less = "" if amount == "net" else _less(value, _text(row.get("vat"), "number"))
                    yield Invoice(texts[0], texts[1], texts[2], day, value, file.place(row["line"], ""), less)


def _less(amount: str, vat: str) -> str:
    """Return an amount less its VAT; "" where one of them is no number, or there is no VAT to take off."""
    whole, part = fraction(amount), fraction(vat)
    return "" if whole is None or not part else exact_text(whole - part)


def _text(raw: Any, kind: str) -> str:
    """Return a cell in the form of its kind, or as it was written where it has none."""
    found = cells.canonical(raw, kind)
    return found.text if isinstance(found, cells.Wrong) else found

"""What a line of evidence is recognised by: an invoice, a person or a file, the same on whatever contract."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.delivery.proving import facts
from scoring.evidence import engines
from scoring.evidence.sheets import Sheet, read
from scoring.findings import Findings


class KeyKind(StrEnum):
    """What is recognised."""

    FILE = "file"
    INVOICE = "invoice"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class AssessedKey:
    """What one line or file is recognised by. `parts` are its identifying cells as read, in the order of `_PARTS`.

    `place` says where it stands, such as "payments.csv:14". The parts may name people and firms: they are for
    fingerprints and are never shown.
    """

    kind: KeyKind
    parts: tuple[str, ...]
    place: str


_PARTS: Mapping[KeyKind, tuple[str, ...]] = {
    KeyKind.INVOICE: ("payee", "invoice", "date", "amount", "identifier", "without_vat"),
    KeyKind.PERSON: ("person", "measure", "share_percent"),
}
"""The columns of engines that identify a line, and for a person which share of their time the line counts."""

CONTRACT = "contract"
"""The column, and the member of an engine's settings, that name the contract that a line is for."""

_NEEDED: Mapping[KeyKind, int] = {KeyKind.INVOICE: 2, KeyKind.PERSON: 1}
"""How many of these, from the first, a line must have: without them it has no key."""


def keys_of(engine: str, name: str, digest: str, content: bytes, *, contract: str = "") -> Iterator[AssessedKey]:
    """Yield the keys of one file that was assessed: its own, then those of its lines.

    `contract` is what the settings of the engine call the contract: lines that name another one count there, not here.
    """
    yield AssessedKey(KeyKind.FILE, (digest,), name)
    chosen = engines.engine(engine)
    if isinstance(chosen, Findings):
        return
    if engine == facts.LOCAL_SPEND:
        yield from _invoices(name, content)
        return
    columns = tuple(chosen.COLUMNS)
    found = read(name, content, columns)
    if isinstance(found, Sheet):
        yield from _lines(found, contract)


def _invoices(name: str, content: bytes) -> Iterator[AssessedKey]:
    """Yield the invoices of a ledger, however long it is; a payee without a name is known by its identifier."""
    # Loaded when it is first needed: whoever proves no local spend needs no columnar library.
    from scoring.evidence.ledger import Ledger  # noqa: PLC0415
    from scoring.evidence.ledger_invoices import invoices  # noqa: PLC0415

    for line in invoices(Ledger(name, content)):
        payee = line.payee or line.identifier
        if payee and line.reference:
            parts = (payee, line.reference, line.date, line.amount, line.identifier, line.without_vat)
            yield AssessedKey(KeyKind.INVOICE, parts, line.place)


def _lines(sheet: Sheet, contract: str) -> Iterator[AssessedKey]:
    for row in sheet.rows:
        if row[CONTRACT] not in {"", contract}:
            continue
        for kind, columns in _PARTS.items():
            parts = tuple(row[column] for column in columns)
            if all(parts[: _NEEDED[kind]]):
                yield AssessedKey(kind, parts, row.place)

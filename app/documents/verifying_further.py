"""Finds what checks a letter, a statement or a portfolio report, and what is said of it where all of it holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.documents import verifying_letter, verifying_portfolio, verifying_statement
from app.documents.issued_content import BornWithFace
from app.documents.letter_content import StandstillLetter
from app.documents.statement_content import StatementOfDelivery


@dataclass(frozen=True, slots=True)
class Looked:
    """What contradicts a document, what is said where nothing does, and what no file can show of itself."""

    contradictions: Iterator[str]
    holds: str
    trust: str


def looked_at(document: BornWithFace) -> Looked:
    """Return what looking into a document finds."""
    if isinstance(document, StandstillLetter):
        found = verifying_letter.contradictions(document)
        return Looked(found, verifying_letter.HOLDS, verifying_letter.TRUST)
    if isinstance(document, StatementOfDelivery):
        found = verifying_statement.contradictions(document)
        return Looked(found, verifying_statement.HOLDS, verifying_statement.TRUST)
    found = verifying_portfolio.contradictions(document)
    if document.network is not None:
        return Looked(found, verifying_portfolio.NETWORK_HOLDS, verifying_portfolio.NETWORK_TRUST)
    return Looked(found, verifying_portfolio.HOLDS, verifying_portfolio.TRUST)

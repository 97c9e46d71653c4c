"""Says how letters, statements and portfolio reports are laid out: what each is called, its template, its sections."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.documents.issued_content import BornWithFace
from app.documents.letter_content import StandstillLetter
from app.documents.letter_view import LETTER_KIND, LETTER_SECTIONS, LetterView
from app.documents.portfolio_view import NETWORK_KIND, PORTFOLIO_KIND, PortfolioView
from app.documents.statement_content import StatementOfDelivery
from app.documents.statement_view import STATEMENT_KIND, STATEMENT_SECTIONS, StatementView


@dataclass(frozen=True, slots=True)
class Layout:
    """What a document is called, what it is about, and what arranges and prints it."""

    kind: str
    subject: str
    template: str
    view: LetterView | StatementView | PortfolioView
    sections: Mapping[str, str]


def layout_of(document: BornWithFace) -> Layout:
    """Return how a document is laid out."""
    if isinstance(document, StandstillLetter):
        left_out = () if document.intention else ("intention",)
        sections = {name: title for name, title in LETTER_SECTIONS.items() if name not in left_out}
        return Layout(LETTER_KIND, document.tender.title, "letter.html.jinja", LetterView(document), sections)
    if isinstance(document, StatementOfDelivery):
        stated = StatementView(document)
        return Layout(STATEMENT_KIND, stated.title, "statement.html.jinja", stated, STATEMENT_SECTIONS)
    view, network = PortfolioView(document), document.network
    kind, subject = (NETWORK_KIND, network.name) if network else (PORTFOLIO_KIND, document.authority.name)
    return Layout(kind, subject, "portfolio.html.jinja", view, view.sections)

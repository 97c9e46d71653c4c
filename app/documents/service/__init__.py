"""Issue documents, read them, withhold what may not be told, and render PDFs; what others may use is named here."""

from app.documents.service.brands import brand, brands, set_brand
from app.documents.service.issuing import issue_award_summary, issue_contract_performance, issue_record
from app.documents.service.letters import issue_letters, letters_of
from app.documents.service.portfolios import issue_network, issue_portfolio
from app.documents.service.reading import content, file_of, listed, page_of, read
from app.documents.service.rendering import RENDER, render
from app.documents.service.signing import SIGN, sign_job
from app.documents.service.statements import issue_statement
from app.documents.service.summaries import check, issue_all, progress
from app.documents.service.withholding import lift, redact, redactions

__all__ = [
    "RENDER",
    "SIGN",
    "brand",
    "brands",
    "check",
    "content",
    "file_of",
    "issue_all",
    "issue_award_summary",
    "issue_contract_performance",
    "issue_letters",
    "issue_network",
    "issue_portfolio",
    "issue_record",
    "issue_statement",
    "letters_of",
    "lift",
    "listed",
    "page_of",
    "progress",
    "read",
    "redact",
    "redactions",
    "render",
    "set_brand",
    "sign_job",
]

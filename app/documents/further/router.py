"""HTTP of standstill letters, statements of delivery and portfolio reports: issuing; they are read like any other."""

from uuid import UUID

from app.awards.errors import AwardNotApproved
from app.conflicts.errors import KEPT
from app.documents import service
from app.documents.errors import (
    AwardNotStanding,
    ContractNotBegun,
    DayAhead,
    DocumentOvertaken,
    DocumentUnchanged,
    LettersUnchanged,
    NothingDelivered,
    TooManyContracts,
)
from app.documents.schemas import DocumentOut, LettersIssue, LettersOut, PortfolioIssue, StatementIssue
from app.identity.rules import AUTHORITY_READERS, BUYER, COMMISSIONER, SUPPLIER
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.errors import Refusal

routes = Routes("/v1", "Documents")
ISSUERS = BUYER | COMMISSIONER


@routes.post(
    "/awards/{award_id}/letters",
    may=ISSUERS,
    out=LettersOut,
    summary="Issue the standstill letters of an award",
    refuses=(*KEPT, AwardNotStanding, AwardNotApproved, LettersUnchanged),
)
def issue_letters(call: Call, award_id: UUID, body: LettersIssue) -> LettersOut | Refusal:
    """Freeze a letter to every bidder that was assessed: how it fared, how long standstill lasts, how to be heard.

    Dates are those that the award's own standstill was counted to. Issued again, only what has changed is replaced; of
    an award that was made void since, the letter says so. Each supplier reads its own and no other. In two languages
    each becomes two documents of one content; `twin_id` of one names the other.
    """
    return service.issue_letters(call, award_id, body)


@routes.get(
    "/awards/{award_id}/letters",
    may=AUTHORITY_READERS,
    out=LettersOut,
    summary="See which standstill letters are issued",
    refuses=KEPT,
)
def list_letters(call: Call, award_id: UUID) -> LettersOut:
    """Return every bid that was assessed with the letter that was issued for it last."""
    return service.letters_of(call.tx, call.actor, award_id)


@routes.post(
    "/statements",
    may=SUPPLIER,
    out=DocumentOut,
    summary="Issue your own statement of delivery",
    refuses=(
        NothingDelivered,
        TooManyContracts,
        ContractNotBegun,
        DayAhead,
        DocumentUnchanged,
        DocumentOvertaken,
    ),
)
def issue_statement(call: Call, body: StatementIssue) -> DocumentOut:
    """Freeze what your organisation promised, claimed and had accepted, over one contract, several or all of them.

    It is your record, to show to whom you like: nobody else reads it here, and nothing that a buyer wrote is in it. In
    two languages it becomes two documents of one content: the answer is the first, `twin_id` names the other.
    """
    return service.issue_statement(call, body)


@routes.post(
    "/portfolio/documents",
    may=ISSUERS,
    out=DocumentOut,
    summary="Issue the report on your portfolio",
    refuses=(DayAhead, DocumentUnchanged, DocumentOvertaken),
)
def issue_portfolio(call: Call, body: PortfolioIssue) -> DocumentOut:
    """Freeze what all contracts of your authority come to on a day: sums with their rows, ratings, what is owed.

    In two languages it becomes two documents of one content: the answer is the first, `twin_id` names the other.
    """
    return service.issue_portfolio(call, body)


@routes.post(
    "/networks/{network_id}/documents",
    may=ISSUERS,
    out=DocumentOut,
    summary="Issue the report on a network",
    refuses=(DayAhead, DocumentUnchanged, DocumentOvertaken),
)
def issue_network(call: Call, network_id: UUID, body: PortfolioIssue) -> DocumentOut:
    """Freeze the sums that the members of a network share, as at the first day of a quarter; small ones stay withheld.

    For the lead and for whoever is a member now. It holds no figure that the sums themselves withhold.
    """
    return service.issue_network(call, network_id, body)

"""HTTP of questions about a claim and of replies to a decision."""

from uuid import UUID

from app.delivery.errors import EvidenceNotOfThisContract, NotTheBuyer, NotTheSupplier
from app.delivery.replies import service
from app.delivery.replies.errors import NoRightOfReply, QueryAnswered, QueryOvertaken, ReplyMade, ReplyTooLate
from app.delivery.replies.schemas import AnswerCreate, QueryCreate, QueryOut, ReplyOut
from app.identity.rules import BUYER, SUPPLIER
from app.kit.call import Call
from app.kit.endpoint import Routes

routes = Routes("/v1", "Delivery")


@routes.post(
    "/updates/{update_id}/queries",
    may=BUYER,
    out=QueryOut,
    summary="Ask about an update",
    refuses=(NotTheBuyer, QueryOvertaken),
)
def ask(call: Call, update_id: UUID, body: QueryCreate) -> QueryOut:
    """Ask the supplier before you decide. Until the day for the answer the claim can be verified, and not refused."""
    return service.ask(call, update_id, body)


@routes.post(
    "/queries/{query_id}/answer",
    may=SUPPLIER,
    out=QueryOut,
    status=200,
    summary="Answer a question about an update",
    refuses=(NotTheSupplier, QueryAnswered, QueryOvertaken, EvidenceNotOfThisContract),
)
def answer(call: Call, query_id: UUID, body: AnswerCreate) -> QueryOut:
    """Answer once, in words and with files of the contract where they help."""
    return service.answer(call, query_id, body)


@routes.post(
    "/updates/{update_id}/reply",
    may=SUPPLIER,
    out=ReplyOut,
    summary="Reply to a decision",
    refuses=(NotTheSupplier, NoRightOfReply, ReplyTooLate, ReplyMade, EvidenceNotOfThisContract),
)
def reply(call: Call, update_id: UUID, body: AnswerCreate) -> ReplyOut:
    """Say what is wrong with a decision that refused all or a part; the authority upholds it or decides anew."""
    return service.reply(call, update_id, body)

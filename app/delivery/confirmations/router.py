"""HTTP of confirmations: asking and reading them with an account, and answering by a link without one."""

from typing import Annotated
from uuid import UUID

from fastapi import Form, Query
from pydantic import ValidationError
from starlette.responses import Response

from app.contracts.errors import ContractNotLive
from app.delivery.confirmations import page, service
from app.delivery.confirmations.errors import (
    AnswerUnfit,
    AskedUnfit,
    ConfirmationClosed,
    LinkExpired,
    LinkRevoked,
    LinkUnknown,
    LinkUsed,
    NotTheAsker,
    TooManyAsked,
    TooManyGuesses,
)
from app.delivery.confirmations.schemas import (
    AnswerIn,
    AskedOut,
    ConfirmationAsk,
    ConfirmationOut,
    ConfirmationRevoke,
    LinkIssue,
    LinkOut,
    ThanksOut,
)
from app.delivery.errors import CommitmentNotCarried
from app.identity.rules import AUTHORITY_READERS, BUYER, SUPPLIER
from app.kit.call import Call
from app.kit.endpoint import ANYBODY, Routes
from app.kit.errors import Refusal
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page
from app.kit.sender import Sender

routes = Routes("/v1", "Confirmations")
BOTH_SIDES = AUTHORITY_READERS | SUPPLIER
_LINK = (LinkUnknown, LinkUsed, LinkExpired, LinkRevoked, TooManyGuesses)


# Not repeatable by Idempotency-Key: the answer holds the link, and a kept answer would keep it.
@routes.post(
    "/commitments/{commitment_id}/confirmations",
    may=BUYER | SUPPLIER,
    out=LinkOut,
    summary="Ask somebody outside to confirm",
    refuses=(NotTheAsker, ContractNotLive, CommitmentNotCarried, AskedUnfit, TooManyAsked),
    repeatable=False,
)
def ask_for_confirmation(call: Call, commitment_id: UUID, body: ConfirmationAsk) -> LinkOut:
    """Ask a school, a charity or anybody else whether something came about; the link to answer by is shown once."""
    return service.ask(call, commitment_id, body)


@routes.get("/confirmations", may=BOTH_SIDES, out=Page[ConfirmationOut], summary="List confirmations")
def list_confirmations(
    call: Call,
    contract: Annotated[UUID | None, Query(description="Only those on this contract.")] = None,
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ConfirmationOut]:
    """Return what was asked on the contracts of your organisation and what came back, newest first."""
    return service.listed(call.tx, call.actor, PageRequest(sort, cursor, limit), contract_id=contract, now=call.now)


@routes.get("/confirmations/{confirmation_id}", may=BOTH_SIDES, out=ConfirmationOut, summary="Read a confirmation")
def read_confirmation(call: Call, confirmation_id: UUID) -> ConfirmationOut:
    """Return what was asked and what came back, to either side of the contract."""
    return service.read(call.tx, call.actor, confirmation_id, now=call.now)


@routes.post(
    "/confirmations/{confirmation_id}/links",
    may=BUYER | SUPPLIER,
    out=LinkOut,
    summary="Issue a new link",
    refuses=(NotTheAsker, ConfirmationClosed, AskedUnfit, TooManyAsked),
    repeatable=False,
)
def issue_link(call: Call, confirmation_id: UUID, body: LinkIssue) -> LinkOut:
    """Issue a new link where the last one was lost, went astray or ran out; the ones before it hold no longer."""
    return service.issue_again(call, confirmation_id, body)


@routes.post(
    "/confirmations/{confirmation_id}/revoke",
    may=BUYER | SUPPLIER,
    out=ConfirmationOut,
    status=200,
    summary="Take a question back",
    refuses=(NotTheAsker, ConfirmationClosed),
)
def revoke_confirmation(call: Call, confirmation_id: UUID, body: ConfirmationRevoke) -> ConfirmationOut:
    """Take a question back that nobody has answered; its link holds no longer."""
    return service.revoke(call, confirmation_id, body.reason)


# ---------------------------------------------------------------------------------------- for the holder of a link
@routes.get(
    "/confirm/{token}",
    may=ANYBODY,
    anybody=True,
    out=None,
    media_type="text/html",
    summary="Open the page of a link",
    refuses=_LINK,
    ahead=service.refused,
)
def open_page(call: Call, token: str, sender: Sender) -> Response:
    """Show what is asked, with a form. Opening it uses nothing up, however often, and by whatever program."""
    del sender
    if call.ahead is not None:
        return _page(page.refused(call.ahead), call.ahead)
    return _page(page.question(service.shown(call.tx, token)))


@routes.get(
    "/confirm/{token}/asked",
    may=ANYBODY,
    anybody=True,
    out=AskedOut,
    summary="Read what a link asks",
    refuses=_LINK,
    ahead=service.refused,
)
def read_asked(call: Call, token: str, sender: Sender) -> Response:
    """Return what is asked, for programs. Reading it uses nothing up."""
    del sender
    _check(call.ahead)
    asked = service.shown(call.tx, token).model_dump_json()
    return Response(asked, 200, page.HEADERS, "application/json")


@routes.post(
    "/confirm/{token}/answer",
    may=ANYBODY,
    anybody=True,
    out=ThanksOut,
    status=200,
    summary="Answer by a link",
    refuses=(*_LINK, AnswerUnfit),
    ahead=service.refused,
)
def answer_by_link(call: Call, token: str, sender: Sender, body: AnswerIn) -> ThanksOut:
    """Confirm, correct or dispute, once, in your own name."""
    del sender
    _check(call.ahead)
    return service.answer(call, token, body)


@routes.post(
    "/confirm/{token}",
    may=ANYBODY,
    anybody=True,
    out=None,
    media_type="text/html",
    status=200,
    summary="Send the form of a link",
    refuses=(*_LINK, AnswerUnfit),
    ahead=service.refused,
)
def send_form(
    call: Call,
    token: str,
    sender: Sender,
    outcome: Annotated[str, Form(description="confirmed, corrected or disputed.")] = "",
    quantity: Annotated[str, Form(description="What would be right, for a correction.")] = "",
    words: Annotated[str, Form(description="What there is to say.")] = "",
    name: Annotated[str, Form(description="Your name.")] = "",
    role: Annotated[str, Form(description="What you are there.")] = "",
) -> Response:
    """Take the answer from the form of the page, and answer with a page; what is wrong stands beside what was given."""
    del sender
    if call.ahead is not None:
        return _page(page.refused(call.ahead), call.ahead)
    given = {"outcome": outcome, "quantity": quantity, "words": words, "name": name, "role": role}
    try:
        body = AnswerIn.model_validate({field: value for field, value in given.items() if value.strip()})
        return _page(page.thanked(service.answer(call, token, body)))
    except ValidationError as error:
        findings = [{"place": f"body.{one['loc'][0]}", "message": _said(one)} for one in error.errors()]
        return _page(
            page.question(service.shown(call.tx, token), given=given, findings=findings), AnswerUnfit(findings)
        )
    except AnswerUnfit as unfit:
        findings = unfit.extra["findings"]
        return _page(page.question(service.shown(call.tx, token), given=given, findings=findings), unfit)
    except Refusal as late:
        return _page(page.refused(late), late)


_MESSAGES = {"missing": "is needed", "enum": "choose one of the three"}


def _said(error: object) -> str:
    """Return what is wrong with a field, as somebody reads it who knows nothing of programs."""
    assert isinstance(error, dict)  # noqa: S101 - what the library gives
    return _MESSAGES.get(error["type"], str(error["msg"]).removeprefix("Value error, "))


def _check(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal


def _page(text: str, refusal: Refusal | None = None) -> Response:
    headers = {**page.HEADERS, **(refusal.headers if refusal else {})}
    return Response(text.encode("utf-8", "replace"), refusal.status if refusal else 200, headers, "text/html")

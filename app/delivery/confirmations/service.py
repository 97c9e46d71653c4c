"""Ask somebody outside by a one-time link, hear the answer once, and show it to both sides of the contract."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.errors import ContractNotLive
from app.contracts.models import Commitment, Contract
from app.contracts.rules import CommitmentStatus, ContractStatus
from app.delivery.clocks import OpenClock
from app.delivery.confirmations import repository, rules
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
from app.delivery.confirmations.models import Confirmation, ConfirmationAnswer, ConfirmationGuess, ConfirmationLink
from app.delivery.confirmations.rules import ConfirmationStatus
from app.delivery.confirmations.schemas import (
    AnswerIn,
    AskedOut,
    ConfirmationAnswerOut,
    ConfirmationAsk,
    ConfirmationOut,
    LinkIssue,
    LinkOut,
    ThanksOut,
)
from app.delivery.errors import CommitmentNotCarried
from app.identity.rules import AUTHORITY_READERS, BUYER, SUPPLIER
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call, Service
from app.kit.clock import london_date
from app.kit.errors import NotFound, Refusal
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page, plain
from app.organisations import service as organisations

constraints.means(
    "uq_confirmation_answer_confirmation_id",
    lambda: ConfirmationClosed("answered"),
    columns="confirmation_answer.confirmation_id",
)

PAGE = "/v1/confirm"
_MOST_ACTOR = 200


# ------------------------------------------------------------------------------------------ both sides of a contract
def ask(call: Call, commitment_id: UUID, body: ConfirmationAsk) -> LinkOut:
    """Ask somebody outside about a commitment; the link is given out this once.

    Raises NotTheAsker, ContractNotLive, CommitmentNotCarried, AskedUnfit and TooManyAsked.
    """
    tx, actor, now = call.tx, call.actor, call.now
    commitment = contracts.commitment(tx, actor, commitment_id)
    contract = contracts.visible(tx, actor, commitment.contract_id, lock=True)
    _check_side(actor, contract)
    if contract.status != ContractStatus.LIVE:
        raise ContractNotLive(contract.reference, contract.status)
    if commitment.status != CommitmentStatus.CARRIED:
        raise CommitmentNotCarried(commitment.title, commitment.status)
    _check_question(call, commitment, contract, body)
    _check_room(call, contract.id)
    row = _question(call, commitment, body)
    token = _issue(call, row, row.answer_by)
    repository.add(tx, row)
    _record(call, Action.CONFIRMATION_ASKED, row, after=_facts(row))
    return LinkOut(confirmation=_out(tx, actor, row, now), link=f"{PAGE}/{token}")


def issue_again(call: Call, confirmation_id: UUID, body: LinkIssue) -> LinkOut:
    """Issue a new link for a question that waits, also where the last one ran out; earlier links hold no longer."""
    row = _own(call, confirmation_id)
    today = london_date(call.now)
    expires_on = rules.expiry(body.expires_on, today=today)
    if found := rules.findings_of_expiry(expires_on, today=today):
        raise AskedUnfit(found)
    _check_room(call, row.contract_id)
    _revoke_links(row, body.reason, call.now)
    row.answer_by = expires_on
    row.version += 1
    token = _issue(call, row, expires_on)
    repository.flush(call.tx)
    _record(call, Action.CONFIRMATION_ISSUED_AGAIN, row, reason=body.reason, after=_facts(row))
    return LinkOut(confirmation=_out(call.tx, call.actor, row, call.now), link=f"{PAGE}/{token}")


def revoke(call: Call, confirmation_id: UUID, reason: str) -> ConfirmationOut:
    """Take a question back; its links hold no longer."""
    row = _own(call, confirmation_id)
    _revoke_links(row, reason, call.now)
    row.status = ConfirmationStatus.REVOKED.value
    row.version += 1
    _record(call, Action.CONFIRMATION_REVOKED, row, reason=reason, after={"status": row.status})
    return _out(call.tx, call.actor, row, call.now)


def listed(
    tx: Session, actor: Actor, asked: PageRequest, *, contract_id: UUID | None, now: datetime
) -> Page[ConfirmationOut]:
    """Return a page of the confirmations on the contracts of the actor's organisation."""
    rows, following = repository.page(
        tx, actor.organisation_id, asked, buys=actor.has(*AUTHORITY_READERS), contract_id=contract_id
    )
    return Page[ConfirmationOut](items=[_out(tx, actor, row, now) for row in rows], next=following)


def read(tx: Session, actor: Actor, confirmation_id: UUID, *, now: datetime) -> ConfirmationOut:
    """Return one confirmation, to either side of its contract."""
    return _out(tx, actor, _seen(tx, actor, confirmation_id), now)


def open_clocks(
    tx: Session, *, authority_id: UUID | None = None, supplier_id: UUID | None = None, today: date
) -> list[OpenClock]:
    """Return which confirmations still wait on a day, and until when; those of whoever is named, or of everybody."""
    rows = repository.waiting(tx, authority_id=authority_id, supplier_id=supplier_id)
    return [
        OpenClock(
            kind="confirmation",
            id=row.id,
            authority_id=row.authority_id,
            supplier_id=row.supplier_id,
            contract_id=row.contract_id,
            awaiting_id=row.asking_id,
            answer_by=row.answer_by,
            words=f"{row.meant_for} of {row.organisation} was asked to confirm: {row.claim}",
        )
        for row in rows
        if rules.status_on(row.status, answer_by=row.answer_by, today=today) is ConfirmationStatus.WAITING
    ]


# --------------------------------------------------------------------------------------------- whoever holds a link
def refused(service: Service, *, now: datetime, token: str, sender: str, **_given: object) -> Refusal | None:
    """Return why a link cannot be used, or None; an address that does not exist is counted.

    It runs before the unit of work: reading a page must be able to count, and must change nothing else.
    """
    sender_digest = _digest(sender)
    with service.database.unit_of_work(write=False) as tx:
        if repository.guesses_since(tx, sender_digest, now - rules.THROTTLE_WINDOW) >= rules.THROTTLE_GUESSES:
            return TooManyGuesses(int(rules.THROTTLE_WINDOW.total_seconds()) // 60)
        found = repository.link(tx, _digest(token))
        if found is not None:
            return _why_not(tx, _kept(tx, found), found, now)
    with service.database.unit_of_work(write=True) as tx:
        repository.add(tx, ConfirmationGuess(id=new_id(now), sender_digest=sender_digest, at=now))
    return LinkUnknown()


def shown(tx: Session, token: str) -> AskedOut:
    """Return what the holder of a link is asked. Reading uses nothing up: programs that look into mail read too."""
    found = repository.link(tx, _digest(token))
    if found is None:
        raise LinkUnknown
    row = _kept(tx, found)
    names = organisations.names(tx, [row.asking_id, row.supplier_id])
    fields = {name: getattr(row, name) for name in AskedOut.model_fields if name not in {"asked_by", "claimed_by"}}
    return AskedOut(asked_by=names[row.asking_id], claimed_by=names[row.supplier_id], **fields)


def answer(call: Call, token: str, body: AnswerIn) -> ThanksOut:
    """Record what the holder of a link says, once. Raises LinkUsed and its like, and AnswerUnfit."""
    tx, now = call.tx, call.now
    found = repository.link(tx, _digest(token))
    if found is None:
        raise LinkUnknown
    row = repository.get_for_update(tx, found.confirmation_id)
    link = next(one for one in row.links if one.id == found.id)
    if why_not := _why_not(tx, row, link, now):
        raise why_not
    if wrong := rules.findings_of_answer(body.outcome, asked=row.quantity, quantity=body.quantity, words=body.words):
        raise AnswerUnfit(wrong)
    link.used_at = now
    row.status = body.outcome.value
    row.version += 1
    said = body.model_dump()
    row.answer = ConfirmationAnswer(
        id=new_id(now),
        confirmation_id=row.id,
        link_id=link.id,
        answered_at=now,
        **said | {"outcome": body.outcome.value},
    )
    repository.flush(tx)
    _record(call, Action.CONFIRMATION_ANSWERED, row, after=_facts(row) | _said(body), outsider=_who(body))
    return ThanksOut(outcome=body.outcome, asked_by=_name(tx, row.asking_id), answered_at=now)


def _who(body: AnswerIn) -> str:
    return f"{body.name}, {body.role}, by a link"[:_MOST_ACTOR]


def _said(body: AnswerIn) -> dict[str, Any]:
    quantity = None if body.quantity is None else plain(body.quantity)
    return {"outcome": body.outcome.value, "own_quantity": quantity, "words": body.words}


def _why_not(tx: Session, row: Confirmation, link: ConfirmationLink, now: datetime) -> Refusal | None:
    """Return why this link does not hold, or None; used comes before revoked, and revoked before expired."""
    asked_by = _name(tx, row.asking_id)
    if link.used_at is not None:
        return LinkUsed(link.used_at, asked_by)
    if link.revoked_at is not None or row.status != ConfirmationStatus.WAITING:
        return LinkRevoked(asked_by)
    if london_date(now) > link.expires_on:
        return LinkExpired(link.expires_on, asked_by)
    return None


def _kept(tx: Session, link: ConfirmationLink) -> Confirmation:
    row = repository.get(tx, link.confirmation_id)
    if row is None:
        raise LinkUnknown
    return row


def _name(tx: Session, organisation_id: UUID) -> str:
    return organisations.names(tx, [organisation_id])[organisation_id]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _check_side(actor: Actor, contract: Contract) -> None:
    """Raise NotTheAsker for whoever only reads on the side that they are on."""
    buys = contract.authority_id == actor.organisation_id and actor.has(*BUYER)
    sells = contract.supplier_id == actor.organisation_id and actor.has(*SUPPLIER)
    if not (buys or sells):
        raise NotTheAsker


def _check_question(call: Call, commitment: Commitment, contract: Contract, body: ConfirmationAsk) -> None:
    today = london_date(call.now)
    found = rules.findings_of_question(
        quantity=body.quantity,
        counted=bool(commitment.measure.get("unit")),
        period=(body.starts_on, body.ends_on),
        term=(contract.starts_on, contract.ends_on),
        today=today,
    )
    found += rules.findings_of_expiry(rules.expiry(body.expires_on, today=today), today=today)
    if body.update is not None and repository.commitment_of_update(call.tx, body.update) != commitment.id:
        found.append({"place": "body.update", "message": "not an update on this commitment", "value": str(body.update)})
    if found:
        raise AskedUnfit(found)


def _check_room(call: Call, contract_id: UUID) -> None:
    if repository.asked_since(call.tx, contract_id, call.now - timedelta(days=1)) >= rules.MOST_A_DAY:
        raise TooManyAsked(rules.MOST_A_DAY)


def _question(call: Call, commitment: Commitment, body: ConfirmationAsk) -> Confirmation:
    unit = commitment.measure.get("unit")
    return Confirmation(
        id=new_id(call.now),
        authority_id=commitment.authority_id,
        supplier_id=commitment.supplier_id,
        contract_id=commitment.contract_id,
        commitment_id=commitment.id,
        update_id=body.update,
        asking_id=call.actor.organisation_id,
        **body.model_dump(exclude={"update", "expires_on"}),
        unit=None if unit is None or body.quantity is None else str(unit)[:100],
        status=ConfirmationStatus.WAITING.value,
        answer_by=rules.expiry(body.expires_on, today=london_date(call.now)),
        asked_by=call.actor.person_id,
        asked_at=call.now,
        version=1,
        answer=None,
    )


def _issue(call: Call, row: Confirmation, expires_on: date) -> str:
    """Add a link to a confirmation and return its token, of which only the digest is kept."""
    token = secrets.token_urlsafe(rules.TOKEN_BYTES)
    row.links.append(
        ConfirmationLink(
            id=new_id(call.now),
            token_digest=_digest(token),
            expires_on=expires_on,
            issued_by=call.actor.person_id,
            issued_at=call.now,
        )
    )
    return token


def _revoke_links(row: Confirmation, reason: str, now: datetime) -> None:
    for link in row.links:
        if link.revoked_at is None and link.used_at is None:
            link.revoked_at, link.revoked_reason = now, reason


def _seen(tx: Session, actor: Actor, confirmation_id: UUID) -> Confirmation:
    row = repository.get(tx, confirmation_id)
    if row is None:
        raise NotFound("confirmation", confirmation_id)
    try:
        contracts.visible(tx, actor, row.contract_id)
    except NotFound as hidden:
        raise NotFound("confirmation", confirmation_id) from hidden
    return row


def _own(call: Call, confirmation_id: UUID) -> Confirmation:
    """Return a confirmation that waits and that the caller's side asked for, locked."""
    found = _seen(call.tx, call.actor, confirmation_id)
    _check_side(call.actor, contracts.get(call.tx, found.contract_id))
    if found.asking_id != call.actor.organisation_id:
        raise NotTheAsker
    row = repository.get_for_update(call.tx, confirmation_id)
    if row.status != ConfirmationStatus.WAITING:
        raise ConfirmationClosed(row.status)
    return row


def _out(tx: Session, actor: Actor, row: Confirmation, now: datetime) -> ConfirmationOut:
    other = {"asking_name", "email", "status", "links", "answer"}
    fields = {name: getattr(row, name) for name in ConfirmationOut.model_fields if name not in other}
    return ConfirmationOut(
        **fields,
        asking_name=_name(tx, row.asking_id),
        email=row.email if row.asking_id == actor.organisation_id else None,
        status=rules.status_on(row.status, answer_by=row.answer_by, today=london_date(now)),
        links=len(row.links),
        answer=None if row.answer is None else ConfirmationAnswerOut.model_validate(row.answer),
    )


def _record(
    call: Call,
    action: Action,
    row: Confirmation,
    *,
    after: Mapping[str, Any],
    reason: str | None = None,
    outsider: str | None = None,
) -> None:
    audit.record(
        call.tx,
        call.caller,
        action,
        row,
        log_id=row.authority_id,
        now=call.now,
        reason=reason,
        after=after,
        outsider=outsider,
    )


def _facts(row: Confirmation) -> dict[str, Any]:
    """Return what the log keeps: who was asked about what; not where the link went, and nothing of the link."""
    return {
        "commitment": str(row.commitment_id),
        "meant_for": row.meant_for,
        "organisation": row.organisation,
        "claim": row.claim,
        "quantity": None if row.quantity is None else plain(row.quantity),
        "period": [row.starts_on.isoformat(), row.ends_on.isoformat()],
        "answer_by": row.answer_by.isoformat(),
    }

"""Hear the answer of whoever holds a link, once; show them what is asked, and nothing else."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.audit.rules import Action
from app.delivery.confirmations import repository, rules
from app.delivery.confirmations.errors import (
    AnswerUnfit,
    ConfirmationClosed,
    LinkExpired,
    LinkRevoked,
    LinkUnknown,
    LinkUsed,
    TooManyGuesses,
)
from app.delivery.confirmations.models import Confirmation, ConfirmationAnswer, ConfirmationGuess, ConfirmationLink
from app.delivery.confirmations.rules import ConfirmationStatus
from app.delivery.confirmations.schemas import AnswerIn, AskedOut, ThanksOut
from app.delivery.confirmations.service.asking import digest, facts, name_of, record
from app.kit import constraints
from app.kit.call import Call, Service
from app.kit.clock import london_date
from app.kit.errors import Refusal
from app.kit.ids import new_id
from app.kit.schema import plain
from app.organisations import service as organisations

constraints.means(
    "uq_confirmation_answer_confirmation_id",
    lambda: ConfirmationClosed("answered"),
    columns="confirmation_answer.confirmation_id",
)

_MOST_ACTOR = 200


def refused(service: Service, *, now: datetime, token: str, sender: str, **_given: object) -> Refusal | None:
    """Return why a link cannot be used, or None; an address that does not exist is counted.

    It runs before the unit of work: reading a page must be able to count, and must change nothing else.
    """
    sender_digest = digest(sender)
    with service.database.unit_of_work(write=False) as tx:
        if repository.guesses_since(tx, sender_digest, now - rules.THROTTLE_WINDOW) >= rules.THROTTLE_GUESSES:
            return TooManyGuesses(int(rules.THROTTLE_WINDOW.total_seconds()) // 60)
        found = repository.link(tx, digest(token))
        if found is not None:
            return _why_not(tx, _kept(tx, found), found, now)
    with service.database.unit_of_work(write=True) as tx:
        repository.add(tx, ConfirmationGuess(id=new_id(now), sender_digest=sender_digest, at=now))
    return LinkUnknown()


def shown(tx: Session, token: str) -> AskedOut:
    """Return what the holder of a link is asked. Reading uses nothing up: programs that look into mail read too."""
    found = repository.link(tx, digest(token))
    if found is None:
        raise LinkUnknown
    row = _kept(tx, found)
    names = organisations.names(tx, [row.asking_id, row.supplier_id])
    fields = {name: getattr(row, name) for name in AskedOut.model_fields if name not in {"asked_by", "claimed_by"}}
    return AskedOut(asked_by=names[row.asking_id], claimed_by=names[row.supplier_id], **fields)


def answer(call: Call, token: str, body: AnswerIn) -> ThanksOut:
    """Record what the holder of a link says, once. Raises LinkUsed and its like, and AnswerUnfit."""
    tx, now = call.tx, call.now
    found = repository.link(tx, digest(token))
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
    record(call, Action.CONFIRMATION_ANSWERED, row, after=facts(row) | _said(body), outsider=_who(body))
    return ThanksOut(outcome=body.outcome, asked_by=name_of(tx, row.asking_id), answered_at=now)


def _who(body: AnswerIn) -> str:
    return f"{body.name}, {body.role}, by a link"[:_MOST_ACTOR]


def _said(body: AnswerIn) -> dict[str, Any]:
    quantity = None if body.quantity is None else plain(body.quantity)
    return {"outcome": body.outcome.value, "own_quantity": quantity, "words": body.words}


def _why_not(tx: Session, row: Confirmation, link: ConfirmationLink, now: datetime) -> Refusal | None:
    """Return why this link does not hold, or None; used comes before revoked, and revoked before expired."""
    asked_by = name_of(tx, row.asking_id)
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

"""Ask somebody outside by a one-time link, take that back, and show what came of it to both sides of the contract."""

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
    AskedUnfit,
    ConfirmationClosed,
    NotTheAsker,
    TooManyAsked,
)
from app.delivery.confirmations.letter import invitation
from app.delivery.confirmations.models import Confirmation, ConfirmationLink
from app.delivery.confirmations.rules import ConfirmationStatus
from app.delivery.confirmations.schemas import (
    ConfirmationAnswerOut,
    ConfirmationAsk,
    ConfirmationOut,
    LinkIssue,
    LinkOut,
)
from app.delivery.errors import CommitmentNotCarried
from app.identity.rules import AUTHORITY_READERS, BUYER, SUPPLIER
from app.kit import outbox
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page, plain
from app.organisations import service as organisations

PAGE = "/v1/confirm"


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
    link = _sent(call, row, token)
    record(call, Action.CONFIRMATION_ASKED, row, after=facts(row))
    return LinkOut(confirmation=_out(tx, actor, row, now), link=link)


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
    link = _sent(call, row, token)
    record(call, Action.CONFIRMATION_ISSUED_AGAIN, row, reason=body.reason, after=facts(row))
    return LinkOut(confirmation=_out(call.tx, call.actor, row, call.now), link=link)


def revoke(call: Call, confirmation_id: UUID, reason: str) -> ConfirmationOut:
    """Take a question back; its links hold no longer."""
    row = _own(call, confirmation_id)
    _revoke_links(row, reason, call.now)
    row.status = ConfirmationStatus.REVOKED.value
    row.version += 1
    record(call, Action.CONFIRMATION_REVOKED, row, reason=reason, after={"status": row.status})
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
            awaiting_id=_asking_side(row),
            answer_by=row.answer_by,
            words=f"{row.meant_for} of {row.organisation} was asked to confirm: {row.claim}",
        )
        for row in rows
        if rules.status_on(row.status, answer_by=row.answer_by, today=today) is ConfirmationStatus.WAITING
    ]


def name_of(tx: Session, organisation_id: UUID) -> str:
    """Return the name of an organisation."""
    return organisations.names(tx, [organisation_id])[organisation_id]


def digest(text: str) -> str:
    """Return what of a token or an address is kept."""
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
            token_digest=digest(token),
            expires_on=expires_on,
            by_email=call.service.settings.mail_host is not None,
            issued_by=call.actor.person_id,
            issued_at=call.now,
        )
    )
    return token


def _sent(call: Call, row: Confirmation, token: str) -> str | None:
    """Send the newest link by e-mail and return None, or return its path where there is no mail server to send by.

    Who asks does not hold a link that was sent: they could answer in the other one's name.
    """
    link, path = row.links[-1], f"{PAGE}/{token}"
    if not link.by_email:
        return path
    address = f"{call.service.settings.public_address}{path}"
    said = invitation(row, address=address, asked_by=name_of(call.tx, row.asking_id))
    outbox.post(call.tx, outbox.Kind.EMAIL, said, key=f"confirmation:{link.id}", owner_id=row.id, now=call.now)
    return None


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


def _asking_side(row: Confirmation) -> UUID:
    """Return whose question it is now: that of the body that follows, where the one that asked has closed."""
    return row.supplier_id if row.asking_id == row.supplier_id else row.authority_id


def _own(call: Call, confirmation_id: UUID) -> Confirmation:
    """Return a confirmation that waits and that the caller's side asked for, locked."""
    found = _seen(call.tx, call.actor, confirmation_id)
    _check_side(call.actor, contracts.get(call.tx, found.contract_id))
    if _asking_side(found) != call.actor.organisation_id:
        raise NotTheAsker
    row = repository.get_for_update(call.tx, confirmation_id)
    if row.status != ConfirmationStatus.WAITING:
        raise ConfirmationClosed(row.status)
    return row


def _out(tx: Session, actor: Actor, row: Confirmation, now: datetime) -> ConfirmationOut:
    other = {"asking_name", "email", "status", "by_email", "links", "answer"}
    fields = {name: getattr(row, name) for name in ConfirmationOut.model_fields if name not in other}
    return ConfirmationOut(
        **fields,
        asking_name=name_of(tx, row.asking_id),
        email=row.email if actor.organisation_id in {row.asking_id, row.authority_id} else None,
        status=rules.status_on(row.status, answer_by=row.answer_by, today=london_date(now)),
        by_email=row.links[-1].by_email,
        links=len(row.links),
        answer=None if row.answer is None else ConfirmationAnswerOut.model_validate(row.answer),
    )


def record(
    call: Call,
    action: Action,
    row: Confirmation,
    *,
    after: Mapping[str, Any],
    reason: str | None = None,
    outsider: str | None = None,
) -> None:
    """Record an act on a confirmation in the log of its authority."""
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


def facts(row: Confirmation) -> dict[str, Any]:
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

"""Name who may report a part of a contract, invite them, let them join, and remove them; what they reported stays."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.models import Contract
from app.contracts.rules import CommitmentStatus
from app.delivery.service import reading as delivery
from app.delivery.subcontracting import repository, rules
from app.delivery.subcontracting.errors import (
    InvitationOver,
    InvitationUnknown,
    SubcontractorGone,
    SubcontractorThere,
    SubcontractorUnfit,
)
from app.delivery.subcontracting.models import Subcontractor, SubcontractorCommitment
from app.delivery.subcontracting.rules import SubcontractorStatus
from app.delivery.subcontracting.schemas import (
    SubcontractorName,
    SubcontractorNamedOut,
    SubcontractorOut,
    SubcontractorRemove,
)
from app.delivery.subcontracting.service.seeing import seen, subcontractor_outs
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.organisations import service as organisations
from app.organisations.models import Organisation
from app.organisations.rules import OrganisationKind

constraints.means(
    "uq_subcontractor_contract_id_organisation_id_there",
    SubcontractorThere,
    columns="subcontractor.contract_id, subcontractor.organisation_id",
)


def name(call: Call, contract_id: UUID, body: SubcontractorName) -> SubcontractorNamedOut:
    """Name a subcontractor of a live contract; its supplier does. An invitation is given out this once.

    Raises NotTheSupplier, ContractNotLive, SubcontractorUnfit and, from the database, SubcontractorThere.
    """
    tx, now = call.tx, call.now
    contract = contracts.visible(tx, call.actor, contract_id, lock=True)
    delivery.check_supplier(call.actor, contract)
    delivery.check_live(contract)
    firm = _firm(tx, body)
    if found := _findings(contract, body, firm):
        raise SubcontractorUnfit(found)
    token = None if firm else secrets.token_urlsafe(rules.TOKEN_BYTES)
    row = Subcontractor(
        id=new_id(now),
        authority_id=contract.authority_id,
        supplier_id=contract.supplier_id,
        contract_id=contract.id,
        organisation_id=firm.id if firm else None,
        name=firm.name if firm else body.invite.name if body.invite else "",
        email=body.invite.email if body.invite else None,
        tier=body.tier,
        status=(SubcontractorStatus.ACTIVE if firm else SubcontractorStatus.INVITED).value,
        invitation_digest=_digest(token) if token else None,
        invitation_expires_on=london_date(now + rules.INVITATION_HOLDS) if token else None,
        named_by=call.actor.person_id,
        named_at=now,
        joined_at=now if firm else None,
        version=1,
        commitments=[SubcontractorCommitment(commitment_id=one) for one in dict.fromkeys(body.commitments)],
    )
    repository.add(tx, row)
    _record(call, Action.SUBCONTRACTOR_NAMED, row)
    (out,) = subcontractor_outs(tx, call.actor, [row])
    return SubcontractorNamedOut(subcontractor=out, invitation=token)


def accept_invitation(call: Call, token: str) -> SubcontractorOut:
    """Let the caller's organisation be the subcontractor that an invitation is for.

    Raises InvitationUnknown, InvitationOver, SubcontractorUnfit and, from the database, SubcontractorThere.
    """
    row = repository.by_invitation(call.tx, _digest(token))
    if row is None:
        raise InvitationUnknown
    if row.status != SubcontractorStatus.INVITED or row.invitation_expires_on is None:
        raise InvitationOver(f"was {'taken' if row.status == SubcontractorStatus.ACTIVE else 'withdrawn'} already")
    if london_date(call.now) > row.invitation_expires_on:
        raise InvitationOver(f"held until {row.invitation_expires_on}")
    if call.actor.organisation_id in {row.supplier_id, row.authority_id}:
        message = "a party to the contract is no subcontractor of it"
        raise SubcontractorUnfit([{"place": "body.token", "message": message, "value": None}])
    row.organisation_id, row.name = call.actor.organisation_id, call.actor.organisation_name
    row.status, row.joined_at = SubcontractorStatus.ACTIVE.value, call.now
    row.version += 1
    repository.flush(call.tx)
    _record(call, Action.SUBCONTRACTOR_JOINED, row)
    return subcontractor_outs(call.tx, call.actor, [row])[0]


def remove(call: Call, subcontractor_id: UUID, body: SubcontractorRemove) -> SubcontractorOut:
    """Remove a subcontractor; its supplier does. It reports no more, and what it reported stays."""
    row, contract, _ = seen(call.tx, call.actor, subcontractor_id, lock=True)
    delivery.check_supplier(call.actor, contract)
    if row.status == SubcontractorStatus.REMOVED:
        raise SubcontractorGone(row.name, row.status)
    row.status = SubcontractorStatus.REMOVED.value
    row.removed_at, row.removed_reason = call.now, body.reason
    row.version += 1
    _record(call, Action.SUBCONTRACTOR_REMOVED, row, reason=body.reason)
    return subcontractor_outs(call.tx, call.actor, [row])[0]


def read(tx: Session, actor: Actor, subcontractor_id: UUID) -> SubcontractorOut:
    """Return one subcontractor, to itself and to either side of the contract."""
    row, _, _ = seen(tx, actor, subcontractor_id)
    return subcontractor_outs(tx, actor, [row])[0]


def list_of_contract(tx: Session, actor: Actor, contract_id: UUID) -> list[SubcontractorOut]:
    """Return the subcontractors of a contract by tier, those that were removed too, for either side of it."""
    contract = contracts.visible(tx, actor, contract_id)
    return subcontractor_outs(tx, actor, repository.of_contract(tx, contract.id))


def list_own(tx: Session, actor: Actor, asked: PageRequest) -> Page[SubcontractorOut]:
    """Return a page of where the actor's own organisation is a subcontractor."""
    rows, following = repository.page_of_own(tx, actor.organisation_id, asked)
    return Page[SubcontractorOut](items=subcontractor_outs(tx, actor, rows), next=following)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _firm(tx: Session, body: SubcontractorName) -> Organisation | None:
    if body.organisation is None:
        return None
    try:
        return organisations.get(tx, body.organisation)
    except NotFound as unknown:
        message = "no organisation is registered under this id; invite it instead"
        found = {"place": "body.organisation", "message": message, "value": str(body.organisation)}
        raise SubcontractorUnfit([found]) from unknown


def _findings(contract: Contract, body: SubcontractorName, firm: Organisation | None) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    if (body.organisation is None) == (body.invite is None):
        message = "name a registered organisation or invite a firm, one of the two"
        found.append({"place": "body.organisation", "message": message, "value": None})
    if firm is not None and firm.id in {contract.supplier_id, contract.authority_id}:
        message = "a party to the contract is no subcontractor of it"
        found.append({"place": "body.organisation", "message": message, "value": firm.name})
    if firm is not None and firm.kind == OrganisationKind.OPERATOR:
        message = "the operator of this service delivers nothing"
        found.append({"place": "body.organisation", "message": message, "value": firm.name})
    carried = {one.id for one in contract.commitments if one.status == CommitmentStatus.CARRIED}
    found += [
        {
            "place": f"body.commitments[{place}]",
            "message": "not a carried commitment of this contract",
            "value": str(one),
        }
        for place, one in enumerate(body.commitments)
        if one not in carried
    ]
    return found


def _record(call: Call, action: Action, row: Subcontractor, *, reason: str | None = None) -> None:
    after = {
        "contract": str(row.contract_id),
        "organisation": None if row.organisation_id is None else str(row.organisation_id),
        "name": row.name,
        "tier": row.tier,
        "status": row.status,
        "commitments": sorted(str(one.commitment_id) for one in row.commitments),
    }
    audit.record(call.tx, call.actor, action, row, log_id=row.authority_id, now=call.now, reason=reason, after=after)

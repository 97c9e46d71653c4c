"""Find claims for whoever may see them, and say what is needed of a contract before anything is claimed on it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.contracts import service as contracts
from app.contracts.errors import ContractNotLive
from app.contracts.models import Contract
from app.contracts.rules import ContractStatus
from app.delivery import repository
from app.delivery.errors import NotTheSupplier
from app.delivery.models import DeliveryUpdate
from app.delivery.presented import decisions_out, share_out, updates_out
from app.delivery.proving import service as proving
from app.delivery.replies import service as replies
from app.delivery.schemas import UpdateOut, UpdateWithHistoryOut
from app.identity.rules import AUTHORITY_READERS
from app.kit.actor import Actor
from app.kit.errors import NotFound
from app.kit.pagination import PageRequest
from app.kit.schema import Page, plain


def listed(
    tx: Session,
    actor: Actor,
    asked: PageRequest,
    *,
    contract_id: UUID | None,
    commitment_id: UUID | None,
    statuses: Sequence[str],
) -> Page[UpdateOut]:
    """Return a page of the updates that the actor's organisation has to do with, as authority or as supplier."""
    rows, following = repository.page_of_updates(
        tx,
        actor.organisation_id,
        asked,
        buys=actor.has(*AUTHORITY_READERS),
        contract_id=contract_id,
        commitment_id=commitment_id,
        statuses=statuses,
    )
    return Page[UpdateOut](items=updates_out(tx, rows), next=following)


def read(tx: Session, actor: Actor, update_id: UUID) -> UpdateWithHistoryOut:
    """Return one update with what its evidence came to, what was asked, answered and decided, and its revisions."""
    row = repository.update(tx, update_id)
    if row is None:
        raise NotFound("update", update_id)
    contract_behind(tx, actor, row.contract_id, ("update", update_id))
    revisions = updates_out(tx, repository.revisions(tx, row.commitment_id, row.starts_on))
    own = next(out for out in revisions if out.id == update_id)
    share = repository.share(tx, update_id)
    assessments = proving.of_update(tx, update_id)
    return UpdateWithHistoryOut(
        **dict(own),
        assessment=assessments[0] if assessments else None,
        share=None if share is None else share_out(share, repository.allotted(tx, share.report_id)),
        queries=replies.queries_of(tx, row),
        replies=replies.replies_of(tx, row),
        decisions=decisions_out(tx, row),
        history=[out for out in revisions if out.id != update_id],
    )


def updates(tx: Session, contract_id: UUID) -> list[DeliveryUpdate]:
    """Return every claim on a contract, superseded ones too, by commitment, period and revision; checks no access."""
    return list(repository.updates(tx, [contract_id]))


def updates_of(tx: Session, contract_ids: Sequence[UUID]) -> Mapping[UUID, list[DeliveryUpdate]]:
    """Return what `updates` does for several contracts, in one query; a contract without claims has an empty list."""
    found: dict[UUID, list[DeliveryUpdate]] = {contract_id: [] for contract_id in contract_ids}
    for row in repository.updates(tx, contract_ids) if contract_ids else ():
        found[row.contract_id].append(row)
    return found


def contract_behind(
    tx: Session, actor: Actor, contract_id: UUID, asked_for: tuple[str, UUID], *, lock: bool = False
) -> Contract:
    """Return the contract behind what was asked for; raise NotFound in the words of what was asked for."""
    try:
        return contracts.visible(tx, actor, contract_id, lock=lock)
    except NotFound as hidden:
        raise NotFound(*asked_for) from hidden


def check_supplier(actor: Actor, contract: Contract) -> None:
    """Raise NotTheSupplier for anybody but the supplier of the contract."""
    if actor.organisation_id != contract.supplier_id:
        raise NotTheSupplier(contract.reference)


def check_live(contract: Contract) -> None:
    """Raise ContractNotLive unless the contract binds."""
    if contract.status != ContractStatus.LIVE:
        raise ContractNotLive(contract.reference, contract.status)


def text(value: Decimal | None) -> str | None:
    """Return a quantity as it stands in the log."""
    return None if value is None else plain(value)


def facts(row: DeliveryUpdate) -> dict[str, Any]:
    """Return what the log says of a claim."""
    said = {
        "commitment": str(row.commitment_id),
        "period": [row.starts_on.isoformat(), row.ends_on.isoformat()],
        "revision": row.revision,
        "status": row.status,
        "claimed": text(row.claimed),
    }
    return said if row.whole is None else said | {"whole": plain(row.whole)}

"""SQL of portfolios: the contracts that went live, for either party."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.models import Contract
from app.contracts.rules import ContractStatus
from app.kit.pagination import PageRequest, fetch
from app.performance.rules import IN_FORCE


def page(
    tx: Session, party_id: UUID, asked: PageRequest, *, statuses: Sequence[ContractStatus]
) -> tuple[Sequence[Contract], str | None]:
    """Return one page of the contracts that went live and to which an organisation is a party, with commitments."""
    party = (Contract.authority_id == party_id) | (Contract.supplier_id == party_id)
    wanted = [status.value for status in IN_FORCE if not statuses or status in statuses]
    statement = select(Contract).where(party, Contract.status.in_(wanted))
    keys = {"reference": Contract.reference, "starts_on": Contract.starts_on, "ends_on": Contract.ends_on}
    return fetch(tx, statement, asked, keys=keys, key=Contract.id, default="reference")

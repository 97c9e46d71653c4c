"""SQL of portfolios: the contracts that went live, for either party."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.contracts.models import Contract
from app.contracts.rules import ContractStatus
from app.kit.pagination import PageRequest, fetch
from app.performance.rules import IN_FORCE


def page(
    tx: Session, party_id: UUID, asked: PageRequest, *, buys: bool, statuses: Sequence[ContractStatus]
) -> tuple[Sequence[Contract], str | None]:
    """Return one page of an organisation's contracts that went live, with commitments.

    `buys` says whether the reader sees what the organisation buys, beside what it sells.
    """
    party = Contract.supplier_id == party_id
    if buys:
        party = or_(party, Contract.authority_id == party_id)
    wanted = [status.value for status in IN_FORCE if not statuses or status in statuses]
    statement = select(Contract).where(party, Contract.status.in_(wanted))
    keys = {"reference": Contract.reference, "starts_on": Contract.starts_on, "ends_on": Contract.ends_on}
    return fetch(tx, statement, asked, keys=keys, key=Contract.id, default="reference")

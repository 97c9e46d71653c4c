"""HTTP of performance: one contract, one commitment, a portfolio, and a framework's view."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Query

from app.contracts.rules import ContractStatus
from app.identity.rules import AUTHORITY_READERS, SUPPLIER
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.endpoint import Routes
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Day, Page
from app.performance import service
from app.performance.errors import NotBinding, NotInForce
from app.performance.schemas import (
    CommitmentPerformanceOut,
    ContractPerformanceOut,
    ContractSummaryPerformanceOut,
    PerformanceLensOut,
)

routes = Routes("/v1", "Performance")
BOTH_SIDES = AUTHORITY_READERS | SUPPLIER
AsAt = Annotated[
    Day | None,
    Query(description="The day to ask about; a period is due once its last day has passed. Today if left out."),
]
InForce = Literal[ContractStatus.LIVE, ContractStatus.ENDED]


@routes.get(
    "/contracts/{contract_id}/performance",
    may=BOTH_SIDES,
    out=ContractPerformanceOut,
    summary="How a contract performs",
    refuses=(NotInForce,),
)
def read_performance(call: Call, contract_id: UUID, as_at: AsAt = None) -> ContractPerformanceOut:
    """Return for each commitment what is promised, due, claimed, proved and unknown, its rating and what is next."""
    return service.read(call.tx, call.actor, contract_id, as_at=_day(call, as_at))


@routes.get(
    "/contracts/{contract_id}/performance/lens/{framework}",
    may=BOTH_SIDES,
    out=PerformanceLensOut,
    summary="A contract's performance through a framework",
    refuses=(NotInForce,),
)
def read_lens(
    call: Call,
    contract_id: UUID,
    framework: Annotated[str, Path(description="Id of a framework, as listed at /v1/frameworks.", max_length=100)],
    as_at: AsAt = None,
) -> PerformanceLensOut:
    """Return the same figures, put under the headings of somebody's strategy."""
    return service.lens(call.tx, call.actor, contract_id, framework, as_at=_day(call, as_at))


@routes.get(
    "/commitments/{commitment_id}/performance",
    may=BOTH_SIDES,
    out=CommitmentPerformanceOut,
    summary="How a commitment performs",
    refuses=(NotInForce, NotBinding),
)
def read_commitment_performance(call: Call, commitment_id: UUID, as_at: AsAt = None) -> CommitmentPerformanceOut:
    """Return where one commitment stands."""
    return service.read_commitment(call.tx, call.actor, commitment_id, as_at=_day(call, as_at))


@routes.get(
    "/performance",
    may=BOTH_SIDES,
    out=Page[ContractSummaryPerformanceOut],
    summary="How all your contracts perform",
)
def list_performance(
    call: Call,
    status: Annotated[list[InForce], Query(description="live, ended, or both; repeat it for both.")] = [],  # noqa: B006
    as_at: AsAt = None,
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ContractSummaryPerformanceOut]:
    """Return the contracts that went live, each with its commitments by rating and what is overdue."""
    asked = PageRequest(sort, cursor, limit)
    return service.portfolio(call.tx, call.actor, asked, statuses=status, as_at=_day(call, as_at))


def _day(call: Call, asked: date | None) -> date:
    return asked or london_date(call.now)

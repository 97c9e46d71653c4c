"""HTTP of forecasts."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.identity.rules import AUTHORITY_READERS, SUPPLIER
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.endpoint import Routes
from app.kit.schema import Day
from app.performance.errors import NotInForce
from app.performance.forecasts import service
from app.performance.forecasts.schemas import ContractForecastOut

routes = Routes("/v1", "Performance")


@routes.get(
    "/contracts/{contract_id}/forecast",
    may=AUTHORITY_READERS | SUPPLIER,
    out=ContractForecastOut,
    summary="What a contract's promises still need",
    refuses=(NotInForce,),
)
def read_forecast(
    call: Call,
    contract_id: UUID,
    as_at: Annotated[Day | None, Query(description="The day to look ahead from. Today if left out.")] = None,
) -> ContractForecastOut:
    """Return for each promise what every period left must bring, the best so far, and when it will be too late.

    With early warnings by rules that stand in the answer. Both parties read the same.
    """
    return service.read(call.tx, call.actor, contract_id, as_at=as_at or london_date(call.now))

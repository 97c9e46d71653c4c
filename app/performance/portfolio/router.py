"""HTTP of the portfolio."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.identity.rules import AUTHORITY_READERS, SUPPLIER
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.endpoint import Routes
from app.kit.schema import Day, Label
from app.performance.portfolio import calibration, service
from app.performance.portfolio.calibration_schemas import CalibrationOut
from app.performance.portfolio.rules import Side, Split
from app.performance.portfolio.schemas import PortfolioOut
from app.performance.portfolio.service import Wanted

routes = Routes("/v1/portfolio", "Performance")
MOST_MEASURES = 100

AsAt = Annotated[
    Day | None,
    Query(description="The day to ask about; a period is due once its last day has passed. Today if left out."),
]
WhichSide = Annotated[
    Side | None,
    Query(
        description="What the organisation buys, or what it supplies. If left out: what it buys, for who may read it."
    ),
]


@routes.get("", may=AUTHORITY_READERS | SUPPLIER, out=PortfolioOut, summary="What all contracts come to")
def read_portfolio(  # noqa: PLR0913 - each is a filter
    call: Call,
    *,
    side: WhichSide = None,
    split_by: Annotated[Split, Query(description="What to give a line for, beside each measure.")] = Split.MEASURE,
    party: Annotated[UUID | None, Query(description="Only contracts with this supplier, or this authority.")] = None,
    contract: Annotated[UUID | None, Query(description="Only this contract.")] = None,
    measure: Annotated[
        list[Label], Query(description="Only this measure; repeat it for more.", max_length=MOST_MEASURES)
    ] = [],  # noqa: B006
    ends_from: Annotated[Day | None, Query(description="Only periods that end on this day or after it.")] = None,
    ends_until: Annotated[Day | None, Query(description="Only periods that end on this day or before it.")] = None,
    as_at: AsAt = None,
) -> PortfolioOut:
    """Return sums of what was promised, due, proved and unknown over all contracts of one's own that went live.

    The sums are kept as delivery changes, so that reading them costs the same however long the history is. The whole
    promises do not depend on days: `ends_from` and `ends_until` narrow everything else.
    """
    wanted = Wanted(as_at or london_date(call.now), split_by, party, contract, measure, ends_from, ends_until)
    return service.read(call.tx, call.actor, side, wanted)


@routes.get(
    "/calibration", may=AUTHORITY_READERS, out=CalibrationOut, summary="What was promised against what was delivered"
)
def read_calibration(call: Call, *, as_at: AsAt = None) -> CalibrationOut:
    """Return by measure what was promised and proved, in all and for each million pounds of contract value.

    Of one's own contracts. What fewer than five suppliers stand behind is withheld, and whatever it could be worked
    out from. It is for setting targets, and never goes into a score.
    """
    return calibration.read(call.tx, call.actor, as_at=as_at or london_date(call.now))

"""HTTP of ratings that people sign, and of the notices that a contract's regime wants."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.identity.rules import AUTHORITY_READERS, BUYER, COMMISSIONER, SUPPLIER
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.endpoint import Routes
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Day, Page
from app.performance.errors import NotBinding, NotInForce
from app.performance.notices import service
from app.performance.notices.errors import NothingToRate, RatingNeedsReason, RatingOfTheFuture, RatingSigned
from app.performance.notices.schemas import NoticesOut, RatingSign, SignedRatingOut

routes = Routes("/v1", "Performance")
BOTH_SIDES = AUTHORITY_READERS | SUPPLIER


@routes.get(
    "/contracts/{contract_id}/notices",
    may=BOTH_SIDES,
    out=NoticesOut,
    summary="Which notices of performance are due",
    refuses=(NotInForce,),
)
def read_notices(
    call: Call,
    contract_id: UUID,
    as_at: Annotated[Day | None, Query(description="The day to count from. Today if left out.")] = None,
) -> NoticesOut:
    """Return each notice with its day and the source of its rule, and for each commitment the rating that is proposed.

    Yearly, on termination, and within thirty days of a breach or failing, by the dated rules of the tender's regime.
    """
    return service.read(call.tx, call.actor, contract_id, as_at=as_at or london_date(call.now))


@routes.get(
    "/contracts/{contract_id}/ratings", may=BOTH_SIDES, out=Page[SignedRatingOut], summary="Ratings that were signed"
)
def list_ratings(
    call: Call, contract_id: UUID, sort: Sort = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[SignedRatingOut]:
    """Return every rating that was signed under a contract, superseded ones too, the newest day first."""
    return service.listed(call.tx, call.actor, contract_id, PageRequest(sort, cursor, limit))


@routes.post(
    "/commitments/{commitment_id}/ratings",
    may=BUYER | COMMISSIONER,
    out=SignedRatingOut,
    summary="Sign a rating",
    refuses=(NotInForce, NotBinding, NothingToRate, RatingNeedsReason, RatingOfTheFuture, RatingSigned),
)
def sign_rating(call: Call, commitment_id: UUID, body: RatingSign) -> SignedRatingOut:
    """Sign one of the five ratings of the law. The bands only propose: where you differ, say why.

    What is unknown is not rated by itself: signing it takes a reason. What is not due cannot be rated at all.
    """
    return service.sign(call, commitment_id, body)

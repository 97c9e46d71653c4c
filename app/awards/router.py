"""HTTP of awards."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.awards import service
from app.awards.errors import (
    AwardContracted,
    AwardVoid,
    BidMayNotWin,
    LotAlreadyAwarded,
    NoResultYet,
    NoticeInThePast,
    NoTie,
    ResultNotCurrent,
    TenderNotBeingEvaluated,
    TieNeedsReason,
)
from app.awards.rules import AwardStatus
from app.awards.schemas import AwardCreate, AwardNoticeOut, AwardOut, StandstillOut, VoidAward
from app.identity.rules import AUTHORITY_READERS, BUYER, SUPPLIER
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page
from app.rubrics.errors import HolidaysUnknown, StandstillRuleUnknown

routes = Routes("/v1", "Awards")


@routes.post(
    "/tenders/{tender_id}/awards",
    may=BUYER,
    out=AwardOut,
    summary="Award a lot",
    refuses=(
        TenderNotBeingEvaluated,
        LotAlreadyAwarded,
        NoResultYet,
        ResultNotCurrent,
        BidMayNotWin,
        TieNeedsReason,
        NoTie,
        NoticeInThePast,
        StandstillRuleUnknown,
        HolidaysUnknown,
    ),
)
def decide(call: Call, tender_id: UUID, body: AwardCreate) -> AwardOut:
    """Decide one lot: the bid that the current result puts first, with reasons and the day of the notice.

    The end of standstill is counted from the notice day by the dated rule of the tender's regime. The tender is
    awarded when every lot that has a winner is decided. A wrong decision is not edited: make it void and decide anew.
    """
    return service.decide(call, tender_id, body)


@routes.get("/tenders/{tender_id}/awards", may=AUTHORITY_READERS, out=Page[AwardOut], summary="List a tender's awards")
def list_of_tender(call: Call, tender_id: UUID) -> Page[AwardOut]:
    """Return every award of a tender, void ones too, oldest first."""
    return service.of_tender(call.tx, call.actor, tender_id)


@routes.get(
    "/tenders/{tender_id}/award-notices",
    may=SUPPLIER,
    out=Page[AwardNoticeOut],
    summary="See who won a tender that you bid in",
)
def list_notices(call: Call, tender_id: UUID) -> Page[AwardNoticeOut]:
    """Return, for a bidder, the winner of each decided lot and your own place; nothing before a lot is decided."""
    return service.notices(call.tx, call.actor, tender_id)


@routes.get("/awards", may=AUTHORITY_READERS, out=Page[AwardOut], summary="List awards")
def list_awards(
    call: Call,
    status: Annotated[list[AwardStatus], Query(description="Only these; repeat it for several.")] = [],  # noqa: B006
    tender: Annotated[UUID | None, Query(description="Only awards of this tender.")] = None,
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AwardOut]:
    """Return the awards of your authority, newest first unless asked otherwise."""
    asked = PageRequest(sort, cursor, limit)
    return service.listed(call.tx, call.actor, asked, statuses=[str(each) for each in status], tender_id=tender)


@routes.get("/awards/{award_id}", may=AUTHORITY_READERS, out=AwardOut, summary="Read an award")
def read(call: Call, award_id: UUID) -> AwardOut:
    """Return one award of your authority, whether it stands or was made void."""
    return service.read(call.tx, call.actor, award_id)


@routes.get("/awards/{award_id}/notice", may=SUPPLIER, out=AwardNoticeOut, summary="See who won, and your own place")
def read_notice(call: Call, award_id: UUID) -> AwardNoticeOut:
    """Return an award as a bidder of its tender sees it: who won and why, and your own rank and total."""
    return service.read_notice(call.tx, call.actor, award_id)


@routes.get(
    "/awards/{award_id}/standstill", may=AUTHORITY_READERS, out=StandstillOut, summary="See how standstill was counted"
)
def read_standstill(call: Call, award_id: UUID) -> StandstillOut:
    """Return every day counted, every day left out and why, the end in London time, and the source of the rule."""
    return service.read_standstill(call, award_id)


@routes.post(
    "/awards/{award_id}/void",
    may=BUYER,
    out=AwardOut,
    status=200,
    summary="Make an award void",
    refuses=(AwardVoid, AwardContracted),
)
def void(call: Call, award_id: UUID, body: VoidAward) -> AwardOut:
    """Make a wrong decision void, with the reason. It stays readable; the next award of the lot names it.

    Refused once a contract under the award is live. A contract still in draft is cancelled by this.
    """
    return service.void(call, award_id, body.reason)

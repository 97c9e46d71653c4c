"""HTTP of awards."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.awards import service
from app.awards.errors import (
    AllocationIncomplete,
    ApprovalNeedsAnother,
    AwardApproved,
    AwardContracted,
    AwardNotApproved,
    AwardOutdated,
    AwardVoid,
    BidMayNotWin,
    CriterionNotInResult,
    LotAlreadyAwarded,
    NoResultYet,
    NoticeInThePast,
    NoticeNotPublished,
    NoticeNotToday,
    NoticePublished,
    NoTie,
    NotReceivedThen,
    RepresentationDecided,
    RepresentationLate,
    RepresentedTooOften,
    ResultNotCurrent,
    ReviewNeedsAnother,
    SummariesMissing,
    TenderContracted,
    TenderNotBeingEvaluated,
    TieNeedsReason,
)
from app.awards.rules import AwardStatus
from app.awards.schemas import (
    AllocationOut,
    ApproveAward,
    AwardCreate,
    AwardNoticeOut,
    AwardOut,
    PublishNotice,
    RepresentationCreate,
    RepresentationDecision,
    RepresentationOut,
    StandstillOut,
    VoidAward,
)
from app.bids.errors import BidBinding, BiddersKept, BidStateForbids
from app.bids.schemas import BidOut, OpenedBidOut, WithReason
from app.conflicts.errors import KEPT
from app.identity.rules import AUTHORITY_READERS, BUYER, COMMISSIONER, SUPPLIER
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.errors import Refusal
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page
from app.rubrics.errors import HolidaysUnknown, StandstillRuleUnknown
from app.tenders.errors import TenderMayNot
from app.tenders.schemas import Abandonment, TenderOut

routes = Routes("/v1", "Awards")
DECIDERS = BUYER | COMMISSIONER


@routes.post(
    "/tenders/{tender_id}/awards",
    may=DECIDERS,
    out=AwardOut,
    summary="Award a lot",
    refuses=(
        *KEPT,
        TenderNotBeingEvaluated,
        LotAlreadyAwarded,
        NoResultYet,
        ResultNotCurrent,
        BidMayNotWin,
        TieNeedsReason,
        NoTie,
        AllocationIncomplete,
        CriterionNotInResult,
        NoticeInThePast,
        StandstillRuleUnknown,
        HolidaysUnknown,
    ),
)
def decide(call: Call, tender_id: UUID, body: AwardCreate) -> AwardOut | Refusal:
    """Decide one lot: the bid that the current result puts first, with reasons and the planned day of the notice.

    The decision takes effect once somebody else has approved it and its notice is published; until then bidders see
    nothing of it. The standstill is planned from the notice day by the dated rule of the tender's regime. A wrong
    decision is not edited: make it void and decide anew.
    """
    return service.decide(call, tender_id, body)


@routes.post(
    "/tenders/{tender_id}/abandon",
    may=BUYER,
    out=TenderOut,
    status=200,
    summary="Abandon a tender",
    refuses=(*KEPT, TenderMayNot, TenderContracted),
)
def abandon(call: Call, tender_id: UUID, body: Abandonment) -> TenderOut | Refusal:
    """Give the tender up, with the reason that everybody will read. It ends there, and its awards are made void.

    Refused once a contract under one of its awards is live.
    """
    return service.abandon(call, tender_id, body)


@routes.post(
    "/bids/{bid_id}/withdraw",
    may=SUPPLIER,
    out=BidOut,
    status=200,
    summary="Withdraw a bid",
    refuses=(BidStateForbids, BidBinding),
)
def withdraw(call: Call, bid_id: UUID, body: WithReason) -> BidOut:
    """Withdraw what was submitted. Before the deadline nobody else learns of it, and you may submit again."""
    return service.withdraw(call, bid_id, body.reason)


@routes.post(
    "/bids/{bid_id}/exclude",
    may=BUYER,
    out=OpenedBidOut,
    status=200,
    summary="Exclude a bid",
    refuses=(*KEPT, BidStateForbids, BidBinding, BiddersKept),
)
def exclude(call: Call, bid_id: UUID, body: WithReason) -> OpenedBidOut | Refusal:
    """Exclude an opened bid, for example for failing the conditions of participation, with the reason."""
    return service.exclude(call, bid_id, body.reason)


@routes.get("/tenders/{tender_id}/awards", may=AUTHORITY_READERS, out=Page[AwardOut], summary="List a tender's awards")
def list_of_tender(call: Call, tender_id: UUID) -> Page[AwardOut]:
    """Return the awards of a tender, void ones too, oldest first; what you may not know yet is left out."""
    return service.of_tender(call.tx, call.actor, tender_id)


@routes.get(
    "/tenders/{tender_id}/allocation",
    may=AUTHORITY_READERS,
    out=AllocationOut,
    summary="See who wins which lot",
    refuses=(*KEPT, AllocationIncomplete),
)
def read_allocation(call: Call, tender_id: UUID) -> AllocationOut:
    """Return who wins each lot by the current results, under the published limit on lots if there is one.

    Whoever would be first and is over the limit is passed over, with the reason. A lot that this leaves without a
    winner is said to be so, and a place that bids share waits for the recorded choice.
    """
    return service.allocation(call.tx, call.actor, tender_id)


@routes.get(
    "/tenders/{tender_id}/award-notices",
    may=SUPPLIER,
    out=Page[AwardNoticeOut],
    summary="See who won a tender that you bid in",
)
def list_notices(call: Call, tender_id: UUID) -> Page[AwardNoticeOut]:
    """Return, for a bidder, the winner of each lot and your own place; nothing of a lot before its notice is out."""
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
    """Return the awards of your authority, newest first; what you may not know yet is left out."""
    asked = PageRequest(sort, cursor, limit)
    return service.listed(call.tx, call.actor, asked, statuses=[str(each) for each in status], tender_id=tender)


@routes.get("/awards/{award_id}", may=AUTHORITY_READERS, out=AwardOut, summary="Read an award", refuses=KEPT)
def read(call: Call, award_id: UUID) -> AwardOut:
    """Return one award of your authority, whether it stands or was made void.

    Before its notice is published you have declared and keep away from no bidder of the lot. From then on everybody
    of the authority reads what was told; what lies behind it is withheld from whoever keeps away.
    """
    return service.read(call.tx, call.actor, award_id)


@routes.get("/awards/{award_id}/notice", may=SUPPLIER, out=AwardNoticeOut, summary="See who won, and your own place")
def read_notice(call: Call, award_id: UUID) -> AwardNoticeOut:
    """Return an award as a bidder of its tender sees it: who won and why, and your own rank and total."""
    return service.read_notice(call.tx, call.actor, award_id)


@routes.get(
    "/awards/{award_id}/standstill",
    may=AUTHORITY_READERS,
    out=StandstillOut,
    summary="See how standstill was counted",
    refuses=KEPT,
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
    refuses=(*KEPT, AwardVoid, AwardContracted),
)
def void(call: Call, award_id: UUID, body: VoidAward) -> AwardOut | Refusal:
    """Make a wrong decision void, with the reason. It stays readable; the next award of the lot names it.

    Refused once a contract under the award is live. A contract still in draft is cancelled by this.
    """
    return service.void(call, award_id, body.reason)


@routes.post(
    "/awards/{award_id}/approve",
    may=DECIDERS,
    out=AwardOut,
    status=200,
    summary="Approve an award",
    refuses=(*KEPT, AwardVoid, AwardApproved, ApprovalNeedsAnother, AwardOutdated),
)
def approve(call: Call, award_id: UUID, body: ApproveAward) -> AwardOut | Refusal:
    """Approve what somebody else decided, as a commissioner or another buyer. Nothing goes out to bidders before.

    Refused where something that the award rests on has changed since: make it void then.
    """
    return service.approve(call, award_id, body.reason)


@routes.post(
    "/awards/{award_id}/publish-notice",
    may=DECIDERS,
    out=AwardOut,
    status=200,
    summary="Publish the notice of an award",
    refuses=(
        *KEPT,
        AwardVoid,
        NoticePublished,
        AwardNotApproved,
        NoticeNotToday,
        AwardOutdated,
        SummariesMissing,
        StandstillRuleUnknown,
        HolidaysUnknown,
    ),
)
def publish_notice(call: Call, award_id: UUID, body: PublishNotice) -> AwardOut | Refusal:
    """Publish the notice of an approved award today. Standstill is counted from this day, whatever was planned.

    Every bidder whose bid was assessed must have been sent its summary before. From now on bidders see the award.
    """
    return service.publish_notice(call, award_id, body.notice_on)


@routes.post(
    "/awards/{award_id}/representations",
    may=DECIDERS | SUPPLIER,
    out=RepresentationOut,
    summary="Make a representation about an award",
    refuses=(*KEPT, AwardVoid, NoticeNotPublished, NotReceivedThen, RepresentationLate, RepresentedTooOften),
)
def represent(call: Call, award_id: UUID, body: RepresentationCreate) -> RepresentationOut | Refusal:
    """Say what is wrong with an award, as a bidder of its tender; or log, as its authority, what came another way.

    Under the Provider Selection Regime what comes within standstill keeps it open until it is decided; what comes
    later is put on record and returned. Elsewhere it is logged, and a contract waits until it is answered.
    """
    return service.represent(call, award_id, body)


@routes.get(
    "/awards/{award_id}/representations",
    may=AUTHORITY_READERS | SUPPLIER,
    out=Page[RepresentationOut],
    summary="List the representations about an award",
    refuses=KEPT,
)
def list_representations(call: Call, award_id: UUID) -> Page[RepresentationOut]:
    """Return what was said against an award, oldest first: everything to its authority, to a bidder its own."""
    return service.representations(call.tx, call.actor, award_id)


@routes.post(
    "/representations/{representation_id}/decide",
    may=DECIDERS,
    out=RepresentationOut,
    status=200,
    summary="Decide a representation",
    refuses=(*KEPT, RepresentationDecided, ReviewNeedsAnother, HolidaysUnknown),
)
def decide_representation(
    call: Call, representation_id: UUID, body: RepresentationDecision
) -> RepresentationOut | Refusal:
    """Decide what becomes of a representation, as anybody but the person who decided the award; communicated today.

    Where it kept standstill open, the working days that the regime gives are counted from the day after.
    """
    return service.decide_representation(call, representation_id, body)

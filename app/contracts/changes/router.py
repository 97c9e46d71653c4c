"""HTTP of changes of contracts, of the volume bought, and of promises that follow it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.contracts.changes import service
from app.contracts.changes.errors import (
    ChangeClosed,
    ChangeDoesNotHold,
    ChangeNeedsAnother,
    ChangeOvertaken,
    ChangeTooLate,
    LinkDoesNotHold,
    NoticeAcknowledged,
    NoticeNotAcknowledged,
    NotLinked,
    NotTheAsker,
    SubstitutionPending,
    SupplierHasNotAgreed,
    SupplierNotAsked,
    VolumeOvertaken,
    VolumeUnfit,
)
from app.contracts.changes.rules import ChangeStatus
from app.contracts.changes.schemas import (
    ChangeCreate,
    ChangeOut,
    ChangeSummaryOut,
    EntitlementOut,
    LinkUpdate,
    NoticeIn,
    PlanHistoryOut,
    VolumeCreate,
    VolumeOut,
)
from app.contracts.errors import (
    CommitmentSubstituted,
    CommitmentWaived,
    ContractNotDraft,
    ContractNotLive,
    WaiverPending,
)
from app.contracts.schemas import CommitmentOut, WithReason
from app.identity.rules import AUTHORITY_READERS, BUYER, COMMISSIONER, SUPPLIER
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.endpoint import Routes
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Day, Page

routes = Routes("/v1", "Contracts")
PARTIES = AUTHORITY_READERS | SUPPLIER
AsAt = Annotated[Day | None, Query(description="By what day; today in London unless another is asked for.")]


@routes.post(
    "/contracts/{contract_id}/changes",
    may=BUYER,
    out=ChangeOut,
    summary="Ask for a change of a contract",
    refuses=(
        ContractNotLive,
        ChangeDoesNotHold,
        CommitmentSubstituted,
        CommitmentWaived,
        WaiverPending,
        SubstitutionPending,
    ),
)
def ask_change(call: Call, contract_id: UUID, body: ChangeCreate) -> ChangeOut:
    """Ask for a change of value, term, targets, of one commitment for another, or of something else; read what it does.

    Nothing is changed yet: `effect` shows every target before and after, `notice` what the limits of the regime say,
    and for a substitution `stakes` what rested on the old pledge. What has begun by `effective_on` stays as it is.
    """
    return service.ask(call, contract_id, body)


@routes.get("/changes", may=PARTIES, out=Page[ChangeSummaryOut], summary="List changes of contracts")
def list_changes(
    call: Call,
    contract: Annotated[UUID | None, Query(description="Only those of this contract.")] = None,
    status: Annotated[list[ChangeStatus], Query(description="Only these; repeat it for several.")] = [],  # noqa: B006
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ChangeSummaryOut]:
    """Return the changes of the contracts that you buy or supply, in short, newest first unless asked otherwise."""
    asked = PageRequest(sort, cursor, limit)
    return service.listed(call.tx, call.actor, asked, contract_id=contract, statuses=[str(each) for each in status])


@routes.get("/changes/{change_id}", may=PARTIES, out=ChangeOut, summary="Read a change of a contract")
def read_change(call: Call, change_id: UUID) -> ChangeOut:
    """Return a change with what it does and every act on it, for the authority and for the supplier."""
    return service.read(call.tx, call.actor, change_id)


@routes.post(
    "/changes/{change_id}/approve",
    may=COMMISSIONER,
    out=ChangeOut,
    status=200,
    summary="Approve a change of a contract",
    refuses=(
        ContractNotLive,
        ChangeClosed,
        ChangeTooLate,
        ChangeNeedsAnother,
        ChangeOvertaken,
        SupplierHasNotAgreed,
        NoticeNotAcknowledged,
    ),
)
def approve_change(call: Call, change_id: UUID, body: WithReason) -> ChangeOut:
    """Approve a change that somebody else asked for. The second approval, by a third person, puts it in force.

    It is refused while the supplier has not agreed to what asks more of it, and while nobody has said what became of a
    notice that the limits of the regime call for.
    """
    return service.approve(call, change_id, body.reason)


@routes.post(
    "/changes/{change_id}/agree",
    may=SUPPLIER,
    out=ChangeOut,
    status=200,
    summary="Agree to a change as the supplier",
    refuses=(ContractNotLive, ChangeClosed, SupplierNotAsked),
)
def agree_change(call: Call, change_id: UUID, body: WithReason) -> ChangeOut:
    """Agree to a change that asks more of you, or gives you less; two commissioners of the authority approve it too."""
    return service.agree(call, change_id, body.reason)


@routes.post(
    "/changes/{change_id}/decline",
    may=SUPPLIER,
    out=ChangeOut,
    status=200,
    summary="Decline a change as the supplier",
    refuses=(ContractNotLive, ChangeClosed, SupplierNotAsked),
)
def decline_change(call: Call, change_id: UUID, body: WithReason) -> ChangeOut:
    """Decline a change that waits for your agreement, with the reason. The contract stays as it is."""
    return service.decline(call, change_id, body.reason)


@routes.post(
    "/changes/{change_id}/notice",
    may=BUYER | COMMISSIONER,
    out=ChangeOut,
    status=200,
    summary="Say what became of the notice of a change",
    refuses=(ContractNotLive, ChangeClosed, NoticeAcknowledged, ChangeDoesNotHold),
)
def acknowledge_notice(call: Call, change_id: UUID, body: NoticeIn) -> ChangeOut:
    """State where and when a notice was published, or why none is needed; it stays with the change."""
    return service.acknowledge(call, change_id, body)


@routes.post(
    "/changes/{change_id}/refuse",
    may=COMMISSIONER,
    out=ChangeOut,
    status=200,
    summary="Refuse a change of a contract",
    refuses=(ContractNotLive, ChangeClosed),
)
def refuse_change(call: Call, change_id: UUID, body: WithReason) -> ChangeOut:
    """Refuse a change, with the reason. The contract stays as it is."""
    return service.refuse(call, change_id, body.reason)


@routes.post(
    "/changes/{change_id}/withdraw",
    may=BUYER,
    out=ChangeOut,
    status=200,
    summary="Withdraw a change of a contract",
    refuses=(ContractNotLive, ChangeClosed, NotTheAsker),
)
def withdraw_change(call: Call, change_id: UUID, body: WithReason) -> ChangeOut:
    """Withdraw a change that you asked for, with the reason. The contract stays as it is."""
    return service.withdraw(call, change_id, body.reason)


@routes.post(
    "/contracts/{contract_id}/volumes",
    may=BUYER,
    out=VolumeOut,
    summary="Record what was bought under a contract",
    refuses=(ContractNotLive, VolumeUnfit, VolumeOvertaken),
)
def record_volume(call: Call, contract_id: UUID, body: VolumeCreate) -> VolumeOut:
    """Record money paid, call-offs or units from one day to another; promises that follow it move their targets.

    Recording the same days again, with the reason, takes the place of what was recorded before, which stays. Days that
    nobody recorded are not known, and never nought.
    """
    return service.record(call, contract_id, body)


@routes.get(
    "/contracts/{contract_id}/volumes",
    may=PARTIES,
    out=Page[VolumeOut],
    summary="List what was bought under a contract",
)
def list_volumes(
    call: Call, contract_id: UUID, sort: Sort = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[VolumeOut]:
    """Return every volume that was recorded, superseded ones too, latest days first unless asked otherwise."""
    return service.list_volumes(call.tx, call.actor, contract_id, PageRequest(sort, cursor, limit))


@routes.put(
    "/commitments/{commitment_id}/volume-link",
    may=BUYER,
    out=CommitmentOut,
    summary="Tie a commitment to what is bought",
    refuses=(ContractNotDraft, CommitmentWaived, LinkDoesNotHold),
)
def link_volume(call: Call, commitment_id: UUID, body: LinkUpdate) -> CommitmentOut:
    """Let a promise that adds up follow money paid, call-offs or units, while the contract is a draft; null unties it.

    The promise stands for the volume expected: so much is due for each unit of it. Its plan says what would be due of
    the volume expected; once the contract is live each target waits until the volume of its period is recorded.
    """
    return service.link(call, commitment_id, body)


@routes.get(
    "/commitments/{commitment_id}/entitlement",
    may=PARTIES,
    out=EntitlementOut,
    summary="Read what a commitment comes to that follows what is bought",
    refuses=(NotLinked,),
)
def read_entitlement(call: Call, commitment_id: UUID, as_at: AsAt = None) -> EntitlementOut:
    """Return what is due of it by a day, exactly, and by period; what nobody recorded leaves it unknown."""
    return service.entitlement(call.tx, call.actor, commitment_id, as_at=as_at or _today(call))


@routes.get(
    "/commitments/{commitment_id}/plans",
    may=PARTIES,
    out=PlanHistoryOut,
    summary="Read every plan that a commitment had",
)
def read_plans(call: Call, commitment_id: UUID, as_at: AsAt = None) -> PlanHistoryOut:
    """Return what is due when, by the plan that held on a day, and each plan that a change or a volume replaced."""
    return service.plan_history(call.tx, call.actor, commitment_id, as_at=as_at or _today(call))


def _today(call: Call) -> date:
    return london_date(call.now)

"""Find contracts, commitments and waivers for whoever may see them, and list them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.awards import service as awards
from app.awards.rules import AwardStatus
from app.contracts import ledger as stakes
from app.contracts import repository
from app.contracts.errors import ContractNotDraft, ContractNotLive
from app.contracts.models import Commitment, Contract, Waiver
from app.contracts.presenting import commitment_out, contract_out, contract_summary_out, waiver_out
from app.contracts.rules import ContractStatus, status_in_force
from app.contracts.schemas import CommitmentOut, ContractOut, ContractSummaryOut, LedgerOut, StakeOut, WaiverOut
from app.evaluations import service as evaluations
from app.identity.rules import AUTHORITY_READERS
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import NotFound, Refusal
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.organisations import service as organisations
from app.tenders import service as tenders


# ---------------------------------------------------------------------------------------------- for later concepts
def get(tx: Session, contract_id: UUID) -> Contract:
    """Return the row of one contract, whoever asks; raise NotFound."""
    found = repository.get(tx, contract_id)
    if found is None:
        raise NotFound("contract", contract_id)
    return found


def visible(tx: Session, actor: Actor, contract_id: UUID, *, lock: bool = False) -> Contract:
    """Return the row of a contract to which the actor's organisation is a party; raise NotFound for anybody else.

    `lock` holds the contract, and with it everything below it, until the end of the transaction.
    """
    _check_party(repository.get(tx, contract_id), actor, contract_id)
    found = repository.get_for_update(tx, contract_id) if lock else repository.get(tx, contract_id)
    return _check_party(found, actor, contract_id)


def owned(tx: Session, actor: Actor, contract_id: UUID, *, lock: bool = False) -> Contract:
    """Return the row of a contract of the actor's own authority; raise NotFound for anybody else, its supplier too."""
    found = visible(tx, actor, contract_id, lock=lock)
    if found.authority_id != actor.organisation_id:
        raise NotFound("contract", contract_id)
    return found


def live(tx: Session, actor: Actor, contract_id: UUID, *, lock: bool = False) -> Contract:
    """Return the row of a contract that binds and to which the actor is a party; raise ContractNotLive otherwise."""
    found = visible(tx, actor, contract_id, lock=lock)
    if found.status != ContractStatus.LIVE:
        raise ContractNotLive(found.reference, status_of(tx, found))
    return found


def draft(tx: Session, actor: Actor, contract_id: UUID) -> Contract:
    """Return the row of a draft of the actor's own authority, locked after its award; raise ContractNotDraft.

    A draft of an award that was made void is cancelled by that, and is no draft any more.
    """
    found = owned(tx, actor, contract_id)
    stands = awards.get_for_update(tx, found.award_id).status == AwardStatus.DECIDED
    found = owned(tx, actor, contract_id, lock=True)
    in_force = status_in_force(found.status, award_stands=stands)
    if in_force is not ContractStatus.DRAFT:
        raise ContractNotDraft(found.reference, in_force)
    return found


def conflicted(call: Call, contract: Contract) -> Refusal | None:
    """Return, with its record kept, why the caller may not act on what an award came to: its winner is kept from them.

    RETURN it: raised, the record is lost. Whoever had no part in the tender need not declare for this.
    """
    return awards.attempted_on_told(call, awards.get(call.tx, contract.award_id))


def status_of(tx: Session, contract: Contract) -> ContractStatus:
    """Return where a contract really stands."""
    return status_in_force(contract.status, award_stands=awards.standing(tx, contract.award_id))


def commitment(tx: Session, actor: Actor, commitment_id: UUID) -> Commitment:
    """Return the row of a commitment of a contract to which the actor is a party; raise NotFound."""
    found = repository.commitment(tx, commitment_id)
    if found is None or not _is_party(actor, found):
        raise NotFound("commitment", commitment_id)
    return found


def waiver(tx: Session, actor: Actor, waiver_id: UUID) -> Waiver:
    """Return the row of a request to waive of the actor's own authority; raise NotFound."""
    found = repository.waiver(tx, waiver_id)
    if found is None or found.authority_id != actor.organisation_id:
        raise NotFound("waiver", waiver_id)
    return found


# ------------------------------------------------------------------------------------------------------- use cases
def read(tx: Session, actor: Actor, contract_id: UUID) -> ContractOut:
    """Return a contract with its commitments, for either party."""
    return out(tx, visible(tx, actor, contract_id))


def read_commitment(tx: Session, actor: Actor, commitment_id: UUID) -> CommitmentOut:
    """Return a commitment, for either party."""
    return commitment_out(commitment(tx, actor, commitment_id))


def read_waiver(tx: Session, actor: Actor, waiver_id: UUID) -> WaiverOut:
    """Return a request to waive, for the authority."""
    return waiver_out(waiver(tx, actor, waiver_id))


def listed(
    tx: Session, actor: Actor, asked: PageRequest, *, statuses: Sequence[str], award_id: UUID | None
) -> Page[ContractSummaryOut]:
    """Return a page of the contracts to which the actor's organisation is a party."""
    rows, following = repository.page(
        tx,
        asked,
        party_id=actor.organisation_id,
        buys=actor.has(*AUTHORITY_READERS),
        statuses=statuses,
        award_id=award_id,
    )
    void = repository.void_awards(tx, [row.award_id for row in rows])
    names = organisations.names(tx, [party for row in rows for party in (row.authority_id, row.supplier_id)])
    items = [contract_summary_out(row, names, award_stands=row.award_id not in void) for row in rows]
    return Page[ContractSummaryOut](items=items, next=following)


def ledger(tx: Session, actor: Actor, contract_id: UUID) -> LedgerOut:
    """Return what rested on each question under which the contract has commitments; for the authority alone.

    Raises DeclarationNeeded, ConflictUndecided, ConflictBarred or KeptFromBid for whoever keeps away from a bidder.
    """
    contract = owned(tx, actor, contract_id)
    awards.check_told(tx, actor, awards.get(tx, contract.award_id))
    return stakes_of(tx, contract)


def knows_stakes(tx: Session, actor: Actor, contract: Contract) -> bool:
    """Return whether a reader may know what rested on the promises of a contract: it names rivals of the winner."""
    if actor.organisation_id != contract.authority_id:
        return False
    return awards.may_know_told(tx, actor, awards.get(tx, contract.award_id))


def stakes_of(tx: Session, contract: Contract) -> LedgerOut:
    """Return what rested on each question under which a contract has commitments; checks no access."""
    award = awards.get(tx, contract.award_id)
    result = evaluations.result(tx, award.result_id)
    lot = tenders.lot_by_id(tenders.get(tx, contract.tender_id), contract.lot_id)
    by_criterion: dict[str, list[Commitment]] = {}
    for row in contract.commitments:
        by_criterion.setdefault(row.criterion, []).append(row)
    found = stakes.ledger(result.body, lot.code, str(award.bid_id), list(by_criterion))
    return LedgerOut(
        contract_id=contract.id,
        result_digest=result.digest,
        winner=organisations.get(tx, contract.supplier_id).name,
        total=found.total,
        stakes=[_stake(rows, found.stakes[criterion]) for criterion, rows in by_criterion.items()],
    )


def list_waivers(tx: Session, actor: Actor, asked: PageRequest, *, statuses: Sequence[str]) -> Page[WaiverOut]:
    """Return a page of the requests to waive of the actor's authority."""
    rows, following = repository.waivers(tx, asked, authority_id=actor.organisation_id, statuses=statuses)
    return Page[WaiverOut](items=[waiver_out(row) for row in rows], next=following)


def out(tx: Session, contract: Contract) -> ContractOut:
    """Return a contract as it goes over the wire."""
    names = organisations.names(tx, [contract.authority_id, contract.supplier_id])
    return contract_out(contract, names, award_stands=awards.standing(tx, contract.award_id))


def _check_party(found: Contract | None, actor: Actor, contract_id: UUID) -> Contract:
    if found is None or not _is_party(actor, found):
        raise NotFound("contract", contract_id)
    return found


def _is_party(actor: Actor, row: Contract | Commitment) -> bool:
    """Return whether the actor is on either side: the role of a supplier gives no sight of what one's own buys."""
    if row.supplier_id == actor.organisation_id:
        return True
    return row.authority_id == actor.organisation_id and actor.has(*AUTHORITY_READERS)


def _stake(rows: Sequence[Commitment], stake: stakes.Stake) -> StakeOut:
    return StakeOut(
        criterion=rows[0].criterion,
        criterion_title=rows[0].criterion_title,
        commitments=[row.id for row in rows],
        points=stake.points,
        points_shown=stake.points_shown,
        total_without=stake.total_without,
        would_still_win=stake.would_still_win,
        first_without=list(stake.first_without),
    )

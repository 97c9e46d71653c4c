"""Draft the contract of an award with every promise that earned points; let it go live, end it, or cancel the draft."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.awards import service as awards
from app.awards.models import Award
from app.awards.rules import lot_result, stage
from app.bids import service as bids
from app.bids.opened import OpenedBid
from app.contracts import repository
from app.contracts.errors import (
    AwardNotPublished,
    AwardOvertaken,
    ContractExists,
    ContractNotReady,
    RepresentationUndecided,
    RepresentationUpheld,
    StandstillRunning,
    StartsBeforeStandstillEnds,
    TargetsDoNotHold,
)
from app.contracts.models import Commitment, CommitmentTarget, Contract
from app.contracts.periods import named
from app.contracts.plan import Finding, missing
from app.contracts.pledges import Promise, points_of, promises
from app.contracts.presenting import contract_facts
from app.contracts.rules import TOTALLED, CommitmentStatus, ContractStatus
from app.contracts.schemas import ContractCreate, ContractOut
from app.contracts.service import planning, plans, reading
from app.evaluations import service as evaluations
from app.kit import constraints
from app.kit.call import Call
from app.kit.clock import london_date, london_text
from app.kit.errors import Refusal
from app.kit.ids import new_id
from app.rubrics import packs
from app.rubrics import service as rubrics
from app.tenders import service as tenders
from app.tenders.models import Lot, Tender
from app.tenders.rules import TenderStatus

constraints.means("uq_contract_award_id_standing", ContractExists, columns="contract.award_id")

_INSTANT = timedelta(microseconds=1)
"""The standstill is over at the first instant after its last day."""

_REFERENCE = "C"
LONGEST_YEARS, MOST_TITLE = 40, 300


def create(call: Call, award_id: UUID, body: ContractCreate) -> ContractOut | Refusal:
    """Draft the contract of an award; nobody chooses which promises go into it.

    Whoever is kept from the winner, or takes no part, is refused, and the record of the attempt kept; so it is below.
    Raises AwardVoid, AwardNotPublished, RepresentationUndecided, RepresentationUpheld, AwardOvertaken,
    StandstillRunning, StartsBeforeStandstillEnds, ContractExists, or TargetsDoNotHold for a term that runs backwards.
    """
    tx, now = call.tx, call.now
    # A contract refers to its tender, so whoever drafts one waits for it: it is locked first, as for making void.
    tender = tenders.get_for_update(tx, awards.owned(tx, call.actor, award_id).tender_id)
    if why_not := awards.attempted_on_told(call, awards.get(tx, award_id)):
        return why_not
    award = awards.check_stands(tx, award_id)
    _check_answered(tx, award)
    _check_standstill(award, body.starts_on, call)
    _check_term(body)
    lot = tenders.lot_by_id(tender, award.lot_id)
    winner = _winner(tx, award, tender)
    contract = Contract(
        id=new_id(now),
        authority_id=award.authority_id,
        supplier_id=award.supplier_id,
        tender_id=tender.id,
        lot_id=lot.id,
        award_id=award.id,
        reference=tenders.next_reference(tx, _REFERENCE, london_date(now).year),
        title=_title(tender, lot),
        status=ContractStatus.DRAFT.value,
        value=body.value,
        currency=tender.currency,
        starts_on=body.starts_on,
        ends_on=body.ends_on,
        created_at=now,
        version=1,
    )
    contract.commitments = [
        _commitment(contract, promise, position, call)
        for position, promise in enumerate(promises_of(tx, award, lot, winner), start=1)
    ]
    repository.add(tx, contract)
    after = contract_facts(contract) | {"commitments": [str(each.id) for each in contract.commitments]}
    _record(call, Action.CONTRACT_DRAFTED, contract, after=after)
    return reading.out(tx, contract)


def go_live(call: Call, contract_id: UUID) -> ContractOut | Refusal:
    """Let a draft bind, and freeze its commitments.

    Raises ContractNotDraft, AwardOvertaken, or ContractNotReady with every finding; for what was logged since it was
    drafted RepresentationUndecided or RepresentationUpheld, and StandstillRunning or StartsBeforeStandstillEnds where
    a review has put the end of standstill off.

    Each promise must be carried over, with what is due when and its bands where it has a quantity, or waived. What is
    promised in words alone is due over the whole term where nobody cut it into periods.
    """
    tx, now = call.tx, call.now
    if why_not := reading.conflicted(call, reading.owned(tx, call.actor, contract_id)):
        return why_not
    contract = reading.draft(tx, call.actor, contract_id)
    # Held from here on: what somebody says against it at the same instant is either seen here, or comes too late.
    award = awards.check_stands(tx, contract.award_id)
    _check_answered(tx, award)
    _check_standstill(award, contract.starts_on, call)
    _winner(tx, award, tenders.get(tx, contract.tender_id))
    if findings := _not_ready(contract):
        raise ContractNotReady(contract.reference, findings)
    for commitment in contract.commitments:
        if commitment.status == CommitmentStatus.CARRIED and commitment.linked is not None:
            plans.wait_for_volume(call, contract, commitment)
        elif commitment.status == CommitmentStatus.CARRIED and not commitment.targets:
            label = named(contract.starts_on, contract.ends_on)
            commitment.targets = [
                CommitmentTarget(
                    id=new_id(now), label=label, starts_on=contract.starts_on, ends_on=contract.ends_on, target=None
                )
            ]
    awards.bind(tx, contract.award_id, now=now)
    before = contract_facts(contract)
    contract.status, contract.went_live_at = ContractStatus.LIVE.value, now
    contract.version += 1
    repository.flush(tx)
    _record(call, Action.CONTRACT_WENT_LIVE, contract, before=before, after=contract_facts(contract))
    return reading.out(tx, contract)


def end(call: Call, contract_id: UUID, reason: str) -> ContractOut:
    """End a live contract, at its term or before; what was delivered stays. Raises ContractNotLive."""
    reading.owned(call.tx, call.actor, contract_id)
    contract = reading.live(call.tx, call.actor, contract_id, lock=True)
    before = contract_facts(contract)
    contract.status, contract.ended_at, contract.ended_reason = ContractStatus.ENDED.value, call.now, reason
    contract.version += 1
    _record(call, Action.CONTRACT_ENDED, contract, before=before, after=contract_facts(contract), reason=reason)
    return reading.out(call.tx, contract)


def cancel(call: Call, contract_id: UUID, reason: str) -> ContractOut | Refusal:
    """Cancel a draft, so that another may be drafted for the award. Raises ContractNotDraft."""
    if why_not := reading.conflicted(call, reading.owned(call.tx, call.actor, contract_id)):
        return why_not
    contract = reading.draft(call.tx, call.actor, contract_id)
    before = contract_facts(contract)
    contract.status = ContractStatus.CANCELLED.value
    contract.version += 1
    _record(call, Action.CONTRACT_CANCELLED, contract, before=before, after=contract_facts(contract), reason=reason)
    return reading.out(call.tx, contract)


def _check_answered(tx: Session, award: Award) -> None:
    """Raise unless everybody could object to the award, and everybody who did in time has an answer."""
    if award.published_at is None:
        raise AwardNotPublished(award.reference, stage(award).value)
    said = awards.hindrances(tx, award.id)
    if said.undecided:
        raise RepresentationUndecided(award.reference, said.undecided)
    if said.upheld:
        raise RepresentationUpheld(award.reference)


def _check_standstill(award: Award, starts_on: date, call: Call) -> None:
    ends_at = award.standstill_ends_at
    if ends_at is None:
        return
    if call.now < ends_at:
        raise StandstillRunning(award.reference, london_text(ends_at))
    # `ends_at` is the first instant of the day after the last one.
    if starts_on < london_date(ends_at):
        raise StartsBeforeStandstillEnds(starts_on, london_date(ends_at - _INSTANT))


def _check_term(body: ContractCreate) -> None:
    findings = []
    if body.ends_on < body.starts_on:
        findings.append(Finding("body.ends_on", f"is before the first day, {body.starts_on}", str(body.ends_on)))
    elif body.ends_on.year - body.starts_on.year > LONGEST_YEARS:
        findings.append(Finding("body.ends_on", f"is more than {LONGEST_YEARS} years away", str(body.ends_on)))
    if findings:
        first = findings[0]
        raise TargetsDoNotHold(f"{first.place}: {first.message}.", [each.to_mapping() for each in findings])


def _winner(tx: Session, award: Award, tender: Tender) -> OpenedBid:
    """Return the winning bid; raise AwardOvertaken where it has gone since, or the tender was abandoned."""
    if tender.status == TenderStatus.ABANDONED:
        raise AwardOvertaken(award.reference, f"tender {tender.reference} was abandoned")
    winner = next(bid for bid in bids.opened(tx, tender, award.lot_id) if bid.bid_id == award.bid_id)
    if not winner.is_live:
        raise AwardOvertaken(award.reference, f"the bid of {winner.supplier_name} is {winner.status}")
    return winner


def promises_of(tx: Session, award: Award, lot: Lot, winner: OpenedBid) -> list[Promise]:
    """Return every promise of the winning bid that earned points, by the result that the award rests on."""
    body = evaluations.result(tx, award.result_id).body
    leaves = [leaf for leaf in rubrics.leaves(body["rubric"]) if leaf.in_lot(lot.code)]
    earned = points_of(lot_result(body, lot.code)["bids"][str(award.bid_id)]["criteria"])
    return promises(leaves, winner.content, earned, packs.measures()["measures"])


def _commitment(contract: Contract, promise: Promise, position: int, call: Call) -> Commitment:
    return Commitment(
        id=new_id(call.now),
        authority_id=contract.authority_id,
        supplier_id=contract.supplier_id,
        position=position,
        criterion=promise.criterion,
        criterion_title=promise.criterion_title,
        points_earned=promise.points,
        measure=promise.measure,
        title=promise.title,
        words=promise.words,
        promised=promise.promised,
        status=CommitmentStatus.PROPOSED.value,
        bands=None,
        version=1,
        targets=[],
        waivers=[],
    )


def _not_ready(contract: Contract) -> list[dict[str, Any]]:
    """Return everything that keeps a contract from going live, each with the commitment it is about."""
    found = []
    for place, commitment in enumerate(contract.commitments):
        for finding in _of_commitment(commitment, contract):
            entry = finding.to_mapping(f"commitments[{place}].")
            found.append(entry | {"commitment": str(commitment.id), "title": commitment.title})
    return found


def _of_commitment(commitment: Commitment, contract: Contract) -> list[Finding]:
    found = []
    if any(waiver.status == "asked" for waiver in commitment.waivers):
        found.append(Finding("waivers", "a request to waive it is undecided; have it approved or refused"))
    if commitment.status == CommitmentStatus.WAIVED:
        return found
    if commitment.status == CommitmentStatus.PROPOSED:
        found.append(Finding("status", "it earned points; carry it over, or have it waived", commitment.status))
    facts = planning.facts_of(commitment)
    if commitment.linked is not None and facts.adds_up not in {each.value for each in TOTALLED}:
        found.append(Finding("linked", "follows a volume, and its periods do not add up; take the link away"))
    found += missing(facts, planning.targets_of(commitment), has_bands=commitment.bands is not None)
    return found + planning.findings(commitment, contract)


def _title(tender: Tender, lot: Lot) -> str:
    title = tender.title if len(tender.lots) == 1 else f"{tender.title}: {lot.title}"
    return title if len(title) <= MOST_TITLE else f"{title[: MOST_TITLE - 1]}…"


def _record(
    call: Call,
    action: Action,
    contract: Contract,
    *,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    audit.record(
        call.tx,
        call.actor,
        action,
        contract,
        log_id=contract.authority_id,
        now=call.now,
        reason=reason,
        before=before,
        after=after,
    )

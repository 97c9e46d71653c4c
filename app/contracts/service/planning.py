"""Plan a commitment while its contract is a draft: what is due when, where each rating begins; then carry it over."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import plan, repository
from app.contracts.errors import (
    CommitmentNotProposed,
    CommitmentWaived,
    CountingUnknown,
    TargetsDoNotHold,
    WaiverPending,
)
from app.contracts.models import Commitment, CommitmentTarget, Contract
from app.contracts.periods import Period, cut, split
from app.contracts.presenting import commitment_facts, commitment_out
from app.contracts.rules import TOTALLED, CommitmentStatus, WaiverStatus
from app.contracts.schemas import Bands, CommitmentOut, CommitmentUpdate, Counts, ProfileRequest
from app.contracts.service import reading
from app.kit.call import Call
from app.kit.ids import new_id
from app.rubrics import tables
from scoring.delivery import counts_whole


def update(call: Call, commitment_id: UUID, body: CommitmentUpdate) -> CommitmentOut:
    """Replace the plan of a commitment; raise ContractNotDraft, CommitmentWaived, or TargetsDoNotHold."""
    contract, row = _planned(call, commitment_id)
    call.check_version(row.version)
    before = commitment_facts(row)
    found = _count(row, body.counts)
    targets = [plan.Target(each.label, each.starts_on, each.ends_on, each.target) for each in body.targets]
    found += _findings(row, contract, targets, body.bands)
    if found:
        first = found[0]
        raise TargetsDoNotHold(
            f"{first.place}: {first.message}. Nothing was changed.", [each.to_mapping("body.") for each in found]
        )
    row.bands = None if body.bands is None else body.bands.model_dump(mode="json")
    _replace_targets(call, row, targets)
    return _changed(call, row, before)


def profile(call: Call, commitment_id: UUID, body: ProfileRequest) -> CommitmentOut:
    """Cut the promise evenly over the term; raise CountingUnknown where nobody said how it counts.

    A sum is split in proportion to the length of the periods, of which only the last can be shorter, and into whole
    numbers where what it counts comes in whole ones only; a level or a percentage is due in full in each.
    """
    contract, row = _planned(call, commitment_id)
    if row.promised is not None and row.measure["adds_up"] is None:
        raise CountingUnknown(row.title)
    before = commitment_facts(row)
    periods = cut(contract.starts_on, contract.ends_on, body.periods)
    targets = [
        plan.Target(period.label, period.starts_on, period.ends_on, due)
        for period, due in zip(periods, _due(row, periods), strict=True)
    ]
    _replace_targets(call, row, targets)
    return _changed(call, row, before)


def carry(call: Call, commitment_id: UUID) -> CommitmentOut:
    """Carry a promise over into the contract; raise ContractNotDraft, CommitmentNotProposed or WaiverPending."""
    _, row = _planned(call, commitment_id, decided=True)
    if row.status != CommitmentStatus.PROPOSED:
        raise CommitmentNotProposed(row.title, row.status)
    if any(waiver.status == WaiverStatus.ASKED for waiver in row.waivers):
        raise WaiverPending(row.title)
    before = commitment_facts(row)
    row.status = CommitmentStatus.CARRIED.value
    return _changed(call, row, before, Action.COMMITMENT_CARRIED)


def facts_of(row: Commitment) -> plan.Commitment:
    """Return what the checks need to know of a commitment."""
    measure = row.measure
    return plan.Commitment(row.promised, measure["adds_up"], measure.get("unit"))


def targets_of(row: Commitment) -> list[plan.Target]:
    """Return the targets of a commitment as the checks take them."""
    return [plan.Target(each.label, each.starts_on, each.ends_on, each.target) for each in row.targets]


def findings(row: Commitment, contract: Contract) -> list[plan.Finding]:
    """Return everything that does not hold of the plan as it is kept."""
    bands = None if row.bands is None else Bands.model_validate(row.bands)
    return _findings(row, contract, targets_of(row), bands)


def _planned(call: Call, commitment_id: UUID, *, decided: bool = False) -> tuple[Contract, Commitment]:
    """Return a commitment of a draft of the actor's own, locked with it; `decided` lets a waived one through."""
    known = reading.commitment(call.tx, call.actor, commitment_id)
    contract = reading.draft(call.tx, call.actor, known.contract_id)
    row = next(each for each in contract.commitments if each.id == commitment_id)
    if row.status == CommitmentStatus.WAIVED and not decided:
        raise CommitmentWaived(row.title)
    return contract, row


def _count(row: Commitment, counts: Counts | None) -> list[plan.Finding]:
    """Keep how a pledge of the bidder's own counts; what the rubric says is not for the buyer to change."""
    if row.measure["id"] is not None or row.promised is None:
        if counts is None:
            return []
        return [plan.Finding("counts", "leave it out: the rubric says how this one counts, or it has no quantity")]
    said = {"adds_up": None, "better": None} if counts is None else counts.model_dump(mode="json")
    row.measure = row.measure | said
    return []


def _findings(
    row: Commitment, contract: Contract, targets: Sequence[plan.Target], bands: Bands | None
) -> list[plan.Finding]:
    facts = facts_of(row)
    term = plan.Term(contract.starts_on, contract.ends_on)
    limits: dict[str, Decimal] | None = None if bands is None else {name: getattr(bands, name) for name in plan.BANDS}
    return plan.check_targets(facts, targets, term) + plan.check_bands(facts, limits)


def _due(row: Commitment, periods: Sequence[Period]) -> Sequence[Decimal | None]:
    facts = facts_of(row)
    if not facts.quantified or row.promised is None:
        return [None] * len(periods)
    if facts.adds_up in {each.value for each in TOTALLED}:
        whole = counts_whole(row.measure, tables.countable_units())
        return split(row.promised, [period.share for period in periods], whole=whole)
    return [row.promised] * len(periods)


def _replace_targets(call: Call, row: Commitment, targets: Sequence[plan.Target]) -> None:
    row.targets = []
    repository.flush(call.tx)  # the days on which the old periods began must be free before the new ones take them
    row.targets = [
        CommitmentTarget(
            id=new_id(call.now), label=each.label, starts_on=each.starts_on, ends_on=each.ends_on, target=each.target
        )
        for each in sorted(targets, key=lambda each: each.starts_on)
    ]


def _changed(
    call: Call, row: Commitment, before: dict[str, Any], action: Action = Action.COMMITMENT_UPDATED
) -> CommitmentOut:
    row.version += 1
    repository.flush(call.tx)
    audit.record(
        call.tx,
        call.actor,
        action,
        row,
        log_id=row.authority_id,
        now=call.now,
        before=before,
        after=commitment_facts(row),
    )
    return commitment_out(row)

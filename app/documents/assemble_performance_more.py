"""Puts together what stands behind the figures of a performance report: evidence, plans, changes and what followed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypedDict
from uuid import UUID

from sqlalchemy.orm import Session

from app.contracts import service as contracts
from app.contracts.changes import service as changing
from app.contracts.changes.models import ContractChange
from app.contracts.models import Commitment as CommitmentRow
from app.contracts.models import Contract
from app.contracts.rules import CommitmentStatus
from app.delivery.models import Assessment, DeliveryUpdate
from app.delivery.models import Verification as VerificationRow
from app.delivery.proving import service as proving
from app.delivery.proving.presented import ANSWERS
from app.delivery.replies import service as replies
from app.delivery.rules import UpdateStatus
from app.delivery.sharing import service as sharing
from app.documents.facts import Money, Person, Span
from app.documents.figures import NO_DATA, NOT_APPLICABLE, REJECTED
from app.documents.performance_content import Verdict, Verification
from app.documents.performance_more_content import (
    Assessed,
    Body,
    Bought,
    Change,
    Due,
    Linked,
    Plan,
    Proof,
    Remedy,
    Reply,
    Step,
    Swap,
)
from app.documents.standing import figure
from app.identity import service as identity
from app.kit.files import FileStore
from app.networks.succession import service as succession
from app.organisations import service as organisations
from app.performance import rules
from app.performance.remedies import service as remedies

NO_NOTE: Final = "Accepted in full; no note was made."
LEFT_OUT: Final = ("lines", "findings", "tables")
"""What an assessment says of single lines: it is for the parties, and not for every reader of a report."""

Names = Mapping[UUID, str]


class Behind(TypedDict):
    """What stands behind a report, by the names that the report gives it."""

    proofs: tuple[Proof, ...]
    plans: tuple[Plan, ...]
    linked: tuple[Linked, ...]
    bought: tuple[Bought, ...]
    changes: tuple[Change, ...]
    swaps: tuple[Swap, ...]
    bodies: tuple[Body, ...]
    remedies: tuple[Remedy, ...]


def behind(tx: Session, files: FileStore, contract: Contract, updates: Sequence[DeliveryUpdate]) -> Behind:
    """Return what stands behind the figures of a contract."""
    references = {row.id: f"{contract.reference}/{row.position}" for row in contract.commitments}
    made = list(changing.in_force(tx, contract.id))
    return Behind(
        proofs=tuple(_proofs(tx, files, contract, updates, references)),
        plans=tuple(_plans(tx, contract, references, {row.id: row.number for row in made})),
        linked=tuple(_linked(row, references) for row in contract.commitments if row.linked),
        bought=tuple(_bought(tx, contract)),
        changes=tuple(_changes(tx, made)),
        swaps=tuple(_swaps(contract, references, made)),
        bodies=_bodies(tx, contract),
        remedies=_remedies(tx, contract, references),
    )


# -------------------------------------------------------------------------------------------------------------- claims
def _proofs(
    tx: Session,
    files: FileStore,
    contract: Contract,
    updates: Sequence[DeliveryUpdate],
    references: Mapping[UUID, str],
) -> Iterator[Proof]:
    found: dict[UUID, list[Assessment]] = {}
    for made in proving.of_contract(tx, contract.id):
        found.setdefault(made.update_id, []).append(made)
    shares = sharing.percents(tx, contract.id)
    people = {one.verified_by for row in updates for one in row.verifications}
    names, numbers = identity.names(tx, people), dict[tuple[UUID, date], int]()
    for row in updates:
        key = (row.commitment_id, row.starts_on)
        numbers[key] = numbers.get(key, 0) + 1
        decided = row.verification
        yield Proof(
            commitment=references[row.commitment_id],
            period=row.starts_on,
            report=numbers[key],
            part=figure(row.claimed if row.whole is not None else None, absent=NOT_APPLICABLE),
            whole=figure(row.whole, absent=NOT_APPLICABLE),
            proved_part=figure(decided.proved if decided and row.whole is not None else None, absent=NOT_APPLICABLE),
            proved_whole=figure(decided.proved_whole if decided else None, absent=NOT_APPLICABLE),
            share=figure(shares.get(row.id), absent=NOT_APPLICABLE),
            earlier=tuple(decision(row, one, names) for one in row.verifications[:-1]),
            replies=tuple(_replies(tx, row)),
            assessed=_assessed(files, row, found.get(row.id, [])),
            against=decided.against if decided else None,
        )


def decision(row: DeliveryUpdate, decided: VerificationRow, names: Names) -> Verification:
    """Return a decision on a claim; a part of a whole as the percentage that it is."""
    verdict = Verdict(decided.decision)
    proved = amounts(row, decided).proved_amount
    nothing = REJECTED if verdict is Verdict.REJECTED and row.claimed is not None else NOT_APPLICABLE
    return Verification(
        verdict=verdict,
        quantity=figure(proved, absent=nothing),
        by=Person(name=names[decided.verified_by], role="Buyer"),
        at=decided.verified_at,
        reason=decided.reason or NO_NOTE,
    )


def amounts(row: DeliveryUpdate, decided: VerificationRow | None) -> rules.Claim:
    """Return a claim as performance reads it, with its amounts in the unit of the measure."""
    return rules.Claim(
        update_id=row.id,
        revision=row.revision,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        status=UpdateStatus(row.status),
        claimed=row.claimed,
        proved=decided.proved if decided else None,
        whole=row.whole,
        proved_whole=decided.proved_whole if decided else None,
    )


def _replies(tx: Session, row: DeliveryUpdate) -> Iterator[Reply]:
    for one in replies.replies_of(tx, row) if row.verifications else ():
        by = Person(name=one.replied_by_name, role="Supplier")
        yield Reply(decision=one.decision, words=one.words, by=by, at=one.replied_at)


def _assessed(files: FileStore, row: DeliveryUpdate, made: Sequence[Assessment]) -> Assessed | None:
    """Return the assessment that the decision rests on, or the newest where nothing is decided by one."""
    decided = row.verification
    resting = [one for one in made if decided and one.id == decided.assessment_id] or list(made[-1:])
    if not resting or resting[0].outcome is None:
        return None
    one, outcome = resting[0], resting[0].outcome
    record: dict[str, Any] | None = None
    if outcome.record is not None:
        whole = json.loads(files.path(outcome.record).read_bytes())
        record = {name: value for name, value in whole.items() if name not in LEFT_OUT}
    return Assessed(
        number=one.number,
        at=outcome.made_at,
        record=record,
        quantity=outcome.quantities.get(ANSWERS) if record else None,
        proves=outcome.proved,
        refused=() if record else tuple(str(each["message"]) for each in outcome.findings),
    )


# ------------------------------------------------------------------------------------------------------------- targets
def _plans(
    tx: Session, contract: Contract, references: Mapping[UUID, str], changes: Mapping[UUID, int]
) -> Iterator[Plan]:
    kept = contracts.plans_of(tx, [row.id for row in contract.commitments])
    for row in contract.commitments:
        for one in kept[row.id]:
            yield Plan(
                commitment=references[row.id],
                revision=one.revision,
                cause=one.cause,
                change=changes.get(one.cause_id) if one.cause_id else None,
                holds_from=one.holds_from,
                made_at=one.made_at,
                due=tuple(
                    Due(
                        span=Span(label=each.label, starts_on=each.starts_on, ends_on=each.ends_on),
                        target=figure(each.target, absent=NO_DATA),
                    )
                    for each in contracts.read_targets(one.targets)
                ),
            )


def _linked(row: CommitmentRow, references: Mapping[UUID, str]) -> Linked:
    kept = row.linked or {}
    is_swapped = row.status == CommitmentStatus.SUBSTITUTED
    return Linked(
        commitment=references[row.id],
        basis=kept["basis"],
        unit=kept["unit"],
        expected=Decimal(kept["expected"]),
        # What was substituted is not raised to its floor before its time.
        floor=None if kept["floor"] is None or is_swapped else Decimal(kept["floor"]),
        cap=None if kept["cap"] is None else Decimal(kept["cap"]),
    )


def _bought(tx: Session, contract: Contract) -> Iterator[Bought]:
    for row in changing.newest_volumes(tx, contract.id):
        yield Bought(
            basis=row.basis,
            unit=row.unit,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            amount=row.amount,
            taken_from=row.taken_from,
            recorded_at=row.recorded_at,
        )


# ------------------------------------------------------------------------------------------------------------- changes
def _changes(tx: Session, made: Sequence[ContractChange]) -> Iterator[Change]:
    approvers = [[who for who in (row.first_approved_by, row.approved_by) if who] for row in made]
    names = identity.names(tx, {row.asked_by for row in made} | {who for each in approvers for who in each})
    for row, approved_by in zip(made, approvers, strict=True):
        yield Change(
            number=row.number,
            kind=row.kind,
            rationale=row.rationale,
            reason=row.reason,
            effective_on=row.effective_on,
            in_force_at=row.in_force_at or row.asked_at,  # always there for what is in force
            asked_by=Person(name=names[row.asked_by]),
            approved_by=tuple(Person(name=names[who]) for who in approved_by),
            said=tuple(str(each) for each in row.effect["said"]),
            notice=str(row.notice["said"]),
        )


def _swaps(contract: Contract, references: Mapping[UUID, str], made: Sequence[ContractChange]) -> Iterator[Swap]:
    by_commitment = {row.commitment_id: row for row in made if row.stakes is not None}
    for row in contract.commitments:
        change = by_commitment.get(row.substitutes_id) if row.substitutes_id else None
        if row.substitutes_id and change is not None and change.stakes is not None:
            first = "would still have been first" if change.stakes["would_still_win"] else "would not have been first"
            yield Swap(
                old=references[row.substitutes_id],
                new=references[row.id],
                change=change.number,
                points=change.stakes["points"],
                said=f"{change.stakes['points_shown']} points rested on it; without them the winner {first}.",
            )


# ------------------------------------------------------------------------------------------------ bodies and remedies
def _bodies(tx: Session, contract: Contract) -> tuple[Body, ...]:
    """Return every authority that held a contract, the first of them first."""
    passed = succession.of_contract(tx, contract.authority_id, contract.id)
    names = organisations.names(tx, [contract.authority_id, *(row.predecessor_id for row in passed)])
    before = (
        Body(name=names[row.predecessor_id], until=row.takes_effect_on, basis=row.legal_basis)
        for row in reversed(passed)
    )
    return (*before, Body(name=names[contract.authority_id], until=None, basis=None))


def _remedies(tx: Session, contract: Contract, references: Mapping[UUID, str]) -> tuple[Remedy, ...]:
    """Return what was asked for where promises were not kept, with every step."""
    rows = remedies.of_contract(tx, contract.id)
    names = identity.names(tx, {act.made_by for row in rows for act in row.acts})
    return tuple(
        Remedy(
            commitment=references.get(row.commitment_id) if row.commitment_id else None,
            kind=row.kind,
            happened_on=row.happened_on,
            credit=None if row.amount is None else Money(amount=row.amount, currency=row.currency or contract.currency),
            formula=row.formula,
            steps=tuple(
                Step(
                    act=act.act,
                    words=act.words,
                    by=Person(name=names[act.made_by], role=_side(contract, act.organisation_id)),
                    at=act.made_at,
                    is_late=act.is_late,
                )
                for act in row.acts
            ),
            outcome=row.outcome,
            closed_on=row.closed_on,
        )
        for row in rows
    )


def _side(contract: Contract, organisation_id: UUID) -> str:
    return "Supplier" if organisation_id == contract.supplier_id else "Buyer"

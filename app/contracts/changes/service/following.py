"""Ties a promise to the volume bought, and moves its targets with what the buyer records: exactly, and never edited."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.changes import repository
from app.contracts.changes.effects import MOST
from app.contracts.changes.errors import LinkDoesNotHold, NotLinked, VolumeUnfit
from app.contracts.changes.models import ContractVolume
from app.contracts.changes.rebasing import rounded
from app.contracts.changes.rules import Basis
from app.contracts.changes.schemas import (
    EntitlementOut,
    EntitlementPeriodOut,
    ExactNumber,
    LinkIn,
    LinkUpdate,
)
from app.contracts.errors import CommitmentWaived
from app.contracts.models import Commitment, Contract
from app.contracts.plan import Finding, Target
from app.contracts.presenting import commitment_facts, commitment_out
from app.contracts.rules import BINDING, TOTALLED, CommitmentStatus, PlanCause, is_quantified
from app.contracts.schemas import CommitmentOut
from app.contracts.service.plans import current, read_targets
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.schema import plain
from scoring.delivery import Period
from scoring.exact import exact_text
from scoring.rounding import shown
from scoring.volume import Entitlement, Link, Volume, check_link, entitlements, to_date

CALL_OFFS = "call-offs"


def link(call: Call, commitment_id: UUID, body: LinkUpdate) -> CommitmentOut:
    """Tie a promise to a volume while its contract is a draft, or untie it.

    Raises ContractNotDraft, CommitmentWaived, or LinkDoesNotHold with every finding.
    """
    known = contracts.commitment(call.tx, call.actor, commitment_id)
    contract = contracts.draft(call.tx, call.actor, known.contract_id)
    row = next(each for each in contract.commitments if each.id == commitment_id)
    if row.status == CommitmentStatus.WAIVED:
        raise CommitmentWaived(row.title)
    call.check_version(row.version)
    if body.link is not None and (found := _link_findings(row, body.link)):
        first = found[0]
        raise LinkDoesNotHold(
            f"{first.place}: {first.message}. Nothing was changed.", [each.to_mapping("body.link.") for each in found]
        )
    before = commitment_facts(row)
    row.linked = None if body.link is None else _kept(body.link, contract)
    row.version += 1
    repository.flush(call.tx)
    audit.record(
        call.tx,
        call.actor,
        Action.COMMITMENT_LINKED,
        row,
        log_id=row.authority_id,
        now=call.now,
        before=before,
        after=commitment_facts(row),
    )
    return commitment_out(row)


def unit_of(basis: Basis, unit: str | None, contract: Contract) -> str:
    """Return in what a volume is counted: money in the contract's currency without VAT, call-offs, or named units."""
    if basis is Basis.SPEND:
        return f"{contract.currency} excluding VAT"
    return CALL_OFFS if basis is Basis.CALL_OFFS else unit or ""


def follow_all(call: Call, contract: Contract, *, cause_id: UUID, counted: tuple[str, str] | None = None) -> None:
    """Move the targets of every commitment that follows a volume to what is recorded now.

    `counted` narrows it down to those that follow one basis and unit. Raises VolumeUnfit for what cannot be kept.
    """
    volumes = repository.volumes(call.tx, contract.id)
    for row in contract.commitments:
        if row.linked is not None and row.status in BINDING and counted in {None, _counted(row.linked)}:
            _follow(call, contract, row, volumes, cause_id=cause_id)


def entitlement(tx: Session, actor: Actor, commitment_id: UUID, *, as_at: date) -> EntitlementOut:
    """Return what a promise that follows a volume comes to by a day, exactly, for either party. Raises NotLinked."""
    row = contracts.commitment(tx, actor, commitment_id)
    if row.linked is None or row.promised is None:
        raise NotLinked(row.title)
    found = entitlements_of(row, repository.volumes(tx, row.contract_id))
    rule, now = _link_of(row), to_date(_link_of(row), found, as_at)
    expected = {each.starts_on: each.target for each in _first_plan(tx, row)}
    return EntitlementOut(
        commitment_id=row.id,
        basis=Basis(row.linked["basis"]),
        unit=row.linked["unit"],
        promised=row.promised,
        expected=Decimal(row.linked["expected"]),
        rate=_number(rule.rate),
        floor=_decimal(row.linked["floor"]),
        cap=_decimal(row.linked["cap"]),
        as_at=as_at,
        volume=_number_or_none(now.volume),
        due=_number_or_none(now.due),
        is_known=not now.missing,
        periods=[
            EntitlementPeriodOut(
                label=target.label,
                starts_on=target.starts_on,
                ends_on=target.ends_on,
                expected=expected.get(target.starts_on),
                volume=_number_or_none(one.volume),
                due=_number_or_none(one.due),
                to_date=_number_or_none(one.to_date),
            )
            for target, one in zip(current(row), found, strict=True)
        ],
        said=now.said,
    )


def entitlements_of(row: Commitment, volumes: Sequence[ContractVolume]) -> tuple[Entitlement, ...]:
    """Return what each period of a linked commitment comes to by the newest of the volumes recorded."""
    newest: dict[date, ContractVolume] = {}
    for volume in volumes:
        if row.linked is not None and (volume.basis, volume.unit) == _counted(row.linked):
            known = newest.get(volume.starts_on)
            if known is None or known.revision < volume.revision:
                newest[volume.starts_on] = volume
    recorded = [Volume(Period(one.starts_on, one.ends_on), Fraction(one.amount)) for one in newest.values()]
    periods = [Period(each.starts_on, each.ends_on) for each in current(row)]
    return entitlements(_link_of(row), periods, recorded)


def _follow(
    call: Call, contract: Contract, row: Commitment, volumes: Sequence[ContractVolume], *, cause_id: UUID
) -> None:
    found = entitlements_of(row, volumes)
    targets, before = list[Target](), Decimal(0)
    for target, one in zip(current(row), found, strict=True):
        # Rounded to date and not by period, so that what the periods make is never off by more than one rounding.
        reached = None if one.to_date is None else rounded(one.to_date)
        if reached is not None and reached >= MOST:
            sentence = f"{row.title!r} would be due {MOST:,} or more by {one.period.last}, which cannot be kept."
            raise VolumeUnfit(sentence, [{"place": "body.amount", "message": sentence, "value": plain(reached)}])
        due = None if reached is None else reached - before
        targets.append(Target(target.label, target.starts_on, target.ends_on, due))
        before = before if reached is None else reached
    changed = [new.starts_on for old, new in zip(current(row), targets, strict=True) if old != new]
    if changed:
        contracts.set_targets(
            call, contract, row, targets, cause=PlanCause.VOLUME, cause_id=cause_id, holds_from=min(changed)
        )


def _link_findings(row: Commitment, given: LinkIn) -> list[Finding]:
    found = []
    adds_up = row.measure["adds_up"]
    totalled = adds_up in {each.value for each in TOTALLED}
    if row.promised is None or not is_quantified(promised=row.promised, adds_up=adds_up) or not totalled:
        message = "only a promise with a quantity whose periods add up can follow a volume"
        found.append(Finding("basis", message, adds_up))
    if (given.basis is Basis.UNITS) is (given.unit is None):
        found.append(Finding("unit", "say which for units, and leave it out for money and call-offs", given.unit))
    if not found and row.promised is not None:
        link = Link(Fraction(row.promised), Fraction(given.expected), _fraction(given.floor), _fraction(given.cap))
        found += [Finding(each.place, each.message, each.value) for each in check_link(link) or ()]
    return found


def _kept(given: LinkIn, contract: Contract) -> dict[str, Any]:
    return {
        "basis": given.basis.value,
        "unit": unit_of(given.basis, given.unit, contract),
        "expected": plain(given.expected),
        "floor": None if given.floor is None else plain(given.floor),
        "cap": None if given.cap is None else plain(given.cap),
    }


def _link_of(row: Commitment) -> Link:
    """Return the link of a commitment; one that was substituted is not raised to its floor before its time."""
    kept = row.linked or {}
    floor = None if row.status == CommitmentStatus.SUBSTITUTED else kept["floor"]
    promised = Fraction(row.promised or Decimal(0))
    return Link(promised, Fraction(kept["expected"]), _fraction(floor), _fraction(kept["cap"]))


def _counted(kept: Mapping[str, Any]) -> tuple[str, str]:
    return kept["basis"], kept["unit"]


def _first_plan(tx: Session, row: Commitment) -> list[Target]:
    """Return what was planned for the volume expected: the first plan kept, or the one in force while it is a draft."""
    kept = contracts.plans_of(tx, [row.id])[row.id]
    return read_targets(kept[0].targets) if kept else current(row)


def _number(value: Fraction) -> ExactNumber:
    return ExactNumber(exact=exact_text(value), shown=shown(value))


def _number_or_none(value: Fraction | None) -> ExactNumber | None:
    return None if value is None else _number(value)


def _fraction(value: Decimal | str | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)

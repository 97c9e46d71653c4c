"""The contracts of a release, from the day they were entered into on: what was agreed, changed and measured."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from app.contracts.changes.models import ContractChange
from app.contracts.changes.rules import RATIONALE_WORDS, ChangeKind, Rationale
from app.contracts.models import Commitment, Contract
from app.contracts.rules import CommitmentStatus, ContractStatus, WaiverStatus, is_quantified
from app.opendata.releases import implementing
from app.opendata.releases.process import Process, Undertaking
from app.opendata.releases.telling import above_threshold, begins, ends, instant, money, period, present

CHANGE_SCHEME: Final = "MAKEGOOD-CHANGE"
_WHAT: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.VALUE: "The value of the contract changes.",
    ChangeKind.TERM: "The last day of the contract changes.",
    ChangeKind.TARGETS: "What is due of a commitment, and when, changes.",
    ChangeKind.SUBSTITUTION: "One commitment takes the place of another.",
    ChangeKind.OTHER: "A term of the contract changes that is no number.",
}


def contract(process: Process, held: Undertaking) -> dict[str, Any]:
    """Return one contract; its id is its reference, which no other contract of any award has."""
    row = held.contract
    return present(
        id=row.reference,
        awardID=held.award.reference,
        title=process.clean(row.title),
        status="terminated" if row.status == ContractStatus.ENDED else "active",
        value=money(row.value, row.currency, includes_vat=process.tender.value_includes_vat),
        period=period(row.starts_on, row.ends_on),
        dateSigned=None if row.went_live_at is None else instant(row.went_live_at),
        **above_threshold(process, row.value),
        amendments=[amendment(process, row, each) for each in held.changes],
        agreedMetrics=[*_agreed(process, held)],
        implementation=implementing.implementation(process, held),
    )


def amendment(process: Process, row: Contract, change: ContractChange) -> dict[str, Any]:
    """Return one change with its coded reason; the words in which people argued for it stay inside."""
    rationale = Rationale(change.rationale)
    moved: Mapping[str, Mapping[str, str | None]] = change.effect["contract"]
    value, last = moved["value"], moved["ends_on"]
    new = value["after"] if value["after"] != value["before"] else None
    return present(
        id=f"{row.reference}-{change.number}",
        date=begins(change.effective_on) if change.in_force_at is None else instant(change.in_force_at),
        description=_WHAT[ChangeKind(change.kind)],
        rationale=f"{RATIONALE_WORDS[rationale]}.",
        rationaleClassifications=[
            {"scheme": CHANGE_SCHEME, "id": rationale.value, "description": RATIONALE_WORDS[rationale]}
        ],
        value=money(
            None if new is None else Decimal(new), row.currency, includes_vat=process.tender.value_includes_vat
        ),
        period={"endDate": ends(date.fromisoformat(last["after"]))}
        if last["after"] is not None and last["after"] != last["before"]
        else None,
    )


def told(row: Commitment, contract_row: Contract) -> bool:
    """Return whether a commitment is told of: what was waived before the contract bound was never agreed."""
    if row.status != CommitmentStatus.WAIVED:
        return True
    granted = [each.decided_at for each in row.waivers if each.status == WaiverStatus.APPROVED and each.decided_at]
    live = contract_row.went_live_at
    return bool(granted) and live is not None and max(granted) > live


def _agreed(process: Process, held: Undertaking) -> Iterator[dict[str, Any]]:
    """Yield what was agreed to be counted, with the target of each period as it stands."""
    for row in held.contract.commitments:
        if not told(row, held.contract) or not is_quantified(promised=row.promised, adds_up=row.measure.get("adds_up")):
            continue
        unit = present(name=row.measure.get("unit"))
        targets = [
            present(
                id=f"target-{each.starts_on}",
                period=period(each.starts_on, each.ends_on),
                measure=each.target,
                unit=unit,
            )
            for each in row.targets
        ]
        observations = [] if row.status == CommitmentStatus.WAIVED else targets
        yield implementing.metric_of(process, held.contract, row, observations)

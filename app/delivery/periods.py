"""For which period a claim is: one that the commitment was cut into, or days of the contract where it was not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.contracts.models import Commitment, CommitmentTarget, Contract
from app.contracts.periods import named
from app.delivery.errors import PeriodOutsideContract, PeriodUnknown
from app.delivery.schemas import PeriodByDays, PeriodByTarget

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class ReportedPeriod:
    """The days that a claim is for, both ends included; `target_id` is None where the commitment has no periods."""

    label: str
    starts_on: date
    ends_on: date
    target_id: UUID | None


def chosen(
    commitment: Commitment, contract: Contract, asked: PeriodByTarget | PeriodByDays, *, reported: Sequence[Days]
) -> ReportedPeriod:
    """Return the period that a claim is for; raise PeriodUnknown or PeriodOutsideContract when there is none.

    A commitment that was cut into periods is reported by them. One in words or for the record that was not is
    reported for any days of the contract that are not `reported` already; the same days again are a new revision.
    """
    targets = [row for row in commitment.targets if contract.starts_on <= row.starts_on <= contract.ends_on]
    for row in targets:
        if _is(row, asked):
            return ReportedPeriod(row.label, row.starts_on, row.ends_on, row.id)
    if isinstance(asked, PeriodByTarget) or asked.starts_on > asked.ends_on:
        raise _unknown(commitment, contract, asked, targets)
    days, term = (asked.starts_on, asked.ends_on), (contract.starts_on, contract.ends_on)
    is_apart = days[1] < term[0] or days[0] > term[1]
    if is_apart or not (targets or term[0] <= days[0] <= days[1] <= term[1]):
        raise PeriodOutsideContract(days, contract.reference, term)
    if targets:
        raise _unknown(commitment, contract, asked, targets)
    for first, last in reported:
        if (first, last) != days and first <= asked.ends_on and asked.starts_on <= last:
            raise _crossing(days, (first, last))
    return ReportedPeriod(named(*days), *days, None)


def _is(target: CommitmentTarget, asked: PeriodByTarget | PeriodByDays) -> bool:
    if isinstance(asked, PeriodByTarget):
        return target.id == asked.target
    return (target.starts_on, target.ends_on) == (asked.starts_on, asked.ends_on)


def _unknown(
    commitment: Commitment,
    contract: Contract,
    asked: PeriodByTarget | PeriodByDays,
    targets: Sequence[CommitmentTarget],
) -> PeriodUnknown:
    wanted = str(asked.target) if isinstance(asked, PeriodByTarget) else f"from {asked.starts_on} to {asked.ends_on}"
    have = "; ".join(f"{row.label} from {row.starts_on} to {row.ends_on}" for row in targets)
    periods = f"its periods are {have}" if have else "it has no periods of its own, so give first and last day"
    return PeriodUnknown(
        f"{commitment.title!r} has no period {wanted}. {contract.reference} runs from {contract.starts_on} to "
        f"{contract.ends_on}, and of this commitment {periods}.",
        [{"place": "body.period", "message": f"no such period; {periods}", "value": wanted}],
    )


def _crossing(days: Days, other: Days) -> PeriodUnknown:
    sentence = (
        f"Some of the days from {days[0]} to {days[1]} were reported already, from {other[0]} to {other[1]}. "
        "Report those days again as they were, or days beside them."
    )
    return PeriodUnknown(
        sentence, [{"place": "body.period", "message": sentence, "value": f"from {days[0]} to {days[1]}"}]
    )

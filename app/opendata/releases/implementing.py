"""What became of a contract: what is proved of each commitment, how it is rated, and what failed.

What waits for a decision, was refused, or has no data is told of nowhere: none of them is a nought.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from app.contracts.models import Commitment, Contract
from app.contracts.rules import CommitmentStatus
from app.kit.clock import london_date
from app.opendata.releases.process import Process, Undertaking
from app.opendata.releases.telling import begins, ends, period, present, reference
from app.performance.remedies.models import Remedy
from app.performance.remedies.rules import Kind, Outcome, starts_a_notice
from app.performance.rules import PeriodStatus, Rating
from app.performance.schemas import CommitmentPerformanceOut, PeriodOut
from app.rubrics import tables

RATING_SCHEME: Final = "UKSI-2024-692-39"
_DECIDED: Final = frozenset({PeriodStatus.VERIFIED, PeriodStatus.PART_VERIFIED})
_MILESTONE: Final[Mapping[PeriodStatus, str]] = {
    PeriodStatus.NOT_DUE: "scheduled",
    PeriodStatus.VERIFIED: "met",
    PeriodStatus.PART_VERIFIED: "partiallyMet",
    PeriodStatus.REJECTED: "notMet",
}
_PENALTY: Final[Mapping[Outcome, str]] = {
    Outcome.DAMAGES_AWARDED: "imposed",
    Outcome.SETTLEMENT_AGREED: "negotiated",
}


def implementation(process: Process, held: Undertaking) -> dict[str, Any]:
    """Return what is known of the delivery of a contract."""
    rows = {row.id: row for row in held.contract.commitments}
    return present(
        milestones=[*_milestones(process, held, rows)],
        metrics=[*_metrics(process, held, rows)],
        performanceFailures=[
            failure(process, held, row, rows)
            for row in held.remedies
            if row.closed_on is not None
            and starts_a_notice(Kind(row.kind), Outcome(row.outcome) if row.outcome else None)
        ],
    )


def metric_id(contract: Contract, row: Commitment) -> str:
    """Return what a commitment is called everywhere: its contract and its number in it."""
    return f"{contract.reference}/{row.position}"


def metric_of(
    process: Process, contract: Contract, row: Commitment, observations: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return a commitment as the standard has what is measured.

    One in the supplier's own words is called by its question, and only how it is rated is told of it.
    """
    told = [one for one in observations if process.tells_in_full(row) or "measureClassification" in one]
    return present(
        id=metric_id(contract, row),
        title=process.clean(title_of(process, row)),
        description=process.clean(described(process, row)),
        observations=told,
    )


def title_of(process: Process, row: Commitment) -> str:
    """Return what a commitment is called."""
    return row.title if process.tells_in_full(row) else row.criterion_title


def described(process: Process, row: Commitment) -> str:
    """Return what a commitment counts, and under which question it was made."""
    said = {
        CommitmentStatus.WAIVED: " The supplier is no longer held to it.",
        CommitmentStatus.SUBSTITUTED: " Another commitment took its place.",
    }
    measure = row.measure.get("title") or row.title
    if not process.tells_in_full(row):
        measure = "In the supplier's own words"
    return f"{measure}; pledged under {row.criterion_title}.{said.get(CommitmentStatus(row.status), '')}"


def rating_code(rating: str) -> Mapping[str, str]:
    """Return a rating of the law with the code that the UK extension has for it."""
    code = next(row.value for row in tables.rows("kpi-ratings") if row.series == rating)
    return {"scheme": RATING_SCHEME, "id": code, "description": tables.table("kpi-ratings")["series"][rating]["title"]}


def failure(process: Process, held: Undertaking, row: Remedy, rows: Mapping[Any, Commitment]) -> dict[str, Any]:
    """Return what failed and what came of it; the words of the dispute stay inside."""
    outcome = Outcome(row.outcome) if row.outcome else None
    commitment = rows.get(row.commitment_id)
    ended = None if row.closed_on is None else begins(row.closed_on)
    failed = outcome is Outcome.NOT_IMPROVED
    return present(
        id=f"failure-{held.remedies.index(row) + 1}",
        category="breach" if row.kind == Kind.BREACH else "failureToPerform",
        requirement=process.clean(held.contract.title if commitment is None else title_of(process, commitment)),
        decisionDate=ended if failed else None,
        penaltyDate=None if failed else ended,
        penaltyType=None if outcome is None else _PENALTY.get(outcome),
        suppliers=[reference(process.organisations[held.contract.supplier_id])],
    )


def _milestones(process: Process, held: Undertaking, rows: Mapping[Any, Commitment]) -> Iterator[dict[str, Any]]:
    """Yield each period of a commitment in words: nothing is counted there, it was done or not."""
    for one in held.standing:
        if one.rating is not Rating.NOT_MEASURED:
            continue
        row = rows[one.commitment_id]
        for each in one.periods:
            yield present(
                id=f"{metric_id(held.contract, row)}-{each.starts_on}",
                title=process.clean(f"{title_of(process, row)}: {each.label}"),
                type="delivery",
                description=process.clean(described(process, row)),
                dueDate=ends(each.ends_on),
                status=_MILESTONE.get(each.status),
            )


def _metrics(process: Process, held: Undertaking, rows: Mapping[Any, Commitment]) -> Iterator[dict[str, Any]]:
    for one in held.standing:
        row = rows[one.commitment_id]
        observed = [*_proved(one), *_rated(held, row)]
        if observed and (process.tells_in_full(row) or any("measureClassification" in each for each in observed)):
            yield metric_of(process, held.contract, row, observed)


def _proved(one: CommitmentPerformanceOut) -> Iterator[dict[str, Any]]:
    for each in one.periods:
        if each.proved is not None and each.status in _DECIDED:
            yield present(
                id=f"proved-{each.starts_on}",
                period=_days(each),
                measure=each.proved,
                unit=present(name=one.unit),
            )


def _rated(held: Undertaking, row: Commitment) -> Iterator[dict[str, Any]]:
    """Yield the newest rating that a person signed for each day."""
    newest = {each.as_at: each for each in held.ratings if each.commitment_id == row.id}
    first = held.contract.starts_on
    if held.contract.went_live_at is not None:
        first = min(first, london_date(held.contract.went_live_at))
    for as_at, each in newest.items():
        yield {
            "id": f"rating-{as_at}",
            "period": period(min(first, as_at), as_at),
            "measureClassification": dict(rating_code(each.rating)),
        }


def _days(each: PeriodOut) -> dict[str, str]:
    return period(each.starts_on, each.ends_on)

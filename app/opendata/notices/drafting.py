"""Puts a notice into the form of the standard: what the releases say of its subject, and what a person edits.

A draft is for the staff of the authority. It holds the postal address of a supplier and words that were written for the
supplier, both of which no release has; people, e-mail addresses, redactions and rivals are in no draft either.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.awards.models import Award
from app.contracts.changes.models import ContractChange
from app.contracts.changes.rules import ChangeStatus
from app.kit.clock import london_date
from app.opendata.notices.lists import Notice
from app.opendata.releases.contracting import amendment, told
from app.opendata.releases.implementing import failure, metric_of, rating_code
from app.opendata.releases.process import Process, Undertaking
from app.opendata.releases.state import state
from app.opendata.releases.telling import address, begins, ends, instant, party, period, present, reference
from app.organisations.models import Organisation
from app.performance.remedies.rules import Kind, Outcome, starts_a_notice
from app.performance.rules import Rating
from scoring.rubric import Rubric

END_SCHEME: Final = "MAKEGOOD-END"
_UNRATED: Final = frozenset({Rating.NOT_DUE, Rating.NOT_MEASURED})
_METHODS: Final[Mapping[str, str]] = {
    "weighted_sum": "Every answer earns a share of the points of its criterion; the points are added up.",
    "price_per_quality_point": "The price is divided by the points for quality; the lowest quotient is first.",
    "quality_price_index": "The points for quality are divided by the price; the highest index is first.",
    "monetised_quality": "Points for quality are worth a stated sum each, which is taken off the price.",
}


@dataclass(frozen=True)
class Subject:
    """What a notice is of: a tender alone, or one award, one contract, one change of it. `covers` is its period."""

    reference: str
    award: Award | None = None
    held: Undertaking | None = None
    change: ContractChange | None = None
    covers: tuple[date, date] | None = None


def draft(notice: Notice, process: Process, subject: Subject) -> dict[str, Any]:
    """Return the draft of a notice as a release; its id says that it is one."""
    whole = state(process)
    found: dict[str, Any] = {
        "id": f"draft-{notice['id']}-{subject.reference}",
        "date": instant(process.at),
        "tag": [*notice["tags"]],
        **{name: whole[name] for name in ("initiationType", "language")},
        "buyer": reference(_buyer(process, subject)),
        "parties": [*_parties(process, subject)],
        "tender": whole["tender"],
    }
    if subject.award is None:
        found["tender"] |= _tendering(process)
    else:
        code = process.lots[subject.award.lot_id].code
        found["tender"] |= {"lots": [lot for lot in whole["tender"]["lots"] if lot["id"] == code]}
        found["bids"] = _of_lot(whole["bids"], code)
        found["awards"] = [each for each in whole["awards"] if each["id"] == subject.award.reference]
    if subject.held is not None:
        found["contracts"] = [_contract(notice, process, subject.held, subject, whole)]
    _document(notice, found)
    return found


def _buyer(process: Process, subject: Subject) -> Organisation:
    """Return whose notice it is: of a contract that passed to another body, that body's."""
    return process.authority if subject.held is None else process.organisations[subject.held.contract.authority_id]


def _parties(process: Process, subject: Subject) -> Iterator[dict[str, Any]]:
    """Yield the buyer, and the supplier with its address; winners of other lots are in notices of their own."""
    yield party(_buyer(process, subject), "buyer")
    if subject.award is not None:
        supplier = process.organisations[subject.award.supplier_id]
        yield party(supplier, "tenderer", "supplier") | present(address=address(supplier))


def _tendering(process: Process) -> dict[str, Any]:
    rubric = process.rubric
    return present(
        submissionMethod=["electronicSubmission"],
        submissionMethodDetails="Bids are sent electronically and stay sealed until the deadline.",
        awardCriteriaDetails=None if rubric is None else _METHODS.get(_method(rubric)),
    )


def _method(rubric: Rubric) -> str:
    return str(getattr(rubric.aggregation, "method", "weighted_sum"))


def _of_lot(bids: Mapping[str, Any], code: str) -> dict[str, Any]:
    return {"statistics": [each for each in bids["statistics"] if each["relatedLot"] == code]}


def _contract(
    notice: Notice, process: Process, held: Undertaking, subject: Subject, whole: Mapping[str, Any]
) -> dict[str, Any]:
    row = held.contract
    found = dict(next(each for each in whole["contracts"] if each["id"] == row.reference))
    found.pop("implementation", None)
    change = subject.change
    if notice["id"] != "uk10":
        found.pop("amendments", None)
    elif change is not None:
        in_force = change.status == ChangeStatus.IN_FORCE
        found.pop("amendments", None)
        found["amendments" if in_force else "proposedAmendments"] = [amendment(process, row, change)]
    if notice["id"] == "uk10":
        found.pop("agreedMetrics", None)
    if notice["id"] in {"uk9", "uk11"}:
        found |= present(implementation=_implementation(notice, process, held, subject))
    if notice["id"] == "uk11" and row.ended_at is not None:
        found |= _ending(process, held)
        found.pop("agreedMetrics", None)
    return found


def _implementation(notice: Notice, process: Process, held: Undertaking, subject: Subject) -> dict[str, Any]:
    rows = {row.id: row for row in held.contract.commitments}
    failures = [
        failure(process, held, row, rows) | {"description": process.clean(row.words)}
        for row in held.remedies
        if row.closed_on is not None and starts_a_notice(Kind(row.kind), Outcome(row.outcome) if row.outcome else None)
    ]
    metrics = [*_rated(process, held, subject.covers)] if notice["id"] == "uk9" else []
    return present(metrics=metrics, performanceFailures=failures)


def _rated(process: Process, held: Undertaking, covers: tuple[date, date] | None) -> Iterator[dict[str, Any]]:
    """Yield every indicator that can be rated, with the newest rating signed for a day that the notice covers."""
    first, last = covers or (held.contract.starts_on, held.contract.ends_on)
    rows = {row.id: row for row in held.contract.commitments}
    for one in held.standing:
        row = rows[one.commitment_id]
        if one.rating in _UNRATED or not told(row, held.contract):
            continue
        signed = [each for each in held.ratings if each.commitment_id == row.id and first <= each.as_at <= last]
        observations = (
            [
                {
                    "id": f"rating-{signed[-1].as_at}",
                    "period": period(min(first, signed[-1].as_at), signed[-1].as_at),
                    "measureClassification": dict(rating_code(signed[-1].rating)),
                }
            ]
            if signed
            else []
        )
        yield metric_of(process, held.contract, row, observations)


def _ending(process: Process, held: Undertaking) -> dict[str, Any]:
    row = held.contract
    assert row.ended_at is not None  # noqa: S101 - only a contract that ended is asked about
    last = london_date(row.ended_at)
    code = "endOfTerm" if last >= row.ends_on else "early"
    said = {"endOfTerm": "The contract ran to its end.", "early": "The contract ended before its term."}[code]
    words = said if row.ended_reason is None else f"{said} {process.clean(row.ended_reason)}"
    return {
        "period": {"startDate": begins(row.starts_on), "endDate": ends(min(last, row.ends_on))},
        "terminationRationaleClassifications": [{"scheme": END_SCHEME, "id": code, "description": words}],
    }


def _document(notice: Notice, found: dict[str, Any]) -> None:
    """Put the notice itself among the documents of what it is of."""
    entry = {
        "id": notice["id"],
        "documentType": notice["document"]["documentType"],
        "noticeType": notice["number"],
        "title": notice["title"],
        "description": f"{notice['title']} of {found['buyer']['name']}: {_WHAT[notice['id']]}",
    }
    where = notice["document"]["in"]
    holders: Sequence[dict[str, Any]] = [found["tender"]] if where == "tender" else found.get(where, ())
    if where == "implementation":
        holders = [each.setdefault("implementation", {}) for each in found["contracts"]]
    for holder in holders:
        holder["documents"] = [entry]


_WHAT: Final[Mapping[str, str]] = {
    "uk4": "it invites tenders.",
    "uk6": "it intends to enter into the contract.",
    "uk7": "it has entered into the contract.",
    "uk9": "its assessment of performance against the key performance indicators, and of what failed.",
    "uk10": "it intends to modify the contract.",
    "uk11": "the contract has ended.",
}

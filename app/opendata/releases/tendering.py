"""The tender of a release: what is bought, in which lots, by which criteria, until when, and how that was amended."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.audit.rules import Action
from app.awards.models import Award
from app.awards.rules import AwardStatus
from app.opendata.releases.process import Process
from app.opendata.releases.telling import above_threshold, category, instant, money, period, present
from app.rubrics.frameworks import effective_weights
from app.tenders.models import Lot
from app.tenders.rules import TenderStatus
from scoring.exact import exact_text

_TIMES_TEN = 12
"""A weight that has no more than so many decimal places is written as a number; any other in words."""


def tender(process: Process) -> dict[str, Any]:
    """Return the tender section; the decision on a lot shows only from the publication of its award on."""
    row = process.tender
    return present(
        id=row.reference,
        title=process.clean(row.title),
        description=process.clean(row.description) or None,
        status=_status(process),
        value=money(row.value, row.currency, includes_vat=row.value_includes_vat),
        **category(row.category),
        **above_threshold(process, row.value),
        tenderPeriod=present(
            startDate=None if row.published_at is None else instant(row.published_at),
            endDate=None if row.closes_at is None else instant(row.closes_at),
        ),
        contractPeriod=period(row.starts_on, row.ends_on),
        finalStatusDate=_final(process),
        items=_items(process),
        lots=[_lot(process, lot) for lot in row.lots],
        amendments=[*_amendments(process)],
    )


def _status(process: Process) -> str:
    if process.tender.status == TenderStatus.ABANDONED:
        return "cancelled"
    return "complete" if all(_is_awarded(process, lot) for lot in process.tender.lots) else "active"


def _is_awarded(process: Process, lot: Lot) -> bool:
    """Return whether a published award stands for a lot: that one was decided, nobody may see before its notice."""
    return any(each.lot_id == lot.id and _stands(each) for each in process.awards)


def _stands(award: Award) -> bool:
    return award.status == AwardStatus.DECIDED and award.published_at is not None


def _final(process: Process) -> str | None:
    status = _status(process)
    if status == "active":
        return None
    if status == "cancelled":
        found = _abandoned_at(process)
        return None if found is None else instant(found)
    return instant(max(each.published_at for each in process.awards if each.published_at and _stands(each)))


def _items(process: Process) -> list[dict[str, Any]]:
    """Return what is bought as one item, its first code the main one."""
    row = process.tender
    codes = [{"scheme": "CPV", "id": code} for code in row.cpv]
    places = [{"description": process.clean(place)} for place in row.places]
    if not codes and not places:
        return []
    return [
        present(
            id="1",
            classification=codes[0] if codes else None,
            additionalClassifications=codes[1:],
            deliveryLocations=places,
        )
    ]


def _lot(process: Process, lot: Lot) -> dict[str, Any]:
    cancelled = process.tender.status == TenderStatus.ABANDONED
    return present(
        id=lot.code,
        title=process.clean(lot.title),
        status="cancelled" if cancelled else "complete" if _is_awarded(process, lot) else "active",
        value=money(lot.value, process.tender.currency, includes_vat=process.tender.value_includes_vat),
        awardCriteria=present(criteria=[*_criteria(process, lot)]),
    )


def _criteria(process: Process, lot: Lot) -> Iterator[dict[str, Any]]:
    """Yield each question of a lot with what it weighs of the 100 points that a bid can earn."""
    if process.rubric is None:
        return
    weights = effective_weights(process.rubric, lot.code)
    for node in process.rubric.leaves:
        if node.id in weights:
            weight = weights[node.id]
            number = _terminating(weight)
            numbers = [{"number": number, "weight": "percentageExact"}] if number is not None and weight > 0 else []
            words = None if number is not None else f"Weighs {exact_text(weight)} of 100."
            if weight == 0:
                words = "Earns no points: it decides whether a bid is assessed."
            yield present(
                type="price" if node.asks == "price" else "quality",
                name=process.clean(node.title),
                description=words,
                numbers=numbers,
            )


def _terminating(weight: Fraction) -> Decimal | None:
    scaled = weight * 10**_TIMES_TEN
    return Decimal(scaled.numerator).scaleb(-_TIMES_TEN) if scaled.denominator == 1 else None


def _amendments(process: Process) -> Iterator[dict[str, Any]]:
    number = 0
    for event in process.amendments:
        told = {"date": instant(event.at), "rationale": process.clean(event.reason) if event.reason else None}
        if event.action == Action.TENDER_ABANDONED:
            yield present(id="cancellation", description="The procurement was given up.", **told)
            continue
        number += 1
        until = (event.after or {}).get("closes_at")
        said = None if until is None else f"Bids may come until {instant(datetime.fromisoformat(until))}."
        yield present(id=f"deadline-{number}", description=said, **told)


def _abandoned_at(process: Process) -> datetime | None:
    return next((event.at for event in process.amendments if event.action == Action.TENDER_ABANDONED), None)

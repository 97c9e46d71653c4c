"""The awards of a release, from the publication of their notices on, and how many bids were assessed for each lot."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from app.awards.models import Award
from app.awards.rules import AwardStatus
from app.bids.opened import OpenedBid
from app.opendata.releases.process import Process
from app.opendata.releases.telling import above_threshold, begins, category, instant, money, period, present, reference
from app.organisations.models import Organisation
from app.organisations.rules import Size, is_sme


def award(process: Process, row: Award) -> dict[str, Any]:
    """Return one award; its id is its reference, which no other award of any lot or tender has."""
    tender, lot = process.tender, process.lots[row.lot_id]
    worth = process.price_of(row)
    return present(
        id=row.reference,
        title=process.clean(tender.title if len(tender.lots) == 1 else f"{tender.title}: {lot.title}"),
        status=_status(row),
        date=None if row.published_at is None else instant(row.published_at),
        value=money(worth, tender.currency, includes_vat=tender.value_includes_vat),
        suppliers=[reference(process.organisations[row.supplier_id])],
        relatedLots=[lot.code],
        contractPeriod=period(tender.starts_on, tender.ends_on),
        standstillPeriod=_standstill(row),
        assessmentSummariesDateSent=_sent(process, row),
        finalStatusDate=_final(row),
        mainProcurementCategory=category(tender.category).get("mainProcurementCategory"),
        **above_threshold(process, worth),
    )


def statistics(process: Process) -> list[dict[str, Any]]:
    """Return how many bids were assessed for each lot that has a published award, and how many of them by whom.

    A kind of bidder is counted only where every bidder of the lot says whether it is of that kind.
    """
    found = [each for lot_id in process.assessed for each in _of_lot(process, lot_id)]
    return [{"id": f"{each['relatedLot']}-{each['measure']}", **each} for each in found]


def _of_lot(process: Process, lot_id: Any) -> Iterator[dict[str, Any]]:
    code = process.lots[lot_id].code
    live = [bid for bid in process.assessed[lot_id] if bid.status != "withdrawn"]
    yield {"measure": "bids", "value": len(process.assessed[lot_id]), "relatedLot": code}
    yield {"measure": "finalStageBids", "value": len(live), "relatedLot": code}
    bidders = _bidders(process, live)
    for measure, kinds in (
        ("smeFinalStageBids", [_is_small(each) for each in bidders]),
        ("vcseFinalStageBids", [each.is_vcse for each in bidders]),
    ):
        if None not in kinds:
            yield {"measure": measure, "value": sum(bool(kind) for kind in kinds), "relatedLot": code}


def _bidders(process: Process, bids: Sequence[OpenedBid]) -> list[Organisation]:
    return [process.organisations[bid.supplier_id] for bid in bids]


def _is_small(organisation: Organisation) -> bool | None:
    return is_sme(Size(organisation.staff, organisation.turnover, organisation.balance_sheet))


def _status(row: Award) -> str:
    """Return where an award stands: pending in its standstill, because it is not in force before it can be signed."""
    if row.status == AwardStatus.VOID:
        return "cancelled"
    return "pending" if row.contracted_at is None and row.standstill_ends_at is not None else "active"


def _standstill(row: Award) -> dict[str, str]:
    first = (row.standstill or {}).get("begins_on")
    return present(
        startDate=None if first is None else begins(date.fromisoformat(first)),
        endDate=None if row.standstill_ends_at is None else instant(row.standstill_ends_at),
    )


def _sent(process: Process, row: Award) -> str | None:
    sent = process.summaries_sent.get(row.id)
    return None if sent is None else instant(sent)


def _final(row: Award) -> str | None:
    final = row.voided_at if row.status == AwardStatus.VOID else row.contracted_at
    return None if final is None else instant(final)

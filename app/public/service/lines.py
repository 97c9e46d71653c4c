"""Puts rows into the lines of lists: every name looked up once, and nothing in them but what is public."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.awards.models import Award
from app.awards.rules import AwardStatus
from app.contracts.models import Contract
from app.kit.clock import london_date
from app.organisations.models import Organisation
from app.public.repository import subjects
from app.public.schemas import AwardLineOut, ContractLineOut, NamedOut, PublisherOut, TenderLineOut
from app.public.words import told
from app.tenders.models import Lot, Tender
from app.tenders.rules import TenderStatus, takes_bids

_STATUS = {TenderStatus.AWARDED: "awarded", TenderStatus.ABANDONED: "abandoned"}


def publisher(row: Organisation) -> PublisherOut:
    """Return an authority by name, with where its page is."""
    identifiers = _identifiers(row)
    key = identifiers[0] if identifiers else str(row.id)
    return PublisherOut(
        id=row.id, name=row.name, identifiers=identifiers, key=key, address=f"/public/authorities/{key}"
    )


def named(row: Organisation) -> NamedOut:
    """Return a body by name."""
    return NamedOut(name=row.name, identifiers=_identifiers(row))


def tender_lines(tx: Session, rows: Sequence[Tender], now: datetime) -> list[TenderLineOut]:
    """Return tenders for a list."""
    bodies = subjects.organisations(tx, [row.authority_id for row in rows])
    return [
        TenderLineOut(
            id=row.id,
            reference=row.reference,
            address=f"/public/tenders/{row.reference}",
            title=told(row.title),
            authority=publisher(bodies[row.authority_id]),
            status=tender_status(row, now),
            value=row.value,
            currency=row.currency,
            closes_at=row.closes_at,
            published_at=_instant(row.published_at),
        )
        for row in rows
    ]


def tender_status(row: Tender, now: datetime) -> str:
    """Return where a tender stands, as far as that is anybody's business: no word of how its evaluation goes."""
    if takes_bids(row.status, closes_at=row.closes_at, now=now):
        return "open"
    return _STATUS.get(TenderStatus(row.status), "closed")


def award_lines(tx: Session, rows: Sequence[Award]) -> list[AwardLineOut]:
    """Return awards for a list."""
    bodies = subjects.organisations(tx, [party for row in rows for party in (row.authority_id, row.supplier_id)])
    bought = subjects.tenders_by_id(tx, [row.tender_id for row in rows])
    lots = subjects.lots(tx, [row.lot_id for row in rows])
    return [
        AwardLineOut(
            id=row.id,
            reference=row.reference,
            address=f"/public/awards/{row.reference}",
            title=told(bought[row.tender_id].title),
            authority=publisher(bodies[row.authority_id]),
            tender=bought[row.tender_id].reference,
            lot=lots[row.lot_id].code,
            lot_title=_lot_title(bought[row.tender_id], lots[row.lot_id]),
            winner=named(bodies[row.supplier_id]),
            status=award_status(row),
            notice_on=row.notice_on,
            voided_on=None if row.voided_at is None else london_date(row.voided_at),
            published_at=_instant(row.published_at),
        )
        for row in rows
    ]


def award_status(row: Award) -> str:
    """Return how far a published award has come."""
    if row.status == AwardStatus.VOID:
        return "void"
    return "published" if row.contracted_at is None else "contracted"


def contract_lines(tx: Session, rows: Sequence[Contract]) -> list[ContractLineOut]:
    """Return contracts for a list."""
    bodies = subjects.organisations(tx, [party for row in rows for party in (row.authority_id, row.supplier_id)])
    return [
        ContractLineOut(
            id=row.id,
            reference=row.reference,
            address=f"/public/contracts/{row.reference}",
            title=told(row.title),
            authority=publisher(bodies[row.authority_id]),
            supplier=named(bodies[row.supplier_id]),
            status=row.status,
            value=row.value,
            currency=row.currency,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            signed_at=_instant(row.went_live_at),
        )
        for row in rows
    ]


def _lot_title(tender: Tender, lot: Lot) -> str | None:
    return told(lot.title) if len(tender.lots) > 1 else None


def _identifiers(row: Organisation) -> list[str]:
    return [f"{one.scheme}-{one.value}" for one in row.identifiers]


def _instant(value: datetime | None) -> datetime:
    """Return when something was published; what is public was."""
    assert value is not None  # noqa: S101 - what makes it visible asks for it
    return value

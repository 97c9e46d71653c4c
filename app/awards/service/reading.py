"""Find awards for whoever may see them, and show each side what it may know."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.awards import repository, rules
from app.awards.errors import AwardVoid
from app.awards.models import Award
from app.awards.rules import AwardStatus
from app.awards.schemas import AwardNoticeOut, AwardOut, ShownNumber
from app.awards.service import telling
from app.bids import service as bids
from app.evaluations import service as evaluations
from app.kit.actor import Actor
from app.kit.errors import NotFound
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.organisations import service as organisations
from app.tenders import service as tenders
from app.tenders.models import Tender


# ---------------------------------------------------------------------------------------------- for later concepts
def get(tx: Session, award_id: UUID) -> Award:
    """Return the row of one award, whoever asks; raise NotFound."""
    return found(repository.get(tx, award_id), award_id)


def several(tx: Session, ids: Collection[UUID]) -> dict[UUID, Award]:
    """Return those of these ids that are awards, by id, whoever asks."""
    return {award.id: award for award in repository.several(tx, ids)}


def get_for_update(tx: Session, award_id: UUID) -> Award:
    """Return the row of one award, locked, whoever asks; raise NotFound."""
    return found(repository.get_for_update(tx, award_id), award_id)


def owned(tx: Session, actor: Actor, award_id: UUID, *, lock: bool = False) -> Award:
    """Return the row of one award of the actor's own authority; raise NotFound."""
    row = repository.get_for_update(tx, award_id) if lock else repository.get(tx, award_id)
    return found(row if row and row.authority_id == actor.organisation_id else None, award_id)


def decided_for_lot(tx: Session, lot_id: UUID) -> Award | None:
    """Return the award that stands for a lot, or None."""
    return repository.decided_for_lot(tx, lot_id)


def standing(tx: Session, award_id: UUID) -> bool:
    """Return whether an award stands: decided, and not made void."""
    return get(tx, award_id).status == AwardStatus.DECIDED


def check_stands(tx: Session, award_id: UUID) -> Award:
    """Return the row of an award that stands, locked; raise AwardVoid for one that was made void."""
    award = get_for_update(tx, award_id)
    refuse_void(award)
    return award


# ------------------------------------------------------------------------------------------------------- use cases
def read(tx: Session, actor: Actor, award_id: UUID) -> AwardOut:
    """Return one award of the actor's authority as they may know it; before its notice only to who is free.

    Raises DeclarationNeeded, ConflictUndecided, ConflictBarred or KeptFromBid.
    """
    award = owned(tx, actor, award_id)
    return telling.as_seen(tx, actor, award, present_alone(tx, award, tenders.get(tx, award.tender_id)))


def listed(
    tx: Session, actor: Actor, asked: PageRequest, *, statuses: list[str], tender_id: UUID | None
) -> Page[AwardOut]:
    """Return a page of the awards of the actor's authority; what they may not know yet is left out of it."""
    rows, following = repository.page(tx, actor.organisation_id, asked, statuses=statuses, tender_id=tender_id)
    return Page[AwardOut](items=_present_all(tx, actor, rows), next=following)


def of_tender(tx: Session, actor: Actor, tender_id: UUID) -> Page[AwardOut]:
    """Return the awards of a tender of the actor's authority, void ones too, oldest first.

    What the actor may not know before its notice is left out of it.
    """
    tender = tenders.owned(tx, actor, tender_id)
    return Page[AwardOut](items=_present_all(tx, actor, repository.of_tender(tx, tender.id)), next=None)


def notices(tx: Session, actor: Actor, tender_id: UUID) -> Page[AwardNoticeOut]:
    """Return the published awards of a tender as one of its bidders sees them; raise NotFound for whoever did not bid.

    An award that was made void before its notice stays unknown to everybody outside.
    """
    tender = tenders.visible(tx, actor, tender_id)
    own = own_bids(tx, actor, tender)
    if not own:
        raise NotFound("tender", tender_id)
    told = [award for award in repository.of_tender(tx, tender.id) if award.published_at is not None]
    return Page[AwardNoticeOut](items=[_notice(tx, award, tender, own.get(award.lot_id)) for award in told], next=None)


def read_notice(tx: Session, actor: Actor, award_id: UUID) -> AwardNoticeOut:
    """Return one published award as a bidder of its tender sees it; raise NotFound for anybody else, and before."""
    award = get(tx, award_id)
    tender = tenders.get(tx, award.tender_id)
    own = own_bids(tx, actor, tender)
    if award.published_at is None or not own:
        raise NotFound("award", award_id)
    return _notice(tx, award, tender, own.get(award.lot_id))


# ---------------------------------------------------------------------------------------------- inside this concept
def present(award: Award, *, lot: str, supplier_name: str) -> AwardOut:
    """Return an award as the authority sees it."""
    named = {
        "lot": lot,
        "supplier_name": supplier_name,
        "stage": rules.stage(award),
        "criterion_reasons": award.criterion_reasons or {},
        "withheld": False,
    }
    fields = {name: getattr(award, name) for name in AwardOut.model_fields if name not in named}
    return AwardOut.model_validate(fields | named)


def present_alone(tx: Session, award: Award, tender: Tender) -> AwardOut:
    """Return one award as the authority sees it, its names looked up."""
    name = organisations.get(tx, award.supplier_id).name
    return present(award, lot=tenders.lot_by_id(tender, award.lot_id).code, supplier_name=name)


def own_bids(tx: Session, actor: Actor, tender: Tender) -> dict[UUID, str]:
    """Return the bids of the actor's organisation by lot; none before the bids were opened."""
    if tender.opened_at is None:
        return {}
    opened = bids.opened_in_tender(tx, tender)
    return {bid.lot_id: str(bid.bid_id) for bid in opened if bid.supplier_id == actor.organisation_id}


def facts(out: AwardOut) -> dict[str, Any]:
    """Return what the log keeps of an award."""
    return out.model_dump(mode="json", exclude={"version", "withheld"})


def refuse_void(award: Award) -> None:
    """Raise AwardVoid for an award that was made void."""
    if award.status != AwardStatus.DECIDED:
        raise AwardVoid(award.reference)


def found(award: Award | None, award_id: UUID) -> Award:
    """Return the award; raise NotFound where there is none to be seen."""
    if award is None:
        raise NotFound("award", award_id)
    return award


def _notice(tx: Session, award: Award, tender: Tender, own_bid: str | None) -> AwardNoticeOut:
    lot = tenders.lot_by_id(tender, award.lot_id).code
    of_lot = rules.lot_result(evaluations.result(tx, award.result_id).body, lot)
    place = rules.place_of(of_lot, own_bid) if own_bid else None
    return AwardNoticeOut(
        id=award.id,
        reference=award.reference,
        tender_id=tender.id,
        lot=lot,
        status=AwardStatus(award.status),
        winner=organisations.get(tx, award.supplier_id).name,
        reasons=award.reasons,
        notice_on=award.notice_on,
        standstill_ends_at=award.standstill_ends_at,
        standstill_held_open=bool(repository.holding_open(tx, award.id)),
        decided_at=award.decided_at,
        your_standing=place.standing if place else None,
        your_rank=place.rank if place else None,
        your_rank_is_joint=place.joint if place and place.rank is not None else None,
        your_total=ShownNumber.model_validate(dict(place.total)) if place and place.total else None,
    )


def _present_all(tx: Session, actor: Actor, rows: Sequence[Award]) -> list[AwardOut]:
    sees = telling.sight(tx, actor, rows)
    awards = [award for award in rows if sees(award) or telling.is_told(award)]
    names = organisations.names(tx, [award.supplier_id for award in awards])
    codes = repository.lot_codes(tx, [award.lot_id for award in awards])
    outs = [present(award, lot=codes[award.lot_id], supplier_name=names[award.supplier_id]) for award in awards]
    return [out if sees(award) else telling.as_told(out) for award, out in zip(awards, outs, strict=True)]

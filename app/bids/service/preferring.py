"""Which lots a bidder would rather have where it may win only so many: stated in time, and sealed as its bids are."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.bids import repository
from app.bids.errors import PreferenceNotAsked, PreferenceUnfit, PreferenceWithoutBid, TakesNoBids, TenderSealed
from app.bids.models import LotPreference
from app.bids.schemas import LotPreferenceOut
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Busy, NotFound
from app.kit.ids import new_id
from app.tenders import service as tenders
from app.tenders.models import Tender
from app.tenders.rules import takes_bids
from app.tenders.terms import LotMechanism
from scoring.findings import Collector

constraints.means(
    "uq_lot_preference_tender_id_supplier_id_revision",
    Busy,
    columns="lot_preference.tender_id, lot_preference.supplier_id, lot_preference.revision",
)


def state_preference(call: Call, tender_id: UUID, lots: Sequence[str]) -> LotPreferenceOut:
    """State in which order one wants the lots; what was stated before is superseded.

    Only the log of the supplier says so. Raises TakesNoBids, PreferenceNotAsked, PreferenceWithoutBid or
    PreferenceUnfit.
    """
    tx, actor, now = call.tx, call.actor, call.now
    tenders.visible(tx, actor, tender_id)
    tender = tenders.get_for_update(tx, tender_id)
    _check_may_state(tx, actor, tender, call)
    _check_fit(tender, lots)
    former = repository.preference(tx, tender.id, actor.organisation_id)
    stated = LotPreference(
        id=new_id(now),
        tender_id=tender.id,
        supplier_id=actor.organisation_id,
        revision=1 if former is None else former.revision + 1,
        lots=list(lots),
        stated_by=actor.person_id,
        stated_at=now,
    )
    repository.add(tx, stated)
    before = None if former is None else {"revision": former.revision, "lots": former.lots}
    after = {"tender": str(tender.id), "revision": stated.revision, "lots": stated.lots}
    log_id = actor.organisation_id
    audit.record(tx, actor, Action.PREFERENCE_STATED, stated, log_id=log_id, now=now, before=before, after=after)
    return _out(stated)


def own_preference(tx: Session, actor: Actor, tender_id: UUID) -> LotPreferenceOut:
    """Return the last statement of the actor's own organisation; raise NotFound where it has made none."""
    found = repository.preference(tx, tender_id, actor.organisation_id)
    if found is None:
        raise NotFound("lot preference for the tender", tender_id)
    return _out(found)


def lot_preferences(tx: Session, tender: Tender) -> dict[str, list[str]]:
    """Return the lots of each opened bidder that stated an order, by its id, as it stood at the deadline.

    Raises TenderSealed.
    """
    if tender.opened_at is None:
        raise TenderSealed(tender.reference)
    # In order of revision: the last statement of a supplier takes the place of those before.
    return {str(row.supplier_id): list(row.lots) for row in repository.opened_preferences(tx, tender.id)}


def _check_may_state(tx: Session, actor: Actor, tender: Tender, call: Call) -> None:
    if not takes_bids(tender.status, closes_at=tender.closes_at, now=call.now):
        raise TakesNoBids(tender.reference, tender.status, closes_at=tender.closes_at, now=call.now)
    limit = tenders.terms(tender).lot_limit
    if limit is None or limit.mechanism != LotMechanism.BIDDER_PREFERENCE:
        raise PreferenceNotAsked(tender.reference, None if limit is None else limit.mechanism.value)
    if not repository.bids_for(tx, tender.id, actor.organisation_id):
        raise PreferenceWithoutBid(tender.reference)


def _check_fit(tender: Tender, lots: Sequence[str]) -> None:
    out, codes = Collector(), [lot.code for lot in tender.lots]
    for index, code in enumerate(lots):
        place = f"body.lots[{index}]"
        if code not in codes:
            message = f"is no lot of this tender: use {', '.join(codes)}"
            out.add("lot.unknown", place, message, value=code)
        elif lots.index(code) != index:
            out.add("lot.duplicate", place, "is named twice: keep it where you want it", value=code)
    if out:
        raise PreferenceUnfit(
            "The order of preference names lots that this tender does not have, or one of them twice. Mend what is "
            "listed; what you stated before, if anything, still stands.",
            [one.to_mapping() for one in out.findings()],
        )


def _out(row: LotPreference) -> LotPreferenceOut:
    return LotPreferenceOut.model_validate(row)

"""Who may know of an award: whoever is free everything, the rest of the authority what its published notice told."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy.orm import Session

from app.awards.models import Award
from app.awards.schemas import AwardOut
from app.bids import service as bids
from app.conflicts import service as conflicts
from app.conflicts.rules import Stage
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Refusal
from app.tenders import service as tenders

_AS_TOLD: dict[str, Any] = {"criterion_reasons": {}, "tie_reason": None, "approval_reason": None, "withheld": True}


def is_told(award: Award) -> bool:
    """Return whether the notice of an award was published; it stays so where the award was made void since."""
    return award.published_at is not None


def check_whole(tx: Session, actor: Actor, award: Award) -> None:
    """Raise unless a reader may know the whole of the lot of an award, whether its notice is out or not.

    Raises DeclarationNeeded, ConflictUndecided, ConflictBarred or KeptFromBid.
    """
    bids.check_whole(tx, actor, tenders.get(tx, award.tender_id), award.lot_id)


def check_told(tx: Session, actor: Actor, award: Award) -> None:
    """Raise unless a reader may know what is told of an award in full: once its notice is out, all but who keep away.

    Raises DeclarationNeeded, ConflictUndecided, ConflictBarred or KeptFromBid.
    """
    about = bids.bidders_of(tx, award.tender_id, award.lot_id)
    tender = tenders.get(tx, award.tender_id)
    conflicts.check(tx, actor, tender, Stage.BIDDERS_KNOWN, about=about, told=is_told(award))


def attempted(call: Call, award: Award) -> Refusal | None:
    """Return, with its record kept, why the caller may not act on an award: RETURN it, raised it is lost."""
    return bids.attempted_whole(call, tenders.get(call.tx, award.tender_id), award.lot_id)


def attempted_on_told(call: Call, award: Award) -> Refusal | None:
    """Return the same for what follows from an award with its winner alone: told, it waits for no declaration."""
    tender = tenders.get(call.tx, award.tender_id)
    about = {award.supplier_id}
    return conflicts.attempted(call, tender, Stage.BIDDERS_KNOWN, about=about, told=is_told(award))


def may_know_told(tx: Session, actor: Actor, award: Award) -> bool:
    """Return whether `check_told` would let a reader pass."""
    return sight(tx, actor, [award])(award)


def as_seen(tx: Session, actor: Actor, award: Award, out: AwardOut) -> AwardOut:
    """Return an award as its reader may know it: whole, or as its notice told. Before the notice raises as check."""
    if not is_told(award):
        check_whole(tx, actor, award)
    return out if may_know_told(tx, actor, award) else as_told(out)


def as_told(out: AwardOut) -> AwardOut:
    """Return of an award what its notice told every bidder, and that the rest is withheld."""
    return out.model_copy(update=_AS_TOLD)


def sight(tx: Session, actor: Actor, awards: Iterable[Award]) -> Callable[[Award], bool]:
    """Return what says of each of these awards whether the actor may know what is told of it in full; read once."""
    return _sight(tx, actor, awards, is_told)


def whole_sight(tx: Session, actor: Actor, awards: Iterable[Award]) -> Callable[[Award], bool]:
    """Return what says of each of these awards whether the actor may know the whole of its lot; read once."""
    return _sight(tx, actor, awards, lambda _: False)


def _sight(
    tx: Session, actor: Actor, awards: Iterable[Award], told: Callable[[Award], bool]
) -> Callable[[Award], bool]:
    across = conflicts.across(tx, actor, {award.tender_id for award in awards})
    known: dict[tuple[Any, bool], bool] = {}

    def sees(award: Award) -> bool:
        key = award.lot_id, told(award)
        if key not in known:
            about = bids.bidders_of(tx, award.tender_id, award.lot_id)
            known[key] = across.is_free(award.tender_id, Stage.BIDDERS_KNOWN, about=about, told=told(award))
        return known[key]

    return sees

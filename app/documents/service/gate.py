"""Who of an authority may read which of its documents: what an award came to, and what its notice told."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.awards import service as awards
from app.documents.models import IssuedDocument
from app.kit.actor import Actor

_TOLD = frozenset({"award_summary"})
"""What the notice of an award tells of it; every other kind about an award is for whoever may know the whole lot."""


def check(tx: Session, actor: Actor, row: IssuedDocument) -> None:
    """Raise unless somebody of the authority may read a document; what is about no award is read by all of them.

    Raises DeclarationNeeded, ConflictUndecided, ConflictBarred or KeptFromBid.
    """
    award = awards.several(tx, [_subject(row)]).get(_subject(row))
    if award is None:
        return
    if row.kind in _TOLD:
        awards.check_told(tx, actor, award)
    else:
        awards.check_whole(tx, actor, award)


def readable(tx: Session, actor: Actor, rows: Sequence[IssuedDocument]) -> list[IssuedDocument]:
    """Return those of these documents of the actor's own authority, or meant for it, that `check` lets them read."""
    own = [row for row in rows if row.authority_id == actor.organisation_id]
    found = awards.several(tx, {_subject(row) for row in own})
    told, whole = awards.sight(tx, actor, found.values()), awards.whole_sight(tx, actor, found.values())

    def may(row: IssuedDocument) -> bool:
        award = found.get(_subject(row)) if row.authority_id == actor.organisation_id else None
        return award is None or (told(award) if row.kind in _TOLD else whole(award))

    return [row for row in rows if may(row)]


def _subject(row: IssuedDocument) -> UUID:
    """Return the award that a document was issued under, or else what it is about, which may be one."""
    return row.award_id or row.subject_id

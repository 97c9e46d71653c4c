"""State what everybody may read of an authority, and read every statement of it."""

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import LONDON, london_date
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.organisations import service as organisations
from app.organisations.models import Organisation
from app.organisations.rules import AUTHORITY_KINDS
from app.public.models import Publication, PublicEntry
from app.public.publication.errors import PublicationOvertaken, PublicationUnchanged, PublisherNotAuthority
from app.public.publication.schemas import PublicationOut, PublicationsOut, PublicationState
from app.public.repository import entries, publications
from app.public.rules import EntryKind, What, is_on

constraints.means(
    "uq_publication_authority_id_number",
    PublicationOvertaken,
    columns="publication.authority_id, publication.number",
)


def state(call: Call, body: PublicationState) -> PublicationsOut:
    """State what is public from now on; what was stated before stays on record. What is switched off is gone at once.

    Raises PublisherNotAuthority or PublicationUnchanged.
    """
    tx, actor = call.tx, call.actor
    home = _home(tx, actor, body.closed_body_id)
    before = publications.history(tx, home.id)
    row = _row(call, home.id, body, before)
    if before and _says(row) == _says(before[-1]):
        raise PublicationUnchanged(_in_words(row))
    publications.add(tx, row)
    entries.add(tx, [_entry(row)])
    audit.record(
        tx,
        actor,
        Action.PUBLICATION_STATED,
        row,
        log_id=actor.organisation_id,
        now=call.now,
        reason=body.reason,
        before=_facts(before[-1]) if before else None,
        after=_facts(row),
    )
    return _out(home.id, [*before, row])


def read(tx: Session, actor: Actor) -> PublicationsOut:
    """Return what the actor's authority publishes, and every statement of it."""
    return _out(actor.organisation_id, publications.history(tx, actor.organisation_id))


def _home(tx: Session, actor: Actor, closed_body_id: UUID | None) -> Organisation:
    """Return the authority that the actor speaks for: the own one, or a closed one that it followed.

    Nobody is left in a body that closed, so whoever followed it takes back what it published, or leaves it. Raises
    PublisherNotAuthority.
    """
    home = organisations.get(tx, closed_body_id or actor.organisation_id)
    if home.kind not in AUTHORITY_KINDS or (closed_body_id is None and home.successor_id is not None):
        raise PublisherNotAuthority(home.name)
    heir = home
    while heir.successor_id is not None:
        heir = organisations.get(tx, heir.successor_id)
    if heir.id != actor.organisation_id:
        raise NotFound("closed body", closed_body_id)
    return home


def _row(call: Call, home_id: UUID, body: PublicationState, before: Sequence[Publication]) -> Publication:
    from_on = body.from_on or (before[-1].from_on if before else london_date(call.now))
    return Publication(
        id=new_id(call.now),
        authority_id=home_id,
        number=len(before) + 1,
        **{what.value: getattr(body, what.value) for what in What},
        from_on=from_on,
        from_at=datetime.combine(from_on, time(), LONDON),
        reason=body.reason,
        stated_by=call.actor.person_id,
        stated_at=call.now,
    )


def _entry(row: Publication) -> PublicEntry:
    kind = EntryKind.PUBLICATION_CHANGED.value
    return PublicEntry(
        id=row.id, authority_id=row.authority_id, kind=kind, subject_id=row.authority_id, at=row.stated_at
    )


def _says(row: Publication) -> tuple[object, ...]:
    return (*(getattr(row, what.value) for what in What), row.from_on)


def _facts(row: Publication) -> dict[str, object]:
    return {what.value: getattr(row, what.value) for what in What} | {"from_on": row.from_on.isoformat()}


def _in_words(row: Publication) -> str:
    shown = [what.value for what in What if getattr(row, what.value)]
    return f"{', '.join(shown)} from {row.from_on}" if shown else "nothing is public"


def _out(authority_id: UUID, rows: Sequence[Publication]) -> PublicationsOut:
    ends = [*(row.stated_at for row in rows[1:]), *([None] if rows else [])]
    told = [
        PublicationOut.model_validate(
            {name: getattr(row, name) for name in PublicationOut.model_fields if name != "superseded_at"}
            | {"superseded_at": end}
        )
        for row, end in zip(rows, ends, strict=True)
    ]
    on = bool(rows) and is_on(rows[-1])
    address = f"/public/authorities/{authority_id}" if on else None
    return PublicationsOut(is_on=on, address=address, statements=told[::-1])

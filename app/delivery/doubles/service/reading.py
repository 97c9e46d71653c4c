"""Show double claims to whoever may know of them, each as far as they may."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.contracts import service as contracts
from app.delivery.doubles import repository, rules
from app.delivery.doubles.models import ClaimedSource, DoubleClaim
from app.delivery.doubles.rules import Kind, Whose
from app.delivery.doubles.schemas import (
    ClaimedSourceOut,
    DoubleClaimOut,
    DoubleClaimWithLinesOut,
    DoubleLineOut,
    RemarkOut,
)
from app.delivery.doubles.service.registering import source_out
from app.identity import service as identity
from app.identity.rules import AUTHORITY_READERS, SUPPLIER
from app.kit.actor import Actor
from app.kit.clock import london_date
from app.kit.errors import NotFound
from app.kit.pagination import PageRequest
from app.kit.schema import Page

_WORDS = {Kind.INVOICE: "invoices", Kind.PERSON: "people", Kind.FILE: "the file"}


def list_sources(tx: Session, actor: Actor, contract_id: UUID, asked: PageRequest) -> Page[ClaimedSourceOut]:
    """Return a page of what a contract claims line by line, for either side of it."""
    contract = contracts.visible(tx, actor, contract_id)
    rows, following = repository.page_of_sources(tx, contract.id, asked)
    return Page[ClaimedSourceOut](items=[source_out(row) for row in rows], next=following)


def listed(
    tx: Session,
    actor: Actor,
    asked: PageRequest,
    *,
    contract_id: UUID | None,
    statuses: Sequence[str],
    now: datetime,
) -> Page[DoubleClaimOut]:
    """Return a page of the double claims that the actor may know of."""
    seen = repository.seen_by(
        actor.organisation_id,
        buys=actor.has(*AUTHORITY_READERS),
        sells=actor.has(*SUPPLIER),
        sharing=repository.sharing(tx),
        today=london_date(now),
    )
    rows, following = repository.page_of_double_claims(tx, asked, seen, contract_id=contract_id, statuses=statuses)
    return Page[DoubleClaimOut](items=outs(tx, actor, rows), next=following)


def read(tx: Session, actor: Actor, double_claim_id: UUID, *, now: datetime) -> DoubleClaimWithLinesOut:
    """Return one double claim with the lines of one's own that are claimed twice."""
    row = visible(tx, actor, double_claim_id, now=now)
    (out,) = outs(tx, actor, [row])
    own = out.whose is not Whose.ANOTHER_AUTHORITY
    found = repository.common_lines(tx, row.source_id, row.other_source_id, most=rules.MOST_SHOWN)
    lines = dict.fromkeys((place, other_place if own else None) for place, other_place in found)
    shown = [DoubleLineOut(place=place, other_place=other_place) for place, other_place in lines]
    return DoubleClaimWithLinesOut(**dict(out), lines=shown)


def visible(tx: Session, actor: Actor, double_claim_id: UUID, *, now: datetime) -> DoubleClaim:
    """Return the row of a double claim that the actor may know of; raise NotFound for any other."""
    row = repository.double_claim(tx, double_claim_id)
    if row is None or not (sees_as_authority(tx, actor, row, now=now) or sees_as_supplier(actor, row)):
        raise NotFound("double claim", double_claim_id)
    return row


def sees_as_authority(tx: Session, actor: Actor, row: DoubleClaim, *, now: datetime) -> bool:
    """Return what `repository.seen_by` says in SQL of an authority's side; a test holds the two together."""
    if row.authority_id != actor.organisation_id or not actor.has(*AUTHORITY_READERS):
        return False
    if not row.for_authority or london_date(now) < row.shown_from:
        return False
    if row.other_authority_id == row.authority_id or row.status != "open":
        return True
    return {row.authority_id, row.other_authority_id} <= repository.sharing(tx)


def sees_as_supplier(actor: Actor, row: DoubleClaim) -> bool:
    """Return whether the double claim is between contracts of the actor's own organisation as a supplier."""
    return row.supplier_id == actor.organisation_id and row.for_supplier and actor.has(*SUPPLIER)


def stands(tx: Session, row: DoubleClaim) -> bool:
    """Return whether both claims stand."""
    return len(repository.counting(tx, [row.source_id, row.other_source_id])) == 2  # noqa: PLR2004 - both of the two


def outs(tx: Session, actor: Actor, rows: Sequence[DoubleClaim]) -> list[DoubleClaimOut]:
    """Return double claims as this reader may know them."""
    both = [one for row in rows for one in (row.source_id, row.other_source_id)]
    sources, counting = repository.sources(tx, both), repository.counting(tx, both)
    remarks = _remarks(tx, [row.id for row in rows])
    return [
        _out(
            tx,
            actor,
            row,
            (sources[row.source_id], sources[row.other_source_id]),
            remarks=remarks.get(row.id, []),
            both_count={row.source_id, row.other_source_id} <= counting,
        )
        for row in rows
    ]


def _remarks(tx: Session, ids: Sequence[UUID]) -> dict[UUID, list[RemarkOut]]:
    rows = repository.remarks(tx, ids) if ids else []
    names = identity.names(tx, (row.made_by for row in rows))
    found: dict[UUID, list[RemarkOut]] = defaultdict(list)
    for row in rows:
        made = RemarkOut(outcome=row.outcome, words=row.words, made_by_name=names[row.made_by], made_at=row.made_at)
        found[row.double_claim_id].append(made)
    return found


def _out(
    tx: Session,
    actor: Actor,
    row: DoubleClaim,
    sources: tuple[ClaimedSource, ClaimedSource],
    *,
    remarks: list[RemarkOut],
    both_count: bool,
) -> DoubleClaimOut:
    mine, theirs = sources
    whose = _whose(actor, row, theirs)
    reference = None if whose is Whose.ANOTHER_AUTHORITY else contracts.get(tx, row.other_contract_id).reference
    days = rules.overlap((mine.starts_on, mine.ends_on), (theirs.starts_on, theirs.ends_on))
    return DoubleClaimOut(
        id=row.id,
        kind=Kind(row.kind),
        contract_id=row.contract_id,
        source_id=row.source_id,
        source_name=mine.name,
        whose=whose,
        other_contract_id=None if reference is None else row.other_contract_id,
        other_reference=reference,
        overlap_starts_on=days[0] if days else None,
        overlap_ends_on=days[1] if days else None,
        said=_said(mine, reference, days, whose),
        stands=both_count,
        status=rules.DoubleClaimStatus(row.status),
        remarks=remarks,
        version=row.version,
    )


def _whose(actor: Actor, row: DoubleClaim, theirs: ClaimedSource) -> Whose:
    if sees_as_supplier(actor, row) and theirs.supplier_id == actor.organisation_id:
        return Whose.OWN_CONTRACT
    own = row.authority_id == actor.organisation_id == row.other_authority_id
    return Whose.OWN_AUTHORITY if own else Whose.ANOTHER_AUTHORITY


def _said(mine: ClaimedSource, reference: str | None, days: tuple[object, object] | None, whose: Whose) -> str:
    who = "Another authority that lets its claims be compared" if whose is Whose.ANOTHER_AUTHORITY else reference
    when = f"the periods overlap from {days[0]} to {days[1]}" if days else "no days are known that both are for"
    what = _WORDS[Kind(mine.kind)]
    what = f"the file {mine.name!r}" if mine.kind == Kind.FILE else f"{what} of {mine.name!r}"
    return f"{who} claims {what} too, and {when}."

"""Lists of what everybody may read, a page at a time: authorities, tenders, awards."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.organisations.models import Organisation
from app.public.models import Publication
from app.public.repository import publications, subjects
from app.public.rules import What
from app.public.schemas import AuthorityLineOut, AwardLineOut, TenderLineOut
from app.public.service import finding
from app.public.service.lines import award_lines, publisher, tender_lines

Line = TypeVar("Line")


def authorities(tx: Session, asked: PageRequest) -> Page[AuthorityLineOut]:
    """Return the authorities that publish something, by name."""
    rows, following = publications.page(tx, asked)
    held = publications.in_force(tx, [row.id for row in rows])
    items = [authority_line(row, held[row.id]) for row in rows]
    return Page[AuthorityLineOut](items=items, next=following)


def authority_line(row: Organisation, held: Publication) -> AuthorityLineOut:
    """Return an authority for a list."""
    shown = [what.value for what in What if getattr(held, what.value)]
    return AuthorityLineOut(**dict(publisher(row)), publishes=shown, from_on=held.from_on)


def tenders(tx: Session, asked: PageRequest, *, authority: str | None, now: datetime) -> Page[TenderLineOut]:
    """Return the public tenders, newest first, of one authority or of all."""
    rows, following = subjects.tenders(tx, asked, **_of(tx, authority))
    return Page[TenderLineOut](items=tender_lines(tx, rows, now), next=following)


def awards(tx: Session, asked: PageRequest, *, authority: str | None) -> Page[AwardLineOut]:
    """Return the public awards, newest first, of one authority or of all."""
    rows, following = subjects.awards(tx, asked, **_of(tx, authority))
    return Page[AwardLineOut](items=award_lines(tx, rows), next=following)


def _of(tx: Session, authority: str | None) -> dict[str, Any]:
    return {} if authority is None else {"authority_id": finding.authority(tx, authority)[0].id}

"""Keep the look that an authority gives its documents: each revision supersedes the one before, and none is edited."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.documents import repository
from app.documents.codec import decode, encode
from app.documents.errors import BrandUnchanged, ColourTooPale, LogoRefused
from app.documents.face_content import Brand
from app.documents.logos import NotALogo, logo_of
from app.documents.models import DocumentBrand
from app.documents.palette import HOUSE, LEAST_CONTRAST, contrast_on_white, nearest_allowed
from app.documents.schemas import BrandCreate, BrandOut, LogoOut
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.schema import Page


def of_authority(tx: Session, authority_id: UUID) -> Brand | None:
    """Return the look that an authority's documents have now, or None while it has given them none."""
    row = repository.last_brand(tx, authority_id)
    return None if row is None else decode(Brand, row.brand)


def set_brand(call: Call, body: BrandCreate) -> BrandOut:
    """Give documents that are issued from now on a colour and a logo; those issued before keep theirs.

    Raises ColourTooPale, LogoRefused and BrandUnchanged.
    """
    tx, authority_id = call.tx, call.actor.organisation_id
    colour = (body.colour or HOUSE).lower()
    if contrast_on_white(colour) < LEAST_CONTRAST:
        raise ColourTooPale(colour, contrast_on_white(colour), nearest_allowed(colour))
    try:
        logo = None if body.logo is None else logo_of(body.logo.data, body.logo.alt)
    except NotALogo as refused:
        raise LogoRefused(str(refused)) from refused
    before = repository.last_brand(tx, authority_id)
    brand = Brand(revision=before.revision + 1 if before else 1, colour=colour, logo=logo)
    if before is not None:
        kept = decode(Brand, before.brand)
        if (kept.colour, kept.logo) == (brand.colour, brand.logo):
            raise BrandUnchanged(before.revision)
    row = DocumentBrand(
        id=new_id(call.now),
        authority_id=authority_id,
        revision=brand.revision,
        brand=encode(brand),
        set_by=call.actor.person_id,
        set_at=call.now,
    )
    repository.add(tx, row)
    said = {"revision": brand.revision, "colour": colour, "logo": None if logo is None else logo.digest}
    audit.record(tx, call.actor, Action.BRAND_SET, row, log_id=authority_id, now=call.now, after=said)
    return _out(row)


def brands(tx: Session, actor: Actor) -> Page[BrandOut]:
    """Return every look that the authority gave its documents, the first first."""
    return Page[BrandOut](items=[_out(row) for row in repository.brands(tx, actor.organisation_id)], next=None)


def brand(tx: Session, actor: Actor, brand_id: UUID) -> BrandOut:
    """Return one look of the authority's own; raises NotFound for any other."""
    row = repository.brand(tx, brand_id)
    if row is None or row.authority_id != actor.organisation_id:
        raise NotFound("brand", brand_id)
    return _out(row)


def _out(row: DocumentBrand) -> BrandOut:
    found = decode(Brand, row.brand)
    tenths = contrast_on_white(found.colour)
    logo = found.logo
    return BrandOut(
        id=row.id,
        revision=row.revision,
        colour=found.colour,
        contrast=f"{tenths // 10}.{tenths % 10}",
        logo=None
        if logo is None
        else LogoOut(
            media_type=logo.media_type,
            digest=logo.digest,
            width=logo.width,
            height=logo.height,
            alt=logo.alt,
            data=logo.data,
        ),
        set_by=row.set_by,
        set_at=row.set_at,
    )

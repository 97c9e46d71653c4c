"""SQL of claimed lines, double claims and consents."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.contracts.models import Commitment
from app.delivery.doubles.models import (
    ClaimedFingerprint,
    ClaimedSource,
    DoubleClaim,
    DoubleClaimRemark,
    SharingConsent,
)
from app.delivery.models import Assessment, DeliveryUpdate, EvidenceFile, ReportShare, UpdateEvidence
from app.kit.adding import insert_rows
from app.kit.pagination import PageRequest, fetch

_STANDING = ("submitted", "verified", "part_verified")


def add_source(tx: Session, source: ClaimedSource, fingerprints: Sequence[ClaimedFingerprint]) -> None:
    """Add lines with what they are recognised by."""
    tx.add(source)
    tx.flush()
    insert_rows(tx, fingerprints)


def add(tx: Session, row: DoubleClaim | DoubleClaimRemark | SharingConsent) -> None:
    """Add a row; the flush brings a lost race to light."""
    tx.add(row)
    tx.flush()


def source(tx: Session, source_id: UUID) -> ClaimedSource | None:
    """Return one source."""
    return tx.get(ClaimedSource, source_id)


def source_for_update(tx: Session, source_id: UUID) -> ClaimedSource:
    """Return a source that is known to be there as it now is, locked."""
    statement = select(ClaimedSource).where(ClaimedSource.id == source_id).with_for_update()
    return tx.scalars(statement, execution_options={"populate_existing": True}).one()


def sources(tx: Session, ids: Iterable[UUID]) -> dict[UUID, ClaimedSource]:
    """Return sources by id."""
    wanted = list(dict.fromkeys(ids))
    found = tx.scalars(select(ClaimedSource).where(ClaimedSource.id.in_(wanted))) if wanted else ()
    return {row.id: row for row in found}


def counting(tx: Session, ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return which of these sources count: neither withdrawn nor of an update that was superseded or rejected."""
    statement = (
        select(ClaimedSource.id)
        .outerjoin(DeliveryUpdate, DeliveryUpdate.id == ClaimedSource.update_id)
        .where(ClaimedSource.id.in_(list(ids)), ClaimedSource.withdrawn_at.is_(None))
        .where(or_(ClaimedSource.update_id.is_(None), DeliveryUpdate.status.in_(_STANDING)))
    )
    return frozenset(tx.scalars(statement))


def assessment(tx: Session, assessment_id: UUID) -> tuple[Assessment, DeliveryUpdate, dict[str, Any]] | None:
    """Return an assessment, its update, and the measure of the commitment that the update is on."""
    statement = (
        select(Assessment, DeliveryUpdate, Commitment.measure)
        .join(DeliveryUpdate, DeliveryUpdate.id == Assessment.update_id)
        .join(Commitment, Commitment.id == DeliveryUpdate.commitment_id)
        .where(Assessment.id == assessment_id)
    )
    row = tx.execute(statement).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def assessed_sources(tx: Session, update_id: UUID) -> Sequence[ClaimedSource]:
    """Return what engines counted of an update and nobody has withdrawn."""
    statement = select(ClaimedSource).where(ClaimedSource.update_id == update_id, ClaimedSource.withdrawn_at.is_(None))
    return tx.scalars(statement.where(ClaimedSource.assessment_id.is_not(None)).order_by(ClaimedSource.id)).all()


def add_fingerprints(tx: Session, rows: Sequence[ClaimedFingerprint]) -> None:
    """Add what the lines of a source are recognised by."""
    insert_rows(tx, rows)


def sources_of_authority(tx: Session, authority_id: UUID) -> Sequence[UUID]:
    """Return what an authority's contracts claim, by id, the oldest first; withdrawn ones not."""
    statement = select(ClaimedSource.id).where(ClaimedSource.authority_id == authority_id)
    return tx.scalars(statement.where(ClaimedSource.withdrawn_at.is_(None)).order_by(ClaimedSource.id)).all()


def page_of_sources(tx: Session, contract_id: UUID, asked: PageRequest) -> tuple[Sequence[ClaimedSource], str | None]:
    """Return one page of what a contract claims line by line."""
    statement = select(ClaimedSource).where(ClaimedSource.contract_id == contract_id)
    keys = {"registered_at": ClaimedSource.registered_at, "name": ClaimedSource.name}
    return fetch(tx, statement, asked, keys=keys, key=ClaimedSource.id, default="-registered_at")


def lines_since(tx: Session, contract_id: UUID, since: datetime) -> int:
    """Return how many lines were registered on a contract since an instant; files not counted."""
    statement = select(func.coalesce(func.sum(ClaimedSource.line_count), 0))
    return int(
        tx.execute(
            statement.where(
                ClaimedSource.contract_id == contract_id,
                ClaimedSource.kind != "file",
                ClaimedSource.registered_at >= since,
            )
        ).scalar_one()
    )


def allotted(tx: Session, update_ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """Return which share of a shared report each of these updates claims, for those that claim one."""
    wanted = list(dict.fromkeys(update_ids))
    statement = select(ReportShare.update_id, ReportShare.percent).where(ReportShare.update_id.in_(wanted))
    return {row.update_id: row.percent for row in tx.execute(statement)} if wanted else {}


def allotted_files(tx: Session, evidence_ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """Return which share each of these files is claimed with, for files that only shared reports rest on."""
    wanted = list(dict.fromkeys(evidence_ids))
    statement = (
        select(UpdateEvidence.evidence_id, ReportShare.percent)
        .join(DeliveryUpdate, DeliveryUpdate.id == UpdateEvidence.update_id)
        .outerjoin(ReportShare, ReportShare.update_id == UpdateEvidence.update_id)
        .where(UpdateEvidence.evidence_id.in_(wanted), DeliveryUpdate.status.in_(_STANDING))
    )
    found: dict[UUID, list[Decimal | None]] = {}
    for evidence_id, percent in tx.execute(statement) if wanted else ():
        found.setdefault(evidence_id, []).append(percent)
    shared = {key: [one for one in every if one is not None] for key, every in found.items()}
    return {key: max(every) for key, every in shared.items() if every and len(every) == len(found[key])}


def sources_counted_by(tx: Session, update_id: UUID) -> Sequence[UUID]:
    """Return what an update counts, by its id or by a file that it names."""
    named = select(UpdateEvidence.evidence_id).where(UpdateEvidence.update_id == update_id)
    counted = or_(ClaimedSource.update_id == update_id, ClaimedSource.evidence_id.in_(named))
    return tx.scalars(select(ClaimedSource.id).where(counted).order_by(ClaimedSource.id)).all()


def evidence(tx: Session, evidence_id: UUID) -> EvidenceFile | None:
    """Return the record of one file."""
    return tx.get(EvidenceFile, evidence_id)


def file_source(tx: Session, evidence_id: UUID) -> UUID | None:
    """Return what was registered for a file as a whole, if it was."""
    statement = select(ClaimedSource.id).where(ClaimedSource.evidence_id == evidence_id, ClaimedSource.kind == "file")
    return tx.scalars(statement.limit(1)).one_or_none()


def belongs(tx: Session, contract_id: UUID, *, evidence_id: UUID | None, update_id: UUID | None) -> tuple[bool, bool]:
    """Return whether a file and an update are of a contract; one that is not named is."""
    file = tx.get(EvidenceFile, evidence_id) if evidence_id else None
    update = tx.get(DeliveryUpdate, update_id) if update_id else None
    return (
        evidence_id is None or (file is not None and file.contract_id == contract_id),
        update_id is None or (update is not None and update.contract_id == contract_id),
    )


def is_rested_on(tx: Session, row: ClaimedSource) -> bool:
    """Return whether an update that stands counts a source: by its id, or by the file that it was taken from."""
    rests: ColumnElement[bool] = DeliveryUpdate.id == row.update_id
    if row.evidence_id is not None:
        named = select(UpdateEvidence.update_id).where(UpdateEvidence.evidence_id == row.evidence_id)
        rests = or_(rests, DeliveryUpdate.id.in_(named))
    statement = select(DeliveryUpdate.id).where(rests, DeliveryUpdate.status.in_(_STANDING))
    return tx.execute(statement.limit(1)).first() is not None


def also_claimed(tx: Session, row: ClaimedSource, *, sharing: Iterable[UUID]) -> Sequence[Row[Any]]:
    """Return fingerprint, own share, other source and its share of each line that is claimed elsewhere too.

    Compared is within the authority, within the supplier, and with the authorities in `sharing`.
    """
    mine, other, source = ClaimedFingerprint, aliased(ClaimedFingerprint), aliased(ClaimedSource)
    comparable = or_(
        source.authority_id == row.authority_id,
        source.supplier_id == row.supplier_id,
        source.authority_id.in_(list(sharing)),
    )
    statement = (
        select(mine.fingerprint, mine.share, source.id.label("other_id"), other.share.label("other_share"))
        .join(other, and_(other.fingerprint == mine.fingerprint, other.key_id == mine.key_id))
        .join(source, source.id == other.source_id)
        .outerjoin(DeliveryUpdate, DeliveryUpdate.id == source.update_id)
        .where(mine.source_id == row.id, source.id != row.id, source.withdrawn_at.is_(None), comparable)
        .where(or_(source.update_id.is_(None), DeliveryUpdate.status.in_(_STANDING)))
        .order_by(mine.fingerprint, source.id)
    )
    found: Sequence[Row[Any]] = tx.execute(statement).all()  # type: ignore[assignment]  # rows are read by name
    return found


def common_lines(tx: Session, source_id: UUID, other_id: UUID, *, most: int) -> Sequence[tuple[str, str]]:
    """Return where the lines stand that two sources have in common, in the order of the first."""
    mine, other = ClaimedFingerprint, aliased(ClaimedFingerprint)
    statement = (
        select(mine.place, other.place, mine.position)
        .join(other, and_(other.fingerprint == mine.fingerprint, other.key_id == mine.key_id))
        .where(mine.source_id == source_id, other.source_id == other_id)
        .distinct()
        .order_by(mine.position, other.place)
        .limit(most)
    )
    return [(place, other_place) for place, other_place, _ in tx.execute(statement)]


def pairs_of(tx: Session, source_id: UUID) -> dict[tuple[UUID, UUID], DoubleClaim]:
    """Return the double claims that a source is in, from either side, locked."""
    either = or_(DoubleClaim.source_id == source_id, DoubleClaim.other_source_id == source_id)
    statement = select(DoubleClaim).where(either).order_by(DoubleClaim.id).with_for_update()
    return {(row.source_id, row.other_source_id): row for row in tx.scalars(statement)}


def before_counted_anew(tx: Session, mine: ClaimedSource, theirs: ClaimedSource) -> DoubleClaim | None:
    """Return the newest double claim of two sources as they were before an engine counted either update anew."""
    own, other = aliased(ClaimedSource), aliased(ClaimedSource)
    statement = (
        select(DoubleClaim)
        .join(own, own.id == DoubleClaim.source_id)
        .join(other, other.id == DoubleClaim.other_source_id)
        .where(DoubleClaim.kind == mine.kind, _same_lines(own, mine), _same_lines(other, theirs))
        .order_by(own.id.desc(), other.id.desc())
    )
    return tx.scalars(statement.limit(1)).one_or_none()


def _same_lines(table: type[ClaimedSource], row: ClaimedSource) -> ColumnElement[bool]:
    if row.assessment_id is None:
        return table.id == row.id
    return or_(table.id == row.id, and_(table.update_id == row.update_id, table.assessment_id.is_not(None)))


def double_claim(tx: Session, double_claim_id: UUID) -> DoubleClaim | None:
    """Return one double claim."""
    return tx.get(DoubleClaim, double_claim_id)


def double_claim_for_update(tx: Session, double_claim_id: UUID) -> DoubleClaim:
    """Return a double claim that is known to be there as it now is, locked."""
    statement = select(DoubleClaim).where(DoubleClaim.id == double_claim_id).with_for_update()
    return tx.scalars(statement, execution_options={"populate_existing": True}).one()


def page_of_double_claims(
    tx: Session, asked: PageRequest, seen: ColumnElement[bool], *, contract_id: UUID | None, statuses: Sequence[str]
) -> tuple[Sequence[DoubleClaim], str | None]:
    """Return one page of the double claims that somebody may see, by when their own side was claimed."""
    statement = select(DoubleClaim).where(seen)
    if contract_id is not None:
        statement = statement.where(DoubleClaim.contract_id == contract_id)
    if statuses:
        statement = statement.where(DoubleClaim.status.in_(statuses))
    keys = {"claimed_at": DoubleClaim.claimed_at}
    return fetch(tx, statement, asked, keys=keys, key=DoubleClaim.id, default="-claimed_at")


def seen_by(
    organisation_id: UUID, *, buys: bool, sells: bool, sharing: frozenset[UUID], today: date
) -> ColumnElement[bool]:
    """Return which double claims somebody may see.

    An authority sees its own; of those with another authority, from the day after, while both let claims be compared,
    and for good what it has decided on. A supplier sees those between contracts of its own.
    """
    others = list(sharing) if organisation_id in sharing else []
    known = or_(
        DoubleClaim.other_authority_id == organisation_id,
        DoubleClaim.other_authority_id.in_(others),
        DoubleClaim.status != "open",
    )
    bought = and_(
        DoubleClaim.authority_id == organisation_id, DoubleClaim.for_authority, DoubleClaim.shown_from <= today, known
    )
    sold = and_(DoubleClaim.supplier_id == organisation_id, DoubleClaim.for_supplier)
    nothing = DoubleClaim.id.is_(None)
    return or_(bought if buys else nothing, sold if sells else nothing)


def remarks(tx: Session, ids: Sequence[UUID]) -> Sequence[DoubleClaimRemark]:
    """Return what was said of double claims, oldest first."""
    statement = select(DoubleClaimRemark).where(DoubleClaimRemark.double_claim_id.in_(ids))
    return tx.scalars(statement.order_by(DoubleClaimRemark.id)).all()


def consents(tx: Session, authority_id: UUID) -> Sequence[SharingConsent]:
    """Return every decision of an authority, oldest first."""
    statement = select(SharingConsent).where(SharingConsent.authority_id == authority_id)
    return tx.scalars(statement.order_by(SharingConsent.revision)).all()


def sharing(tx: Session) -> frozenset[UUID]:
    """Return the authorities that let their claims be compared now."""
    newest = select(SharingConsent.authority_id, func.max(SharingConsent.revision).label("revision"))
    last = newest.group_by(SharingConsent.authority_id).subquery()
    statement = select(SharingConsent.authority_id).join(
        last, and_(last.c.authority_id == SharingConsent.authority_id, last.c.revision == SharingConsent.revision)
    )
    return frozenset(tx.scalars(statement.where(SharingConsent.shares)))


def is_upheld(tx: Session, update_id: UUID, evidence_ids: Sequence[UUID]) -> bool:
    """Return whether anything that an update counts or rests on is an upheld double claim of its contract."""
    counted = or_(ClaimedSource.update_id == update_id, ClaimedSource.evidence_id.in_(evidence_ids))
    other = aliased(ClaimedSource)
    statement = (
        select(DoubleClaim.id)
        .join(ClaimedSource, ClaimedSource.id == DoubleClaim.source_id)
        .join(other, other.id == DoubleClaim.other_source_id)
        .where(counted, DoubleClaim.status == "upheld", DoubleClaim.for_authority)
        .where(ClaimedSource.withdrawn_at.is_(None), other.withdrawn_at.is_(None))
    )
    return tx.execute(statement.limit(1)).first() is not None

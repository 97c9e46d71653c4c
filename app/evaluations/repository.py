"""SQL of assignments, marks, agreed marks and results."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import String, Text, Uuid, and_, bindparam, cast, exists, func, select
from sqlalchemy.orm import Session, aliased, defer

from app.bids.models import Alias, Bid, BidSubmission
from app.evaluations.ground import Ground, ReadResult
from app.evaluations.models import AgreedMark, Assignment, FrozenMark, LowPriceInquiry, Mark, Moderation, Result
from app.kit.pagination import PageRequest, fetch
from app.kit.straight import Straight
from app.tenders.models import Lot, Tender

# Each with its type: a column that refers to another table has none before that table is known.
_AUTHORITY = bindparam("authority_id", type_=Uuid())
_BID = bindparam("bid_id", type_=Uuid())
_CRITERION = bindparam("criterion", type_=String())
_EVALUATOR = bindparam("evaluator_id", type_=Uuid())
_RESULT = bindparam("result_id", type_=Uuid())
_OWN_OPENED = and_(Bid.id == _BID, Bid.authority_id == _AUTHORITY, Bid.opened_at.is_not(None))

# Marks share the tender, so that none waits for the commit of another (0.52 of a bare insert on PostgreSQL instead of
# 0.41): whatever they rest on is changed only by whoever holds the tender alone. An evaluator's assignment is held so
# that two marks of theirs on one question queue. The tender comes first in the clause, and so it is locked first.
_HOLD = Straight(
    select(Tender.id)
    .join(Bid, Bid.tender_id == Tender.id)
    .join(Assignment, Assignment.lot_id == Bid.lot_id)
    .where(_OWN_OPENED, Assignment.criterion == _CRITERION, Assignment.evaluator_id == _EVALUATOR)
    .with_for_update(read=True, of=Tender)
    .with_statement_hint("FOR UPDATE OF assignment", "postgresql")
)

_ASSIGNED = and_(
    Assignment.lot_id == Bid.lot_id, Assignment.evaluator_id == _EVALUATOR, Assignment.removed_at.is_(None)
)
_still = aliased(Assignment)
_FROZEN = and_(
    FrozenMark.bid_id == _BID,
    FrozenMark.criterion == _CRITERION,
    _still.lot_id == FrozenMark.lot_id,
    _still.criterion == FrozenMark.criterion,
    _still.evaluator_id == FrozenMark.evaluator_id,
    _still.removed_at.is_(None),
)
_OWN_MARKS = and_(Mark.bid_id == _BID, Mark.criterion == _CRITERION, Mark.evaluator_id == _EVALUATOR)
_LAST_REVISION = select(func.max(Mark.revision)).where(_OWN_MARKS).scalar_subquery()

# One statement made once, where the mapper took nine: a mark costs 1.1 ms of processor time and not 4.2. Another fact
# that decides is another column here, in the order of Ground.
_GROUND = Straight(
    select(
        Tender.id,
        Tender.authority_id,
        Tender.reference,
        Tender.status,
        Tender.rubric_id,
        Tender.rubric_digest,
        Lot.id,
        Lot.code,
        Lot.decided_at,
        Bid.supplier_id,
        Bid.status,
        BidSubmission.supplier_name,
        exists().where(_ASSIGNED),
        exists().where(_ASSIGNED, Assignment.criterion == _CRITERION),
        exists().where(_FROZEN),
        exists().where(Alias.lot_id == Bid.lot_id, Alias.person_id == _EVALUATOR, Alias.revealed_at.is_(None)),
        Mark.revision,
        Mark.mark,
    )
    .select_from(Bid)
    .join(BidSubmission, and_(BidSubmission.bid_id == Bid.id, BidSubmission.number == Bid.current_number))
    .join(Tender, Tender.id == Bid.tender_id)
    .join(Lot, Lot.id == Bid.lot_id)
    .outerjoin(Mark, and_(_OWN_MARKS, Mark.revision == _LAST_REVISION))
    .where(_OWN_OPENED)
)

_later = aliased(Result)
_BIDS = and_(Bid.lot_id == Result.lot_id, Bid.opened_at.is_not(None))

# In the order of ReadResult. Whatever else is scored one day needs a number among the last that it moves.
_READ_RESULT = (
    select(
        Result.id,
        Result.tender_id,
        Result.lot_id,
        Lot.code,
        Result.number,
        Result.reason,
        Result.inputs_digest,
        Result.digest,
        Result.computed_by,
        Result.computed_at,
        cast(Result.body, Text),
        select(func.max(_later.number)).where(_later.lot_id == Result.lot_id).scalar_subquery(),
        Tender.authority_id,
        Tender.reference,
        Tender.version,
        select(func.count()).where(AgreedMark.lot_id == Result.lot_id).scalar_subquery(),
        select(func.count()).where(_BIDS).scalar_subquery(),
        select(func.coalesce(func.sum(Bid.version), 0)).where(_BIDS).scalar_subquery(),
        select(func.count()).where(LowPriceInquiry.lot_id == Result.lot_id).scalar_subquery(),
        select(func.count(LowPriceInquiry.outcome)).where(LowPriceInquiry.lot_id == Result.lot_id).scalar_subquery(),
    )
    .join(Lot, Lot.id == Result.lot_id)
    .join(Tender, Tender.id == Result.tender_id)
    .where(Result.id == _RESULT, Result.authority_id == _AUTHORITY)
)


def add(tx: Session, *rows: Assignment | AgreedMark | FrozenMark | Moderation | Result) -> None:
    """Add rows; the flush brings a second one of the same to light."""
    tx.add_all(rows)
    tx.flush()


def assignment(tx: Session, assignment_id: UUID) -> Assignment | None:
    """Return one assignment."""
    return tx.get(Assignment, assignment_id)


def assignments_of_lot(tx: Session, lot_id: UUID, *, criterion: str | None = None) -> Sequence[Assignment]:
    """Return every assignment of a lot, removed ones too, in the order in which they were made."""
    statement = select(Assignment).where(Assignment.lot_id == lot_id)
    if criterion is not None:
        statement = statement.where(Assignment.criterion == criterion)
    return tx.scalars(statement.order_by(Assignment.created_at, Assignment.id)).all()


def page_of_assignments(
    tx: Session, tender_id: UUID, asked: PageRequest, *, lot_id: UUID | None, evaluator_id: UUID | None
) -> tuple[Sequence[Assignment], str | None]:
    """Return one page of the assignments of a tender."""
    statement = select(Assignment).where(Assignment.tender_id == tender_id)
    if lot_id is not None:
        statement = statement.where(Assignment.lot_id == lot_id)
    if evaluator_id is not None:
        statement = statement.where(Assignment.evaluator_id == evaluator_id)
    keys = {"created_at": Assignment.created_at, "criterion": Assignment.criterion}
    return fetch(tx, statement, asked, keys=keys, key=Assignment.id, default="created_at")


def page_of_evaluator(
    tx: Session, evaluator_id: UUID, asked: PageRequest, *, tender_id: UUID | None
) -> tuple[Sequence[Assignment], str | None]:
    """Return one page of what an evaluator is assigned to now."""
    statement = select(Assignment).where(Assignment.evaluator_id == evaluator_id, Assignment.removed_at.is_(None))
    if tender_id is not None:
        statement = statement.where(Assignment.tender_id == tender_id)
    return fetch(
        tx, statement, asked, keys={"created_at": Assignment.created_at}, key=Assignment.id, default="created_at"
    )


def is_assigned_to_lot(tx: Session, lot_id: UUID, evaluator_id: UUID) -> bool:
    """Return whether an evaluator is assigned to anything in a lot now."""
    statement = select(Assignment.id).where(
        Assignment.lot_id == lot_id, Assignment.evaluator_id == evaluator_id, Assignment.removed_at.is_(None)
    )
    return tx.execute(statement).first() is not None


def ever_assigned(tx: Session, tender_id: UUID, evaluator_id: UUID) -> list[tuple[UUID, str]]:
    """Return the questions, as (lot, criterion), that somebody is or was assigned to in a tender."""
    statement = select(Assignment.lot_id, Assignment.criterion).where(
        Assignment.tender_id == tender_id, Assignment.evaluator_id == evaluator_id
    )
    return [(lot_id, criterion) for lot_id, criterion in tx.execute(statement)]


def marks(
    tx: Session,
    lot_id: UUID,
    *,
    criterion: str | None = None,
    bid_id: UUID | None = None,
    evaluator_id: UUID | None = None,
) -> Sequence[Mark]:
    """Return the marks of a lot, every revision, the oldest first; narrowed to what is given."""
    statement = select(Mark).where(Mark.lot_id == lot_id)
    for column, value in ((Mark.criterion, criterion), (Mark.bid_id, bid_id), (Mark.evaluator_id, evaluator_id)):
        if value is not None:
            statement = statement.where(column == value)
    return tx.scalars(statement.order_by(Mark.made_at, Mark.id)).all()


def agreed(
    tx: Session, lot_id: UUID, *, criterion: str | None = None, bid_id: UUID | None = None
) -> Sequence[AgreedMark]:
    """Return the agreed marks and gate decisions of a lot, every revision, the oldest first."""
    statement = select(AgreedMark).where(AgreedMark.lot_id == lot_id)
    for column, value in ((AgreedMark.criterion, criterion), (AgreedMark.bid_id, bid_id)):
        if value is not None:
            statement = statement.where(column == value)
    return tx.scalars(statement.order_by(AgreedMark.made_at, AgreedMark.id)).all()


def frozen(tx: Session, lot_id: UUID, *, criterion: str | None = None) -> Sequence[FrozenMark]:
    """Return the frozen marks of a lot, or of one question of it."""
    statement = select(FrozenMark).where(FrozenMark.lot_id == lot_id)
    if criterion is not None:
        statement = statement.where(FrozenMark.criterion == criterion)
    return tx.scalars(statement).all()


def moderations(tx: Session, lot_id: UUID) -> Sequence[Moderation]:
    """Return the moderations of a lot, the oldest first."""
    statement = select(Moderation).where(Moderation.lot_id == lot_id)
    return tx.scalars(statement.order_by(Moderation.opened_at, Moderation.id)).all()


def ground(tx: Session, *, authority_id: UUID, bid_id: UUID, criterion: str, evaluator_id: UUID) -> Ground | None:
    """Return what decides about a mark, held until the end of the transaction; None for a bid that is not opened here.

    It is read after the lock and not with it: PostgreSQL would read only the locked rows afresh. Where there is no
    assignment nothing is locked, and nothing may be marked.
    """
    asked = {"authority_id": authority_id, "bid_id": bid_id, "criterion": criterion, "evaluator_id": evaluator_id}
    # Whoever writes on SQLite holds everything already: a mark takes 1.02 ms of processor time there and not 1.11.
    held = tx.get_bind().dialect.name == "sqlite" or _HOLD.one(tx, asked)
    row = _GROUND.one(tx, asked)
    if row is None:
        return None
    found = Ground(*row)
    return found if held else replace(found, marks_this=False)


def read_result(tx: Session, result_id: UUID, authority_id: UUID) -> ReadResult | None:
    """Return one result of an authority as it is read, or None."""
    asked = {"result_id": result_id, "authority_id": authority_id}
    row = tx.connection().execute(_READ_RESULT, asked).one_or_none()
    return None if row is None else ReadResult(*tuple(row))


def latest_result(tx: Session, lot_id: UUID) -> Result | None:
    """Return the newest result of a lot, or None."""
    statement = select(Result).where(Result.lot_id == lot_id).order_by(Result.number.desc()).limit(1)
    return tx.scalars(statement).one_or_none()


def latest_number(tx: Session, lot_id: UUID) -> int:
    """Return the number of the newest result of a lot, 0 where there is none."""
    statement = select(Result.number).where(Result.lot_id == lot_id).order_by(Result.number.desc()).limit(1)
    return tx.execute(statement).scalar() or 0


def result_by_number(tx: Session, lot_id: UUID, number: int) -> Result | None:
    """Return one result of a lot by its number."""
    return tx.scalars(select(Result).where(Result.lot_id == lot_id, Result.number == number)).one_or_none()


def result(tx: Session, result_id: UUID) -> Result | None:
    """Return one result."""
    return tx.get(Result, result_id)


def page_of_results(
    tx: Session, tender_id: UUID, asked: PageRequest, *, lot_id: UUID | None
) -> tuple[Sequence[Result], str | None]:
    """Return one page of the results of a tender, without their documents."""
    statement = select(Result).where(Result.tender_id == tender_id).options(defer(Result.body))
    if lot_id is not None:
        statement = statement.where(Result.lot_id == lot_id)
    return fetch(tx, statement, asked, keys={"computed_at": Result.computed_at}, key=Result.id, default="-computed_at")


def refreshed(tx: Session, row: Assignment) -> Assignment:
    """Return an assignment as it is now; whoever asks holds the lock of its tender."""
    tx.refresh(row)
    return row

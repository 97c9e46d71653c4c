"""Keep drafts, quoted passages, the freeze of marks, dissent and questions about low prices."""

import sqlalchemy as sa
from alembic import op

from app.kit.model import Document, Exact, Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEPT = ("moderation", "frozen_mark")
_NONE = sa.text("'[]'")


def upgrade() -> None:
    """Add the columns and tables; safe beside the release before.

    Where a panel has agreed, marks stood from then on: they are frozen as if its moderation had been opened by that.
    """
    for table in ("mark", "agreed_mark"):
        op.add_column(table, sa.Column("quotes", Document, server_default=_NONE, nullable=False))
    op.add_column("agreed_mark", sa.Column("dissent", Document, server_default=_NONE, nullable=False))
    op.add_column("agreed_mark", sa.Column("flagged", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    _create_moderations()
    _create_drafts()
    _create_inquiries()
    _freeze_what_was_agreed()
    _keep()


def _create_moderations() -> None:
    op.create_table(
        "moderation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=200), nullable=False),
        sa.Column("by_agreement", sa.Boolean(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_moderation_authority_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_moderation_lot_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_moderation_opened_by")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_moderation_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation")),
    )
    op.create_index("ix_moderation_lot_id", "moderation", ["lot_id"], unique=False)
    op.create_table(
        "frozen_mark",
        sa.Column("mark_id", sa.Uuid(), nullable=False),
        sa.Column("moderation_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=200), nullable=False),
        sa.Column("evaluator_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_frozen_mark_bid_id")),
        sa.ForeignKeyConstraint(["evaluator_id"], ["person.id"], name=op.f("fk_frozen_mark_evaluator_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_frozen_mark_lot_id")),
        sa.ForeignKeyConstraint(["mark_id"], ["mark.id"], name=op.f("fk_frozen_mark_mark_id")),
        sa.ForeignKeyConstraint(["moderation_id"], ["moderation.id"], name=op.f("fk_frozen_mark_moderation_id")),
        sa.PrimaryKeyConstraint("mark_id", name=op.f("pk_frozen_mark")),
        sa.UniqueConstraint(
            "bid_id", "criterion", "evaluator_id", name=op.f("uq_frozen_mark_bid_id_criterion_evaluator_id")
        ),
    )
    op.create_index("ix_frozen_mark_lot_id", "frozen_mark", ["lot_id"], unique=False)


def _create_drafts() -> None:
    op.create_table(
        "mark_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("mark", Exact(), nullable=True),
        sa.Column("rationale", sa.String(length=20000), nullable=True),
        sa.Column("quotes", Document, nullable=False),
        sa.Column("superseding_reason", sa.String(length=20000), nullable=True),
        sa.Column("written_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_mark_draft_assignment_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_mark_draft_authority_id")),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_mark_draft_bid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_draft")),
        sa.UniqueConstraint("assignment_id", "bid_id", name=op.f("uq_mark_draft_assignment_id_bid_id")),
    )


def _create_inquiries() -> None:
    op.create_table(
        "low_price_inquiry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("found", Document, nullable=False),
        sa.Column("question", sa.String(length=20000), nullable=False),
        sa.Column("answer_by", Instant(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("answer", sa.String(length=20000), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("reasons", sa.String(length=20000), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="ck_low_price_inquiry_answered_once"),
        sa.CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="ck_low_price_inquiry_decided_once"),
        sa.CheckConstraint("outcome IS NULL OR reasons IS NOT NULL", name="ck_low_price_inquiry_decided_with_reasons"),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_low_price_inquiry_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_low_price_inquiry_asked_by")),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_low_price_inquiry_authority_id")),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_low_price_inquiry_bid_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_low_price_inquiry_decided_by")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_low_price_inquiry_lot_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_low_price_inquiry_supplier_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_low_price_inquiry_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_low_price_inquiry")),
        sa.UniqueConstraint("bid_id", "number", name=op.f("uq_low_price_inquiry_bid_id_number")),
    )
    op.create_index("ix_low_price_inquiry_lot_id", "low_price_inquiry", ["lot_id"], unique=False)
    op.create_index("ix_low_price_inquiry_supplier_id", "low_price_inquiry", ["supplier_id"], unique=False)
    open_ones = sa.text("outcome IS NULL")
    op.create_index(
        "uq_low_price_inquiry_bid_id_open",
        "low_price_inquiry",
        ["bid_id"],
        unique=True,
        postgresql_where=open_ones,
        sqlite_where=open_ones,
    )


def _freeze_what_was_agreed() -> None:
    """Freeze the last mark of everybody on what a panel has agreed; the moderation takes the id of that agreement."""
    op.execute(
        "INSERT INTO moderation (id, authority_id, tender_id, lot_id, criterion, by_agreement, opened_by, opened_at) "
        "SELECT a.id, a.authority_id, a.tender_id, a.lot_id, a.criterion, true, a.agreed_by, a.made_at "
        "FROM agreed_mark a WHERE a.mark IS NOT NULL AND NOT EXISTS (SELECT 1 FROM agreed_mark b "
        "WHERE b.lot_id = a.lot_id AND b.criterion = a.criterion AND b.mark IS NOT NULL "
        "AND (b.made_at < a.made_at OR (b.made_at = a.made_at AND b.id < a.id)))"
    )
    op.execute(
        "INSERT INTO frozen_mark (mark_id, moderation_id, lot_id, bid_id, criterion, evaluator_id) "
        "SELECT m.id, d.id, m.lot_id, m.bid_id, m.criterion, m.evaluator_id FROM mark m "
        "JOIN moderation d ON d.lot_id = m.lot_id AND d.criterion = m.criterion "
        "WHERE EXISTS (SELECT 1 FROM agreed_mark a WHERE a.bid_id = m.bid_id AND a.criterion = m.criterion) "
        "AND NOT EXISTS (SELECT 1 FROM mark n WHERE n.bid_id = m.bid_id AND n.criterion = m.criterion "
        "AND n.evaluator_id = m.evaluator_id AND n.revision > m.revision)"
    )


def _keep() -> None:
    """Refuse UPDATE and DELETE on what is only ever added."""
    if op.get_bind().dialect.name == "postgresql":
        for table in KEPT:
            op.execute(
                f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        return
    for table in KEPT:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} keeps what it holds: rows are only added'); END"
            )


def downgrade() -> None:
    """Refuse: records are kept; a mistake is mended by the next migration."""
    message = "Makegood's migrations only go forward; restore a backup instead."
    raise RuntimeError(message)

"""Keep which lots a bidder prefers, every statement of it."""

import sqlalchemy as sa
from alembic import op

from app.kit.model import Document, Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEPT = "lot_preference"


def upgrade() -> None:
    """Add the table; safe beside the release before, which shares lots out as if nobody had stated anything."""
    op.create_table(
        KEPT,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("lots", Document, nullable=False),
        sa.Column("stated_by", sa.Uuid(), nullable=False),
        sa.Column("stated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["stated_by"], ["person.id"], name=op.f("fk_lot_preference_stated_by")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_lot_preference_supplier_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_lot_preference_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_preference")),
        sa.UniqueConstraint(
            "tender_id", "supplier_id", "revision", name=op.f("uq_lot_preference_tender_id_supplier_id_revision")
        ),
    )
    _keep_statements()


def _keep_statements() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {KEPT}_is_kept BEFORE UPDATE OR DELETE ON {KEPT} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {KEPT}_is_not_emptied BEFORE TRUNCATE ON {KEPT} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {KEPT}_refuses_{act.lower()} BEFORE {act} ON {KEPT} "
            f"BEGIN SELECT RAISE(ABORT, '{KEPT} keeps what it holds: rows are only added'); END"
        )


def downgrade() -> None:
    """Refuse: records are kept; a mistake is mended by the next migration."""
    message = "Makegood's migrations only go forward; restore a backup instead."
    raise RuntimeError(message)

"""Keep the releases of open data as they went out."""

import sqlalchemy as sa
from alembic import op

from app.kit.model import Instant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KEPT = "open_release"


def upgrade() -> None:
    """Add the table; safe beside the release before, which releases nothing."""
    op.create_table(
        KEPT,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ocid", sa.String(250), nullable=False),
        sa.Column("release_id", sa.String(80), nullable=False),
        sa.Column("tags", sa.String(300), nullable=False),
        sa.Column("released_at", Instant(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(71), nullable=False),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_open_release_authority_id")),
        sa.ForeignKeyConstraint(["released_by"], ["person.id"], name=op.f("fk_open_release_released_by")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_open_release_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_release")),
        sa.UniqueConstraint("release_id", name=op.f("uq_open_release_release_id")),
        sa.UniqueConstraint("tender_id", "number", name=op.f("uq_open_release_tender_id_number")),
    )
    op.create_index("ix_open_release_authority_id_id", KEPT, ["authority_id", "id"])
    _keep_releases()


def _keep_releases() -> None:
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

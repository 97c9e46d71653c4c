"""Keep what was rendered by the digest of what it was rendered from, and which renderings failed."""

import sqlalchemy as sa
from alembic import op

from app.kit.model import Instant

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KEPT = ("rendering", "render_failure")


def upgrade() -> None:
    """Add the tables; safe beside the release before, which knows neither and makes each PDF anew."""
    op.create_table(
        "rendering",
        sa.Column("made_from", sa.String(length=71), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("made_from", name=op.f("pk_rendering")),
    )
    op.create_table(
        "render_failure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(length=20000), nullable=False),
        sa.Column("failed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["issued_document.id"], name=op.f("fk_render_failure_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_render_failure")),
    )
    op.create_index("ix_render_failure_document_id_id", "render_failure", ["document_id", "id"], unique=False)
    for table in KEPT:
        _keep(table)
    op.add_column("issued_document", sa.Column("reference", sa.String(length=200), nullable=True))


def downgrade() -> None:
    """Refuse: records are kept; a mistake is mended by the next migration."""
    message = "Makegood's migrations only go forward; restore a backup instead."
    raise RuntimeError(message)


def _keep(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} keeps what it holds: rows are only added'); END"
        )

"""Keep the logo, colour and languages that an authority's documents carry."""

import sqlalchemy as sa
from alembic import op

from app.kit.model import Document, Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEPT = "document_brand"


def upgrade() -> None:
    """Add the table and two columns; safe beside the release before, whose documents are English and alone."""
    op.create_table(
        KEPT,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("brand", Document, nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_document_brand_authority_id")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_document_brand_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_brand")),
        sa.UniqueConstraint("authority_id", "revision", name=op.f("uq_document_brand_authority_id_revision")),
    )
    _keep_brands()
    _say_which_language()


def _say_which_language() -> None:
    """Let a document say its language, and which other one has the same content."""
    op.add_column("issued_document", sa.Column("language", sa.String(length=2), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.add_column("issued_document", sa.Column("twin_of", sa.Uuid(), nullable=True))
        op.create_foreign_key(
            op.f("fk_issued_document_twin_of"), "issued_document", "issued_document", ["twin_of"], ["id"]
        )
    else:
        # SQLite takes the constraints of a new column with the column, and none afterwards.
        op.execute(
            "ALTER TABLE issued_document ADD COLUMN twin_of CHAR(32) "
            "CONSTRAINT fk_issued_document_twin_of REFERENCES issued_document (id)"
        )
    op.create_index("ix_issued_document_twin_of", "issued_document", ["twin_of"], unique=False)


def _keep_brands() -> None:
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

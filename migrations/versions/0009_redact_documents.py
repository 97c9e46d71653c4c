"""Keep what was withheld from a document, and why, and who saw a warning and went on."""

import sqlalchemy as sa
from alembic import op

from app.kit.model import Document, Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEPT = "summary_batch"


def upgrade() -> None:
    """Add the columns and tables; safe beside the release before."""
    op.add_column("organisation", sa.Column("postal_address", sa.String(length=500), nullable=True))
    _say_which_award()
    _create_batches()
    _create_redactions()
    _keep_batches()


def _say_which_award() -> None:
    """Let an assessment summary name its award; it is about a bid, and a lot may be awarded more than once."""
    if op.get_bind().dialect.name == "postgresql":
        op.add_column("issued_document", sa.Column("award_id", sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f("fk_issued_document_award_id"), "issued_document", "award", ["award_id"], ["id"])
    else:
        # SQLite takes the constraints of a new column with the column, and none afterwards.
        op.execute(
            "ALTER TABLE issued_document ADD COLUMN award_id CHAR(32) "
            "CONSTRAINT fk_issued_document_award_id REFERENCES award (id)"
        )
    op.create_index("ix_issued_document_award_id", "issued_document", ["award_id"], unique=False)


def _create_batches() -> None:
    op.create_table(
        "summary_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("warnings", Document, nullable=False),
        sa.Column("warnings_digest", sa.String(length=71), nullable=False),
        sa.Column("acknowledgement", sa.String(length=20000), nullable=True),
        sa.Column("contacts", Document, nullable=False),
        sa.Column("reason", sa.String(length=20000), nullable=True),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.CheckConstraint("number = 1 OR reason IS NOT NULL", name=op.f("ck_summary_batch_reissue_needs_reason")),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_summary_batch_authority_id")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_summary_batch_award_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["person.id"], name=op.f("fk_summary_batch_issued_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_batch")),
        sa.UniqueConstraint("award_id", "number", name=op.f("uq_summary_batch_award_id_number")),
    )


def _create_redactions() -> None:
    op.create_table(
        "redaction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=200), nullable=False),
        sa.Column("passage", sa.String(length=20000), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=20000), nullable=False),
        sa.Column("hidden_from", sa.String(length=20), nullable=False),
        sa.Column("seal_key", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=71), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", Instant(), nullable=True),
        sa.Column("lift_reason", sa.String(length=20000), nullable=True),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (lift_reason IS NULL)",
            name=op.f("ck_redaction_lifted_with_reason"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_redaction_authority_id")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_redaction_award_id")),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_redaction_bid_id")),
        sa.ForeignKeyConstraint(["lifted_by"], ["person.id"], name=op.f("fk_redaction_lifted_by")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_redaction_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
    )
    op.create_index("ix_redaction_award_id_id", "redaction", ["award_id", "id"], unique=False)


def _keep_batches() -> None:
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

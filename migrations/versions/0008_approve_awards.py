"""Keep approvals, published notices, representations and which summaries were issued."""

import sqlalchemy as sa
from alembic import op

from app.kit.model import Document, Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEPT = "award_summary"
BY_ANOTHER = ("approved_by_another", "approved_by IS NULL OR approved_by <> decided_by")


def upgrade() -> None:
    """Add the columns and tables; safe beside the release before.

    Until now bidders saw an award from its decision on: what they have seen stays published. Nobody approved those.
    """
    _add_to_award()
    op.execute("UPDATE award SET published_by = decided_by, published_at = decided_at")
    _create_summaries()
    _create_representations()
    _keep_summaries()


def _add_to_award() -> None:
    for column in (
        sa.Column("criterion_reasons", Document, nullable=True),
        sa.Column("sent_by", sa.String(length=20), nullable=True),
        sa.Column("voluntary_working_days", sa.Integer(), nullable=True),
        sa.Column("approval_reason", sa.String(length=20000), nullable=True),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.Column("published_at", Instant(), nullable=True),
    ):
        op.add_column("award", column)
    name, condition = BY_ANOTHER
    if op.get_bind().dialect.name == "postgresql":
        for column_name in ("approved_by", "published_by"):
            op.add_column("award", sa.Column(column_name, sa.Uuid(), nullable=True))
            op.create_foreign_key(op.f(f"fk_award_{column_name}"), "award", "person", [column_name], ["id"])
        op.create_check_constraint(op.f(f"ck_award_{name}"), "award", condition)
        return
    # SQLite takes the constraints of a new column with the column, and none afterwards.
    op.execute(
        "ALTER TABLE award ADD COLUMN approved_by CHAR(32) "
        f"CONSTRAINT fk_award_approved_by REFERENCES person (id) CONSTRAINT ck_award_{name} CHECK ({condition})"
    )
    op.execute(
        "ALTER TABLE award ADD COLUMN published_by CHAR(32) CONSTRAINT fk_award_published_by REFERENCES person (id)"
    )


def _create_summaries() -> None:
    op.create_table(
        "award_summary",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_award_summary_authority_id")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_summary_award_id")),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_award_summary_bid_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["person.id"], name=op.f("fk_award_summary_issued_by")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_award_summary_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_summary")),
    )
    op.create_index("ix_award_summary_award_id_id", "award_summary", ["award_id", "id"], unique=False)


def _create_representations() -> None:
    op.create_table(
        "representation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.String(length=300), nullable=False),
        sa.Column("words", sa.String(length=20000), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("logged_by", sa.Uuid(), nullable=False),
        sa.Column("logged_at", Instant(), nullable=False),
        sa.Column("window_ends_at", Instant(), nullable=True),
        sa.Column("in_time", sa.Boolean(), nullable=True),
        sa.Column("holds_standstill", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reasons", sa.String(length=20000), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("extension", Document, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status = 'open' OR reasons IS NOT NULL", name=op.f("ck_representation_decided_with_reasons")
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_representation_authority_id")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_representation_award_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_representation_decided_by")),
        sa.ForeignKeyConstraint(["logged_by"], ["person.id"], name=op.f("fk_representation_logged_by")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_representation_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representation")),
    )
    op.create_index("ix_representation_award_id_id", "representation", ["award_id", "id"], unique=False)


def _keep_summaries() -> None:
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

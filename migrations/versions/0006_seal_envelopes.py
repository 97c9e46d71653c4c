"""Keep openings by two people, prices sealed apart, what was withheld, and names under which evaluators see bidders."""

import sqlalchemy as sa
from alembic import op

from app.kit.model import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEPT = ("flag", "flag_decision")


def upgrade() -> None:
    """Add the columns and tables; safe beside the release before.

    Until now closing a tender opened its bids with their prices, and what is open cannot be sealed again.
    """
    op.add_column("tender", sa.Column("opened_at", Instant(), nullable=True))
    op.execute("UPDATE tender SET opened_at = closed_at")
    op.add_column("bid", sa.Column("price_opened_at", Instant(), nullable=True))
    op.execute("UPDATE bid SET price_opened_at = opened_at")
    op.add_column("bid_submission", sa.Column("quality_digest", sa.String(length=71), nullable=True))
    op.add_column(
        "agreed_mark", sa.Column("after_prices", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    _create_openings()
    _create_flags()
    _create_aliases()
    _keep_flags()


def _create_openings() -> None:
    op.create_table(
        "opening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("envelope", sa.String(length=10), nullable=False),
        sa.Column("seal_key", sa.String(length=64), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("lapsed_at", Instant(), nullable=True),
        sa.Column("lapsed_reason", sa.String(length=20000), nullable=True),
        sa.CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="ck_opening_confirmed_by_somebody"),
        sa.CheckConstraint("(envelope = 'price') = (lot_id IS NOT NULL)", name="ck_opening_prices_by_lot"),
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> begun_by", name="ck_opening_opened_by_two"),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_opening_authority_id")),
        sa.ForeignKeyConstraint(["begun_by"], ["person.id"], name=op.f("fk_opening_begun_by")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_opening_confirmed_by")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_opening_lot_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_opening_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
    )
    op.create_index("ix_opening_tender_id", "opening", ["tender_id"], unique=False)
    for column, envelope in (("tender_id", "quality"), ("lot_id", "price")):
        standing = sa.text(f"envelope = '{envelope}' AND lapsed_at IS NULL")
        op.create_index(
            f"uq_opening_{column}_{envelope}",
            "opening",
            [column],
            unique=True,
            postgresql_where=standing,
            sqlite_where=standing,
        )


def _create_flags() -> None:
    op.create_table(
        "flag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("found_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_flag_authority_id")),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_flag_bid_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_flag_lot_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_flag_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        sa.UniqueConstraint(
            "bid_id",
            "criterion",
            "place",
            "start",
            "end",
            "kind",
            name=op.f("uq_flag_bid_id_criterion_place_start_end_kind"),
        ),
    )
    op.create_index("ix_flag_tender_id", "flag", ["tender_id"], unique=False)
    op.create_table(
        "flag_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("flag_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20000), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_flag_decision_decided_by")),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name=op.f("fk_flag_decision_flag_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_decision")),
        sa.UniqueConstraint("flag_id", "revision", name=op.f("uq_flag_decision_flag_id_revision")),
    )


def _create_aliases() -> None:
    op.create_table(
        "alias",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("revealed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_alias_authority_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_alias_lot_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_alias_person_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_alias_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias")),
        sa.UniqueConstraint("lot_id", "person_id", name=op.f("uq_alias_lot_id_person_id")),
    )
    op.create_index("ix_alias_person_id", "alias", ["person_id"], unique=False)
    op.create_index("ix_alias_tender_id", "alias", ["tender_id"], unique=False)


def _keep_flags() -> None:
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

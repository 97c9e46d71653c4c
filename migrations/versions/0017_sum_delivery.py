"""Keep sums of what was promised, due, claimed and proved, the remedies asked for and the ratings signed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.kit.model import Document, Exact, Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

QUANTITIES = (
    "promised",
    "due",
    "claimed",
    "proved",
    "waiting",
    "rejected",
    "unknown",
    "claimed_part",
    "claimed_whole",
    "proved_part",
    "proved_whole",
)
COUNTS = (
    "commitments",
    "periods",
    "reports",
    "decisions",
    "undecided",
    "refusals",
    "met",
    "missed",
    "unsummed",
    "untold",
)
KEPT = ("remedy_act", "signed_rating")
MEASURED = ("measure", "unit", "adds_up", "better")


class Total(Exact):
    """As wide as a sum needs it."""

    cache_ok = True
    digits = 30


def upgrade() -> None:
    """Add the tables; `makegood migrate` fills them from what there is, as only the service's rules can.

    Safe beside the release before, which adds to no sum: `makegood portfolio --rebuild` once that has ended.
    """
    _create_sums()
    _create_remedies()
    _create_ratings()
    for table in KEPT:
        _keep(table)


def downgrade() -> None:
    """Refuse: records are kept; a mistake is mended by the next migration."""
    message = "Makegood's migrations only go forward; restore a backup instead."
    raise RuntimeError(message)


def _amounts() -> list[sa.Column[Any]]:
    quantities: list[sa.Column[Any]] = [sa.Column(name, Total(), nullable=False) for name in QUANTITIES]
    return quantities + [sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS]


def _measured() -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(length=200 if name in MEASURED[:2] else 20), nullable=False) for name in MEASURED]


def _create_sums() -> None:
    op.create_table(
        "delivery_cell",
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        *_measured(),
        sa.Column("title", sa.String(length=200), nullable=False),
        *_amounts(),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_delivery_cell_commitment_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_delivery_cell_contract_id")),
        sa.PrimaryKeyConstraint("commitment_id", "starts_on", name=op.f("pk_delivery_cell")),
    )
    op.create_index("ix_delivery_cell_contract_id", "delivery_cell", ["contract_id"], unique=False)
    op.create_table(
        "delivery_sum",
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        *_measured(),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        *_amounts(),
        sa.PrimaryKeyConstraint("authority_id", "supplier_id", *MEASURED, "ends_on", name=op.f("pk_delivery_sum")),
    )


def _refers(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    ]


def _create_remedies() -> None:
    op.create_table(
        "remedy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=20000), nullable=False),
        sa.Column("amount", Exact(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("formula", sa.String(length=20000), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("basis", Document, nullable=True),
        sa.Column("outcome", sa.String(length=30), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("raised_by", sa.Uuid(), nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount IS NULL OR amount >= 0", name=op.f("ck_remedy_amount")),
        *_refers(
            "remedy",
            authority_id="organisation",
            supplier_id="organisation",
            contract_id="contract",
            commitment_id="commitment",
            raised_by="person",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedy")),
    )
    for column in ("contract_id", "authority_id", "supplier_id"):
        op.create_index(f"ix_remedy_{column}_id", "remedy", [column, "id"], unique=False)
    op.create_table(
        "remedy_act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("remedy_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=20000), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        *_refers("remedy_act", remedy_id="remedy", organisation_id="organisation", made_by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedy_act")),
        sa.UniqueConstraint("remedy_id", "number", name=op.f("uq_remedy_act_remedy_id_number")),
    )


def _create_ratings() -> None:
    op.create_table(
        "signed_rating",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("proposed", sa.String(length=30), nullable=False),
        sa.Column("rating", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.String(length=20000), nullable=True),
        sa.Column("basis", Document, nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=False),
        sa.Column("signed_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "rating = proposed OR reason IS NOT NULL", name=op.f("ck_signed_rating_differs_with_reason")
        ),
        *_refers(
            "signed_rating",
            authority_id="organisation",
            supplier_id="organisation",
            contract_id="contract",
            commitment_id="commitment",
            signed_by="person",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_rating")),
        sa.UniqueConstraint(
            "commitment_id", "as_at", "revision", name=op.f("uq_signed_rating_commitment_id_as_at_revision")
        ),
    )
    op.create_index("ix_signed_rating_contract_id_id", "signed_rating", ["contract_id", "id"], unique=False)


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
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} keeps what it holds: rows are only added'); END"
        )

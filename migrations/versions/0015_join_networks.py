"""Keep networks, what their members share, and which body followed which."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.kit.model import Document, Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEPT = ("succession", "succession_outcome", "network", "network_act", "network_shares")
_LONG = sa.String(length=20000)


def upgrade() -> None:
    """Add the tables and columns; safe beside the release before, to which no body is closed."""
    op.add_column("organisation", sa.Column("closed_on", sa.Date(), nullable=True))
    op.add_column("organisation", sa.Column("successor_id", sa.Uuid(), nullable=True))
    _create_successions()
    _create_networks()
    for table in KEPT:
        _keep(table)


def downgrade() -> None:
    """Refuse: records are kept; a mistake is mended by the next migration."""
    message = "Makegood's migrations only go forward; restore a backup instead."
    raise RuntimeError(message)


def _id(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), nullable=False)


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _create_successions() -> None:
    op.create_table(
        "succession",
        _id("id"),
        _id("predecessor_id"),
        _id("successor_id"),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.Column("reason", _LONG, nullable=False),
        sa.Column("takes_effect_on", sa.Date(), nullable=False),
        _id("proposed_for"),
        _id("proposed_by"),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.CheckConstraint("predecessor_id <> successor_id", name=op.f("ck_succession_two_bodies")),
        _refers("succession", "predecessor_id", "organisation"),
        _refers("succession", "proposed_by", "person"),
        _refers("succession", "proposed_for", "organisation"),
        _refers("succession", "successor_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession")),
    )
    for column in ("predecessor_id", "successor_id"):
        op.create_index(f"ix_succession_{column}", "succession", [column])
    op.create_table(
        "succession_outcome",
        _id("succession_id"),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("contracts", Document, nullable=False),
        sa.Column("reason", _LONG, nullable=True),
        _id("decided_by"),
        sa.Column("decided_at", Instant(), nullable=False),
        _refers("succession_outcome", "decided_by", "person"),
        _refers("succession_outcome", "succession_id", "succession"),
        sa.PrimaryKeyConstraint("succession_id", name=op.f("pk_succession_outcome")),
    )


def _create_networks() -> None:
    op.create_table(
        "network",
        _id("id"),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("purpose", _LONG, nullable=False),
        _id("lead_id"),
        sa.Column("fewest_suppliers", sa.Integer(), nullable=False),
        _id("founded_by"),
        sa.Column("founded_at", Instant(), nullable=False),
        _refers("network", "founded_by", "person"),
        _refers("network", "lead_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network")),
    )
    op.create_table(
        "network_act",
        _id("id"),
        _id("network_id"),
        _id("organisation_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", _LONG, nullable=True),
        _id("acted_by"),
        sa.Column("acted_at", Instant(), nullable=False),
        _refers("network_act", "acted_by", "person"),
        _refers("network_act", "network_id", "network"),
        _refers("network_act", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_act")),
        sa.UniqueConstraint(
            "network_id", "organisation_id", "number", name=op.f("uq_network_act_network_id_organisation_id_number")
        ),
    )
    op.create_index("ix_network_act_organisation_id", "network_act", ["organisation_id"])
    op.create_table(
        "network_shares",
        _id("act_id"),
        sa.Column("measures", Document, nullable=False),
        sa.Column("totals", Document, nullable=False),
        sa.Column("by_name", sa.Boolean(), nullable=False),
        _refers("network_shares", "act_id", "network_act"),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_network_shares")),
    )


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

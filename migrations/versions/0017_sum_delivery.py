"""Keep sums of what was promised, due, claimed and proved, and the remedies asked for."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.kit.model import Exact

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


def downgrade() -> None:
    """Refuse: records are kept; a mistake is mended by the next migration."""
    message = "Makegood's migrations only go forward; restore a backup instead."
    raise RuntimeError(message)


def _amounts() -> list[sa.Column[Any]]:
    quantities = [sa.Column(name, Total(), nullable=False) for name in QUANTITIES]
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

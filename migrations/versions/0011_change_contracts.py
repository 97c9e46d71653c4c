"""Keep the changes of a contract, its volume and its substitutions."""

import sqlalchemy as sa
from alembic import op

from app.kit.model import Document, Exact, Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEPT = ("commitment_plan", "contract_change_act", "contract_volume")
TWO_APPROVED = (
    "status <> 'in_force' OR (first_approved_by IS NOT NULL AND approved_by IS NOT NULL AND in_force_at IS NOT NULL)"
)


def upgrade() -> None:
    """Add two columns and four tables; safe beside the release before, which changes nothing once a contract is live."""
    _add_to_commitment()
    _create_plan()
    _create_change()
    _create_act()
    _create_volume()
    _keep()


def _add_to_commitment() -> None:
    op.add_column("commitment", sa.Column("linked", Document, nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.add_column("commitment", sa.Column("substitutes_id", sa.Uuid(), nullable=True))
        op.create_foreign_key(
            op.f("fk_commitment_substitutes_id"), "commitment", "commitment", ["substitutes_id"], ["id"]
        )
        return
    # SQLite takes the constraints of a new column with the column, and none afterwards.
    op.execute(
        "ALTER TABLE commitment ADD COLUMN substitutes_id CHAR(32) "
        "CONSTRAINT fk_commitment_substitutes_id REFERENCES commitment (id)"
    )


def _create_plan() -> None:
    op.create_table(
        "commitment_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=True),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("targets", Document, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_commitment_plan_authority_id")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_commitment_plan_commitment_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_commitment_plan_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_plan")),
        sa.UniqueConstraint("commitment_id", "revision", name=op.f("uq_commitment_plan_commitment_id_revision")),
    )
    op.create_index("ix_commitment_plan_contract_id_id", "commitment_plan", ["contract_id", "id"], unique=False)


def _create_change() -> None:
    op.create_table(
        "contract_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("rationale", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=20000), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("terms", Document, nullable=False),
        sa.Column("effect", Document, nullable=False),
        sa.Column("notice", Document, nullable=False),
        sa.Column("stakes", Document, nullable=True),
        sa.Column("supplier_must_agree", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("first_approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("in_force_at", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "first_approved_by IS NULL OR first_approved_by <> asked_by",
            name=op.f("ck_contract_change_first_approved_by_another"),
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR (approved_by <> asked_by AND approved_by <> first_approved_by)",
            name=op.f("ck_contract_change_approved_by_a_third"),
        ),
        sa.CheckConstraint(TWO_APPROVED, name=op.f("ck_contract_change_two_approved")),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_contract_change_approved_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_contract_change_asked_by")),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_contract_change_authority_id")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_contract_change_commitment_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_change_contract_id")),
        sa.ForeignKeyConstraint(
            ["first_approved_by"], ["person.id"], name=op.f("fk_contract_change_first_approved_by")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_contract_change_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_change")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_contract_change_contract_id_number")),
    )
    op.create_index("ix_contract_change_authority_id_id", "contract_change", ["authority_id", "id"], unique=False)
    op.create_index("ix_contract_change_supplier_id_id", "contract_change", ["supplier_id", "id"], unique=False)


def _create_act() -> None:
    op.create_table(
        "contract_change_act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=30), nullable=False),
        sa.Column("done_by", sa.Uuid(), nullable=False),
        sa.Column("done_at", Instant(), nullable=False),
        sa.Column("reason", sa.String(length=20000), nullable=False),
        sa.Column("facts", Document, nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["organisation.id"], name=op.f("fk_contract_change_act_authority_id")
        ),
        sa.ForeignKeyConstraint(["change_id"], ["contract_change.id"], name=op.f("fk_contract_change_act_change_id")),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name=op.f("fk_contract_change_act_done_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_change_act")),
        sa.UniqueConstraint("change_id", "act", "done_by", name=op.f("uq_contract_change_act_change_id_act_done_by")),
    )


def _create_volume() -> None:
    op.create_table(
        "contract_volume",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("amount", Exact(), nullable=False),
        sa.Column("taken_from", sa.String(length=20000), nullable=False),
        sa.Column("reason", sa.String(length=20000), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_contract_volume_starts_before_it_ends")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_contract_volume_amount")),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_contract_volume_authority_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_volume_contract_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_contract_volume_recorded_by")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_contract_volume_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_volume")),
        sa.UniqueConstraint(
            "contract_id",
            "basis",
            "unit",
            "starts_on",
            "revision",
            name=op.f("uq_contract_volume_contract_id_basis_unit_starts_on_revision"),
        ),
    )
    op.create_index("ix_contract_volume_contract_id_id", "contract_volume", ["contract_id", "id"], unique=False)


def _keep() -> None:
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

"""Keep evidence plans, assessments of evidence, queries and replies, and shares of a report."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.kit.model import Document, Exact, Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEPT = (
    "evidence_plan",
    "assessment",
    "assessment_outcome",
    "update_query",
    "query_answer",
    "verification_reply",
    "shared_report",
    "report_share",
)
_LONG, _SHORT, _DIGEST = sa.String(length=20000), sa.String(length=200), sa.String(length=71)


def upgrade() -> None:
    """Add the tables and columns; safe beside the release before, whose decisions are all the first of their update."""
    op.add_column("delivery_update", sa.Column("whole", Exact(), nullable=True))
    _create_plans()
    _create_questions()
    if op.get_bind().dialect.name == "postgresql":
        _widen_verification()
    else:
        _rebuild_verification()
    _create_replies()
    _create_shares()
    for table in KEPT:
        _keep(table)


def downgrade() -> None:
    """Refuse: records are kept; a mistake is mended by the next migration."""
    message = "Makegood's migrations only go forward; restore a backup instead."
    raise RuntimeError(message)


def _id(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _table(
    name: str, *parts: sa.Column[Any] | sa.Constraint, key: str = "id", called: str | None = None, **refers: str
) -> None:
    """Create a table; `refers` says which column refers to which table, whose key is `id`.

    `called` is what its constraints are named after, where that is not its own name.
    """
    called = called or name
    op.create_table(
        name,
        *parts,
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{called}_{column}"))
            for column, other in refers.items()
        ),
        sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{called}")),
    )


def _create_plans() -> None:
    _table(
        "evidence_plan",
        _id("id"),
        _id("authority_id"),
        _id("supplier_id"),
        _id("contract_id"),
        _id("commitment_id"),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("engine", sa.String(length=20), nullable=False),
        sa.Column("quantity", _SHORT, nullable=True),
        sa.Column("settings", Document, nullable=False),
        sa.Column("digest", _DIGEST, nullable=False),
        sa.Column("reason", _LONG, nullable=True),
        _id("set_by"),
        sa.Column("set_at", Instant(), nullable=False),
        sa.UniqueConstraint("commitment_id", "revision", name=op.f("uq_evidence_plan_commitment_id_revision")),
        authority_id="organisation",
        supplier_id="organisation",
        contract_id="contract",
        commitment_id="commitment",
        set_by="person",
    )
    _table(
        "assessment",
        _id("id"),
        _id("authority_id"),
        _id("supplier_id"),
        _id("contract_id"),
        _id("update_id"),
        _id("plan_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("files", Document, nullable=False),
        _id("asked_by"),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.UniqueConstraint("update_id", "number", name=op.f("uq_assessment_update_id_number")),
        authority_id="organisation",
        supplier_id="organisation",
        contract_id="contract",
        update_id="delivery_update",
        plan_id="evidence_plan",
        asked_by="person",
    )
    _table(
        "assessment_outcome",
        _id("assessment_id"),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("engine", sa.String(length=20), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=True),
        sa.Column("digest", _DIGEST, nullable=True),
        sa.Column("record", _DIGEST, nullable=True),
        sa.Column("lines", _DIGEST, nullable=True),
        sa.Column("proved", _LONG, nullable=True),
        sa.Column("quantities", Document, nullable=False),
        sa.Column("findings", Document, nullable=False),
        sa.Column("findings_count", sa.Integer(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        key="assessment_id",
        assessment_id="assessment",
    )


def _create_questions() -> None:
    _table(
        "update_query",
        _id("id"),
        _id("authority_id"),
        _id("supplier_id"),
        _id("contract_id"),
        _id("update_id"),
        sa.Column("question", _LONG, nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        _id("asked_by"),
        sa.Column("asked_at", Instant(), nullable=False),
        authority_id="organisation",
        supplier_id="organisation",
        contract_id="contract",
        update_id="delivery_update",
        asked_by="person",
    )
    for column in ("update_id", "authority_id", "supplier_id"):
        op.create_index(f"ix_update_query_{column}_id", "update_query", [column, "id"], unique=False)
    _table(
        "query_answer",
        _id("query_id"),
        sa.Column("words", _LONG, nullable=False),
        sa.Column("evidence", Document, nullable=False),
        _id("answered_by"),
        sa.Column("answered_at", Instant(), nullable=False),
        key="query_id",
        query_id="update_query",
        answered_by="person",
    )


def _widen_verification() -> None:
    op.add_column("verification", sa.Column("number", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column("verification", sa.Column("proved_whole", Exact(), nullable=True))
    op.add_column("verification", sa.Column("reply_by", sa.Date(), nullable=True))
    op.add_column("verification", _id("assessment_id", nullable=True))
    op.add_column("verification", sa.Column("against", sa.String(length=20), nullable=True))
    op.create_foreign_key(
        op.f("fk_verification_assessment_id"), "verification", "assessment", ["assessment_id"], ["id"]
    )
    op.drop_constraint(op.f("uq_verification_update_id"), "verification", type_="unique")
    op.create_unique_constraint(op.f("uq_verification_update_id_number"), "verification", ["update_id", "number"])


def _rebuild_verification() -> None:
    """Copy the table into one of its new form: SQLite neither drops a constraint nor adds one to a table."""
    _table(
        "verification_widened",
        _id("id"),
        _id("authority_id"),
        _id("update_id"),
        sa.Column("number", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("proved", Exact(), nullable=True),
        sa.Column("proved_whole", Exact(), nullable=True),
        sa.Column("reason", _LONG, nullable=True),
        sa.Column("reply_by", sa.Date(), nullable=True),
        _id("assessment_id", nullable=True),
        sa.Column("against", sa.String(length=20), nullable=True),
        _id("verified_by"),
        sa.Column("verified_at", Instant(), nullable=False),
        sa.CheckConstraint("proved IS NULL OR proved >= 0", name=op.f("ck_verification_proved")),
        sa.UniqueConstraint("update_id", "number", name=op.f("uq_verification_update_id_number")),
        called="verification",
        authority_id="organisation",
        update_id="delivery_update",
        assessment_id="assessment",
        verified_by="person",
    )
    same = "id, authority_id, update_id, decision, proved, reason, verified_by, verified_at"
    op.execute(f"INSERT INTO verification_widened ({same}) SELECT {same} FROM verification")  # noqa: S608 - names of ours
    op.execute("DROP TABLE verification")  # its triggers go with it, and do not fire
    op.rename_table("verification_widened", "verification")
    _keep("verification")


def _create_replies() -> None:
    _table(
        "verification_reply",
        _id("id"),
        _id("authority_id"),
        _id("supplier_id"),
        _id("contract_id"),
        _id("update_id"),
        _id("verification_id"),
        sa.Column("words", _LONG, nullable=False),
        sa.Column("evidence", Document, nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        _id("replied_by"),
        sa.Column("replied_at", Instant(), nullable=False),
        sa.UniqueConstraint("verification_id", name=op.f("uq_verification_reply_verification_id")),
        authority_id="organisation",
        supplier_id="organisation",
        contract_id="contract",
        update_id="delivery_update",
        verification_id="verification",
        replied_by="person",
    )
    for column in ("update_id", "authority_id", "supplier_id"):
        op.create_index(f"ix_verification_reply_{column}_id", "verification_reply", [column, "id"], unique=False)


def _create_shares() -> None:
    _table(
        "shared_report",
        _id("id"),
        _id("supplier_id"),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("unit", _SHORT, nullable=False),
        sa.Column("quantity", Exact(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("words", _LONG, nullable=False),
        _id("made_by"),
        sa.Column("made_at", Instant(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_shared_report_starts_before_it_ends")),
        supplier_id="organisation",
        made_by="person",
    )
    op.create_index("ix_shared_report_supplier_id_id", "shared_report", ["supplier_id", "id"], unique=False)
    _table(
        "report_share",
        _id("id"),
        _id("authority_id"),
        _id("supplier_id"),
        _id("report_id"),
        _id("contract_id"),
        _id("commitment_id"),
        _id("update_id"),
        sa.Column("percent", Exact(), nullable=False),
        _id("made_by"),
        sa.Column("made_at", Instant(), nullable=False),
        sa.CheckConstraint("percent >= 0", name=op.f("ck_report_share_percent")),
        sa.UniqueConstraint("update_id", name=op.f("uq_report_share_update_id")),
        authority_id="organisation",
        supplier_id="organisation",
        report_id="shared_report",
        contract_id="contract",
        commitment_id="commitment",
        update_id="delivery_update",
        made_by="person",
    )
    op.create_index("ix_report_share_report_id_id", "report_share", ["report_id", "id"], unique=False)


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

"""Keep what people declare of their interests, and what was decided about it."""

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.kit.model import Document, Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEPT = ("conflict_stage", "participant", "declaration", "declaration_decision")


def upgrade() -> None:
    """Add the tables; what was opened, computed and assigned before is put in, so that people can declare for it."""
    _create_tables()
    _remember_what_was()
    _protect()


def downgrade() -> None:
    """Refuse: records are kept; a mistake is mended by the next migration."""
    message = "Makegood's migrations only go forward; restore a backup instead."
    raise RuntimeError(message)


def _create_tables() -> None:
    op.create_table(
        "conflict_stage",
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("bidders", Document, nullable=False),
        sa.Column("reached_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_conflict_stage_tender_id")),
        sa.PrimaryKeyConstraint("tender_id", "stage", name=op.f("pk_conflict_stage")),
    )
    op.create_table(
        "participant",
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_participant_tender_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_participant_person_id")),
        sa.PrimaryKeyConstraint("tender_id", "person_id", name=op.f("pk_participant")),
    )
    op.create_table(
        "declaration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("interests", Document, nullable=False),
        sa.Column("links", Document, nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("kept_from", Document, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_declaration_authority_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_declaration_tender_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_declaration_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sa.UniqueConstraint(
            "tender_id", "person_id", "revision", name=op.f("uq_declaration_tender_id_person_id_revision")
        ),
    )
    op.create_table(
        "declaration_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("declaration_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("suppliers", Document, nullable=False),
        sa.Column("reasons", sa.String(length=20000), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.CheckConstraint("outcome IN ('cleared', 'limited', 'barred')", name=op.f("ck_declaration_decision_outcome")),
        sa.ForeignKeyConstraint(
            ["declaration_id"], ["declaration.id"], name=op.f("fk_declaration_decision_declaration_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_declaration_decision_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration_decision")),
        sa.UniqueConstraint("declaration_id", "number", name=op.f("uq_declaration_decision_declaration_id_number")),
    )


def _remember_what_was() -> None:
    """Put in who bid in tenders that were opened, which have a result, and who was asked to mark: in plain SQL."""
    opened: dict[Any, tuple[Any, list[dict[str, str]]]] = {
        row.id: (row.closed_at, []) for row in _rows("SELECT id, closed_at FROM tender WHERE closed_at IS NOT NULL")
    }
    named = _rows(
        "SELECT DISTINCT bid.tender_id, bid.supplier_id, bid_submission.supplier_name FROM bid "
        "JOIN bid_submission ON bid_submission.bid_id = bid.id AND bid_submission.number = bid.current_number "
        "WHERE bid.opened_at IS NOT NULL ORDER BY bid_submission.supplier_name, bid.supplier_id"
    )
    for row in named:
        listed = opened[row.tender_id][1]
        if all(one["id"] != str(_uuid(row.supplier_id)) for one in listed):
            listed.append({"id": str(_uuid(row.supplier_id)), "name": row.supplier_name})
    add = sa.text(
        "INSERT INTO conflict_stage (tender_id, stage, bidders, reached_at) VALUES (:tender_id, :stage, :bidders, :at)"
    )
    if op.get_bind().dialect.name == "postgresql":
        add = sa.text(str(add).replace(":bidders", "CAST(:bidders AS jsonb)"))
    for tender_id, (at, bidders) in opened.items():
        given = {"tender_id": tender_id, "stage": "bidders_known", "bidders": json.dumps(bidders), "at": at}
        op.get_bind().execute(add, given)
    for row in _rows("SELECT tender_id, MIN(computed_at) AS at FROM result GROUP BY tender_id"):
        given = {"tender_id": row.tender_id, "stage": "award", "bidders": "[]", "at": row.at}
        op.get_bind().execute(add, given)
    op.execute(
        "INSERT INTO participant (tender_id, person_id, asked_at) "
        "SELECT tender_id, evaluator_id, MIN(created_at) FROM assignment GROUP BY tender_id, evaluator_id"
    )


def _rows(statement: str) -> Sequence[Any]:
    return op.get_bind().execute(sa.text(statement)).all()


def _uuid(value: Any) -> Any:
    """Return an id as text with its hyphens: SQLite keeps it without."""
    text = str(value)
    return text if "-" in text else f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _protect() -> None:
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

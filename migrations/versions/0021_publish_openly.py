"""Keep what an authority lets the public read, the feed of it, and the exports of records."""

import sqlalchemy as sa
from alembic import op

from app.kit.model import Instant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEPT = ("publication", "public_entry")

TOLD = {
    "tender.published": "tender.published",
    "tender.abandoned": "tender.abandoned",
    "award.notice_published": "award.published",
    "award.voided": "award.voided",
    "contract.went_live": "contract.signed",
    "contract.ended": "contract.ended",
}
"""What the log calls it, and what the feed does; written out, because later releases may call it otherwise."""


def upgrade() -> None:
    """Add the tables; safe beside the release before, which publishes nothing.

    What happened before is taken from the log. What happens between this and the start of the new release is not.
    """
    op.create_table(
        "publication",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tenders", sa.Boolean(), nullable=False),
        sa.Column("awards", sa.Boolean(), nullable=False),
        sa.Column("delivery", sa.Boolean(), nullable=False),
        sa.Column("networks", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("from_at", Instant(), nullable=False),
        sa.Column("reason", sa.String(length=20000), nullable=False),
        sa.Column("stated_by", sa.Uuid(), nullable=False),
        sa.Column("stated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_publication_authority_id")),
        sa.ForeignKeyConstraint(["stated_by"], ["person.id"], name=op.f("fk_publication_stated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("authority_id", "number", name=op.f("uq_publication_authority_id_number")),
    )
    op.create_table(
        "public_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_public_entry_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_entry")),
    )
    op.create_index("ix_public_entry_subject_id", "public_entry", ["subject_id"])
    _exports()
    _tell_what_was()
    for table in KEPT:
        _keep(table)


def _exports() -> None:
    op.create_table(
        "record_export",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("keep_because", sa.String(length=20000), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("as_of", Instant(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("made_at", Instant(), nullable=True),
        sa.Column("failure", sa.String(length=20000), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_record_export_asked_by")),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_record_export_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_export")),
    )
    op.create_index("ix_record_export_authority_id_id", "record_export", ["authority_id", "id"])


def _tell_what_was() -> None:
    """Add an entry for what the log holds already, under the event's own id, which keeps the order."""
    into = "INSERT INTO public_entry (id, authority_id, kind, subject_id, at) "
    for action, kind in TOLD.items():
        op.execute(
            f"{into} SELECT id, log_id, '{kind}', subject_id, at FROM audit_event WHERE action = '{action}' "  # noqa: S608 - names of ours
            "AND log_id IN (SELECT id FROM organisation)"
        )
    of_event = "FROM audit_event e JOIN {} s ON s.id = e.subject_id WHERE e.action = '{}' AND e.log_id = s.authority_id"
    op.execute(
        f"{into} SELECT e.id, e.log_id, 'contract.changed', s.contract_id, e.at "
        + of_event.format("contract_change", "change.entered_into_force")
    )
    op.execute(
        f"{into} SELECT e.id, e.log_id, 'contract.reported', s.subject_id, e.at "
        + of_event.format("issued_document", "document.issued")
        + " AND s.kind = 'contract_performance'"
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


def downgrade() -> None:
    """Refuse: records are kept; a mistake is mended by the next migration."""
    message = "Makegood's migrations only go forward; restore a backup instead."
    raise RuntimeError(message)

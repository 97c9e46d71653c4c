"""Keep messages to be sent, reminders, webhooks and feeds."""

import sqlalchemy as sa
from alembic import op

from app.kit.model import Document, Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEPT = ("outbox_try", "reminder", "due_settlement")
_UNDERWAY = sa.text("state IN ('waiting', 'claimed', 'sending')")


def upgrade() -> None:
    """Add the tables; safe beside the release before, which sends nothing."""
    _outbox()
    _reminders()
    _feeds()
    for table in KEPT:
        _keep(table)


def _outbox() -> None:
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("deduplication_key", sa.String(length=200), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("content", Document, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("run_at", Instant(), nullable=False),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("lease_by", sa.Uuid(), nullable=True),
        sa.Column("said", sa.String(length=20000), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("deduplication_key", name=op.f("uq_outbox_message_deduplication_key")),
    )
    op.create_index(
        "ix_outbox_message_run_at", "outbox_message", ["run_at"], postgresql_where=_UNDERWAY, sqlite_where=_UNDERWAY
    )
    op.create_index("ix_outbox_message_owner_id_id", "outbox_message", ["owner_id", "id"])
    op.create_table(
        "outbox_try",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("said", sa.String(length=20000), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["outbox_message.id"], name=op.f("fk_outbox_try_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_try")),
    )
    op.create_index("ix_outbox_try_message_id_id", "outbox_try", ["message_id", "id"])


def _reminders() -> None:
    op.create_table(
        "reminder_preference",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("unsubscribe_key", sa.String(length=64), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_preference_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_reminder_preference")),
        sa.UniqueConstraint("unsubscribe_key", name=op.f("uq_reminder_preference_unsubscribe_key")),
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("due_key", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("reminded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "person_id", "due_key", "due_on", "stage", name=op.f("uq_reminder_person_id_due_key_due_on_stage")
        ),
    )
    op.create_table(
        "due_settlement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("due_key", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(length=20000), nullable=False),
        sa.Column("settled_by", sa.Uuid(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_due_settlement_organisation_id")
        ),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_due_settlement_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_settlement")),
        sa.UniqueConstraint(
            "organisation_id", "due_key", "due_on", name=op.f("uq_due_settlement_organisation_id_due_key_due_on")
        ),
    )


def _feeds() -> None:
    op.create_table(
        "calendar",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("secret_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar")),
        sa.UniqueConstraint("secret_digest", name=op.f("uq_calendar_secret_digest")),
    )
    op.create_index("ix_calendar_person_id_id", "calendar", ["person_id", "id"])
    op.create_table(
        "webhook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("events", Document, nullable=False),
        sa.Column("secret", sa.String(length=100), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_webhook_created_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_webhook_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_index("ix_webhook_organisation_id_id", "webhook", ["organisation_id", "id"])


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

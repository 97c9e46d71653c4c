"""Keep the signing certificates of authorities and the signatures of issued documents."""

import sqlalchemy as sa
from alembic import op

from app.kit.model import Instant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEPT = ("signing_certificate", "document_signature", "signing_failure")


def upgrade() -> None:
    """Add the tables; safe beside the release before, which signs nothing and gives out what is unsigned."""
    _add_certificates()
    _add_signatures()
    for table in KEPT:
        _keep(table)


def _add_certificates() -> None:
    op.create_table(
        "signing_certificate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(length=71), nullable=False),
        sa.Column("name", sa.String(length=20000), nullable=False),
        sa.Column("issuer", sa.String(length=20000), nullable=False),
        sa.Column("valid_from", Instant(), nullable=False),
        sa.Column("valid_to", Instant(), nullable=False),
        sa.Column("certificate", sa.String(length=20000), nullable=False),
        sa.Column("first_used_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["organisation.id"], name=op.f("fk_signing_certificate_authority_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_certificate")),
        sa.UniqueConstraint(
            "authority_id", "fingerprint", name=op.f("uq_signing_certificate_authority_id_fingerprint")
        ),
    )


def _add_signatures() -> None:
    op.create_table(
        "document_signature",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("profile", sa.String(length=20), nullable=False),
        sa.Column("unsigned_digest", sa.String(length=71), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("signed_at", Instant(), nullable=False),
        sa.Column("stamped_at", Instant(), nullable=True),
        sa.Column("stamped_by", sa.String(length=20000), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["signing_certificate.id"], name=op.f("fk_document_signature_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["issued_document.id"], name=op.f("fk_document_signature_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_signature")),
    )
    op.create_table(
        "signing_failure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(length=20000), nullable=False),
        sa.Column("failed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["issued_document.id"], name=op.f("fk_signing_failure_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_failure")),
    )
    op.create_index("ix_signing_failure_document_id_id", "signing_failure", ["document_id", "id"], unique=False)


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
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} keeps what it holds: rows are only added'); END"
        )


def downgrade() -> None:
    """Refuse: records are kept; a mistake is mended by the next migration."""
    message = "Makegood's migrations only go forward; restore a backup instead."
    raise RuntimeError(message)

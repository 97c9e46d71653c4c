"""Keep confirmations by third parties, subcontracted parts and the fingerprints that find a claim made twice."""

import sqlalchemy as sa
from alembic import op

from app.kit.ids import new_id
from app.kit.model import Document, Exact, Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEPT = (
    "claimed_fingerprint",
    "double_claim_remark",
    "sharing_consent",
    "confirmation_answer",
    "subcontractor_commitment",
    "subcontractor_file",
    "included_part",
)


def upgrade() -> None:
    """Add the tables; safe beside the release before, which knows nothing of them."""
    op.create_table(
        "confirmation_guess",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sender_digest", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation_guess")),
    )
    op.create_index(
        "ix_confirmation_guess_sender_digest_at", "confirmation_guess", ["sender_digest", "at"], unique=False
    )
    op.create_table(
        "sharing_consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("shares", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=20000), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_sharing_consent_authority_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_sharing_consent_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_consent")),
        sa.UniqueConstraint("authority_id", "revision", name=op.f("uq_sharing_consent_authority_id_revision")),
    )
    op.create_table(
        "subcontractor",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("invitation_digest", sa.String(length=64), nullable=True),
        sa.Column("invitation_expires_on", sa.Date(), nullable=True),
        sa.Column("named_by", sa.Uuid(), nullable=False),
        sa.Column("named_at", Instant(), nullable=False),
        sa.Column("joined_at", Instant(), nullable=True),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.Column("removed_reason", sa.String(length=20000), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("tier >= 2 AND tier <= 9", name=op.f("ck_subcontractor_tier")),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_subcontractor_authority_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_subcontractor_contract_id")),
        sa.ForeignKeyConstraint(["named_by"], ["person.id"], name=op.f("fk_subcontractor_named_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_subcontractor_organisation_id")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_subcontractor_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subcontractor")),
        sa.UniqueConstraint("invitation_digest", name=op.f("uq_subcontractor_invitation_digest")),
    )
    op.create_index("ix_subcontractor_contract_id_id", "subcontractor", ["contract_id", "id"], unique=False)
    op.create_index("ix_subcontractor_organisation_id_id", "subcontractor", ["organisation_id", "id"], unique=False)
    op.create_index(
        "uq_subcontractor_contract_id_organisation_id_there",
        "subcontractor",
        ["contract_id", "organisation_id"],
        unique=True,
        postgresql_where=sa.text("organisation_id IS NOT NULL AND status <> 'removed'"),
        sqlite_where=sa.text("organisation_id IS NOT NULL AND status <> 'removed'"),
    )
    op.create_table(
        "subcontractor_commitment",
        sa.Column("subcontractor_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_subcontractor_commitment_commitment_id")
        ),
        sa.ForeignKeyConstraint(
            ["subcontractor_id"], ["subcontractor.id"], name=op.f("fk_subcontractor_commitment_subcontractor_id")
        ),
        sa.PrimaryKeyConstraint("subcontractor_id", "commitment_id", name=op.f("pk_subcontractor_commitment")),
    )
    op.create_table(
        "subcontractor_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subcontractor_id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.String(length=300), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subcontractor_id"], ["subcontractor.id"], name=op.f("fk_subcontractor_file_subcontractor_id")
        ),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_subcontractor_file_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subcontractor_file")),
    )
    op.create_index(
        "ix_subcontractor_file_subcontractor_id_id", "subcontractor_file", ["subcontractor_id", "id"], unique=False
    )
    op.create_table(
        "subcontracted_part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("subcontractor_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("quantity", Exact(), nullable=True),
        sa.Column("words", sa.String(length=20000), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("reason", sa.String(length=20000), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_subcontracted_part_authority_id")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_subcontracted_part_commitment_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_subcontracted_part_contract_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_subcontracted_part_decided_by")),
        sa.ForeignKeyConstraint(
            ["subcontractor_id"], ["subcontractor.id"], name=op.f("fk_subcontracted_part_subcontractor_id")
        ),
        sa.ForeignKeyConstraint(["submitted_by"], ["person.id"], name=op.f("fk_subcontracted_part_submitted_by")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_subcontracted_part_supplier_id")),
        sa.ForeignKeyConstraint(["target_id"], ["commitment_target.id"], name=op.f("fk_subcontracted_part_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subcontracted_part")),
        sa.UniqueConstraint(
            "subcontractor_id",
            "commitment_id",
            "starts_on",
            "revision",
            name=op.f("uq_subcontracted_part_subcontractor_id_commitment_id_starts_on_revision"),
        ),
    )
    op.create_index(
        "ix_subcontracted_part_commitment_id_starts_on",
        "subcontracted_part",
        ["commitment_id", "starts_on"],
        unique=False,
    )
    op.create_index("ix_subcontracted_part_contract_id_id", "subcontracted_part", ["contract_id", "id"], unique=False)
    op.create_table(
        "confirmation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("update_id", sa.Uuid(), nullable=True),
        sa.Column("asking_id", sa.Uuid(), nullable=False),
        sa.Column("meant_for", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("claim", sa.String(length=20000), nullable=False),
        sa.Column("quantity", Exact(), nullable=True),
        sa.Column("unit", sa.String(length=100), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_confirmation_asked_by")),
        sa.ForeignKeyConstraint(["asking_id"], ["organisation.id"], name=op.f("fk_confirmation_asking_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_confirmation_authority_id")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_confirmation_commitment_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_confirmation_contract_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_confirmation_supplier_id")),
        sa.ForeignKeyConstraint(["update_id"], ["delivery_update.id"], name=op.f("fk_confirmation_update_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
    )
    op.create_index("ix_confirmation_authority_id_id", "confirmation", ["authority_id", "id"], unique=False)
    op.create_index("ix_confirmation_contract_id_id", "confirmation", ["contract_id", "id"], unique=False)
    op.create_index("ix_confirmation_supplier_id_id", "confirmation", ["supplier_id", "id"], unique=False)
    op.create_index(op.f("ix_confirmation_update_id"), "confirmation", ["update_id"], unique=False)
    op.create_table(
        "included_part",
        sa.Column("update_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("included_by", sa.Uuid(), nullable=False),
        sa.Column("included_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["included_by"], ["person.id"], name=op.f("fk_included_part_included_by")),
        sa.ForeignKeyConstraint(["part_id"], ["subcontracted_part.id"], name=op.f("fk_included_part_part_id")),
        sa.ForeignKeyConstraint(["update_id"], ["delivery_update.id"], name=op.f("fk_included_part_update_id")),
        sa.PrimaryKeyConstraint("update_id", "part_id", name=op.f("pk_included_part")),
    )
    op.create_index(op.f("ix_included_part_part_id"), "included_part", ["part_id"], unique=False)
    op.create_table(
        "part_file",
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence_file.id"], name=op.f("fk_part_file_evidence_id")),
        sa.ForeignKeyConstraint(["file_id"], ["subcontractor_file.id"], name=op.f("fk_part_file_file_id")),
        sa.ForeignKeyConstraint(["part_id"], ["subcontracted_part.id"], name=op.f("fk_part_file_part_id")),
        sa.PrimaryKeyConstraint("part_id", "file_id", name=op.f("pk_part_file")),
    )
    op.create_table(
        "claimed_source",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=True),
        sa.Column("update_id", sa.Uuid(), nullable=True),
        sa.Column("assessment_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("share", Exact(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("registered_by", sa.Uuid(), nullable=False),
        sa.Column("registered_at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=20000), nullable=True),
        sa.CheckConstraint("share > 0", name=op.f("ck_claimed_source_share")),
        sa.CheckConstraint(
            "starts_on IS NULL OR starts_on <= ends_on", name=op.f("ck_claimed_source_starts_before_it_ends")
        ),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_claimed_source_assessment_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_claimed_source_authority_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_claimed_source_contract_id")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence_file.id"], name=op.f("fk_claimed_source_evidence_id")),
        sa.ForeignKeyConstraint(["registered_by"], ["person.id"], name=op.f("fk_claimed_source_registered_by")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_claimed_source_supplier_id")),
        sa.ForeignKeyConstraint(["update_id"], ["delivery_update.id"], name=op.f("fk_claimed_source_update_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claimed_source")),
    )
    op.create_index("ix_claimed_source_contract_id_id", "claimed_source", ["contract_id", "id"], unique=False)
    op.create_index(op.f("ix_claimed_source_evidence_id"), "claimed_source", ["evidence_id"], unique=False)
    op.create_index(op.f("ix_claimed_source_update_id"), "claimed_source", ["update_id"], unique=False)
    op.create_table(
        "confirmation_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("confirmation_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("by_email", sa.Boolean(), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("revoked_reason", sa.String(length=20000), nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmation_id"], ["confirmation.id"], name=op.f("fk_confirmation_link_confirmation_id")
        ),
        sa.ForeignKeyConstraint(["issued_by"], ["person.id"], name=op.f("fk_confirmation_link_issued_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation_link")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_confirmation_link_token_digest")),
    )
    op.create_index(
        op.f("ix_confirmation_link_confirmation_id"), "confirmation_link", ["confirmation_id"], unique=False
    )
    op.create_table(
        "claimed_fingerprint",
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.String(length=20), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("share", Exact(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["claimed_source.id"], name=op.f("fk_claimed_fingerprint_source_id")),
        sa.PrimaryKeyConstraint("source_id", "key_id", "fingerprint", name=op.f("pk_claimed_fingerprint")),
    )
    op.create_index(
        "ix_claimed_fingerprint_fingerprint", "claimed_fingerprint", ["fingerprint", "key_id"], unique=False
    )
    op.create_table(
        "confirmation_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("confirmation_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("quantity", Exact(), nullable=True),
        sa.Column("words", sa.String(length=20000), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("answered_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmation_id"], ["confirmation.id"], name=op.f("fk_confirmation_answer_confirmation_id")
        ),
        sa.ForeignKeyConstraint(["link_id"], ["confirmation_link.id"], name=op.f("fk_confirmation_answer_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation_answer")),
        sa.UniqueConstraint("confirmation_id", name=op.f("uq_confirmation_answer_confirmation_id")),
    )
    op.create_table(
        "double_claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("other_authority_id", sa.Uuid(), nullable=False),
        sa.Column("other_contract_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("other_source_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("claimed_at", Instant(), nullable=False),
        sa.Column("for_authority", sa.Boolean(), nullable=False),
        sa.Column("for_supplier", sa.Boolean(), nullable=False),
        sa.Column("shown_from", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_double_claim_authority_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_double_claim_contract_id")),
        sa.ForeignKeyConstraint(
            ["other_authority_id"], ["organisation.id"], name=op.f("fk_double_claim_other_authority_id")
        ),
        sa.ForeignKeyConstraint(["other_contract_id"], ["contract.id"], name=op.f("fk_double_claim_other_contract_id")),
        sa.ForeignKeyConstraint(
            ["other_source_id"], ["claimed_source.id"], name=op.f("fk_double_claim_other_source_id")
        ),
        sa.ForeignKeyConstraint(["source_id"], ["claimed_source.id"], name=op.f("fk_double_claim_source_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_double_claim_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_double_claim")),
        sa.UniqueConstraint("source_id", "other_source_id", name=op.f("uq_double_claim_source_id_other_source_id")),
    )
    op.create_index("ix_double_claim_authority_id_id", "double_claim", ["authority_id", "id"], unique=False)
    op.create_index("ix_double_claim_contract_id_id", "double_claim", ["contract_id", "id"], unique=False)
    op.create_index(op.f("ix_double_claim_other_source_id"), "double_claim", ["other_source_id"], unique=False)
    op.create_index("ix_double_claim_supplier_id_id", "double_claim", ["supplier_id", "id"], unique=False)
    op.create_table(
        "double_claim_remark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("double_claim_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=20000), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["double_claim_id"], ["double_claim.id"], name=op.f("fk_double_claim_remark_double_claim_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_double_claim_remark_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_double_claim_remark")),
    )
    op.create_index(
        "ix_double_claim_remark_double_claim_id_id", "double_claim_remark", ["double_claim_id", "id"], unique=False
    )
    for table in KEPT:
        _keep(table)
    _look_at_files()


def _look_at_files() -> None:
    """Have every file that is there already compared by its content, as each new one is when it comes."""
    connection = op.get_bind()
    file = sa.table("evidence_file", sa.column("id", sa.Uuid()), sa.column("uploaded_at", Instant()))
    names = ("id", sa.Uuid()), ("kind", sa.String()), ("payload", Document), ("state", sa.String())
    more = ("run_at", Instant()), ("attempts", sa.Integer()), ("created_at", Instant())
    job = sa.table("job", *(sa.column(name, kind) for name, kind in (*names, *more)))
    rows = [
        {
            "id": new_id(at),
            "kind": "double_claims.file",
            "payload": {"evidence": str(file_id)},
            "state": "ready",
            "run_at": at,
            "attempts": 0,
            "created_at": at,
        }
        for file_id, at in connection.execute(sa.select(file.c.id, file.c.uploaded_at))
    ]
    if rows:
        connection.execute(sa.insert(job), rows)


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

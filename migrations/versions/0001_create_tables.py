"""Create every table of the first version."""

import sqlalchemy as sa
from alembic import op

from app.kit.model import Document, Exact, Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward; safe beside the release before."""
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("log_id", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("action", sa.String(length=100), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("actor_organisation_id", sa.Uuid(), nullable=True),
        sa.Column("subject_kind", sa.String(length=100), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=20000), nullable=True),
        sa.Column("before", Document, nullable=True),
        sa.Column("after", Document, nullable=True),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_log_id_id", "audit_event", ["log_id", "id"], unique=False)
    op.create_index("ix_audit_event_subject_id", "audit_event", ["subject_id"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("log_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("peaks", Document, nullable=False),
        sa.Column("previous_digest", sa.String(length=71), nullable=True),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("sealed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
        sa.UniqueConstraint("log_id", "size", name=op.f("uq_audit_head_log_id_size")),
    )
    op.create_table(
        "idempotency_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("etag", sa.String(length=100), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_record")),
        sa.UniqueConstraint("owner_id", "key", name=op.f("uq_idempotency_record_owner_id_key")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("payload", Document, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("run_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("lease_by", sa.Uuid(), nullable=True),
        sa.Column("failure", sa.String(length=20000), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(
        "ix_job_ready",
        "job",
        ["run_at"],
        unique=False,
        postgresql_where=sa.text("state = 'ready'"),
        sqlite_where=sa.text("state = 'ready'"),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=True),
        sa.Column("contact_email", sa.String(length=200), nullable=True),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.Column("turnover", Exact(), nullable=True),
        sa.Column("balance_sheet", Exact(), nullable=True),
        sa.Column("is_vcse", sa.Boolean(), nullable=True),
        sa.Column("is_social_enterprise", sa.Boolean(), nullable=True),
        sa.Column("is_charity", sa.Boolean(), nullable=True),
        sa.Column("is_minority_owned", sa.Boolean(), nullable=True),
        sa.Column("living_wage_licence", sa.String(length=100), nullable=True),
        sa.Column("living_wage_expires_on", sa.Date(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_index("ix_organisation_name_id", "organisation", ["name", "id"], unique=False)
    op.create_table(
        "reference_counter",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("pk_reference_counter")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email_digest", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    op.create_index("ix_sign_in_failure_email_digest_at", "sign_in_failure", ["email_digest", "at"], unique=False)
    op.create_table(
        "audit_leaf",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("log_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("leaf_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["audit_event.id"], name=op.f("fk_audit_leaf_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_audit_leaf")),
        sa.UniqueConstraint("log_id", "position", name=op.f("uq_audit_leaf_log_id_position")),
    )
    op.create_table(
        "organisation_identifier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_identifier_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_identifier")),
        sa.UniqueConstraint("scheme", "value", name=op.f("uq_organisation_identifier_scheme_value")),
    )
    op.create_index(
        op.f("ix_organisation_identifier_organisation_id"), "organisation_identifier", ["organisation_id"], unique=False
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("roles", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_person_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_index(op.f("ix_person_organisation_id"), "person", ["organisation_id"], unique=False)
    op.create_table(
        "rubric",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("pack", sa.String(length=100), nullable=True),
        sa.Column("pack_version", sa.String(length=40), nullable=True),
        sa.Column("pack_digest", sa.String(length=71), nullable=True),
        sa.Column("copied_from_id", sa.Uuid(), nullable=True),
        sa.Column("body", Document, nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_rubric_authority_id")),
        sa.ForeignKeyConstraint(["copied_from_id"], ["rubric.id"], name=op.f("fk_rubric_copied_from_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric")),
    )
    op.create_index("ix_rubric_authority_id_id", "rubric", ["authority_id", "id"], unique=False)
    op.create_table(
        "api_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("secret_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_api_key_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("secret_digest", name=op.f("uq_api_key_secret_digest")),
    )
    op.create_index(op.f("ix_api_key_person_id"), "api_key", ["person_id"], unique=False)
    op.create_table(
        "issued_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("content", Document, nullable=False),
        sa.Column("content_digest", sa.String(length=71), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_issued_document_authority_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["person.id"], name=op.f("fk_issued_document_issued_by")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_issued_document_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_document")),
        sa.UniqueConstraint("kind", "subject_id", "number", name=op.f("uq_issued_document_kind_subject_id_number")),
    )
    op.create_index("ix_issued_document_authority_id_id", "issued_document", ["authority_id", "id"], unique=False)
    op.create_index("ix_issued_document_supplier_id_id", "issued_document", ["supplier_id", "id"], unique=False)
    op.create_table(
        "tender",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.String(length=20000), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("regime", sa.String(length=60), nullable=True),
        sa.Column("rubric_id", sa.Uuid(), nullable=True),
        sa.Column("rubric_digest", sa.String(length=71), nullable=True),
        sa.Column("value", Exact(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("value_includes_vat", sa.Boolean(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("cpv", Document, nullable=False),
        sa.Column("places", Document, nullable=False),
        sa.Column("closes_at", Instant(), nullable=True),
        sa.Column("ocid", sa.String(length=200), nullable=True),
        sa.Column("notice", Document, nullable=True),
        sa.Column("notice_findings", Document, nullable=True),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("abandoned_reason", sa.String(length=20000), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status = 'draft' OR closes_at IS NOT NULL OR status = 'abandoned'",
            name=op.f("ck_tender_closes_when_published"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_tender_authority_id")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_tender_rubric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender")),
        sa.UniqueConstraint("reference", name=op.f("uq_tender_reference")),
    )
    op.create_index("ix_tender_created_at_id", "tender", ["created_at", "id"], unique=False)
    op.create_index("ix_tender_authority_id_id", "tender", ["authority_id", "id"], unique=False)
    op.create_table(
        "document_file",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("rendered_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["issued_document.id"], name=op.f("fk_document_file_document_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_file")),
    )
    op.create_table(
        "lot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("value", Exact(), nullable=True),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_lot_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("tender_id", "code", name=op.f("uq_lot_tender_id_code")),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=200), nullable=False),
        sa.Column("evaluator_id", sa.Uuid(), nullable=False),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.Column("removed_reason", sa.String(length=20000), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_assignment_authority_id")),
        sa.ForeignKeyConstraint(["evaluator_id"], ["person.id"], name=op.f("fk_assignment_evaluator_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_assignment_lot_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_assignment_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            "lot_id", "criterion", "evaluator_id", name=op.f("uq_assignment_lot_id_criterion_evaluator_id")
        ),
    )
    op.create_index(op.f("ix_assignment_evaluator_id"), "assignment", ["evaluator_id"], unique=False)
    op.create_index(op.f("ix_assignment_tender_id"), "assignment", ["tender_id"], unique=False)
    op.create_table(
        "bid",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("draft", Document, nullable=False),
        sa.Column("current_number", sa.Integer(), nullable=True),
        sa.Column("opened_at", Instant(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=20000), nullable=True),
        sa.Column("excluded_reason", sa.String(length=20000), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_bid_authority_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_bid_lot_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_bid_supplier_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_bid_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid")),
        sa.UniqueConstraint("lot_id", "supplier_id", name=op.f("uq_bid_lot_id_supplier_id")),
    )
    op.create_index("ix_bid_supplier_id_id", "bid", ["supplier_id", "id"], unique=False)
    op.create_index("ix_bid_tender_id_id", "bid", ["tender_id", "id"], unique=False)
    op.create_table(
        "late_bid",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("closed_at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_late_bid_authority_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_late_bid_lot_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_late_bid_supplier_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_late_bid_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_bid")),
    )
    op.create_index(op.f("ix_late_bid_tender_id"), "late_bid", ["tender_id"], unique=False)
    op.create_table(
        "result",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", Document, nullable=False),
        sa.Column("inputs_digest", sa.String(length=71), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("reason", sa.String(length=20000), nullable=True),
        sa.Column("computed_by", sa.Uuid(), nullable=False),
        sa.Column("computed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_result_authority_id")),
        sa.ForeignKeyConstraint(["computed_by"], ["person.id"], name=op.f("fk_result_computed_by")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_result_lot_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_result_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
        sa.UniqueConstraint("lot_id", "number", name=op.f("uq_result_lot_id_number")),
    )
    op.create_index(op.f("ix_result_tender_id"), "result", ["tender_id"], unique=False)
    op.create_table(
        "agreed_mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("mark", Exact(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("rationale", sa.String(length=20000), nullable=False),
        sa.Column("discussion", sa.String(length=20000), nullable=True),
        sa.Column("attendees", Document, nullable=False),
        sa.Column("superseding_reason", sa.String(length=20000), nullable=True),
        sa.Column("agreed_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.CheckConstraint("(mark IS NULL) <> (passed IS NULL)", name=op.f("ck_agreed_mark_mark_or_gate")),
        sa.CheckConstraint(
            "revision = 1 OR superseding_reason IS NOT NULL", name=op.f("ck_agreed_mark_superseding_needs_reason")
        ),
        sa.ForeignKeyConstraint(["agreed_by"], ["person.id"], name=op.f("fk_agreed_mark_agreed_by")),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_agreed_mark_authority_id")),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_agreed_mark_bid_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_agreed_mark_lot_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_agreed_mark_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_mark")),
        sa.UniqueConstraint("bid_id", "criterion", "revision", name=op.f("uq_agreed_mark_bid_id_criterion_revision")),
    )
    op.create_index(op.f("ix_agreed_mark_lot_id"), "agreed_mark", ["lot_id"], unique=False)
    op.create_table(
        "award",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reasons", sa.String(length=20000), nullable=False),
        sa.Column("tie_reason", sa.String(length=20000), nullable=True),
        sa.Column("notice_on", sa.Date(), nullable=False),
        sa.Column("standstill", Document, nullable=True),
        sa.Column("standstill_ends_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.Column("void_reason", sa.String(length=20000), nullable=True),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("contracted_at", Instant(), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status = 'decided' OR contracted_at IS NULL", name=op.f("ck_award_void_only_before_contract")
        ),
        sa.CheckConstraint("status = 'decided' OR void_reason IS NOT NULL", name=op.f("ck_award_void_needs_reason")),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_award_authority_id")),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_award_bid_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_award_decided_by")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_award_lot_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["award.id"], name=op.f("fk_award_replaces_id")),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name=op.f("fk_award_result_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_award_supplier_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_award_tender_id")),
        sa.ForeignKeyConstraint(["voided_by"], ["person.id"], name=op.f("fk_award_voided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("reference", name=op.f("uq_award_reference")),
    )
    op.create_index("ix_award_authority_id_id", "award", ["authority_id", "id"], unique=False)
    op.create_index("ix_award_tender_id_id", "award", ["tender_id", "id"], unique=False)
    op.create_index(
        "uq_award_lot_id_decided",
        "award",
        ["lot_id"],
        unique=True,
        postgresql_where=sa.text("status = 'decided'"),
        sqlite_where=sa.text("status = 'decided'"),
    )
    op.create_table(
        "bid_submission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", Document, nullable=False),
        sa.Column("price", Exact(), nullable=True),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("supplier_name", sa.String(length=300), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_bid_submission_bid_id")),
        sa.ForeignKeyConstraint(["submitted_by"], ["person.id"], name=op.f("fk_bid_submission_submitted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_submission")),
        sa.UniqueConstraint("bid_id", "number", name=op.f("uq_bid_submission_bid_id_number")),
    )
    op.create_table(
        "mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=200), nullable=False),
        sa.Column("evaluator_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("mark", Exact(), nullable=False),
        sa.Column("rationale", sa.String(length=20000), nullable=False),
        sa.Column("superseding_reason", sa.String(length=20000), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "revision = 1 OR superseding_reason IS NOT NULL", name=op.f("ck_mark_superseding_needs_reason")
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_mark_authority_id")),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_mark_bid_id")),
        sa.ForeignKeyConstraint(["evaluator_id"], ["person.id"], name=op.f("fk_mark_evaluator_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_mark_lot_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_mark_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint(
            "bid_id",
            "criterion",
            "evaluator_id",
            "revision",
            name=op.f("uq_mark_bid_id_criterion_evaluator_id_revision"),
        ),
    )
    op.create_index(op.f("ix_mark_lot_id"), "mark", ["lot_id"], unique=False)
    op.create_table(
        "contract",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("value", Exact(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("went_live_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_reason", sa.String(length=20000), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_contract_starts_before_it_ends")),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_contract_authority_id")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_contract_award_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_contract_lot_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_contract_supplier_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_contract_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("reference", name=op.f("uq_contract_reference")),
    )
    op.create_index("ix_contract_authority_id_id", "contract", ["authority_id", "id"], unique=False)
    op.create_index("ix_contract_supplier_id_id", "contract", ["supplier_id", "id"], unique=False)
    op.create_index(
        "uq_contract_award_id_standing",
        "contract",
        ["award_id"],
        unique=True,
        postgresql_where=sa.text("status <> 'cancelled'"),
        sqlite_where=sa.text("status <> 'cancelled'"),
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=100), nullable=False),
        sa.Column("criterion_title", sa.String(length=300), nullable=False),
        sa.Column("points_earned", sa.String(length=20000), nullable=False),
        sa.Column("measure", Document, nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("words", sa.String(length=20000), nullable=True),
        sa.Column("promised", Exact(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("bands", Document, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_commitment_authority_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_commitment_contract_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_commitment_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("contract_id", "position", name=op.f("uq_commitment_contract_id_position")),
    )
    op.create_table(
        "evidence_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.String(length=300), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_evidence_file_authority_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_evidence_file_contract_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_evidence_file_supplier_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_evidence_file_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_file")),
    )
    op.create_index("ix_evidence_file_contract_id_id", "evidence_file", ["contract_id", "id"], unique=False)
    op.create_table(
        "commitment_target",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("target", Exact(), nullable=True),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_commitment_target_starts_before_it_ends")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_commitment_target_commitment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_target")),
        sa.UniqueConstraint("commitment_id", "starts_on", name=op.f("uq_commitment_target_commitment_id_starts_on")),
    )
    op.create_table(
        "waiver",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=20000), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decision_reason", sa.String(length=20000), nullable=True),
        sa.CheckConstraint(
            "(status = 'asked' AND decided_by IS NULL) OR (status <> 'asked' AND decided_by IS NOT NULL AND decision_reason IS NOT NULL)",
            name=op.f("ck_waiver_decided_with_reason"),
        ),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name=op.f("ck_waiver_decided_by_another")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_waiver_asked_by")),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_waiver_authority_id")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_waiver_commitment_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_waiver_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
    )
    op.create_index(
        "uq_waiver_commitment_id_asked",
        "waiver",
        ["commitment_id"],
        unique=True,
        postgresql_where=sa.text("status = 'asked'"),
        sqlite_where=sa.text("status = 'asked'"),
    )
    op.create_table(
        "delivery_update",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("claimed", Exact(), nullable=True),
        sa.Column("words", sa.String(length=20000), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_delivery_update_authority_id")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_delivery_update_commitment_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_delivery_update_contract_id")),
        sa.ForeignKeyConstraint(["submitted_by"], ["person.id"], name=op.f("fk_delivery_update_submitted_by")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisation.id"], name=op.f("fk_delivery_update_supplier_id")),
        sa.ForeignKeyConstraint(["target_id"], ["commitment_target.id"], name=op.f("fk_delivery_update_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_update")),
        sa.UniqueConstraint(
            "commitment_id", "starts_on", "revision", name=op.f("uq_delivery_update_commitment_id_starts_on_revision")
        ),
    )
    op.create_index("ix_delivery_update_authority_id_id", "delivery_update", ["authority_id", "id"], unique=False)
    op.create_index("ix_delivery_update_contract_id_id", "delivery_update", ["contract_id", "id"], unique=False)
    op.create_index("ix_delivery_update_supplier_id_id", "delivery_update", ["supplier_id", "id"], unique=False)
    op.create_table(
        "update_evidence",
        sa.Column("update_id", sa.Uuid(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence_file.id"], name=op.f("fk_update_evidence_evidence_id")),
        sa.ForeignKeyConstraint(["update_id"], ["delivery_update.id"], name=op.f("fk_update_evidence_update_id")),
        sa.PrimaryKeyConstraint("update_id", "evidence_id", name=op.f("pk_update_evidence")),
    )
    op.create_table(
        "verification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("update_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("proved", Exact(), nullable=True),
        sa.Column("reason", sa.String(length=20000), nullable=True),
        sa.Column("verified_by", sa.Uuid(), nullable=False),
        sa.Column("verified_at", Instant(), nullable=False),
        sa.CheckConstraint("proved IS NULL OR proved >= 0", name=op.f("ck_verification_proved")),
        sa.ForeignKeyConstraint(["authority_id"], ["organisation.id"], name=op.f("fk_verification_authority_id")),
        sa.ForeignKeyConstraint(["update_id"], ["delivery_update.id"], name=op.f("fk_verification_update_id")),
        sa.ForeignKeyConstraint(["verified_by"], ["person.id"], name=op.f("fk_verification_verified_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
        sa.UniqueConstraint("update_id", name=op.f("uq_verification_update_id")),
    )


def downgrade() -> None:
    """Refuse: records are kept; a mistake is mended by the next migration."""
    message = "Makegood's migrations only go forward; restore a backup instead."
    raise RuntimeError(message)

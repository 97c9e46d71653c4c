"""Let a tender state beforehand how it will be evaluated, and what kind of contract it is."""

import sqlalchemy as sa
from alembic import op

from app.kit.model import Document

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns, empty: a tender from before states nothing, and is read with the service's own terms."""
    op.add_column("tender", sa.Column("category", sa.String(20), nullable=True))
    op.add_column("tender", sa.Column("evaluation_terms", Document, nullable=True))


def downgrade() -> None:
    """Refuse: records are kept; a mistake is mended by the next migration."""
    message = "Makegood's migrations only go forward; restore a backup instead."
    raise RuntimeError(message)

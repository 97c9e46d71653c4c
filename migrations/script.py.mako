"""${message}."""

${imports if imports else ""}
import sqlalchemy as sa
from alembic import op

from app.kit.model import Document, Exact, Instant

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward; safe beside the release before."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Refuse: records are kept; a mistake is mended by the next migration."""
    message = "Makegood's migrations only go forward; restore a backup instead."
    raise RuntimeError(message)

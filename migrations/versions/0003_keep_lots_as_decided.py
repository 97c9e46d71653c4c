"""Keep with a lot that an award stands for it, so that concepts before the award can leave alone what it rests on."""

import sqlalchemy as sa
from alembic import op

from app.kit.model import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and fill it from the awards that stand; safe beside the release before."""
    op.add_column("lot", sa.Column("decided_at", Instant(), nullable=True))
    op.execute(
        "UPDATE lot SET decided_at = "
        "(SELECT award.decided_at FROM award WHERE award.lot_id = lot.id AND award.status = 'decided')"
    )


def downgrade() -> None:
    """Refuse: records are kept; a mistake is mended by the next migration."""
    message = "Makegood's migrations only go forward; restore a backup instead."
    raise RuntimeError(message)

"""Take standstill letters, statements of delivery and portfolio reports among issued documents.

Kinds are words and `authority_id` is whoever issues, so no table changes; the step keeps the order of the others.
"""

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: the tables of issued documents take every kind."""


def downgrade() -> None:
    """Change nothing: the tables of issued documents take every kind."""

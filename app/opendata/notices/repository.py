"""SQL of what notices are drafted of."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.contracts.changes.models import ContractChange


def change(tx: Session, change_id: UUID) -> ContractChange | None:
    """Return one change of a contract."""
    return tx.get(ContractChange, change_id)

"""Gives what each contract of an authority came to, for comparing promises with delivery."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.performance.repository import delivered as repository


def delivered(tx: Session, authority_id: UUID, as_at: date) -> Sequence[Any]:
    """Return a row for each contract and measure of an authority; checks no access."""
    return repository.by_contract(tx, authority_id, as_at)

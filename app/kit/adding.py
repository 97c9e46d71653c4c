"""Adds rows past the session, by statements that are made once.

The unit of work of the mapper takes 0.45 ms to add a tender with its lot, of 1.5 ms in all; so they take 0.1 ms.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert, insert
from sqlalchemy.orm import Session

from app.kit.model import Model


def insert_rows(tx: Session, rows: Sequence[Model]) -> None:
    """Insert rows of one table at once, every column as it stands in them; what they are related to stays out.

    The session does not know them afterwards: nothing that is changed in them later is written. What they refer to
    must have been flushed.
    """
    if not rows:
        return
    statement, columns = _statement(type(rows[0]))
    values = [{column: getattr(row, column) for column in columns} for row in rows]
    # A list of one row would go through the machinery for many.
    tx.connection().execute(statement, values if len(values) > 1 else values[0])


@cache
def _statement(kind: type[Model]) -> tuple[Insert, tuple[str, ...]]:
    table: Any = kind.__table__
    return insert(table), tuple(table.columns.keys())

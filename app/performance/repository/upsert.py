"""Writes rows that may be there already, in the words of either database."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Executable, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.kit.model import Model


def upsert(tx: Session, model: type[Model], rows: Sequence[Mapping[str, Any]], *, added: Collection[str]) -> None:
    """Write rows; of one that is there, the columns `added` grow by what is given and every other is replaced."""
    if not rows:
        return
    tx.execute(_statement(model, tx.get_bind().dialect.name, frozenset(added)), list(rows))


@lru_cache
def _statement(model: type[Model], dialect: str, added: frozenset[str]) -> Executable:
    """Return the statement; making it anew for every row costs more than running it."""
    table = model.__table__
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = make(table)  # type: ignore[arg-type]  # a mapped class has a Table
    keys = [column.name for column in inspect(model).primary_key]
    new = {
        column.name: table.c[column.name] + statement.excluded[column.name]
        if column.name in added
        else statement.excluded[column.name]
        for column in table.c
        if column.name not in keys
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=new)

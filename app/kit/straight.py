"""Sends statements that are made once straight to the driver, with the conversions of their types on either side.

SQLAlchemy compiles a statement once and then takes, for every execution, 0.06 ms on SQLite and 0.09 ms on PostgreSQL
beyond what the driver takes: a context, a cursor, a result. A write is five statements, and every request begins with
one. So what runs in every request, or under a lock that others wait for, is compiled here by SQLAlchemy with its own
types, and sent by the driver's cursor, in the transaction of the unit of work. What the database refuses is raised as
SQLAlchemy raises it.

Fit for a statement whose parameters are single values: none of several (`expanding`), and none with a default.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect, Executable, Select, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

_CURSOR = "kit.straight"
_NAMED = re.compile(r"%\((\w+)\)s")
_MOST_TOGETHER = 8
"""As many insertions as are put into one statement; each number of them makes a statement of its own."""
Convert: TypeAlias = Callable[[Any], Any] | None
Insertion: TypeAlias = tuple["Straight", Mapping[str, Any]]
"""An insert of one row, and its values."""


class Straight:
    """One statement, made for each database when it is first sent there."""

    def __init__(self, statement: Executable, *, columns: Iterable[str] = ()) -> None:
        """Take a statement; `columns` are those of an insert, which is given without its values."""
        self._statement = statement
        self._columns = list(columns) or None
        self._made: dict[str, _Made] = {}

    def run(self, tx: Session, values: Mapping[str, Any]) -> None:
        """Send it for what it changes; raise IntegrityError and the like as SQLAlchemy does."""
        self._send(tx, values)

    def run_each(self, tx: Session, several: Iterable[Mapping[str, Any]]) -> None:
        """Send it once for each of these values, which takes one round trip or few."""
        made, cursor = self._ready(tx)
        parameters = [made.parameters(values) for values in several]
        made.execute(cursor, made.text, parameters, many=True)

    def one(self, tx: Session, values: Mapping[str, Any]) -> Any:
        """Return the row that it finds, its columns in order and by name, or None; for what can find only one."""
        found = self.all(tx, values)
        return found[0] if found else None

    def all(self, tx: Session, values: Mapping[str, Any]) -> list[Any]:
        """Return the rows that it finds, their columns in order and by name."""
        made, cursor = self._send(tx, values)
        return [made.row(raw, cursor) for raw in cursor.fetchall()]

    def made_for(self, dialect: Dialect) -> "_Made":
        """Return the statement as a database takes it."""
        made = self._made.get(dialect.name)
        if made is None:
            made = self._made[dialect.name] = _Made(self._statement, self._columns, dialect)
        return made

    def _ready(self, tx: Session) -> tuple["_Made", Any]:
        dialect, cursor = _cursor(tx)
        return self.made_for(dialect), cursor

    def _send(self, tx: Session, values: Mapping[str, Any]) -> tuple["_Made", Any]:
        made, cursor = self._ready(tx)
        made.execute(cursor, made.text, made.parameters(values))
        return made, cursor


def insert_together(tx: Session, insertions: Sequence[Insertion]) -> None:
    """Insert rows of several tables in this order, on PostgreSQL in one statement, and so in one round trip.

    Nothing is read between them, and constraints between them hold: they are checked when the statement ends.
    """
    dialect, cursor = _cursor(tx)
    if dialect.name == "sqlite" or not 1 < len(insertions) <= _MOST_TOGETHER:
        for statement, values in insertions:
            statement.run(tx, values)
        return
    joined = _joined(tuple(statement.made_for(dialect) for statement, _ in insertions))
    joined.execute(cursor, [values for _, values in insertions])


class _Joined:
    """Several inserts in one statement: all but the last are named in its WITH, which executes them too."""

    def __init__(self, parts: Sequence["_Made"]) -> None:
        own = [
            _NAMED.sub(lambda found, number=number: f"%({found[1]}_{number})s", part.text)  # type: ignore[misc]
            for number, part in enumerate(parts)
        ]
        self._text = f"WITH {', '.join(f'i{number} AS ({text})' for number, text in enumerate(own[:-1]))} {own[-1]}"
        self._first = parts[0]
        self._given = [
            (f"{name}_{number}", number, name, how) for number, part in enumerate(parts) for name, how in part.given
        ]

    def execute(self, cursor: Any, values: Sequence[Mapping[str, Any]]) -> None:
        """Execute it with the values of each."""
        parameters = {
            whole: values[number][name] if how is None else how(values[number][name])
            for whole, number, name, how in self._given
        }
        self._first.execute(cursor, self._text, parameters)


@cache
def _joined(parts: tuple["_Made", ...]) -> _Joined:
    return _Joined(parts)


def _cursor(tx: Session) -> tuple[Any, Any]:
    """Return the dialect of a unit of work and a cursor in its transaction, which has begun; the same every time."""
    held: tuple[Any, Any] | None = tx.info.get(_CURSOR)
    if held is None:
        connection: Connection = tx.connection()
        held = tx.info[_CURSOR] = connection.dialect, connection.connection.cursor()
    return held


class _Made:
    """A statement as one database takes it: its text, its parameters in order, and what becomes of their values."""

    def __init__(self, statement: Any, columns: list[str] | None, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        given: Iterable[str] = compiled.positiontup if compiled.positional else compiled.binds
        self.text = str(compiled)
        self._failure: type[Exception] = dialect.loaded_dbapi.Error
        self._dialect = dialect
        self._named = not compiled.positional
        self.given = [(name, _bound(compiled.binds[name].type, dialect)) for name in given]
        self._fixed = {name: each.effective_value for name, each in compiled.binds.items() if not each.required}
        selected = list(statement.selected_columns.items()) if isinstance(statement, Select) else []
        self._types = [column.type for _, column in selected]
        # What has no name of its own, such as EXISTS, is read by its place.
        names = [name for name, _ in selected]
        self._row: Any = _row_type(names)._make if names else tuple
        self._found: list[tuple[int, Callable[[Any], Any]]] | None = None

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """Return the values as the driver takes them."""
        if self._fixed:
            values = {**self._fixed, **values}
        if self._named:
            return {name: values[name] if how is None else how(values[name]) for name, how in self.given}
        return [values[name] if how is None else how(values[name]) for name, how in self.given]

    def execute(self, cursor: Any, text: str, parameters: Any, *, many: bool = False) -> None:
        """Execute a statement; raise what SQLAlchemy would raise where the driver fails."""
        try:
            (cursor.executemany if many else cursor.execute)(text, parameters)
        except self._failure as error:
            raise DBAPIError.instance(text, parameters, error, self._failure, dialect=self._dialect) from error

    def row(self, raw: Sequence[Any], cursor: Any) -> Any:
        """Return a row of the driver in the types of its columns, and by their names."""
        if self._found is None:
            self._found = list(self._conversions(cursor.description))
        row = list(raw)
        for place, how in self._found:
            row[place] = how(row[place])
        return self._row(row)

    def _conversions(self, description: Sequence[Any]) -> Iterable[tuple[int, Callable[[Any], Any]]]:
        for place, kind in enumerate(self._types):
            how = kind.dialect_impl(self._dialect).result_processor(self._dialect, description[place][1])
            if how is not None:
                yield place, how


def _row_type(names: list[str]) -> Any:
    make: Any = namedtuple  # noqa: PYI024 - the types of its fields are those of the statement
    return make("Row", names, rename=True)


def _bound(kind: Any, dialect: Dialect) -> Convert:
    how: Convert = kind.dialect_impl(dialect).bind_processor(dialect)
    return how


def _close(tx: Session) -> None:
    """Let go of the cursor before the connection goes to another unit of work."""
    held = tx.info.pop(_CURSOR, None)
    if held is not None:
        held[1].close()


event.listen(Session, "after_commit", _close)
event.listen(Session, "after_rollback", _close)

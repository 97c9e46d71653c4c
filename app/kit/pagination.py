"""Lists by cursor: a page starts after the last row seen, so that new rows neither repeat nor hide others."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.kit.errors import Invalid


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page of a list is asked for, and in which order."""

    sort: str | None
    cursor: str | None
    limit: int


def fetch(
    tx: Session,
    statement: Select[Any],
    asked: PageRequest,
    *,
    keys: Mapping[str, InstrumentedAttribute[Any]],
    key: InstrumentedAttribute[Any],
    default: str,
) -> tuple[Sequence[Any], str | None]:
    """Return one page of objects and the cursor of the next.

    `keys` are the fields a caller may order by; `key` is the unique column that breaks every tie. Ordering columns
    must not be null. Raises Invalid for an unknown field or a cursor that was not made here for this order.
    """
    orders = Orders(keys, key, default)
    sort = orders.check(asked)
    page = orders.page(statement, sort, after=asked.cursor is not None)
    rows = tx.scalars(page, orders.given(asked, sort)).all()
    return orders.cut(rows, asked, sort, getattr)


def fetch_rows(
    tx: Session, statement: Select[Any], given: Mapping[str, Any], asked: PageRequest, orders: "Orders"
) -> tuple[Sequence[dict[str, Any]], str | None]:
    """Return one page as `fetch` does, in plain rows: for a list that is only shown.

    `statement` selects columns, among them those of the order, and `given` are the values of its parameters. It and
    `orders` are made once, because every page of them is kept. Fifty organisations take 1.4 ms as objects, 0.4 ms so,
    and 0.2 ms more with a statement that is made anew for each request.
    """
    sort = orders.check(asked)
    page = _kept_page(orders, statement, sort, after=asked.cursor is not None)
    found = tx.connection().execute(page, {**given, **orders.given(asked, sort)})
    names = tuple(found.keys())
    rows = [dict(zip(names, row, strict=True)) for row in found.all()]
    return orders.cut(rows, asked, sort, dict.__getitem__)


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """The fields that a list may be ordered by, the unique column that breaks every tie, and the order by default."""

    keys: Mapping[str, InstrumentedAttribute[Any]]
    key: InstrumentedAttribute[Any]
    default: str

    def check(self, asked: PageRequest) -> str:
        """Return the order asked for; raise Invalid for a field that is none of these."""
        sort = asked.sort or self.default
        _check_sort(sort, self.keys)
        return sort

    def page(self, statement: Select[Any], sort: str, *, after: bool) -> Select[Any]:
        """Return the statement of a page, and of one row more that says whether another follows."""
        column, key, falling = self._column(sort), self.key, sort.startswith("-")
        if after:
            last = tuple_(bindparam(_AFTER, type_=column.type), bindparam(_AFTER_KEY, type_=key.type))
            pair = tuple_(column, key)
            statement = statement.where(pair < last if falling else pair > last)
        order = (column.desc(), key.desc()) if falling else (column.asc(), key.asc())
        return statement.order_by(*order).limit(bindparam(_MOST, type_=Integer()))

    def given(self, asked: PageRequest, sort: str) -> dict[str, Any]:
        """Return the values of the parameters of a page; raise Invalid for a cursor not made here for this order."""
        given: dict[str, Any] = {_MOST: asked.limit + 1}
        if asked.cursor is not None:
            given[_AFTER], given[_AFTER_KEY] = _after(asked.cursor, sort, self._column(sort).type.python_type)
        return given

    def cut(
        self, rows: Sequence[Any], asked: PageRequest, sort: str, value: Callable[[Any, str], Any]
    ) -> tuple[Sequence[Any], str | None]:
        """Return the rows of the page, and the cursor of the next if there is one; `value` reads a field of a row."""
        if len(rows) <= asked.limit:
            return rows, None
        last = rows[asked.limit - 1]
        return rows[: asked.limit], _cursor(sort, value(last, self._column(sort).key), value(last, self.key.key))

    def _column(self, sort: str) -> InstrumentedAttribute[Any]:
        return self.keys[sort.removeprefix("-")]


def page_of_values(
    values: Iterable[Any],
    asked: PageRequest,
    *,
    keys: Mapping[str, Callable[[Any], Any]],
    key: Callable[[Any], str],
    default: str,
) -> tuple[Sequence[Any], str | None]:
    """Return one page of values that are worked out and stand in no table, and the cursor of the next.

    `keys` are the fields a caller may order by, each as what reads it off a value; `key` breaks every tie. Raises
    Invalid as `fetch` does.
    """
    sort = asked.sort or default
    _check_sort(sort, keys)
    read = keys[sort.removeprefix("-")]
    in_order = sorted(values, key=lambda value: (read(value), key(value)), reverse=sort.startswith("-"))
    if asked.cursor is not None and in_order:
        last = _after(asked.cursor, sort, type(read(in_order[0])), key_kind=str)
        falling = sort.startswith("-")
        in_order = [one for one in in_order if _follows((read(one), key(one)), last, falling=falling)]
    elif asked.cursor is not None:
        _after(asked.cursor, sort, str, key_kind=str)
    page = in_order[: asked.limit]
    more = len(in_order) > asked.limit
    return page, _cursor(sort, read(page[-1]), key(page[-1])) if more else None


def _follows(pair: tuple[Any, str], last: tuple[Any, Any], *, falling: bool) -> bool:
    return pair < last if falling else pair > last


def _check_sort(sort: str, keys: Iterable[str]) -> None:
    if sort.removeprefix("-") not in keys:
        raise Invalid(
            f"The list cannot be ordered by {sort.removeprefix('-')!r}. Order it by one of: {', '.join(sorted(keys))}.",
            [{"place": "query.sort", "message": "not a field to order by", "value": sort}],
        )


_MOST, _AFTER, _AFTER_KEY = "page_most", "page_after", "page_after_key"


@lru_cache(maxsize=500)
def _kept_page(orders: Orders, statement: Select[Any], sort: str, *, after: bool) -> Select[Any]:
    return orders.page(statement, sort, after=after)


def _cursor(sort: str, value: Any, key: UUID | str) -> str:
    text = value.isoformat() if isinstance(value, (date, datetime)) else str(value)
    return base64.urlsafe_b64encode(json.dumps([sort, text, str(key)]).encode()).decode()


def _after(cursor: str, sort: str, kind: type[Any], *, key_kind: type[Any] = UUID) -> tuple[Any, Any]:
    try:
        made_for, text, key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        if made_for != sort or not isinstance(text, str) or not isinstance(key, str):
            raise ValueError(made_for)  # noqa: TRY301 - one answer for every cursor that was not made here
        return _read_back(text, kind), key_kind(key)
    except (ValueError, TypeError, ArithmeticError, binascii.Error, RecursionError) as error:
        raise Invalid(
            "The cursor does not belong to this list in this order. Start again without it.",
            [{"place": "query.cursor", "message": "not a cursor of this list", "value": cursor}],
        ) from error


def _read_back(text: str, kind: type[Any]) -> Any:
    """Return what `_cursor` wrote; raise ValueError or ArithmeticError for what no column could hold."""
    if issubclass(kind, datetime):
        instant = kind.fromisoformat(text)
        if instant.tzinfo is None:
            raise ValueError(text)
        return instant.astimezone(UTC)
    if issubclass(kind, date):
        return kind.fromisoformat(text)
    text.encode()  # half of a character pair is no text
    value = kind(text)
    if "\x00" in text or (isinstance(value, Decimal) and not value.is_finite()):
        raise ValueError(text)
    return value

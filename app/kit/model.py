"""Column types that mean the same on SQLite and PostgreSQL, and the base that every table is declared on."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Dialect,
    MetaData,
    Numeric,
    String,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeEngine

SHORT, LONG = 200, 20_000


class Exact(TypeDecorator[Decimal]):
    """An exact decimal with 4 places and 18 digits: NUMERIC on PostgreSQL, a scaled integer on SQLite.

    SQLite has no decimal type and would keep a float; PostgreSQL would round a fifth place silently. Both are
    refused here, so that what is read is what was written. Only compare, order and sum it in SQL.
    """

    impl = Numeric
    cache_ok = True
    places: ClassVar[int] = 4
    digits: ClassVar[int] = 18

    @property
    def python_type(self) -> type[Decimal]:
        """Return what a value of such a column is, so that a cursor can be read back."""
        return Decimal

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type of the database in use."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(self.digits, self.places))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | int | None:
        """Return what the database stores; raise ValueError for a value it could not keep exactly."""
        if value is None:
            return None
        scaled = value.scaleb(self.places)
        if not value.is_finite() or scaled != scaled.to_integral_value() or abs(scaled) >= 10**self.digits:
            message = f"{value} cannot be kept exactly: at most {self.places} decimal places, {self.digits} digits."
            raise ValueError(message)
        return int(scaled) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Return the exact decimal that was stored, without trailing noise."""
        if value is None:
            return None
        kept = Decimal(value).scaleb(-self.places) if dialect.name == "sqlite" else Decimal(value)
        whole = kept.to_integral_value()
        return whole if whole == kept else kept.normalize()


class Instant(TypeDecorator[datetime]):
    """An instant, always UTC: a naive value is refused on the way in and never comes out."""

    impl = DateTime
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """Return what a value of such a column is, so that a cursor can be read back."""
        return datetime

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use a zoned column where the database has one."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC; raise ValueError when it has no zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"{value} has no time zone; an instant is kept in UTC."
            raise ValueError(message)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Document = JSON().with_variant(JSONB(), "postgresql")

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Model(DeclarativeBase):
    """The declarative base: named constraints, exact types."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        UUID: Uuid(),
        Decimal: Exact(),
        datetime: Instant(),
        date: Date(),
        str: String(),
        dict[str, Any]: Document,
        list[Any]: Document,
        list[str]: Document,
    }

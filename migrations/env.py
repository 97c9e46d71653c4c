"""Run migrations on the database that the configuration names; with models and database compared by `alembic check`."""

from typing import Literal

from alembic import context
from sqlalchemy import create_engine

from app import tables
from app.kit.model import Document, Exact, Instant

target = tables.metadata
url = context.config.get_main_option("sqlalchemy.url")


def _same_type(
    _context: object, _inspected: object, _declared: object, _found: object, declared: object
) -> bool | None:
    # Exact and Instant choose their column by database; comparing them with what is reflected only makes noise.
    return False if isinstance(declared, (Exact, Instant)) else None


def _in_our_words(kind: str, value: object, _context: object) -> str | Literal[False]:
    if kind == "type" and isinstance(value, (Exact, Instant)):
        return f"{type(value).__name__}()"
    return "Document" if kind == "type" and value is Document else False


def run() -> None:
    """Apply the migrations in one transaction."""
    engine = create_engine(url or "sqlite:///data/makegood.db")
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET lock_timeout = '5s'")
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=target,
            compare_type=_same_type,
            render_item=_in_our_words,
            render_as_batch=False,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()

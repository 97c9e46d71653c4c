"""The database has the last word: a broken constraint becomes the refusal that its name stands for."""

from collections.abc import Callable

from sqlalchemy.exc import IntegrityError

from app.kit.errors import Refusal

_meanings: dict[str, Callable[[], Refusal]] = {}
_columns: dict[str, str] = {}


def means(constraint: str, refusal: Callable[[], Refusal], *, columns: str) -> None:
    """Say which refusal a constraint stands for.

    `columns` is how SQLite names a unique constraint in its message, as it does not give the constraint's name:
    `bid.lot_id, bid.supplier_id`.
    """
    _meanings[constraint] = refusal
    _columns[columns] = constraint


def refusal_for(error: IntegrityError) -> Refusal | None:
    """Return the refusal that the broken constraint stands for, or None for one nobody gave a meaning."""
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    if name is None:
        message = str(error.orig)
        _, _, broken = message.partition("constraint failed: ")
        name = _columns.get(broken, broken)
    meaning = _meanings.get(name)
    return meaning() if meaning else None

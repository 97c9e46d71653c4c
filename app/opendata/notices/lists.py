"""The notices that are drafted, each with the content list of its regulation, as they ship."""

from collections.abc import Mapping
from typing import Any

from app.kit.errors import NotFound
from app.rubrics import data

Notice = Mapping[str, Any]


def ids() -> tuple[str, ...]:
    """Return the id of every notice."""
    return data.names("notices")


def notice(notice_id: str) -> Notice:
    """Return one notice as it ships; raise NotFound."""
    if notice_id not in ids():
        raise NotFound("notice", notice_id)
    return data.document("notices", notice_id)

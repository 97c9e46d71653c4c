"""Refusals about imported notices."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.kit.errors import Invalid, TooLarge


class NothingToDraft(Invalid):
    """No release in the document describes a tender that could be drafted."""

    code, status, title = "notice.nothing_to_draft", 422, "Nothing to draft from"

    def __init__(self, findings: Sequence[Mapping[str, Any]]) -> None:
        """Carry every finding at once."""
        first = findings[0] if findings else {"place": "body", "message": "holds no release"}
        more = f" ({len(findings) - 1} more below)" if len(findings) > 1 else ""
        super().__init__(
            f"No tender can be drafted from this: {first['place'] or 'body'}: {first['message']}{more}. "
            "Nothing was changed.",
            findings,
        )


class TooManyReleases(TooLarge):
    """The document holds more releases than one request takes."""

    code, status, title = "notice.too_many", 413, "Too many releases"

    def __init__(self, found: int, most: int) -> None:
        """Name both numbers."""
        super().__init__(f"The document holds {found:,} releases and one request takes {most:,}. Split it.")

"""Something that everybody may read, and when it last became different."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

Content = TypeVar("Content")


@dataclass(frozen=True, slots=True)
class Shown(Generic[Content]):
    """What is shown, and the newest of the instants that stand behind it; None where nothing does."""

    content: Content
    changed_at: datetime | None


def newest(instants: Iterable[datetime | None]) -> datetime | None:
    """Return the newest instant, or None where there is none."""
    return max((each for each in instants if each is not None), default=None)

"""The only place that reads the time, so that a test or a demonstration can say what time it is."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Clock(Protocol):
    """Says what time it is, in UTC."""

    @property
    def kind(self) -> str:
        """Return which clock this is, for whoever watches the process."""
        ...

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        ...


@dataclass(frozen=True)
class SystemClock:
    """The machine's own clock: the one for production."""

    kind: str = "system"

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands still until it is moved; for tests."""

    at: datetime
    kind: str = field(default="fixed", init=False)

    def now(self) -> datetime:
        """Return the instant the clock stands at."""
        return self.at

    def advance(self, **by: int) -> datetime:
        """Move the clock on by a `timedelta` written out, and return the new instant."""
        self.at += timedelta(**by)
        return self.at


@dataclass(frozen=True)
class FileClock:
    """A clock that stands at the instant written in a file; a demonstration sets it, and `/health` shows it."""

    path: Path
    kind: str = "demonstration"

    def now(self) -> datetime:
        """Return the instant in the file."""
        return datetime.fromisoformat(self.path.read_text(encoding="ascii").strip()).astimezone(UTC)


def london_date(instant: datetime) -> date:
    """Return the calendar day in London on which `instant` falls."""
    return instant.astimezone(LONDON).date()


def london_text(instant: datetime) -> str:
    """Return an instant as people in London read it: `25 October 2026, 01:30 BST`."""
    local = instant.astimezone(LONDON)
    return f"{local.day} {local:%B %Y, %H:%M %Z}"

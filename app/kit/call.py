"""What a use case receives of the request it serves, with no word of HTTP in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from app.kit.actor import Actor
from app.kit.clock import Clock
from app.kit.db import Database
from app.kit.errors import NotSignedIn, StaleVersion, VersionRequired
from app.kit.files import FileStore
from app.kit.settings import Settings


class Identify(Protocol):
    """Finds out who holds a credential; raises NotSignedIn for one that does not hold."""

    def __call__(self, tx: Session, credential: str, *, now: datetime, reading_for: str | None = None) -> Actor:
        """Return the actor behind `credential`; in the name of `reading_for` where that may be."""
        ...


@dataclass(frozen=True)
class Service:
    """What a request needs of the process that serves it."""

    settings: Settings
    database: Database
    clock: Clock
    files: FileStore
    identify: Identify


@dataclass(frozen=True, slots=True)
class Call:
    """One request inside its unit of work. `actor` raises NotSignedIn on a route that anybody may call.

    `ahead` is what the route worked out before its unit of work began, where it has something to.
    """

    tx: Session
    now: datetime
    service: Service
    caller: Actor | None
    if_match: str | None
    ahead: Any = None

    @property
    def actor(self) -> Actor:
        """Return who is calling."""
        if self.caller is None:
            raise NotSignedIn("This request needs to know who you are.")
        return self.caller

    def check_version(self, current: int) -> None:
        """Raise unless the caller sent the version that is current (`If-Match`)."""
        if self.if_match is None:
            raise VersionRequired
        if self.if_match.strip().removeprefix("W/").strip('"') != str(current):
            raise StaleVersion(self.if_match, f'"{current}"')

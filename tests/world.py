"""A small world for tests of the service: organisations, people with keys, a clock that stands still, and clients.

Everything goes through the HTTP application, as users do. A client of this world fails the test when a change
succeeded and left no audit event, because a change that nobody can see later must not exist.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.identity import service as identity
from app.identity.rules import Role
from app.identity.schemas import KeyCreate, PersonCreate
from app.kit.call import Service
from app.kit.clock import FixedClock
from app.kit.settings import Settings
from app.main import create_app
from app.organisations import service as organisations
from app.organisations.rules import AUTHORITY_KINDS, IdentifierScheme, OrganisationKind
from app.organisations.schemas import Identifier, OrganisationCreate
from app.worker import run_pending

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
LEAVES_NO_EVENT = frozenset({"/v1/audit/heads"})
"""Sealing adds a tree head, which is a record of its own."""


@dataclass
class Client:
    """One person's way in."""

    world: "World"
    person_id: UUID | None
    organisation_id: UUID | None
    headers: dict[str, str]

    def get(self, path: str, **options: Any) -> httpx2.Response:
        """Read."""
        return self.request("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> httpx2.Response:
        """Act; `body` is sent as JSON."""
        return self.request("POST", path, **({"json": body} if body is not None else {}), **options)

    def put(self, path: str, body: Any, *, version: object = None, **options: Any) -> httpx2.Response:
        """Edit; `version` is sent as `If-Match`."""
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        return self.request("PUT", path, json=body, headers=headers, **options)

    def request(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """Send one request, and hold it to its audit event when it changed something."""
        headers = {**self.headers, **options.pop("headers", {})}
        before = self.world.audit_count()
        response: httpx2.Response = self.world.http.request(method, path, headers=headers, **options)
        changed = method != "GET" and response.is_success and "idempotent-replayed" not in response.headers
        if changed and path not in LEAVES_NO_EVENT:
            assert self.world.audit_count() > before, f"{method} {path} succeeded and left no audit event"
        return response

    def did(self, response: httpx2.Response) -> Any:
        """Return the JSON of an answer that must be a success."""
        assert response.is_success, f"{response.status_code} {response.text}"
        return response.json()

    def make(self, path: str, body: Any = None, **options: Any) -> Any:
        """Post and return the JSON of what must be a success."""
        return self.did(self.post(path, body, **options))

    def read(self, path: str, **options: Any) -> Any:
        """Get and return the JSON of what must be a success."""
        return self.did(self.get(path, **options))


@dataclass
class World:
    """The application on one empty database, with what tests need to fill it."""

    app: FastAPI
    http: TestClient
    clock: FixedClock
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _homes: dict[UUID, int] = field(default_factory=dict)

    @property
    def service(self) -> Service:
        """Return the parts that the application shares."""
        service: Service = self.app.state.service
        return service

    @property
    def stranger(self) -> Client:
        """Return somebody without a credential."""
        return Client(self, None, None, {})

    def organisation(self, kind: OrganisationKind, name: str | None = None, **profile: Any) -> UUID:
        """Register an organisation and return its id."""
        number = next(self._numbers)
        if kind is OrganisationKind.OPERATOR:
            with self.service.database.unit_of_work(write=True) as tx:
                return organisations.operator(tx, name="Operator", identifier=None, now=self.clock.now()).id
        scheme = IdentifierScheme.NHS_ODS if kind in AUTHORITY_KINDS else IdentifierScheme.COMPANIES_HOUSE
        value = f"T{number:03d}" if kind in AUTHORITY_KINDS else f"{number:08d}"
        body = OrganisationCreate(
            kind=kind,
            name=name or f"{kind.value.title()} {number}",
            identifiers=[Identifier(scheme=scheme, value=value)],
            **profile,
        )
        with self.service.database.unit_of_work(write=True) as tx:
            return organisations.register(tx, None, body, now=self.clock.now()).id

    def person(self, organisation_id: UUID, *roles: Role, name: str | None = None) -> Client:
        """Add a person with a key to an organisation and return their client."""
        number = next(self._numbers)
        body = PersonCreate(
            organisation_id=organisation_id,
            name=name or f"Person {number}",
            # Of a domain of its own: people of two organisations who shared one would be linked by it.
            email=f"person{number}@home{self._homes.setdefault(organisation_id, len(self._homes) + 1)}.example",
            roles=list(roles),
        )
        now = self.clock.now()
        with self.service.database.unit_of_work(write=True) as tx:
            person = identity.add_person(tx, None, body, now=now)
            issued = identity.issue_key(tx, None, person.id, KeyCreate(label="test", days=730), now=now)
        return Client(self, person.id, organisation_id, {"Authorization": f"Bearer {issued.key}"})

    def supplier(self, name: str | None = None, **profile: Any) -> Client:
        """Register a supplier and return the client of its one person."""
        return self.person(self.organisation(OrganisationKind.BUSINESS, name, **profile), Role.SUPPLIER)

    def audit_count(self) -> int:
        """Return how many events all logs hold."""
        with self.service.database.unit_of_work(write=False) as tx:
            return tx.execute(select(func.count()).select_from(AuditEvent)).scalar_one()

    def run_jobs(self) -> int:
        """Do every job that waits, as the background worker would."""
        return run_pending(self.service)


_apps: dict[str, tuple[FastAPI, FixedClock]] = {}


def build_world(database_url: str, scratch: Path) -> World:
    """Return the application on an empty database, at nine o'clock on Monday 5 January 2026."""
    if database_url not in _apps:
        clock = FixedClock(START)
        settings = Settings(
            data_dir=scratch / f"service-{len(_apps)}",
            database_url=database_url,
            background=False,
            max_body_bytes=3_000_000,
            max_file_bytes=2_000_000,
        )
        _apps[database_url] = (create_app(settings, clock=clock), clock)
    app, clock = _apps[database_url]
    clock.at = START
    return World(app, TestClient(app, raise_server_exceptions=True), clock)

"""A small world for tests of the service: organisations, people with keys, a clock that stands still, and clients.

Everything goes through the HTTP application, as users do. A client of this world fails the test when a change
succeeded and left no audit event, because a change that nobody can see later must not exist.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from copy import copy, deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from itertools import count
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import httpx2
from fastapi import FastAPI
from sqlalchemy.orm import Session

from app.evaluations.scrutiny import service as scrutiny
from app.evaluations.service import results
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
from tests.app_client import AppClient
from tests.databases import Databases, Kept

Steps = ParamSpec("Steps")
Value = TypeVar("Value")

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
LEAVES_NO_EVENT = frozenset({"/v1/audit/heads"})
"""Sealing adds a tree head, which is a record of its own."""
_COUNT = "SELECT count(*) FROM audit_event"


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
        if method == "GET":
            return self.world.http.request(method, path, headers=headers, **options)
        before = self.world.audit_count()
        response = self.world.http.request(method, path, headers=headers, **options)
        changed = response.is_success and "idempotent-replayed" not in response.headers
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
    http: AppClient
    clock: FixedClock
    memory: "Memory | None" = None
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
            return int(tx.connection().exec_driver_sql(_COUNT).scalar_one())

    def run_jobs(self) -> int:
        """Do every job that waits, as the background worker would."""
        return run_pending(self.service)


@dataclass
class _Kept:
    """What a step left behind: in the database, in the world, and in the hands of who took it."""

    rows: Kept
    at: datetime
    numbers: Iterator[int]
    homes: dict[UUID, int]
    world: World
    value: Any
    files: tuple[Path, ...]


class Memory:
    """What steps of tests led to, so that the same steps in another test are brought back and not taken again.

    A step is remembered as long as a test began with it and did nothing else: every write unit of work counts, and
    the clock has to stand where the step before left it. What a step was asked for is part of its name.
    """

    def __init__(self, databases: Databases, url: str) -> None:
        """Remember what is done on the database at `url`, which is empty now."""
        self._databases, self._url = databases, url
        self._story: tuple[str, ...] = ()
        self._value: Any = None
        self._writes, self._at = _writes[url], START

    def step(self, world: World, take: Callable[[], Any], name: str, first: Any) -> Any:
        """Take a step from `first`, or bring back what it led to."""
        story = self._story_after(world, name, first)
        if story is None:
            return take()
        kept = _steps.get((id(self._databases), story))
        if kept is None:
            value = take()
            rows = self._databases.keep(self._url)
            numbers, homes = copy(world._numbers), dict(world._homes)  # noqa: SLF001 - its memory
            kept = _Kept(
                rows, world.clock.at, numbers, homes, world, deepcopy(value, {id(world): world}), _files(world)
            )
            _steps[id(self._databases), story] = kept
        else:
            value = self._brought_back(world, kept, first)
        self._story, self._value, self._writes, self._at = story, value, _writes[self._url], world.clock.at
        return value

    def _story_after(self, world: World, name: str, first: Any) -> tuple[str, ...] | None:
        goes_on = (first is world and not self._story) or first is self._value
        undisturbed = _writes[self._url] == self._writes and world.clock.at == self._at
        # What has no name of its own, but an address in memory, is another one in the next test.
        return (*self._story, name) if goes_on and undisturbed and " at 0x" not in name else None

    def _brought_back(self, world: World, kept: _Kept, first: Any) -> Any:
        self._databases.bring_back(self._url, kept.rows)
        _link(kept, world)
        world.clock.at = kept.at
        world._numbers, world._homes = copy(kept.numbers), dict(kept.homes)  # noqa: SLF001 - its memory
        for known in (results._known_to_hold, scrutiny._simulated):  # noqa: SLF001 - ids come back with other fates
            known.forget()
        value = deepcopy(kept.value, {id(kept.world): world})
        if first is world or not isinstance(value, type(first)):
            return value
        vars(first).update(vars(value))
        return first


def _files(world: World) -> tuple[Path, ...]:
    """Return every file that the service keeps now, below its folder."""
    root = world.service.files.root
    return tuple(path.relative_to(root) for path in root.rglob("*") if path.is_file()) if root.exists() else ()


def _link(kept: _Kept, world: World) -> None:
    """Let the files of a step stand in the folder of the world it is brought back to, where that is another one."""
    source, target = kept.world.service.files.root, world.service.files.root
    for name in () if source == target else kept.files:
        if not (target / name).exists() and (source / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).hardlink_to(source / name)


def remembered(take: Callable[Steps, Value]) -> Callable[Steps, Value]:
    """Let a builder, whose first argument is a world or has one, be taken once for all tests that begin with it."""

    @wraps(take)
    def step(*args: Steps.args, **options: Steps.kwargs) -> Value:
        first: Any = args[0]
        world: World = first if isinstance(first, World) else first.world
        if world.memory is None:
            return take(*args, **options)
        name = f"{take.__module__}.{take.__qualname__}{args[1:]!r}{sorted(options.items())!r}"
        taken: Value = world.memory.step(world, lambda: take(*args, **options), name, first)
        return taken

    return step


_steps: dict[tuple[int, tuple[str, ...]], _Kept] = {}
_writes: Counter[str] = Counter()
_apps: dict[str, tuple[FastAPI, FixedClock]] = {}


def _count_writes(service: Service, url: str) -> None:
    begin = service.database.unit_of_work

    def counted(*, write: bool) -> AbstractContextManager[Session]:
        _writes[url] += write
        return begin(write=write)

    service.database.unit_of_work = counted  # type: ignore[method-assign, assignment]


def build_world(database_url: str, scratch: Path, databases: Databases | None = None) -> World:
    """Return the application on an empty database, at nine o'clock on Monday 5 January 2026.

    With `databases`, which lent that one, steps that are `remembered` are taken once.
    """
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
        _count_writes(_apps[database_url][0].state.service, database_url)
    app, clock = _apps[database_url]
    clock.at = START
    memory = Memory(databases, database_url) if databases else None
    return World(app, AppClient(app), clock, memory)

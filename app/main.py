"""The composition root: settings, database, clock, routes and error answers become one application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app import api
from app.health import routes as health
from app.identity.service import identify
from app.kit import body_limit, problem
from app.kit.call import Service
from app.kit.clock import Clock, FileClock, SystemClock
from app.kit.db import Database
from app.kit.files import FileStore
from app.kit.settings import Settings
from app.worker import Worker

DESCRIPTION = """
Makegood follows a social-value promise from the tender to the day it is kept.

Send an API key as `Authorization: Bearer ...`. Every refusal is `application/problem+json` with a stable `code`.
Decimals are strings. Creations take an `Idempotency-Key`; edits take the `ETag` you read as `If-Match`.
"""


def create_service(settings: Settings, *, clock: Clock | None = None) -> Service:
    """Return the parts that requests, jobs and commands share."""
    chosen = clock or (FileClock(settings.clock_file) if settings.clock_file else SystemClock())
    database = Database(
        settings.database_url, pool_size=settings.pool_size, lock_timeout_seconds=settings.lock_timeout_seconds
    )
    return Service(
        settings=settings,
        database=database,
        clock=chosen,
        files=FileStore(settings.data_dir / "files"),
        identify=identify,
    )


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """Return the application; the database must have been migrated."""
    chosen = settings or Settings.from_environ()
    service = create_service(chosen, clock=clock)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        worker = Worker(service) if chosen.background else None
        if worker:
            worker.start()
        yield
        if worker:
            worker.stop()
        service.database.close()

    app = FastAPI(
        title="Makegood",
        version="0.1.0",
        description=DESCRIPTION,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.service = service
    problem.install(app)
    body_limit.install(app, most_bytes=chosen.max_body_bytes)
    app.include_router(health.router)
    api.mount(app)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]  # the documented way to extend it
    return app


def _described(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        parts = schema.setdefault("components", {})
        parts["securitySchemes"] = {"apiKey": {"type": "http", "scheme": "bearer", "bearerFormat": "API key"}}
        app.openapi_schema = schema
    return app.openapi_schema

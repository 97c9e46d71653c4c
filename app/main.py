"""The composition root: settings, database, clock, routes and error answers become one application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import api, openapi
from app.health import routes as health
from app.identity.service import identify
from app.kit import body_limit, head, problem, threads
from app.kit.call import Service
from app.kit.clock import Clock, FileClock, SystemClock
from app.kit.db import Database
from app.kit.files import FileStore
from app.kit.settings import Settings
from app.worker import Worker


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
        # More threads than this only fight over the interpreter: the slowest requests took three times as long.
        threads.SHARED.most = chosen.threads
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
        description=openapi.DESCRIPTION,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.service = service
    problem.install(app)
    body_limit.install(app, most_bytes=chosen.max_body_bytes)
    head.install(app)
    app.include_router(health.router)
    api.mount(app)
    app.openapi = lambda: openapi.described(app)  # type: ignore[method-assign]  # the documented way to extend it
    return app

"""Background work of a serving process: jobs that requests asked for, and the periodic sealing of the logs."""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any

from app.audit import service as audit
from app.kit import jobs
from app.kit.call import Service

log = logging.getLogger("makegood.worker")
_IDLE_SECONDS = 0.2  # a pause between looks at an empty queue, not a quantity of the trade

JobHandler = Callable[[Service, Mapping[str, Any]], None]
HANDLERS: dict[str, JobHandler] = {}


def run_pending(service: Service) -> int:
    """Do every job that is ready now and return how many were done; what fails is given back with its reason."""
    count = 0
    while _run_one(service):
        count += 1
    return count


def _run_one(service: Service) -> bool:
    with service.database.unit_of_work(write=True) as tx:
        job = jobs.claim(tx, now=service.clock.now())
    if job is None:
        return False
    try:
        HANDLERS[job.kind](service, job.payload)
    except Exception as error:
        log.exception("job %s of kind %s failed", job.id, job.kind)
        with service.database.unit_of_work(write=True) as tx:
            jobs.fail(tx, job, f"{type(error).__name__}: {error}", now=service.clock.now())
    else:
        with service.database.unit_of_work(write=True) as tx:
            jobs.finish(tx, job)
    return True


def seal_logs(service: Service) -> int:
    """Seal every log that has unsealed events."""
    with service.database.unit_of_work(write=True) as tx:
        return audit.seal_all(tx, now=service.clock.now())


class Worker:
    """Two threads of a serving process: one does jobs, one seals logs."""

    def __init__(self, service: Service) -> None:
        """Prepare; nothing runs before `start`."""
        self._service = service
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._do_jobs, name="makegood-jobs", daemon=True),
            threading.Thread(target=self._do_seals, name="makegood-seals", daemon=True),
        ]

    def start(self) -> None:
        """Start both threads."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ask both threads to end, and wait for them."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=10)

    def _do_jobs(self) -> None:
        while not self._stop.is_set():
            try:
                done = run_pending(self._service)
            except Exception:
                log.exception("the job queue could not be read")
                done = 0
            if not done:
                self._stop.wait(_IDLE_SECONDS)

    def _do_seals(self) -> None:
        while not self._stop.wait(self._service.settings.seal_every_seconds):
            try:
                seal_logs(self._service)
            except Exception:
                log.exception("the logs could not be sealed")

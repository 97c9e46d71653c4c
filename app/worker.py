"""Background work of a serving process: jobs, the sealing of logs, the sending of messages, and reminders."""

import logging
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from app.audit import service as audit
from app.delivery.doubles import service as double_claims
from app.delivery.proving import service as proving
from app.documents import service as documents
from app.documents.press import PrintJob, run
from app.documents.renderer import Renderer
from app.exports import service as exports
from app.integrations.addresses import networks
from app.integrations.mail_folder import MailFolder
from app.integrations.smtp import MailServer, Security, Smtp
from app.integrations.webhooks import Webhooks
from app.kit import jobs
from app.kit.call import Service
from app.kit.outbox import Kind
from app.kit.sending import Sender, Transport
from app.reminders import service as reminders
from app.reminders.webhooks import service as webhooks

log = logging.getLogger("makegood.worker")
_IDLE_SECONDS = 0.2  # a pause between looks at an empty queue, not a quantity of the trade
_IDLE_OUTBOX_SECONDS = 1

JobHandler = Callable[[Service, Mapping[str, Any]], None]
Handlers = Mapping[str, JobHandler]


BESIDE_PAGES: Handlers = {
    proving.ASSESS: proving.assess,
    documents.SIGN: documents.sign_job,
    double_claims.MATCH: double_claims.match_job,
    double_claims.FILE: double_claims.register_file_job,
    double_claims.SHARE: double_claims.share_job,
    double_claims.ASSESSED: double_claims.register_assessed_job,
    exports.BUILD: exports.build,
}
"""What is done for each kind of job but the making of pages."""


def of_pages(make_pdf: Callable[[PrintJob], bytes]) -> Handlers:
    """Return what is done for jobs that make pages; `make_pdf` makes a PDF, here or elsewhere."""
    return {documents.RENDER: partial(documents.render, make=make_pdf)}


def handlers(make_pdf: Callable[[PrintJob], bytes]) -> Handlers:
    """Return what is done for each kind of job; `make_pdf` makes a PDF, here or elsewhere."""
    return {**of_pages(make_pdf), **BESIDE_PAGES}


def run_pending(service: Service, known: Handlers | None = None) -> int:
    """Do every job that is ready now and return how many were taken up; what fails is given back with its reason."""
    chosen = known or handlers(run)
    count = 0
    while _run_one(service, chosen):
        count += 1
    return count


def _run_one(service: Service, known: Handlers) -> bool:
    now = service.clock.now()
    with service.database.unit_of_work(write=False) as tx:
        # Looking takes no lock, and most looks find nothing.
        if not jobs.waiting(tx, now=now, kinds=known):
            return False
    with service.database.unit_of_work(write=True) as tx:
        job = jobs.claim(tx, now=now, kinds=known)
    if job is None:
        return False
    try:
        known[job.kind](service, job.payload)
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


def senders(service: Service) -> list[Sender]:
    """Return what sends the messages of each kind, as the settings say."""
    settings = service.settings
    find = partial(webhooks.destination, service)
    ways: dict[Kind, Transport] = {
        Kind.EMAIL: _mail(service),
        Kind.WEBHOOK: Webhooks(find, service.clock, networks(settings.webhook_networks)),
    }
    return [Sender(service.database, service.clock, kind, way) for kind, way in ways.items()]


def _mail(service: Service) -> Transport:
    settings = service.settings
    if settings.mail_host is None:
        return MailFolder(settings.data_dir / "mail", settings.mail_from)
    return Smtp(
        MailServer(
            host=settings.mail_host,
            port=settings.mail_port,
            security=Security(settings.mail_security),
            sender=settings.mail_from,
            user=settings.mail_user,
            password=settings.mail_password,
            repeat_in_doubt=settings.mail_in_doubt == "repeat",
        )
    )


class Worker:
    """Threads of a serving process: for pages, other jobs, the sealing of logs, each way of sending, and reminders."""

    def __init__(self, service: Service) -> None:
        """Prepare; nothing runs before `start`."""
        self._service = service
        self._renderer = Renderer(service.settings.render_workers)
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._do_jobs, args=(BESIDE_PAGES,), name="makegood-jobs", daemon=True),
            # One waits for each rendering process, so that pages never hold up other work, nor other work pages.
            *(
                threading.Thread(target=self._do_jobs, args=(of_pages(self._renderer.made),), name=name, daemon=True)
                for name in (f"makegood-pages-{number + 1}" for number in range(service.settings.render_workers))
            ),
            threading.Thread(target=self._do_seals, name="makegood-seals", daemon=True),
            threading.Thread(target=self._do_reminders, name="makegood-reminders", daemon=True),
            *(
                threading.Thread(target=self._do_sending, args=(sender,), name="makegood-sender", daemon=True)
                for sender in senders(service)
            ),
        ]

    def start(self) -> None:
        """Start every thread."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ask every thread to end, and wait for them."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=10)
        self._renderer.close()

    def _do_jobs(self, known: Handlers) -> None:
        while not self._stop.is_set():
            try:
                done = run_pending(self._service, known)
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

    def _do_reminders(self) -> None:
        while not self._stop.wait(self._service.settings.remind_every_seconds):
            try:
                reminders.sweep(self._service)
            except Exception:
                log.exception("nobody could be reminded")

    def _do_sending(self, sender: Sender) -> None:
        while not self._stop.is_set():
            try:
                sent = sender.send_one()
            except Exception:
                log.exception("the outbox could not be read")
                sent = False
            if not sent:
                self._stop.wait(_IDLE_OUTBOX_SECONDS)

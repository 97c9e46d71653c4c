"""Measures making and serving documents against plain WeasyPrint, warm Chromium, typst, and limits of our own."""

import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import cache
from io import BytesIO
from itertools import count, repeat
from pathlib import Path

from pypdf import PdfReader

from app.documents.award_more_content import AwardSummaryInFull, Course
from app.documents.face_content import PLAIN
from app.documents.firmness import firmness_of
from app.documents.html import to_html
from app.documents.issued_content import Issued, as_issued
from app.documents.press import PrintJob
from app.documents.press import run as make
from app.documents.renderer import Renderer, print_job
from bench import plain_pages, stage
from bench.chromium_page import chromium
from bench.load import load, request
from bench.measuring import MILLISECONDS, Line, Unit, in_turn, milliseconds
from bench.servers import serving
from bench.typst_page import typst_of, typst_pdf
from tests.documents.samples import tender_of

TITLE = (
    "award summaries of 6 bidders and 12 criteria (13 pages, 145 rows of tables, 3 charts) as PDF/A-3a and PDF/UA-1 "
    "with their JSON attached"
)
MOST_ROUNDS = 5
CPU_AIM, TYPST_AIM, WORKERS_AIM = 1 / 0.65, 1 / 6, 1.85
"""At most 0.65 of the plain call's processor time, at most 6 times typst's, 1.85 times as many pages by two workers."""

MOST_MIB, MOST_MS = 110, 5
MANY = 1_000
BATCH = 12
PAGES = Unit("pages/s", more_is_better=True)
MEBIBYTES = Unit("MiB", more_is_better=False)
_numbers = count(1)


def run(rounds: int) -> Iterator[Line]:
    """Measure processor time in one process, the rivals, two workers against one, memory, and what is served again."""
    rounds = min(rounds, MOST_ROUNDS)
    yield from _made(rounds)
    yield from _by_two(rounds)
    yield _memory()
    yield from _served_again(rounds)


def _made(rounds: int) -> Iterator[Line]:
    sides: list[Callable[[], object]] = [ours, plainly, with_our_style, by_typst]
    for side in sides:
        side()
    cpu = in_turn([milliseconds(side, time.process_time) for side in sides], rounds)
    yield Line("award PDF, CPU", "plain write_pdf(), ordinary style", MILLISECONDS, cpu[0], cpu[1], CPU_AIM)
    yield Line("award PDF, CPU", "plain write_pdf(), our style", MILLISECONDS, cpu[0], cpu[2])
    yield Line("award PDF, CPU", "typst, the same content", MILLISECONDS, cpu[0], cpu[3], TYPST_AIM)
    with chromium() as (printed, missing):
        if printed is None:
            yield Line("award PDF, wait", "Chromium, a warm tab", MILLISECONDS, (), (), missing=missing)
            return
        tab: Callable[[], object] = lambda: printed(_screen_page())  # noqa: E731 - one of the two sides
        tab()
        wall = in_turn([milliseconds(ours), milliseconds(tab)], rounds)
    yield Line("award PDF, wait", "Chromium, a warm tab", MILLISECONDS, wall[0], wall[1])


def _by_two(rounds: int) -> Iterator[Line]:
    with Renderer(1) as one, Renderer(2) as two:
        sides = [_pages_a_second(pool) for pool in (two, one)]
        for side in sides:
            side()
        rates = in_turn(sides, rounds)
    yield Line("award PDFs, two workers", "one worker", PAGES, rates[0], rates[1], WORKERS_AIM)


def _pages_a_second(pool: Renderer) -> Callable[[], float]:
    def measure() -> float:
        jobs, begun = [another_job() for _ in range(BATCH)], time.perf_counter()
        for each in [pool.print(job) for job in jobs]:
            each.result()
        return BATCH * pages_of_one() / (time.perf_counter() - begun)

    return measure


def _memory() -> Line:
    """Return the most that any worker held while a pool of two made a thousand documents of one page each."""
    job, stop, most = print_job(report(2, 3)), threading.Event(), [0.0]

    def watch() -> None:
        while not stop.wait(0.2):
            most[0] = max(most[0], *(_mebibytes(child) for child in _children()), 0.0)

    watcher = threading.Thread(target=watch)
    watcher.start()
    with Renderer(2) as pool:
        for each in [pool.print(replace(job, description=f"{job.description} {n}")) for n in range(MANY)]:
            each.result()
    stop.set()
    watcher.join()
    return Line(
        f"a worker's memory, {MANY:,} PDFs", f"a limit of {MOST_MIB} MiB", MEBIBYTES, (most[0],), (MOST_MIB,), 1.0
    )


def _children() -> list[int]:
    """Return the processes that this one started, on Linux; elsewhere none."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text(encoding="ascii").rpartition(")")[2].split()[1]) == os.getpid():
                found.append(int(stat.parent.name))
        except OSError:
            continue
    return found


def _mebibytes(process_id: int) -> float:
    try:
        pages = int(Path(f"/proc/{process_id}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _served_again(rounds: int) -> Iterator[Line]:
    """Yield how long it takes to be served a document that was issued before, in each form, one asker at a time."""
    with tempfile.TemporaryDirectory(prefix="makegood-bench-") as scratch:
        url = f"sqlite:///{Path(scratch) / 'bench.db'}"
        kept = stage.issued(url, Path(scratch))
        environment = {"MAKEGOOD_DATABASE_URL": url, "MAKEGOOD_DATA_DIR": str(kept.folder)}
        with serving("app", "serve", environment=environment, log=Path(scratch) / "ours.log") as server:
            for form in ("pdf", "html", "json"):
                asked = repeat(request("GET", f"{kept.path}/{form}", key=kept.key))
                load(server.port, asked, connections=1, seconds=0.3)
                waits = tuple(load(server.port, asked, connections=1, seconds=0.4).median for _ in range(rounds))
                limit = (MOST_MS,) * rounds
                yield Line(f"issued {form} served again", f"a limit of {MOST_MS} ms", MILLISECONDS, waits, limit, 1.0)


def ours() -> bytes:
    """Return the PDF of new content as a worker makes it: page from template, JSON, typesetting, tags, attachment."""
    return make(another_job())


def another_job() -> PrintJob:
    """Return the job for content that was never set before."""
    return print_job(replace(report(), reference=f"A-2026-{next(_numbers):04d}/1"))


def plainly() -> bytes:
    """Return the PDF of the same page as WeasyPrint makes it in an ordinary style, asked for nothing more."""
    return plain_pages.in_ordinary_style(_screen_page())


def with_our_style() -> bytes:
    """Return the PDF of the same page as WeasyPrint makes it in our style, asked for nothing more."""
    return plain_pages.in_our_style(_screen_page())


def by_typst() -> bytes:
    """Return what typst makes of the same content; every word is new, for typst remembers what it has set."""
    return typst_pdf(_typst_source().replace("the ", f"the {next(_numbers)} "))


@cache
def _screen_page() -> str:
    return to_html(report())


@cache
def _typst_source() -> str:
    return typst_of(_screen_page())


@cache
def pages_of_one() -> int:
    """Return how many pages the PDF has."""
    return len(PdfReader(BytesIO(ours())).pages)


@cache
def report(bidders: int = 6, criteria: int = 12) -> Issued:
    """Return an award summary of any size as it is issued, with how firm it is."""
    summary = tender_of(bidders, criteria)
    own = {each.name: getattr(summary, each.name) for each in fields(summary) if each.name != "format"}
    firmness = firmness_of(
        summary.result, "1", winner=str(summary.decision.winner), promises=(), marks={}, uncertainty=None
    )
    full = AwardSummaryInFull(**own, criterion_reasons={}, firmness=firmness, course=_NO_COURSE)
    return as_issued(full, face=PLAIN, audit=None, signer=None)


_NO_COURSE = Course(
    openings=(),
    results=(),
    approval=None,
    summaries_issued=0,
    summaries_owed=0,
    published_at=None,
    representations=(),
    lot_limit=None,
)

"""Measures the award PDF, tagged, archivable and with its data attached, against WeasyPrint used plainly."""

import base64
import re
import time
from collections.abc import Callable, Iterator
from functools import cache

from weasyprint import HTML

from app.documents import fonts
from app.documents.html import to_html
from app.documents.renderer import Renderer, print_job
from app.documents.renderer import run as make
from bench.measuring import MILLISECONDS, Line, in_turn, milliseconds
from tests.documents.samples import award

TITLE = "the award PDF of a tender with five bidders, warm: PDF/A-3a and PDF/UA-1 with its JSON attached"
PLAIN = "plain write_pdf(), untagged, system fonts"
SAME_FONTS = "plain write_pdf(), untagged, same fonts"
MOST_ROUNDS = 5
AIM = 1 / 0.75
"""At most 0.75 of the processor time of the plain call, where both set the same pages."""


def run(rounds: int) -> Iterator[Line]:
    """Measure processor time in one process, and the wait for a PDF that a worker process makes."""
    rounds = min(rounds, MOST_ROUNDS)
    sides = [ours, plain, plain_with_our_fonts]
    for side in sides:
        side()
    cpu = in_turn([milliseconds(side, time.process_time) for side in sides], rounds)
    yield Line("award PDF, CPU", PLAIN, MILLISECONDS, cpu[0], cpu[1])
    yield Line("award PDF, CPU", SAME_FONTS, MILLISECONDS, cpu[0], cpu[2], AIM)
    document = award()
    with Renderer() as renderer:
        through_a_worker: Callable[[], bytes] = lambda: renderer.render(document)  # noqa: E731 - one of the two sides
        through_a_worker()
        wall = in_turn([milliseconds(through_a_worker), milliseconds(plain)], rounds)
    yield Line("award PDF, wait for a worker", PLAIN, MILLISECONDS, wall[0], wall[1])


def ours() -> bytes:
    """Return the PDF as a worker of the service makes it: page from template, JSON, typesetting, tags, attachment."""
    return make(print_job(award()))


@cache
def page() -> str:
    """Return the page that both sides set, style included."""
    return to_html(award())


def plain() -> bytes:
    """Return the PDF of the same page as WeasyPrint makes it when it is asked for nothing more."""
    made: bytes = HTML(string=page()).write_pdf()
    return made


def plain_with_our_fonts() -> bytes:
    """Return the same with the fonts of the document in its style, so that the same pages come out."""
    made: bytes = HTML(string=_page_with_our_fonts()).write_pdf()
    return made


@cache
def _page_with_our_fonts() -> str:
    address = re.compile(re.escape(fonts.SCHEME) + r':([^"]+)')
    inline = address.sub(lambda found: f"data:font/ttf;base64,{_base64(found.group(1))}", fonts.font_css())
    return page().replace("<style>", f"<style>{inline}", 1)


def _base64(name: str) -> str:
    return base64.b64encode(fonts.face_data(name)).decode()

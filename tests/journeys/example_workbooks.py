"""A supplier reports a quarter by spreadsheet, and meets what is refused on the way."""

import json
from datetime import date
from typing import Any

import httpx2

from app.delivery.workbook.errors import WorkbooksFull
from app.delivery.workbook.layout import MOST_WORKBOOKS
from app.kit.problem import problem
from app.networks.errors import MembershipOvertaken
from tests.delivery import files, sheets
from tests.delivery.deal import WORDS, Deal, deal, spend
from tests.journeys.example_cast import refused
from tests.journeys.recording import Recording
from tests.world import START, World

_FILLED = {"J2": "1312.75", "M2": "Paid to four firms.", "M3": "Six mentors met ten students."}


def meet_them(world: World) -> None:
    """Play the quarter and its refusals."""
    world.clock.at = START
    made = deal(world, spend("1250", "1250", "1250", "1250"), WORDS)
    made.on(date(2026, 4, 10))
    address = f"/v1/contracts/{made.contract}/workbook"
    blank = made.supplier.get(address).content
    filled = sheets.filled(blank, "Updates", _FILLED)
    _refused(made, sheets.filled(filled, "Updates", {"J2": "=800+512.75"}), "workbook.findings")
    _refused(made, files.XLSX, "workbook.unreadable")
    _refused(made, filled, "workbook.of_another", "?starts_on=2026-04-01&ends_on=2026-06-30")
    refused(made.supplier, "workbook.nothing_due", f"{address}?starts_on=2026-01-02&ends_on=2026-01-03", method="GET")
    assert _sent(made, filled).is_success
    made.supplier.read(f"{address}s")


def write_down(recording: Recording) -> None:
    """Keep the refusals that only hundreds of workbooks, or a race, bring about."""
    for refusal in (WorkbooksFull(MOST_WORKBOOKS), MembershipOvertaken()):
        recording.problems[refusal.code] = json.loads(bytes(problem(refusal).body))


def _sent(made: Deal, content: bytes, query: str = "") -> httpx2.Response:
    options: dict[str, Any] = {"files": {"file": ("quarter.xlsx", content)}}
    return made.supplier.request("POST", f"/v1/contracts/{made.contract}/workbook{query}", **options)


def _refused(made: Deal, content: bytes, code: str, query: str = "") -> None:
    answer = _sent(made, content, query)
    assert answer.json()["code"] == code, answer.text

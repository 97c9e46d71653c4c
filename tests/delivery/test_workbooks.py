"""A supplier reports a quarter by spreadsheet: taken whole or not at all, once, and only from whom it concerns."""

from datetime import date
from typing import Any

import httpx2
import pytest

from app.contracts.rules import ContractStatus
from tests.delivery import sheets
from tests.delivery.deal import BANDS, WORDS, Deal, Promise, deal, spend
from tests.world import Client, World

SHARE = Promise(
    measure={"id": "local-workers", "title": "Local", "unit": "%", "adds_up": "percentage", "better": "higher"},
    promised="50",
    targets=("50", "50", "50", "50"),
    bands=BANDS,
)
QUARTER = {"J2": "10.5", "K3": "12", "L3": "36", "M2": "Paid firms nearby.", "M3": "Twelve of 36.", "M4": "Done."}


@pytest.fixture
def made(world: World) -> Deal:
    """Return a contract whose first quarter is over."""
    found = deal(world, spend("10", "10", "10", "10"), SHARE, WORDS)
    found.on(date(2026, 4, 10))
    return found


def download(made: Deal, **days: str) -> bytes:
    """Return the workbook as the supplier gets it."""
    answer = made.supplier.get(f"/v1/contracts/{made.contract}/workbook", params=days)
    assert answer.is_success, answer.text
    return answer.content


def send(made: Deal, content: bytes, *, by: Client | None = None, **asked: Any) -> httpx2.Response:
    """Send a workbook; what changes nothing leaves no event, so nobody is held to one."""
    answer: httpx2.Response = made.world.http.request(
        "POST",
        f"/v1/contracts/{made.contract}/workbook",
        params=asked,
        headers=(by or made.supplier).headers,
        files={"file": ("quarter.xlsx", content)},
    )
    return answer


def outcomes(answer: httpx2.Response) -> list[str]:
    """Return what became of each row."""
    assert answer.is_success, answer.text
    return [row["outcome"] for row in answer.json()["rows"]]


def test_a_quarter_is_reported_once_and_then_only_what_changed(made: Deal) -> None:
    content = sheets.filled(download(made), "Updates", QUARTER)
    before = made.world.audit_count()
    assert outcomes(send(made, content, check=True)) == ["submitted"] * 3
    assert made.world.audit_count() == before
    first = send(made, content)
    assert outcomes(first) == ["submitted"] * 3
    after = made.world.audit_count()
    assert (send(made, content).json(), made.world.audit_count()) == (first.json(), after)
    changed = send(made, sheets.filled(content, "Updates", {"J2": "11"}))
    assert outcomes(changed) == ["superseded", "unchanged", "unchanged"]
    assert outcomes(send(made, content)) == ["superseded", "unchanged", "unchanged"]  # what was said first, again
    updates = made.buyer.read(f"/v1/updates?contract={made.contract}")["items"]
    assert sorted((row["revision"], row["status"]) for row in updates) == [
        (1, "submitted"),
        (1, "submitted"),
        (1, "superseded"),
        (2, "superseded"),
        (3, "submitted"),
    ]
    kept = made.buyer.read(f"/v1/contracts/{made.contract}/workbooks")["items"]
    assert [one["id"] for one in kept][2] == first.json()["id"]
    assert made.buyer.get(f"/v1/evidence/{kept[0]['evidence_id']}/content").content == content


def test_what_was_claimed_comes_with_the_next_workbook_and_a_blank_row_takes_nothing_back(made: Deal) -> None:
    first = send(made, sheets.filled(download(made), "Updates", QUARTER)).json()
    again = download(made)
    assert send(made, again).json() == first
    emptied = sheets.filled(again, "Updates", {"J2": None, "M2": None})
    assert outcomes(send(made, emptied)) == ["left_blank", "unchanged", "unchanged"]


def test_lines_of_evidence_become_files_of_the_update_and_stay_where_none_are_given(made: Deal) -> None:
    content = sheets.filled(download(made), "Updates", QUARTER)
    heads = sheets.headings(content, "Payments")
    lines = {f"{heads[name]}2": value for name, value in LEDGER.items()} | {"A2": "1"}
    with_lines = sheets.filled(content, "Payments", lines)
    row = send(made, with_lines).json()["rows"][0]
    update = made.supplier.read(f"/v1/updates/{row['update_id']}")
    (file,) = update["evidence"]
    assert [file["filename"]] == row["files"]
    text = made.buyer.get(f"/v1/evidence/{file['id']}/content").text
    assert all(value in text for value in LEDGER.values())
    assert outcomes(send(made, with_lines))[0] == "submitted"  # the first answer again
    assert outcomes(send(made, content))[0] == "unchanged"
    other = made.supplier.did(send(made, sheets.filled(content, "Updates", {"J2": "12"})))["rows"][0]
    assert made.supplier.read(f"/v1/updates/{other['update_id']}")["evidence"] == [file]


LEDGER = {"payee": "Smith & Sons", "amount": "1250.5"}


def test_nothing_is_taken_while_anything_is_wrong(made: Deal) -> None:
    content = sheets.filled(download(made), "Updates", QUARTER | {"J2": "=5+5", "K3": "-1"})
    before = made.world.audit_count()
    refused = send(made, content)
    assert (refused.status_code, refused.json()["code"]) == (422, "workbook.findings")
    assert [one["place"] for one in refused.json()["findings"]] == ["Updates!J2", "Updates!K3"]
    assert made.world.audit_count() == before
    assert made.supplier.read(f"/v1/contracts/{made.contract}/evidence")["items"] == []


def test_a_workbook_for_something_else_is_not_taken_for_this(made: Deal) -> None:
    world = made.world
    content = sheets.filled(download(made), "Updates", QUARTER)
    sibling = deal(world, spend("10"), sides=(made.buyer, made.supplier))
    rival = deal(world, spend("10"), sides=(made.buyer, world.supplier()))
    for other in (sibling, rival):
        refused = send(other, content)
        assert (refused.status_code, refused.json()["code"]) == (422, "workbook.of_another")
        assert "What was promised" not in refused.text
    about = sheets.filled(content, "Do not change", {"B4": "somebody else"})
    assert send(made, about).json()["code"] == "workbook.of_another"
    made.on(date(2026, 7, 1))
    old = send(made, content)
    assert (old.json()["code"], "2026-04-01 to 2026-06-30" in old.json()["detail"]) == ("workbook.of_another", True)
    assert outcomes(send(made, content, starts_on="2026-01-01", ends_on="2026-03-31")) == ["submitted"] * 3


def test_only_the_supplier_of_a_live_contract_has_its_workbook(made: Deal) -> None:
    address = f"/v1/contracts/{made.contract}/workbook"
    content = download(made)
    stranger = made.world.supplier()
    assert stranger.get(address).status_code == 404
    assert send(made, content, by=stranger).status_code == 404
    assert stranger.get(f"{address}s").status_code == 404
    assert send(made, b"%PDF-1.7\n%%EOF\n").json()["code"] == "evidence.name_and_content_differ"
    assert made.supplier.get(f"{address}?starts_on=2026-01-01").json()["findings"][0]["place"] == "query.starts_on"
    assert (
        made.supplier.get(f"{address}?starts_on=2026-02-01&ends_on=2026-02-03").json()["code"] == "workbook.nothing_due"
    )
    made.put(ContractStatus.ENDED)
    assert made.supplier.get(address).json()["code"] == "contract.not_live"

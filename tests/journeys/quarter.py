"""A supplier's quarter by spreadsheet, as a person does it, with what the service really answers.

    python -m tests.journeys.quarter           writes the steps into the supplier's guide anew

A test plays it and holds the guide to it.
"""

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from app.contracts.models import Contract
from tests.databases import migrate
from tests.delivery import sheets
from tests.delivery.deal import BANDS, WORDS, Deal, Promise, deal, spend
from tests.world import World, build_world

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "supplier.md"
REFERENCE = "C-2026-0007"
BEGIN, END = "<!-- quarter: begin -->", "<!-- quarter: end -->"
_WIDTH = 128

LOCAL_JOBS = Promise(
    measure={"id": "local-jobs", "title": "Local jobs", "unit": "%", "adds_up": "percentage", "better": "higher"},
    promised="50",
    targets=("40", "50", "50", "50"),
    bands=BANDS,
    title="Jobs for people who live here",
)
PROMISES = (
    replace(spend("1250", "1250", "1250", "1250"), title="Spend with firms in the area"),
    LOCAL_JOBS,
    replace(WORDS, title="Mentoring at the college"),
)
FIRST = {
    "J2": "=800+512.75",
    "M2": "Paid to four firms.",
    "K3": "12",
    "L3": "36",
    "M4": "Six mentors met ten students.",
}
MENDED = {"J2": "1312.75", "M3": "Twelve of the 36 on the contract."}
SAID_OF_EACH = ("number", "title", "outcome", "claimed", "whole")


@dataclass
class Walk:
    """The steps so far, as a guide shows them."""

    made: Deal
    steps: list[str] = field(default_factory=list)

    def step(self, words: str, command: str = "", answer: str = "") -> None:
        """Add one step: what to do, the command, and what the service says."""
        block = _indented(f"{command}\n{answer}".strip())
        shown = f"\n\n   ```console\n{block}\n   ```" if command else ""
        self.steps.append(f"{len(self.steps) + 1}. {words}{shown}")

    def send(self, content: bytes, query: str = "") -> Any:
        """Send the workbook and return the answer."""
        address = f"/v1/contracts/{self.made.contract}/workbook{query}"
        files = {"file": (f"{REFERENCE}.xlsx", content)}
        return self.made.world.http.request("POST", address, headers=self.made.supplier.headers, files=files).json()


def played(world: World) -> str:
    """Play the quarter and return its steps."""
    walk = Walk(_contract(world))
    made = walk.made
    _begin(walk)
    blank = made.supplier.get(f"/v1/contracts/{made.contract}/workbook")
    name = blank.headers["content-disposition"].partition('filename="')[2].rstrip('"')
    walk.step(
        "Download the workbook of the quarter that is over (`GET /v1/contracts/{contract_id}/workbook`; another "
        "period: add `?starts_on=…&ends_on=…` to every call).",
        'curl -s -H "$KEY" -OJ -w \'%{filename_effective}\\n\' "$CONTRACT/workbook"',
        name,
    )
    filled = sheets.filled(blank.content, "Updates", FIRST)
    walk.step(
        f"Fill in the sheet `Updates`, without the service. Here somebody types {_typed(FIRST)}; lines of evidence "
        "would go into the sheets after it. Save the file."
    )
    walk.step(
        "Ask what would be reported (`POST /v1/contracts/{contract_id}/workbook`). Two things are wrong, and both are "
        "said at once.",
        f'curl -s -H "$KEY" -F file=@{name} "$CONTRACT/workbook?check=true" | jq .findings',
        _findings(walk.send(filled, "?check=true")),
    )
    walk.step(f"Mend both cells: {_typed(MENDED)}. Save the file.")
    mended = sheets.filled(filled, "Updates", MENDED)
    walk.step("Send it.", f'curl -s -H "$KEY" -F file=@{name} "$CONTRACT/workbook" | jq .said', _said(walk, mended))
    walk.step(
        "Not sure that it arrived? Send it again: the same entries give the same answer and change nothing.",
        f'curl -s -H "$KEY" -F file=@{name} "$CONTRACT/workbook" | jq .said',
        _said(walk, mended),
    )
    rows = made.supplier.read(f"/v1/contracts/{made.contract}/workbooks")["items"][0]["rows"]
    walk.step(
        "See what was taken (`GET /v1/contracts/{contract_id}/workbooks`), and later what came of it "
        "(`GET /v1/updates`).",
        'curl -s -H "$KEY" "$CONTRACT/workbooks" | jq -c \'.items[0].rows[] | {' + ", ".join(SAID_OF_EACH) + "}'",
        "\n".join(json.dumps({key: row[key] for key in SAID_OF_EACH}, separators=(",", ":")) for row in rows),
    )
    return "\n".join(walk.steps)


def _contract(world: World) -> Deal:
    made = deal(world, *PROMISES)
    made.on(date(2026, 4, 10))
    with world.service.database.unit_of_work(write=True) as tx:
        row = tx.get(Contract, made.contract)
        assert row
        row.reference = REFERENCE
    return made


def _begin(walk: Walk) -> None:
    walk.step(
        "Say once where the contract is and who you are. The key is yours; the address ends with the contract's `id`.",
        'CONTRACT=https://makegood.example/v1/contracts/0190…\nKEY="Authorization: Bearer mg_…"',
    )


def _said(walk: Walk, content: bytes) -> str:
    return json.dumps(walk.send(content)["said"])


def _findings(answer: Any) -> str:
    assert [one["place"] for one in answer["findings"]] == ["Updates!J2", "Updates!M3"]
    return json.dumps(answer["findings"], indent=2, ensure_ascii=False)


def _typed(cells: dict[str, str]) -> str:
    return ", ".join(f"`{value}` into {cell}" for cell, value in cells.items())


def _indented(text: str) -> str:
    return "\n".join(f"   {line}" for line in text.splitlines())


def wrapped(text: str) -> str:
    """Return the steps with their sentences broken at the width of a guide; what is in a block stays as it is."""
    return "\n".join(_lines(text))


def _lines(text: str) -> Iterator[str]:
    inside = False
    for line in text.splitlines():
        if line.strip().startswith("```"):
            inside = not inside
        if inside or len(line) <= _WIDTH:
            yield line.rstrip()
            continue
        row = ""
        for word in re.findall(r"\S+\s*", line):
            if row and len((row + word).rstrip()) > _WIDTH:
                yield row.rstrip()
                row = "   "
            row += word
        yield row.rstrip()


def guide_with(steps: str) -> str:
    """Return the supplier's guide with these steps in their place."""
    text = GUIDE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{wrapped(steps)}\n\n{END}{after}"


def main() -> int:
    """Write the steps into the guide."""
    with tempfile.TemporaryDirectory() as scratch:
        url = f"sqlite:///{Path(scratch) / 'quarter.db'}"
        migrate(url)
        GUIDE.write_text(guide_with(played(build_world(url, Path(scratch)))), encoding="utf-8")
    sys.stdout.write(f"The quarter was written into {GUIDE.name}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

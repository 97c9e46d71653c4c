"""What an assessment summary of the demonstration has to say to its bidder, and where it stands in the PDF."""

import json
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from re import compile as pattern
from typing import Any

from pypdf import PdfReader

from tests.demo.conftest import Played


@cache
def story() -> dict[str, Any]:
    """Return what is played."""
    found: dict[str, Any] = json.loads(files("app.demo").joinpath("story.json").read_text(encoding="utf-8"))
    return found


KEYS = sorted(story()["suppliers"])
WINNER, EXCLUDED = "fairholme", "sentry"
_RUNNING = pattern(r"Page \d+ of \d+$|^Assessment summary \S+/\d+ ")


def squeezed(text: str) -> str:
    return "".join(text.split())


@cache
def words(path: Path) -> str:
    """Return the words of a PDF without spaces, and without what stands at the head and foot of its pages."""
    pages = [page.extract_text().splitlines() for page in PdfReader(BytesIO(path.read_bytes())).pages]
    return squeezed("".join(line for page in pages for line in page if not _RUNNING.search(line)))


def text(played: Played, key: str) -> str:
    return words(played.out / f"summary-{key}.pdf")


def supplier(key: str) -> dict[str, Any]:
    found: dict[str, Any] = story()["suppliers"][key]
    return found


def rubric() -> dict[str, Any]:
    pack = story()["tender"]["pack"]
    path = Path(__file__).parents[2] / "rubrics" / "packs" / pack / f"{story()['tender']['pack_version']}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def criteria(nodes: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    """Return every criterion and sub-criterion of the rubric."""
    return [each for node in nodes or rubric()["criteria"] for each in (node, *criteria_below(node))]


def criteria_below(node: dict[str, Any]) -> list[dict[str, Any]]:
    return criteria(node["criteria"]) if "criteria" in node else []


def scores(played: Played, key: str) -> dict[str, str]:
    """Return by criterion the points that the result gives a bid, as they are shown."""
    lot = json.loads((played.out / "result.json").read_text())["lots"][0]
    names = {row["bid"]: row["name"] for row in (*lot["ranking"], *lot["excluded"])}
    bid = next(bid for bid, name in names.items() if name == supplier(key)["name"])
    found: dict[str, str] = {"total": (lot["bids"][bid].get("total") or {}).get("shown", "")}

    def add(nodes: list[dict[str, Any]]) -> None:
        for node in nodes:
            if node.get("points") is not None:
                found[node["id"]] = node["points"]["shown"]
            add(node.get("criteria", []))

    add(lot["bids"][bid]["criteria"])
    return found


def missing(wanted: list[str], within: str) -> list[str]:
    return [each for each in wanted if squeezed(each) not in within]

"""Every bidder of the demonstration is told what regulation 31 asks for: element by element, read from its PDF."""

import json
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from re import compile as pattern
from typing import Any

import pytest
from pypdf import PdfReader

from app.cli import main
from app.demo.judging import agreed_rationale
from tests.demo.conftest import Played
from tests.demo.test_play import story

pytestmark = pytest.mark.slow
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


@pytest.mark.parametrize("key", KEYS)
def test_it_names_the_law_and_says_who_the_tender_was_of_and_how_they_are_reached(played: Played, key: str) -> None:
    own = supplier(key)
    wanted = ["regulation 31", "Procurement Act 2023", story()["authority"]["name"], story()["tender"]["title"]]
    wanted += [own["name"], own["address"], own["postcode"], own["company_number"], "@"]
    assert missing(wanted, text(played, key)) == []


@pytest.mark.parametrize("key", KEYS)
def test_it_sets_out_every_criterion_with_its_importance_its_method_and_the_scores_there_were(
    played: Played, key: str
) -> None:
    wanted = ["a bid that fails is excluded", "Weighted sum", "Lowest price divided by the bid's price", "/v1/tenders/"]
    for criterion in criteria():
        wanted += [criterion["title"], *([f"{criterion['weight']}%"] if "weight" in criterion else [])]
        wanted += [criterion["question"]] if "question" in criterion else []
    for level in rubric()["scales"]["marks-0-5"]["levels"]:
        wanted += [level["label"], level["descriptor"]]
    assert missing(wanted, text(played, key)) == []


@pytest.mark.parametrize("key", KEYS)
def test_it_explains_every_score_by_what_the_tender_says_with_totals_and_subtotals(played: Played, key: str) -> None:
    own = supplier(key)
    wanted = [f"mark {mark}" for mark in own["agreed"].values()]
    wanted += [agreed_rationale(note, own["agreed"][criterion]) for criterion, note in own["notes"].items()]
    wanted += [note["passage"] for note in own["notes"].values()]
    if key != EXCLUDED:
        found = scores(played, key)
        assert {"quality", "social-value", "local-spend", "living-wage", "carbon"} < found.keys()
        wanted += list(found.values())
    assert missing(wanted, text(played, key)) == []


@pytest.mark.parametrize("key", [each for each in KEYS if each != WINNER])
def test_a_losing_bidder_reads_the_same_of_the_winner_and_why_it_did_not_win(played: Played, key: str) -> None:
    winner = supplier(WINNER)
    wanted = [winner["name"], *scores(played, WINNER).values()]
    wanted += [agreed_rationale(note, winner["agreed"][criterion]) for criterion, note in winner["notes"].items()]
    wanted.append("Not successful")
    if key == EXCLUDED:
        wanted += ["excluded", "Carbon reduction plan or net zero commitment: not passed"]
    assert missing(wanted, text(played, key)) == []


@pytest.mark.parametrize("key", KEYS)
def test_it_names_no_other_bidder_than_the_winner(played: Played, key: str) -> None:
    others = [supplier(each)["name"] for each in KEYS if each not in {key, WINNER}]
    content = (played.out / f"summary-{key}.json").read_text()
    assert [name for name in others if squeezed(name) in text(played, key) or name in content] == []


@pytest.mark.parametrize("key", KEYS)
def test_it_verifies_and_is_issued_before_the_notice(
    played: Played, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(played.out / f"summary-{key}.json")]) == 0, capsys.readouterr()
    said = [played.printed.index(words) for words in (supplier(key)["name"] + "  ", "notice:     published")]
    assert all(before < after for before, after in pairwise(said))

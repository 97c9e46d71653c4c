"""The story is played to its end through the served API, and what it leaves can be read, checked and read again."""

import json
import signal
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from app.cli import main
from app.demo.judging import agreed_rationale
from app.documents.award_content import AwardSummary, leaves, walk
from app.documents.content import read_document
from scoring.__main__ import main as score
from tests.demo import told
from tests.demo.conftest import Played, line_with, start
from tests.demo.told import story
from tests.documents_service.issuing import squeezed, text_of

pytestmark = pytest.mark.slow
FORMS = tuple(
    f"{name}.{form}"
    for name in ("award", "record", "performance", "statement", "portfolio")
    for form in ("pdf", "json", "html")
)
DATA = ("result.json", "certificate.json", "stakes.json")


@cache
def words(path: Path) -> str:
    """Return the words of a PDF that was left, without spaces."""
    return text_of(path.read_bytes())


def summaries() -> tuple[str, ...]:
    """Return what is left of the assessment summary of each bidder."""
    return of_each("summary")


def of_each(what: str) -> tuple[str, ...]:
    """Return what is left of a document that each bidder has one of."""
    return tuple(f"{what}-{key}.{form}" for key in story()["suppliers"] for form in ("pdf", "json", "html"))


def test_it_leaves_every_document_as_pdf_and_data_beside_the_result(played: Played) -> None:
    assert {path.name for path in played.out.iterdir()} == {
        *(*FORMS, *summaries(), *of_each("letter"), *DATA),
        *("ocds", "played.json", "service"),
    }
    for name in (
        "award.pdf",
        "record.pdf",
        "performance.pdf",
        *(each for each in summaries() if each.endswith(".pdf")),
    ):
        assert len(PdfReader(BytesIO((played.out / name).read_bytes())).pages) > 4


def test_the_award_names_every_bidder_criterion_weight_mark_and_reason_of_the_story(played: Played) -> None:
    text = words(played.out / "award.pdf")
    award = read_document(json.loads((played.out / "award.json").read_text()))
    assert isinstance(award, AwardSummary)
    wanted = [story()["tender"]["title"], story()["authority"]["name"], *story()["people"]["evaluators"]]
    for criterion in walk(award.criteria):
        wanted += [criterion.title, *([f"{criterion.weight}%"] if criterion.weight else [])]
    assert len(leaves(award.criteria)) == 12
    for supplier in story()["suppliers"].values():
        wanted.append(supplier["name"])
        for criterion_id, mark in supplier["agreed"].items():
            wanted += [f"mark {mark}", agreed_rationale(supplier["notes"][criterion_id], mark)]
    winner = story()["suppliers"]["fairholme"]
    wanted += [pledge["title"] for _, pledge in winner["pledges"]]
    wanted += ["8 April 2026", "15 April 2026", "Easter Monday", award.digests.result]
    assert [each for each in wanted if squeezed(each) not in text] == []


def test_the_report_tells_the_first_year_with_its_rejection_its_waiver_and_what_nobody_has_looked_at(
    played: Played,
) -> None:
    text = words(played.out / "performance.pdf")
    told = story()["deliveries"]
    wanted = [quarter["words"] for each in told.values() for quarter in each["quarters"]]
    wanted += [quarter["reason"] for each in told.values() for quarter in each["quarters"] if "reason" in quarter]
    wanted += [story()["waiver"]["pledge"], story()["waiver"]["reason"], "not yet verified", "98.4"]
    assert [each for each in wanted if squeezed(each) not in text] == []


def test_what_it_leaves_verifies_and_one_changed_mark_is_named(
    played: Played, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (
        *("award.json", "record.json", "performance.json", "result.json", "statement.json", "portfolio.json"),
        *(name for name in of_each("letter") if name.endswith(".json")),
    ):
        assert main(["verify", str(played.out / name)]) == 0, capsys.readouterr()
    assert score(["verify", str(played.out / "result.json")]) == 0
    award = json.loads((played.out / "award.json").read_text())
    bids = award["result"]["inputs"]["bids"]
    next(bid for bid in bids if bid["name"] == "Fairholme Security CIC")["answers"]["team"]["mark"] = "5"
    copy = tmp_path / "award.json"
    copy.write_text(json.dumps(award))
    capsys.readouterr()
    assert main(["verify", str(copy)]) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("FAILS")
    assert "team (People and management) of bid" in first
    assert "(Fairholme Security CIC)" in first


def test_it_shows_its_progress_and_a_table_of_the_result(played: Played) -> None:
    printed = " ".join(played.printed.split())
    for words_shown in (
        "1. The stage",
        "bids until 13 March 2026, 12:00 GMT",
        "opened: 5 bids by Priya Raman and Gareth Cole; 5 prices stay sealed",
        "within our price of [withheld: a sum of money]",
        "undeclared: For this you declare your interests",
        "found: An interest that is declared names Bracken & O'Dowd Guarding Ltd, which has bid.",
        "found: An account at Sentry North Ltd, since closed, has the same name.",
        "limited, kept from Sentry North Ltd, by Gareth Cole",
        "drafts: Amara Nwosu",
        "frozen: 14 marks on local-spend-method",
        "flagged: Ridgeway Integrated Services plc on How local spend will be achieved: marks from 1 to 4",
        "dissent: Tom Hesketh would have given 3",
        "opened: prices of 5 bids by Priya Raman and Gareth Cole",
        "low price: Ridgeway Integrated Services plc: 5.34% below the mean of the others; it is asked",
        "accepted: Hours times rates of the schedule were worked out again and hold",
        "rank bidder",
        "The result is fragile",
        "first were: Fairholme Security CIC in",
        "pledge points at stake first without it",
        "excluded",
        "summaries: nothing missing, 1 to look at",
        "notice: published on 2026-04-02, when every bidder had its summary",
        "waived",
        "the chain holds",
    ):
        assert words_shown in printed


def test_a_second_run_reads_the_same_again_and_can_stay_served_until_ctrl_c(played: Played) -> None:
    files = (*FORMS, *summaries(), *DATA)
    before = {name: (played.out / name).read_bytes() for name in files}
    process = start("demo", "--out", str(played.out), "--serve")
    try:
        line, earlier = line_with(process, "Serving at ")
        assert any("played here before" in each for each in earlier)
        address = line.split("Serving at ")[1].split()[0]
        keys = {row.rsplit(None, 1)[0].strip(): row.split()[-1] for row in _rows(process, 10)}
        assert {"buyer", "commissioner", "auditor", "evaluator", "operator", "supplier fairholme"} <= keys.keys()
        health = httpx.get(f"{address}/health").json()
        assert (health["status"], health["clock"]) == ("ok", "demonstration")
        mine = httpx.get(f"{address}/v1/contracts", headers={"Authorization": f"Bearer {keys['supplier fairholme']}"})
        assert [each["supplier_name"] for each in mine.json()["items"]] == ["Fairholme Security CIC"]
    finally:
        process.send_signal(signal.SIGINT)
        printed, _ = process.communicate(timeout=60)
    assert process.returncode == 0, printed
    assert {name: (played.out / name).read_bytes() for name in files} == before
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/health")


def _rows(process: Any, count: int) -> list[str]:
    return [process.stdout.readline() for _ in range(count)]


# ------------------------------------------------------------------------- every bidder is told, element by element
@pytest.mark.parametrize("key", told.KEYS)
def test_it_names_the_law_and_says_who_the_tender_was_of_and_how_they_are_reached(played: Played, key: str) -> None:
    own = told.supplier(key)
    wanted = ["regulation 31", "Procurement Act 2023", story()["authority"]["name"], story()["tender"]["title"]]
    wanted += [own["name"], own["address"], own["postcode"], own["company_number"], "@"]
    assert told.missing(wanted, told.text(played, key)) == []


@pytest.mark.parametrize("key", told.KEYS)
def test_it_sets_out_every_criterion_with_its_importance_its_method_and_the_scores_there_were(
    played: Played, key: str
) -> None:
    wanted = ["a bid that fails is excluded", "Weighted sum", "Lowest price divided by the bid's price", "/v1/tenders/"]
    for criterion in told.criteria():
        wanted += [criterion["title"], *([f"{criterion['weight']}%"] if "weight" in criterion else [])]
        wanted += [criterion["question"]] if "question" in criterion else []
    for level in told.rubric()["scales"]["marks-0-5"]["levels"]:
        wanted += [level["label"], level["descriptor"]]
    assert told.missing(wanted, told.text(played, key)) == []


@pytest.mark.parametrize("key", told.KEYS)
def test_it_explains_every_score_by_what_the_tender_says_with_totals_and_subtotals(played: Played, key: str) -> None:
    own = told.supplier(key)
    wanted = [f"mark {mark}" for mark in own["agreed"].values()]
    wanted += [agreed_rationale(note, own["agreed"][criterion]) for criterion, note in own["notes"].items()]
    wanted += [note["passage"] for note in own["notes"].values()]
    if key != told.EXCLUDED:
        found = told.scores(played, key)
        assert {"quality", "social-value", "local-spend", "living-wage", "carbon"} < found.keys()
        wanted += list(found.values())
    assert told.missing(wanted, told.text(played, key)) == []


@pytest.mark.parametrize("key", [each for each in told.KEYS if each != told.WINNER])
def test_a_losing_bidder_reads_the_same_of_the_winner_and_why_it_did_not_win(played: Played, key: str) -> None:
    winner = told.supplier(told.WINNER)
    wanted = [winner["name"], *told.scores(played, told.WINNER).values()]
    wanted += [agreed_rationale(note, winner["agreed"][criterion]) for criterion, note in winner["notes"].items()]
    wanted.append("Not successful")
    if key == told.EXCLUDED:
        wanted += ["excluded", "Carbon reduction plan or net zero commitment: not passed"]
    assert told.missing(wanted, told.text(played, key)) == []


@pytest.mark.parametrize("key", told.KEYS)
def test_it_names_no_other_bidder_than_the_winner(played: Played, key: str) -> None:
    others = [told.supplier(each)["name"] for each in told.KEYS if each not in {key, told.WINNER}]
    content = (played.out / f"summary-{key}.json").read_text()
    assert [name for name in others if told.squeezed(name) in told.text(played, key) or name in content] == []


@pytest.mark.parametrize("key", told.KEYS)
def test_it_verifies_and_is_issued_before_the_notice(
    played: Played, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(played.out / f"summary-{key}.json")]) == 0, capsys.readouterr()
    said = [played.printed.index(words) for words in (told.supplier(key)["name"] + "  ", "notice:     published")]
    assert all(before < after for before, after in pairwise(said))

"""The command line evaluates, runs golden cases and verifies, and says so in its exit code."""

import json
from pathlib import Path
from typing import Any

import pytest

from scoring.__main__ import FAILS, HOLDS, REFUSED, main
from tests.scoring.builders import bid, bids, marked, marks, priced, rubric

FORM = rubric(marked("carbon", "60"), priced("price", "40"))
OFFERS = bids(bid("A", marks(carbon="4"), price="100"), bid("B", marks(carbon="3"), price="90", name="شركة النور"))


def written(directory: Path, name: str, document: Any) -> str:
    path = directory / name
    path.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
    return str(path)


def test_evaluate_prints_a_table_and_writes_a_result_that_verify_accepts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form, offers = written(tmp_path, "rubric.json", FORM), written(tmp_path, "bids.json", OFFERS)
    out = str(tmp_path / "result.json")
    assert main(["evaluate", form, offers, "--out", out, "--trace", "1"]) == HOLDS
    printed = capsys.readouterr().out
    assert "Rank  Bid  Name" in printed
    assert "شركة النور" in printed
    assert "4 of 5 on Carbon × 60% = 48.00" in printed
    assert main(["verify", out]) == HOLDS


def test_verify_names_the_changed_number_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form, offers = written(tmp_path, "rubric.json", FORM), written(tmp_path, "bids.json", OFFERS)
    out = tmp_path / "result.json"
    main(["evaluate", form, offers, "--out", str(out)])
    document = json.loads(out.read_text())
    document["inputs"]["bids"][0]["answers"]["carbon"]["mark"] = "5"
    capsys.readouterr()
    assert main(["verify", written(tmp_path, "changed.json", document)]) == FAILS
    assert "points on carbon of bid A is stated as 48, but recomputes as 60" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"a": 0.5}', b"\xff"])
def test_bad_input_is_refused_with_findings_and_no_result(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    bad, offers = written(tmp_path, "bad.json", content), written(tmp_path, "bids.json", OFFERS)
    assert main(["evaluate", bad, offers]) == REFUSED
    assert main(["verify", bad]) == REFUSED
    assert main(["case", bad]) == REFUSED
    assert "finding" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    assert main(["verify", str(tmp_path / "nothing.json")]) == REFUSED
    assert main(["verify", str(tmp_path)]) == REFUSED


def case(**expected: Any) -> dict[str, Any]:
    head = {"format": "makegood.case/1", "id": "test", "title": "Test", "source": "Worked out by hand"}
    return head | {"rubric": FORM, "bids": OFFERS, "expect": expected}


def test_a_case_holds_when_every_expectation_is_met(tmp_path: Path) -> None:
    lot = {
        "totals": {"A": "84", "B": "76.00"},
        "ranks": {"A": 1, "B": 2},
        "points": {"A": {"price": "36"}},
        "effective_weights": {"carbon": "60"},
        "excluded": [],
    }
    path = written(tmp_path, "case.json", case(lots={"1": lot}))
    assert main(["case", path]) == HOLDS
    assert main(["evaluate", "--case", path]) == HOLDS


def test_a_case_says_which_expectations_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lot = {"totals": {"A": "84.01", "C": "1"}, "ranks": {"B": 1}, "excluded": ["B"]}
    assert main(["case", written(tmp_path, "case.json", case(lots={"1": lot, "2": {}}))]) == FAILS
    printed = capsys.readouterr().out
    for line in (
        "lot 1: total of A: expected 84.01, found 84 (shown as 84.00)",
        "lot 1: total of C: expected 1, found none",
        "lot 1: rank of B: expected 1, found 2",
        "lot 1: excluded: expected B, found none",
        "lot 2: expected, but the bids have no such lot",
    ):
        assert line in printed


def test_a_case_may_expect_findings(tmp_path: Path) -> None:
    broken = case(findings=["weight.not_100"]) | {"rubric": rubric(marked("carbon", "99.99"))}
    assert main(["case", written(tmp_path, "case.json", broken | {"bids": bids()})]) == HOLDS
    assert main(["case", written(tmp_path, "other.json", case(findings=["weight.not_100"]))]) == FAILS


def test_the_four_published_cases_and_the_packs_of_the_repository_hold(capsys: pytest.CaptureFixture[str]) -> None:
    root = Path(__file__).parents[2] / "rubrics"
    files = sorted(str(path) for path in (root / "cases").rglob("*.json"))
    assert main(["case", *files, "--rubrics", str(root)]) == HOLDS, capsys.readouterr().out


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    offers = bids(bid("A", marks(carbon="4"), price="1", name="\x1b[31mRed\u202e"))
    assert main(["evaluate", written(tmp_path, "r.json", FORM), written(tmp_path, "b.json", offers)]) == HOLDS
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert "\u202e" not in printed


def evaluated(tmp_path: Path, name: str, offers: Any, form: Any = FORM) -> str:
    out = str(tmp_path / name)
    assert (
        main(["evaluate", written(tmp_path, "r.json", form), written(tmp_path, "b.json", offers), "--out", out])
        == HOLDS
    )
    return out


def test_the_certificate_of_a_result_is_printed_in_words_or_as_a_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = evaluated(tmp_path, "result.json", OFFERS)
    panel = written(tmp_path, "panel.json", {"A": {"carbon": ["3", "5"]}, "B": {"carbon": ["3", "3"]}})
    capsys.readouterr()
    assert main(["certificate", out, "--panel", panel]) == HOLDS
    assert "the panel's marks there lay 2 apart" in capsys.readouterr().out
    assert main(["certificate", out, "--panel", panel, "--weight-uncertainty", "10", "--json"]) == HOLDS
    document = json.loads(capsys.readouterr().out)
    assert (document["format"], document["fragile"]) == ("makegood.certificate/1", True)
    assert document["result"] == json.loads(Path(out).read_text())["digests"]["result"]
    assert main(["certificate", out, "--lot", "7"]) == REFUSED
    assert main(["certificate", out, "--panel", str(tmp_path / "nothing.json")]) == REFUSED
    assert main(["certificate", out, "--weight-uncertainty", "many"]) == REFUSED


def test_the_stakes_of_a_result_are_printed_for_given_pledges_or_for_every_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = evaluated(tmp_path, "result.json", OFFERS)
    capsys.readouterr()
    assert main(["stakes", out]) == HOLDS
    assert "All 48.00 points of Firm A on Carbon rested on the pledge" in capsys.readouterr().out
    pledges = written(tmp_path, "pledges.json", [{"bid": "B", "criterion": "carbon"}])
    assert main(["stakes", out, pledges, "--json"]) == HOLDS
    assert [row["bid"] for row in json.loads(capsys.readouterr().out)["pledges"]] == ["B"]
    assert main(["stakes", out, written(tmp_path, "bad.json", [{"bid": "Z", "criterion": "carbon"}])]) == REFUSED
    assert main(["stakes", out, written(tmp_path, "bad.json", [{"bid": "B"}])]) == REFUSED


def test_what_changed_between_two_results_is_printed_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    withdrawn = bids(OFFERS["bids"][0], OFFERS["bids"][1] | {"status": "withdrawn", "reason": "By the bidder"})
    before, after = evaluated(tmp_path, "1.json", OFFERS), evaluated(tmp_path, "2.json", withdrawn)
    capsys.readouterr()
    assert main(["changes", before, after]) == HOLDS
    printed = capsys.readouterr().out
    assert "whose price was the lowest, was withdrawn; Firm A's own price did not change." in printed
    assert main(["changes", before, after, "--json"]) == HOLDS
    assert json.loads(capsys.readouterr().out)["format"] == "makegood.changes/1"
    assert main(["changes", before, after, "--lot", "9"]) == REFUSED


def test_a_result_that_does_not_hold_is_not_asked_for_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = evaluated(tmp_path, "result.json", OFFERS)
    document = json.loads(Path(out).read_text())
    document["lots"][0]["ranking"][0]["name"] = "Somebody else"
    changed = written(tmp_path, "changed.json", document)
    assert main(["certificate", changed]) == main(["stakes", changed]) == main(["changes", out, changed]) == FAILS
    assert "It does not hold" in capsys.readouterr().err
    assert main(["certificate", written(tmp_path, "list.json", [])]) == REFUSED


def test_of_several_lots_one_has_to_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = evaluated(tmp_path, "result.json", OFFERS | {"lots": ["1", "2"]})
    capsys.readouterr()
    assert main(["certificate", out]) == REFUSED
    assert "name one with --lot" in capsys.readouterr().err
    assert main(["certificate", out, "--lot", "2"]) == main(["stakes", out, "--lot", "2"]) == HOLDS

"""`makegood verify`: 0 where a document holds, 1 where it does not, 2 where nobody can tell, and why in a sentence."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from tests.documents import samples

DEEP = 900


@pytest.fixture
def result() -> Any:
    """Return a scoring result of one's own, as it is written to a file."""
    return json.loads(json.dumps(samples.result()))


def verified(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str], str]:
    """Return the exit status of `makegood verify`, the lines it printed, and its complaint."""
    status = main(["verify", str(path)])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return status, out.splitlines(), err


def test_a_result_that_holds_and_one_that_does_not(
    result: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "result.json"
    path.write_text(json.dumps(result))
    status, lines, _ = verified(path, capsys)
    assert status == 0
    assert lines[0].startswith("holds  It holds: all ")
    bid = result["inputs"]["bids"][0]
    criterion = next(name for name, given in bid["answers"].items() if "mark" in given)
    bid["answers"][criterion]["mark"] = str((int(bid["answers"][criterion]["mark"]) + 1) % 5)
    path.write_text(json.dumps(result))
    status, lines, _ = verified(path, capsys)
    assert status == 1
    assert lines[0].startswith("FAILS  It does not hold: at lots[0].")
    assert f"of bid {bid['id']} ({bid['name']})" in lines[0]


def test_an_award_holds_and_the_first_line_says_what_does_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "award.json"
    award: Any = json.loads(json.dumps(samples.award().to_mapping()))
    for score in award["bidders"][1]["scores"]:
        score["given"] = "mark 4" if score["given"] == "mark 3" else score["given"]
    path.write_text(json.dumps(award))
    status, lines, _ = verified(path, capsys)
    assert status == 1
    assert lines[0].startswith(f"FAILS  bidders[{award['bidders'][1]['id']} (")
    assert "says 'mark 4'; the result in the same file gives 'mark 3'." in lines[0]
    assert lines[-1].startswith("note   ")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"   \n", "the file is empty"),
        (bytes(range(256)), "not UTF-8"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "damaged or cut off"),
        (b"PK\x03\x04", "damaged or cut off"),
        (b"[1, 2]", "it is not a JSON object"),
        (b'"award"', "it is not a JSON object"),
        (b'{"format": "makegood.result/1", "engine": NaN}', "NaN"),
        (b'{"format": "makegood.result/1", "a": 1e999}', "must be quoted"),
        (b'{"format": "makegood.result/1", "a": ' + b"9" * 10_000 + b"}", "too large"),
        (b'{"format": "makegood.award-summary/1"}', "reference: is missing"),
        (b'{"format": "invoice/1"}', "is not a document of this service"),
        (b"{}", "is not a document of this service"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b"[" * 100_000, "nested"),
        (b'{"format": "makegood.result/1", "a": ' + b"[" * DEEP + b"]" * DEEP + b"}", "nested more than 200 levels"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: str
) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(content)
    status, lines, complaint = verified(path, capsys)
    assert (status, lines) == (2, [])
    assert words in complaint
    assert complaint.startswith(f"{path} cannot be checked: ")
    assert len(complaint) < len(str(path)) + 300


def test_a_folder_or_a_file_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path, words in (
        (tmp_path, "checked: there is no document in it"),
        (tmp_path / "none.json", "read: No such file or directory"),
    ):
        status, lines, complaint = verified(path, capsys)
        assert (status, lines, complaint) == (2, [], f"{path} cannot be {words}.\n")


def test_a_result_buried_in_a_document_too_deeply_to_be_read_is_refused_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    award: Any = json.loads(json.dumps(samples.award().to_mapping()))
    inside: list[Any] = []
    for _ in range(DEEP):
        inside = [inside]
    award["result"]["rubric"]["note"] = inside
    path = tmp_path / "award.json"
    path.write_text(json.dumps(award))
    status, _, complaint = verified(path, capsys)
    assert status == 2
    assert "nested more than 200 levels deep" in complaint
    assert len(complaint) < len(str(path)) + 300

"""`makegood verify` on a machine without the service: no typesetting libraries, no database, no network."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import main
from tests.documents import forging, keys
from tests.documents.test_verifying_pdf import signed

ROOT = Path(__file__).parent.parent.parent
ALONE = """
import runpy, socket, sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"weasyprint", "pydyf", "psycopg", "uvicorn", "fastapi", "alembic"}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
def refused(*_args, **_options):
    raise AssertionError("nobody is to be asked")
socket.socket.connect = socket.getaddrinfo = refused
sys.argv = ["verify", *sys.argv[1:]]
runpy.run_module("app.documents.verify", run_name="__main__", alter_sys=True)
"""


def test_a_signed_pdf_is_checked_with_nothing_but_the_package(tmp_path: Path) -> None:
    (tmp_path / "summary.pdf").write_bytes(signed())
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "root.pem").write_bytes(keys.authority().pem)
    command = [sys.executable, "-c", ALONE, "summary.pdf", "--trust", "trust", "--json"]
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    (found,) = json.loads(done.stdout)["files"]
    assert found["holds"] is True
    held = {check["about"] for check in found["checks"] if check["holds"]}
    assert held == {"content", "digest", "pages", "signature"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["summary.pdf", "trust"]


def test_after_one_byte_one_mark_or_one_signature_is_changed_it_says_which(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf = forging.issued("award-summary-2")
    place = ("result", "inputs", "bids", 0, "answers", "carbon-plan", "mark")
    torn = signed().replace(b"/Title", b"/Titel", 1)
    for forged, words in (
        (forging.with_data(pdf, lambda data: data.replace(b"2026", b"2025", 1)), "The data was changed or swapped"),
        (forging.with_value(pdf, place, "1"), "It does not hold: at lots["),
        (torn, "is broken: the file was changed, or the signature was"),
    ):
        path = tmp_path / "file.pdf"
        path.write_bytes(forged)
        assert main(["verify", str(path)]) == 1
        assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    ("brought", "words"),
    [
        (["--trust", "none"], "none is not a folder"),
        (["--proof", "none.json"], "none.json cannot be read: No such file"),
        (["--proof", "summary.json", "--head", "none.json"], "none.json cannot be read: No such file"),
        (["--evidence", "none"], "none is not a folder"),
    ],
)
def test_what_is_brought_and_cannot_be_used_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, brought: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("summary.json").write_bytes(forging.data("assessment-summary-1"))
    assert main(["verify", "summary.json", *brought]) == 2
    assert words in capsys.readouterr().err


def test_a_file_that_is_no_proof_and_a_key_for_a_json_file_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("summary.json").write_bytes(forging.data("assessment-summary-1"))
    Path("trust").mkdir()
    Path("trust", "root.pem").write_bytes(keys.authority().pem)
    assert main(["verify", "summary.json", "--proof", "summary.json", "--trust", "trust"]) == 1
    said = capsys.readouterr().out
    assert "FAILS  The proof cannot be read: its format is 'makegood.assessment-summary/1'" in said
    assert "note   A JSON file bears no signature" in said

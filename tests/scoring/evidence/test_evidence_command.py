"""`python -m scoring evidence` and `reassess`: what a person gives and reads."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scoring.__main__ import main
from scoring.evidence.engines import File, engine, run
from scoring.evidence.reassess import reassess
from scoring.findings import Findings
from tests.rubrics.test_schemas import problems
from tests.scoring.evidence.payments import ROOT, area, csv, directory, examined, geography, paid

REFERENCES = {"postcodes": directory(), "geography": geography()}
POSTCODES = "pcds,oslaua,oseast1m,osnrth1m\nLS1 1UR,E08000035,429833,434079\nSW1A 1AA,E09000033,529090,179645\n"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Return the paths of payments, an area, a directory and what is to be written."""
    payments = csv([paid("LS1 1UR", "10", kind="sme"), paid("SW1A 1AA", "30", "2"), paid("", "1", "3")])
    assert isinstance(payments.content, bytes)
    (tmp_path / "payments.csv").write_bytes(payments.content)
    (tmp_path / "area.json").write_text(json.dumps(area()), encoding="utf-8")
    (tmp_path / "onspd.csv").write_text(POSTCODES, encoding="utf-8")
    return {
        name: str(tmp_path / name)
        for name in ("payments.csv", "area.json", "onspd.csv", "out.json", "lines.csv", "keys.json", "kept")
    }


def options(files: dict[str, str]) -> list[str]:
    given = ["--postcodes", files["onspd.csv"], "--edition", "small", "--cache", files["kept"]]
    return [*given, "--rubrics", str(ROOT / "rubrics")]


def test_a_person_reads_what_payments_come_to_and_recomputes_it(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["evidence", "local-spend", files["payments.csv"], "--area", files["area.json"], *options(files)]
    assert main([*asked, "--json", files["out.json"], "--lines", files["lines.csv"], "--keys", files["keys.json"]]) == 0
    said = capsys.readouterr().out
    assert "£10.00 in 1 line, 24.39% of what counts, is proved local: Leeds, by the postcode of the invoice." in said
    assert "postcode.missing  payments.csv:4 column invoice_postcode" in said
    assert "By onspd, edition small, sha256:" in said
    lines = Path(files["lines.csv"]).read_text(encoding="utf-8").splitlines()
    assert lines[1] == 'payments.csv,2,proved local,"",10.0000,LS11UR'
    assert main(["reassess", files["out.json"], files["payments.csv"], *options(files)]) == 0
    assert capsys.readouterr().out.startswith("Holds: 18 quantities recomputed from 1 file.")
    assert main([*asked, "--earlier", files["keys.json"]]) == 0
    assert "£41.00 in 3 lines is rejected" in capsys.readouterr().out


def test_a_changed_payment_is_found_by_the_first_number_that_differs(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["evidence", "local-spend", files["payments.csv"], "--area", files["area.json"], *options(files)]
    assert main([*asked, "--json", files["out.json"]]) == 0
    payments = Path(files["payments.csv"])
    payments.write_bytes(payments.read_bytes().replace(b",10,", b",11,"))
    capsys.readouterr()
    assert main(["reassess", files["out.json"], files["payments.csv"], *options(files)]) == 1
    said = capsys.readouterr().out
    assert "Does not hold: sources payments.csv: is sha256:" in said
    assert "The first number that differs: quantities.total: is stated as 41 and comes to 42" in said


def test_what_cannot_be_assessed_is_refused_with_every_finding(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["evidence", "local-spend", files["payments.csv"], *options(files)]
    assert main(asked) == 2
    assert "format.unknown" in capsys.readouterr().err
    assert main(["evidence", "local-spend", "none.csv", "--area", files["area.json"], *options(files)]) == 2
    assert "file.unreadable" in capsys.readouterr().err
    assert main(["evidence", "local-spend", "none.csv", "--edition", "x", "--rubrics", str(ROOT / "rubrics")]) == 2
    assert "directory.unclear" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda document: document["quantities"]["local"].update(exact="11"), "assessment.changed"),
        (lambda document: document.update(format="other"), "format.unknown"),
        (lambda document: document.pop("sources"), "key.missing"),
    ],
)
def test_a_changed_assessment_does_not_hold(change: Any, code: str) -> None:
    payments = csv([paid("LS1 1UR", "10")])
    document = examined(payments).assessment.to_mapping()
    change(document)
    outcome = reassess(document, [File(payments.name, payments.content)], REFERENCES)
    assert (outcome.holds, outcome.findings.codes) == (False, (code,))


def test_another_directory_or_a_missing_file_is_named() -> None:
    payments = csv([paid("LS1 1UR", "10")])
    document = examined(payments).assessment.to_mapping()
    other = {"postcodes": directory({"LS1 1UR": {"ended": 202001}}), "geography": geography()}
    assert reassess(document, [File(payments.name, payments.content)], REFERENCES).holds
    assert not reassess(document, [File(payments.name, payments.content)], other).holds
    assert reassess(document, [], REFERENCES).findings.codes == ("file.missing",)


def test_an_engine_that_is_not_known_is_named_with_those_that_are() -> None:
    found = run("wages", [], {}, {})
    assert isinstance(found, Findings)
    assert "local-spend" in found[0].message
    assert not isinstance(engine("local-spend"), Findings)


def test_without_the_columnar_library_all_else_works_and_local_spend_says_what_is_missing() -> None:
    program = (
        "import sys\n"
        "sys.modules |= dict.fromkeys(('polars', 'python_calamine', 'msgpack', 'brotli'))\n"
        "from scoring.__main__ import main\n"
        "code = main(['evidence', 'local-spend', 'a.csv', '--rubrics', 'none'])\n"
        "from scoring.evidence.engines import engine\n"
        "print(code, engine('local-spend'), sep='\\n')\n"
    )
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT)
    assert said.stdout.splitlines()[0] == "2"
    assert "needs the package polars, which is not installed: run `make setup`" in said.stdout
    assert "which is not installed: run `make setup`" in said.stderr


def test_an_area_keeps_to_its_schema() -> None:
    circle = {"radius": {"postcode": "LS1 1UR", "distance": "12.5", "unit": "miles"}}
    good = area(
        {"districts": ["E08000035"]}, circle, {"postcodes": ["LS1", "BD1 1HY"]}, directory={"id": "a", "edition": "b"}
    )
    assert problems("area", good) == []
    for wrong in (
        {"districts": ["Leeds"]},
        {"radius": {"distance": "1", "unit": "km"}},
        {"radius": circle, "icbs": []},
    ):
        assert problems("area", area(wrong))

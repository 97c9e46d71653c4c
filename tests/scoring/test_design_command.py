"""The command line of the design aid: a rubric or a pack, and what is known of the contract, in words or as JSON."""

import json
from pathlib import Path

import pytest

from scoring.__main__ import main
from tests.scoring.builders import best
from tests.scoring.test_design import CONTRACT, PACKS, RUBRICS, pledge


def test_the_command_line_says_it_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form, contract = tmp_path / "rubric.json", tmp_path / "contract.json"
    form.write_text(json.dumps(pledge(best())))
    contract.write_text(json.dumps(CONTRACT))
    assert main(["design", str(form), "--contract", str(contract)]) == 0
    printed = capsys.readouterr().out
    assert "WARNING  size.paid  criteria[0].method" in printed
    assert "A simulation" in printed
    assert main(["design", str(form), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["format"] == "makegood.design/1"


def test_the_command_line_takes_a_pack(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["design", str(RUBRICS / "packs" / PACKS[0]), "--rubrics", str(RUBRICS)]
    assert main(asked) == 0
    assert "nothing to look at before publication" in capsys.readouterr().out


def test_the_command_line_refuses_a_contract_that_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form, contract = tmp_path / "rubric.json", tmp_path / "contract.json"
    form.write_text(json.dumps(pledge(best())))
    contract.write_text('{"value": "0"}')
    assert main(["design", str(form), "--contract", str(contract)]) == 2
    assert "contract.value" in capsys.readouterr().err

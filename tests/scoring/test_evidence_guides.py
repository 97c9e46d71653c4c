"""What the guides show of the engines is what they print: the files are written out, and the commands run."""

import re
from pathlib import Path

import pytest

from scoring.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"```(csv|json|console)\n(.*?)```", re.DOTALL)


def blocks(guide: str) -> list[tuple[str, str]]:
    text = (ROOT / "docs" / "guides" / f"{guide}.md").read_text(encoding="utf-8")
    shown = text.partition("<!-- evidence: begin -->")[2].partition("<!-- evidence: end -->")[0]
    return BLOCK.findall(shown)


@pytest.mark.parametrize("guide", ["supplier", "auditor"])
def test_the_engines_print_what_the_guide_shows(
    guide: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    waiting: list[tuple[str, str]] = []
    ran = 0
    for kind, content in blocks(guide):
        if kind != "console":
            waiting.append((kind, content))
            continue
        command, *expected = content.splitlines()
        words = command.removeprefix("python -m scoring ").split()
        for suffix, written in waiting:
            Path(next(word for word in words if word.endswith(f".{suffix}"))).write_text(written, encoding="utf-8")
        waiting = []
        assert main([*words, "--rubrics", str(ROOT / "rubrics")]) == 0
        printed = iter(capsys.readouterr().out.splitlines())  # used up line by line: what is shown stands in that order
        assert [line for line in expected if line not in printed] == []
        ran += 1
    assert ran >= 2

"""The demonstration, played once by its own command for all tests that look at what it leaves."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

MAKEGOOD = (sys.executable, "-m", "app")


@dataclass(frozen=True)
class Played:
    """A finished play: the folder it left things in and what it printed."""

    out: Path
    printed: str


def start(*arguments: str) -> "subprocess.Popen[str]":
    """Start a `makegood` command and return its process; what it prints can be read as it comes."""
    return subprocess.Popen([*MAKEGOOD, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def line_with(process: "subprocess.Popen[str]", words: str) -> tuple[str, list[str]]:
    """Read what a process prints up to the line with these words; return that line and all before it."""
    assert process.stdout is not None
    before: list[str] = []
    for line in process.stdout:
        if words in line:
            return line, before
        before.append(line)
    raise AssertionError("".join(before))


@pytest.fixture(scope="session")
def finish() -> Callable[[Sequence[str]], Played]:
    """Return what runs a demonstration to its good end."""

    def run(arguments: Sequence[str]) -> Played:
        done = subprocess.run([*MAKEGOOD, "demo", *arguments], capture_output=True, text=True, check=False, timeout=170)
        assert done.returncode == 0, done.stdout + done.stderr
        return Played(Path(arguments[arguments.index("--out") + 1]), done.stdout)

    return run


@pytest.fixture(scope="session")
def played(scratch: Path, finish: Callable[[Sequence[str]], Played]) -> Played:
    """Return the story's own play."""
    return finish(["--out", str(scratch / "out")])

"""However a play ends, its service ends with it; and what cannot be begun leaves everything as it was."""

import signal
import time
from pathlib import Path

import pytest

from app.cli import main
from app.demo import play
from app.demo.server import Server
from app.demo.stage import Stage
from app.demo.user import PlayFailed
from tests.demo.conftest import line_with, start

pytestmark = pytest.mark.slow


def stat_of(pid: int) -> list[str]:
    """Return state, parent and so on of a process; empty for one that is gone, or goes while it is looked at."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def children_of(pid: int) -> list[int]:
    """Return the processes that a process has started and that run still."""
    running = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [each for each in running if stat_of(each)[1:2] == [str(pid)]]


def runs(pid: int) -> bool:
    """Return whether a process runs."""
    return stat_of(pid)[:1] not in ([], ["Z"])


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")
@pytest.mark.parametrize(("asked", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_play_that_is_stopped_takes_its_service_along(tmp_path: Path, asked: signal.Signals, status: int) -> None:
    process = start("demo", "--out", str(tmp_path / "out"))
    try:
        line_with(process, "1. The stage")
        children = children_of(process.pid)
        assert children
        process.send_signal(asked)  # to the play alone; a terminal would tell its service as well
        printed, _ = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == status, printed
    assert "Traceback" not in printed
    for _ in range(300):  # a command that was only just begun ends by itself, and on a busy machine that takes a while
        if not any(map(runs, children)):
            break
        time.sleep(0.1)
    assert not any(map(runs, children))


def test_a_play_that_breaks_off_says_why_ends_its_service_and_is_begun_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Server] = []

    def trip(server: Server, *_rest: object) -> Stage:
        seen.append(server)
        raise PlayFailed("the buyer tripped")

    monkeypatch.setattr(play, "set_stage", trip)
    assert play.play(tmp_path) == 1
    assert "The play broke off: the buyer tripped" in capsys.readouterr().err
    assert seen[0].process.poll() is not None
    assert not (tmp_path / "played.json").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"", "is not a notice: the file is empty"),
        (b"\xff\xfe\x00", "is not a notice: the file is not UTF-8 text"),
        (b"{", "is not a notice: the file is not JSON"),
        (b"[]", "nothing to draft a tender from"),
        (b'{"releases": [{"ocid": "x"}]}', "nothing to draft a tender from"),
        (b"[" * 100_000, "is not a notice: the file is nested too deeply"),
    ],
)
def test_a_file_that_is_no_notice_is_said_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, words: str
) -> None:
    notice, out = tmp_path / "notice.json", tmp_path / "out"
    out.mkdir()
    (out / "award.pdf").write_bytes(b"an earlier award")
    if content is not None:
        notice.write_bytes(content)
    assert main(["demo", "--out", str(out), "--notice", str(notice)]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert "Traceback" not in said.err
    assert [(path.name, path.read_bytes()) for path in out.iterdir()] == [("award.pdf", b"an earlier award")]

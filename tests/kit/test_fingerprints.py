"""Fingerprints are made with secrets of the service, several at once while a key is changed, and never without one."""

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from app.kit.fingerprints import FILE, KeysUnfit, keys, made_once, read
from app.kit.settings import Settings

OLD, NEW = f"old:{'ab' * 32}", f"new:{'cd' * 32}"


def settings(home: Path, given: str | None = None) -> Settings:
    return Settings(data_dir=home, database_url="sqlite://", fingerprint_keys=given)


def test_the_values_and_their_borders_count(tmp_path: Path) -> None:
    (key,) = keys(OLD, tmp_path)
    assert key.fingerprint(["a", "bc"]) == key.fingerprint(["a", "bc"])
    assert len({key.fingerprint(parts) for parts in (["a", "bc"], ["ab", "c"], ["abc"], ["bc", "a"])}) == 4
    assert len(key.fingerprint([])) == 64


def test_a_fingerprint_is_the_one_of_the_standard() -> None:
    """HMAC-SHA-256 over the purpose and each value with its length, worked out apart from this code."""
    (key,) = read(OLD)
    assert key.fingerprint(["file", "sha256:00"]) == EXPECTED


EXPECTED = "9161492453dae041282b0bc31f32f4d936d99994f1aa3cafad696ecdec894f40"


def test_an_old_key_recognises_what_came_before_a_new_one(tmp_path: Path) -> None:
    before = {(key.id, key.fingerprint(["x"])) for key in keys(OLD, tmp_path)}
    after = {(key.id, key.fingerprint(["x"])) for key in keys(f"{NEW},{OLD}", tmp_path)}
    assert before < after


def test_a_key_is_made_once_and_is_nobody_elses_to_read(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: read(made_once(tmp_path / FILE))[0].secret, range(16)))
    assert len(set(made)) == 1
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    assert keys(None, tmp_path)[0].secret == made[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "short:abcd",
        f"{OLD},{OLD}",
        OLD.upper(),
        f"x:{'a' * 65}",
        "secret",
        ",".join(f"k{n}:{'ab' * 32}" for n in range(5)),
    ],
)
def test_keys_that_cannot_be_read_are_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(KeysUnfit) as refused:
        Settings.from_environ({"MAKEGOOD_FINGERPRINT_KEYS": text}) if text else read(text)
    assert "abab" not in str(refused.value)


def test_no_secret_shows_where_settings_or_keys_are_printed(tmp_path: Path) -> None:
    assert "abab" not in repr(settings(tmp_path, OLD)) + repr(keys(OLD, tmp_path))
    assert replace(settings(tmp_path), fingerprint_keys=OLD).fingerprint_keys == OLD
    assert Settings.from_environ({"MAKEGOOD_FINGERPRINT_KEYS": OLD}).fingerprint_keys == OLD

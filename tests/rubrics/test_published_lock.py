"""A tender rests on published data for years, so a published file never changes: it is followed by a new version."""

from tests.rubrics.documents import RUBRICS, lock_lines
from tests.rubrics.published_lock import LOCK, changed


def test_no_published_file_has_changed_or_gone() -> None:
    assert changed() == []


def test_every_published_file_is_locked_in_order() -> None:
    assert LOCK.read_text(encoding="utf-8").splitlines() == lock_lines(), (
        "run `python -m tests.rubrics.published_lock` and review the new lines"
    )


def test_a_pack_stands_under_its_own_id_and_version() -> None:
    for path in sorted((RUBRICS / "packs").rglob("*.json")):
        pack_id, version = path.parent.name, path.name.removesuffix(".json")
        assert f'"id": "{pack_id}"' in path.read_text(encoding="utf-8")
        assert f'"version": "{version}"' in path.read_text(encoding="utf-8")

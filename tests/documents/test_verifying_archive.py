"""What a check says of many files at once: an export with its manifest, a folder, and archives made to do harm."""

import json
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.documents import verifying_archive
from app.documents.verifying_archive import Many, opened, verify_many
from app.documents.verifying_file import NOTHING
from app.documents.verifying_pdf import NotChecked
from scoring.digest import digest_of_bytes
from tests.documents import forging

TABLE = b"measure,proved\njobs,3\n"


def files() -> dict[str, bytes]:
    """Return what an export holds: a document twice, another as data, and a table."""
    pdf = forging.issued("assessment-summary-1")
    record = forging.data("evaluation-record-1")
    return {
        "documents/summary.pdf": pdf,
        "documents/summary.json": forging.data_of(pdf),
        "documents/record.json": record,
        "tables/delivery.csv": TABLE,
    }


def manifest(of: Mapping[str, bytes], **more: Any) -> bytes:
    """Return the manifest of some files."""
    listed = [
        {"path": path, "size": len(data), "digest": digest_of_bytes(data), "kind": "file"} for path, data in of.items()
    ]
    return json.dumps({"format": "makegood.export/1", "files": listed} | more).encode()


def zipped(path: Path, of: Mapping[str, bytes]) -> Path:
    """Write a ZIP."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in of.items():
            archive.writestr(name, data)
    return path


def checked(path: Path) -> Many:
    """Check a folder or a ZIP."""
    with opened(path) as source:
        return verify_many(source, NOTHING)


def failures(found: Many) -> str:
    """Return what does not hold of all together."""
    return "\n".join(check.sentence for check in found.checks if check.holds is False)


def test_an_export_as_it_was_made_holds_and_says_what_cannot_be_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = zipped(tmp_path / "export.zip", files() | {"manifest.json": manifest(files())})
    assert main(["verify", str(export)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "holds  Every file is as the manifest lists it: 4 files."
    assert "cannot be known from it: its digest is sha256:" in lines[1]
    assert [line.split(" ")[2] for line in lines[2:]] == [
        "documents/record.json",
        "documents/summary.json",
        "documents/summary.pdf",
    ]
    assert main(["verify", str(export), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["format"], found["holds"], len(found["files"])) == ("makegood.verification/1", True, 3)


def test_what_is_missing_added_or_changed_in_an_export_is_named(tmp_path: Path) -> None:
    honest = files()
    forged = {name: data for name, data in honest.items() if name != "documents/record.json"}
    more, honestly = TABLE + b"jobs,9\n", digest_of_bytes(TABLE)
    forged |= {"tables/delivery.csv": more, "extra.txt": b"more", "manifest.json": manifest(honest)}
    found = checked(zipped(tmp_path / "export.zip", forged))
    assert failures(found).splitlines() == [
        "documents/record.json is listed in the manifest and is not there.",
        "extra.txt is there and not listed in the manifest.",
        f"tables/delivery.csv was changed: its digest is {digest_of_bytes(more)}; the manifest says {honestly}.",
    ]


def test_a_document_whose_manifest_was_made_anew_after_a_change_is_found_by_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forged = files()
    forged["documents/summary.json"] = forged["documents/summary.json"].replace(b'"rank":2', b'"rank":1')
    export = zipped(tmp_path / "export.zip", forged | {"manifest.json": manifest(forged)})
    assert main(["verify", str(export)]) == 1
    said = capsys.readouterr().out
    assert "FAILS  documents/summary.pdf holds other data than the JSON beside it." in said


def test_a_folder_is_checked_and_one_broken_document_costs_no_other(tmp_path: Path) -> None:
    for name, data in files().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / "documents" / "torn.pdf").write_bytes(b"%PDF-1.7 torn")
    (tmp_path / "documents" / "record.proof.json").write_bytes(b'{"format": "something/1"}')
    found = checked(tmp_path)
    assert found.files["documents/torn.pdf"] == "it is damaged or cut off: no PDF can be read from it whole."
    record = found.files["documents/record.json"]
    assert not isinstance(record, str)
    assert "The proof cannot be read: its format is None" in " ".join(check.sentence for check in record.checks)
    assert (found.is_checked, found.holds) == (False, False)
    assert "There is no manifest" in found.checks[0].sentence


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("../out.json",), "which points out of it"),
        (("/etc/passwd",), "which points out of it"),
        (("a\\b.json",), "which points out of it"),
        (("a.json", "a.json"), "two files of one name"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_made_to_do_harm_is_not_read(tmp_path: Path, names: tuple[str, ...], words: str) -> None:
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, b"{}")
    with pytest.raises(NotChecked, match=words):
        checked(path)


def test_archives_that_are_encrypted_too_many_too_large_or_torn_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "export.zip", files())
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    (tmp_path / "secret.zip").write_bytes(data)
    (tmp_path / "torn.zip").write_bytes(path.read_bytes()[:2000])
    for limit, value, words in (("MOST_FILES", 3, "at most 3 are read"), ("MOST_TOGETHER", 9, "more than any export")):
        with monkeypatch.context() as patch:
            patch.setattr(verifying_archive, limit, value)
            with pytest.raises(NotChecked, match=words):
                checked(path)
    for name, words in (("secret.zip", "it is encrypted"), ("torn.zip", "damaged or cut off")):
        with pytest.raises(NotChecked, match=words):
            checked(tmp_path / name)


def test_a_member_that_unpacks_to_more_than_it_says_is_damaged(tmp_path: Path) -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", b"{" + b" " * 100_000 + b"}")
    data = made.getvalue().replace((100_002).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    (tmp_path / "lies.zip").write_bytes(data)
    found = checked(tmp_path / "lies.zip")
    assert found.files == {"a.json": "it is damaged inside the ZIP."}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[]", "it is not a JSON object"),
        (b'{"format": "other/1"}', "it is not in the format makegood.export/1"),
        (b'{"format": "makegood.export/1", "files": [{"path": "a"}]}', "without a path or a digest"),
        (
            b'{"format": "makegood.export/1", "files": [{"path": "a", "digest": "x"}, {"path": "a", "digest": "x"}]}',
            "it lists a twice",
        ),
    ],
)
def test_a_manifest_that_is_none_is_said(tmp_path: Path, content: bytes, words: str) -> None:
    found = checked(zipped(tmp_path / "export.zip", {"a.csv": TABLE, "manifest.json": content}))
    assert words in failures(found)

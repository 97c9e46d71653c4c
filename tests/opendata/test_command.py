"""`makegood import-notice` says what would become of each file, and drafts tenders only for a named authority."""

import json
from pathlib import Path

import pytest

from app.cli import main
from app.kit.clock import SystemClock
from app.organisations.rules import OrganisationKind
from tests.opendata.notices import criterion, lot, release
from tests.tenders.making import buyer_of
from tests.world import World

SOUND = lot("1", criterion("Quality", "70"), criterion(None, "30%", "price"))


def test_checking_counts_drafts_findings_and_files_that_are_no_notice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"releases": [release(SOUND), {"ocid": "x"}]}))
    (tmp_path / "b.json").write_text("")
    assert main(["import-notice", str(tmp_path), "--check"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "a.json: 2 releases, 1 became drafts (1 with a draft rubric), 2 yielded findings (1 of them findings only)",
        "b.json: not a notice: the file is empty: fetch the notice again",
        (
            "Total of 2 files, 1 of them no notice: 2 releases, 1 became drafts (1 with a draft rubric), "
            "2 yielded findings (1 of them findings only), none crashed."
        ),
    ]


def test_every_finding_is_printed_where_it_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(release(lot("1", criterion("Quality", "see below"), criterion(None, "30", "price")))))
    assert main(["import-notice", str(file), "--check", "--findings"]) == 0
    printed = capsys.readouterr().out
    assert "ocds-test-1: draft" in printed
    assert "weight.words at tender.lots[0].awardCriteria.criteria[0].description" in printed
    assert "[see below]" in printed


def test_a_file_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import-notice", str(tmp_path / "none.json"), "--check"]) == 0
    assert "cannot be read" in capsys.readouterr().out


def test_drafting_asks_whose_the_drafts_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import-notice", str(tmp_path)]) == 2
    assert "--authority" in capsys.readouterr().err


def test_drafts_are_made_for_the_named_authority(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAKEGOOD_DATABASE_URL", world.service.database.url)
    monkeypatch.setenv("MAKEGOOD_DATA_DIR", str(tmp_path / "data"))
    buyer = buyer_of(world, OrganisationKind.COUNCIL)
    good, empty = tmp_path / "a.json", tmp_path / "b.json"
    good.write_text(json.dumps([release(SOUND), {"ocid": "x"}]))
    empty.write_text(json.dumps({"ocid": "x"}))
    assert main(["import-notice", str(good), str(empty), "--authority", str(buyer.organisation_id)]) == 0
    printed = capsys.readouterr().out
    reference = f"T-{SystemClock().now().year}-0001"
    assert f"{reference}: Grounds maintenance with a draft rubric" in printed
    assert "nothing was drafted" in printed
    (tender,) = buyer.read("/v1/tenders")["items"]
    assert (tender["reference"], tender["status"]) == (reference, "draft")
    assert main(["import-notice", str(good), "--authority", "00000000-0000-7000-8000-000000000000"]) == 0
    assert "There is no organisation" in capsys.readouterr().out

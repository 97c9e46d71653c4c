"""Every published notice of the corpus becomes a draft or yields findings, and none breaks the import."""

import json
from pathlib import Path

import pytest

from app.cli import main
from app.opendata import ocds, shapes
from app.opendata.command import examine
from app.rubrics.rules import unkeepable
from app.tenders.schemas import TenderWrite
from scoring.findings import Findings
from scoring.parse import parse_rubric
from tests.opendata.notices import scale
from tests.tenders.making import buyer_of
from tests.world import World

NOTICES = "ocds-notices"


def test_every_notice_becomes_a_draft_or_yields_findings(corpus: Path) -> None:
    reports = list(examine([corpus / NOTICES]))
    assert reports
    for report in reports:
        assert report.crash is None
        assert report.unreadable is None
        for one in report.mapped:
            assert one.tender is not None or one.findings, one.place
            if one.tender is not None:
                TenderWrite.model_validate(one.tender)
                assert one.notice is not None


def test_every_other_document_of_the_corpus_is_mapped_or_reported(corpus: Path) -> None:
    for report in examine([corpus]):
        assert report.crash is None, report.path
        assert report.unreadable or all(one.tender is not None or one.findings for one in report.mapped)


def test_a_notice_is_kept_as_it_was_published(corpus: Path) -> None:
    for file in sorted((corpus / NOTICES).glob("*.json")):
        published = [release for _, release in shapes.releases_of(json.loads(file.read_bytes()))]
        kept = [one.notice for one in ocds.map_document(shapes.read_document(file.read_bytes()), scale=scale())]
        assert kept == published


def test_weights_that_make_100_in_every_lot_become_a_rubric_that_could_be_published(corpus: Path) -> None:
    sound = 0
    for report in examine([corpus / NOTICES]):
        for one in report.mapped:
            if one.rubric is None:
                continue
            assert not unkeepable(one.rubric)
            parsed = parse_rubric(dict(one.rubric))
            told = {finding.code for finding in one.findings}
            if isinstance(parsed, Findings):
                assert told & {"weight.not_100", "weight.missing", "weight.words", "weight.range", "weight.zero"}
            else:
                sound += 1
    assert sound > 0


def test_a_file_of_every_portal_is_imported_through_the_service(world: World, corpus: Path) -> None:
    buyer = buyer_of(world)
    for file in sorted((corpus / NOTICES).glob("*.json")):
        releases = [release for _, release in shapes.releases_of(json.loads(file.read_bytes()))][:20]
        made = buyer.make("/v1/tenders/import", releases)
        assert made["drafts"] == len(releases)
        first = made["items"][0]
        assert buyer.read(f"/v1/tenders/{first['tender_id']}/notice")["notice"] == releases[0]


def test_the_command_prints_the_count_of_each_and_needs_no_database(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import-notice", str(corpus / NOTICES), "--check"]) == 0
    printed = capsys.readouterr().out
    last = printed.strip().splitlines()[-1]
    assert last.startswith("Total of")
    assert "became drafts" in last
    assert "none crashed" in last

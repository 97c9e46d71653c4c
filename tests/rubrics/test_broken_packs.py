"""One bad pack for each way of being wrong: each is refused, with a finding that has a stable code and a place."""

from pathlib import Path

import pytest

from scoring.digest import read_strictly
from scoring.findings import Findings
from scoring.parse import parse_rubric
from scoring.resolve import resolve
from tests.rubrics.documents import BROKEN, Document, by_id, library, read

FILES = sorted(BROKEN.glob("*.json"))


def findings(broken: Document) -> Findings:
    """Return what reading, resolving and parsing find, each step only where the one before found nothing."""
    document = read_strictly(broken["raw"].encode()) if "raw" in broken else broken["pack"]
    if isinstance(document, Findings):
        return document
    rubric = resolve(document, library(), by_id("tables"))
    if isinstance(rubric, Findings):
        return rubric
    outcome = parse_rubric(rubric)
    return outcome if isinstance(outcome, Findings) else Findings()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.name.removesuffix(".json")))
def test_the_bad_pack_gives_its_finding(path: Path) -> None:
    broken = read(path)
    found = [(finding.code, finding.place) for finding in findings(broken)]
    for wanted in broken["expect"]:
        places = [place for code, place in found if code == wanted["code"]]
        assert places, f"{wanted['code']} is not among {found}"
        assert wanted["place"] in {None, *places}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.name.removesuffix(".json")))
def test_a_finding_is_a_sentence_with_a_way_out(path: Path) -> None:
    for finding in findings(read(path)):
        assert len(finding.message.split()) >= 4, finding

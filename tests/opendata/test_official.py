"""Open data is checked by the official schemas where they are given, and by rules of its own always."""

import json
from pathlib import Path

import pytest
from ocdsmerge.rules import get_merge_rules

from app.cli import main
from app.demo import opening
from app.demo.narration import Narration
from app.demo.user import User
from app.opendata.checking.checking import check
from app.opendata.checking.official import SchemaMissing, official, patched
from app.opendata.releases.numbers import dump, load
from app.opendata.releases.shape import RELEASE
from tests.opendata.open_life import package, told
from tests.opendata.test_notice_drafts import PATHS, drafted
from tests.world import Client, World

SCHEMAS = "ocds-schema"
SOUND = {
    "ocid": "ocds-000000-T-1",
    "id": "T-1-1",
    "date": "2026-01-02T00:00:00Z",
    "tag": ["tender"],
    "initiationType": "tender",
    "buyer": {"id": "b", "name": "B"},
    "parties": [{"id": "b", "name": "B", "roles": ["buyer"]}],
    "tender": {"id": "T-1", "lots": [{"id": "1"}], "value": {"amount": 5, "currency": "GBP"}},
    "awards": [{"id": "A-1", "relatedLots": ["1"]}],
    "contracts": [{"id": "C-1", "awardID": "A-1"}],
}


def test_everything_that_leaves_holds_by_the_official_schemas(world: World, corpus: Path) -> None:
    schemas = official([corpus / SCHEMAS])
    life = told(world)
    documents = {name: package(life, name) for name in ("releases", "record")}
    documents |= {notice: drafted(life, notice)["release"] for notice in PATHS}
    for name, document in documents.items():
        wrong = [fault for fault in check(document, schemas) if not fault.is_remark]
        assert wrong == [], name


def test_our_own_rules_of_merging_are_those_of_the_standard(corpus: Path) -> None:
    own, theirs = get_merge_rules(RELEASE), get_merge_rules(dict(official([corpus / SCHEMAS]).release))
    assert {path: rule for path, rule in own.items() if theirs.get(path) != rule} == {}
    named = {path for path in theirs if _is_named(path)}
    assert named - own.keys() == set()


def _is_named(path: tuple[str, ...]) -> bool:
    shape = RELEASE
    for step in path:
        shape = shape.get("items", shape).get("properties", {}).get(step, {})
    return bool(shape)


def test_a_fault_is_found_by_the_official_schemas(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schemas = official([corpus / SCHEMAS / name for name in ("ocds-1.1", "uk-extension")])
    assert check(SOUND, schemas) == []
    wrong = SOUND | {"tag": ["tendering"], "awards": [{"id": "A-1", "status": "won", "value": {"amount": "5"}}]}
    places = {fault.place for fault in check(wrong, schemas)}
    assert {"tag[0]", "awards[0].status", "awards[0].value.amount"} <= places
    file = tmp_path / "release.json"
    file.write_text(json.dumps(wrong), encoding="utf-8")
    assert main(["validate-ocds", str(file), "--schema", str(corpus / SCHEMAS)]) == 1
    assert "does NOT hold" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"date": "2026-01-02"}, "date"),
        ({"ocid": ""}, "ocid"),
        ({"buyer": {"id": "x"}}, "buyer"),
        ({"awards": [{"id": "A-1"}, {"id": "A-1"}]}, "awards"),
        ({"awards": [{"id": "A-1", "relatedLots": ["9"]}]}, "awards[0].relatedLots"),
        ({"contracts": [{"id": "C-1", "awardID": "A-9"}]}, "contracts[0].awardID"),
        ({"tender": {"id": "T", "value": {"amount": "5"}}, "awards": []}, "tender.value.amount"),
        ({"buyer": {"id": {"of": "x"}}}, "buyer"),
        ({"awards": 5}, "awards"),
        ({"awards": [{"id": "A-1", "relatedLots": 7}]}, "awards[0].relatedLots"),
        ({"awards": [{"id": "A-1", "relatedLots": [{}]}]}, "awards[0].relatedLots"),
        ({"awards": [{"id": "A-1"}], "contracts": [{"id": "C-1", "awardID": ["A-1"]}]}, "contracts[0].awardID"),
    ],
)
def test_what_contradicts_itself_is_found_without_any_schema(change: dict[str, object], place: str) -> None:
    assert check(SOUND, None) == []
    assert place in {fault.place for fault in check(load(dump(SOUND | change)), None)}


@pytest.mark.parametrize(
    "document",
    [None, 5, [], {}, {"releases": [None]}, {"records": [5, {"releases": [{}]}]}, {"records": [{"releases": 5}]}],
)
def test_what_is_no_open_data_is_said_and_breaks_nothing(document: object) -> None:
    assert check(document, None)


def test_an_id_that_is_a_number_names_what_bears_it() -> None:
    parties = {"parties": [{"id": 7}], "buyer": {"id": 7}}
    awards = {"tender": {"id": "T", "lots": [{"id": 1}]}, "awards": [{"id": 3, "relatedLots": [1]}]}
    assert check(SOUND | parties | awards | {"contracts": [{"id": "C-1", "awardID": 3}]}, None) == []


def test_an_extension_adds_codes_and_takes_none_away() -> None:
    standard = {"definitions": {"A": {"properties": {"x": {"enum": ["one", None]}, "y": {"type": "string"}}}}}
    patch = {"definitions": {"A": {"properties": {"x": {"enum": ["two"]}, "y": None, "z": {"type": "number"}}}}}
    found = patched(standard, patch)["definitions"]["A"]["properties"]
    assert found == {"x": {"enum": ["one", None, "two"]}, "z": {"type": "number"}}


def test_a_folder_without_the_standard_and_a_file_that_is_no_json_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SchemaMissing, match="holds no release-schema"):
        official([tmp_path])
    file = tmp_path / "x.json"
    file.write_text("{", encoding="utf-8")
    assert main(["validate-ocds", str(file)]) == 2
    assert "Nothing was checked" in capsys.readouterr().err
    file.write_text(dump(SOUND), encoding="utf-8")
    assert main(["validate-ocds", str(file)]) == 0
    assert "our own rules alone" in capsys.readouterr().out


class _Reader(User):
    """A reader of a world in place of one of a served play."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def download(self, path: str) -> bytes:
        return self.client.get(path).content


def test_the_files_of_the_demonstration_hold(world: World, corpus: Path, tmp_path: Path) -> None:
    life = told(world)
    opened = {"tender": life.journey.tender_id, "award": life.ids["award_id"], "contract": life.ids["contract_id"]}
    opening.fetch(_Reader(life.team.commissioner), opened, tmp_path, Narration())
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.json")}
    assert left == set(opening.FILES)
    files = [str(tmp_path / name) for name in sorted(left) if f"/{opening.LISTS}/" not in name]
    assert main(["validate-ocds", *files, "--schema", str(corpus / SCHEMAS)]) == 0

"""An amended notice changes the draft that came of an earlier one; what people changed, and what is out, it leaves."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.opendata import amending, ocds, shapes
from app.opendata.amending import Effect
from app.organisations.rules import OrganisationKind
from app.tenders.models import Lot, Tender
from app.tenders.schemas import TenderWrite
from tests.opendata.notices import Json, criterion, lot, mapped, release, scale
from tests.tenders.making import buyer_of
from tests.world import Client, World

PATH = "/v1/tenders/import"
SOUND = (criterion("Quality", "70"), criterion(None, "30%", "price"))


def amended(*lots: Json, **tender: Any) -> Json:
    """Return the release that amends the sound one."""
    found = release(*lots, **tender)
    return found | {"id": "2", "tag": ["tenderAmendment"]}


@pytest.fixture
def buyer(world: World) -> Client:
    return buyer_of(world, OrganisationKind.COUNCIL, "Mid-County Council")


def effects(item: Json) -> dict[str, str]:
    return {each["field"]: each["effect"] for each in item["differences"]}


def test_what_only_the_notice_changed_is_put_into_the_draft(buyer: Client) -> None:
    (first,) = buyer.make(PATH, release(lot("1", *SOUND), lot("2", *SOUND)))["items"]
    path = f"/v1/tenders/{first['tender_id']}"
    before = buyer.read(path)
    heavier = (criterion("Quality", "60"), criterion(None, "40%", "price"))
    notice = amended(
        lot("1", *heavier, title="Area one"),
        lot("3", *heavier),
        title="Grounds, and their trees",
        amendments=[{"id": "1", "rationale": "Trees were forgotten."}],
    )
    made = buyer.make(PATH, notice)
    (item,) = made["items"]
    assert (made["drafts"], made["amended"], item["amends"]) == (0, 1, first["reference"])
    assert effects(item) == {
        "title": "applied",
        "lots[1]": "applied",
        "lots[2]": "applied",
        "lots[3]": "applied",
        "criteria": "applied",
    }
    assert [one["code"] for one in item["findings"]] == ["tender.amended", "method.assumed"]
    after = buyer.read(path)
    assert (after["title"], [one["title"] for one in after["lots"]]) == (
        "Grounds, and their trees",
        ["Area one", "Area 3"],
    )
    assert after["lots"][0]["id"] == before["lots"][0]["id"]
    assert after["rubric_id"] == item["rubric_id"] != before["rubric_id"]
    assert buyer.read(f"{path}/notice")["notice"] == notice
    again = buyer.post(PATH, notice).json()
    assert again["code"] == "notice.nothing_to_draft"
    assert "amendment.nothing_new" in {one["code"] for one in again["findings"]}
    assert buyer.read(path) == after


def test_what_a_person_changed_stays_and_what_the_notice_no_longer_says_is_not_taken_for_nothing(buyer: Client) -> None:
    (first,) = buyer.make(PATH, release(lot("1", *SOUND)))["items"]
    path = f"/v1/tenders/{first['tender_id']}"
    held = buyer.read(path)
    written = ("description", "value", "starts_on", "ends_on", "cpv", "places", "closes_at")
    body = {name: held[name] for name in written} | {"title": "My own title"}
    buyer.did(buyer.put(path, body, version=held["version"]))
    notice = amended(lot("1", *SOUND), title="Theirs", value=None, description="More of it.")
    (item,) = buyer.make(PATH, notice)["items"]
    told = effects(item)
    assert (told["title"], told["value"], told["description"]) == ("kept", "kept", "applied")
    assert "amendment.kept" in {one["code"] for one in item["findings"]}
    after = buyer.read(path)
    assert (after["title"], after["value"]) == ("My own title", held["value"])


def test_a_published_tender_is_not_amended_by_a_notice(world: World, buyer: Client) -> None:
    (first,) = buyer.make(PATH, release(lot("1", *SOUND)))["items"]
    path = f"/v1/tenders/{first['tender_id']}"
    held = buyer.read(path)
    written = ("title", "description", "value", "starts_on", "ends_on", "cpv", "places", "closes_at", "rubric_id")
    buyer.did(buyer.put(path, {name: held[name] for name in written} | {"regime": "scotland"}, version=held["version"]))
    buyer.make(f"/v1/rubrics/{first['rubric_id']}/publish")
    published = buyer.make(f"{path}/publish")
    refused = buyer.post(PATH, amended(lot("1", *SOUND), title="Another")).json()
    (finding,) = [one for one in refused["findings"] if one["code"] == "amendment.too_late"]
    assert (finding["place"], finding["value"]) == ("title", "Another")
    assert "was Grounds maintenance and is now Another" in finding["message"]
    assert buyer.read(path) == published
    elsewhere = buyer_of(world, OrganisationKind.COUNCIL, "Far Council")
    (own,) = elsewhere.make(PATH, amended(lot("1", *SOUND)))["items"]
    assert own["amends"] is None


@pytest.mark.parametrize("weight", ["decimalExact", "dec-exa"])
def test_a_weight_of_one_is_read_as_a_share_of_a_hundred(weight: str) -> None:
    criteria = [
        {"type": kind, "name": kind, "numbers": [{"number": number, "weight": weight}]}
        for kind, number in (("quality", 0.7), ("price", 0.3))
    ]
    found = mapped(release(lot("1", *criteria)))
    assert found.rubric is not None
    assert [one["weight"] for one in found.rubric["criteria"]] == ["70", "30"]


def test_no_published_notice_breaks_the_comparison_with_another(corpus: Path) -> None:
    seen = 0
    for file in sorted((corpus / "ocds-notices").glob("*.json")):
        found = [one for one in ocds.map_document(shapes.read_document(file.read_bytes()), scale=scale()) if one.tender]
        for before, after in pairwise(found):
            assert before.tender is not None
            assert after.tender is not None
            row = _drafted(before.tender)
            assert amending.differences(before.tender, before.tender, row, is_draft=True) == []
            for is_draft in (True, False):
                told = amending.differences(before.tender, after.tender, row, is_draft=is_draft)
                told += filter(
                    None, [amending.of_criteria(before.rubric, after.rubric, before.rubric, is_draft=is_draft)]
                )
                assert all(each.effect is not Effect.TOO_LATE for each in told) is is_draft or not told
                seen += len([each.finding() for each in told])
    assert seen


def _drafted(fields: Mapping[str, Any]) -> Tender:
    """Return the draft that a notice became, without a database."""
    body = TenderWrite.model_validate(fields)
    values = {name: getattr(body, name) for name in amending.FIELDS}
    row = Tender(**(values | {"category": None if body.category is None else body.category.value}))
    row.lots = [Lot(code=lot.code, title=lot.title, value=lot.value) for lot in body.lots]
    return row

"""What goes out as open data: nobody before the award, then the winner, and all releases together say what is so."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.kit.settings import Settings
from app.opendata.checking.checking import check
from app.opendata.releases import changing, merging, service
from app.opendata.releases.numbers import dump, load
from app.opendata.releases.shape import strays
from app.opendata.releases.state import state
from app.tenders import service as tenders
from tests.awards.deciding import past_standstill
from tests.contracts import whole_life
from tests.contracts.whole_life import Life
from tests.contracts_service.changing import asked, entered, second
from tests.journeys import building
from tests.world import World

SECRET = "write to pat.doe@example.org or 0161 496 0000, ask for Bea  Buyer"


def released(life: Life) -> dict[str, Any]:
    """Make the next release of a tender and return it as everybody reads it."""
    made = life.team.buyer.make(f"/v1/tenders/{life.journey.tender_id}/releases")
    answer = life.team.auditor.get(f"/v1/releases/{made['id']}")
    found: dict[str, Any] = load(answer.content)
    assert (found["ocid"], found["id"], found["tag"]) == (made["ocid"], made["release_id"], made["tags"])
    assert check(found, None) == []
    return found


def record(life: Life) -> dict[str, Any]:
    package = load(life.team.buyer.get(f"/v1/tenders/{life.journey.tender_id}/record").content)
    (found,) = package["records"]
    return dict(found)


def now_so(life: Life) -> dict[str, Any]:
    """Return the state of a process as it is gathered, with nothing of what was released before."""
    with life.world.service.database.unit_of_work(write=False) as tx:
        tender = tenders.get(tx, UUID(life.journey.tender_id))
        return state(service.process_of(tx, tender, at=life.world.clock.now()))


def without_links(value: Any) -> Any:
    """Return data without what only its releases can say: which of them told an amendment."""
    if isinstance(value, dict):
        links = ("amendsReleaseID", "releaseID")
        return {key: without_links(item) for key, item in value.items() if key not in links}
    return [without_links(item) for item in value] if isinstance(value, list) else value


def says_what_is_so(life: Life) -> bool:
    compiled = record(life)["compiledRelease"]
    for name in ("id", "date", "tag", "ocid"):
        del compiled[name]
    return changing.same(without_links(compiled), now_so(life))


def test_before_the_award_nobody_learns_who_bids_or_how_many(world: World) -> None:
    life = whole_life.with_bids(world)
    first = released(life)
    assert (first["id"], first["tag"]) == ("T-2026-0001-1", ["tender"])
    told = dump(first)
    assert not any(name in told for name in ("Acme", "Brook", "Cedar"))
    assert [party["roles"] for party in first["parties"]] == [["buyer"]]
    assert not {"bids", "awards", "contracts"} & first.keys()
    assert "numberOfTenderers" not in told
    later = {"closes_at": (world.clock.now() + timedelta(days=60)).isoformat(), "reason": f"Questions came: {SECRET}."}
    life.team.buyer.make(f"/v1/tenders/{life.journey.tender_id}/extend", later)
    again = released(life)
    (amendment,) = again["tender"]["amendments"]
    assert again["tag"] == ["tenderAmendment"]
    assert (amendment["amendsReleaseID"], amendment["releaseID"]) == ("T-2026-0001-1", "T-2026-0001-2")
    assert amendment["rationale"] == (
        "Questions came: write to [withheld: personal data] or [withheld: personal data], ask for "
        "[withheld: personal data]."
    )
    assert says_what_is_so(life)
    refused = life.team.buyer.post(f"/v1/tenders/{life.journey.tender_id}/releases")
    assert (refused.status_code, refused.json()["code"]) == (409, "release.nothing_new")


def test_a_tender_that_was_given_up_says_so_with_its_reason(world: World) -> None:
    team = building.authority(world)
    life = Life(building.Journey(team, building.published_tender(team)))
    team.buyer.make(f"/v1/tenders/{life.journey.tender_id}/abandon", {"reason": "The money went elsewhere."})
    told = released(life)
    assert told["tag"] == ["tender", "tenderCancellation"]
    assert (told["tender"]["status"], told["tender"]["lots"][0]["status"]) == ("cancelled", "cancelled")
    assert told["tender"]["amendments"][0]["rationale"] == "The money went elsewhere."
    draft = team.buyer.make("/v1/tenders", {"title": "Not yet"})
    refused = team.buyer.post(f"/v1/tenders/{draft['id']}/releases")
    assert refused.json()["code"] == "release.nothing_published"


def test_releases_tell_a_life_lot_by_lot_and_merge_to_what_is_so(world: World) -> None:
    life = whole_life.computed(world)
    assert released(life)["tag"] == ["tender"]
    _second_lot_is_awarded_made_void_and_awarded_anew(life)
    _first_lot_goes_under_contract(life)
    _it_is_delivered_changed_and_broken(life)
    assert says_what_is_so(life)
    merged = record(life)
    texts = dump(merged)
    assert "canary" not in texts
    assert not any(name in texts for name in ("Brook", "Col Commissioner", "Bea Buyer", "Eva 1", "@"))
    assert [each["id"] for each in merged["compiledRelease"]["awards"]] == ["A-2026-0001", "A-2026-0002", "A-2026-0003"]
    assert [*strays(merged["compiledRelease"])] == []
    tried = merged["versionedRelease"]["awards"][0]["status"]
    assert [(each["value"], each["releaseID"]) for each in tried] == [
        ("pending", "T-2026-0001-2"),
        ("cancelled", "T-2026-0001-3"),
    ]


def _second_lot_is_awarded_made_void_and_awarded_anew(life: Life) -> None:
    made = whole_life.award_lot(life, "2")
    told = released(life)
    assert told["tag"] == ["tenderUpdate", "award"]
    (award,) = told["awards"]
    assert (award["id"], award["status"], award["relatedLots"]) == (made["reference"], "pending", ["2"])
    assert award["suppliers"][0]["name"] == "Cedar"
    assert [(lot["id"], lot["status"]) for lot in told["tender"]["lots"]] == [("1", "active"), ("2", "complete")]
    assert {each["relatedLot"] for each in told["bids"]["statistics"]} == {"2"}
    life.team.buyer.make(f"/v1/awards/{made['id']}/void", {"reason": "A mark was read wrongly."})
    told = released(life)
    assert told["tag"] == ["tenderUpdate", "awardCancellation"]
    assert told["awards"][0]["status"] == "cancelled"
    again = whole_life.award_lot(life, "2")
    assert released(life)["awards"][0]["id"] == again["reference"] != made["reference"]


def _first_lot_goes_under_contract(life: Life) -> None:
    first = whole_life.award_lot(life, "1")
    life.ids["award_id"] = first["id"]
    past_standstill(life.world, first)
    contract = whole_life.planned(life)
    assert "contracts" not in released(life)
    live = life.team.buyer.make(f"/v1/contracts/{contract['id']}/go-live")
    life.ids["contract_id"] = live["id"]
    told = released(life)
    assert told["tag"] == ["awardUpdate", "contract", "implementation"]
    (agreed,) = told["contracts"]
    assert (agreed["awardID"], agreed["status"], agreed["value"]["amount"]) == (first["reference"], "active", 100000)
    assert told["awards"][0]["status"] == "active"
    assert [each["title"] for each in agreed["agreedMetrics"]] == [
        one["title"] for one in live["commitments"] if one["promised"] is not None and one["status"] == "carried"
    ]


def _it_is_delivered_changed_and_broken(life: Life) -> None:
    buyer, world, contract_id = life.team.buyer, life.world, life.ids["contract_id"]
    live = buyer.read(f"/v1/contracts/{contract_id}")
    counted = next(one for one in live["commitments"] if one["promised"] is not None and one["status"] == "carried")
    world.clock.at += timedelta(days=200)
    claims = [
        life.supplier("Acme").make(
            f"/v1/commitments/{counted['id']}/updates",
            {"period": {"target": period["id"]}, "claimed": claimed, "words": f"Ask {SECRET}."},
        )
        for period, claimed in zip(counted["targets"], ("1234.5", "99"), strict=False)
    ]
    buyer.make(f"/v1/updates/{claims[0]['id']}/verify", {})
    signed = {"rating": "inadequate", "reason": f"Far too little. {SECRET}"}
    buyer.make(f"/v1/commitments/{counted['id']}/ratings", signed)
    told = released(life)
    assert told["tag"] == ["implementationUpdate"]
    (metric,) = told["contracts"][0]["implementation"]["metrics"]
    proved, rated = metric["observations"]
    assert proved["measure"] == load("1234.5")
    assert rated["measureClassification"]["id"] == "significantlyBelow"
    change = asked(
        life.journey, live, {"kind": "value", "value": "90000.50", "rebase": "none"}, effective_on="2027-01-01"
    )
    entered(life.journey, change, second(life.journey))
    told = released(life)
    assert "contractAmendment" in told["tag"]
    (amendment,) = told["contracts"][0]["amendments"]
    assert amendment["rationaleClassifications"][0]["id"] == "need_grew"
    assert amendment["value"]["amount"] == load("90000.5")
    _a_breach_is_settled(life, counted)


def _a_breach_is_settled(life: Life, counted: dict[str, Any]) -> None:
    world, buyer = life.world, life.team.buyer
    today = world.clock.now().date()
    said = {"kind": "breach", "commitment_id": counted["id"], "words": f"Nothing was bought. {SECRET}"}
    days = {"happened_on": str(today), "reply_by": str(today + timedelta(days=5))}
    remedy = buyer.make(f"/v1/contracts/{life.ids['contract_id']}/remedies", said | days)
    world.clock.at += timedelta(days=10)
    buyer.make(f"/v1/remedies/{remedy['id']}/close", {"outcome": "settlement_agreed", "reason": f"Paid. {SECRET}"})
    (failure,) = released(life)["contracts"][0]["implementation"]["performanceFailures"]
    assert (failure["category"], failure["penaltyType"]) == ("breach", "negotiated")
    assert "description" not in failure


def test_a_release_is_never_changed(world: World) -> None:
    team = building.authority(world)
    life = Life(building.Journey(team, building.published_tender(team)))
    released(life)
    for act in ("UPDATE open_release SET body = '{}'", "DELETE FROM open_release"):
        with pytest.raises(DatabaseError), world.service.database.unit_of_work(write=True) as tx:
            tx.execute(text(act))


def test_what_fell_away_is_withdrawn_field_by_field() -> None:
    before = {
        "tender": {"id": "T", "title": "A", "value": {"amount": 5}, "lots": [{"id": "1", "title": "x"}, {"id": "2"}]}
    }
    after = {
        "buyer": {"id": "b"},
        "parties": [{"id": "b", "name": "B"}],
        "tender": {"id": "T", "title": "B", "lots": [{"id": "2"}]},
    }
    found = changing.following(before, after)
    assert found is not None
    body, tags = found
    assert tags == ["tenderUpdate"]
    assert body["tender"]["value"] == {"amount": None}
    assert body["tender"]["lots"] == [{"id": "2"}, {"id": "1", "title": None}]
    head = {"ocid": "o", "tag": tags}
    merged = merging.compiled([head | {"id": "1", "date": "1"} | before, head | {"id": "2", "date": "2"} | body])
    assert changing.same(merged["tender"], after["tender"])
    assert changing.following(merged, after) is None


def test_an_amount_is_written_in_its_digits_and_a_float_never() -> None:
    assert (
        dump({"a": load("0.10"), "b": [1, True, None, "é"], "c": {}})
        == '{"a": 0.1, "b": [1, true, null, "é"], "c": {}}'
    )
    assert load(dump(load("12345678901234.5678"))) == load("12345678901234.5678")
    with pytest.raises(TypeError):
        dump(0.1)


def test_a_field_that_nobody_named_is_kept_in() -> None:
    sound = {"ocid": "o", "tender": {"id": "T", "value": {"amount": load("1.5")}}}
    assert [*strays(sound)] == []
    assert [*strays({"tender": {"contactPoint": {"email": "x"}}, "awards": [{"id": 5}]})] == [
        "tender.contactPoint",
        "awards[0].id",
    ]


@pytest.mark.parametrize("given", ["makegood", "ocds-H6VHTK", "ocds-h6vhtk-", ""])
def test_a_prefix_that_is_no_prefix_stops_the_service(given: str) -> None:
    with pytest.raises(ValueError, match="MAKEGOOD_OCID_PREFIX"):
        Settings.from_environ({"MAKEGOOD_OCID_PREFIX": given})

"""What goes out as open data: nobody before the award, then the winner, and all releases together say what is so."""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.contracts.models import Contract
from app.kit.settings import Settings
from app.opendata.checking.checking import check
from app.opendata.releases import changing, merging, service
from app.opendata.releases.numbers import dump, load
from app.opendata.releases.shape import strays
from app.opendata.releases.state import ocid_of, state
from app.opendata.releases.wording import Censor
from app.tenders import service as tenders
from tests.contracts import whole_life
from tests.contracts.whole_life import Life
from tests.journeys import building
from tests.opendata.open_life import LOSER, SECRET, package, released, told
from tests.world import World


def record(life: Life) -> dict[str, Any]:
    (found,) = package(life, "record")["records"]
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
    text_of_it = dump(first)
    assert not any(name in text_of_it for name in ("Acme", "Brook", "Cedar"))
    assert [party["roles"] for party in first["parties"]] == [["buyer"]]
    assert not {"bids", "awards", "contracts"} & first.keys()
    assert "numberOfTenderers" not in text_of_it
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
    last = released(life)
    assert last["tag"] == ["tender", "tenderCancellation"]
    assert (last["tender"]["status"], last["tender"]["lots"][0]["status"]) == ("cancelled", "cancelled")
    assert last["tender"]["amendments"][0]["rationale"] == "The money went elsewhere."
    draft = team.buyer.make("/v1/tenders", {"title": "Not yet"})
    refused = team.buyer.post(f"/v1/tenders/{draft['id']}/releases")
    assert refused.json()["code"] == "release.nothing_published"


def test_releases_tell_a_life_lot_by_lot_and_merge_to_what_is_so(world: World) -> None:
    life = told(world)
    releases = package(life, "releases")["releases"]
    assert [one["tag"] for one in releases] == [
        ["tender"],
        ["tenderUpdate", "award"],
        ["tenderUpdate", "awardCancellation"],
        ["tenderUpdate", "award"],
        ["tenderUpdate", "award"],
        ["awardUpdate", "contract", "implementation"],
        ["implementationUpdate"],
        ["contractAmendment"],
        ["implementationUpdate"],
        ["contractTermination"],
    ]
    assert all(check(one, None) == [] for one in releases)
    assert says_what_is_so(life)
    merged = record(life)
    awards = merged["compiledRelease"]["awards"]
    assert [(each["id"], each["status"], each["relatedLots"]) for each in awards] == [
        ("A-2026-0001", "cancelled", ["2"]),
        ("A-2026-0002", "pending", ["2"]),
        ("A-2026-0003", "active", ["1"]),
    ]
    tried = merged["versionedRelease"]["awards"][0]["status"]
    assert [(each["value"], each["releaseID"]) for each in tried] == [
        ("pending", "T-2026-0001-2"),
        ("cancelled", "T-2026-0001-3"),
    ]
    assert [*strays(merged["compiledRelease"])] == []


def test_no_release_names_a_person_a_rival_or_what_was_not_published(world: World) -> None:
    life = told(world)
    releases = package(life, "releases")["releases"]
    texts = dump(releases)
    assert not any(
        word in texts for word in (LOSER, "Col Commissioner", "Bea Buyer", "Eva 1", "@", "0161", "Holbeck Mi")
    )
    assert "canary" not in texts
    second = releases[1]
    assert [each["name"] for each in second["parties"]] == ["Trust 1", "Cedar"]
    assert [(lot["id"], lot["status"]) for lot in second["tender"]["lots"]] == [("1", "active"), ("2", "complete")]
    assert {each["relatedLot"] for each in second["bids"]["statistics"]} == {"2"}
    assert "Acme" not in dump(releases[:4])


def test_a_contract_is_told_with_what_was_agreed_proved_rated_changed_and_broken(world: World) -> None:
    releases = package(told(world), "releases")["releases"]
    agreed = releases[5]["contracts"][0]
    assert (agreed["id"], agreed["awardID"], agreed["value"]["amount"]) == ("C-2026-0001", "A-2026-0003", 100000)
    assert releases[5]["awards"][0]["status"] == "active"
    (metric,) = releases[6]["contracts"][0]["implementation"]["metrics"]
    proved, rated = metric["observations"]
    assert proved["measure"] == load("1234.5")
    assert rated["measureClassification"]["id"] == "significantlyBelow"
    (amendment,) = releases[7]["contracts"][0]["amendments"]
    assert (amendment["rationaleClassifications"][0]["id"], amendment["value"]["amount"]) == (
        "need_grew",
        load("90000.5"),
    )
    (failure,) = releases[8]["contracts"][0]["implementation"]["performanceFailures"]
    assert (failure["category"], failure["penaltyType"]) == ("breach", "negotiated")
    assert "description" not in failure
    assert releases[9]["contracts"][0]["status"] == "terminated"


def test_a_promise_in_the_suppliers_own_words_is_told_by_its_question_and_its_rating_alone(world: World) -> None:
    life = told(world)
    with world.service.database.unit_of_work(write=True) as tx:
        held = tx.get_one(Contract, UUID(life.ids["contract_id"]))
        row = next(each for each in held.commitments if each.measure.get("id") and each.targets[0].target is not None)
        row.measure = {name: value for name, value in row.measure.items() if name != "id"}
        row.title = "Work for the cousins of Lee"
        question, name = row.criterion_title, f"{held.reference}/{row.position}"
    with world.service.database.unit_of_work(write=False) as tx:
        process = service.process_of(tx, tenders.get(tx, UUID(life.journey.tender_id)), at=world.clock.now())
        told_to_all, told_to_staff = state(process), state(replace(process, is_for_staff=True))
    assert "cousins" not in dump(told_to_all)
    assert "cousins" in dump(told_to_staff)
    (contract,) = told_to_all["contracts"]
    metrics = [*contract["agreedMetrics"], *contract["implementation"]["metrics"]]
    ours = [each for each in metrics if each["id"] == name]
    assert {each["title"] for each in ours} == {question}
    observed = [one for each in ours for one in each.get("observations", ())]
    assert observed
    assert all("measureClassification" in one and "measure" not in one for one in observed)


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


@pytest.mark.parametrize(
    ("imported", "findings", "ocid"),
    [
        (None, None, "ocds-000000-T-1"),
        ("ocds-h6vhtk-04f1b2", [{"code": "weight.words"}], "ocds-h6vhtk-04f1b2"),
        ("ocds-h6vhtk-04f1b2", [{"code": "buyer.other"}], "ocds-000000-T-1"),
        ("ocds-h6vhtk-04f1b2", [{"code": "ocid.again"}], "ocds-000000-T-1"),
        ("<b>ocds</b>", None, "ocds-000000-T-1"),
    ],
)
def test_a_process_is_called_as_its_own_notice_calls_it(
    imported: str | None, findings: list[dict[str, Any]] | None, ocid: str
) -> None:
    assert ocid_of("ocds-000000", "T-1", imported, findings) == ocid


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Joann Leeds is a place.", "Joann Leeds is a place."),
        ("Ask ann  LEE.", "Ask [withheld: personal data]."),
        ("Jo", "Jo"),
        ("o'neil.é@post.example.org!", "[withheld: personal data]!"),
        ("+44 (0)161 496 0000 or 07700 900123", "[withheld: personal data] or [withheld: personal data]"),
        (
            "CPV 90910000, 1200000.50 pounds, T-2026-0001, 2026-01-02",
            "CPV 90910000, 1200000.50 pounds, T-2026-0001, 2026-01-02",
        ),
        ("our SECRET\nrecipe here", "our [withheld: another reason] here"),
    ],
)
def test_what_may_not_leave_is_taken_out_of_free_text(said: str, left: str) -> None:
    assert Censor(["Ann Lee", "Jo"], ["secret recipe"]).clean(said) == left


@pytest.mark.parametrize(
    ("passages", "said", "left"),
    [
        (["the depot in Mill", "Mill Lane at night"], "from the depot in Mill Lane at night on", "from {} on"),
        (["Jane Do", "ecret rec"], "Ask Jane Doe for the secret recipe", "Ask {}e for the s{}ipe"),
        (["ab ab"], "ab ab ab", "{}"),
        (["40", "  "], "By 2040 it is 40 tonnes", "By 2040 it is {} tonnes"),
        (["half", "half of it"], "half of it", "{}"),
    ],
)
def test_what_was_withheld_is_hidden_whole_where_passages_overlap_or_end_within_a_word(
    passages: list[str], said: str, left: str
) -> None:
    mark = "[withheld: another reason]"
    assert Censor([], passages).clean(said) == left.format(mark, mark)


@pytest.mark.parametrize("text_of_it", ["a" * 20_000 + "@", "0" * 20_000, "+44" + " " * 20_000, "a@" + "b." * 10_000])
def test_a_long_text_is_cleaned_without_delay(text_of_it: str) -> None:
    began = time.process_time()
    Censor(["Ann Lee"], []).clean(text_of_it)
    assert time.process_time() - began < 1

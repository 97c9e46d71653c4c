"""A promise follows what the buyer records as bought, to the last fraction; days nobody recorded are never nought."""

from typing import Any

from tests.contracts_service.agreeing import code, drafted, of_criterion, plan_evenly
from tests.contracts_service.changing import sums_hold
from tests.journeys.building import Journey, authority, computed
from tests.world import World

LINK = {"basis": "spend", "expected": "300000", "floor": "10000", "cap": "90000"}
Q1, Q2, Q3 = ("2026-04-01", "2026-06-30"), ("2026-07-01", "2026-09-30"), ("2026-10-01", "2026-12-31")
AGAIN = {"reason": "An invoice was missing."}


def linked(journey: Journey, link: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Let a contract go live whose promise of local spend follows a volume; return both, in the first winter."""
    contract, buyer = drafted(journey), journey.team.buyer
    for row in contract["commitments"]:
        planned = plan_evenly(journey, row)
        if row["criterion"] == "local-spend":
            path = f"/v1/commitments/{row['id']}/volume-link"
            buyer.did(buyer.put(path, {"link": link}, version=planned["version"]))
        buyer.make(f"/v1/commitments/{row['id']}/carry")
    live = buyer.make(f"/v1/contracts/{contract['id']}/go-live")
    journey.world.clock.at = journey.world.clock.at.replace(year=2027, month=1, day=4)
    return live, of_criterion(live, "local-spend")[0]["id"]


def volume(days: tuple[str, str], amount: str, **fields: Any) -> dict[str, Any]:
    body = {"basis": "spend", "starts_on": days[0], "ends_on": days[1], "amount": amount, "taken_from": "The ledger"}
    return body | fields


def test_what_is_due_follows_what_was_bought_and_a_mistake_is_recorded_again(world: World) -> None:
    journey = computed(world)
    live, row_id = linked(journey, LINK)
    buyer, supplier = journey.team.buyer, journey.bidders[0].client
    address, entitled = f"/v1/contracts/{live['id']}/volumes", f"/v1/commitments/{row_id}/entitlement"
    assert {each["target"] for each in of_criterion(live, "local-spend")[0]["targets"]} == {None}
    # The supplier spends 80,000 for 300,000 bought: 4 pounds in 15.
    buyer.make(address, volume(Q1, "50000"))
    buyer.make(address, volume(Q3, "20000.01"))
    known = supplier.read(entitled + "?as_at=2026-08-01")
    assert (known["due"], known["rate"]["exact"], known["is_known"]) == (
        {"exact": "40000/3", "shown": "13333.33"},
        "4/15",
        True,
    )
    assert known["periods"][0]["expected"] == "10000"
    later = supplier.read(entitled)
    assert (later["due"], later["volume"], later["is_known"]) == (None, None, False)
    assert later["said"] == "not known: no volume is recorded from 2026-07-01 to 2026-09-30"
    stands = buyer.read(f"/v1/commitments/{row_id}/performance?as_at=2027-01-04")
    assert (stands["rating"], stands["due"]) == ("unknown", None)
    buyer.make(address, volume(Q2, "0"))
    targets = buyer.read(f"/v1/commitments/{row_id}")["targets"]
    assert [each["target"] for each in targets[:4]] == ["13333.3333", "0", "5333.336", None]
    answer = buyer.post(address, volume(Q2, "15000"))
    assert answer.json()["findings"][0]["message"] == "is needed: these days are recorded already, as 0"
    assert buyer.make(address, volume(Q2, "15000") | AGAIN)["revision"] == 2
    now = buyer.read(entitled)
    assert (now["due"]["exact"], now["said"]) == ("8500001/375", "85,000.01 × 80,000 ∕ 300,000 = 22,666.67")
    assert sums_hold(journey)
    _kept(journey, live, row_id)


def _kept(journey: Journey, live: dict[str, Any], row_id: str) -> None:
    """Every revision and every plan is kept, for both parties and nobody else."""
    supplier, address = journey.bidders[0].client, f"/v1/contracts/{live['id']}/volumes"
    kept = supplier.read(f"{address}?sort=recorded_at")["items"]
    assert sorted((each["starts_on"], each["revision"], each["amount"]) for each in kept) == [
        (Q1[0], 1, "50000"),
        (Q2[0], 1, "0"),
        (Q2[0], 2, "15000"),
        (Q3[0], 1, "20000.01"),
    ]
    plans = supplier.read(f"/v1/commitments/{row_id}/plans")["history"]
    assert [(each["revision"], each["cause"], each["targets"][1]["target"]) for each in plans] == [
        (1, "agreed", "10000"),
        (2, "volume", None),
        (3, "volume", None),
        (4, "volume", "0"),
        (5, "volume", "4000"),
    ]
    for nosy in (journey.bidders[1].client, authority(journey.world).buyer):
        assert nosy.get(address).status_code == 404
        assert nosy.get(f"/v1/commitments/{row_id}/entitlement").status_code == 404
        assert nosy.get(f"/v1/commitments/{row_id}/plans").status_code == 404


def test_what_cannot_have_been_bought_is_refused_with_every_finding(world: World) -> None:
    journey = computed(world)
    live, row_id = linked(journey, LINK | {"basis": "call_offs"})
    buyer, address = journey.team.buyer, f"/v1/contracts/{live['id']}/volumes"
    cases = [
        (volume(("2026-03-31", "2026-06-30"), "1"), ["body.starts_on"]),
        (volume(("2027-01-01", "2027-03-31"), "1"), ["body.ends_on"]),
        (
            volume(("2026-03-01", "2028-04-01"), "0.001", unit="days"),
            ["starts_on", "ends_on", "ends_on", "unit", "amount"],
        ),
        (volume(Q1, "1.5", basis="call_offs"), ["body.amount"]),
        (volume(Q1, "1", basis="units"), ["body.unit"]),
    ]
    for body, places in cases:
        answer = buyer.post(address, body)
        assert code(answer) == (422, "volume.unfit")
        found = [each["place"] for each in answer.json()["findings"]]
        assert [place.removeprefix("body.") for place in found] == [each.removeprefix("body.") for each in places]
    buyer.make(address, volume(("2026-04-01", "2026-04-30"), "3", basis="call_offs"))
    answer = buyer.post(address, volume(Q1, "9", basis="call_offs"))
    assert "recorded already, from 2026-04-01 to 2026-04-30" in answer.json()["findings"][0]["message"]
    assert buyer.read(f"/v1/commitments/{row_id}/entitlement?as_at=2026-07-01")["is_known"] is False
    buyer.make(address, volume(("2026-05-01", "2026-06-30"), "600000", basis="call_offs"))
    assert buyer.read(f"/v1/commitments/{row_id}/entitlement?as_at=2026-07-01")["due"]["exact"] == "90000"
    other = of_criterion(live, "local-jobs")[0]["id"]
    assert code(buyer.get(f"/v1/commitments/{other}/entitlement")) == (409, "commitment.not_linked")


def test_a_promise_is_tied_to_a_volume_only_where_it_adds_up_and_while_the_contract_is_a_draft(world: World) -> None:
    journey = computed(world)
    contract, buyer = drafted(journey), journey.team.buyer
    (row,), (words,) = of_criterion(contract, "local-spend"), of_criterion(contract, "carbon-plan")

    def tied(which: dict[str, Any], link: dict[str, Any] | None) -> Any:
        found = buyer.read(f"/v1/commitments/{which['id']}")
        return buyer.put(f"/v1/commitments/{which['id']}/volume-link", {"link": link}, version=found["version"])

    assert code(tied(words, LINK)) == (422, "commitment.link_does_not_hold")
    answer = tied(row, LINK | {"floor": "80001", "cap": "79999", "expected": "0"})
    assert [each["place"] for each in answer.json()["findings"]] == [
        "body.link.expected",
        "body.link.floor",
        "body.link.cap",
    ]
    assert [each["place"] for each in tied(row, LINK | {"unit": "days"}).json()["findings"]] == ["body.link.unit"]
    made = buyer.did(tied(row, LINK))
    assert made["linked"] == LINK | {"unit": "GBP excluding VAT"}
    assert buyer.did(tied(row, None))["linked"] is None

"""What the supplier claims: for a period that has begun, with evidence of the contract, each revision kept."""

from datetime import date
from typing import Any

import pytest

from app.contracts.rules import CommitmentStatus, ContractStatus
from app.identity.rules import Role
from tests.delivery import files
from tests.delivery.deal import QUARTERS, WORDS, Promise, deal, spend
from tests.world import World

WORKERS = Promise(
    measure={
        "id": "living-wage-workers",
        "title": "Workers paid",
        "unit": "% of workers",
        "adds_up": "percentage",
        "better": "higher",
    },
    promised="100",
    targets=("80", "100"),
    bands={"good": "100", "approaching_target": "90", "requires_improvement": "70"},
)
RECORD = Promise(
    measure={"id": "visits", "title": "Visits", "unit": "visits", "adds_up": "record_only", "better": "higher"},
    promised=None,
    targets=(None, None),
    bands=None,
)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_claim_names_what_was_done_with_which_evidence_by_whom(world: World) -> None:
    made = deal(world)
    file = made.supplier.did(made.send("payments.csv", files.CSV))
    update = made.claimed("12.50", evidence=[file["id"], file["id"]])
    assert (update["status"], update["revision"], update["claimed"]) == ("submitted", 1, "12.5")
    assert (update["starts_on"], update["ends_on"]) == ("2026-01-01", "2026-03-31")
    assert [kept["digest"] for kept in update["evidence"]] == [file["digest"]]
    assert update["submitted_by"] == str(made.supplier.person_id)
    assert update["verification"] is None
    nothing: dict[str, Any] = {
        "assessment": None,
        "share": None,
        "queries": [],
        "replies": [],
        "decisions": [],
        "history": [],
    }
    assert made.buyer.read(f"/v1/updates/{update['id']}") == {**update, **nothing}


def test_nought_is_a_claim_and_null_is_none(world: World) -> None:
    made = deal(world)
    assert made.claimed("0")["claimed"] == "0"
    for body in ({"claimed": None}, {}):
        answer = made.supplier.post(
            f"/v1/commitments/{made.commitments[0]}/updates",
            {"period": {"target": str(made.targets[0][0])}, "words": "Nothing to say.", **body},
        )
        assert code(answer) == (422, "update.claim_unfit")
        assert "Send 0" in answer.json()["detail"]


def test_words_take_no_quantity_a_record_may_and_a_share_is_at_most_the_whole(world: World) -> None:
    made = deal(world, WORDS, RECORD, WORKERS)
    assert made.claimed(None)["claimed"] is None
    assert code(made.claim("1")) == (422, "update.claim_unfit")
    assert made.claimed("3", commitment=1)["claimed"] == "3"
    assert made.claimed(None, commitment=1)["revision"] == 2
    assert made.claimed("100", commitment=2)["claimed"] == "100"
    assert code(made.claim("100.01", commitment=2)) == (422, "update.claim_unfit")


@pytest.mark.parametrize("claimed", ["-1", "NaN", "1e3", "1.00001", "1,000", 1.5, True, ""])
def test_what_is_not_an_exact_quantity_is_refused(world: World, claimed: Any) -> None:
    assert deal(world).claim(claimed).status_code == 422


def test_a_later_claim_supersedes_the_earlier_and_both_stay(world: World) -> None:
    made = deal(world)
    first, second = made.claimed("3"), made.claimed("5")
    assert second["revision"] == 2
    read = made.supplier.read(f"/v1/updates/{second['id']}")
    assert [(row["id"], row["claimed"], row["status"]) for row in read["history"]] == [(first["id"], "3", "superseded")]
    old = made.supplier.read(f"/v1/updates/{first['id']}")
    assert old["status"] == "superseded"
    assert [row["id"] for row in old["history"]] == [second["id"]]


def test_a_rejected_and_a_part_verified_claim_may_be_made_again_and_a_verified_one_may_not(world: World) -> None:
    made = deal(world)
    made.buyer.did(made.decide(made.claimed("5"), "reject", reason="No invoices."))
    made.buyer.did(made.decide(made.claimed("5"), "part-verify", proved="3", reason="Three are proved."))
    third = made.buyer.did(made.decide(made.claimed("5"), "verify"))
    answer = made.claim("6")
    assert code(answer) == (409, "update.period_settled")
    assert "Revision 3" in answer.json()["detail"]
    history = made.buyer.read(f"/v1/updates/{third['id']}")["history"]
    assert [row["status"] for row in history] == ["superseded"] * 2
    assert [row["verification"]["decision"] for row in history] == ["rejected", "part_verified"]
    assert [row["verification"]["proved"] for row in history] == [None, "3"]


def test_a_period_is_named_by_its_id_or_by_its_days(world: World) -> None:
    made = deal(world)
    update = made.claimed("1", period={"starts_on": "2026-01-01", "ends_on": "2026-03-31"})
    assert update["target_id"] == str(made.targets[0][0])
    for period in (
        {"starts_on": "2026-01-01", "ends_on": "2026-03-30"},
        {"starts_on": "2025-12-01", "ends_on": "2026-03-31"},
        {"target": str(made.contract)},
        {"target": str(deal(world).targets[0][0])},
    ):
        answer = made.claim("1", period=period)
        assert code(answer) == (422, "update.period_unknown")
        assert "Quarter 2 from 2026-04-01 to 2026-06-30" in answer.json()["detail"]
    for days in (("2025-10-01", "2025-12-31"), ("2030-01-01", "2030-03-31")):
        answer = made.claim("1", period={"starts_on": days[0], "ends_on": days[1]})
        assert code(answer) == (422, "update.outside_contract")
        assert "runs from 2026-01-01 to 2026-12-31" in answer.json()["detail"]
    for period in ({}, {"starts_on": "2026-01-01"}, {"target": str(made.targets[0][0]), "ends_on": "2026-03-31"}):
        assert code(made.claim("1", period=period)) == (422, "payload")


def test_a_period_that_lies_ahead_is_refused_until_its_first_day_in_london(world: World) -> None:
    made = deal(world)
    answer = made.claim("1", quarter=1)
    assert code(answer) == (409, "update.period_not_begun")
    assert "2026-04-01" in answer.json()["detail"]
    # Half past midnight on 1 April in London is still 31 March in UTC.
    world.clock.at = world.clock.at.replace(month=3, day=31, hour=22, minute=59)
    assert code(made.claim("1", quarter=1)) == (409, "update.period_not_begun")
    world.clock.at = world.clock.at.replace(hour=23, minute=30)
    assert made.claim("1", quarter=1).status_code == 201


def test_words_without_periods_are_reported_for_any_days_of_the_contract(world: World) -> None:
    made = deal(world, Promise(measure=WORDS.measure, promised=None, targets=(), bands=None))
    path = f"/v1/commitments/{made.commitments[0]}/updates"

    def claim(starts_on: str, ends_on: str) -> Any:
        period = {"starts_on": starts_on, "ends_on": ends_on}
        return made.supplier.post(path, {"period": period, "words": "Two visits."})

    made.on(date(2026, 6, 1))
    assert made.supplier.did(claim("2026-01-01", "2026-01-31"))["target_id"] is None
    assert made.supplier.did(claim("2026-01-01", "2026-01-31"))["revision"] == 2
    assert made.supplier.did(claim("2026-02-01", "2026-02-28"))["revision"] == 1
    for days in (("2026-01-01", "2026-01-30"), ("2026-01-15", "2026-02-15"), ("2026-06-02", "2026-06-01")):
        assert code(claim(*days)) == (422, "update.period_unknown")
    for days in (("2025-12-01", "2025-12-31"), ("2026-12-01", "2027-01-31")):
        assert code(claim(*days)) == (422, "update.outside_contract")
    assert code(claim("2026-07-01", "2026-07-31")) == (409, "update.period_not_begun")


def test_evidence_of_another_contract_is_refused_with_every_place(world: World) -> None:
    made, other = deal(world), deal(world)
    own = made.supplier.did(made.send("a.txt", files.TEXT))["id"]
    foreign = other.supplier.did(other.send("a.txt", files.TEXT))["id"]
    answer = made.claim("1", evidence=[own, foreign, str(made.contract)])
    assert code(answer) == (422, "update.evidence_not_of_this_contract")
    places = [finding["place"] for finding in answer.json()["findings"]]
    assert places == ["body.evidence[1]", "body.evidence[2]"]
    assert made.buyer.read(f"/v1/updates?contract={made.contract}")["items"] == []


def test_evidence_of_another_contract_of_the_same_two_is_refused_too(world: World) -> None:
    made = deal(world)
    second = deal(world, sides=(made.buyer, made.supplier))
    foreign = second.supplier.did(second.send("a.txt", files.TEXT))["id"]
    assert code(made.claim("1", evidence=[foreign])) == (422, "update.evidence_not_of_this_contract")


def test_only_the_supplier_claims_and_only_on_what_binds(world: World) -> None:
    waived = Promise(
        measure=spend("1").measure, promised="1", targets=("1",), bands=None, status=CommitmentStatus.WAIVED
    )
    made, other = deal(world, spend("10"), waived), deal(world)
    path = f"/v1/commitments/{made.commitments[0]}/updates"
    body = {"period": {"target": str(made.targets[0][0])}, "claimed": "1", "words": "Paid."}
    assert made.buyer.post(path, body).status_code == 403
    assert code(made.colleague(Role.SUPPLIER, Role.BUYER).post(path, body)) == (403, "delivery.not_the_supplier")
    assert code(other.supplier.post(path, body)) == (404, "not_found")
    assert str(made.contract) not in other.supplier.post(path, body).text
    assert world.stranger.post(path, body).status_code == 401
    assert code(made.claim("1", commitment=1)) == (409, "delivery.commitment_not_carried")
    made.put(ContractStatus.ENDED)
    assert code(made.supplier.post(path, body)) == (409, "contract.not_live")


def test_updates_are_listed_for_both_sides_by_contract_commitment_and_status(world: World) -> None:
    made, other = deal(world, spend("10", "10"), WORDS), deal(world)
    first, second = made.claimed("1"), made.claimed("2")
    words = made.claimed(None, commitment=1)
    other.claimed("9")
    second_contract = deal(world, sides=(made.buyer, other.supplier))
    elsewhere = second_contract.claimed("4")

    def ids(client: Any, query: str = "") -> set[str]:
        return {row["id"] for row in client.read(f"/v1/updates{query}")["items"]}

    assert ids(made.supplier) == {first["id"], second["id"], words["id"]}
    assert ids(made.buyer) == ids(made.supplier) | {elsewhere["id"]}
    assert ids(made.buyer, f"?contract={made.contract}") == ids(made.supplier)
    assert ids(made.buyer, f"?commitment={made.commitments[1]}") == {words["id"]}
    assert ids(made.supplier, "?status=superseded") == {first["id"]}
    assert ids(made.supplier, "?status=superseded&status=submitted") == ids(made.supplier)
    assert ids(made.supplier, f"?contract={second_contract.contract}") == set()
    assert made.buyer.get("/v1/updates?status=lost").status_code == 422
    assert made.buyer.read("/v1/updates?limit=2&sort=starts_on")["next"]


def test_an_update_does_not_exist_for_anybody_else(world: World) -> None:
    made, other = deal(world), deal(world)
    update = made.claimed("1")
    for client in (other.buyer, other.supplier):
        assert client.get(f"/v1/updates/{update['id']}").status_code == 404
    bodies: dict[str, dict[str, Any]] = {
        "verify": {},
        "reject": {"reason": "No."},
        "part-verify": {"proved": "1", "reason": "No."},
    }
    for act, body in bodies.items():
        answer = other.decide(update, act, **body)
        assert code(answer) == (404, "not_found")
        assert str(made.contract) not in answer.text


def test_every_claim_is_in_the_log_of_the_authority_with_the_digests_it_rests_on(world: World) -> None:
    made = deal(world)
    file = made.supplier.did(made.send("a.txt", files.TEXT))
    made.claimed("1", evidence=[file["id"]])
    made.claimed("2")
    events = made.colleague(Role.AUDITOR).read("/v1/audit/events?sort=at")["items"]
    events = [event for event in events if event["action"].startswith(("evidence.", "update."))]
    assert [event["action"] for event in events] == [
        "evidence.uploaded",
        "update.submitted",
        "update.superseded",
        "update.submitted",
    ]
    assert events[1]["after"]["evidence"] == [file["digest"]]
    assert events[1]["after"]["period"] == [day.isoformat() for day in QUARTERS[0]]
    assert (events[2]["before"]["status"], events[2]["after"]["status"]) == ("submitted", "superseded")

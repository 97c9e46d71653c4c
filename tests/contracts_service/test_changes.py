"""A live contract is changed by three people who see what it does, or not at all; nothing that has begun moves."""

import threading
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.contracts.changes.rules import RATIONALE_WORDS, Rationale
from app.identity.rules import Role
from tests.app_client import AppClient
from tests.contracts_service.agreeing import BANDS, code, of_criterion
from tests.contracts_service.changing import FROM, WHY, asked, change, entered, live_in, second, sums_hold
from tests.journeys.building import Journey, authority, computed
from tests.world import Client, World

VALUE = {"kind": "value", "value": "105000", "rebase": "pro_rata"}


def spend_of(journey: Journey, contract: dict[str, Any]) -> dict[str, Any]:
    found = journey.team.buyer.read(f"/v1/contracts/{contract['id']}")
    (row,) = [each for each in of_criterion(found, "local-spend") if each["status"] == "carried"]
    return dict(row)


def test_a_change_takes_three_people_and_moves_only_what_has_not_begun(world: World) -> None:
    journey = computed(world)
    live = live_in(journey)
    old = spend_of(journey, live)
    made = asked(journey, live, VALUE)
    assert (made["status"], made["supplier_must_agree"], made["notice"]["due"]) == ("asked", True, False)
    assert made["notice"]["value"]["percent_in_all"] == {"exact": "5", "shown": "5.00"}
    one = f"/v1/changes/{made['id']}"
    _hidden(journey, one)
    assert code(journey.team.buyer.post(f"{one}/approve", WHY)) == (403, "not_allowed")
    assert journey.team.commissioner.make(f"{one}/approve", WHY)["status"] == "approved_by_one"
    assert code(journey.team.commissioner.post(f"{one}/approve", WHY)) == (409, "change.needs_another")
    other = second(journey)
    assert code(other.post(f"{one}/approve", WHY)) == (409, "change.supplier_has_not_agreed")
    supplier = journey.bidders[0].client
    assert supplier.read(one)["stakes"] is None
    supplier.make(f"{one}/agree", WHY)
    assert code(supplier.post(f"{one}/agree", WHY)) == (409, "change.supplier_not_asked")
    done = other.make(f"{one}/approve", WHY)
    assert (done["status"], [act["act"] for act in done["acts"]]) == (
        "in_force",
        ["asked", "approved", "agreed", "approved"],
    )
    assert code(other.post(f"{one}/refuse", WHY)) == (409, "change.closed")
    _by_one_alone(journey, live)
    _moved(journey, live, old, made)


def _hidden(journey: Journey, one: str) -> None:
    """Rivals and strangers find no change."""
    rival, stranger = journey.bidders[1].client, authority(journey.world).commissioner
    assert [rival.get(one).status_code, stranger.get(one).status_code] == [404, 404]
    assert stranger.post(f"{one}/approve", WHY).status_code == 404
    assert rival.post(f"{one}/agree", WHY).status_code == 404
    assert rival.read("/v1/changes")["items"] == stranger.read("/v1/changes")["items"] == []


def _by_one_alone(journey: Journey, live: dict[str, Any]) -> None:
    """Who asks approves nothing of it, whatever roles they hold, and the database itself says so too."""
    both = journey.world.person(journey.team.organisation_id, Role.BUYER, Role.COMMISSIONER)
    other = {"kind": "other", "words": "Another depot is used.", "supplier_must_agree": False}
    mine = both.make(f"/v1/contracts/{live['id']}/changes", change(other))
    assert code(both.post(f"/v1/changes/{mine['id']}/approve", WHY)) == (409, "change.needs_another")
    for column in ("first_approved_by", "approved_by"):
        with pytest.raises(IntegrityError), journey.world.service.database.unit_of_work(write=True) as tx:
            tx.execute(text(f"UPDATE contract_change SET {column} = asked_by"))  # noqa: S608 - a name of this test
    both.make(f"/v1/changes/{mine['id']}/withdraw", WHY)


def _moved(journey: Journey, live: dict[str, Any], old: dict[str, Any], made: dict[str, Any]) -> None:
    found = journey.team.buyer.read(f"/v1/contracts/{live['id']}")
    new = spend_of(journey, live)
    assert found["value"] == "105000"
    # 80,000 in eight quarters; the whole follows the value and the three quarters that have begun stay.
    assert (old["held_to"], new["held_to"], new["promised"]) == ("80000", "84000", "80000")
    assert [each["target"] for each in new["targets"]] == ["10000"] * 3 + ["10800"] * 5
    assert [each["id"] for each in new["targets"]] == [each["id"] for each in old["targets"]]
    plans = journey.bidders[0].client.read(f"/v1/commitments/{new['id']}/plans?as_at=2026-06-30")
    assert [each["target"] for each in plans["in_force"]] == ["10000"] * 8
    assert [(each["cause"], each["cause_id"]) for each in plans["history"]] == [
        ("agreed", None),
        ("change", made["id"]),
    ]
    listed = journey.bidders[0].client.read(f"/v1/changes?contract={live['id']}&status=in_force")["items"]
    assert [(each["id"], "effect" in each) for each in listed] == [(made["id"], False)]
    assert (listed[0]["said"], listed[0]["rationale_said"]) == (
        made["effect"]["said"],
        "More is needed than was expected",
    )


def test_one_commissioner_who_approves_twice_at_the_same_instant_approves_once(world: World) -> None:
    journey = computed(world)
    words = {"kind": "other", "words": "Another depot is used.", "supplier_must_agree": False}
    made = asked(journey, live_in(journey), words)
    together, answers = threading.Barrier(2), list[int]()

    def approve() -> None:
        client = AppClient(world.app)
        together.wait()
        path, headers = f"/v1/changes/{made['id']}/approve", journey.team.commissioner.headers
        answers.append(client.post(path, json=WHY, headers=headers).status_code)

    threads = [threading.Thread(target=approve) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409]
    assert journey.team.buyer.read(f"/v1/changes/{made['id']}")["status"] == "approved_by_one"


def test_every_reason_of_the_closed_list_has_its_words() -> None:
    assert set(RATIONALE_WORDS) == set(Rationale)


def test_a_change_beyond_the_limit_waits_until_somebody_says_what_became_of_the_notice(world: World) -> None:
    journey = computed(world)
    live, other = live_in(journey), second(journey)
    made = asked(journey, live, VALUE | {"value": "110001"})
    assert made["notice"]["due"] is True
    assert "GBP 10,001 of 100,000 (10.00%) in all, the limit is 10%" in made["notice"]["said"]
    assert "a contract change notice is due before the change takes effect" in made["notice"]["said"]
    one = f"/v1/changes/{made['id']}"
    journey.bidders[0].client.make(f"{one}/agree", WHY)
    journey.team.commissioner.make(f"{one}/approve", WHY)
    assert code(other.post(f"{one}/approve", WHY)) == (409, "change.notice_not_acknowledged")
    answer = journey.team.buyer.post(f"{one}/notice", {"published": True} | WHY)
    assert answer.json()["findings"][0]["place"] == "body.published_on"
    said = {"published": True, "published_on": "2026-11-01", "reference": "2026/S 000-000001"} | WHY
    journey.team.buyer.make(f"{one}/notice", said)
    assert code(journey.team.buyer.post(f"{one}/notice", said)) == (409, "change.notice_acknowledged")
    assert other.make(f"{one}/approve", WHY)["status"] == "in_force"
    _added_together(journey, live, other)


def _added_together(journey: Journey, live: dict[str, Any], other: Client) -> None:
    """What a published notice covers is not counted again; what was split up after it is."""
    made = asked(journey, live, {"kind": "value", "value": "116001", "rebase": "none"})
    assert (made["notice"]["due"], made["notice"]["value"]["moves_in_all"]) == (False, "6000")
    entered(journey, made, other)
    made = asked(journey, live, {"kind": "value", "value": "122001", "rebase": "none"})
    assert (made["notice"]["due"], made["notice"]["value"]["percent"]["exact"]) == (True, "6")
    assert made["notice"]["value"]["percent_in_all"]["exact"] == "12"


def test_what_was_asked_on_other_facts_is_not_approved(world: World) -> None:
    journey = computed(world)
    live, other = live_in(journey), second(journey)
    first, later = (asked(journey, live, VALUE | {"value": value}) for value in ("104000", "103000"))
    entered(journey, first, other)
    assert code(other.post(f"/v1/changes/{later['id']}/approve", WHY)) == (409, "change.overtaken")
    assert code(other.post(f"/v1/changes/{later['id']}/withdraw", WHY)) == (403, "not_allowed")
    buyer = journey.team.buyer
    assert buyer.make(f"/v1/changes/{later['id']}/withdraw", WHY)["status"] == "withdrawn"
    third = asked(journey, live, VALUE | {"value": "103000"})
    world.clock.at = world.clock.at.replace(year=2027, month=1, day=2)
    assert code(other.post(f"/v1/changes/{third['id']}/approve", WHY)) == (409, "change.too_late")
    _declined(journey, live, other)


def _declined(journey: Journey, live: dict[str, Any], other: Client) -> None:
    supplier, later = journey.bidders[0].client, {"effective_on": "2027-04-01"}
    made = asked(journey, live, VALUE, **later)
    assert supplier.make(f"/v1/changes/{made['id']}/decline", WHY)["status"] == "refused"
    assert journey.team.buyer.read(f"/v1/contracts/{live['id']}")["value"] == "104000"
    words = {"kind": "other", "words": "Another depot is used.", "supplier_must_agree": False}
    told = asked(journey, live, words, **later)
    assert code(supplier.post(f"/v1/changes/{told['id']}/agree", WHY)) == (409, "change.supplier_not_asked")
    assert entered(journey, told, other)["effect"]["said"] == ["Another depot is used."]


UNFIT: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (VALUE, {"effective_on": "2026-10-01"}, "body.effective_on"),
    (VALUE, {"effective_on": "2028-04-01"}, "body.effective_on"),
    (VALUE | {"value": "100000"}, {}, "body.terms.value"),
    (VALUE | {"value": "1000"}, {}, "body.terms.rebase"),
    ({"kind": "term", "ends_on": "2028-09-30", "rebase": "pro_rata"}, {}, "body.terms.periods"),
    ({"kind": "term", "ends_on": "2026-12-31", "rebase": "pro_rata"}, {}, "body.terms.ends_on"),
]
LITTLE = [{"label": "2027", "starts_on": FROM, "ends_on": "2027-12-31", "target": "50"}]
UNEQUAL: list[tuple[dict[str, Any], str]] = [
    ({"quantity": "50", "targets": LITTLE}, "body.terms.equivalence"),
    ({"bands": None}, "body.terms.replacement.bands"),
    ({"unit": None}, "body.terms.replacement.unit"),
    ({"counts": {"adds_up": "percentage", "better": "higher"}}, "body.terms.replacement.quantity"),
    ({"measure": "no-such-measure", "unit": None, "counts": None}, "body.terms.replacement.measure"),
]


def test_what_cannot_be_is_refused_with_its_place(world: World) -> None:
    journey = computed(world)
    live = live_in(journey)
    row = spend_of(journey, live)
    cases = UNFIT + [(swap(row, **more), {}, place) for more, place in UNEQUAL]
    for terms, fields, place in cases:
        answer = journey.team.buyer.post(f"/v1/contracts/{live['id']}/changes", change(terms, **fields))
        assert code(answer) == (422, "change.does_not_hold")
        assert place in [each["place"] for each in answer.json()["findings"]], answer.text
    assert "a target cannot be negative" in str(
        journey.team.buyer.post(f"/v1/contracts/{live['id']}/changes", change(VALUE | {"value": "1000"})).json()
    )
    assert journey.team.buyer.read("/v1/changes")["items"] == []


def test_a_longer_term_adds_periods_and_a_shorter_one_takes_them_away(world: World) -> None:
    journey = computed(world)
    live, other = live_in(journey), second(journey)
    longer = {"kind": "term", "ends_on": "2028-06-30", "rebase": "pro_rata", "periods": "quarterly"}
    made = asked(journey, live, longer)
    # 91 days more on 731 are 12.4%, which is beyond a tenth.
    assert (made["notice"]["due"], made["notice"]["term"]["percent"]["shown"]) == (True, "12.45")
    entered(journey, made, other)
    found = spend_of(journey, live)
    assert [each["label"] for each in found["targets"]][-1] == "April to June 2028"
    assert found["targets"][-1]["target"] == "9958.9603"
    shorter = {"kind": "term", "ends_on": "2027-12-31", "rebase": "keep_whole"}
    entered(journey, asked(journey, live, shorter), other)
    again = spend_of(journey, live)
    assert (again["targets"][-1]["ends_on"], again["held_to"]) == ("2027-12-31", found["held_to"])
    assert sums_hold(journey)
    _moved_within(journey, live, other)


def _moved_within(journey: Journey, live: dict[str, Any], other: Client) -> None:
    """Targets may move within the same whole."""
    row = spend_of(journey, live)
    targets = [{name: each[name] for name in ("label", "starts_on", "ends_on", "target")} for each in row["targets"]]
    (first, last), targets[3]["target"] = (targets[index]["target"] for index in (3, 6)), "0"
    targets[6]["target"] = str(Decimal(first) + Decimal(last))
    terms = {"kind": "targets", "commitment_id": row["id"], "targets": targets}
    made = asked(journey, live, terms)
    assert made["supplier_must_agree"] is False, "on no day is more due than before"
    entered(journey, made, other)
    assert spend_of(journey, live)["targets"][3]["target"] == "0"
    targets[0]["target"] = "1"
    answer = journey.team.buyer.post(f"/v1/contracts/{live['id']}/changes", change(terms))
    assert [each["place"] for each in answer.json()["findings"]] == ["body.terms.targets", "body.terms.targets"]


def swap(row: dict[str, Any], **replacement: Any) -> dict[str, Any]:
    new = {
        "title": "Hours of volunteering",
        "words": "Our staff give hours to the food bank.",
        "unit": "hours",
        "counts": {"adds_up": "sum", "better": "higher"},
        "quantity": "500",
        "targets": [{"label": "2027", "starts_on": FROM, "ends_on": "2027-12-31", "target": "500"}],
        "bands": BANDS,
    }
    why = {"basis": "unit_value", "statement": "An hour is worth more.", "source": "Our own table"}
    values = {"old_unit_value": "0.1", "new_unit_value": "20"}
    return {
        "kind": "substitution",
        "commitment_id": row["id"],
        "equivalence": why | values,
        "replacement": new | replacement,
    }


def test_a_substitution_shows_what_rested_on_the_old_pledge_and_keeps_what_it_delivered(world: World) -> None:
    journey = computed(world)
    live, other, supplier = live_in(journey), second(journey), journey.bidders[0].client
    row = spend_of(journey, live)
    claim = {"period": {"target": row["targets"][0]["id"]}, "claimed": "9000", "words": "Paid.", "evidence": []}
    update = supplier.make(f"/v1/commitments/{row['id']}/updates", claim)
    journey.team.buyer.make(f"/v1/updates/{update['id']}/verify", {})
    made = asked(journey, live, swap(row), rationale="better_value")
    assert made["stakes"]["points"] == live_points(live)
    assert "points, which rest on this commitment" in made["stakes"]["said"]
    told = supplier.read(f"/v1/changes/{made['id']}")
    assert told["stakes"] is None
    assert "Brook" not in str(told)
    answer = journey.team.buyer.post(f"/v1/contracts/{live['id']}/changes", change(swap(row)))
    assert code(answer) == (409, "change.substitution_pending")
    entered(journey, made, other)
    found = journey.team.buyer.read(f"/v1/contracts/{live['id']}")["commitments"]
    old, new = (
        next(each for each in found if each["title"] == title)
        for title in (row["title"], swap(row)["replacement"]["title"])
    )
    assert (old["status"], [each["label"] for each in old["targets"]]) == (
        "substituted",
        [each["label"] for each in row["targets"][:3]],
    )
    assert (new["status"], new["substitutes_id"], new["points_earned"]) == ("carried", old["id"], old["points_earned"])
    (plan,) = supplier.read(f"/v1/commitments/{new['id']}/plans")["history"]
    assert (plan["revision"], plan["cause"], plan["cause_id"]) == (1, "change", made["id"])
    answer = journey.team.buyer.post(f"/v1/contracts/{live['id']}/changes", change(swap(row)))
    assert code(answer) == (409, "commitment.substituted")
    waived = journey.team.buyer.post(f"/v1/commitments/{old['id']}/waivers", WHY)
    assert code(waived) == (409, "commitment.substituted")
    _still_counts(journey, live, old, supplier)


def live_points(live: dict[str, Any]) -> str:
    (row,) = of_criterion(live, "local-spend")
    return str(row["points_earned"])


def _still_counts(journey: Journey, live: dict[str, Any], old: dict[str, Any], supplier: Client) -> None:
    stands = journey.team.buyer.read(f"/v1/contracts/{live['id']}/performance?as_at=2026-07-01")["commitments"]
    (spend,) = [each for each in stands if each["commitment_id"] == old["id"]]
    assert (spend["due"], spend["proved"], spend["rating"]) == ("10000", "9000", "approaching_target")
    claim = {"period": {"target": old["targets"][1]["id"]}, "claimed": "1", "words": "More.", "evidence": []}
    supplier.make(f"/v1/commitments/{old['id']}/updates", claim)
    assert sums_hold(journey)

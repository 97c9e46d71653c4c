"""A commitment is planned while its contract is a draft: evenly or by hand, and never for less than was promised."""

from decimal import Decimal
from typing import Any

import pytest

from tests.contracts_service.agreeing import BANDS, code, drafted, of_criterion
from tests.journeys.building import Journey, computed
from tests.world import World


def spend_of(journey: Journey, **fields: Any) -> dict[str, Any]:
    """Return the commitment of a drafted contract to spend 80,000 pounds locally."""
    found: dict[str, Any] = of_criterion(drafted(journey, **fields), "local-spend")[0]
    return found


@pytest.mark.parametrize(
    ("periods", "number", "first", "label"),
    [
        ("yearly", 3, None, "April 2026 to March 2027"),
        ("quarterly", 10, None, "April to June 2026"),
        ("monthly", 28, "2857.1429", "April 2026"),
    ],
)
def test_an_even_plan_makes_the_promise_exactly_whatever_the_rhythm(
    world: World, periods: str, number: int, first: str | None, label: str
) -> None:
    journey = computed(world)
    # Two years and four months: the last year and the last quarter are cut short, and ask for less.
    spend = spend_of(journey, ends_on="2028-07-31")
    planned = journey.team.buyer.make(f"/v1/commitments/{spend['id']}/profile", {"periods": periods})
    targets = planned["targets"]
    assert len(targets) == number
    assert sum(Decimal(each["target"]) for each in targets) == Decimal(spend["promised"]) == 80000
    assert (targets[0]["label"], targets[-1]["ends_on"]) == (label, "2028-07-31")
    assert Decimal(targets[-1]["target"]) <= Decimal(targets[0]["target"])
    if first is not None:
        assert targets[0]["target"] == first


def test_words_are_cut_into_periods_without_amounts(world: World) -> None:
    journey = computed(world)
    words = of_criterion(drafted(journey), "carbon-plan")[0]
    planned = journey.team.buyer.make(f"/v1/commitments/{words['id']}/profile", {"periods": "yearly"})
    assert [each["target"] for each in planned["targets"]] == [None, None]


def test_a_new_plan_replaces_the_one_before(world: World) -> None:
    journey = computed(world)
    buyer, spend = journey.team.buyer, spend_of(journey)
    path = f"/v1/commitments/{spend['id']}"
    buyer.make(f"{path}/profile", {"periods": "monthly"})
    planned = buyer.make(f"{path}/profile", {"periods": "yearly"})
    whole = [{"label": "All", "starts_on": "2026-04-01", "ends_on": "2028-03-31", "target": "80000"}]
    changed = buyer.did(buyer.put(path, {"targets": whole, "bands": BANDS}, version=planned["version"]))
    assert [(each["label"], each["target"]) for each in changed["targets"]] == [("All", "80000")]
    assert changed["bands"] == BANDS
    assert buyer.read(path) == changed


@pytest.mark.parametrize(
    ("change", "places"),
    [
        ({"bands": {"good": "90", "approaching_target": "90", "requires_improvement": "95"}}, 2),
        ({"targets": [{"label": "x", "starts_on": "2026-03-31", "ends_on": "2028-04-01", "target": "80000"}]}, 1),
        ({"targets": [{"label": "x", "starts_on": "2026-04-01", "ends_on": "2028-03-31", "target": "79999.9999"}]}, 1),
        ({"targets": [{"label": "x", "starts_on": "2026-04-01", "ends_on": "2028-03-31"}]}, 1),
        ({"counts": {"adds_up": "level", "better": "higher"}}, 1),
        ({"counts": {"adds_up": "record_only", "better": "higher"}}, 1),
        ({"targets": [{"label": "x", "starts_on": "2026-04-01", "ends_on": "2028-03-31", "target": "5e4"}]}, 1),
    ],
)
def test_a_plan_that_does_not_hold_is_refused_with_its_findings_and_nothing_changes(
    world: World, change: dict[str, Any], places: int
) -> None:
    journey = computed(world)
    spend = spend_of(journey)
    path = f"/v1/commitments/{spend['id']}"
    answer = journey.team.buyer.put(path, {"targets": []} | change, version=spend["version"])
    assert answer.status_code == 422
    assert len(answer.json()["findings"]) == places
    assert all(finding["place"].startswith("body.") for finding in answer.json()["findings"])
    assert journey.team.buyer.read(path) == spend


def test_an_edit_says_which_version_it_was_made_from(world: World) -> None:
    journey = computed(world)
    buyer, spend = journey.team.buyer, spend_of(journey)
    path = f"/v1/commitments/{spend['id']}"
    assert buyer.put(path, {"targets": []}).status_code == 428
    buyer.did(buyer.put(path, {"targets": [], "bands": BANDS}, version=spend["version"]))
    assert buyer.put(path, {"targets": []}, version=spend["version"]).status_code == 412


def test_only_a_buyer_of_the_authority_plans_and_carries(world: World) -> None:
    journey = computed(world)
    spend = spend_of(journey)
    path = f"/v1/commitments/{spend['id']}"
    supplier = journey.bidders[0].client
    for client in (journey.team.commissioner, journey.team.auditor, journey.team.evaluators[0], supplier):
        assert client.post(f"{path}/carry").status_code == 403
        assert client.post(f"{path}/profile", {"periods": "yearly"}).status_code == 403
        assert client.put(path, {"targets": []}, version=1).status_code == 403


def test_a_promise_is_carried_over_once(world: World) -> None:
    journey = computed(world)
    buyer, spend = journey.team.buyer, spend_of(journey)
    assert buyer.make(f"/v1/commitments/{spend['id']}/carry")["status"] == "carried"
    assert code(buyer.post(f"/v1/commitments/{spend['id']}/carry")) == (409, "commitment.not_proposed")

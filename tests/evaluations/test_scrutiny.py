"""What is shown of a result before the award: how firm it is, what changed, what was at stake, how the panel marked."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest

from app.evaluations import diagnostics
from app.evaluations.diagnostics import Given, Level
from app.identity.rules import Role
from scoring.digest import digest
from tests.journeys.building import (
    AGREED,
    agree,
    assigned,
    authority,
    compute,
    computed,
    declare,
    evaluating,
    journey_with_bids,
    mark,
    marked,
)
from tests.world import World

EVA, EVI, ACME, BROOK = (UUID(int=number) for number in range(1, 5))
NOON = datetime(2026, 2, 4, 12, tzinfo=UTC)
SCALES = {
    one: [
        Level(Decimal(0), "No plan."),
        Level(Decimal(2), "A plan without dates."),
        Level(Decimal(4), "A dated and costed plan."),
    ]
    for one in ("carbon", "jobs")
}


def _given(who: UUID, bid: UUID, criterion: str, value: int, minute: int = 0, rationale: str = "So.") -> Given:
    return Given(who, bid, criterion, Decimal(value), NOON + timedelta(minutes=minute), rationale)


def test_severity_is_the_mean_distance_from_the_median_of_the_others_and_unknown_where_nobody_else_marked() -> None:
    marks = [_given(EVA, ACME, "carbon", 4), _given(EVI, ACME, "carbon", 2), _given(EVA, ACME, "jobs", 0)]
    found = {one.evaluator: one for one in diagnostics.severities(marks, SCALES)}
    assert (found[EVA].marks, found[EVA].deviation, found[EVI].deviation) == (2, Fraction(50), Fraction(-50))
    (alone,) = diagnostics.severities([_given(EVA, ACME, "jobs", 0)], SCALES)
    assert alone.deviation is None


def test_a_halo_is_seen_where_somebody_gives_a_bidder_the_same_everywhere_and_the_panel_does_not() -> None:
    marks = [
        _given(EVA, ACME, "carbon", 4),
        _given(EVA, ACME, "jobs", 4),
        _given(EVI, ACME, "carbon", 4),
        _given(EVI, ACME, "jobs", 0),
    ]
    found = {one.evaluator: one for one in diagnostics.halos(marks, SCALES)}
    assert (found[EVA].own, found[EVA].panel, found[EVA].closer) == (Fraction(0), Fraction(50), True)
    assert (found[EVI].own, found[EVI].closer) == (Fraction(100), False)


def test_what_was_marked_later_is_compared_with_what_was_marked_first() -> None:
    marks = [
        _given(EVA, ACME, "carbon", 4, minute=1),
        _given(EVA, BROOK, "carbon", 0, minute=2),
        _given(EVI, BROOK, "carbon", 2, minute=1),
        _given(EVI, ACME, "carbon", 2, minute=2),
    ]
    found = {one.evaluator: one.change for one in diagnostics.drifts(marks, SCALES)}
    assert found == {EVA: Fraction(-100), EVI: Fraction(-100)}


def test_a_rationale_in_the_words_of_another_level_or_of_doubt_at_the_top_is_named_with_the_words() -> None:
    borrowed = _given(EVA, ACME, "carbon", 2, rationale="It is dated and costed.")
    doubting = _given(EVI, ACME, "carbon", 4, rationale="Dated and costed, and vague on heating.")
    fitting = _given(EVI, BROOK, "carbon", 4, rationale="Dated and costed.")
    found = diagnostics.mismatches([borrowed, doubting, fitting], SCALES)
    assert [(one.given, one.level, one.words) for one in found] == [
        (borrowed, Decimal(4), ("costed", "dated")),
        (doubting, None, ("vague",)),
    ]


def test_small_panels_are_warned_about() -> None:
    assert len(diagnostics.warnings([_given(EVA, ACME, "carbon", 2)])) == 2
    many = [_given(UUID(int=who), UUID(int=bid), "carbon", 2) for who in range(5) for bid in range(5)]
    assert diagnostics.warnings(many) == []


def test_the_order_of_marks_does_not_matter() -> None:
    marks = [_given(who, bid, one, 2, minute=bid.int) for who in (EVA, EVI) for bid in (ACME, BROOK) for one in SCALES]
    for figure in (diagnostics.severities, diagnostics.halos, diagnostics.drifts):
        assert sorted(map(repr, figure(marks, SCALES))) == sorted(map(repr, figure(marks[::-1], SCALES)))


def test_a_certificate_says_how_firm_the_result_is_beside_the_panels_own_spread(world: World) -> None:
    journey = computed(world, evaluation={"weight_uncertainty_percent": "10"})
    assert journey.result is not None
    for reader in (journey.team.buyer, journey.team.commissioner, journey.team.auditor):
        out = reader.read(f"/v1/results/{journey.result['id']}/certificate")
        assert out["certificate"]["result"] == journey.result["digest"]
        bare = {name: value for name, value in out["certificate"].items() if name != "digest"}
        assert out["digest"] == digest(bare)
        assert out["certificate"]["winner"]["name"] == "Acme"
        assert out["certificate"]["inputs"]["panel_marks"][journey.bidder("Acme").bid_id]["carbon-plan"] == ["4", "4"]
        assert "statistic" in out["acceptability"]["label"]
        assert out["acceptability_digest"] == out["acceptability"]["digest"]


def test_without_a_published_uncertainty_nothing_is_simulated(world: World) -> None:
    journey = computed(world)
    assert journey.result is not None
    out = journey.team.buyer.read(f"/v1/results/{journey.result['id']}/certificate")
    assert (out["acceptability"], out["acceptability_digest"]) == (None, None)


def test_the_ledger_says_what_rested_on_each_pledge(world: World) -> None:
    journey = computed(world)
    assert journey.result is not None
    out = journey.team.auditor.read(f"/v1/results/{journey.result['id']}/stakes")
    titles = {one["title"] for one in out["stakes"]["pledges"] if one["bid"] == journey.bidder("Acme").bid_id}
    assert "Apprentices on this contract" in titles
    assert out["stakes"]["result"] == journey.result["digest"]
    assert out["digest"] == digest({name: value for name, value in out["stakes"].items() if name != "digest"})


def test_changes_are_told_against_the_result_before_and_the_first_has_none(world: World) -> None:
    journey = computed(world)
    first = journey.result
    assert first is not None
    refused = journey.team.buyer.get(f"/v1/results/{first['id']}/changes")
    assert (refused.status_code, refused.json()["code"]) == (409, "result.first")
    cedar = journey.bidder("Cedar")
    cedar.client.make(f"/v1/bids/{cedar.bid_id}/withdraw", {"reason": "We are too busy."})
    second = compute(journey, reason="A bid was withdrawn.")
    out = journey.team.buyer.read(f"/v1/results/{second['id']}/changes")
    assert out["before_id"] == first["id"]
    assert any("Cedar" in line for line in out["changes"]["said"])


@pytest.mark.parametrize("what", ["certificate", "changes", "stakes"])
def test_who_may_not_read_a_result_may_not_read_what_is_said_of_it(world: World, what: str) -> None:
    journey = computed(world)
    assert journey.result is not None
    address = f"/v1/results/{journey.result['id']}/{what}"
    assert authority(world).auditor.get(address).status_code == 404
    for person in (journey.team.evaluators[0], journey.bidders[0].client):
        assert person.get(address).status_code == 403


def test_nobody_who_marks_reads_the_statistics_before_their_own_marks_are_frozen(world: World) -> None:
    journey = evaluating(journey_with_bids(world))
    both = world.person(journey.team.organisation_id, Role.BUYER, Role.EVALUATOR, name="Bo Both")
    assigned(journey, both, ["carbon-plan"])
    declare(both, journey.tender_id)
    marked(journey)
    for bidder in journey.bidders:
        mark(both, bidder.bid_id, "carbon-plan", "1")
    address = f"/v1/tenders/{journey.tender_id}/diagnostics"
    refused = both.get(address)
    assert (refused.status_code, refused.json()["code"]) == (409, "diagnostics.marks_not_frozen")
    agree(journey, journey.bidder("Acme").bid_id, "carbon-plan", "3")
    seen = both.read(address)
    severity = {one["evaluator_name"]: one["deviation"]["exact"] for one in seen["severity"]}
    assert Fraction(severity["Bo Both"]) < 0 < Fraction(severity["Eva 1"])
    assert len(seen["warnings"]) == 2
    assert "statistic" in seen["label"]
    assert {one["supplier_name"] for one in seen["halo"]} == set(AGREED)
    for person in (journey.team.evaluators[0], journey.bidders[0].client):
        assert person.get(address).status_code == 403
    assert authority(world).buyer.get(address).status_code == 404

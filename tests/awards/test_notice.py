"""The notice starts the clock: standstill is counted from the day it is published, and bidders see nothing before."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.awards.deciding import approved, awarded, decided, decision, past_standstill, summarised
from tests.contracts_service.agreeing import code
from tests.journeys.building import Journey, computed
from tests.world import World


def on(world: World, day: str, hour: int = 10, minute: int = 0) -> None:
    """Let it be that moment in UTC."""
    world.clock.at = datetime.fromisoformat(f"{day}T{hour:02d}:{minute:02d}:00+00:00")


def standstill(journey: Journey, award: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = journey.team.auditor.read(f"/v1/awards/{award['id']}/standstill")
    return found


def ready(journey: Journey, **fields: Any) -> dict[str, Any]:
    """Return an award that is decided, approved and summarised, for a notice on the day it now is."""
    award = approved(journey, decided(journey, **fields))
    summarised(journey.world, award, journey.team.buyer)
    return award


def publish(journey: Journey, award: dict[str, Any], **body: Any) -> dict[str, Any]:
    made: dict[str, Any] = journey.team.buyer.make(f"/v1/awards/{award['id']}/publish-notice", body)
    return made


def test_standstill_is_planned_until_the_notice_and_then_counted_from_its_day(world: World) -> None:
    journey = computed(world)
    on(world, "2026-06-01")
    award = ready(journey)
    plan = standstill(journey, award)
    assert (plan["planned"], plan["over"], plan["last_day"]) == (True, False, "2026-06-10")
    on(world, "2026-06-04")
    made = publish(journey, award)
    assert (made["notice_on"], made["standstill_ends_at"]) == ("2026-06-04", "2026-06-15T23:00:00Z")
    real = standstill(journey, award)
    assert (real["planned"], real["begins_on"], real["last_day"]) == (False, "2026-06-04", "2026-06-15")
    past_standstill(world, award | {"standstill_ends_at": "2026-06-10T23:00:00Z"})
    assert standstill(journey, award)["over"] is False, "the plan is over, and what really runs is not"


@pytest.mark.parametrize(
    ("regime", "day", "last_day", "ends_at"),
    [
        ("procurement-act-2023", "2026-06-13", "2026-06-24", "2026-06-24T23:00:00Z"),  # a Saturday
        ("procurement-act-2023", "2026-04-01", "2026-04-14", "2026-04-14T23:00:00Z"),  # over Easter
        ("procurement-act-2023", "2026-12-21", "2027-01-05", "2027-01-06T00:00:00Z"),  # over Christmas
        ("procurement-act-2023", "2026-03-23", "2026-04-01", "2026-04-01T23:00:00Z"),  # the clocks go forward
        ("procurement-act-2023", "2026-10-19", "2026-10-28", "2026-10-29T00:00:00Z"),  # the clocks go back
        ("provider-selection-regime", "2026-06-13", "2026-06-24", "2026-06-24T23:00:00Z"),
        ("provider-selection-regime", "2026-04-01", "2026-04-16", "2026-04-16T23:00:00Z"),
        ("provider-selection-regime", "2026-12-21", "2027-01-07", "2027-01-08T00:00:00Z"),
    ],
)
def test_a_notice_of_any_day_gives_the_last_day_that_a_person_counts(
    world: World, regime: str, day: str, last_day: str, ends_at: str
) -> None:
    journey = computed(world, regime=regime)
    on(world, day)
    award = publish(journey, ready(journey))
    found = standstill(journey, award)
    assert (found["last_day"], found["ends_at"], len(found["counted"])) == (last_day, ends_at, 8)
    world.clock.at = datetime.fromisoformat(ends_at)
    assert standstill(journey, award)["over"] is True
    world.clock.at = world.clock.at.replace(microsecond=0)
    world.clock.advance(seconds=-1)
    assert standstill(journey, award)["over"] is False


def test_the_day_is_the_one_in_london_when_the_clocks_differ(world: World) -> None:
    journey = computed(world)
    world.clock.at = datetime(2026, 6, 1, 22, 59, 59, tzinfo=UTC)
    award = ready(journey)
    world.clock.at = datetime(2026, 6, 1, 23, 0, tzinfo=UTC)
    answer = journey.team.buyer.post(f"/v1/awards/{award['id']}/publish-notice", {"notice_on": "2026-06-01"})
    assert code(answer) == (409, "award.notice_not_today")
    assert publish(journey, award, notice_on="2026-06-02")["notice_on"] == "2026-06-02"


def test_a_notice_is_published_once(world: World) -> None:
    journey = computed(world)
    award = awarded(journey)
    again = journey.team.commissioner.post(f"/v1/awards/{award['id']}/publish-notice", {})
    assert code(again) == (409, "award.notice_published_already")
    assert award["notice_on"] in again.json()["detail"]


def test_a_notice_that_would_run_into_a_year_without_holidays_is_not_published(world: World) -> None:
    journey = computed(world)
    on(world, "2027-12-01")
    award = ready(journey)
    on(world, "2027-12-29")
    answer = journey.team.buyer.post(f"/v1/awards/{award['id']}/publish-notice", {})
    assert code(answer) == (409, "award.holidays_unknown")
    assert journey.team.auditor.read(f"/v1/awards/{award['id']}")["stage"] == "approved"


def test_an_award_can_still_be_made_void_after_its_notice_and_the_lot_awarded_anew(world: World) -> None:
    journey = computed(world)
    first = awarded(journey)
    gone = journey.team.buyer.make(f"/v1/awards/{first['id']}/void", {"reason": "A page was overlooked."})
    assert (gone["stage"], gone["published_at"]) == ("void", first["published_at"])
    world.clock.advance(days=1)
    again = awarded(journey)
    assert again["replaces_id"] == first["id"]
    notices = journey.bidder("Brook").client.read(f"/v1/tenders/{journey.tender_id}/award-notices")["items"]
    assert [(one["reference"], one["status"]) for one in notices] == [
        (first["reference"], "void"),
        (again["reference"], "decided"),
    ]


def test_light_touch_needs_no_standstill_and_one_of_their_own_is_as_long_as_the_law_says_at_least(world: World) -> None:
    journey = computed(world, category="light_touch")
    on(world, "2026-06-01")
    path = f"/v1/tenders/{journey.tender_id}/awards"
    short = journey.team.buyer.post(path, decision(journey, voluntary_working_days=7))
    assert code(short) == (409, "award.standstill_rule_unknown")
    none = decided(journey)
    assert (none["standstill_ends_at"], standstill(journey, none)["applies"]) == (None, False)
    journey.team.buyer.make(f"/v1/awards/{none['id']}/void", {"reason": "One is offered after all."})
    award = ready(journey, voluntary_working_days=8)
    on(world, "2026-06-02")
    own = standstill(journey, publish(journey, award))
    assert (own["status"], own["last_day"]) == ("own", "2026-06-11")


def test_where_none_is_required_it_is_over_with_the_notice_and_not_before(world: World) -> None:
    journey = computed(world, regime="below-threshold")
    award = ready(journey)
    assert standstill(journey, award)["over"] is False
    publish(journey, award)
    assert standstill(journey, award)["over"] is True


def test_how_the_notice_is_sent_is_remembered_where_it_matters(world: World) -> None:
    journey = computed(world, regime="scotland")
    on(world, "2026-06-01")
    award = ready(journey, sent_by="other_means")
    on(world, "2026-06-02")
    assert standstill(journey, publish(journey, award))["last_day"] == "2026-06-17"

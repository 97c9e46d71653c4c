"""What documents say of awards that are lawful and rare: a shared first place, a limit on lots, a price apart."""

from datetime import timedelta
from typing import Any

import pytest

from tests.awards import test_allocation as allocating
from tests.awards.deciding import approved, decided, published
from tests.awards.test_lots_and_ties import shared
from tests.documents.page import read
from tests.documents_service.changing import failures
from tests.documents_service.further_issuing import told_and_published, written
from tests.documents_service.issuing import json_of
from tests.documents_service.telling import check, described, issued
from tests.journeys.building import (
    Journey,
    agreed,
    compute,
    computed,
    content,
    evaluating,
    journey_with_bids,
    marked,
    rubric_document,
)
from tests.world import World

LIMIT = "one supplier could win only so many lots"


def standing_of(journey: Journey, award: dict[str, Any], name: str) -> list[str]:
    """Issue the summaries of an award and return why one bidder was not awarded it, as it was told."""
    found = next(one for one in issued(journey, award)["items"] if one["supplier_name"] == name)
    told = json_of(journey.bidder(name).client, found["document_id"])
    assert failures(told) == []
    said: list[str] = told["standing"]
    return said


def page_of(journey: Journey, document: dict[str, Any]) -> str:
    """Return the words of a document's page."""
    return read(journey.team.buyer.get(f"/v1/documents/{document['id']}/html").text).text


def test_who_shares_the_first_place_is_not_told_that_a_tie_break_put_another_first(world: World) -> None:
    journey = described(shared(world))
    award = approved(journey, decided(journey, tie_reason="Lots were drawn."))
    (loser,) = {"Acme", "Brook"} - {award["supplier_name"]}
    said = standing_of(journey, award, loser)
    assert said[1].endswith("has 88.00: the same, and the rubric puts neither of them before the other.")


def test_a_gap_too_small_to_print_does_not_read_as_none(world: World) -> None:
    bids = {name: content(local_spend=spend) for name, spend in (("Acme", "50000.01"), ("Brook", "50000"))}
    journey = described(journey_with_bids(world, bids))
    alike = {name: {"carbon-plan": "3", "local-jobs": "3"} for name in bids}
    agreed(marked(evaluating(journey), alike), alike)
    compute(journey)
    said = standing_of(journey, approved(journey, decided(journey)), "Brook")
    assert said[1:] == [
        "The winning tender, of Acme, has 80.50: less than 0.01 more.",
        "It earned fewer points than the winning tender on Local spend (less than 0.01).",
    ]


def test_a_winner_that_is_second_because_of_the_limit_on_lots_is_not_called_first(world: World) -> None:
    journey, second = allocating.limited(world, second=("Acme", "Brook"))
    allocating.settled(journey, second, {"Acme": "4", "Brook": "2"})
    award = approved(described(journey), journey.team.buyer.did(allocating.award(journey, "2", second["Brook"])))
    page = page_of(journey, journey.team.buyer.make(f"/v1/awards/{award['id']}/documents"))
    assert page.lower().count(LIMIT) == 2, "on the first page, and where it tells how the award came about"
    assert "what is said here of a winner is said of the bid that is first" in page
    letter = page_of(journey, {"id": written(journey, award)["Acme"]})
    assert "Bidder that is to win" in letter
    assert "ranked first" not in letter


def test_a_notice_that_is_planned_is_not_said_to_be_published(world: World) -> None:
    journey = journey_with_bids(world)
    agreed(marked(evaluating(journey)))
    compute(journey)
    award = decided(journey)
    path = f"/v1/awards/{award['id']}/documents"
    before = page_of(journey, journey.team.buyer.make(path))
    assert "Notice planned" in before
    assert "It is counted from the day for which the notice is planned." in before
    published(journey, award)
    after = page_of(journey, journey.team.buyer.make(path))
    assert "Notice published" in after
    assert "planned" not in after


@pytest.mark.parametrize("method", [{"type": "record"}, None])
def test_a_price_that_the_total_divides_by_holds_no_summary_up(world: World, method: dict[str, str] | None) -> None:
    rubric = rubric_document()
    *_, quality, price = rubric["criteria"]
    quality["weight"] = "100"
    del price["weight"], price["method"]
    price |= {"method": method} if method else {}
    rubric["aggregation"] = {"method": "price_per_quality_point", "price": "price"}
    journey = described(journey_with_bids(world, rubric=rubric))
    agreed(marked(evaluating(journey)))
    compute(journey)
    award = approved(journey, decided(journey))
    assert check(journey.team.buyer, award)["errors"] == []
    assert standing_of(journey, award, "Cedar")
    page = page_of(journey, journey.team.buyer.make(f"/v1/awards/{award['id']}/documents"))
    assert "Recorded; it earns no points of its own." in page
    assert journey.team.buyer.make(f"/v1/awards/{award['id']}/publish-notice", {})["published_at"]


def test_one_day_of_standstill_is_one_day(world: World) -> None:
    journey = described(computed(world, regime="below-threshold"))
    award = approved(journey, decided(journey, voluntary_working_days=1))
    page = page_of(journey, {"id": written(journey, award)["Brook"]})
    assert "Standstill then lasts 1 day that counts, to the end of Wednesday 4 February 2026." in page
    assert "1 working day, beginning with the day of the notice" in page


def test_where_no_standstill_applies_a_letter_says_that_the_notice_is_planned(world: World) -> None:
    journey = described(computed(world, regime="below-threshold"))
    page = page_of(journey, {"id": written(journey, approved(journey, decided(journey)))["Brook"]})
    assert "No standstill applies to this contract." in page
    assert "planned for Wednesday 4 February 2026" in page


def test_the_day_on_which_standstill_begins_is_in_its_calendar_though_it_does_not_count(world: World) -> None:
    journey = described(computed(world, regime="provider-selection-regime"))
    page = page_of(journey, {"id": written(journey, approved(journey, decided(journey)))["Brook"]})
    begins = "Thursday 5 February 2026 standstill begins, and the days are counted from the next one"
    assert f"{begins} Friday 6 February 2026 day 1 of 8" in " ".join(page.split())


def test_nobody_is_asked_to_write_by_a_day_that_is_over_while_standstill_is_held_open(world: World) -> None:
    journey = computed(world, regime="provider-selection-regime")
    award = told_and_published(journey, approved(described(journey), decided(journey)))
    path = f"/v1/awards/{award['id']}/representations"
    journey.bidder("Brook").client.make(path, {"words": "Our plan was not read."})
    before = page_of(journey, {"id": written(journey, award)["Cedar"]})
    assert "must reach the authority by midnight at the end of Tuesday 17 February 2026." in before
    world.clock.at += timedelta(days=20)
    brand_new = written(journey, award, words="The review takes longer than we thought.")
    after = page_of(journey, {"id": brand_new["Cedar"]})
    assert "held open" in after
    assert "The last moment to be heard was midnight at the end of Tuesday 17 February 2026." in after
    assert "must reach the authority" not in after

"""Each lot is decided on its own, and a shared first place is decided by a choice that is on record."""

from typing import Any

from tests.awards.deciding import awarded, computed_from, decision, past_standstill, published, ranking
from tests.contracts_service.agreeing import carry_all, code, drafted, gone_live, term
from tests.journeys.building import (
    Journey,
    agree,
    agreed,
    assigned,
    compute,
    content,
    decide_gate,
    evaluating,
    journey_with_bids,
    mark,
    marked,
    submitted_bid,
)
from tests.world import World

LOTS = [{"code": "1", "title": "North", "value": "500000"}, {"code": "2", "title": "South", "value": "400000"}]


def two_lots(world: World, *, second: bool) -> tuple[Journey, str | None]:
    """Return a tender of two lots with the first one computed, and the bid of Acme for the second if there is one."""
    journey = journey_with_bids(world, lots=LOTS)
    acme = journey.bidder("Acme").client
    bid_id = submitted_bid(acme, journey.tender, content(), lot="2") if second else None
    evaluating(journey)
    agreed(marked(journey))
    compute(journey)
    return journey, bid_id


def compute_second(journey: Journey, bid_id: str) -> None:
    """Mark, agree and compute the second lot."""
    decide_gate(journey, bid_id)
    for criterion in ("carbon-plan", "local-jobs"):
        for evaluator in journey.team.evaluators:
            assigned(journey, evaluator, [criterion], lot="2")
            mark(evaluator, bid_id, criterion, "3")
        agree(journey, bid_id, criterion, "3")
    compute(journey, lot="2")


def status(journey: Journey) -> str:
    found: str = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}")["status"]
    return found


def test_the_tender_is_awarded_when_every_lot_with_a_winner_is_decided(world: World) -> None:
    journey, bid_id = two_lots(world, second=True)
    assert bid_id is not None
    first = awarded(journey)
    assert status(journey) == "evaluating"
    body = decision(journey) | {"lot": "2", "bid": bid_id}
    path = f"/v1/tenders/{journey.tender_id}/awards"
    assert code(journey.team.buyer.post(path, body)) == (409, "award.no_result")
    compute_second(journey, bid_id)
    second = journey.team.buyer.make(path, body)
    assert status(journey) == "evaluating", "nobody outside knows of it yet"
    published(journey, second)
    assert status(journey) == "awarded"
    assert (first["lot"], second["lot"], second["supplier_name"]) == ("1", "2", "Acme")
    assert first["reference"] != second["reference"]
    brook = journey.bidder("Brook").client
    notices = brook.read(f"/v1/tenders/{journey.tender_id}/award-notices")["items"]
    assert [(each["lot"], each["your_rank"]) for each in notices] == [("1", 2), ("2", None)]
    journey.team.buyer.make(f"/v1/awards/{first['id']}/void", {"reason": "A page of Brook's bid was overlooked."})
    assert status(journey) == "evaluating"


def test_a_lot_that_nobody_bid_for_does_not_hold_the_tender_up(world: World) -> None:
    journey, _ = two_lots(world, second=False)
    awarded(journey)
    assert status(journey) == "awarded"


def test_a_bid_of_one_lot_cannot_win_another(world: World) -> None:
    journey, bid_id = two_lots(world, second=True)
    body = decision(journey) | {"bid": bid_id}
    answer = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/awards", body)
    assert code(answer) == (409, "award.bid_may_not_win")


def test_a_winner_that_withdraws_while_another_lot_is_open_gets_no_contract(world: World) -> None:
    journey, _ = two_lots(world, second=True)
    award = awarded(journey)
    journey.bidder("Acme").client.make(f"/v1/bids/{award['bid_id']}/withdraw", {"reason": "We have no staff."})
    past_standstill(world, award)
    answer = journey.team.buyer.post(f"/v1/awards/{award['id']}/contract", term(journey))
    assert code(answer) == (409, "contract.award_overtaken")
    assert "withdrawn" in answer.json()["detail"]


def test_a_contract_drafted_in_time_does_not_bind_after_the_winner_has_gone(world: World) -> None:
    journey, _ = two_lots(world, second=True)
    award = awarded(journey)
    past_standstill(world, award)
    contract = journey.team.buyer.make(f"/v1/awards/{award['id']}/contract", term(journey))
    assert contract["title"] == "Cleaning of three clinics: North"
    carry_all(journey, contract)
    journey.team.buyer.make(f"/v1/bids/{award['bid_id']}/exclude", {"reason": "The charter was never signed."})
    answer = journey.team.buyer.post(f"/v1/contracts/{contract['id']}/go-live")
    assert code(answer) == (409, "contract.award_overtaken")
    journey.team.buyer.make(f"/v1/awards/{award['id']}/void", {"reason": "The winner was excluded."})


def test_an_abandoned_tender_makes_its_awards_void_and_gives_no_contract(world: World) -> None:
    journey, _ = two_lots(world, second=True)
    award = awarded(journey)
    ended = journey.team.buyer.make(f"/v1/tenders/{journey.tender_id}/abandon", {"reason": "The clinics close."})
    assert (ended["status"], ended["abandoned_reason"]) == ("abandoned", "The clinics close.")
    gone = journey.team.auditor.read(f"/v1/awards/{award['id']}")
    assert (gone["stage"], gone["void_reason"]) == ("void", "The tender was abandoned: The clinics close.")
    past_standstill(world, award)
    answer = journey.team.buyer.post(f"/v1/awards/{award['id']}/contract", term(journey))
    assert code(answer) == (409, "award.void")
    notice = journey.bidder("Brook").client.read(f"/v1/awards/{award['id']}/notice")
    assert (notice["winner"], notice["status"]) == ("Acme", "void")
    again = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/abandon", {"reason": "Once more."})
    assert code(again) == (409, "tender.wrong_status")


def test_an_awarded_tender_can_be_abandoned_until_a_contract_is_live(world: World) -> None:
    journey, _ = two_lots(world, second=False)
    path = f"/v1/tenders/{journey.tender_id}/abandon"
    contract = gone_live(journey)
    answer = journey.team.buyer.post(path, {"reason": "The clinics close."})
    assert code(answer) == (409, "tender.contracted")
    assert len(answer.json()["awards"]) == 1
    assert journey.team.auditor.read(f"/v1/contracts/{contract['id']}")["status"] == "live"
    other, _ = two_lots(world, second=False)
    draft = drafted(other)
    assert status(other) == "awarded"
    other.team.buyer.make(f"/v1/tenders/{other.tender_id}/abandon", {"reason": "The clinics close."})
    assert status(other) == "abandoned"
    assert other.team.auditor.read(f"/v1/contracts/{draft['id']}")["status"] == "cancelled"


def shared(world: World) -> Journey:
    """Return a journey in which Acme and Brook are first together after every tie-break: Acme 4 + 3, Brook 4 + 3."""
    alike: dict[str, Any] = content(price="100000", local_spend="50000")
    journey = journey_with_bids(world, {"Acme": alike, "Brook": alike, "Cedar": content(price="100000")})
    marks = {
        "Acme": {"carbon-plan": "4", "local-jobs": "3"},
        "Brook": {"carbon-plan": "4", "local-jobs": "3"},
        "Cedar": {"carbon-plan": "2", "local-jobs": "1"},
    }
    agreed(marked(evaluating(journey), marks), marks)
    compute(journey)
    return journey


def test_a_shared_first_place_takes_a_reason_for_the_choice_and_keeps_it(world: World) -> None:
    journey = shared(world)
    first = [place for place in ranking(journey) if place["rank"] == 1]
    assert [place["joint"] for place in first] == [True, True]
    path, body = f"/v1/tenders/{journey.tender_id}/awards", decision(journey) | {"bid": first[1]["bid"]}
    answer = journey.team.buyer.post(path, body)
    assert code(answer) == (409, "award.tie_needs_reason")
    assert all(place["name"] in answer.json()["detail"] for place in first)
    why = "Lots were drawn before both bidders on 4 February."
    award = published(journey, journey.team.buyer.make(path, body | {"tie_reason": why}))
    assert (award["supplier_name"], award["tie_reason"]) == (first[1]["name"], why)
    notice = journey.bidder(first[0]["name"]).client.read(f"/v1/awards/{award['id']}/notice")
    assert (notice["your_rank"], notice["your_rank_is_joint"]) == (1, True)


def test_the_third_in_a_tie_at_the_top_still_cannot_win(world: World) -> None:
    journey = shared(world)
    answer = journey.team.buyer.post(
        f"/v1/tenders/{journey.tender_id}/awards", decision(journey, rank=3, tie_reason="We prefer them.")
    )
    assert code(answer) == (409, "award.bid_may_not_win")


def test_an_excluded_bid_learns_that_it_was_and_has_no_rank(world: World) -> None:
    journey = computed_from(world, {name: content() for name in ("Acme", "Brook", "Cedar")})
    brook = journey.bidder("Brook")
    journey.team.buyer.make(f"/v1/bids/{brook.bid_id}/exclude", {"reason": "False statements."})
    stale = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/awards", decision(journey))
    assert code(stale) == (409, "award.result_not_current")
    assert stale.json()["changed"] == ["the bid of Brook was live and is excluded"]
    compute(journey, reason="Brook was excluded.")
    out = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/awards", decision(journey) | {"bid": brook.bid_id})
    assert code(out) == (409, "award.bid_may_not_win")
    award = awarded(journey)
    notice = brook.client.read(f"/v1/awards/{award['id']}/notice")
    assert (notice["your_standing"], notice["your_rank"], notice["your_total"]) == ("excluded", None, None)

"""Results: computed when everything is in, exact, kept with all they rest on, and superseded only with a reason."""

import copy
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.identity.rules import Role
from scoring import verify
from scoring.digest import digest_of_bytes, read_strictly
from tests.journeys.building import (
    AGREED,
    THREE_BIDS,
    Journey,
    agree,
    agreed,
    assigned,
    authority,
    compute,
    computed,
    content,
    decide_gate,
    decided_journey,
    evaluating,
    journey_with_bids,
    mark,
    marked,
    prices_opened,
    rubric_document,
)
from tests.journeys.together import at_once
from tests.world import World


def _post(journey: Journey, **body: Any) -> Any:
    return journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/results", {"lot": "1"} | body)


def _lot(result: dict[str, Any]) -> dict[str, Any]:
    lot: dict[str, Any] = result["document"]["lots"][0]
    return lot


def _totals(result: dict[str, Any]) -> dict[str, str]:
    return {place["name"]: place["total"]["exact"] for place in _lot(result)["ranking"]}


def test_a_result_is_exact_and_says_why(world: World) -> None:
    """Acme: carbon 4/4 of 30, jobs 3/4 of 12, local spend 80% of 18, price 95/100 of 40."""
    journey = computed(world)
    assert journey.result is not None
    assert _totals(journey.result) == {"Acme": "91.4", "Brook": "9377/110", "Cedar": "61.6"}
    assert [place["rank"] for place in _lot(journey.result)["ranking"]] == [1, 2, 3]
    acme = _lot(journey.result)["bids"][journey.bidder("Acme").bid_id]
    assert "Acme: 91.40 of 100" in acme["said"]
    assert (journey.result["number"], journey.result["superseded"], journey.result["current"]) == (1, False, True)


def test_a_result_is_not_computed_before_everything_is_in_and_everything_missing_is_listed(world: World) -> None:
    journey = evaluating(journey_with_bids(world, {"Acme": content()}))
    bid_id = journey.bidder("Acme").bid_id
    mark(journey.team.evaluators[0], bid_id, "carbon-plan", "3")
    refused = _post(journey)
    assert (refused.status_code, refused.json()["code"]) == (409, "result.incomplete")
    found = [(one["code"], one["place"].rpartition(".")[2]) for one in refused.json()["findings"]]
    assert found == [
        ("gate.undecided", "charter"),
        ("mark.missing", "carbon-plan"),
        ("agreement.missing", "carbon-plan"),
        ("mark.missing", "local-jobs"),
        ("mark.missing", "local-jobs"),
        ("agreement.missing", "local-jobs"),
    ]
    assert "Eva 2 has not marked Acme on “Carbon plan”" in refused.json()["findings"][1]["message"]
    marked(journey, {"Acme": {"local-jobs": "2"}})
    mark(journey.team.evaluators[1], bid_id, "carbon-plan", "3")
    agreed(journey, {"Acme": {"carbon-plan": "3"}})
    assert [one["code"] for one in _post(journey).json()["findings"]] == ["agreement.missing"]
    agree(journey, bid_id, "local-jobs", "2")
    assert _post(journey).json()["code"] == "result.prices_sealed"
    prices_opened(journey)
    assert _post(journey).status_code == 201


def test_one_bid_that_lacks_a_mark_holds_the_whole_lot(world: World) -> None:
    marks = {name: dict(by) for name, by in AGREED.items()}
    journey = marked(evaluating(journey_with_bids(world)))
    del marks["Cedar"]["local-jobs"]
    agreed(journey, marks)
    found = _post(journey).json()["findings"]
    assert {one["place"] for one in found} == {f"bids.{journey.bidder('Cedar').bid_id}.local-jobs"}


def test_a_mark_of_zero_is_below_a_minimum_of_one_and_excludes_that_bid_alone(world: World) -> None:
    """F5 and F6: zero is below the minimum, and each bid passes or fails by its own marks."""
    marks = {name: dict(by) for name, by in AGREED.items()}
    marks["Acme"]["local-jobs"] = "0"
    journey = agreed(marked(evaluating(journey_with_bids(world)), marks), marks)
    lot = _lot(compute(journey))
    assert [place["name"] for place in lot["ranking"]] == ["Brook", "Cedar"]
    (excluded,) = lot["excluded"]
    assert excluded["name"] == "Acme"
    assert "mark 0 is below the minimum of 1" in excluded["reasons"][0]["text"]


def test_a_bid_passes_every_minimum_of_its_own_or_is_out(world: World) -> None:
    """F6: reaching one minimum does not make up for missing another."""
    document = rubric_document()
    document["criteria"][1]["criteria"][0]["minimum"] = {"mark": "3", "consequence": "excluded"}
    journey = evaluating(journey_with_bids(world, rubric=document))
    agreed(marked(journey))
    lot = _lot(compute(journey))
    assert [place["name"] for place in lot["ranking"]] == ["Acme", "Brook"]
    assert [one["name"] for one in lot["excluded"]] == ["Cedar"]


def test_a_bid_that_fails_the_gate_is_out_and_need_not_be_marked(world: World) -> None:
    journey = evaluating(journey_with_bids(world))
    two = {name: AGREED[name] for name in ("Brook", "Cedar")}
    decide_gate(journey, journey.bidder("Acme").bid_id, passed=False, rationale="Not signed.")
    agreed(marked(journey, two), two)
    lot = _lot(compute(journey))
    assert [place["name"] for place in lot["ranking"]] == ["Brook", "Cedar"]
    assert lot["excluded"][0]["reasons"] == [{"criterion": "charter", "text": "Signed charter: not passed"}]


def test_a_pledge_of_nothing_scores_nothing_and_is_still_a_pledge(world: World) -> None:
    bids = {"Acme": content(local_spend="0"), "Brook": content(local_spend="100000", price="125000")}
    two = {name: {"carbon-plan": "2", "local-jobs": "2"} for name in bids}
    journey = agreed(marked(evaluating(journey_with_bids(world, bids)), two), two)
    acme = _lot(compute(journey))["bids"][journey.bidder("Acme").bid_id]
    spend = next(one for one in acme["criteria"][1]["criteria"] if one["id"] == "local-spend")
    assert (spend["given"], spend["points"]["exact"]) == ({"quantity": "0"}, "0")


def test_unchanged_inputs_give_no_second_result(world: World) -> None:
    journey = computed(world)
    assert journey.result is not None
    refused = _post(journey, reason="Just to be sure.")
    assert (refused.status_code, refused.json()["code"]) == (409, "result.unchanged")
    assert refused.json()["result_id"] == journey.result["id"]
    assert len(journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/results")["items"]) == 1


def test_two_computations_at_the_same_instant_give_one_result(world: World) -> None:
    journey = decided_journey(world)
    answers = at_once([lambda: _post(journey)] * 3)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409], [one.text for one in answers]
    assert {answer.json().get("code") for answer in answers} == {None, "result.unchanged"}
    assert len(journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/results")["items"]) == 1


def test_a_changed_agreement_makes_the_result_stale_and_a_new_one_needs_a_reason_and_both_stay(world: World) -> None:
    journey = computed(world)
    first = journey.result
    assert first is not None
    brook = journey.bidder("Brook").bid_id
    agree(journey, brook, "carbon-plan", "4", superseding_reason="The annex was overlooked.")
    assert not journey.team.buyer.read(f"/v1/results/{first['id']}")["current"]
    silent = _post(journey)
    assert (silent.status_code, silent.json()["code"]) == (409, "result.needs_reason")
    second = compute(journey, reason="The panel corrected Brook's mark on carbon.")
    assert (second["number"], second["reason"]) == (2, "The panel corrected Brook's mark on carbon.")
    assert [place["name"] for place in _lot(second)["ranking"]] == ["Brook", "Acme", "Cedar"]
    listed = journey.team.auditor.read(f"/v1/tenders/{journey.tender_id}/results")["items"]
    assert [(one["number"], one["superseded"]) for one in listed] == [(2, False), (1, True)]
    old = journey.team.auditor.read(f"/v1/results/{first['id']}")
    assert old["document"] == first["document"]
    assert (old["superseded"], old["current"]) == (True, False)


def test_a_withdrawal_makes_the_result_stale_and_the_rest_is_computed_anew_without_it(world: World) -> None:
    """Cedar's price was the lowest, so that the others earn more for theirs once it is gone."""
    journey = computed(world)
    assert journey.result is not None
    cedar = journey.bidder("Cedar")
    cedar.client.make(f"/v1/bids/{cedar.bid_id}/withdraw", {"reason": "We lost our subcontractor."})
    assert not journey.team.buyer.read(f"/v1/results/{journey.result['id']}")["current"]
    second = compute(journey, reason="Cedar withdrew.")
    assert _totals(second) == {"Acme": "93.4", "Brook": "9577/110"}
    assert _lot(second)["withdrawn"] == [{"bid": cedar.bid_id, "name": "Cedar", "reason": "We lost our subcontractor."}]
    assert [place["name"] for place in _lot(second)["ranking"]] == ["Acme", "Brook"]


def test_an_excluded_bid_is_named_with_its_reason_and_moves_nobody(world: World) -> None:
    journey = decided_journey(world)
    journey.team.buyer.make(f"/v1/bids/{journey.bidder('Cedar').bid_id}/exclude", {"reason": "No insurance."})
    lot = _lot(compute(journey))
    assert lot["excluded"][0]["reasons"] == [{"criterion": None, "text": "No insurance."}]
    assert "price" not in next(one for one in journey.result["document"]["inputs"]["bids"] if one["name"] == "Cedar")  # type: ignore[index]  # computed above


def test_anybody_can_compute_the_result_again_from_the_document_alone(world: World) -> None:
    journey = computed(world)
    assert journey.result is not None
    answer = journey.team.auditor.get(f"/v1/results/{journey.result['id']}/document")
    document = read_strictly(answer.content)
    assert isinstance(document, dict)
    assert verify(document).holds
    assert document["digests"]["result"] == journey.result["digest"]
    inputs = {one["id"]: one for one in document["inputs"]["bids"]}
    acme = inputs[journey.bidder("Acme").bid_id]["answers"]
    assert acme["carbon-plan"]["rationale"] == "The panel found the answer on carbon-plan worth 4."
    assert document["inputs"]["contract"] == {"value": "900000", "years": "3"}
    again = journey.team.auditor.get(f"/v1/results/{journey.result['id']}/document")
    assert digest_of_bytes(again.content) == digest_of_bytes(answer.content)
    forged = copy.deepcopy(document)
    forged["inputs"]["bids"][0]["answers"]["carbon-plan"]["mark"] = "1"
    assert not verify(forged).holds


def test_the_trace_is_read_in_words_to_any_depth(world: World) -> None:
    journey = computed(world)
    assert journey.result is not None
    address = f"/v1/results/{journey.result['id']}/trace"
    whole = journey.team.commissioner.get(address)
    assert whole.headers["content-type"].startswith("text/plain")
    assert "4 of 4 on Carbon plan × 30% = 30.00" in whole.text
    assert "highest mark: 4 (of the scale Marks from 0 to 4)" in whole.text
    shallow = journey.team.commissioner.get(address, params={"depth": 1, "bid": journey.bidder("Brook").bid_id}).text
    assert "Social value: 50.70 of 60" in shallow
    assert "Carbon plan" not in shallow
    assert "Acme" not in shallow
    assert journey.team.buyer.get(address, params={"bid": journey.tender_id}).status_code == 404
    assert journey.team.buyer.get(address, params={"depth": -1}).status_code == 422


def test_results_are_read_by_the_authority_and_by_nobody_who_marks_or_bids(world: World) -> None:
    journey = computed(world)
    assert journey.result is not None
    other = authority(world)
    for address in ("", "/document", "/trace"):
        path = f"/v1/results/{journey.result['id']}{address}"
        for reader in (journey.team.buyer, journey.team.commissioner, journey.team.auditor):
            assert reader.get(path).status_code == 200
        for stranger in (other.buyer, other.auditor, other.commissioner):
            assert stranger.get(path).status_code == 404
        for outsider in (journey.team.evaluators[0], journey.bidders[0].client):
            assert outsider.get(path).status_code == 403
    assert other.buyer.post(f"/v1/tenders/{journey.tender_id}/results", {"lot": "1"}).status_code == 404
    assert other.auditor.get(f"/v1/tenders/{journey.tender_id}/results").status_code == 404


def test_what_the_rubric_refuses_to_score_is_said_in_names_and_nothing_is_kept(world: World) -> None:
    document = rubric_document()
    document["criteria"][1]["criteria"][2]["method"] = {
        "type": "relative_to_best",
        "better": "higher",
        "at_zero": "refuse",
    }
    bids = {name: content(local_spend="0") for name in ("Acme", "Brook")}
    two = {name: AGREED[name] for name in bids}
    journey = prices_opened(agreed(marked(evaluating(journey_with_bids(world, bids, rubric=document)), two), two))
    refused = _post(journey)
    assert (refused.status_code, refused.json()["code"]) == (409, "result.refused")
    messages = " ".join(one["message"] for one in refused.json()["findings"])
    assert "Acme" in messages
    assert journey.bidder("Acme").bid_id not in messages
    assert journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/results")["items"] == []


def test_a_lot_that_drew_no_bid_has_a_result_with_nobody_in_it(world: World) -> None:
    journey = evaluating(journey_with_bids(world, {}))
    lot = _lot(compute(journey))
    assert (lot["ranking"], lot["excluded"], lot["withdrawn"]) == ([], [], [])


def test_lots_are_computed_apart_each_from_its_own_bids_and_marks(world: World) -> None:
    lots = [
        {"code": "north", "title": "North", "value": "400000"},
        {"code": "o'south", "title": "South", "value": "500000"},
    ]
    journey = journey_with_bids(world, {}, lots=lots)
    client = world.supplier("Acme")
    bids = {}
    for lot in ("north", "o'south"):
        drafted = client.make(f"/v1/tenders/{journey.tender_id}/bids", {"lot": lot, "content": THREE_BIDS["Acme"]})
        client.make(f"/v1/bids/{drafted['id']}/submit")
        bids[lot] = drafted["id"]
    evaluating(journey, assign=False)
    evaluator = journey.team.evaluators[0]
    assigned(journey, evaluator, lot="north")
    decide_gate(journey, bids["north"])
    for criterion in ("carbon-plan", "local-jobs"):
        mark(evaluator, bids["north"], criterion, "4")
        agree(journey, bids["north"], criterion, "4")
    north = compute(journey, lot="north")
    assert north["document"]["inputs"]["contract"]["value"] == "400000"
    assert [place["bid"] for place in _lot(north)["ranking"]] == [bids["north"]]
    refused = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/results", {"lot": "o'south"})
    assert refused.json()["code"] == "result.incomplete"
    body = {"criterion": "carbon-plan", "mark": "4", "rationale": "Not mine."}
    south = bids["o'south"]
    unassigned = evaluator.post(f"/v1/bids/{south}/marks", body)
    assert unassigned.status_code == 404
    assert _post(journey, lot="east").status_code == 404


def test_a_result_is_computed_while_the_tender_is_evaluated_only(world: World) -> None:
    journey = journey_with_bids(world)
    early = _post(journey)
    assert (early.status_code, early.json()["code"]) == (409, "tender.not_evaluating")
    evaluator_only = world.person(journey.team.organisation_id, Role.EVALUATOR)
    assert evaluator_only.post(f"/v1/tenders/{journey.tender_id}/results", {"lot": "1"}).status_code == 403


def test_nothing_in_the_database_can_change_a_result(world: World) -> None:
    computed(world)
    for statement in ("UPDATE result SET number = 9", "DELETE FROM result", "DELETE FROM agreed_mark"):
        with pytest.raises(DBAPIError), world.service.database.unit_of_work(write=True) as tx:
            tx.execute(text(statement))

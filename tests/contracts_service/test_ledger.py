"""The ledger says what rested on each question and who would have won without it, by the rubric's own rules."""

from typing import Any

import pytest

from app.contracts.ledger import Ledger, ResultUnreadable, ledger
from scoring import Findings, evaluate
from tests.journeys.building import rubric_document


def bid(bid_id: str, *, price: str, carbon: str, jobs: str, spend: str) -> dict[str, Any]:
    answers = {
        "charter": {"passed": True},
        "carbon-plan": {"mark": carbon},
        "local-jobs": {"mark": jobs},
        "local-spend": {"quantity": spend},
        "price": {"price": price},
    }
    return {"id": bid_id, "name": f"Firm {bid_id}", "status": "live", "price": price, "answers": answers}


def result_of(*bids: dict[str, Any], **rubric: Any) -> dict[str, Any]:
    result = evaluate(rubric_document() | rubric, {"format": "makegood.bids/1", "lots": ["1"], "bids": list(bids)})
    assert not isinstance(result, Findings), str(result)
    return result.to_mapping()


def ledger_of(result: dict[str, Any], *criteria: str) -> Ledger:
    return ledger(result, "1", result["lots"][0]["ranking"][0]["bid"], list(criteria))


def test_points_that_decided_the_award_are_told_from_points_that_did_not() -> None:
    # Firm A has 30 + 12 + 9 + 40 = 91 points, Firm B 22.5 + 9 + 18 + 32 = 81.5.
    result = result_of(
        bid("A", price="80", carbon="4", jobs="4", spend="50000"),
        bid("B", price="100", carbon="3", jobs="3", spend="100000"),
    )
    found = ledger_of(result, "carbon-plan", "local-jobs", "local-spend")
    assert found.total == "91"
    carbon, jobs, spend = (found.stakes[name] for name in ("carbon-plan", "local-jobs", "local-spend"))
    assert (carbon.points, carbon.total_without, carbon.would_still_win) == ("30", "61", False)
    assert carbon.first_without == ("Firm B",)
    # With the lowest mark on jobs Firm A would have missed the minimum of 1, which excludes.
    assert (jobs.points, jobs.total_without, jobs.first_without) == ("12", None, ("Firm B",))
    assert (spend.points, spend.total_without, spend.would_still_win) == ("9", "82", True)


def test_points_are_exact_and_shown_by_the_rounding_of_the_rubric() -> None:
    result = result_of(
        bid("A", price="3", carbon="4", jobs="4", spend="1"),
        bid("B", price="1", carbon="1", jobs="1", spend="0"),
        rounding={"places": 4, "mode": "half_up"},
    )
    assert result["lots"][0]["ranking"][0]["total"]["exact"] == result["lots"][0]["bids"]["A"]["total"]["exact"]
    stake = ledger_of(result, "price").stakes["price"]
    assert (stake.points, stake.points_shown) == ("40/3", "13.3333")


def test_a_tie_that_would_arise_is_parted_by_the_tie_break_of_the_rubric() -> None:
    # Without its 12 points on jobs Firm A has 30 + 40 = 70, and Firm B has 15 + 6 + 9 + 40; carbon parts them.
    quality = next(node for node in rubric_document()["criteria"] if node["id"] == "social-value")
    price = rubric_document()["criteria"][-1]
    inside = [{key: value for key, value in leaf.items() if key != "minimum"} for leaf in quality["criteria"]]
    charter = [node for node in rubric_document()["criteria"] if node["id"] == "charter"]
    result = result_of(
        bid("A", price="100", carbon="4", jobs="4", spend="0"),
        bid("B", price="100", carbon="2", jobs="2", spend="50000"),
        criteria=[*charter, quality | {"criteria": inside}, price],
    )
    stake = ledger_of(result, "local-jobs").stakes["local-jobs"]
    assert stake.total_without == result["lots"][0]["bids"]["B"]["total"]["exact"] == "70"
    assert (stake.would_still_win, stake.first_without) == (True, ("Firm A",))


def test_a_first_place_that_would_be_shared_names_everybody_in_it() -> None:
    result = result_of(
        bid("A", price="100", carbon="4", jobs="4", spend="100000"),
        bid("B", price="100", carbon="4", jobs="4", spend="0"),
    )
    stake = ledger_of(result, "local-spend").stakes["local-spend"]
    assert stake.would_still_win is True
    assert sorted(stake.first_without) == ["Firm A", "Firm B"]


def test_where_the_lowest_figure_is_best_the_ledger_follows() -> None:
    # Price per quality point: Firm A pays 100 for 60 points, Firm B 90 for 40; without carbon A has 30 and loses.
    result = result_of(
        bid("A", price="100", carbon="4", jobs="4", spend="100000"),
        bid("B", price="90", carbon="2", jobs="4", spend="50000"),
        aggregation={"method": "price_per_quality_point", "price": "price"},
        criteria=[
            node | {"weight": "100"}
            if node["id"] == "social-value"
            else {k: v for k, v in node.items() if k != "weight"}
            for node in rubric_document()["criteria"]
        ],
    )
    stake = ledger_of(result, "carbon-plan").stakes["carbon-plan"]
    assert (stake.total_without, stake.would_still_win, stake.first_without) == ("2", False, ("Firm B",))


def test_a_winner_without_a_figure_left_would_win_nothing() -> None:
    document = rubric_document()
    quality = next(node for node in document["criteria"] if node["id"] == "social-value")
    carbon = next(node for node in quality["criteria"] if node["id"] == "carbon-plan") | {"weight": "100"}
    price = {key: value for key, value in document["criteria"][-1].items() if key != "weight"}
    answers = {"carbon-plan": {"mark": "4"}, "price": {"price": "10"}}
    only = {"id": "A", "name": "Firm A", "status": "live", "price": "10", "answers": answers}
    result = result_of(
        only, aggregation={"method": "price_per_quality_point", "price": "price"}, criteria=[carbon, price]
    )
    stake = ledger_of(result, "carbon-plan").stakes["carbon-plan"]
    assert (stake.total_without, stake.would_still_win, stake.first_without) == (None, False, ())


def test_a_result_that_can_no_longer_be_scored_is_a_fault_and_says_where() -> None:
    result = result_of(bid("A", price="1", carbon="4", jobs="4", spend="1"))
    result["rubric"]["criteria"][1]["weight"] = "59"
    with pytest.raises(ResultUnreadable, match="99"):
        ledger(result, "1", "A", ["carbon-plan"])

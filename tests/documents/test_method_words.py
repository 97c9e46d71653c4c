"""Every scoring method reads as a sentence, and none of its numbers is left out."""

from typing import Any

import pytest

from app.documents.method_words import gate_in_words, given_in_words, method_in_words
from app.documents.rubric_words import method_in_words as rubric_in_words
from tests.documents.sample_bids import RUBRIC


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ({"type": "scale", "scale": "s"}, ["published scale"]),
        ({"type": "target", "floor": "20", "target": "1000", "better": "higher"}, ["20", "1,000"]),
        (
            {
                "type": "banded",
                "better": "higher",
                "bands": [{"from": "0", "share_percent": "0"}, {"from": "10", "share_percent": "50"}],
            },
            ["from 0: 0%", "from 10: 50%"],
        ),
        ({"type": "relative_to_best", "better": "lower", "at_zero": "full"}, ["lowest"]),
        ({"type": "lowest_price", "zero_price": "refuse"}, ["Lowest price"]),
        (
            {"type": "percentage_above_lowest", "factor": "2", "floor_percent": "5", "zero_price": "refuse"},
            ["less 2 times", "5%"],
        ),
        (
            {"type": "mean_price", "at_mean_percent": "50", "slope": "1", "floor_percent": "0", "cap_percent": "100"},
            ["50%", "slope 1", "0%", "100%"],
        ),
        ({"type": "unit_value", "unit": "hours", "on": "2026-04-01"}, ["hours", "2026-04-01", "Recorded only"]),
        (
            {
                "type": "unit_value",
                "unit": "hours",
                "on": "2026-04-01",
                "then": {"type": "relative_to_best", "better": "higher"},
            },
            ["hours", "highest"],
        ),
        ({"type": "brand_new", "anything": "1"}, ["Brand new."]),
    ],
)
def test_a_method_reads_as_a_sentence(method: dict[str, Any], said: list[str]) -> None:
    words = method_in_words(method)

    assert all(each in words for each in said), words
    assert words.endswith(".")


@pytest.mark.parametrize(
    ("node", "said"),
    [
        ({"method": {"type": "gate", "consequence": "recorded"}}, "Pass or fail: a failure is recorded"),
        ({"minimum": {"share_percent": "40", "consequence": "excluded"}}, "At least 40% of the points"),
        ({"method": {"type": "scale"}}, None),
    ],
)
def test_a_gate_says_what_failing_it_means(node: dict[str, Any], said: str | None) -> None:
    words = gate_in_words(node)

    assert words is None if said is None else words is not None and words.startswith(said)


def test_an_answer_of_parts_names_each_part() -> None:
    assert given_in_words({"parts": {"full_time": "10", "years": "2"}}) == "full time 10; years 2"
    assert given_in_words({"price": "12"}, currency="SEK") == "12 SEK"
    assert given_in_words({"passed": False}) == "failed"


@pytest.mark.parametrize(
    ("aggregation", "said", "adds_up", "more_is_better"),
    [
        ({"method": "weighted_sum"}, "total out of 100", True, True),
        ({"method": "price_per_quality_point", "price": "price"}, "divided by quality points", False, False),
        ({"method": "quality_price_index", "price": "price", "per": "1000000"}, "units of 1,000,000", False, True),
        (
            {"method": "monetised_quality", "price": "price", "willingness_to_pay": "250000"},
            "times 250,000",
            False,
            False,
        ),
    ],
)
def test_a_rubric_says_how_it_ranks(
    aggregation: dict[str, str],
    said: str,
    *,
    adds_up: bool,
    more_is_better: bool,
) -> None:
    method = rubric_in_words(RUBRIC | {"aggregation": aggregation})

    assert said in method.aggregation
    assert (method.points_add_up, method.more_is_better) == (adds_up, more_is_better)


def test_a_rubric_says_how_it_rounds_and_what_happens_at_a_tie() -> None:
    method = rubric_in_words(RUBRIC)

    assert method.rounding == "Ranked on exact values; shown to two decimal places, a half rounded up."
    assert method.tie_break == (
        "Level bids are parted by more points for Carbon saved on patrols, then by the lower price, "
        "then by nothing further: they share the rank."
    )
    assert len(method.policies) == 3
    silent = rubric_in_words(RUBRIC | {"tie_break": [], "rounding": {"places": 4, "mode": "down"}})
    assert "declares no tie-break" in silent.tie_break
    assert "4 decimal places, further digits cut off" in silent.rounding

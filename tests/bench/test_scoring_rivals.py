"""The rivals of exact scoring do the same work: the same totals and ranks, whatever the size, and ties as well."""

import json
import warnings
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from bench import exact_scoring, plain_decimal, scikit_criteria, tendering
from scoring import Result, evaluate


@pytest.fixture(autouse=True)
def _the_peer_may_warn() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize("size", [20, 300])
def test_plain_decimal_and_the_peer_where_installed_agree_with_us(size: int) -> None:
    exact_scoring.check_parity(size)


def test_some_bids_miss_a_threshold_and_most_are_ranked() -> None:
    ranked = plain_decimal.ranking(plain_decimal.read(tendering.bids(1_000)))
    assert 900 < len(ranked) < 1_000


def test_the_bids_are_the_same_every_time() -> None:
    assert tendering.bids(20) == tendering.bids(20)
    assert tendering.bids(20)["bids"] == tendering.bids(30)["bids"][:20]


def ranks(document: dict[str, Any]) -> list[tuple[str, int, bool, str]]:
    result = evaluate(tendering.rubric(), document)
    assert isinstance(result, Result), result
    scores = result.lots[0].scores
    return [
        (score.bid.id, place.rank, place.joint, result.rubric.rounding.shown(score.figure))
        for place, score in zip(scores.places, scores.ranked, strict=True)
    ]


def test_a_tie_on_totals_is_parted_by_price_and_shared_when_prices_are_level() -> None:
    document = tendering.bids(20)
    passing = {one.bid for one in plain_decimal.ranking(plain_decimal.read(document))}
    document["bids"] = [bid for bid in document["bids"] if bid["id"] in passing][:3]
    first, second, third = document["bids"]
    second["answers"], second["price"] = first["answers"], first["price"]
    third["answers"], third["price"] = first["answers"], str(int(first["price"]) + 1)
    plain = plain_decimal.ranking(plain_decimal.read(document))
    assert [(one.bid, one.rank, one.joint, one.total) for one in plain] == ranks(document)
    assert [one.rank for one in plain] == [1, 1, 3]


def test_a_difference_is_found_before_anything_is_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_decimal, "WEIGHT_OF_PRICE", Decimal("12.01"))
    with pytest.raises(exact_scoring.Differs, match="plain Decimal and we differ"):
        exact_scoring.check_parity(20)


def test_the_peer_scores_what_we_rank() -> None:
    pytest.importorskip("skcriteria")
    evaluate_peer, read = scikit_criteria.prepare(tendering.bids(20))
    assert read(evaluate_peer()).keys() == {bid for bid, *_ in ranks(tendering.bids(20))}


def test_both_sides_of_file_to_file_write_the_same_totals() -> None:
    rubric, bids = (json.dumps(one).encode() for one in (tendering.rubric(), tendering.bids(20)))
    ours = json.loads(exact_scoring.result_file(rubric, bids))
    theirs = json.loads(plain_decimal.document(bids))
    assert [(one["bid"], one["rank"], one["total"]) for one in theirs["ranking"]] == [
        (one["bid"], one["rank"], one["total"]["shown"]) for one in ours["lots"][0]["ranking"]
    ]


def test_an_account_goes_down_to_the_answers_of_every_ranked_bid() -> None:
    rubric, bids = exact_scoring.parsed(20)
    accounts = exact_scoring.accounts(rubric, bids)
    assert len(accounts) == len(ranks(tendering.bids(20)))
    assert all(len(one.inputs) == 12 for one in accounts)


def test_without_the_peer_its_lines_say_so_and_the_others_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scikit_criteria, "installed", lambda: False)
    monkeypatch.setattr(exact_scoring, "SIZES", (20,))
    lines = list(exact_scoring.run(1))
    absent = [line for line in lines if line.missing]
    assert {line.rival for line in absent} == {exact_scoring.PEER}
    assert len(absent) == 3
    assert all(line.ratio is not None for line in lines if line not in absent)

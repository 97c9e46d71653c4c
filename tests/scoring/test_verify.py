"""A result is checked from its own file alone, and the first number that no longer holds is named."""

import copy
import json

import pytest

from scoring import Result, evaluate, verify
from tests.scoring.builders import (
    Mapping,
    bid,
    bids,
    gate,
    marked,
    marks,
    priced,
    quantities,
    quantity,
    result,
    rubric,
    section,
)

FORM = rubric(
    gate("charter"),
    section("quality", "60", marked("carbon", "50"), quantity("wage", "50")),
    priced("price", "40"),
)


def offer(name: str, mark: str, wage: str, price: str) -> Mapping:
    return bid(name, marks(carbon=mark) | quantities(wage=wage) | {"charter": {"passed": True}}, price=price)


@pytest.fixture
def document() -> Mapping:
    """Return a result as it would be read from a file."""
    offers = bids(offer("A", "4", "80", "100000"), offer("B", "3", "90", "90000"))
    read: Mapping = json.loads(json.dumps(result(FORM, offers).to_mapping()))
    return read


def test_an_untouched_result_holds_and_says_how_much_was_checked(document: Mapping) -> None:
    verification = verify(document)
    assert (verification.holds, tuple(verification.findings)) == (True, ())
    assert verification.sentence.startswith("It holds: all ")


def test_a_changed_mark_is_named_by_the_points_that_no_longer_follow(document: Mapping) -> None:
    document["inputs"]["bids"][0]["answers"]["carbon"]["mark"] = "3"
    verification = verify(document)
    assert not verification.holds
    assert verification.findings[0].place == "lots[0].bids.A.criteria[1].criteria[0].points.exact"
    assert "points on carbon of bid A is stated as 24, but recomputes as 18" in verification.sentence


def test_a_changed_total_is_named(document: Mapping) -> None:
    document["lots"][0]["bids"]["A"]["total"]["shown"] = "84.01"
    finding = verify(document).findings[0]
    assert finding.place == "lots[0].bids.A.total.shown"
    assert "total of bid A is stated as 84.01, but recomputes as 84.00" in finding.message


def test_a_changed_name_in_the_ranking_is_named(document: Mapping) -> None:
    document["lots"][0]["ranking"][0]["name"] = "Somebody else"
    assert verify(document).findings[0].place == "lots[0].ranking[0].name"


def test_a_bid_added_to_the_result_is_named(document: Mapping) -> None:
    rows = document["lots"][0]["bids"]
    rows["Z"] = copy.deepcopy(rows["A"])
    assert "recomputes as nothing" in verify(document).sentence


def test_a_changed_digest_is_named(document: Mapping) -> None:
    document["digests"]["inputs"] = "sha256:" + "0" * 64
    verification = verify(document)
    assert verification.findings.codes == ("digest.differs",)
    assert "the digest of the inputs" in verification.sentence


def test_a_changed_engine_breaks_the_digest_that_binds_it(document: Mapping) -> None:
    document["engine"] = "9.9.9"
    assert verify(document).findings[0].place == "digests.result"


def test_a_rubric_that_no_longer_makes_100_is_told_as_such(document: Mapping) -> None:
    document["rubric"]["criteria"][2]["weight"] = "39.99"
    verification = verify(document)
    assert verification.findings.codes == ("weight.not_100",)
    assert "give no result at all" in verification.sentence


@pytest.mark.parametrize(
    "broken", [None, [], {}, {"format": "makegood.result/1"}, {"format": "makegood.result/1", "lots": 1.5}]
)
def test_what_is_not_a_result_is_refused_without_a_crash(broken: object) -> None:
    verification = verify(broken)  # type: ignore[arg-type]
    assert not verification.holds
    assert verification.sentence.startswith("This is not a result that can be checked")


def test_what_nothing_vouches_for_is_refused(document: Mapping) -> None:
    assert verify(document | {"approved_by": "nobody"}).findings.codes == ("key.unknown",)


def test_bids_named_after_parts_of_a_result_confuse_nothing() -> None:
    names = ("margin", "trace", "points")
    outcome = evaluate(
        rubric(marked("total", "100")),
        bids(*(bid(name, marks(total="3")) for name in names)),
        trace=False,
        margin=False,
    )
    assert isinstance(outcome, Result)
    assert verify(outcome.to_mapping()).holds

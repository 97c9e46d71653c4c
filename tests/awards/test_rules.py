"""Who may win, and what is said to have changed when a result no longer stands on its inputs."""

from decimal import Decimal
from typing import Any

import pytest

from app.awards.errors import BidMayNotWin, NoTie, TieNeedsReason
from app.awards.rules import AgreementNow, BidNow, changed_since, check_may_win, place_of


def place(bid: str, rank: int, *, joint: bool = False) -> dict[str, Any]:
    return {"bid": bid, "name": f"Firm {bid}", "rank": rank, "joint": joint, "total": {"exact": "9", "shown": "9.00"}}


CLEAR = {
    "ranking": [place("A", 1), place("B", 2)],
    "excluded": [{"bid": "C", "name": "Firm C", "reasons": []}],
    "withdrawn": [{"bid": "D", "name": "Firm D", "reason": ""}],
}
SHARED = {"ranking": [place("A", 1, joint=True), place("B", 1, joint=True), place("C", 3)], "excluded": []}


def test_the_first_bid_may_win() -> None:
    check_may_win(CLEAR, "A", tie_reason=None)


@pytest.mark.parametrize(
    ("bid", "why"), [("B", "rank 2"), ("C", "excluded"), ("D", "withdrawn"), ("Z", "not in the result")]
)
def test_no_other_bid_may_win_and_the_refusal_names_the_first(bid: str, why: str) -> None:
    with pytest.raises(BidMayNotWin, match=f"{why}.*Firm A"):
        check_may_win(CLEAR, bid, tie_reason="because")


def test_a_shared_first_place_needs_a_recorded_choice() -> None:
    with pytest.raises(TieNeedsReason, match="Firm A, Firm B share"):
        check_may_win(SHARED, "B", tie_reason=None)
    check_may_win(SHARED, "B", tie_reason="Lots were drawn before both bidders.")


def test_a_choice_where_there_was_none_to_make_is_refused() -> None:
    with pytest.raises(NoTie):
        check_may_win(CLEAR, "A", tie_reason="We like them.")


def test_an_excluded_bid_has_a_standing_and_no_rank() -> None:
    found = place_of(CLEAR, "C")
    assert found is not None
    assert (found.standing, found.rank, found.total) == ("excluded", None, None)
    assert place_of(CLEAR, "Z") is None


def inputs(*bids: tuple[str, str, dict[str, Any]]) -> dict[str, Any]:
    return {"bids": [{"id": bid, "status": status, "answers": answers} for bid, status, answers in bids]}


def agreed(criterion: str, value: Decimal | bool, rationale: str = "Same.") -> AgreementNow:  # noqa: FBT001
    return AgreementNow("A", criterion, value, rationale)


def test_every_change_is_named() -> None:
    before = inputs(
        (
            "A",
            "live",
            {
                "carbon": {"mark": "0", "rationale": "Same."},
                "jobs": {"mark": "2.5", "rationale": "Old."},
                "charter": {"passed": True, "rationale": "Same."},
                "kept": {"mark": "4", "rationale": "Same."},
            },
        ),
        ("B", "live", {}),
    )
    found = changed_since(
        before,
        bids=[BidNow("A", "Firm A", "live"), BidNow("B", "Firm B", "withdrawn"), BidNow("C", "Firm C", "live")],
        agreements=[
            agreed("carbon", Decimal("1.0000")),
            agreed("jobs", Decimal("2.50"), "New."),
            agreed("charter", value=False),
            agreed("kept", Decimal("4.0000")),
            agreed("late", Decimal(0)),
            AgreementNow("B", "carbon", Decimal(1), "Of a bid that is out."),
        ],
    )
    assert found == [
        "the bid of Firm B was live and is withdrawn",
        "the bid of Firm C was not in it",
        "carbon of Firm A was marked 0 and is marked 1",
        "the reasons on jobs of Firm A",
        "charter of Firm A was passed and is failed",
        "late of Firm A was not decided and is marked 0",
    ]

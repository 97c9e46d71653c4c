"""Says what rested on each promise: the winner's points on it, and who would have won without them, exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring import Findings, evaluate_parsed, parse_bids, parse_rubric
from scoring import stakes as scoring
from scoring.exact import ZERO, exact_text
from scoring.result import Result


class ResultUnreadable(RuntimeError):
    """A stored result can no longer be scored by this version: a fault of the service, not of the request."""


@dataclass(frozen=True, slots=True)
class Stake:
    """What rested on one question: the points, the total without them if there is one, and who is then first."""

    points: str
    points_shown: str
    total_without: str | None
    would_still_win: bool
    first_without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The winner's total, exact, and the stake of each question by its id."""

    total: str
    stakes: Mapping[str, Stake]


def ledger(result_body: Mapping[str, Any], lot: str, winner: str, criteria: list[str]) -> Ledger:
    """Score a lot again from its result document and return what rested on each of `criteria` for the winner.

    The winner's answer is taken as nothing, a quantity as none pledged and a mark as the lowest of its scale, and the
    whole lot is scored again by the rubric's own rules. Raises ResultUnreadable.
    """
    rubric = parse_rubric(result_body["rubric"])
    if isinstance(rubric, Findings):
        raise ResultUnreadable(str(rubric))
    bids = parse_bids(result_body["inputs"], rubric)
    result = bids if isinstance(bids, Findings) else evaluate_parsed(rubric, bids, trace=False, margin=False)
    if isinstance(result, Findings):
        raise ResultUnreadable(str(result))
    found = scoring.stakes_in(result, lot, [scoring.Pledge(winner, criterion) for criterion in criteria])
    if isinstance(found, Findings):
        raise ResultUnreadable(str(found))
    first = next(score for score in result.lot(lot).scores.ranked if score.bid.id == winner)
    rows = _stakes(result, winner, found.pledges)
    return Ledger(exact_text(first.figure), rows)


def _stakes(result: Result, winner: str, rows: Sequence[scoring.Stake]) -> dict[str, Stake]:
    names = {bid.id: bid.name for bid in result.bids.bids}
    shown = result.rubric.rounding.shown
    found: dict[str, Stake] = {}
    for row in rows:
        points, outcome = row.points or ZERO, row.outcome
        # Where nothing rested on the pledge, nothing would have been otherwise.
        total = row.total if outcome is None else outcome.total_without
        first = (winner,) if outcome is None else outcome.first_without
        found[row.pledge.criterion] = Stake(
            points=exact_text(points),
            points_shown=shown(points),
            total_without=None if total is None else exact_text(total),
            would_still_win=winner in first,
            first_without=tuple(names[bid] for bid in first),
        )
    return found

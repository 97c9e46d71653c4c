"""Says in words what changed between two results of one lot: who left, whose points moved, and what moved them."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any, Final

from scoring.causes import Side, event_of, leaves_of, reason_for, side_of, whose
from scoring.digest import digest
from scoring.exact import exact_text
from scoring.findings import Finding, Findings
from scoring.reread import Reread, reread
from scoring.scores import BidScore
from scoring.trace import number

FORMAT: Final = "makegood.changes/1"

SAME_RESULT: Final = "Nothing changed: both results have the same ranking, and every total and every point is the same."
SAME_ORDER: Final = "The order of the bids that are in both results did not change."
_PLACING: Final = {-1: "before", 0: "level with", 1: "after"}

RUBRIC_CHANGED: Final = "The two results do not rest on the same rubric: what follows may come from that alone."


def changes(before: Mapping[str, Any], after: Mapping[str, Any], lot: str | None = None) -> dict[str, Any] | Findings:
    """Return what changed from one result document to a later one, in words under "said", or why none can be told.

    Every lot that both have is compared, or `lot` alone. Numbers are worked out again from rubric and inputs; where a
    relative formula changed the order of bids that themselves did not change, `irrelevant` names them and a sentence
    says so.
    """
    old, new = reread(before), reread(after)
    if isinstance(old, Findings) or isinstance(new, Findings):
        return Findings([*_placed("before", old), *_placed("after", new)])
    both = [one.lot for one in old.result.lots if any(one.lot == other.lot for other in new.result.lots)]
    wanted = both if lot is None else [code for code in both if code == lot]
    if not wanted:
        message = "the two results have no lot in common" if lot is None else f"lot {lot} is not in both results"
        return Findings([Finding("lot.unknown", "lot", message, lot)])
    found = [_Comparison(old, new, code).to_mapping() for code in wanted]
    mapping: dict[str, Any] = {
        "format": FORMAT,
        "before": old.digest,
        "after": new.digest,
        "rubric_changed": old.rubric.canonical != new.rubric.canonical,
        "lots": found,
    }
    several = len(found) > 1
    mapping["said"] = [
        *([RUBRIC_CHANGED] if mapping["rubric_changed"] else []),
        *(f"Lot {one['lot']}: {line}" if several else line for one in found for line in one["said"]),
    ]
    return mapping | {"digest": digest(mapping)}


def _placed(which: str, read: Reread | Findings) -> list[Finding]:
    if not isinstance(read, Findings):
        return []
    places = [f"{which}.{one.place}" if one.place else which for one in read]
    return [Finding(one.code, place, one.message, one.value) for one, place in zip(read, places, strict=True)]


class _Comparison:
    """One lot in two results."""

    def __init__(self, old: Reread, new: Reread, lot: str) -> None:
        self._lot = lot
        self._rounding = new.rubric.rounding
        self._before = side_of(old.result.lot(lot), old.bids)
        self._after = side_of(new.result.lot(lot), new.bids)
        self._ranks_before, self._ranks_after = _ranks(self._before), _ranks(self._after)
        self._both = [bid for bid in self._after.scores if bid in self._before.scores]
        self._names = {bid: side.bids[bid].name for side in (self._before, self._after) for bid in side.bids}
        self._points = [row for bid in self._both for row in self._points_of(bid)]

    def to_mapping(self) -> dict[str, Any]:
        movements = [{"bid": bid, "name": self._names[bid], "said": said} for bid, said in self._came_and_went()]
        totals = list(self._totals())
        turned, irrelevant = self._turned()
        said = [row["said"] for row in movements]
        said += [row["said"] for row in self._points]
        said += [row["said"] for row in totals if row["rank_before"] != row["rank_after"]]
        said += list(self._on_order(turned, irrelevant))
        unchanged = not movements and not self._points and not totals
        return {
            "lot": self._lot,
            "winner_before": _first(self._ranks_before),
            "winner_after": _first(self._ranks_after),
            "came_or_went": movements,
            "points": self._points,
            "totals": totals,
            "order_changed": bool(turned),
            "irrelevant": [list(pair) for pair in irrelevant],
            "said": [SAME_RESULT] if unchanged else said,
        }

    def _came_and_went(self) -> Iterator[tuple[str, str]]:
        for bid, name in self._names.items():
            event = event_of(self._before, self._after, bid)
            if event is not None:
                yield bid, f"{name} {event}."

    def _points_of(self, bid: str) -> Iterator[dict[str, Any]]:
        """Yield every criterion on which a bid's points changed, with the reason."""
        was_all, now_all = leaves_of(self._before.scores[bid]), leaves_of(self._after.scores[bid])
        for criterion, now in now_all.items():
            was = was_all.get(criterion)
            if was is None or was.points is None or now.points is None or was.points == now.points:
                continue
            reason = reason_for(self._before, self._after, bid, was, now)
            rounding = now.planned.rounding
            way = "rose" if now.points > was.points else "fell"
            title = now.planned.node.title
            from_to = f"from {rounding.shown(was.points)} to {rounding.shown(now.points)}"
            yield {
                "bid": bid,
                "criterion": criterion,
                "before": number(was.points, rounding),
                "after": number(now.points, rounding),
                "cause": reason.cause,
                "moved_by": list(reason.by),
                "said": f"{whose(self._names[bid])} points on {title} {way} {from_to} because {reason.said}.",
            }

    def _totals(self) -> Iterator[dict[str, Any]]:
        """Yield every bid in both results whose total or rank changed."""
        for bid in self._both:
            was, now = self._before.scores[bid].figure, self._after.scores[bid].figure
            rank_before, rank_after = self._ranks_before[bid], self._ranks_after[bid]
            if was == now and rank_before == rank_after:
                continue
            shown = f"from {self._rounding.shown(was)} to {self._rounding.shown(now)}"
            total = "its total stayed the same" if was == now else f"its total went {shown}"
            place = f"moved from rank {rank_before} to rank {rank_after}"
            if rank_before == rank_after:
                place = f"stayed at rank {rank_after}"
            yield {
                "bid": bid,
                "before": number(was, self._rounding),
                "after": number(now, self._rounding),
                "change": exact_text(now - was),
                "rank_before": rank_before,
                "rank_after": rank_after,
                "said": f"{self._names[bid]} {place}; {total}.",
            }

    def _turned(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the pairs of bids whose order changed, and of them those neither of which itself changed."""
        turned = [
            (one, other)
            for one, other in combinations(self._both, 2)
            if _order(self._ranks_before, one, other) != _order(self._ranks_after, one, other)
        ]
        same = {bid for bid in self._both if not self._changed_itself(bid)}
        moved = {row["bid"] for row in self._points if row["cause"] == "others"}
        irrelevant = [pair for pair in turned if same.issuperset(pair) and moved.intersection(pair)]
        return turned, irrelevant

    def _changed_itself(self, bid: str) -> bool:
        was, now = self._before.scores[bid], self._after.scores[bid]
        return _offer(was) != _offer(now) or was.price != now.price

    def _on_order(self, turned: list[tuple[str, str]], irrelevant: list[tuple[str, str]]) -> Iterator[str]:
        for one, other in irrelevant:
            first, second = self._names[one], self._names[other]
            was, now = (_PLACING[_order(ranks, one, other)] for ranks in (self._ranks_before, self._ranks_after))
            turn = f"{first} and {second} changed nothing, and yet {first} is now {now} {second} and was {was} it"
            yield f"{turn}: a formula that measures bids against each other let another bid decide their order."
        if not turned:
            yield SAME_ORDER
        first_before, first_after = _first(self._ranks_before), _first(self._ranks_after)
        if first_before != first_after:
            yield f"First place went from {self._list(first_before)} to {self._list(first_after)}."
        elif first_after:
            yield f"First place stays with {self._list(first_after)}."

    def _list(self, bids: list[str]) -> str:
        return " and ".join(self._names[bid] for bid in bids) or "nobody"


def _ranks(side: Side) -> dict[str, int]:
    scores = side.lot.scores
    return {score.bid.id: place.rank for place, score in zip(scores.places, scores.ranked, strict=True)}


def _first(ranks: Mapping[str, int]) -> list[str]:
    return sorted(bid for bid, rank in ranks.items() if rank == 1)


def _order(ranks: Mapping[str, int], one: str, other: str) -> int:
    return (ranks[one] > ranks[other]) - (ranks[one] < ranks[other])


def _offer(score: BidScore) -> dict[str, Fraction]:
    """Return everything that a bid brings to the scoring, by criterion."""
    return {name: leaf.value for name, leaf in leaves_of(score).items()}

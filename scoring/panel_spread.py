"""Compares what would change the winner with how far apart the panel's own marks lay."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from scoring.exact import exact_text
from scoring.findings import Collector, Findings
from scoring.methods import OnScale, Refusal
from scoring.reading import Reader
from scoring.rounding import STANDARD
from scoring.scores import BidScore, LeafScore
from scoring.trace import plain
from scoring.what_if import Change, WhatIf

PanelMarks = Mapping[str, Mapping[str, Sequence[str]]]
"""The individual marks of the panel: by bid, by criterion, one for each evaluator, in any order."""

TWO: Final = 2
"""Fewer marks than this have no spread."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The marks that the panel gave one answer before it agreed on one."""

    marks: tuple[Fraction, ...]

    @property
    def apart(self) -> Fraction:
        """Return the highest mark less the lowest."""
        return max(self.marks) - min(self.marks)

    @property
    def known(self) -> bool:
        """Say whether at least two people marked the answer: one mark says nothing about a spread."""
        return len(self.marks) >= TWO

    def to_mapping(self) -> dict[str, Any]:
        """Return the spread as a certificate writes it; null stands for what no mark was given for."""
        lowest, highest = (min(self.marks), max(self.marks)) if self.marks else (None, None)
        return {
            "count": len(self.marks),
            "lowest": None if lowest is None else exact_text(lowest),
            "highest": None if highest is None else exact_text(highest),
            "apart": exact_text(self.apart) if self.known else None,
        }


class Panel:
    """The panel's individual marks for the ranked bids of a lot."""

    def __init__(self, spreads: Mapping[tuple[str, str], Spread]) -> None:
        """Keep the spread of each answer, by bid and criterion."""
        self._spreads = spreads

    def spread(self, bid: str, criterion: str) -> Spread:
        """Return the marks of one answer; none where none were given."""
        return self._spreads.get((bid, criterion), Spread(()))

    def unknown(self, lot: WhatIf) -> tuple[int, int]:
        """Return how many marked answers of the ranked bids have fewer than two marks, and how many there are."""
        pairs = [(score.bid.id, leaf.planned.node.id) for score, leaf in marked_answers(lot)]
        return sum(not self.spread(*pair).known for pair in pairs), len(pairs)


def marked_answers(lot: WhatIf) -> Iterator[tuple[BidScore, LeafScore]]:
    """Yield every answer of a ranked bid that was marked on a scale, by bid, in the order of the ranking."""
    for index, score in enumerate(lot.scores.ranked):
        for name, leaf in lot.leaves.items():
            if isinstance(leaf.node.method, OnScale):
                yield score, lot.columns[name][index]


def read_panel(panel_marks: object, lot: WhatIf, bids: Collection[str]) -> Panel | Findings:
    """Return the panel's marks, or every finding: an unknown bid or criterion, or a mark that is not on its scale.

    `bids` are the ids of all bids of the tender; marks for one that is not ranked are read and compared with nothing.
    """
    out = Collector()
    spreads: dict[tuple[str, str], Spread] = {}
    for bid, rows in _rows(panel_marks, "panel_marks", out):
        if bid not in bids:
            out.add("panel.unknown_bid", f"panel_marks.{bid}", f"there is no bid {bid} in this tender", value=bid)
        for criterion, given in _rows(rows, f"panel_marks.{bid}", out):
            leaf = lot.leaves.get(criterion)
            method = None if leaf is None else leaf.node.method
            place = f"panel_marks.{bid}.{criterion}"
            if not isinstance(method, OnScale):
                out.add("panel.unknown_criterion", place, f"{criterion} is not marked on a scale in this lot")
            elif not isinstance(given, list | tuple):
                out.add("document.not_a_list", place, "must be a list of marks, one for each evaluator", value=given)
            else:
                spreads[bid, criterion] = Spread(tuple(_marks(given, method, place, out)))
    return out.findings() if out else Panel(spreads)


def _rows(value: object, place: str, out: Collector) -> Iterator[tuple[str, Any]]:
    """Yield the rows of a table, or report that it is none; no table at all has no rows."""
    if isinstance(value, Mapping):
        yield from ((str(key), row) for key, row in value.items())
    elif value is not None:
        out.add("document.not_an_object", place, "must be an object with named fields", value=value)


def _marks(given: Sequence[object], method: OnScale, place: str, out: Collector) -> Iterator[Fraction]:
    reader = Reader({}, "", out)
    for index, text in enumerate(given):
        mark = reader.item_number(text, f"{place}[{index}]", "the mark")
        if mark is not None and not method.scale.holds(mark):
            message = f"is not a mark of the scale {method.scale.id}: {method.scale.marks}"
            out.add("mark.off_scale", f"{place}[{index}]", message, value=text)
        elif mark is not None:
            yield mark


@dataclass(frozen=True, slots=True)
class WithinSpread:
    """A mark no further from the agreed one than the panel's own marks lay apart, with which the winner is another.

    `given` says whether somebody on the panel gave that very mark.
    """

    bid: str
    criterion: str
    before: Fraction
    after: Fraction
    spread: Spread
    given: bool
    winner_after: str
    joint_after: bool
    said: str

    def to_mapping(self) -> dict[str, Any]:
        """Return the mark as a certificate writes it."""
        return {
            "bid": self.bid,
            "criterion": self.criterion,
            "from": exact_text(self.before),
            "to": exact_text(self.after),
            "panel": self.spread.to_mapping(),
            "given": self.given,
            "winner_after": self.winner_after,
            "joint_after": self.joint_after,
            "said": self.said,
        }


def within_spread(lot: WhatIf, panel: Panel) -> Iterator[WithinSpread]:
    """Yield, for each answer of a ranked bid, the nearest mark within the panel's spread that changes the winner."""
    for score, leaf in marked_answers(lot):
        spread = panel.spread(score.bid.id, leaf.planned.node.id)
        method = leaf.planned.node.method
        if not spread.known or not isinstance(method, OnScale):
            continue
        near = [level.mark for level in method.scale.levels if 0 < abs(level.mark - leaf.value) <= spread.apart]
        for mark in sorted(near, key=lambda one: (abs(one - leaf.value), one)):
            first = first_with_mark(lot, score.bid.id, leaf.planned.node.id, mark)
            if first is not None:
                yield _described(lot, score, leaf, mark, spread, first)
                break


def first_with_mark(lot: WhatIf, bid: str, criterion: str, mark: Fraction) -> tuple[str, ...] | None:
    """Return who would be first with another mark, or None where the winner stays first alone or there is no result."""
    standing = lot.standing(Change(bid, {criterion: mark}))
    winner = lot.scores.ranked[0].bid.id
    return None if isinstance(standing, Refusal) or standing.first in {(winner,), ()} else standing.first


def _described(
    lot: WhatIf, score: BidScore, leaf: LeafScore, mark: Fraction, spread: Spread, first: tuple[str, ...]
) -> WithinSpread:
    winner = lot.scores.ranked[0].bid.id
    after = min(bid for bid in first if bid != winner)
    name = next(one.bid.name for one in lot.scores.ranked if one.bid.id == after)
    given, joint = mark in spread.marks, len(first) > 1
    who = "somebody on the panel gave that mark" if given else "nobody on the panel gave that very mark"
    instead = f"{plain(mark, STANDARD)} instead of {plain(leaf.value, STANDARD)}"
    place = "joint first" if joint else "first"
    said = f"With {instead} on {leaf.planned.node.title} for {score.bid.name}, {name} would be {place}; "
    said += f"the panel's marks there lay {plain(spread.apart, STANDARD)} apart, and {who}."
    return WithinSpread(score.bid.id, leaf.planned.node.id, leaf.value, mark, spread, given, after, joint, said)

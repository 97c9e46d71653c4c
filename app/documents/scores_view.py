"""Arranges criteria and the scores of bids for the page: what every document that prints scores asks of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from app.documents.award_content import Bidder, Criterion, Method, Score, leaves
from app.documents.catalogue import say, says

TIE_BREAKS: Final = {"price": says("tie-break: lower price"), "shared": says("tie-break: rank is shared")}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the criteria tree: how deep it lies and which sections it lies in."""

    criterion: Criterion
    depth: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reasoned:
    """One criterion with what one bid scored on it."""

    criterion: Criterion
    score: Score


class ScoresView:
    """What the templates ask of criteria and scores."""

    def __init__(self, criteria: tuple[Criterion, ...], bidders: Sequence[Bidder], method: Method) -> None:
        """Arrange them once; every look-up after this is a dictionary."""
        self.method, self.criteria = method, criteria
        self.rows = tuple(_rows(criteria, 0, ()))
        self.leaves = leaves(criteria)
        self.names = {each.id: each.party.name for each in bidders}
        self.titles = {row.criterion.id: row.criterion.title for row in self.rows}
        self._scores = {(each.id, score.criterion): score for each in bidders for score in each.scores}

    def decided(self, bidder: Bidder) -> str:
        """Return what decided a bid's rank: its figure, or the step of the tie-break that parted it from others."""
        found = bidder.decided_by
        if found is None:
            return say("not stated")
        if found == "total":
            label = self.method.total_label
            return say("total points") if self.method.points_add_up else f"{label[:1].lower()}{label[1:]}"
        kind, _, criterion = found.partition(":")
        if kind == "criterion":
            return say("tie-break: more points for %(criterion)s", criterion=self.titles.get(criterion, criterion))
        return say(TIE_BREAKS.get(found, found.replace("_", " ")))

    def passed(self, bidder: Bidder) -> tuple[Reasoned, ...]:
        """Return the pass-or-fail questions a bid answered, with the panel's reasons where it gave any."""
        return self._reasoned(bidder, lambda leaf, _: is_gate(leaf))

    def judged(self, bidder: Bidder) -> tuple[Reasoned, ...]:
        """Return what the panel marked or gave a reason for, apart from the pass-or-fail questions."""
        return self._reasoned(
            bidder, lambda leaf, score: not is_gate(leaf) and (leaf.scale is not None or score.reason is not None)
        )

    def computed(self, bidder: Bidder) -> tuple[Reasoned, ...]:
        """Return the answers that a formula scored."""
        return self._reasoned(
            bidder, lambda leaf, score: not is_gate(leaf) and leaf.scale is None and score.reason is None
        )

    def _reasoned(self, bidder: Bidder, wanted: Callable[[Criterion, Score], bool]) -> tuple[Reasoned, ...]:
        pairs = ((leaf, self.score(bidder, leaf)) for leaf in self.leaves)
        return tuple(Reasoned(leaf, score) for leaf, score in pairs if score is not None and wanted(leaf, score))

    def scored_on(self, bidder: str, criterion: str) -> Score | None:
        """Return what a bid scored on a criterion by their ids, or None where it was not assessed."""
        return self._scores.get((bidder, criterion))

    def score(self, bidder: Bidder, criterion: Criterion) -> Score | None:
        """Return what a bid scored on a criterion, or None where it was not assessed."""
        return self._scores.get((bidder.id, criterion.id))


def is_gate(criterion: Criterion) -> bool:
    """Return whether a criterion is passed or failed and earns nothing: what has a weight beside its gate is scored."""
    return criterion.gate is not None and criterion.weight is None and criterion.scale is None


def _rows(criteria: tuple[Criterion, ...], depth: int, path: tuple[str, ...]) -> list[Row]:
    found: list[Row] = []
    for each in criteria:
        found.append(Row(criterion=each, depth=depth, path=path))
        found.extend(_rows(each.criteria, depth + 1, (*path, each.title)))
    return found

"""Which questions people mark, when a panel may agree, and what of a contract's term a score is divided by."""

from calendar import isleap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from app.rubrics.leaves import Leaf
from app.tenders.rules import TenderStatus
from scoring.rounding import round_half_up

YEARS_PLACES = 4
TAKES_ASSIGNMENTS = frozenset({TenderStatus.PUBLISHED, TenderStatus.CLOSED, TenderStatus.EVALUATING})


def is_marked(leaf: Leaf) -> bool:
    """Return whether evaluators mark the answers to a question."""
    return leaf.method_type == "scale"


def is_gate(leaf: Leaf) -> bool:
    """Return whether the panel decides that a bid passes or fails here."""
    return leaf.method_type == "gate"


def excludes(leaf: Leaf) -> bool:
    """Return whether failing a gate takes a bid out, so that nobody need mark it any further."""
    return is_gate(leaf) and leaf.body["method"]["consequence"] == "excluded"


def on_scale(leaf: Leaf, mark: Decimal) -> bool:
    """Return whether a mark is a level of the published scale: 0 is where the scale has it, 2.5 between 2 and 3 not."""
    return mark in (leaf.scale_marks or ())


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the marks of a panel lie apart. There is no mean here: it is not a mark of any scale."""

    lowest: Decimal
    highest: Decimal

    @property
    def width(self) -> Decimal:
        """Return highest − lowest."""
        return self.highest - self.lowest


def spread(marks: Collection[Decimal]) -> Spread | None:
    """Return the spread of the marks, or None where there is none yet."""
    return Spread(min(marks), max(marks)) if marks else None


def differ(marks: Collection[Decimal]) -> bool:
    """Return whether the panel has something to discuss."""
    return len(set(marks)) > 1


def waiting_for(assigned: Sequence[UUID], marked_by: Collection[UUID]) -> list[UUID]:
    """Return which of those now assigned have not marked; a mark of anybody else makes up for none of them."""
    return [person for person in assigned if person not in marked_by]


Pair = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class Panels:
    """Who is assigned to each question now, and whose marks on which bid were frozen when moderation was opened.

    `kept` are pairs (bid, person) of those who keep away from the bidder; whoever is barred is assigned to nothing.
    """

    assigned: Mapping[str, Sequence[UUID]]
    frozen: Mapping[Pair, Collection[UUID]] = field(default_factory=dict)
    kept: Collection[tuple[UUID, UUID]] = ()

    def without(self, barred: Collection[UUID], kept: Collection[tuple[UUID, UUID]]) -> "Panels":
        """Return the panels without those who have no say: about any bid, or about the bid of a pair."""
        left = {one: [who for who in people if who not in barred] for one, people in self.assigned.items()}
        return Panels({one: people for one, people in left.items() if people}, self.frozen, kept)

    def free(self, bid_id: UUID, criterion: str) -> list[UUID]:
        """Return who is assigned to a question and not kept from a bid, whenever they came."""
        return [person for person in self.assigned.get(criterion, ()) if (bid_id, person) not in self.kept]

    def of(self, bid_id: UUID, criterion: str) -> list[UUID]:
        """Return who marks a question of a bid: whoever comes after the freeze joins only if nobody of then is left."""
        now = self.free(bid_id, criterion)
        then = self.frozen.get((bid_id, criterion), ())
        return [person for person in now if person in then] or now

    def is_frozen(self, bid_id: UUID, criterion: str) -> bool:
        """Return whether marks on a question of a bid stand: somebody whose mark was frozen is still assigned."""
        return any(person in self.frozen.get((bid_id, criterion), ()) for person in self.free(bid_id, criterion))


def far_apart(marks: Collection[Decimal], scale: Collection[Decimal], percent: Decimal) -> bool:
    """Return whether marks lie further apart than a share of the scale's range: 1 and 3 of 0 to 4 at 25 per cent do."""
    if not marks or not scale:
        return False
    return (max(marks) - min(marks)) * 100 > percent * (max(scale) - min(scale))


def failed(bid_id: UUID, leaves: Sequence[Leaf], decided: Mapping[Pair, bool]) -> bool:
    """Return whether a bid has failed an excluding gate, so that nobody need mark it."""
    return any(excludes(leaf) and decided.get((bid_id, leaf.id)) is False for leaf in leaves)


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that must be there before a result is computed."""

    code: str
    bid_id: UUID
    criterion: str
    evaluator_id: UUID | None = None


def missing_for_result(
    live: Sequence[UUID],
    leaves: Sequence[Leaf],
    *,
    panels: Panels,
    marked_by: Mapping[Pair, Collection[UUID]],
    agreed: Collection[Pair],
    decided: Mapping[Pair, bool],
) -> list[Missing]:
    """Return everything that a result still waits for, bid by bid; empty where it may be computed.

    Every gate of every live bid needs a decision. Every marked question needs an agreed mark, and a mark of everybody
    on its panel, for every live bid that no excluding gate has failed; an agreement stands on no empty panel.
    """
    found: list[Missing] = []
    for bid_id in live:
        gates = [leaf for leaf in leaves if is_gate(leaf)]
        found += [Missing("gate.undecided", bid_id, leaf.id) for leaf in gates if (bid_id, leaf.id) not in decided]
        if failed(bid_id, gates, decided):
            continue
        for leaf in leaves:
            if not is_marked(leaf):
                continue
            pair = (bid_id, leaf.id)
            late = waiting_for(panels.of(*pair), marked_by.get(pair, ()))
            found += [Missing("mark.missing", bid_id, leaf.id, person) for person in late]
            if pair not in agreed:
                found.append(Missing("agreement.missing", bid_id, leaf.id))
            elif not panels.of(*pair):
                found.append(Missing("panel.empty", bid_id, leaf.id))
    return found


def contract_years(starts_on: date | None, ends_on: date | None) -> Decimal | None:
    """Return the length of a contract in years, first and last day included; None where either is not stated.

    Whole years are exact. What is left over is counted in days of the year that it falls in and rounded half up to
    four places: 1 April 2027 to 30 September 2028 is 1.5014.
    """
    if starts_on is None or ends_on is None:
        return None
    after = ends_on + timedelta(days=1)
    whole = after.year - starts_on.year
    if _anniversary(starts_on, whole) > after:
        whole -= 1
    since, until = _anniversary(starts_on, whole), _anniversary(starts_on, whole + 1)
    return round_half_up(whole + Fraction((after - since).days, (until - since).days), YEARS_PLACES)


def _anniversary(day: date, years: int) -> date:
    """Return the same day some years on; a 29 February falls on 1 March where there is none."""
    if (day.month, day.day) == (2, 29) and not isleap(day.year + years):
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)

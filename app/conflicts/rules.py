"""The stages at which people declare, what a declaration comes to, and which decision covers what."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.identity.rules import AUDITOR, BUYER, COMMISSIONER, EVALUATOR
from app.tenders.rules import TenderStatus

INFLUENCES = BUYER | EVALUATOR | COMMISSIONER
"""Whoever holds one of these roles influences a decision, and declares first."""

DECIDES = BUYER | COMMISSIONER
"""Who may decide on a colleague's declaration."""

_NOTHING_TO_DECLARE_FOR = frozenset({TenderStatus.DRAFT, TenderStatus.ABANDONED})


class Stage(StrEnum):
    """When people declare: before anything opens, once the bidders are known, and before the award."""

    START = "start"
    BIDDERS_KNOWN = "bidders_known"
    AWARD = "award"


class Status(StrEnum):
    """What a declaration comes to."""

    CLEAR = "clear"
    UNDECIDED = "undecided"
    CLEARED = "cleared"
    LIMITED = "limited"
    BARRED = "barred"


class Outcome(StrEnum):
    """What somebody else may decide on a declaration."""

    CLEARED = "cleared"
    LIMITED = "limited"
    BARRED = "barred"


_ORDER = list(Stage)


def covers(declared: str, needed: Stage) -> bool:
    """Return whether a declaration made at one stage is enough for another: a later one covers those before it."""
    return _ORDER.index(Stage(declared)) >= _ORDER.index(needed)


def stage_now(tender_status: str, reached: Iterable[str]) -> Stage | None:
    """Return the stage at which people declare now; None for a tender that nobody can influence.

    `reached` names the stages that somebody has brought about: bids opened, a result computed.
    """
    if tender_status in _NOTHING_TO_DECLARE_FOR:
        return None
    return max((Stage(one) for one in reached), key=_ORDER.index, default=Stage.START)


def must_declare(roles: Iterable[str]) -> bool:
    """Return whether the holder of these roles declares: an auditor who is nothing else influences nothing."""
    held = frozenset(roles)
    return not (held & AUDITOR and not held & INFLUENCES)


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that somebody may have to decide on: an interest, or a link that was found to a supplier."""

    key: str
    supplier_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One declaration as it was made, and the last decision on it, if there is one."""

    matters: frozenset[Matter]
    outcome: Outcome | None = None
    suppliers: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Reached:
    """What a declaration comes to when it is made, and which suppliers the person keeps away from meanwhile."""

    status: Status
    kept_from: frozenset[UUID] = frozenset()


def reached(new: frozenset[Matter], before: Sequence[Revision]) -> Reached:
    """Return what a new declaration comes to, after those before it, the oldest first.

    A decision covers what stood in the declarations up to the one that it was made on, and links to suppliers that
    the person keeps away from by it. Whatever else there is or was waits for a decision: an interest that is left
    out the next time is not gone by that. Who is barred stays barred until somebody else decides otherwise.
    """
    decided = [place for place, one in enumerate(before) if one.outcome is not None]
    last = before[decided[-1]] if decided else None
    after = decided[-1] + 1 if decided else 0
    kept = last.suppliers if last is not None and last.outcome is Outcome.LIMITED else frozenset()
    if last is not None and last.outcome is Outcome.BARRED:
        return Reached(Status.BARRED)
    known = frozenset(matter for one in before[:after] for matter in one.matters)
    waiting = frozenset(matter for one in before[after:] for matter in one.matters) | new
    if any(matter not in known and matter.supplier_id not in kept for matter in waiting):
        return Reached(Status.UNDECIDED, kept)
    return Reached(Status.CLEAR if last is None else Status(str(last.outcome)), kept)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one person stands to one tender: by their last declaration and the last decision on it."""

    stage: Stage
    status: Status
    kept_from: frozenset[UUID]

    def keeps_from(self, supplier_id: UUID) -> bool:
        """Return whether the person has no say about a supplier: barred from all of them, or kept from this one."""
        return self.status is Status.BARRED or supplier_id in self.kept_from


class Hindrance(StrEnum):
    """What keeps somebody from knowing or doing something."""

    UNDECLARED = "undeclared"
    UNDECIDED = "undecided"
    BARRED = "barred"
    KEPT = "kept"


def hindrance(
    found: Standing | None, needed: Stage, about: Collection[UUID], *, told: bool = False, asked: bool = True
) -> Hindrance | None:
    """Return what keeps somebody from a matter of these suppliers, by how they stand to its tender; None for nothing.

    It is the same before and after a decision: who is barred or keeps away stays so. Only what was `told`, when the
    notice of an award was published, waits for no declaration of whoever was never `asked` to take part.
    """
    if found is not None and found.status is Status.BARRED:
        return Hindrance.BARRED
    declared = found is not None and covers(found.stage, needed)
    if not declared and (asked or not told):
        return Hindrance.UNDECLARED
    if found is None:
        return None
    if found.status is Status.UNDECIDED:
        return Hindrance.UNDECIDED
    return Hindrance.KEPT if found.kept_from.intersection(about) else None

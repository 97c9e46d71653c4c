"""Everything an award summary prints, already decided: what its HTML, its PDF and its JSON share."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Literal

from app.documents.codec import JsonObject, UnreadableContent, decode, encode
from app.documents.facts import AuditPosition, Category, Digests, Money, Party, Person
from app.documents.figures import Number


@dataclass(frozen=True, kw_only=True, slots=True)
class TenderFacts:
    """What was bought and under which rules; `regime` and `term` are words people read."""

    reference: str
    title: str
    description: str
    regime: str
    value: Money | None
    term: str | None
    categories: tuple[Category, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Lot:
    """The lot this award is for; `code` is the key into the scoring result."""

    code: str
    title: str | None
    is_only_lot: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """Who won, who decided and why; `winner` is a bid id, or None when nothing is awarded.

    `summary` is the reason in one or two sentences for the first page; `reasons` are the full paragraphs.
    """

    winner: str | None
    decided_by: tuple[Person, ...]
    decided_at: datetime
    summary: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ScaleLevel:
    """One mark of a published scale with the words that describe it."""

    mark: str
    label: str | None
    descriptor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Scale:
    """A published scale of marks, lowest first."""

    id: str
    title: str
    levels: tuple[ScaleLevel, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Criterion:
    """A section or a criterion: how much it counts and how it was assessed.

    `weight` is the weight as published, `share_of_total` the percentage points of 100 it comes to in this
    lot; both are None for a gate and for a price that is weighed in another way. `gate` says what failing it
    means. A section has `criteria` and no method.
    """

    id: str
    title: str
    description: str | None
    weight: str | None
    share_of_total: Number | None
    method: str | None
    scale: str | None
    gate: str | None
    criteria: tuple["Criterion", ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Method:
    """How the scores make a ranking, in words: each text is printed as it stands."""

    rubric: str
    aggregation: str
    total_label: str
    more_is_better: bool
    points_add_up: bool
    rounding: str
    tie_break: str
    policies: tuple[str, ...] = ()


class BidStatus(StrEnum):
    """What became of a bid: only a ranked one can win."""

    RANKED = "ranked"
    EXCLUDED = "excluded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """Why a bid was excluded or left, or what was recorded against it, with the criterion it missed, if any."""

    criterion: str | None
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """What one bid scored on one criterion or section.

    `given` is the agreed mark or the answer in words, with `level` the label of the mark on its scale; a
    section has neither. `share` and `points` are None for a gate. `said` is the engine's one-line account of
    the number and `reason` the panel's agreed rationale.
    """

    criterion: str
    given: str | None
    level: str | None
    share: Number | None
    points: Number | None
    said: str | None
    reason: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Bidder:
    """One bid and how it fared; `rank` and `total` are there when the bid is ranked."""

    id: str
    party: Party
    status: BidStatus
    rank: int | None
    joint: bool
    total: Number | None
    decided_by: str | None
    grounds: tuple[Ground, ...]
    scores: tuple[Score, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Margin:
    """How close the result was, and the smallest single change that would have changed the winner.

    `gap` and both changes are None when there is no runner-up to compare with; `said` tells why.
    """

    runner_up: str | None
    gap: Number | None
    said: str
    mark_change: str | None
    weight_change: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Promise:
    """One pledge of the winner that becomes a commitment; `points` are the points that rested on it."""

    measure: str
    quantity: Decimal | None
    unit: str | None
    by_when: str
    criterion: str | None
    points: Number | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SkippedDay:
    """A day inside the standstill period that does not count, and why."""

    on: date
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Standstill:
    """The pause before the contract may be signed, with every day that counts; no dates when none applies."""

    applies: bool
    rule: str
    source: str
    notice_on: date | None
    first_day: date | None
    ends_on: date | None
    working_days: tuple[date, ...] = ()
    skipped: tuple[SkippedDay, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class AwardSummary:
    """The award summary of one lot; `result` is the scoring result document, from which all is recomputed."""

    FORMAT: ClassVar[str] = "makegood.award-summary/1"

    format: Literal["makegood.award-summary/1"] = "makegood.award-summary/1"
    reference: str
    issued_at: datetime
    replaces: str | None
    authority: Party
    tender: TenderFacts
    lot: Lot
    decision: Decision
    panel: tuple[Person, ...]
    scales: tuple[Scale, ...]
    criteria: tuple[Criterion, ...]
    method: Method
    bidders: tuple[Bidder, ...]
    margin: Margin
    promises: tuple[Promise, ...]
    standstill: Standstill
    next_steps: tuple[str, ...]
    digests: Digests
    audit: AuditPosition | None
    result: JsonObject

    def __post_init__(self) -> None:
        """Refuse a winner that is not a ranked bid, and a score for a criterion that is not there."""
        ranked = {bidder.id for bidder in self.bidders if bidder.status is BidStatus.RANKED}
        if self.decision.winner is not None and self.decision.winner not in ranked:
            raise ValueError(f"the winner {self.decision.winner!r} is not a ranked bid")
        ids = {criterion.id for criterion in walk(self.criteria)}
        for bidder in self.bidders:
            for score in bidder.scores:
                if score.criterion not in ids:
                    raise ValueError(f"{bidder.id!r} has a score for {score.criterion!r}, which is no criterion")

    def to_mapping(self) -> dict[str, object]:
        """Return the content in JSON values: this is the document's JSON file."""
        mapping: dict[str, object] = encode(self)
        return mapping

    @classmethod
    def from_mapping(cls, mapping: JsonObject) -> "AwardSummary":
        """Read back what `to_mapping` wrote; raises UnreadableContent with the misfitting place."""
        if mapping.get("format") != cls.FORMAT:
            raise UnreadableContent("format", f"expected {cls.FORMAT}, found {mapping.get('format')!r}")
        return decode(cls, dict(mapping))

    @property
    def winner(self) -> Bidder | None:
        """The winning bid, or None when nothing is awarded."""
        return next((bidder for bidder in self.bidders if bidder.id == self.decision.winner), None)


def walk(criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    """Return every section and criterion of the tree, parents before their children."""
    return tuple(each for criterion in criteria for each in (criterion, *walk(criterion.criteria)))


def leaves(criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    """Return the criteria that bidders answered, in order."""
    return tuple(each for each in walk(criteria) if not each.criteria)

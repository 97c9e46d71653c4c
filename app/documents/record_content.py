"""Everything a record of an evaluation prints: who declared what, who marked what, what was agreed, and why.

It is for the file of the authority. Under the Provider Selection Regime the same record says how each key criterion was
taken into account and who made the decision (regulation 24), and is called a selection record.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Literal

from app.documents.award_content import Lot, TenderFacts
from app.documents.award_more_content import Course
from app.documents.codec import JsonObject, UnreadableContent, decode, encode
from app.documents.facts import AuditPosition, Digests, Party, Person
from app.documents.summary_content import Law, Quote


@dataclass(frozen=True, kw_only=True, slots=True)
class Interest:
    """One interest that somebody declared, and how they proposed that it is managed."""

    kind: str
    direct: bool
    what: str
    how_managed: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruling:
    """What somebody else decided on a declaration, and why; `kept_from` names the bidders to keep away from."""

    outcome: str
    kept_from: tuple[str, ...]
    by: Person
    at: datetime
    reasons: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Declared:
    """One person's declaration at one stage; no interests means that none was declared."""

    person: Person
    stage: str
    made_at: datetime
    interests: tuple[Interest, ...]
    links: tuple[str, ...]
    status: str
    rulings: tuple[Ruling, ...]
    superseded: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OneMark:
    """One evaluator's mark on one question of one bid; one that does not count was superseded, or its maker removed."""

    evaluator: Person
    mark: Decimal
    rationale: str
    quotes: tuple[Quote, ...]
    made_at: datetime
    counts: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Dissent:
    """The view of somebody who was there and did not agree."""

    name: str
    mark: Decimal | None
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreed:
    """What was agreed on one question of one bid, or decided at a gate: `mark` or `passed`; a later one stands instead.

    `flagged` says that the marks lay further apart than was published, `after_prices` that prices were open.
    """

    mark: Decimal | None
    passed: bool | None
    rationale: str
    discussion: str | None
    attendees: tuple[str, ...]
    quotes: tuple[Quote, ...]
    dissent: tuple[Dissent, ...]
    flagged: bool
    after_prices: bool
    by: Person
    at: datetime
    superseded_because: str | None
    stands: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """One question of one bid: every mark, how far those that count lie apart, and what was agreed.

    `lowest`, `highest` and `apart` are None where no mark counts, which is not nought.
    """

    bid: str
    bidder: str
    marks: tuple[OneMark, ...]
    lowest: Decimal | None
    highest: Decimal | None
    apart: Decimal | None
    agreed: tuple[Agreed, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question or gate of the lot, with what was marked and agreed on it for each bid."""

    criterion: str
    title: str
    is_gate: bool
    bids: tuple[Judged, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyCriterion:
    """A key criterion of the regime: which criteria of the rubric took it into account, and the reasons given there."""

    id: str
    title: str
    served_by: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Provider:
    """A bidder as the record names it, and what became of its bid."""

    bid: str
    party: Party
    outcome: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EvaluationRecord:
    """The record of the evaluation and award of one lot, for the file."""

    FORMAT: ClassVar[str] = "makegood.evaluation-record/1"

    format: Literal["makegood.evaluation-record/1"] = "makegood.evaluation-record/1"
    kind: Literal["selection_record", "evaluation_record"]
    reference: str
    issued_at: datetime
    replaces: str | None
    law: Law
    authority: Party
    tender: TenderFacts
    lot: Lot
    award: str
    winner: str
    decided_by: Person
    decided_at: datetime
    reasons: tuple[str, ...]
    decision_makers: tuple[Person, ...]
    key_criteria: tuple[KeyCriterion, ...]
    providers: tuple[Provider, ...]
    course: Course
    declarations: tuple[Declared, ...]
    disagreement_percent: Decimal
    questions: tuple[Question, ...]
    digests: Digests
    audit: AuditPosition | None

    def __post_init__(self) -> None:
        """Refuse a winner that is not among the bidders."""
        if self.winner not in {one.bid for one in self.providers}:
            raise ValueError(f"the winner {self.winner!r} is not among the bidders")

    def to_mapping(self) -> dict[str, object]:
        """Return the content in JSON values: this is the document's JSON file."""
        mapping: dict[str, object] = encode(self)
        return mapping

    @classmethod
    def from_mapping(cls, mapping: JsonObject) -> "EvaluationRecord":
        """Read back what `to_mapping` wrote; raises UnreadableContent with the misfitting place."""
        if mapping.get("format") != cls.FORMAT:
            raise UnreadableContent("format", f"expected {cls.FORMAT}, found {mapping.get('format')!r}")
        return decode(cls, dict(mapping))

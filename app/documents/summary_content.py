"""Everything an assessment summary prints: what one bidder is told of its own tender and of the winning one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from app.documents.award_content import Bidder, Criterion, Lot, Method, Scale, Score, TenderFacts, walk
from app.documents.codec import JsonObject, UnreadableContent, decode, encode
from app.documents.facts import AuditPosition, Digests, Party, Person


@dataclass(frozen=True, kw_only=True, slots=True)
class Law:
    """The rule a document is made under: the `provision` by name, its `source`, and what to know of it."""

    provision: str
    source: str
    note: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """A passage of the tender that a score rests on: code points `start` to `end` of one text of an answer.

    `place` says of which: `response`, or the words or the title of a pledge, such as `pledges[0].words`. `digest` is
    the SHA-256 of the passage; a passage that is withheld keeps its place and loses its digest.
    """

    place: str
    text: str
    start: int
    end: int
    digest: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Explained(Score):
    """What one bid scored on one criterion, with the passages of the tender that the panel based it on."""

    quotes: tuple[Quote, ...] = ()
    after_prices: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Assessed(Bidder):
    """One bid as it was assessed; `answers` are its marks and figures as they were scored, by criterion."""

    scores: tuple[Explained, ...]
    answers: JsonObject


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """Who won and by whose decision: `winner` is a bid id, `ranked` how many bids were ranked."""

    winner: str | None
    ranked: int
    decided_by: Person
    decided_at: datetime
    approved_by: Person | None
    approved_at: datetime | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class FullText:
    """Where the criteria and the assessment methodology can be read in full, in words and as an address."""

    said: str
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Withheld:
    """What was withheld: from what is said of which bid and criterion, why, and the digest that binds the passage."""

    bid: str
    criterion: str
    kind: str
    reason: str
    mark: str
    seal: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AssessmentSummary:
    """The assessment summary of one bid; `bidders` are the bid itself and the winning one where that is another.

    `rubric` is the published rubric in full: titles, importance, method and available scores follow from it;
    `contract` the facts of the contract that a rubric may divide by.
    """

    FORMAT: ClassVar[str] = "makegood.assessment-summary/1"

    format: Literal["makegood.assessment-summary/1"] = "makegood.assessment-summary/1"
    reference: str
    issued_at: datetime
    replaces: str | None
    replaced_because: str | None
    law: Law
    authority: Party
    tender: TenderFacts
    lot: Lot
    award: str
    recipient: str
    outcome: Outcome
    full_text: FullText
    scales: tuple[Scale, ...]
    criteria: tuple[Criterion, ...]
    method: Method
    bidders: tuple[Assessed, ...]
    standing: tuple[str, ...]
    criterion_reasons: Mapping[str, str]
    withheld: tuple[Withheld, ...]
    next_steps: tuple[str, ...]
    digests: Digests
    audit: AuditPosition | None
    rubric: JsonObject
    contract: JsonObject

    def __post_init__(self) -> None:
        """Refuse a summary without the bid that it is for, and a score for a criterion that is not there."""
        if self.recipient not in {bidder.id for bidder in self.bidders}:
            raise ValueError(f"the bid {self.recipient!r} that it is for is not in it")
        strangers = {bidder.id for bidder in self.bidders} - {self.recipient, self.outcome.winner}
        if strangers:
            raise ValueError(f"it tells of {', '.join(sorted(strangers))}, and is for {self.recipient!r}")
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
    def from_mapping(cls, mapping: JsonObject) -> "AssessmentSummary":
        """Read back what `to_mapping` wrote; raises UnreadableContent with the misfitting place."""
        if mapping.get("format") != cls.FORMAT:
            raise UnreadableContent("format", f"expected {cls.FORMAT}, found {mapping.get('format')!r}")
        return decode(cls, dict(mapping))

    @property
    def own(self) -> Assessed:
        """The bid that the summary is for."""
        return next(bidder for bidder in self.bidders if bidder.id == self.recipient)

    @property
    def winner(self) -> Assessed | None:
        """The winning bid, where something was awarded and it is in the summary."""
        return next((bidder for bidder in self.bidders if bidder.id == self.outcome.winner), None)

    @property
    def is_for_winner(self) -> bool:
        """Whether the bid that it is for is the one that won."""
        return self.recipient == self.outcome.winner

"""Everything a contract performance report prints, already decided; unlike things are never averaged."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Literal

from app.documents.codec import JsonObject, UnreadableContent, decode, encode
from app.documents.facts import AuditPosition, Money, Party, Person, Span
from app.documents.figures import Figure


class Rating(StrEnum):
    """The five statutory ratings, and the three states in which there is nothing to rate."""

    GOOD = "good"
    APPROACHING_TARGET = "approaching_target"
    REQUIRES_IMPROVEMENT = "requires_improvement"
    INADEQUATE = "inadequate"
    OTHER = "other"
    UNKNOWN = "unknown"
    NOT_DUE = "not_due"
    NOT_MEASURED = "not_measured"


class AddsUp(StrEnum):
    """How the quantities of several periods make one figure."""

    SUM = "sum"
    LEVEL = "level"
    PERCENTAGE = "percentage"
    FTE_YEARS = "fte_years"
    RECORD_ONLY = "record_only"


class Verdict(StrEnum):
    """What the buyer made of a claim."""

    VERIFIED = "verified"
    PART_VERIFIED = "part_verified"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True, slots=True)
class ContractFacts:
    """The contract reported on; `tender` is the reference of the tender it came from."""

    reference: str
    title: str
    tender: str
    lot: str | None
    value: Money | None
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Bands:
    """From which percentage of the to-date target each rating is given; below the last is inadequate."""

    good: Decimal
    approaching_target: Decimal
    requires_improvement: Decimal
    fixed_on: date

    def __post_init__(self) -> None:
        """Refuse bands that overlap."""
        if not self.good > self.approaching_target > self.requires_improvement > 0:
            raise ValueError("bands fall from good to requires improvement and stay above nought")


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """One file the supplier gave, by the name they gave it and the digest of its bytes."""

    name: str
    digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """The buyer's decision on a claim: who, when, why, and how much of it is proved."""

    verdict: Verdict
    quantity: Figure
    by: Person
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """One report by the supplier for a period; `superseded` when a later report took its place."""

    reported_at: datetime
    claimed: Figure
    words: str | None
    evidence: tuple[Evidence, ...]
    verification: Verification | None
    superseded: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PeriodRecord:
    """One period of a commitment: what was due in it, what came, and how both stand to date at its end."""

    span: Span
    target: Figure
    claimed: Figure
    proved: Figure
    target_to_date: Figure
    proved_to_date: Figure
    claims: tuple[Claim, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NextDue:
    """The next thing the supplier owes: how much, by when."""

    on: date
    quantity: Figure


@dataclass(frozen=True, kw_only=True, slots=True)
class Commitment:
    """One promise and where it stands on the as-at date; all quantities are in `unit`.

    `unknown` is what was claimed and nobody has verified yet; `rejected` what was claimed and refused.
    `percent_of_due` is what the rating was read from; `said` is the rating's one-line account.
    """

    reference: str
    measure: str
    unit: str
    adds_up: AddsUp
    more_is_better: bool
    criterion: str | None
    promised: Figure
    due_on: date | None
    due: Figure
    claimed: Figure
    proved: Figure
    unknown: Figure
    rejected: Figure
    percent_of_due: Figure
    rating: Rating
    said: str
    bands: Bands | None
    next_due: NextDue | None
    periods: tuple[PeriodRecord, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiver:
    """A pledge not carried into the contract, or let go later, with its reason and its approver."""

    measure: str
    quantity: Figure
    unit: str
    reason: str
    asked_by: Person
    approved_by: Person
    approved_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """How many commitments have a rating."""

    rating: Rating
    commitments: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ContractPerformance:
    """The whole performance report of one contract for one period."""

    FORMAT: ClassVar[str] = "makegood.contract-performance/1"

    format: Literal["makegood.contract-performance/1"] = "makegood.contract-performance/1"
    reference: str
    issued_at: datetime
    replaces: str | None
    authority: Party
    supplier: Party
    contract: ContractFacts
    period: Span
    as_at: date
    summary: tuple[str, ...]
    counts: tuple[Count, ...]
    commitments: tuple[Commitment, ...]
    waivers: tuple[Waiver, ...]
    award_digest: str | None
    engine: str
    audit: AuditPosition | None

    def __post_init__(self) -> None:
        """Refuse counts that are not those of the commitments."""
        if self.counts != count_ratings(self.commitments):
            raise ValueError("the counts by rating are not those of the commitments")

    def to_mapping(self) -> dict[str, object]:
        """Return the content in JSON values: this is the document's JSON file."""
        mapping: dict[str, object] = encode(self)
        return mapping

    @classmethod
    def from_mapping(cls, mapping: JsonObject) -> "ContractPerformance":
        """Read back what `to_mapping` wrote; raises UnreadableContent with the misfitting place."""
        if mapping.get("format") != cls.FORMAT:
            raise UnreadableContent("format", f"expected {cls.FORMAT}, found {mapping.get('format')!r}")
        return decode(cls, dict(mapping))


def count_ratings(commitments: tuple[Commitment, ...]) -> tuple[Count, ...]:
    """Return how many commitments have each rating, in the order of the law, nought included."""
    return tuple(
        Count(rating=rating, commitments=sum(each.rating is rating for each in commitments)) for rating in Rating
    )

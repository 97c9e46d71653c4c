"""What an award summary tells since its second version: how firm the result is, and how it came about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from app.documents.award_content import AwardSummary
from app.documents.codec import JsonObject
from app.documents.facts import Person


@dataclass(frozen=True, kw_only=True, slots=True)
class Firmness:
    """How firm the result is: its certificate, what rested on each promise, and how often who came first by chance.

    Each is a document of the scoring library and can be worked out again from the result. `acceptability` is None
    where no uncertainty of the weights was published beforehand.
    """

    certificate: JsonObject
    stakes: JsonObject
    acceptability: JsonObject | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """An envelope that two people opened: the answers of every bid, or the prices of the lot."""

    envelope: str
    begun_by: Person
    begun_at: datetime
    opened_by: Person
    opened_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Computed:
    """A result of the lot: why it was computed again, and in words what changed against the one before."""

    number: int
    computed_at: datetime
    digest: str
    reason: str | None
    changes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Approved:
    """The second person's approval of the decision."""

    by: Person
    at: datetime
    reason: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Represented:
    """What somebody had to say against the award, when it came, and what became of it.

    `in_time` is None where no standstill runs; `reasons` is None while it is undecided.
    """

    made_by: str
    received_at: datetime
    in_time: bool | None
    words: str
    outcome: str
    decided_at: datetime | None
    reasons: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """How the award came about, from the opening to what was said against it; `summaries_issued` counts bidders."""

    openings: tuple[Opened, ...]
    results: tuple[Computed, ...]
    approval: Approved | None
    summaries_issued: int
    summaries_owed: int
    published_at: datetime | None
    representations: tuple[Represented, ...]
    lot_limit: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AwardSummaryInFull(AwardSummary):
    """The award summary of one lot with how firm the result is and how it came about."""

    FORMAT: ClassVar[str] = "makegood.award-summary/2"

    format: Literal["makegood.award-summary/2"] = "makegood.award-summary/2"  # type: ignore[assignment]
    criterion_reasons: Mapping[str, str]
    firmness: Firmness
    course: Course

"""Everything a standstill letter prints: how one bidder fared, how long the authority waits, and how to be heard."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Literal

from app.documents.award_content import BidStatus, Lot, SkippedDay, TenderFacts
from app.documents.codec import JsonObject, UnreadableContent, decode, encode
from app.documents.face_content import PLAIN, Face
from app.documents.facts import AuditReference, Digests, Party, Person, Signer
from app.documents.figures import Number
from app.documents.record_content import KeyCriterion
from app.documents.summary_content import Law


class Stage(StrEnum):
    """Where standstill is on the day of the letter."""

    PLANNED = "planned"
    RUNNING = "running"
    HELD_OPEN = "held_open"
    OVER = "over"
    NONE = "none"
    VOID = "void"


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """How one bid came out; `rank` and `total` are None for a bid that is out of the ranking."""

    bid: str
    party: Party
    status: BidStatus
    rank: int | None
    joint: bool
    total: Number | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """How the days were counted, and by which rule: from it and the day of the notice they can be counted again.

    `regime` and `category` are ids; `voluntary_working_days` is the buyer's own offer where the law asks for none.
    `to_check` names the parts of the rule that are general knowledge and were not read at the source. Without a
    standstill no day is there.
    """

    applies: bool
    regime: str
    category: str | None
    sent_by: str | None
    voluntary_working_days: int | None
    rule: str
    source: str
    note: str | None
    to_check: tuple[str, ...]
    notice_on: date
    begins_on: date | None
    days: tuple[date, ...]
    skipped: tuple[SkippedDay, ...]
    last_day: date | None
    ends_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Extended:
    """The days that follow the decision on a representation, before which standstill does not end."""

    rule: str
    source: str
    decision_on: date
    days: tuple[date, ...]
    skipped: tuple[SkippedDay, ...]
    last_day: date
    ends_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Hearing:
    """How to be heard: until when, at which address of the service, and what follows from it.

    `until` is the first instant that is too late, None where no last moment is set; `extends` whether what comes in
    time keeps standstill open; `effect` and `source` say so in words.
    """

    until: datetime | None
    extends: bool
    effect: str
    source: str | None
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """An interest that somebody declared and how it was managed, without saying whose it is."""

    kind: str
    direct: bool
    stage: str
    managed: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Intention:
    """What a regime wants told of the intention to award, beside what every letter tells.

    `contents` are the regime's own words for it, `decided_by` are those who made the decision.
    """

    law: Law
    contents: tuple[str, ...]
    decided_by: tuple[Person, ...]
    key_criteria: tuple[KeyCriterion, ...]
    conflicts: tuple[Conflict, ...]
    declared: int
    is_framework: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Cited:
    """Another document of the service, by its reference and its digest."""

    reference: str
    digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StandstillLetter:
    """The letter to one bidder; `recipient` is how its own bid came out and `winner` how the winning one did.

    `words` is what the authority adds of its own; `voided_at` is there where the award was made void.
    """

    FORMAT: ClassVar[str] = "makegood.standstill-letter/1"

    format: Literal["makegood.standstill-letter/1"] = "makegood.standstill-letter/1"
    reference: str
    issued_at: datetime
    replaces: str | None
    authority: Party
    tender: TenderFacts
    lot: Lot
    award: str
    stage: Stage
    recipient: Told
    winner: Told
    ranked: int
    more_is_better: bool
    total_label: str
    reasons: tuple[str, ...]
    words: str | None
    decided_at: datetime
    voided_at: datetime | None
    summary: Cited | None
    standstill: Counted
    extended: Extended | None
    ends_at: datetime | None
    hearing: Hearing
    intention: Intention | None
    digests: Digests
    face: Face = PLAIN
    audit: AuditReference | None = None
    signer: Signer | None = None

    def __post_init__(self) -> None:
        """Refuse a letter that says two things of where the award stands."""
        if (self.stage is Stage.VOID) != (self.voided_at is not None):
            raise ValueError("an award is void from a moment on, and no other is")
        if (self.stage is Stage.NONE) and self.standstill.applies:
            raise ValueError("a standstill applies, and is said not to")

    def to_mapping(self) -> dict[str, object]:
        """Return the content in JSON values: this is the document's JSON file."""
        mapping: dict[str, object] = encode(self)
        return mapping

    @classmethod
    def from_mapping(cls, mapping: JsonObject) -> "StandstillLetter":
        """Read back what `to_mapping` wrote; raises UnreadableContent with the misfitting place."""
        if mapping.get("format") != cls.FORMAT:
            raise UnreadableContent("format", f"expected {cls.FORMAT}, found {mapping.get('format')!r}")
        return decode(cls, dict(mapping))

    @property
    def is_for_winner(self) -> bool:
        """Whether it goes to the bidder that won."""
        return self.recipient.bid == self.winner.bid

"""Everything a supplier's statement of delivery prints: what it promised, claimed and had proved, contract by contract.

It is the supplier's own record, to show to whom it likes. What an authority wrote of a claim is not in it: only how
much was accepted, and when.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from app.documents.codec import JsonObject, UnreadableContent, decode, encode
from app.documents.face_content import PLAIN, Face
from app.documents.facts import AuditReference, Money, Party, Signer, Span
from app.documents.figures import Figure
from app.documents.letter_content import Cited
from app.documents.performance_content import AddsUp, Bands, Rating


@dataclass(frozen=True, kw_only=True, slots=True)
class Reported:
    """The newest report for one period of a promise: what was claimed and what was accepted of it.

    `status` is `no_data`, `not_due`, `submitted`, `verified`, `part_verified` or `rejected`. Where a percentage is
    reported as a part of a whole, `claimed` and `proved` are parts and `whole` and `proved_whole` are known. `files` is
    how many files of evidence came with it, `decided_on` the day of the buyer's decision.
    """

    span: Span
    target: Figure
    status: str
    claimed: Figure
    whole: Figure
    proved: Figure
    proved_whole: Figure
    files: int
    decided_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """One promise and where it stands on the as-at date; all quantities are in `unit`.

    `measure` is the id of the measure, None for a promise of the supplier's own. `unknown` is what was claimed and
    nobody has decided on yet; `rejected` what was claimed and refused. The rating is the service's, by the bands.
    """

    reference: str
    title: str
    measure: str | None
    unit: str
    adds_up: AddsUp
    more_is_better: bool
    criterion: str
    promised: Figure
    due: Figure
    claimed: Figure
    proved: Figure
    unknown: Figure
    rejected: Figure
    percent_of_due: Figure
    rating: Rating
    said: str
    bands: Bands | None
    periods: tuple[Reported, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """One contract of the supplier with its promises; `ended_on` where it was ended before its term.

    `waived` is how many promises were not carried into the contract or let go. `report` is the authority's own
    performance report issued last, by which this can be held to what the authority says.
    """

    reference: str
    title: str
    authority: Party
    value: Money | None
    starts_on: date
    ends_on: date
    ended_on: date | None
    waived: int
    commitments: tuple[Kept, ...]
    report: Cited | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Together:
    """What all promises in one measure come to over the contracts listed: only like is added to like.

    `commitments` is how many promises there are, `contracts` over how many contracts. A figure is absent where no
    promise has it, which is not nought.
    """

    measure: str
    title: str
    unit: str
    more_is_better: bool
    contracts: int
    commitments: int
    promised: Figure
    due: Figure
    claimed: Figure
    proved: Figure
    unknown: Figure
    rejected: Figure


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementOfDelivery:
    """The statement of one supplier over one, several or all of its contracts in the service."""

    FORMAT: ClassVar[str] = "makegood.statement-of-delivery/1"

    format: Literal["makegood.statement-of-delivery/1"] = "makegood.statement-of-delivery/1"
    reference: str
    issued_at: datetime
    replaces: str | None
    supplier: Party
    as_at: date
    is_everything: bool
    summary: tuple[str, ...]
    together: tuple[Together, ...]
    contracts: tuple[Held, ...]
    engine: str
    face: Face = PLAIN
    audit: AuditReference | None = None
    signer: Signer | None = None

    def __post_init__(self) -> None:
        """Refuse a statement of nothing."""
        if not self.contracts:
            raise ValueError("a statement is of one contract at least")

    @property
    def authority(self) -> Party:
        """Who issues it and heads its page: the supplier itself."""
        return self.supplier

    def to_mapping(self) -> dict[str, object]:
        """Return the content in JSON values: this is the document's JSON file."""
        mapping: dict[str, object] = encode(self)
        return mapping

    @classmethod
    def from_mapping(cls, mapping: JsonObject) -> "StatementOfDelivery":
        """Read back what `to_mapping` wrote; raises UnreadableContent with the misfitting place."""
        if mapping.get("format") != cls.FORMAT:
            raise UnreadableContent("format", f"expected {cls.FORMAT}, found {mapping.get('format')!r}")
        return decode(cls, dict(mapping))

"""Everything a portfolio report prints: what the contracts of an authority, or of a network, come to on a day.

An authority's report lists its contracts, and every sum in it is that of what is listed. A network's holds the sums
that its members agreed to share and nothing below them; what is withheld is not in the file either.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Literal

from app.documents.codec import JsonObject, UnreadableContent, decode, encode
from app.documents.face_content import PLAIN, Face
from app.documents.facts import AuditReference, Money, Party, Signer
from app.documents.figures import Figure, Number
from app.documents.performance_content import Count


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantities:
    """What promises in one measure come to; a figure is not applicable where the measure does not add up.

    `unknown` is the due of periods without an accepted claim: neither proved nor missed.
    """

    promised: Figure
    due: Figure
    claimed: Figure
    proved: Figure
    waiting: Figure
    rejected: Figure
    unknown: Figure


@dataclass(frozen=True, kw_only=True, slots=True)
class Periods:
    """How many promises and how many periods that have ended stand behind a sum.

    `met` and `missed` count accepted claims of a level or a percentage against the target of their period.
    """

    commitments: int
    periods: int
    reported: int
    accepted: int
    waiting: int
    rejected: int
    met: int
    missed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SumLine:
    """One measure over all contracts; `percent_of_due` is proved of due, or due of proved where less is better."""

    measure: str
    title: str
    unit: str
    adds_up: str
    better: str
    quantities: Quantities
    percent_of_due: Number | None
    counts: Periods


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What one contract adds to one line; `contract` is its reference."""

    contract: str
    measure: str
    unit: str
    adds_up: str
    better: str
    quantities: Quantities
    counts: Periods


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """A promise for which the supplier owes reports: for how many periods, and since when."""

    title: str
    reports: int
    since: date


@dataclass(frozen=True, kw_only=True, slots=True)
class ContractLine:
    """One contract: its promises by rating, what waits for the buyer, and what the supplier owes.

    `supplier_id` tells suppliers of one name apart.
    """

    reference: str
    title: str
    supplier: str
    supplier_id: str
    value: Money | None
    starts_on: date
    ends_on: date
    counts: tuple[Count, ...]
    waived: int
    awaiting: int
    overdue: tuple[Owed, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Promises beside delivery over some contracts; every figure is None where it is withheld."""

    label: str
    withheld: bool
    contracts: int | None
    suppliers: int | None
    promised: Number | None
    due: Number | None
    proved: Number | None
    unknown: Number | None
    proved_percent: Number | None
    promised_per_million: Number | None
    proved_per_million: Number | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Calibrated:
    """Promises beside delivery in one measure: all contracts, and these by their value."""

    measure: str
    title: str
    unit: str
    better: str
    whole: Group
    by_size: tuple[Group, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RemedyLine:
    """What was asked for where a promise was not kept; `until` is the day by which the next step is awaited."""

    contract: str
    kind: str
    status: str
    raised_on: date
    until: date | None
    outcome: str | None
    closed_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkFacts:
    """The network reported on, and below how many members and suppliers its sums are withheld."""

    name: str
    purpose: str
    lead: str
    members: tuple[str, ...]
    fewest_members: int
    fewest_suppliers: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PartOfSum:
    """What one member that agreed to be named adds to a sum; None where it is withheld."""

    name: str
    quantity: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedSum:
    """One sum over the members that share it: promised, due or proved; withheld with the reason, or shown."""

    measure: str
    title: str
    unit: str
    better: str
    total: str
    quantity: Decimal | None
    members: int | None
    suppliers: int | None
    withheld: str | None
    parts: tuple[PartOfSum, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PortfolioReport:
    """The report of an authority on its own contracts, or on the sums of a network that it may read."""

    FORMAT: ClassVar[str] = "makegood.portfolio-report/1"

    format: Literal["makegood.portfolio-report/1"] = "makegood.portfolio-report/1"
    reference: str
    issued_at: datetime
    replaces: str | None
    authority: Party
    as_at: date
    summary: tuple[str, ...]
    lines: tuple[SumLine, ...]
    counts: tuple[Count, ...]
    contracts: tuple[ContractLine, ...]
    rows: tuple[Row, ...]
    least_suppliers: int
    calibration: tuple[Calibrated, ...]
    remedies: tuple[RemedyLine, ...]
    network: NetworkFacts | None
    shared: tuple[SharedSum, ...]
    engine: str
    face: Face = PLAIN
    audit: AuditReference | None = None
    signer: Signer | None = None

    def __post_init__(self) -> None:
        """Refuse a network's report that tells of a contract, and an authority's that tells of a network."""
        if self.network is not None and (self.lines or self.contracts or self.rows or self.remedies):
            raise ValueError("the report of a network holds sums alone, and this one tells of contracts")
        if self.network is None and self.shared:
            raise ValueError("no network is named, and sums of one are listed")
        if any((one.quantity is None) is (one.withheld is None) for one in self.shared):
            raise ValueError("a sum is shown, or withheld with the reason")

    def to_mapping(self) -> dict[str, object]:
        """Return the content in JSON values: this is the document's JSON file."""
        mapping: dict[str, object] = encode(self)
        return mapping

    @classmethod
    def from_mapping(cls, mapping: JsonObject) -> "PortfolioReport":
        """Read back what `to_mapping` wrote; raises UnreadableContent with the misfitting place."""
        if mapping.get("format") != cls.FORMAT:
            raise UnreadableContent("format", f"expected {cls.FORMAT}, found {mapping.get('format')!r}")
        return decode(cls, dict(mapping))

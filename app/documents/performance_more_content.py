"""What a performance report tells since its second version: what was proved by which evidence, and what was changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Literal

from app.documents.codec import JsonObject
from app.documents.facts import Money, Person, Span
from app.documents.figures import Figure
from app.documents.performance_content import ContractPerformance, Verification


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What the supplier had to say against a decision; `decision` is its number, from 1."""

    decision: int
    words: str
    by: Person
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Assessed:
    """What an engine made of the files of a claim.

    `record` is the assessment itself without its lines: engine, version, settings, sources, references, quantities,
    what they prove, and the digests; None where the engine refused the files, and then `refused` says why.
    `quantity` names the one that answers the commitment, and `proves` is its exact value, or None for no data.
    """

    number: int
    at: datetime
    record: JsonObject | None
    quantity: str | None
    proves: str | None
    refused: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """What stands behind one claim beside its files: named by commitment, first day of its period and its number.

    `whole` is there where a percentage is reported as a part of a whole; `claimed` of the claim is then that
    percentage, and `part` the part. `share` is the percentage of a report that the supplier made once for several
    contracts. `earlier` are the decisions that a later one took the place of.
    """

    commitment: str
    period: date
    report: int
    part: Figure
    whole: Figure
    proved_part: Figure
    proved_whole: Figure
    share: Figure
    earlier: tuple[Verification, ...]
    replies: tuple[Reply, ...]
    assessed: Assessed | None
    against: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """What was due in one period by a plan."""

    span: Span
    target: Figure


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What was due when of a commitment, as one act left it: agreed, changed, or by the volume recorded."""

    commitment: str
    revision: int
    cause: str
    change: int | None
    holds_from: date
    made_at: datetime
    due: tuple[Due, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Linked:
    """The volume that a promise follows: so much is due of it as is bought of what was expected."""

    commitment: str
    basis: str
    unit: str
    expected: Decimal
    floor: Decimal | None
    cap: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Bought:
    """What the authority recorded as bought from one day to another, the newest revision of it."""

    basis: str
    unit: str
    starts_on: date
    ends_on: date
    amount: Decimal
    taken_from: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A change of the contract in force: why, who asked and who approved, what it did, and what notice it needs."""

    number: int
    kind: str
    rationale: str
    reason: str
    effective_on: date
    in_force_at: datetime
    asked_by: Person
    approved_by: tuple[Person, ...]
    said: tuple[str, ...]
    notice: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Swap:
    """A commitment that another took the place of, with the points that rested on the question it was made under."""

    old: str
    new: str
    change: int
    points: str
    said: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """An authority that held the contract until another followed it, on a legal basis; the last one holds it now."""

    name: str
    until: date | None
    basis: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of a remedy, and whether it came after the day until which it was awaited."""

    act: str
    words: str
    by: Person
    at: datetime
    is_late: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Remedy:
    """What was asked for where a promise was not kept, with every step of it; nothing is charged by it.

    `commitment` is None where it is about the contract as a whole, `outcome` until it is closed.
    """

    commitment: str | None
    kind: str
    happened_on: date | None
    credit: Money | None
    formula: str | None
    steps: tuple[Step, ...]
    outcome: str | None
    closed_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ContractPerformanceInFull(ContractPerformance):
    """The performance report of one contract with its evidence and its changes."""

    FORMAT: ClassVar[str] = "makegood.contract-performance/2"

    format: Literal["makegood.contract-performance/2"] = "makegood.contract-performance/2"  # type: ignore[assignment]
    proofs: tuple[Proof, ...]
    plans: tuple[Plan, ...]
    linked: tuple[Linked, ...]
    bought: tuple[Bought, ...]
    changes: tuple[Change, ...]
    swaps: tuple[Swap, ...]
    bodies: tuple[Body, ...]
    remedies: tuple[Remedy, ...]

    def __post_init__(self) -> None:
        """Refuse a report that names nobody who holds the contract."""
        # Not super(): a class with slots is made anew, and the call would look for the one before.
        ContractPerformance.__post_init__(self)
        if not self.bodies:
            raise ValueError("no body is named that holds the contract")

    def proof_of(self, commitment: str, period: date, report: int) -> Proof | None:
        """Return what stands behind one claim, or None for a claim that no proof is listed for."""
        return self._by_claim().get((commitment, period, report))

    def _by_claim(self) -> Mapping[tuple[str, date, int], Proof]:
        return {(one.commitment, one.period, one.report): one for one in self.proofs}

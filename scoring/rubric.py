"""The frozen values of a rubric: what is asked, what it weighs, how it is scored, how a tie is parted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from scoring.methods.contract import Method
from scoring.methods.gate import Consequence
from scoring.methods.scale import Scale
from scoring.rounding import Rounding

FORMAT: Final = "makegood.rubric/1"

Asks = Literal["words", "quantity", "declaration", "price"]
ASKS: Final[tuple[Asks, ...]] = ("words", "quantity", "declaration", "price")
WeightBasis = Literal["of_parent", "of_total"]
WEIGHT_BASES: Final[tuple[WeightBasis, ...]] = ("of_parent", "of_total")
AddsUp = Literal["sum", "level", "percentage", "fte_years", "record_only"]
ADDS_UP: Final[tuple[AddsUp, ...]] = ("sum", "level", "percentage", "fte_years", "record_only")
Denominator = Literal["price", "contract_value", "contract_years"]
DENOMINATORS: Final[tuple[Denominator, ...]] = ("price", "contract_value", "contract_years")
TieBreakBy = Literal["criterion", "price", "shared"]
TIE_BREAKS: Final[tuple[TieBreakBy, ...]] = ("criterion", "price", "shared")
AggregationMethod = Literal["weighted_sum", "price_per_quality_point", "quality_price_index", "monetised_quality"]
AGGREGATIONS: Final[tuple[AggregationMethod, ...]] = (
    "weighted_sum",
    "price_per_quality_point",
    "quality_price_index",
    "monetised_quality",
)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a pledge is counted in, how periods add up, and which way is better."""

    id: str
    title: str
    unit: str
    adds_up: AddsUp


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least that a bid must reach, as a mark or as a share (0 to 1) of the points, and what missing it means."""

    consequence: Consequence
    mark: Fraction | None = None
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Normalise:
    """A quantity is divided by (denominator ÷ per), so that size alone does not win."""

    by: Denominator
    per: Fraction


@dataclass(frozen=True, slots=True)
class Parts:
    """A quantity made of parts: (Σ part × factor) × Π parts."""

    sum: tuple[tuple[str, Fraction], ...]
    times: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return every part that a bid must state, once each."""
        return tuple(dict.fromkeys((*(name for name, _ in self.sum), *self.times)))


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of a rubric, with the method that scores its answer. The weight is None where it earns nothing."""

    id: str
    title: str
    place: str
    method: Method
    asks: Asks
    weight: Fraction | None = None
    minimum: Minimum | None = None
    lots: frozenset[str] | None = None
    rounding: Rounding | None = None
    normalise: Normalise | None = None
    parts: Parts | None = None
    measure: Measure | None = None
    source: str = ""

    @property
    def leaves(self) -> "Iterator[Criterion]":
        """Yield the criterion itself."""
        yield self

    def in_lot(self, lot: str) -> bool:
        """Say whether the criterion counts in a lot: common criteria count in all of them."""
        return self.lots is None or lot in self.lots


@dataclass(frozen=True, slots=True)
class Section:
    """A group of criteria or of further sections."""

    id: str
    title: str
    place: str
    criteria: "tuple[Section | Criterion, ...]"
    weight: Fraction | None = None
    minimum: Minimum | None = None
    lots: frozenset[str] | None = None
    rounding: Rounding | None = None

    @property
    def leaves(self) -> Iterator[Criterion]:
        """Yield every criterion below the section, in order."""
        for node in self.criteria:
            yield from node.leaves

    def in_lot(self, lot: str) -> bool:
        """Say whether the section counts in a lot: it does where one of its criteria does."""
        return (self.lots is None or lot in self.lots) and any(node.in_lot(lot) for node in self.criteria)


Node = Section | Criterion


@dataclass(frozen=True, slots=True)
class Aggregation:
    """How points and price become one figure; the fields beside the method are None where it has no use for them."""

    method: AggregationMethod
    price: str | None = None
    per: Fraction | None = None
    willingness_to_pay: Fraction | None = None


@dataclass(frozen=True, slots=True)
class TieBreak:
    """One step that parts bids with equal totals: more points on a criterion, a lower price, or a shared rank."""

    by: TieBreakBy
    criterion: str | None = None

    @property
    def name(self) -> str:
        """Return the step as a result names it, such as "criterion:carbon"."""
        return f"criterion:{self.criterion}" if self.by == "criterion" else self.by


@dataclass(frozen=True, slots=True)
class Rubric:
    """A parsed rubric. `canonical` is the document as given, in canonical form, for results and digests."""

    id: str
    version: str
    title: str
    scales: Mapping[str, Scale]
    weights: WeightBasis
    criteria: tuple[Node, ...]
    aggregation: Aggregation
    rounding: Rounding
    tie_break: tuple[TieBreak, ...]
    canonical: bytes

    @property
    def leaves(self) -> Iterator[Criterion]:
        """Yield every criterion that is answered, in order."""
        for node in self.criteria:
            yield from node.leaves

    @property
    def lots_named(self) -> tuple[str, ...]:
        """Return the lots that criteria or sections name, in the order in which they first appear."""
        return tuple(dict.fromkeys(lot for node in walk(self.criteria) for lot in sorted(node.lots or ())))


def walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Yield every section and criterion, a section before what it holds."""
    for node in nodes:
        yield node
        if isinstance(node, Section):
            yield from walk(node.criteria)

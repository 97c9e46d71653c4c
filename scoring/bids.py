"""The frozen values of the bids of a tender: who bids for which lot, at what price, with which answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple

FORMAT: Final = "makegood.bids/1"
ONLY_LOT: Final = "1"
"""The code of the lot of a tender that is not divided into lots."""

Status = Literal["live", "withdrawn", "excluded"]
STATUSES: Final[tuple[Status, ...]] = ("live", "withdrawn", "excluded")


class Answer(NamedTuple):
    """An answer as one exact value: a mark, a quantity, a price, or 1 and 0 for passed and not passed."""

    value: Fraction
    text: str
    given: Mapping[str, Any]
    parts: Mapping[str, Fraction] | None = None


@dataclass(frozen=True, slots=True)
class Bid:
    """One bid. `prices` is by lot; `answers` by the id of the criterion; a missing answer is absent, never 0."""

    id: str
    name: str
    place: str
    status: Status
    reason: str
    lots: tuple[str, ...]
    prices: Mapping[str, Fraction]
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Contract:
    """Value and length of the contract by lot, where the bids document states them."""

    values: Mapping[str, Fraction]
    years: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Bids:
    """Parsed bids. `canonical` is the document as given, in canonical form, for results and digests."""

    lots: tuple[str, ...]
    contract: Contract
    bids: tuple[Bid, ...]
    canonical: bytes

    def in_lot(self, lot: str, status: Status) -> Iterator[Bid]:
        """Yield the bids of one status for a lot, in the order given."""
        for bid in self.bids:
            if bid.status == status and lot in bid.lots:
                yield bid

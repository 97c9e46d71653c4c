"""A published table of bands: each band states from which value it holds and which share of the points it is worth."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal, NamedTuple

from scoring.exact import ZERO
from scoring.methods.contract import Better, Kind, Refusal, Takes
from scoring.trace import Step, given, percent, value_text

Below = Literal["none", "refuse"]
BELOW: tuple[Below, ...] = ("none", "refuse")


class Band(NamedTuple):
    """From this value (inclusive) until the next band, this share."""

    first: Fraction
    share: Fraction


def band_of(value: Fraction, bands: Sequence[Band]) -> Band | None:
    """Return the last band that starts at or below `value`, or None below the first one; bands ascend.

    Source: points tables of the Northern Ireland social-value policy (PPN 01/21) and of Belfast City Council.

    >>> table = (Band(Fraction(0), Fraction(0)), Band(Fraction(10), Fraction(1, 2)))
    >>> band_of(Fraction(10), table).share, band_of(Fraction(-1), table)
    (Fraction(1, 2), None)
    """
    index = bisect_right(bands, value, key=lambda band: band.first)
    return bands[index - 1] if index else None


@dataclass(frozen=True, slots=True)
class Banded:
    """The table, the direction it rises in, and what a value below the first band means."""

    bands: tuple[Band, ...]
    better: Better
    below: Below

    takes: ClassVar[Takes] = "quantity"
    kind: ClassVar[Kind] = "scored"
    relative: ClassVar[bool] = False
    source: ClassVar[str] = "the table of bands in the rubric"
    rule: ClassVar[str] = "share of the last band that starts at or below the value"

    def reference(self, values: Sequence[Fraction]) -> None:
        """Return None: the table is fixed before any bid is seen."""

    def share(self, value: Fraction, reference: Fraction | None) -> Fraction | Refusal:
        """Return the share of the band; below the first one nothing, or a refusal, as the rubric says."""
        del reference
        band = band_of(value, self.bands)
        if band is not None:
            return band.share
        if self.below == "none":
            return ZERO
        first = value_text(self.bands[0].first)
        return Refusal("band.below_first", f"{value_text(value)} is below the first band, which starts at {first}")

    def inputs(self, value: Fraction, reference: Fraction | None) -> tuple[Step, ...]:
        """Return the value and the start of its band."""
        del reference
        band = band_of(value, self.bands)
        start = () if band is None else (given("band from", band.first, "set by the rubric"),)
        return (given("value", value), *start)

    def said(self, value: Fraction, reference: Fraction | None) -> str:
        """Return, for example, "12 in the band from 10 (50%)"."""
        share = self.share(value, reference)
        band = band_of(value, self.bands)
        where = "below the first band" if band is None else f"in the band from {value_text(band.first)}"
        worth = "" if isinstance(share, Refusal) else f" ({percent(share)})"
        return f"{value_text(value)} {where}{worth}"

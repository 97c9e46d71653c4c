"""A published table of bands: each band states from which value it holds and which share of the points it is worth."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import ClassVar, Literal, NamedTuple

from scoring.exact import ZERO, whole_numbers
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


@dataclass(frozen=True)
class Banded:
    """The table, the direction it rises in, and what a value below the first band means.

    What is the same for every bid, such as the words for a band, is made once, when first asked for.
    """

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
        """Return the share of the band; below the first one nothing, or a refusal, as the rubric says.

        >>> table = (Band(Fraction(0), Fraction(0)), Band(Fraction("2.5"), Fraction(1, 2)))
        >>> Banded(table, "higher", "none").share(Fraction("2.5"), None)
        Fraction(1, 2)
        """
        del reference
        place = self._place(value)
        if place:
            return self.bands[place - 1].share
        if self.below == "none":
            return ZERO
        first = value_text(self.bands[0].first)
        return Refusal("band.below_first", f"{value_text(value)} is below the first band, which starts at {first}")

    def inputs(self, value: Fraction, reference: Fraction | None) -> tuple[Step, ...]:
        """Return the value and the start of its band."""
        del reference
        return (given("value", value), *self._steps[self._place(value)])

    def said(self, value: Fraction, reference: Fraction | None, share: Fraction | Refusal) -> str:
        """Return, for example, "12 in the band from 10 (50%)"."""
        del reference, share
        return f"{value_text(value)} {self._words[self._place(value)]}"

    def _place(self, value: Fraction) -> int:
        """Return the place of the band that holds `value`, counted from 1, and 0 below the first one; as `band_of`.

        A band starts at or below a value exactly if, both counted in units, it starts at or below the value's whole
        units: so integers are compared, which is several times sooner than fractions.
        """
        units, starts = self._starts
        top, bottom = value.as_integer_ratio()
        return bisect_right(starts, top * units // bottom)

    @cached_property
    def _starts(self) -> tuple[int, list[int]]:
        """How many units make 1, and where each band starts in such units."""
        return whole_numbers([band.first for band in self.bands])

    @cached_property
    def _steps(self) -> tuple[tuple[Step, ...], ...]:
        """The start of each band as an input of the trace, after nothing for a value below the first one."""
        return ((), *((given("band from", band.first, "set by the rubric"),) for band in self.bands))

    @cached_property
    def _words(self) -> tuple[str, ...]:
        """What is said of each band, after what is said of a value below the first one."""
        below = "below the first band" + (f" ({percent(ZERO)})" if self.below == "none" else "")
        return (below, *(f"in the band from {value_text(band.first)} ({percent(band.share)})" for band in self.bands))

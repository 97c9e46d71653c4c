"""Checks what a commitment is held to: its periods and targets against the promise and the term, and its bands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from app.contracts.rules import TOTALLED, is_quantified
from app.kit.schema import plain

BANDS = ("good", "approaching_target", "requires_improvement")
"""Where each statutory rating begins, best first; below the last is `inadequate`."""


@dataclass(frozen=True, slots=True)
class Term:
    """The days on which the contract runs, both included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Target:
    """What is due in one period; `target` is None for words and for records."""

    label: str
    starts_on: date
    ends_on: date
    target: Decimal | None


@dataclass(frozen=True, slots=True)
class Commitment:
    """What the checks need to know of a commitment."""

    promised: Decimal | None
    adds_up: str | None
    unit: str | None

    @property
    def quantified(self) -> bool:
        """Return whether it is measured against targets."""
        return is_quantified(promised=self.promised, adds_up=self.adds_up)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold, and where."""

    place: str
    message: str
    value: str | None = None

    def to_mapping(self, prefix: str = "") -> dict[str, Any]:
        """Return the finding as it goes into an answer."""
        return {"place": f"{prefix}{self.place}", "message": self.message, "value": self.value}


def check_targets(commitment: Commitment, targets: Sequence[Target], term: Term) -> list[Finding]:
    """Return everything that does not hold of the targets that there are; none at all is for `missing` to say."""
    found = [finding for place, target in enumerate(targets) for finding in _one(commitment, target, place, term)]
    found += _overlaps(targets)
    if not found and targets and commitment.quantified:
        found += _against_the_promise(commitment, targets)
    return found


def check_bands(commitment: Commitment, bands: Mapping[str, Decimal] | None) -> list[Finding]:
    """Return what does not hold of the bands: each begins lower than the one before, all of them above nothing."""
    if bands is None:
        return []
    if not commitment.quantified:
        return [Finding("bands", "leave them out: this commitment is reported and not rated")]
    found = []
    for better, worse in pairwise(BANDS):
        if bands[better] <= bands[worse]:
            message = f"must be below {better}, which is {plain(bands[better])}"
            found.append(Finding(f"bands.{worse}", message, plain(bands[worse])))
    if bands[BANDS[-1]] <= 0:
        found.append(Finding(f"bands.{BANDS[-1]}", "must be above 0", plain(bands[BANDS[-1]])))
    return found


def missing(commitment: Commitment, targets: Sequence[Target], *, has_bands: bool) -> list[Finding]:
    """Return what a commitment lacks before the contract may bind: no band and no target is ever assumed."""
    if commitment.promised is not None and commitment.adds_up is None:
        return [Finding("counts", "say how its periods add up and which way is better; the rubric does not")]
    if not commitment.quantified:
        return []
    found = []
    if not targets:
        found.append(Finding("targets", "say what is due in which period"))
    if not has_bands:
        found.append(Finding("bands", "say from which percentage of its target each rating begins"))
    return found


def _one(commitment: Commitment, target: Target, place: int, term: Term) -> Iterator[Finding]:
    where = f"targets[{place}]"
    if target.starts_on > target.ends_on:
        yield Finding(f"{where}.ends_on", f"is before the period starts, on {target.starts_on}", str(target.ends_on))
    if target.starts_on < term.starts_on or target.ends_on > term.ends_on:
        message = f"is not within the contract, which runs from {term.starts_on} to {term.ends_on}"
        yield Finding(where, message, f"{target.starts_on} to {target.ends_on}")
    if commitment.quantified and target.target is None:
        yield Finding(f"{where}.target", "say how much is due; 0 if nothing is")
    if not commitment.quantified and target.target is not None:
        yield Finding(
            f"{where}.target", "leave it out: this commitment is reported and not measured", plain(target.target)
        )


def _overlaps(targets: Sequence[Target]) -> Iterator[Finding]:
    in_order = sorted(enumerate(targets), key=lambda each: (each[1].starts_on, each[1].ends_on))
    for (_, before), (place, target) in pairwise(in_order):
        if target.starts_on <= before.ends_on:
            message = f"begins before {before.label!r} ends, on {before.ends_on}"
            yield Finding(f"targets[{place}].starts_on", message, str(target.starts_on))


def _against_the_promise(commitment: Commitment, targets: Sequence[Target]) -> list[Finding]:
    """Return where the targets ask for more or less than was promised: both would change what earned the points."""
    promised, unit = commitment.promised or Decimal(0), commitment.unit or ""
    due = [target.target or Decimal(0) for target in targets]
    if commitment.adds_up in {each.value for each in TOTALLED}:
        total = sum(due, Decimal(0))
        if total != promised:
            message = f"the targets make {plain(total)} and the promise is {plain(promised)} {unit}".rstrip()
            return [Finding("targets", f"{message}; they must be the same", plain(total))]
        return []
    place, last = max(enumerate(targets), key=lambda each: each[1].starts_on)
    if due[place] != promised:
        message = f"the last period, {last.label}, must ask for the promise: {plain(promised)} {unit}".rstrip()
        return [Finding(f"targets[{place}].target", message, plain(due[place]))]
    return []

"""What becomes of the targets that remain when the value or the term of a contract changes; what is past stays.

A sum follows the value as a whole: new whole = whole × new value ∕ old value, and what is left of it after the periods
that have begun is spread over the others as their own targets were. It follows the term period by period: a period
that is added is due the whole × its days ∕ the days of the old term, one that is cut short keeps the share of its days,
one that falls away takes its target with it. Levels and percentages stay what they are, and what follows a volume
follows that alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from app.contracts import rules
from app.contracts.periods import Period, Rhythm, cut, named, split
from app.contracts.plan import Commitment, Finding, Target, Term
from app.kit.model import Exact
from app.kit.schema import plain

_DAY = timedelta(days=1)
_NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True)
class Held:
    """A commitment as its contract holds it; `linked` ones follow a volume."""

    commitment: Commitment
    targets: tuple[Target, ...]
    linked: bool = False

    @property
    def adds_up(self) -> bool:
        """Return whether its periods make a whole that can follow something."""
        totalled = {each.value for each in rules.TOTALLED}
        return self.commitment.quantified and self.commitment.adds_up in totalled and not self.linked

    @property
    def whole(self) -> Decimal | None:
        """Return what its targets make: the sum, or the level of the last; None where nothing is counted or known."""
        return whole_of(self.commitment, self.targets)


@dataclass(frozen=True, slots=True)
class Terms:
    """The term as it is and as it will be, and how a stretch that is added is cut; None where none is added."""

    now: Term
    after: Term
    periods: Rhythm | None


def whole_of(commitment: Commitment, targets: Sequence[Target]) -> Decimal | None:
    """Return what targets make: the sum, or the level of the last; None where nothing is counted or known."""
    due = [each.target for each in sorted(targets, key=lambda each: each.starts_on)]
    return rules.whole_of(adds_up=commitment.adds_up, due=due) if commitment.quantified else None


def begun_by(targets: Sequence[Target], day: date) -> list[Target]:
    """Return the periods that began before a day: nothing done from that day on touches them."""
    return [each for each in targets if each.starts_on < day]


def by_value(held: Held, old: Decimal, new: Decimal, *, effective_on: date) -> tuple[Target, ...] | Finding:
    """Return the targets with their whole in proportion to the value, rounded half up to the ten-thousandth.

    A finding where more is due already than the new whole: no target is ever negative.
    """
    past = begun_by(held.targets, effective_on)
    rest = [each for each in held.targets if each.starts_on >= effective_on]
    if not held.adds_up or not rest or held.whole is None:
        return held.targets
    whole = rounded(Fraction(held.whole) * Fraction(new) / Fraction(old))
    due = sum((each.target or _NOUGHT for each in past), _NOUGHT)
    if whole < due:
        unit = held.commitment.unit or ""
        message = (
            f"in proportion to the value the whole would be {plain(whole)} {unit}".rstrip()
            + f", and {plain(due)} are due in periods that have begun: a target cannot be negative. Change the value "
            "without the targets, or set the targets themselves"
        )
        return Finding("terms.rebase", message, plain(whole - due))
    shares = [Fraction(each.target or _NOUGHT) for each in rest]
    return (*past, *_spread(rest, whole - due, shares if any(shares) else [Fraction(1)] * len(rest)))


def by_term(held: Held, terms: Terms, *, effective_on: date, keep_whole: bool) -> tuple[Target, ...] | Finding:
    """Return the targets for another last day; with `keep_whole` what is left of a sum goes over the days that remain.

    A finding where something is left and no period remains to hold it.
    """
    kept = [_cut(held, each, terms.after.ends_on) for each in held.targets if each.starts_on <= terms.after.ends_on]
    added = _added(held, terms)
    if not (held.adds_up and keep_whole):
        return (*kept, *added)
    old = {each.starts_on: each for each in held.targets}
    past = [each for each in kept if each.starts_on < effective_on and each.ends_on == old[each.starts_on].ends_on]
    rest = [each for each in (*kept, *added) if each not in past]
    left = (held.whole or _NOUGHT) - sum((each.target or _NOUGHT for each in past), _NOUGHT)
    if not rest:
        if not left:
            return tuple(past)
        message = f"no period remains for the {plain(left)} that are not due yet: let the whole follow the term"
        return Finding("terms.rebase", message, plain(left))
    return (*past, *_spread(rest, left, [Fraction(_days(each)) for each in rest]))


def grows(before: Held, after: Sequence[Target], *, lower_is_better: bool) -> bool:
    """Return whether on any day more is due than before, or a period is added: the supplier is asked then."""
    if any(each.starts_on not in {one.starts_on for one in before.targets} for each in after):
        return True
    if not before.commitment.quantified:
        return False
    days = sorted({each.ends_on for each in (*before.targets, *after)})
    pairs = [(_due_by(before.commitment, before.targets, day), _due_by(before.commitment, after, day)) for day in days]
    if lower_is_better:
        return any(new < old for old, new in pairs if old is not None and new is not None)
    return any((new or _NOUGHT) > (old or _NOUGHT) for old, new in pairs)


def rounded(value: Fraction) -> Decimal:
    """Return a quantity to the ten-thousandth, half up, as quantities are kept."""
    units = value * 10**Exact.places
    whole = (2 * units.numerator + units.denominator) // (2 * units.denominator)
    return Decimal(whole).scaleb(-Exact.places).normalize() + 0


def _due_by(commitment: Commitment, targets: Sequence[Target], day: date) -> Decimal | None:
    return whole_of(commitment, [each for each in targets if each.ends_on <= day])


def _added(held: Held, terms: Terms) -> list[Target]:
    """Return the periods after the old last day, with what is due in each."""
    if terms.after.ends_on <= terms.now.ends_on or terms.periods is None or not held.targets:
        return []
    periods = cut(terms.now.ends_on + _DAY, terms.after.ends_on, terms.periods)
    return [
        Target(each.label, each.starts_on, each.ends_on, due)
        for each, due in zip(periods, _due_in(held, terms, periods), strict=True)
    ]


def _due_in(held: Held, terms: Terms, periods: Sequence[Period]) -> Sequence[Decimal | None]:
    if held.adds_up and held.whole is not None:
        days = [Fraction((each.ends_on - each.starts_on).days + 1) for each in periods]
        term = (terms.now.ends_on - terms.now.starts_on).days + 1
        return split(rounded(Fraction(held.whole) * sum(days) / term), days)
    level = None if held.linked or not held.commitment.quantified else held.whole
    return [level] * len(periods)


def _cut(held: Held, target: Target, ends_on: date) -> Target:
    """Return a period that ends on a day at the latest; what adds up is cut with it, by its days."""
    if target.ends_on <= ends_on:
        return target
    cut_short = replace(target, label=named(target.starts_on, ends_on), ends_on=ends_on)
    if not held.adds_up or target.target is None:
        return cut_short
    return replace(cut_short, target=rounded(Fraction(target.target) * _days(cut_short) / _days(target)))


def _spread(rest: Sequence[Target], left: Decimal, shares: Sequence[Fraction]) -> list[Target]:
    return [replace(each, target=due) for each, due in zip(rest, split(left, shares), strict=True)]


def _days(target: Target) -> int:
    return (target.ends_on - target.starts_on).days + 1

"""What other targets of one commitment, or another commitment in its place, do; the value promised is never less."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.contracts import plan
from app.contracts.changes.effects import (
    Changed,
    Effect,
    changed_or_too_large,
    held_of,
    lower_is_better,
    target_mapping,
)
from app.contracts.changes.rebasing import Held, begun_by, grows, whole_of
from app.contracts.changes.rules import Equivalence
from app.contracts.changes.schemas import EquivalenceIn, Replacement, SubstitutionTerms, TargetTerms
from app.contracts.models import Commitment, Contract
from app.contracts.periods import named
from app.contracts.plan import Finding, Target, Term
from app.contracts.rules import AddsUp
from app.contracts.schemas import Target as GivenTarget
from app.kit.schema import plain

_DAY = timedelta(days=1)
_WHOLE_SHARE = Decimal(100)
_OWN = "Agreed in the place of another commitment of this contract"
Measure = Mapping[str, Any]


def of_targets(contract: Contract, row: Commitment, terms: TargetTerms, effective_on: date) -> Effect | list[Finding]:
    """Return what other targets do, or every finding: periods that have begun stay, and so does the whole."""
    held, given = held_of(row), tuple(sorted(_targets(terms.targets), key=lambda each: each.starts_on))
    found = []
    if held.linked:
        found.append(Finding("terms.commitment_id", "follows a volume, and has no targets of its own to set"))
    if begun_by(held.targets, effective_on) != begun_by(given, effective_on):
        message = f"the periods that begin before {effective_on} must be sent as they are, label, days and target"
        found.append(Finding("terms.targets", message))
    facts = replace(held.commitment, promised=held.whole if held.commitment.quantified else held.commitment.promised)
    found += _placed(plan.check_targets(facts, given, Term(contract.starts_on, contract.ends_on)))
    if not found and not given:
        found.append(Finding("terms.targets", "send every period; there must be one at least"))
    if not found and given == held.targets:
        found.append(Finding("terms.targets", "are the targets that the commitment has"))
    changed = changed_or_too_large(row, held, given)
    if isinstance(changed, Finding):
        found.append(changed)
    if found or not isinstance(changed, Changed):
        return found
    more = grows(held, given, lower_is_better=lower_is_better(row))
    return _effect(contract, (changed,), None, said=f"{row.title!r} is due on other days.", asks_more=more)


def of_substitution(
    contract: Contract,
    row: Commitment,
    terms: SubstitutionTerms,
    effective_on: date,
    measures: Mapping[str, Measure],
) -> Effect | list[Finding]:
    """Return what a substitution does, or every finding: the old keeps what has begun, the new is worth no less."""
    held, new = held_of(row), terms.replacement
    measure, found = _measure_of(new, measures)
    facts = plan.Commitment(new.quantity, measure["adds_up"], measure.get("unit"))
    given = tuple(sorted(_targets(new.targets), key=lambda each: each.starts_on))
    found += _of_replacement(new, facts, given, Term(effective_on, contract.ends_on))
    after = _what_stays(held, effective_on)
    left = _left(held, after)
    if not found:
        found += _worth_no_less(terms.equivalence, row, left, (facts, measure, new.quantity))
    changed = changed_or_too_large(row, held, after)
    if isinstance(changed, Finding):
        found.append(changed)
    if found or isinstance(changed, Finding):
        return found
    added = _added(row, new, measure, given)
    said = _said(row, new, left, facts)
    return _effect(contract, () if changed is None else (changed,), added, said=said, asks_more=True)


def _effect(
    contract: Contract,
    changed: tuple[Changed, ...],
    added: Mapping[str, Any] | None,
    *,
    said: str,
    asks_more: bool,
) -> Effect:
    value, ends_on = (contract.value, contract.value), (contract.ends_on, contract.ends_on)
    return Effect(value, ends_on, changed, added, asks_more=asks_more, said=(said,))


def _what_stays(held: Held, effective_on: date) -> tuple[Target, ...]:
    """Return the periods of the old commitment that have begun; one in words alone ends the day before."""
    begun = begun_by(held.targets, effective_on)
    if held.commitment.quantified:
        return tuple(begun)
    last = effective_on - _DAY
    return tuple(
        each if each.ends_on <= last else replace(each, label=named(each.starts_on, last), ends_on=last)
        for each in begun
    )


def _left(held: Held, stays: Sequence[Target]) -> Decimal | None:
    """Return what of the old commitment is not due yet: what its other periods add up to, or its level."""
    if held.linked:
        return None
    if not held.adds_up:
        return held.whole
    whole, kept = held.whole, whole_of(held.commitment, stays)
    return None if whole is None else whole - (kept or Decimal(0))


def _measure_of(new: Replacement, measures: Mapping[str, Measure]) -> tuple[dict[str, Any], list[Finding]]:
    """Return what the new commitment is counted in, and what does not hold of how that is stated."""
    place = "terms.replacement"
    if new.measure is not None:
        found = []
        if new.measure not in measures:
            found.append(Finding(f"{place}.measure", "the library has no such measure", new.measure))
        if new.unit is not None or new.counts is not None:
            found.append(Finding(f"{place}.counts", "leave unit and counts out: the measure says how it counts"))
        known = measures.get(new.measure)
        return (_own(new) if known is None else dict(known)), found
    if new.quantity is None:
        return _own(new), []
    found = [] if new.unit else [Finding(f"{place}.unit", "say what it is counted in")]
    if new.counts is None:
        found.append(Finding(f"{place}.counts", "say how its periods add up and which way is better"))
    return _own(new), found


def _own(new: Replacement) -> dict[str, Any]:
    counts: dict[str, Any] = {"adds_up": None, "better": None}
    if new.counts is not None:
        counts = new.counts.model_dump(mode="json")
    if new.quantity is None:
        counts["adds_up"] = AddsUp.RECORD_ONLY.value
    return {"id": None, "title": new.title, "unit": new.unit, "evidence": [], "source": _OWN, **counts}


def _of_replacement(new: Replacement, facts: plan.Commitment, given: Sequence[Target], term: Term) -> list[Finding]:
    bands = None if new.bands is None else {name: getattr(new.bands, name) for name in plan.BANDS}
    found = plan.check_targets(facts, given, term) + plan.check_bands(facts, bands)
    if facts.promised is None or facts.adds_up is not None:
        found += plan.missing(facts, given, has_bands=bands is not None)
    if facts.adds_up == AddsUp.PERCENTAGE and facts.promised is not None and facts.promised > _WHOLE_SHARE:
        found.append(Finding("quantity", "is more than the whole: a share is at most 100", plain(facts.promised)))
    if not given and not facts.quantified:
        found.append(Finding("targets", "say for which periods it is reported"))
    return [replace(each, place=f"terms.replacement.{each.place}") for each in found]


def _worth_no_less(
    given: EquivalenceIn,
    row: Commitment,
    left: Decimal | None,
    new: tuple[plan.Commitment, Measure, Decimal | None],
) -> list[Finding]:
    """Return where what is said of the two being worth the same does not hold by its own numbers."""
    if given.basis is Equivalence.REASONED:
        return []
    place, (facts, measure, quantity) = "terms.equivalence.basis", new
    if left is None or quantity is None:
        return [Finding(place, "one of the two has no quantity to compare; give reasons instead", given.basis.value)]
    if given.basis is Equivalence.SAME_MEASURE:
        names = ("id", "unit", "adds_up", "better")
        if any(row.measure.get(name) != measure.get(name) for name in names):
            return [Finding(place, "the two are not counted by the same measure", given.basis.value)]
        less = quantity > left if lower_is_better(row) else quantity < left
        if less:
            message = f"promises {plain(quantity)} in the place of {plain(left)} {facts.unit or ''}".rstrip()
            return [Finding("terms.replacement.quantity", f"{message}: it must be worth no less", plain(quantity))]
        return []
    return _by_unit_value(given, left, quantity)


def _by_unit_value(given: EquivalenceIn, left: Decimal, quantity: Decimal) -> list[Finding]:
    place = "terms.equivalence"
    if given.old_unit_value is None or given.new_unit_value is None or given.source is None:
        return [Finding(place, "state both unit values in pounds and where they come from")]
    old, new = left * given.old_unit_value, quantity * given.new_unit_value
    if new < old:
        sums = (
            f"{plain(quantity)} × {plain(given.new_unit_value)} = {plain(new)} pounds in the place of "
            f"{plain(left)} × {plain(given.old_unit_value)} = {plain(old)}"
        )
        return [Finding(place, f"{sums}: it must be worth no less", plain(new))]
    return []


def _added(row: Commitment, new: Replacement, measure: Measure, given: Sequence[Target]) -> dict[str, Any]:
    return {
        "substitutes": str(row.id),
        "title": new.title,
        "words": new.words,
        "measure": dict(measure),
        "quantity": None if new.quantity is None else plain(new.quantity),
        "bands": None if new.bands is None else new.bands.model_dump(mode="json"),
        "targets": [target_mapping(each) for each in given],
    }


def _said(row: Commitment, new: Replacement, left: Decimal | None, facts: plan.Commitment) -> str:
    of_old = "" if left is None else f" ({plain(left)} {row.measure.get('unit') or ''}".rstrip() + " not due yet)"
    of_new = "" if new.quantity is None else f" ({plain(new.quantity)} {facts.unit or ''}".rstrip() + ")"
    return (
        f"{new.title!r}{of_new} takes the place of {row.title!r}{of_old}, which stays in the contract as substituted."
    )


def _placed(found: Sequence[Finding]) -> list[Finding]:
    return [replace(each, place=f"terms.{each.place}") for each in found]


def _targets(given: Sequence[GivenTarget]) -> list[Target]:
    return [Target(each.label, each.starts_on, each.ends_on, each.target) for each in given]

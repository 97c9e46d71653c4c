"""Works out what a change does to a contract and to the targets of its commitments, before anybody approves it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.contracts.changes.rebasing import Held, Terms, by_term, by_value, grows, whole_of
from app.contracts.changes.rules import Rebase
from app.contracts.changes.schemas import TermTerms, ValueTerms
from app.contracts.models import Commitment, Contract
from app.contracts.plan import Commitment as Facts
from app.contracts.plan import Finding, Target, Term
from app.contracts.rules import Better, CommitmentStatus
from app.kit.model import Exact
from app.kit.schema import plain

MOST = Decimal(10) ** (Exact.digits - Exact.places)
"""From here on a quantity cannot be kept."""

LONGEST_YEARS = 40


@dataclass(frozen=True, slots=True)
class Changed:
    """One commitment whose targets become others."""

    commitment_id: UUID
    title: str
    facts: Facts
    before: tuple[Target, ...]
    after: tuple[Target, ...]

    def to_mapping(self) -> dict[str, Any]:
        """Return it as it is kept and shown."""
        return {
            "commitment_id": str(self.commitment_id),
            "title": self.title,
            "unit": self.facts.unit,
            "whole": {
                "before": _text(whole_of(self.facts, self.before)),
                "after": _text(whole_of(self.facts, self.after)),
            },
            "targets": {
                "before": [target_mapping(each) for each in self.before],
                "after": [target_mapping(each) for each in self.after],
            },
        }

    @property
    def said(self) -> str:
        """Return in one sentence what becomes of it."""
        old, new = whole_of(self.facts, self.before), whole_of(self.facts, self.after)
        moved = sum(each not in self.before for each in self.after)
        gone = len({each.starts_on for each in self.before} - {each.starts_on for each in self.after})
        unit = f" {self.facts.unit}" if self.facts.unit else ""
        whole = f"{_in_words(old)} becomes {_in_words(new)}{unit} in all" if old != new else "the whole stays"
        return f"{self.title!r}: {whole}; periods that change or are new: {moved}, that fall away: {gone}."


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does. `asks_more` says that the supplier owes more by it, or something else."""

    value: tuple[Decimal | None, Decimal | None]
    ends_on: tuple[date, date]
    changed: tuple[Changed, ...] = ()
    added: Mapping[str, Any] | None = None
    asks_more: bool = False
    said: tuple[str, ...] = field(default=())

    def to_mapping(self) -> dict[str, Any]:
        """Return the effect as it is kept and shown, decimals as text."""
        return {
            "contract": {
                "value": {"before": _text(self.value[0]), "after": _text(self.value[1])},
                "ends_on": {"before": self.ends_on[0].isoformat(), "after": self.ends_on[1].isoformat()},
            },
            "commitments": [each.to_mapping() for each in self.changed],
            "added": None if self.added is None else dict(self.added),
            "said": [*self.said, *(each.said for each in self.changed)],
        }


def unchanged(contract: Contract, *, asks_more: bool, said: str) -> Effect:
    """Return the effect of a change that moves no number."""
    return Effect(_same(contract.value), _same(contract.ends_on), asks_more=asks_more, said=(said,))


def of_value(contract: Contract, terms: ValueTerms, effective_on: date) -> Effect | list[Finding]:
    """Return what another value does, or every finding."""
    # As it will be kept: 90000.50 and 90000.5 must be said alike, when it is asked for and when it is approved.
    old, new = contract.value, Decimal(plain(terms.value))
    found = []
    if new == old:
        found.append(Finding("terms.value", "is the value that the contract has", plain(new)))
    if new <= 0:
        found.append(
            Finding("terms.value", "must be above 0; end the contract if nothing is bought any more", plain(new))
        )
    follows = terms.rebase == Rebase.PRO_RATA
    if follows and not old:
        found.append(Finding("terms.rebase", "the contract has no value that the targets could follow; say none"))
    if found:
        return found
    results = [
        (row, held_of(row), by_value(held_of(row), old, new, effective_on=effective_on) if follows and old else None)
        for row in bound(contract)
    ]
    changed = _collected(results)
    if not isinstance(changed, tuple):
        return changed
    said = f"The value becomes {contract.currency} {new:,} instead of {'none' if old is None else f'{old:,}'}."
    less = old is not None and new < old
    return Effect(
        (old, new), _same(contract.ends_on), changed, asks_more=less or _more(contract, changed), said=(said,)
    )


def of_term(contract: Contract, terms: TermTerms, effective_on: date) -> Effect | list[Finding]:
    """Return what another last day does, or every finding."""
    old, new = contract.ends_on, terms.ends_on
    if found := _term_findings(contract, terms, effective_on):
        return found
    both = Terms(Term(contract.starts_on, old), Term(contract.starts_on, new), terms.periods)
    keep = terms.rebase == Rebase.KEEP_WHOLE
    results = [
        (row, held_of(row), by_term(held_of(row), both, effective_on=effective_on, keep_whole=keep))
        for row in bound(contract)
    ]
    changed = _collected(results)
    if not isinstance(changed, tuple):
        return changed
    said = f"The contract ends on {new} instead of {old}."
    return Effect(
        _same(contract.value), (old, new), changed, asks_more=new < old or _more(contract, changed), said=(said,)
    )


def bound(contract: Contract) -> list[Commitment]:
    """Return the commitments under which something is due from now on."""
    return [row for row in contract.commitments if row.status == CommitmentStatus.CARRIED]


def held_of(row: Commitment) -> Held:
    """Return a commitment as the arithmetic takes it."""
    targets = sorted(row.targets, key=lambda each: each.starts_on)
    return Held(
        Facts(row.promised, row.measure["adds_up"], row.measure.get("unit")),
        tuple(Target(each.label, each.starts_on, each.ends_on, each.target) for each in targets),
        linked=row.linked is not None,
    )


def target_mapping(target: Target) -> dict[str, Any]:
    """Return a target as it is kept and shown."""
    return {
        "label": target.label,
        "starts_on": target.starts_on.isoformat(),
        "ends_on": target.ends_on.isoformat(),
        "target": _text(target.target),
    }


def changed_or_too_large(row: Commitment, held: Held, after: Sequence[Target]) -> Changed | Finding | None:
    """Return what becomes of a commitment, None where nothing does, a finding where it could not be kept."""
    whole = whole_of(held.commitment, after)
    if any(value is not None and value >= MOST for value in (whole, *(each.target for each in after))):
        message = f"{row.title!r} would have a target of {MOST:,} or more, which cannot be kept"
        return Finding("terms", message, None if whole is None else plain(whole))
    if tuple(after) == held.targets:
        return None
    return Changed(row.id, row.title, held.commitment, held.targets, tuple(after))


def lower_is_better(row: Commitment) -> bool:
    """Return whether less of it is better."""
    return row.measure.get("better") == Better.LOWER


def _collected(
    results: Sequence[tuple[Commitment, Held, tuple[Target, ...] | Finding | None]],
) -> tuple[Changed, ...] | list[Finding]:
    found: list[Finding] = []
    changed: list[Changed] = []
    for row, held, after in results:
        if isinstance(after, Finding):
            found.append(Finding(after.place, f"{row.title!r}: {after.message}", after.value))
        elif after is not None:
            one = changed_or_too_large(row, held, after)
            if isinstance(one, Finding):
                found.append(one)
            elif one is not None:
                changed.append(one)
    return found or tuple(changed)


def _more(contract: Contract, changed: Sequence[Changed]) -> bool:
    rows = {row.id: row for row in contract.commitments}
    return any(
        grows(
            held_of(rows[each.commitment_id]),
            each.after,
            lower_is_better=lower_is_better(rows[each.commitment_id]),
        )
        for each in changed
    )


def _term_findings(contract: Contract, terms: TermTerms, effective_on: date) -> list[Finding]:
    old, new, place = contract.ends_on, terms.ends_on, "terms.ends_on"
    found = []
    if new == old:
        found.append(Finding(place, "is the last day that the contract has", str(new)))
    if new < effective_on:
        message = f"is before the change would hold, on {effective_on}; end the contract instead"
        found.append(Finding(place, message, str(new)))
    if new.year - contract.starts_on.year > LONGEST_YEARS:
        found.append(Finding(place, f"is more than {LONGEST_YEARS} years after the first day", str(new)))
    if new > old and terms.periods is None:
        found.append(Finding("terms.periods", "say how often something is due in the stretch that is added"))
    return found


def _in_words(value: Decimal | None) -> str:
    return "nothing" if value is None else f"{value:,}"


def _same(value: Any) -> tuple[Any, Any]:
    return value, value


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)

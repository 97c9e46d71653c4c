"""Keep the sums of delivery in the transaction that changes what they are made of, and prove that they hold.

Each period of each promise has a cell: what it last added to the sums. Whatever is changed is worked out anew from its
own rows, and the difference to its cell goes to the three sums that it is part of. So it never matters what was
changed, how often or in which order, and one more change costs the same however many there were before it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.contracts.models import Commitment, CommitmentTarget, Contract
from app.delivery.models import DeliveryUpdate
from app.kit import changes
from app.kit.changes import Change
from app.performance.repository import cells, totals
from app.performance.repository.cells import Key, Scope
from app.performance.sums import NOTHING, Amounts, Cell, SumKey

_AT_ONCE = 50
"""How many contracts, or promises, are worked out together: as many as fit into one statement and into memory."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell or a sum that is not what the rows make it."""

    what: str
    kept: Amounts
    found: Amounts

    @property
    def said(self) -> str:
        """Return the difference in a sentence, with the amounts that differ."""
        kept, found = self.kept.to_mapping(), self.found.to_mapping()
        parts = [f"{name} is kept as {kept[name]} and is {found[name]}" for name in kept if kept[name] != found[name]]
        return f"{self.what}: {'; '.join(parts)}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check went through, and every difference that it found."""

    contracts: int
    cells: int
    sums: int
    differences: tuple[Difference, ...]


def settle(tx: Session, found: frozenset[Change]) -> None:
    """Bring the sums up to what was changed in this unit of work."""
    contracts = {change.id for change in found if change.kind == "contract"}
    whole = {change.id for change in found if change.kind == "commitment" and change.part is None}
    parts = dict[UUID, set[date]]()
    for change in found:
        if change.kind == "commitment" and change.part is not None and change.id not in whole:
            parts.setdefault(change.id, set()).add(change.part)
    cells.lock(tx, contracts, [*whole, *parts])
    for some in _some(sorted(contracts)):
        _refresh(tx, Scope(contracts=some))
    for some in _some(sorted(whole)):
        _refresh(tx, Scope(commitments=some))
    for some in _some(sorted(parts)):
        _refresh(tx, Scope(commitments=some, starts=sorted({day for each in some for day in parts[each]})))


def rebuild(tx: Session) -> int:
    """Forget what is kept and work all of it out anew; return how many contracts there are."""
    totals.empty(tx)
    contracts = cells.every_contract(tx)
    for some in _some(contracts):
        _refresh(tx, Scope(contracts=some))
    return len(contracts)


def lacks_sums(tx: Session) -> bool:
    """Return whether there is something to sum up and nothing was ever kept: so it is right after the migration."""
    return cells.count(tx) == 0 and cells.any_in_force(tx)


def check(tx: Session) -> Checked:
    """Work everything out from the rows themselves and return every difference to what is kept."""
    contracts = cells.every_contract(tx)
    wanted: dict[SumKey, Amounts] = {}
    count, differences = 0, list[Difference]()
    for some in _some(contracts):
        computed, kept = cells.computed(tx, Scope(contracts=some)), cells.kept(tx, Scope(contracts=some))
        count += len(computed)
        differences += _cell_differences(computed, kept)
        for cell in computed.values():
            _add(wanted, cell, 1)
    for contract_id in cells.stray(tx, contracts):
        kept = cells.kept(tx, Scope(contracts=[contract_id]))
        differences += _cell_differences({}, kept)
    wanted = {key: amounts for key, amounts in wanted.items() if amounts != NOTHING}
    differences += _sum_differences(wanted, totals.every(tx))
    return Checked(len(contracts), count, len(wanted), tuple(differences))


def _refresh(tx: Session, scope: Scope) -> None:
    computed, kept = cells.computed(tx, scope), cells.kept(tx, scope)
    changed = {key: cell for key, cell in computed.items() if kept.get(key) != cell}
    gone = kept.keys() - computed.keys()
    moved: dict[SumKey, Amounts] = {}
    for key in (*changed, *gone):
        if key in kept:
            _add(moved, kept[key], -1)
    for cell in changed.values():
        _add(moved, cell, 1)
    cells.keep(tx, changed)
    cells.drop(tx, sorted(gone))
    titles = {sum_key: cell.title for known in (kept, computed) for cell in known.values() for sum_key in cell.sums}
    totals.add(tx, moved, titles)


def _add(to: dict[SumKey, Amounts], cell: Cell, sign: int) -> None:
    for key in cell.sums:
        to[key] = to.get(key, NOTHING).plus(cell.amounts, sign)


def _some(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    yield from (ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE))


def _cell_differences(computed: Mapping[Key, Cell], kept: Mapping[Key, Cell]) -> Iterator[Difference]:
    for key in sorted(computed.keys() | kept.keys()):
        found, held = computed.get(key), kept.get(key)
        if found == held:
            continue
        what = f"the period of commitment {key[0]} that begins on {key[1]}"
        amounts = [NOTHING if cell is None else cell.amounts for cell in (held, found)]
        if amounts[0] == amounts[1]:
            what += " is kept under other parties, another measure or another end than it has"
        yield Difference(what, *amounts)


def _sum_differences(wanted: Mapping[SumKey, Amounts], kept: Mapping[SumKey, Amounts]) -> Iterator[Difference]:
    for key in sorted(wanted.keys() | kept.keys(), key=lambda key: key.order):
        held, found = kept.get(key, NOTHING), wanted.get(key, NOTHING)
        if held != found:
            of = f"{key.measured.measure or 'promises of their own'} ending {key.ends_on}"
            what = f"the sum of {of} for authority {key.authority_id} and supplier {key.supplier_id}"
            yield Difference(what, held, found)


def _of_contract(row: Contract) -> Iterable[Change]:
    yield Change("contract", row.id)


def _of_commitment(row: Commitment) -> Iterable[Change]:
    yield Change("commitment", row.id)


def _of_target(row: CommitmentTarget) -> Iterable[Change]:
    if row.commitment_id is not None:  # a row that was taken off its promise shows in the promise itself
        yield Change("commitment", row.commitment_id)


def _of_update(row: DeliveryUpdate) -> Iterable[Change]:
    yield Change("commitment", row.commitment_id, row.starts_on)


changes.watch(Contract, _of_contract)
changes.watch(Commitment, _of_commitment)
changes.watch(CommitmentTarget, _of_target)
changes.watch(DeliveryUpdate, _of_update)
changes.on_change(settle)

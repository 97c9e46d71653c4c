"""Whether somebody may take part: what every later concept asks before it lets a person read, mark or decide."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.conflicts import repository, rules
from app.conflicts.errors import ConflictBarred, ConflictUndecided, DeclarationNeeded, KeptFromBid
from app.conflicts.rules import Hindrance, Stage, Standing, Status, hindrance
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Refusal

Bidders = Collection[UUID] | Callable[[], Collection[UUID]]
"""The suppliers that a matter is about, or how to find them: asked only for somebody who keeps away from some."""


class Tendered(Protocol):
    """What is asked of a tender here, whether it comes whole or as some of its columns."""

    @property
    def id(self) -> UUID:
        """Return its id."""
        ...

    @property
    def authority_id(self) -> UUID:
        """Return whose it is."""
        ...

    @property
    def reference(self) -> str:
        """Return its reference."""
        ...


@dataclass(slots=True)
class _Subject:
    """The tender as the log names it."""

    id: UUID
    __tablename__: str = "tender"


@dataclass(frozen=True, slots=True)
class Panel:
    """Who has no say in a tender, and about whom."""

    standings: Mapping[UUID, Standing]

    def is_barred(self, person_id: UUID) -> bool:
        """Return whether somebody takes no part at all."""
        found = self.standings.get(person_id)
        return found is not None and found.status is Status.BARRED

    def keeps(self, person_id: UUID, supplier_id: UUID) -> bool:
        """Return whether somebody has no say about a supplier's bid. Nothing declared keeps nobody from anything."""
        found = self.standings.get(person_id)
        return found is not None and found.keeps_from(supplier_id)


@dataclass(frozen=True, slots=True)
class Across:
    """How one person stands to several tenders, read once; `asked` are those in which they were asked to mark."""

    declares: bool
    standings: Mapping[UUID, Standing]
    asked: frozenset[UUID]

    def is_free(self, tender_id: UUID, stage: Stage, *, about: Bidders = frozenset(), told: bool = False) -> bool:
        """Return whether `check` would let the person pass."""
        if not self.declares:
            return True
        found, asked = self.standings.get(tender_id), tender_id in self.asked
        return hindrance(found, stage, _suppliers(found, about), told=told, asked=asked) is None


def check(
    tx: Session, actor: Actor, tender: Tendered, stage: Stage, *, about: Bidders = frozenset(), told: bool = False
) -> None:
    """Raise unless the actor has declared for a stage and is free to take part, about these suppliers too.

    For whoever only reads. An auditor who is nothing else need not declare, and for what a published notice has `told`
    neither need whoever had no part. Raises DeclarationNeeded, ConflictUndecided, ConflictBarred or KeptFromBid.
    """
    if refusal := _refusal(tx, actor, tender, stage, about, told=told):
        raise refusal


def is_free(
    tx: Session, actor: Actor, tender: Tendered, stage: Stage, *, about: Bidders = frozenset(), told: bool = False
) -> bool:
    """Return whether `check` would let the actor pass."""
    return _refusal(tx, actor, tender, stage, about, told=told) is None


def attempted(
    call: Call, tender: Tendered, stage: Stage, *, about: Bidders = frozenset(), told: bool = False
) -> Refusal | None:
    """Return why the caller may not act, or None. The attempt is recorded, so RETURN the refusal: raised, it is lost.

    Returns DeclarationNeeded, ConflictUndecided, ConflictBarred or KeptFromBid.
    """
    refusal = _refusal(call.tx, call.actor, tender, stage, about, told=told)
    if refusal is not None:
        record_refusal(call, tender, refusal)
    return refusal


def across(tx: Session, actor: Actor, tender_ids: Collection[UUID]) -> Across:
    """Return how the actor stands to several tenders: for lists, which leave out what `check` would refuse."""
    declares = rules.must_declare(actor.roles)
    wanted = tender_ids if declares else ()
    return Across(
        declares,
        {row.tender_id: standing_of(row) for row in repository.standings_of(tx, actor.person_id, wanted)},
        frozenset(repository.asked_in(tx, actor.person_id, wanted)),
    )


def barred(call: Call, tender: Tendered) -> ConflictBarred | None:
    """Return, its record kept, that the caller was barred: for acts that wait for no declaration. RETURN it too."""
    row = repository.standing(call.tx, tender.id, call.actor.person_id)
    if row is None or standing_of(row).status is not Status.BARRED:
        return None
    refusal = ConflictBarred(tender.reference, row.id)
    record_refusal(call, tender, refusal)
    return refusal


def record_refusal(call: Call, tender: Tendered, refusal: Refusal) -> None:
    """Keep in the log of the authority that somebody tried what their interests forbid; no bidder is named there."""
    after: dict[str, Any] = {"refused": refusal.code}
    subject = _Subject(tender.id)
    audit.record(
        call.tx, call.actor, Action.CONFLICT_REFUSED, subject, log_id=tender.authority_id, now=call.now, after=after
    )


def kept_from(tx: Session, tender_id: UUID, person_id: UUID) -> frozenset[UUID]:
    """Return the suppliers that somebody keeps away from in a tender."""
    row = repository.standing(tx, tender_id, person_id)
    return frozenset() if row is None else standing_of(row).kept_from


def panel(tx: Session, tender_id: UUID) -> Panel:
    """Return how everybody who has declared stands to a tender, read once."""
    return Panel({row.person_id: standing_of(row) for row in repository.standings(tx, tender_id)})


def standing_of(row: Any) -> Standing:
    """Return a standing from the columns of a declaration and the last decision on it."""
    decided = row.outcome is not None
    kept = row.suppliers if decided else row.kept_from
    return Standing(
        stage=Stage(row.stage),
        status=Status(row.outcome if decided else row.status),
        kept_from=frozenset(UUID(one) for one in kept),
    )


def _refusal(
    tx: Session, actor: Actor, tender: Tendered, stage: Stage, about: Bidders, *, told: bool
) -> Refusal | None:
    if not rules.must_declare(actor.roles):
        return None
    row = repository.standing(tx, tender.id, actor.person_id)
    found = None if row is None else standing_of(row)
    asked = told and bool(repository.asked_in(tx, actor.person_id, [tender.id]))
    why = hindrance(found, stage, _suppliers(found, about), told=told, asked=asked)
    if why is None:
        return None
    if row is None or found is None or why is Hindrance.UNDECLARED:
        declared = None if found is None else found.stage.value
        return DeclarationNeeded(tender.reference, tender.id, stage=stage.value, declared=declared)
    return _REFUSALS[why](tender.reference, row.id)


_REFUSALS = {
    Hindrance.BARRED: ConflictBarred,
    Hindrance.UNDECIDED: ConflictUndecided,
    Hindrance.KEPT: KeptFromBid,
}


def _suppliers(found: Standing | None, about: Bidders) -> Collection[UUID]:
    """Return the suppliers that a matter is about; nobody is looked for who would keep nobody away."""
    if found is None or not found.kept_from:
        return frozenset()
    return about() if callable(about) else about

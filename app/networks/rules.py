"""The life of a membership, and which sums may be shown without telling what one member or one supplier comes to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

FEWEST_MEMBERS = 3
"""Of a sum over two members each would know the other's part by taking its own away."""

LEAST_SUPPLIERS, MOST_SUPPLIERS = 3, 50
"""Between these a network states over how many suppliers a sum must be to be shown."""


class MemberStatus(StrEnum):
    """Where an authority stands in a network."""

    INVITED = "invited"
    JOINED = "joined"
    LEFT = "left"


class Total(StrEnum):
    """What a member may share of a measure."""

    PROMISED = "promised"
    DUE = "due"
    PROVED = "proved"


@dataclass(frozen=True, slots=True)
class Openness:
    """How far a member lets everybody read: its part in sums, some of its contracts, every one of them."""

    in_sums: bool = False
    some_contracts: bool = False
    every_contract: bool = False


CLOSED = Openness()

MAY_BECOME: Mapping[MemberStatus | None, frozenset[MemberStatus]] = {
    None: frozenset({MemberStatus.INVITED}),
    MemberStatus.INVITED: frozenset({MemberStatus.JOINED, MemberStatus.LEFT}),
    MemberStatus.JOINED: frozenset({MemberStatus.JOINED, MemberStatus.LEFT}),
    MemberStatus.LEFT: frozenset({MemberStatus.INVITED}),
}
"""Joining again states anew what is shared."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one member adds to a sum: how much, over which suppliers, and whether it may be shown by name."""

    member: UUID
    value: Decimal
    suppliers: frozenset[UUID]
    by_name: bool


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What may be shown of a sum: the total or why it is withheld, and the parts by member, None for the withheld."""

    total: Decimal | None
    members: int | None
    suppliers: int | None
    withheld: str | None
    parts: Mapping[UUID, Decimal | None]


def disclosed(parts: Sequence[Part], *, fewest_suppliers: int) -> Disclosed:
    """Return what may be shown of a sum over these parts.

    The total is withheld where it is over fewer than three members or too few suppliers. A part is shown where its
    member agreed to be named and it is over enough suppliers itself. What is then left of the total by subtraction must
    be nothing, or safe in the same way, over two members at least; else further parts are withheld, those over the
    fewest suppliers first. Every contract has one supplier, so that enough suppliers are enough contracts too.
    """
    shown = [part for part in parts if part.by_name and len(part.suppliers) >= fewest_suppliers]
    everybody = _suppliers(parts)
    if len(parts) < FEWEST_MEMBERS or len(everybody) < fewest_suppliers:
        few = len(parts) < FEWEST_MEMBERS
        what = f"{FEWEST_MEMBERS} members" if few else f"{fewest_suppliers} suppliers"
        return Disclosed(None, None, None, f"over fewer than {what}", _named(parts, shown))
    while shown and not _is_safe(_without(parts, shown), fewest_suppliers):
        shown.remove(min(shown, key=lambda part: (len(part.suppliers), str(part.member))))
    total = sum((part.value for part in parts), Decimal(0))
    return Disclosed(total, len(parts), len(everybody), None, _named(parts, shown))


def open_to_all(
    parts: Sequence[Part], publish: Mapping[UUID, Openness], *, fewest_suppliers: int
) -> tuple[Decimal | None, str | None] | None:
    """Return the sum over the members that let everybody see it, or why it is withheld; None where no member does.

    `publish` has the members whose part may be in it; whoever is not there is closed. Everybody can take away what
    members publish contract by contract, so these shield nobody: what the others make must be over two members and
    enough suppliers. Members of the network know its whole sum beside this one: what is in the whole alone must be
    nothing, or as safe. Where contracts are all that there is, every one of them must be public.
    """
    inside = [part for part in parts if publish.get(part.member, CLOSED).in_sums]
    outside = _without(parts, inside)
    if not inside:
        return None
    if len(inside) < FEWEST_MEMBERS:
        return None, f"over fewer than {FEWEST_MEMBERS} members"
    if len(_suppliers(inside)) < fewest_suppliers:
        return None, f"over fewer than {fewest_suppliers} suppliers"

    def is_shielded(held: Sequence[Part]) -> bool:
        unread = [part for part in held if not publish.get(part.member, CLOSED).some_contracts]
        return bool(unread) and _is_safe(unread, fewest_suppliers)

    all_read = all(publish[part.member].every_contract for part in inside)
    if not (all_read or is_shielded(inside)) or not (not outside or is_shielded(outside)):
        return None, "another sum would tell what few members or suppliers come to"
    return sum((part.value for part in inside), Decimal(0)), None


def _is_safe(rest: Sequence[Part], fewest_suppliers: int) -> bool:
    """Return whether what subtraction leaves tells of nobody: it is nothing, or over enough members and suppliers."""
    return not rest or (len(rest) > 1 and len(_suppliers(rest)) >= fewest_suppliers)


def _without(parts: Sequence[Part], shown: Sequence[Part]) -> list[Part]:
    return [part for part in parts if part not in shown]


def _suppliers(parts: Iterable[Part]) -> frozenset[UUID]:
    return frozenset[UUID]().union(*(part.suppliers for part in parts))


def _named(parts: Sequence[Part], shown: Sequence[Part]) -> dict[UUID, Decimal | None]:
    return {part.member: part.value if part in shown else None for part in parts}

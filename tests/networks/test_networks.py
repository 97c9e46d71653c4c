"""A network sees the sums that its members agree to share, and nothing that could be worked out of one of them."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.identity.rules import Role
from app.networks.rules import Part, disclosed
from app.organisations.rules import OrganisationKind
from tests.delivery.deal import deal, spend
from tests.world import Client, World

SPEND = {"measures": ["local-spend"], "totals": ["promised", "due", "proved"]}


def part(value: int, suppliers: int, *, by_name: bool = True) -> Part:
    """Return what a member adds, over so many suppliers of its own."""
    return Part(uuid4(), Decimal(value), frozenset(uuid4() for _ in range(suppliers)), by_name)


def values(parts: list[Part], *, fewest: int = 3) -> tuple[int | None, list[int | None]]:
    """Return the total and the parts as far as they are shown."""
    seen = disclosed(parts, fewest_suppliers=fewest)
    found = [seen.total, *(seen.parts[each.member] for each in parts)]
    total, *shown = (None if value is None else int(value) for value in found)
    return total, shown


def test_a_sum_over_enough_members_and_suppliers_is_shown_with_its_parts() -> None:
    assert values([part(1, 3), part(2, 4), part(4, 5)]) == (7, [1, 2, 4])


def test_a_sum_over_two_members_or_too_few_suppliers_is_withheld() -> None:
    assert values([part(1, 9), part(2, 9)])[0] is None
    shared = frozenset({uuid4(), uuid4()})
    few = [Part(uuid4(), Decimal(1), shared, by_name=False) for _ in range(3)]
    seen = disclosed(few, fewest_suppliers=3)
    assert (seen.total, seen.members, seen.suppliers, seen.withheld) == (
        None,
        None,
        None,
        "over fewer than 3 suppliers",
    )


def test_a_withheld_part_is_not_left_to_subtraction() -> None:
    assert values([part(1, 1), part(2, 4), part(4, 5)]) == (7, [None, None, 4])
    assert values([part(1, 9, by_name=False), part(2, 4), part(4, 5)]) == (7, [None, None, 4])
    assert values([part(1, 1), part(2, 1), part(4, 5)]) == (7, [None, None, None])  # two suppliers would be left
    assert values([part(1, 2), part(2, 2), part(4, 5)]) == (7, [None, None, 4])


@pytest.mark.parametrize("sizes", [(1, 1, 1), (1, 2, 9), (3, 3, 3), (2, 2, 2, 9), (1, 9, 9, 9), (1, 1, 1, 1, 9)])
def test_what_subtraction_leaves_is_nothing_or_over_enough(sizes: tuple[int, ...]) -> None:
    parts = [part(10**place, size) for place, size in enumerate(sizes)]
    seen = disclosed(parts, fewest_suppliers=3)
    left = [each for each in parts if seen.parts[each.member] is None]
    assert seen.total is None or not left or (len(left) > 1 and sum(len(each.suppliers) for each in left) >= 3)
    assert all(seen.parts[each.member] is None for each in parts if len(each.suppliers) < 3)


def _member(world: World, suppliers: list[Client], *amounts: str) -> Client:
    """Return the commissioner of an authority that buys from each of these suppliers, the first of them proved."""
    home = world.organisation(OrganisationKind.TRUST)
    buyer = world.person(home, Role.BUYER)
    for supplier, amount in zip(suppliers, amounts, strict=True):
        made = deal(world, spend(amount, amount), sides=(buyer, supplier))
        made.on(date(2026, 4, 10))
        if supplier is suppliers[0]:
            made.verified(amount)
    return world.person(home, Role.COMMISSIONER)


def _id(client: Client) -> str:
    assert isinstance(client.organisation_id, UUID)
    return str(client.organisation_id)


def _founded(lead: Client, *members: Client, **shares: Any) -> str:
    network = lead.make("/v1/networks", {"name": "Anchors", "purpose": "See together.", "fewest_suppliers": 3})
    for member in members:
        lead.make(f"/v1/networks/{network['id']}/invitations", {"organisation_id": _id(member)})
        member.make(f"/v1/networks/{network['id']}/join", SPEND | shares)
    return f"/v1/networks/{network['id']}"


def _line(reader: Client, address: str) -> dict[str, Any]:
    (line,) = reader.read(f"{address}/sums")["lines"]
    return {one["total"]: one for one in line["sums"]}


def test_a_network_from_its_founding_until_a_member_leaves(world: World) -> None:
    suppliers = [world.supplier() for _ in range(3)]
    first, second = (_member(world, suppliers, *amounts) for amounts in (("10", "20", "30"), ("1", "2", "3")))
    third = _member(world, suppliers[:1], "1000")
    lead = world.person(world.organisation(OrganisationKind.INTEGRATED_CARE_BOARD), Role.COMMISSIONER)
    address = _founded(lead, first, second, third)
    seen = _line(lead, address)
    # A promise of twice the amount, half of it due; one supplier's is proved.
    assert [seen[total]["quantity"] for total in ("promised", "due", "proved")] == ["2132", "1066", None]
    assert (seen["due"]["members"], seen["due"]["suppliers"], seen["due"]["parts"]) == (3, 3, [])
    assert seen["proved"]["withheld"] == "over fewer than 3 suppliers"
    days = {lead.read(f"{address}/sums?as_at={day}")["as_at"] for day in ("2026-04-01", "2026-04-09", "2030-01-01")}
    assert days == {"2026-04-01"}  # no two days so close that a difference tells of one supplier
    for member in (first, second):
        member.make(f"{address}/join", SPEND | {"by_name": True})
    # The third member's part would be what is left: so the smaller of the others is withheld too.
    due = _line(third, address)["due"]
    assert due["quantity"] == "1066"
    assert sorted(part["quantity"] or "" for part in due["parts"]) in (["", "6"], ["", "60"])
    third.make(f"{address}/leave", {"reason": "We are busy."})
    assert _line(lead, address)["due"]["withheld"] == "over fewer than 3 members"
    assert third.get(f"{address}/sums").status_code == 404
    assert [one["organisation_id"] for one in third.read(address)["members"]] == [_id(third)]
    assert third.post(f"{address}/join", SPEND).json()["code"] == "network.membership_stands"


def test_only_what_a_member_agreed_to_share_is_in_a_sum(world: World) -> None:
    suppliers = [world.supplier() for _ in range(3)]
    members = [_member(world, suppliers, "1", "2", "3") for _ in range(3)]
    address = _founded(members[0], *members, totals=["promised"])
    seen = _line(members[1], address)
    assert (list(seen), seen["promised"]["quantity"]) == (["promised"], "36")
    members[2].make(f"{address}/join", {"measures": ["apprenticeship-weeks"], "totals": ["promised"]})
    assert _line(members[1], address)["promised"]["withheld"] == "over fewer than 3 members"
    unknown = members[2].post(f"{address}/join", {"measures": ["x"], "totals": ["due"]})
    assert (unknown.json()["code"], unknown.json()["findings"][0]["place"]) == (
        "network.measures_unknown",
        "body.measures[0]",
    )


def test_who_is_not_asked_sees_nothing_and_who_does_not_lead_invites_nobody(world: World) -> None:
    lead, member, stranger = (
        world.person(world.organisation(OrganisationKind.COUNCIL), Role.COMMISSIONER) for _ in range(3)
    )
    address = _founded(lead, member)
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/sums").status_code == 404
    assert stranger.post(f"{address}/join", SPEND).status_code == 404
    assert stranger.read("/v1/networks")["items"] == []
    asked = {"organisation_id": _id(stranger)}
    assert member.post(f"{address}/invitations", asked).json()["code"] == "network.lead_invites"
    supplier = {"organisation_id": _id(world.supplier())}
    assert lead.post(f"{address}/invitations", supplier).json()["code"] == "network.not_an_authority"
    lead.make(f"{address}/invitations", asked)
    assert lead.post(f"{address}/invitations", asked).json()["code"] == "network.membership_stands"
    assert stranger.get(f"{address}/sums").status_code == 404  # invited is not joined
    assert stranger.make(f"{address}/leave", {"reason": "No, thank you."})["members"][-1]["status"] == "left"

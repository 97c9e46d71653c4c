"""A subcontractor reports its part through the supplier, sees its own commitments only, and shows as a tier."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from app.delivery.subcontracting import rules
from app.delivery.subcontracting.rules import MAY_BECOME, Part, PartStatus
from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.delivery.deal import WORDS, Deal, deal, spend
from tests.delivery.files import CSV, ZIP
from tests.world import Client, World


def name(made: Deal, **more: Any) -> Any:
    """Name a subcontractor on the first commitment, as the supplier."""
    body = {"commitments": [str(made.commitments[0])], **more}
    return made.supplier.make(f"/v1/contracts/{made.contract}/subcontractors", body)


def named(made: Deal, **more: Any) -> tuple[Client, str]:
    """Return a registered subcontractor and the address of its record."""
    firm = made.world.supplier("Beck Ground Works")
    out = name(made, organisation=str(firm.organisation_id), **more)
    return firm, f"/v1/subcontractors/{out['subcontractor']['id']}"


def part_of(made: Deal, quantity: str | None, **more: Any) -> dict[str, Any]:
    """Return what a subcontractor reports for the first quarter."""
    period = {"target": str(made.targets[0][0])}
    body = {"commitment": str(made.commitments[0]), "period": period, "quantity": quantity, "words": "We dug."}
    return body | more


def send(firm: Client, one: str, filename: str = "hours.csv", content: bytes = CSV) -> Any:
    """Send a file as a subcontractor."""
    return firm.request("POST", f"{one}/files", files={"file": (filename, content)})


def test_a_part_goes_through_the_supplier_into_its_claim_and_shows_by_tier(world: World) -> None:
    made = deal(world)
    firm, one = named(made)
    file = firm.did(send(firm, one))
    part = firm.make(f"{one}/parts", part_of(made, "4", files=[file["id"]]))
    assert made.buyer.read(f"{one}/parts")["items"] == [], "not accepted yet"
    accepted = made.supplier.make(f"/v1/parts/{part['id']}/accept")
    evidence = accepted["files"][0]["evidence_id"]
    assert made.buyer.get(f"/v1/evidence/{evidence}/content").content == CSV
    update = made.claimed("10", evidence=[evidence])
    held = made.supplier.make(f"/v1/updates/{update['id']}/parts", {"parts": [part["id"]]})
    assert [(tier["tier"], tier["quantity"]) for tier in held["tiers"]] == [(1, "6"), (2, "4")]
    by_buyer = made.buyer.read(f"/v1/updates/{update['id']}/parts")
    assert by_buyer == held
    assert by_buyer["tiers"][1]["parts"][0]["name"] == "Beck Ground Works"
    assert made.buyer.read(f"{one}/parts")["items"][0]["included"] is True


def test_a_subcontractor_sees_its_own_commitments_and_nothing_else_of_the_contract(world: World) -> None:
    made = deal(world, spend("10", "20"), spend("77", "77"))
    firm, one = named(made)
    (mine,) = firm.read("/v1/my-subcontracts")["items"]
    assert mine == firm.read(one)
    (commitment,) = mine["commitments"]
    assert (commitment["id"], len(commitment["periods"])) == (str(made.commitments[0]), 2)
    assert set(commitment) == {"id", "title", "unit", "status", "periods"}
    assert set(commitment["periods"][0]) == {"target", "label", "starts_on", "ends_on"}
    other = made.commitments[1]
    contract, update = f"/v1/contracts/{made.contract}", made.claimed("5")
    hidden = [
        contract, f"{contract}/evidence", f"{contract}/subcontractors", f"{contract}/claimed-lines",
        f"/v1/commitments/{other}", f"/v1/commitments/{made.commitments[0]}", f"/v1/updates/{update['id']}",
        f"/v1/updates/{update['id']}/parts",
    ]  # fmt: skip
    assert {firm.get(path).status_code for path in hidden} == {404}
    told = firm.get(one).text
    assert [secret for secret in (str(other), '"30"', '"20"') if secret in told] == []
    refused = firm.post(f"{one}/parts", part_of(made, "1", commitment=str(other)))
    assert refused.json() == firm.post(f"{one}/parts", part_of(made, "1", commitment=str(other))).json()
    assert refused.status_code == 404


def test_others_see_nothing_of_a_subcontractor(world: World) -> None:
    made = deal(world)
    firm, one = named(made)
    file = firm.did(send(firm, one))
    part = firm.make(f"{one}/parts", part_of(made, "4", files=[file["id"]]))
    rival = deal(world, sides=(made.buyer, world.supplier()))
    sibling, _ = named_as(made, "Another Firm")
    for stranger in (rival.supplier, sibling, world.person(world.organisation(OrganisationKind.COUNCIL), *Role)):
        for path in (one, f"{one}/parts", f"/v1/subcontractor-files/{file['id']}/content"):
            assert stranger.get(path).status_code == 404, path
        assert stranger.post(f"/v1/parts/{part['id']}/accept").status_code == 404
        assert stranger.post(f"{one}/remove", {"reason": "Mine."}).status_code == 404
    assert made.buyer.get(f"/v1/subcontractor-files/{file['id']}/content").status_code == 404
    buyer_who_sells = made.colleague(Role.SUPPLIER, Role.BUYER)
    assert buyer_who_sells.post(f"/v1/parts/{part['id']}/accept").status_code == 404
    assert made.supplier.get(f"/v1/subcontractor-files/{file['id']}/content").content == CSV
    log = made.colleague(Role.AUDITOR).get("/v1/audit/events?limit=200").text
    assert part["id"] not in log
    assert str(firm.organisation_id) in log


def named_as(made: Deal, title: str) -> tuple[Client, str]:
    firm = made.world.supplier(title)
    out = name(made, organisation=str(firm.organisation_id))
    return firm, f"/v1/subcontractors/{out['subcontractor']['id']}"


def test_an_invitation_is_for_one_organisation_and_for_a_while(world: World) -> None:
    made = deal(world)
    invite = {"name": "Beck Ground Works", "email": "office@beckground.example"}
    out = name(made, invite=invite, tier=3)
    token, one = out["invitation"], f"/v1/subcontractors/{out['subcontractor']['id']}"
    assert made.buyer.read(one)["email"] is None
    own = made.supplier.post("/v1/my-subcontracts", {"token": token})
    assert (own.status_code, own.json()["code"]) == (422, "subcontractor.unfit")
    firm = world.supplier("Beck Ground Works Ltd")
    joined = firm.make("/v1/my-subcontracts", {"token": token})
    assert (joined["status"], joined["tier"], joined["name"]) == ("active", 3, "Beck Ground Works Ltd")
    again = world.supplier().post("/v1/my-subcontracts", {"token": token})
    assert (again.status_code, again.json()["code"]) == (410, "subcontractor.invitation_over")
    unknown = firm.post("/v1/my-subcontracts", {"token": "x" * 43})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "subcontractor.invitation_unknown")
    late = name(made, invite=invite)["invitation"]
    world.clock.advance(days=31)
    over = world.supplier().post("/v1/my-subcontracts", {"token": late})
    assert "2026-02-04" in over.json()["detail"]
    events = made.colleague(Role.AUDITOR).get("/v1/audit/events?limit=200").text
    assert token not in events
    assert invite["email"] not in events


def test_a_part_is_returned_with_a_reason_and_reported_anew(world: World) -> None:
    made = deal(world)
    firm, one = named(made)
    first = firm.make(f"{one}/parts", part_of(made, "4"))
    back = made.supplier.make(f"/v1/parts/{first['id']}/return", {"reason": "The hours of March are missing."})
    assert (back["status"], back["reason"]) == ("returned", "The hours of March are missing.")
    second = firm.make(f"{one}/parts", part_of(made, "5"))
    assert [(row["revision"], row["status"]) for row in firm.read(f"{one}/parts")["items"]] == [
        (2, "submitted"),
        (1, "superseded"),
    ]
    made.supplier.make(f"/v1/parts/{second['id']}/accept")
    settled = firm.post(f"{one}/parts", part_of(made, "6"))
    assert (settled.status_code, settled.json()["code"]) == (409, "part.settled")
    twice = made.supplier.post(f"/v1/parts/{second['id']}/accept")
    assert (twice.status_code, twice.json()["code"]) == (409, "part.not_open")
    update = made.claimed("10")
    made.supplier.make(f"/v1/updates/{update['id']}/parts", {"parts": [second["id"]]})
    held = made.supplier.post(f"/v1/parts/{second['id']}/return", {"reason": "After all."})
    assert (held.status_code, held.json()["code"]) == (409, "part.included")
    made.claimed("11")
    assert made.supplier.make(f"/v1/parts/{second['id']}/return", {"reason": "After all."})["included"] is False


def test_one_who_is_removed_reports_no_more_and_what_it_reported_stays(world: World) -> None:
    made = deal(world)
    firm, one = named(made)
    part = firm.make(f"{one}/parts", part_of(made, "4"))
    exists = made.supplier.post(
        f"/v1/contracts/{made.contract}/subcontractors",
        {"organisation": str(firm.organisation_id), "commitments": [str(made.commitments[0])]},
    )
    assert (exists.status_code, exists.json()["code"]) == (409, "subcontractor.exists")
    gone = made.supplier.make(f"{one}/remove", {"reason": "The works are done."})
    assert (gone["status"], gone["removed_reason"]) == ("removed", "The works are done.")
    for answer in (firm.post(f"{one}/parts", part_of(made, "5")), send(firm, one)):
        assert (answer.status_code, answer.json()["code"]) == (409, "subcontractor.not_active")
    assert made.supplier.post(f"/v1/parts/{part['id']}/accept").json()["code"] == "subcontractor.not_active"
    assert made.supplier.post(f"{one}/remove", {"reason": "Again."}).json()["code"] == "subcontractor.not_active"
    assert firm.read(f"{one}/parts")["items"][0]["id"] == part["id"]
    again = name(made, organisation=str(firm.organisation_id))
    assert again["subcontractor"]["status"] == "active"
    assert len(made.buyer.read(f"/v1/contracts/{made.contract}/subcontractors")) == 2


def test_who_cannot_be_a_subcontractor_is_found_at_once(world: World) -> None:
    made = deal(world)
    path = f"/v1/contracts/{made.contract}/subcontractors"
    for organisation in (made.supplier.organisation_id, made.buyer.organisation_id, uuid4()):
        body = {"organisation": str(organisation), "commitments": [str(made.commitments[0])]}
        refused = made.supplier.post(path, body)
        assert (refused.status_code, refused.json()["code"]) == (422, "subcontractor.unfit")
    none = made.supplier.post(path, {"commitments": [str(made.contract), str(made.commitments[0])]})
    assert [one["place"] for one in none.json()["findings"]] == ["body.organisation", "body.commitments[0]"]
    body = {"organisation": str(world.supplier().organisation_id), "commitments": [str(made.commitments[0])]}
    buyer_who_sells = made.colleague(Role.SUPPLIER, Role.BUYER).post(path, body)
    assert (buyer_who_sells.status_code, buyer_who_sells.json()["code"]) == (403, "delivery.not_the_supplier")
    by_itself = made.supplier.post(f"{named(made)[1]}/parts", part_of(made, "1"))
    assert (by_itself.status_code, by_itself.json()["code"]) == (403, "subcontractor.not_the_subcontractor")


def test_a_part_that_does_not_fit_is_refused_with_every_finding(world: World) -> None:
    made = deal(world, spend("10", "10"), WORDS)
    both = [str(one) for one in made.commitments]
    firm, one = named(made, commitments=both)
    unfit = firm.post(f"{one}/parts", part_of(made, None, files=[str(uuid4())]))
    assert (unfit.status_code, unfit.json()["code"]) == (422, "part.unfit")
    assert [found["place"] for found in unfit.json()["findings"]] == ["body.quantity", "body.files[0]"]
    in_words = {"commitment": both[1], "period": {"target": str(made.targets[1][0])}}
    assert firm.post(f"{one}/parts", part_of(made, "1", **in_words)).json()["code"] == "part.unfit"
    assert firm.make(f"{one}/parts", part_of(made, None, **in_words))["quantity"] is None
    later = part_of(made, "1", period={"target": str(made.targets[0][1])})
    assert firm.post(f"{one}/parts", later).json()["code"] == "update.period_not_begun"
    assert send(firm, one, "all.zip", ZIP).json()["code"] == "evidence.kind_not_taken"


def test_parts_that_make_more_than_the_claim_are_not_included(world: World) -> None:
    made = deal(world)
    firm, one = named(made)
    part = firm.make(f"{one}/parts", part_of(made, "10.5"))
    update = made.claimed("10")
    path = f"/v1/updates/{update['id']}/parts"
    early = made.supplier.post(path, {"parts": [part["id"], str(uuid4())]})
    assert [found["message"][:12] for found in early.json()["findings"]] == ["it is submit", "not a part o"]
    made.supplier.make(f"/v1/parts/{part['id']}/accept")
    much = made.supplier.post(path, {"parts": [part["id"]]})
    assert (much.status_code, much.json()["code"]) == (422, "update.parts_unfit")
    assert "0.5 more than the 10" in much.json()["detail"]
    enough = made.claimed("10.5")
    held = made.supplier.make(f"/v1/updates/{enough['id']}/parts", {"parts": [part["id"]]})
    assert [tier["quantity"] for tier in held["tiers"]] == ["0", "10.5"]
    twice = made.supplier.post(f"/v1/updates/{enough['id']}/parts", {"parts": [part["id"]]})
    assert "holds it already" in twice.json()["detail"]
    made.buyer.did(made.decide(enough, "verify"))
    decided = made.supplier.post(f"/v1/updates/{enough['id']}/parts", {"parts": [part["id"]]})
    assert decided.json()["code"] == "update.not_open"
    made.on(date(2026, 5, 1))
    assert made.buyer.post(path, {"parts": [part["id"]]}).status_code == 403


@pytest.mark.parametrize("status", PartStatus)
def test_what_is_superseded_never_comes_back(status: PartStatus) -> None:
    assert status not in MAY_BECOME[PartStatus.SUPERSEDED]


def test_what_cannot_be_added_up_has_no_sum() -> None:
    parts = [Part(uuid4(), 2, Decimal("1.5")), Part(uuid4(), 3, Decimal(2)), Part(uuid4(), 2, None)]
    assert rules.own_quantity(Decimal(10), parts, adds=True) == Decimal("6.5")
    assert rules.own_quantity(Decimal(10), parts, adds=False) is None
    assert rules.own_quantity(None, parts, adds=True) is None
    assert [rules.of_tier(parts, tier, adds=True) for tier in (2, 3, 4)] == [Decimal("1.5"), Decimal(2), None]
    assert rules.adds_up("fte_years", Decimal(1))
    assert not rules.adds_up("level", Decimal(1))
    assert not rules.adds_up("sum", None)

"""A body closes and another follows: contracts pass with their history, and what was known still resolves."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from app.audit import service as audit
from app.contracts.models import Contract
from app.delivery.confirmations import service as confirmations
from app.delivery.replies import service as replies
from app.identity.rules import Role
from app.kit.model import Model
from app.networks.succession.models import Succession
from app.networks.succession.repository import PASSED_ON
from app.organisations.rules import OrganisationKind
from app.performance import service as performance
from app.tenders.models import Tender
from tests.delivery.deal import Deal, deal, spend
from tests.world import Client, World

KEPT_AS_MADE = {
    "assessment",
    "commitment_plan",
    "contract_volume",
    "evidence_file",
    "evidence_plan",
    "shared_report",
    "signed_rating",
    "report_share",
    "update_query",
    "verification_reply",
    "workbook",
}
"""Only ever added: each is found through its contract, and says under whom it was made."""
FOLLOWS = {"delivery_cell"}
"""Sums that follow the contract by themselves."""


@dataclass
class Merger:
    """A contract of a body that is to be followed by another, and the admins of both."""

    made: Deal
    old: Client
    new: Client

    @property
    def world(self) -> World:
        """Return the application."""
        return self.made.world

    def body(self, **other: Any) -> dict[str, Any]:
        """Return a proposal."""
        return {
            "predecessor_id": str(self.old.organisation_id),
            "successor_id": str(self.new.organisation_id),
            "legal_basis": "The Trusts (Transfer) Order 2026",
            "takes_effect_on": "2026-04-01",
            "reason": "The trusts merge.",
        } | other

    def accepted(self) -> Any:
        """Propose and accept."""
        made = self.old.make("/v1/successions", self.body())
        return self.new.make(f"/v1/successions/{made['id']}/accept")


@pytest.fixture
def merger(world: World) -> Merger:
    """Return a body with a contract under way, and one that may follow it."""
    made = deal(world, spend("10", "10"))
    made.on(date(2026, 4, 10))
    assert made.buyer.organisation_id
    old = world.person(made.buyer.organisation_id, Role.ADMIN)
    successor = world.organisation(OrganisationKind.TRUST, "New Trust")
    _awarded(world)
    return Merger(made, old, world.person(successor, Role.ADMIN, Role.AUDITOR))


def _awarded(world: World) -> None:
    """Say that nothing is being bought: the deal's tender is awarded, and its award has a contract."""
    with world.service.database.unit_of_work(write=False) as tx:
        assert set(tx.scalars(select(Tender.status))) == {"awarded"}


def test_contracts_pass_with_their_history_and_everything_still_resolves(merger: Merger) -> None:
    made, world = merger.made, merger.world
    verified = made.verified("10", quarter=0)
    open_claim = made.claimed("5", quarter=1)
    reference = made.buyer.read(f"/v1/contracts/{made.contract}")["reference"]
    done = merger.accepted()
    assert (done["status"], done["contracts"]) == ("accepted", [str(made.contract)])
    assert merger.new.organisation_id
    buyer = world.person(merger.new.organisation_id, Role.BUYER)
    passed = buyer.read(f"/v1/contracts/{made.contract}")
    assert (passed["reference"], passed["authority_name"]) == (reference, "New Trust")
    assert [one["id"] for one in buyer.read("/v1/contracts")["items"]] == [str(made.contract)]
    assert buyer.read(f"/v1/updates/{verified['id']}")["verification"]["proved"] == "10"
    assert {one["id"] for one in buyer.read("/v1/updates")["items"]} == {verified["id"], open_claim["id"]}
    buyer.did(buyer.post(f"/v1/updates/{open_claim['id']}/verify"))
    closed = buyer.read(f"/v1/organisations/{merger.old.organisation_id}")
    assert (closed["closed_on"], closed["successor_id"]) == ("2026-04-01", str(merger.new.organisation_id))
    with world.service.database.unit_of_work(write=False) as tx:
        assert performance.check(tx).differences == ()


def test_a_question_that_waits_is_the_followers_to_see(merger: Merger) -> None:
    update = merger.made.claimed("10")
    merger.made.buyer.make(f"/v1/updates/{update['id']}/queries", {"question": "Which firms?"})
    merger.accepted()
    with merger.world.service.database.unit_of_work(write=False) as tx:
        today = date(2026, 4, 10)
        counts = [
            len(replies.open_clocks(tx, today=today, authority_id=each))
            for each in (merger.old.organisation_id, merger.new.organisation_id)
        ]
    assert counts == [0, 1]


def test_a_confirmation_that_waits_is_the_followers_to_take_back(merger: Merger) -> None:
    asked = {
        "meant_for": "Rosa Field",
        "organisation": "Hilltop Community Centre",
        "email": "rosa.field@example.org",
        "claim": "Two apprentices worked here.",
        "starts_on": "2026-01-01",
        "ends_on": "2026-03-31",
    }
    path = f"/v1/commitments/{merger.made.commitments[0]}/confirmations"
    ours, theirs = (each.make(path, asked)["confirmation"]["id"] for each in (merger.made.buyer, merger.made.supplier))
    merger.accepted()
    assert merger.new.organisation_id
    buyer = merger.world.person(merger.new.organisation_id, Role.BUYER)
    with merger.world.service.database.unit_of_work(write=False) as tx:
        clocks = confirmations.open_clocks(tx, today=date(2026, 4, 10))
    assert {str(one.id): one.awaiting_id for one in clocks} == {
        ours: merger.new.organisation_id,
        theirs: merger.made.supplier.organisation_id,
    }
    reason = {"reason": "It is asked for anew."}
    assert buyer.post(f"/v1/confirmations/{theirs}/revoke", reason).status_code == 403
    assert merger.made.supplier.post(f"/v1/confirmations/{ours}/revoke", reason).status_code == 403
    assert buyer.make(f"/v1/confirmations/{ours}/revoke", reason)["status"] == "revoked"


def test_the_closed_bodys_people_read_and_no_longer_act(merger: Merger) -> None:
    claim = merger.made.claimed("10")
    merger.accepted()
    refused = merger.made.decide(claim, "verify")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert merger.old.get("/v1/audit/events").is_success
    assert merger.old.post("/v1/successions", merger.body()).status_code == 403
    assert merger.made.buyer.get("/v1/tenders").is_success
    assert merger.made.buyer.get(f"/v1/contracts/{merger.made.contract}").status_code == 404


def test_the_closed_bodys_log_verifies_and_its_follower_reads_it_and_only_reads(merger: Merger) -> None:
    made, new, old_id = merger.made, merger.new, merger.old.organisation_id
    made.claimed("10")
    done = merger.accepted()
    header = {"Reading-For": str(old_id)}
    events = new.read("/v1/audit/events", headers=header)["items"]
    assert {"update.submitted", "succession.proposed", "succession.accepted"} <= {one["action"] for one in events}
    own = {one["action"] for one in new.read("/v1/audit/events")["items"]}
    assert {"succession.accepted", "contract.passed_on"} <= own
    assert "update.submitted" not in own
    with merger.world.service.database.unit_of_work(write=False) as tx:
        assert old_id
        assert audit.check(tx, old_id).holds
        tender = tx.scalars(select(Tender.id)).one()
    assert new.get(f"/v1/tenders/{tender}", headers=header).json()["authority_id"] == str(old_id)
    assert new.post(f"/v1/successions/{done['id']}/withdraw", {"reason": "No."}, headers=header).status_code == 403
    stranger = merger.world.person(merger.world.organisation(OrganisationKind.COUNCIL), Role.AUDITOR)
    for somebody, asked in ((stranger, str(old_id)), (new, str(new.organisation_id)), (new, "x")):
        assert somebody.get("/v1/audit/events", headers={"Reading-For": asked}).status_code == 404
    supplier = made.supplier.get("/v1/contracts", headers=header)
    assert supplier.status_code == 403


def test_only_both_sides_together_and_only_from_the_day_on(merger: Merger) -> None:
    old, new, world = merger.old, merger.new, merger.world
    buyer = merger.made.buyer
    assert buyer.post("/v1/successions", merger.body()).status_code == 403
    assert new.post("/v1/successions", merger.body()).status_code == 403
    made = old.make("/v1/successions", merger.body(takes_effect_on="2026-05-01"))
    address = f"/v1/successions/{made['id']}"
    assert old.post("/v1/successions", merger.body()).json()["code"] == "succession.open"
    assert old.post(f"{address}/accept").json()["code"] == "succession.successor_accepts"
    assert new.post(f"{address}/accept").json()["code"] == "succession.not_yet"
    assert new.post(f"{address}/withdraw", {"reason": "No."}).json()["code"] == "succession.proposer_withdraws"
    stranger = world.person(world.organisation(OrganisationKind.COUNCIL), Role.ADMIN)
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}/accept").status_code == 404
    assert stranger.read("/v1/successions")["items"] == []
    assert old.make(f"{address}/withdraw", {"reason": "Put off."})["status"] == "withdrawn"
    assert new.post(f"{address}/accept").json()["code"] == "succession.decided"
    operator = world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN)
    again = operator.make("/v1/successions", merger.body())
    assert new.make(f"/v1/successions/{again['id']}/accept")["status"] == "accepted"
    assert [one["status"] for one in operator.read("/v1/successions")["items"]] == ["accepted", "withdrawn"]


def test_a_body_closes_once_and_nobody_comes_to_follow_themselves(merger: Merger) -> None:
    old_id, new_id = str(merger.old.organisation_id), str(merger.new.organisation_id)
    world, operator = (
        merger.world,
        merger.world.person(merger.world.organisation(OrganisationKind.OPERATOR), Role.ADMIN),
    )
    merger.accepted()
    third = world.person(world.organisation(OrganisationKind.TRUST), Role.ADMIN, Role.AUDITOR)
    for pair in ((old_id, str(third.organisation_id)), (new_id, old_id)):
        body = merger.body(predecessor_id=pair[0], successor_id=pair[1])
        assert operator.post("/v1/successions", body).json()["code"] == "succession.body_closed"
    for wrong in (new_id, str(merger.made.supplier.organisation_id)):
        body = merger.body(predecessor_id=new_id, successor_id=wrong)
        assert operator.post("/v1/successions", body).json()["code"] == "succession.unfit"
    on = operator.make("/v1/successions", merger.body(predecessor_id=new_id, successor_id=str(third.organisation_id)))
    third.make(f"/v1/successions/{on['id']}/accept")
    assert third.read(f"/v1/contracts/{merger.made.contract}")["authority_id"] == str(third.organisation_id)
    assert third.get("/v1/audit/events", headers={"Reading-For": old_id}).is_success  # whoever followed who followed


def test_nothing_passes_while_something_is_being_bought(merger: Merger) -> None:
    with merger.world.service.database.unit_of_work(write=True) as tx:
        tender = tx.scalars(select(Tender)).one()
        tender.status = "published"
        reference = tender.reference
    made = merger.old.make("/v1/successions", merger.body())
    refused = merger.new.post(f"/v1/successions/{made['id']}/accept")
    assert refused.json()["code"] == "succession.procurement_under_way"
    assert reference in refused.json()["detail"]


def test_what_a_body_agreed_to_share_is_not_inherited(merger: Merger) -> None:
    world = merger.world
    assert merger.old.organisation_id
    lead = world.person(world.organisation(OrganisationKind.COUNCIL), Role.COMMISSIONER)
    member = world.person(merger.old.organisation_id, Role.COMMISSIONER)
    network = lead.make("/v1/networks", {"name": "Anchors", "purpose": "See together."})
    lead.make(f"/v1/networks/{network['id']}/invitations", {"organisation_id": str(merger.old.organisation_id)})
    member.make(f"/v1/networks/{network['id']}/join", {"totals": ["due"]})
    merger.accepted()
    (membership,) = lead.read(f"/v1/networks/{network['id']}")["members"]
    assert (membership["status"], membership["totals"]) == ("left", None)
    again = {"organisation_id": str(merger.old.organisation_id)}
    refused = lead.post(f"/v1/networks/{network['id']}/invitations", again)
    assert refused.json()["code"] == "network.not_an_authority"


def test_a_succession_is_kept_as_it_was_recorded(merger: Merger) -> None:
    merger.accepted()
    with (
        pytest.raises(Exception, match="rows are only added"),
        merger.world.service.database.unit_of_work(write=True) as tx,
    ):
        tx.execute(update(Succession).values(reason="Another."))


def test_every_table_of_a_contract_either_passes_or_says_why_not() -> None:
    passed = {model.__tablename__ for model in PASSED_ON}
    found = {
        name for name, table in Model.metadata.tables.items() if {"authority_id", "contract_id"} <= set(table.c.keys())
    }
    assert found - passed - KEPT_AS_MADE - FOLLOWS == set()
    assert Contract.__tablename__ not in passed

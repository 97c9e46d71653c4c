"""Refusals about envelopes and about what is withheld: an opening that lapsed, a lot without prices, a blind panel."""

from app.identity.rules import Role
from tests.journeys import building
from tests.journeys.building import Journey, Team
from tests.journeys.example_cast import refused
from tests.world import START, Client, World


def meet_them(world: World) -> None:
    """Play what is refused when people who may not open or look try to."""
    world.clock.at = START
    _lose_a_role_between_two_people(world)
    world.clock.at = START
    _open_prices_where_there_are_none(world)
    world.clock.at = START
    _mark_and_run_a_tender_at_once(world)


def _lose_a_role_between_two_people(world: World) -> None:
    team = building.authority(world)
    tender = building.published_tender(team)
    leaver = world.person(team.organisation_id, Role.BUYER, name="Lou Leaver")
    building.declare([leaver, team.commissioner], tender["id"])
    building.past_the_deadline(world, tender)
    team.buyer.make(f"/v1/tenders/{tender['id']}/close")
    begun = leaver.make(f"/v1/tenders/{tender['id']}/openings", {"envelope": "quality"})
    change_roles(world, leaver, Role.EVALUATOR)
    refused(team.commissioner, "opening.lapsed", f"/v1/openings/{begun['id']}/confirm")


def _open_prices_where_there_are_none(world: World) -> None:
    journey = building.evaluating(building.journey_with_bids(world, {"Acme": building.content()}))
    (acme,) = journey.bidders
    acme.client.make(f"/v1/bids/{acme.bid_id}/withdraw", {"reason": "We lost our main subcontractor."})
    asked = {"envelope": "price", "lot": "1"}
    refused(journey.team.buyer, "opening.no_prices", f"/v1/tenders/{journey.tender_id}/openings", asked)


def _mark_and_run_a_tender_at_once(world: World) -> None:
    journey = blind_journey(world, carbon="All of it for £100,000, says Acme.")
    both = in_both_roles(journey.team)
    building.assigned(journey, both)
    flags = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/flags")["items"]
    building.declare(both, journey.tender_id)
    refused(both, "bidders.kept", f"/v1/tenders/{journey.tender_id}/bids", method="GET")
    decided = {"outcome": "released", "reason": "It is what they save, not what they cost."}
    refused(both, "passage.own_question", f"/v1/flags/{flags[0]['id']}/decide", decided)


def in_both_roles(team: Team) -> Client:
    """Return somebody who buys and marks."""
    return team.world.person(team.organisation_id, Role.BUYER, Role.EVALUATOR, name="Bo Both")


def blind_journey(world: World, *, carbon: str = "We cut diesel by half.") -> Journey:
    """Return a tender that is marked blind, its evaluation under way, whose first bid says this about carbon."""
    bids = {
        name: building.content(price=price, carbon=carbon if name == "Acme" else "We walk.")
        for name, price in (("Acme", "100000"), ("Brook", "110000"), ("Cedar", "95000"))
    }
    return building.evaluating(building.journey_with_bids(world, bids, evaluation={"blind": True}))


def change_roles(world: World, person: Client, *roles: Role) -> None:
    """Let somebody's admin give them other roles instead."""
    admin = world.person(person.organisation_id, Role.ADMIN)  # type: ignore[arg-type]  # everybody but a stranger has one
    now = admin.read(f"/v1/people/{person.person_id}")
    body = {"name": now["name"], "roles": list(roles), "active": True}
    admin.did(admin.put(f"/v1/people/{person.person_id}", body, version=now["version"]))

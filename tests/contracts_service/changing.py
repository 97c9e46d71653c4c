"""Asks for changes of a live contract and takes them through two approvals, for tests of what follows."""

from datetime import timedelta
from typing import Any

from app.identity.rules import Role
from app.kit.clock import london_date
from app.performance import service as performance
from tests.contracts_service.agreeing import gone_live
from tests.journeys.building import Journey
from tests.world import Client

WHY = {"reason": "The ward moved, and both sides want it so."}
FROM = "2027-01-01"


def live_in(journey: Journey, *, after_days: int = 300, **fields: Any) -> dict[str, Any]:
    """Let a contract go live and so many days pass, and return it: at 300, in the first winter of two years."""
    live = gone_live(journey, **fields)
    journey.world.clock.at += timedelta(days=after_days)
    assert london_date(journey.world.clock.now()).isoformat() < FROM
    return live


def second(journey: Journey) -> Client:
    """Return another commissioner of the authority."""
    return journey.world.person(journey.team.organisation_id, Role.COMMISSIONER, name="Cat Commissioner")


def sums_hold(journey: Journey) -> bool:
    """Return whether the sums that are kept of deliveries are those that its rows make."""
    with journey.world.service.database.unit_of_work(write=False) as tx:
        return performance.check(tx).differences == ()


def change(terms: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return the body of a change from the first of January 2027."""
    return {"rationale": "need_grew", "effective_on": FROM, "terms": terms} | WHY | fields


def asked(journey: Journey, contract: dict[str, Any], terms: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Ask for a change and return it."""
    made: dict[str, Any] = journey.team.buyer.make(f"/v1/contracts/{contract['id']}/changes", change(terms, **fields))
    return made


def entered(journey: Journey, made: dict[str, Any], other: Client) -> dict[str, Any]:
    """Let the supplier agree, the notice be published where they are waited for, and two commissioners approve."""
    one = f"/v1/changes/{made['id']}"
    if made["supplier_must_agree"]:
        journey.bidders[0].client.make(f"{one}/agree", WHY)
    if made["notice"]["due"] is not False:
        today = london_date(journey.world.clock.now()).isoformat()
        said = {"published": True, "published_on": today, "reference": "2026/S 000-000001"}
        journey.team.buyer.make(f"{one}/notice", said | WHY)
    journey.team.commissioner.make(f"{one}/approve", WHY)
    done: dict[str, Any] = other.make(f"{one}/approve", WHY)
    return done

"""Takes a computed journey through its award, for tests of awards and of what follows from them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.awards import service as awards
from app.awards.models import Award
from app.evaluations.models import Result
from app.kit.actor import Actor
from tests.journeys.building import Journey, agreed, compute, evaluating, journey_with_bids, marked
from tests.world import Client, World


def computed_from(world: World, bids: Mapping[str, Mapping[str, Any]], **tender: Any) -> Journey:
    """Return a journey up to its result, with these bids of Acme, Brook and Cedar and the marks they always get."""
    journey = agreed(marked(evaluating(journey_with_bids(world, bids, **tender))))
    compute(journey)
    return journey


def ranking(journey: Journey) -> list[dict[str, Any]]:
    """Return the ranking of the newest result of the tender's first lot."""
    with journey.world.service.database.unit_of_work(write=False) as tx:
        newest = select(Result).where(Result.tender_id == UUID(journey.tender_id)).order_by(Result.number.desc())
        found: list[dict[str, Any]] = tx.scalars(newest.limit(1)).one().body["lots"][0]["ranking"]
    return found


def decision(journey: Journey, *, rank: int = 1, **fields: Any) -> dict[str, Any]:
    """Return the body of the decision for the bid at a rank, its notice published today."""
    bid = next(entry["bid"] for entry in ranking(journey) if entry["rank"] == rank)
    today = journey.world.clock.now().date().isoformat()
    return {"lot": "1", "bid": bid, "reasons": "The best answers at a good price.", "notice_on": today} | fields


def decided(journey: Journey, **fields: Any) -> dict[str, Any]:
    """Award the first lot to the first bid and return the award."""
    award: dict[str, Any] = journey.team.buyer.make(
        f"/v1/tenders/{journey.tender_id}/awards", decision(journey, **fields)
    )
    return award


def approved(journey: Journey, award: dict[str, Any]) -> dict[str, Any]:
    """Have an award approved by the commissioner, who did not decide it, and return it."""
    made: dict[str, Any] = journey.team.commissioner.make(f"/v1/awards/{award['id']}/approve", {})
    return made


def summarised(world: World, award: dict[str, Any], issuer: Client) -> None:
    """Issue every assessment summary that an award still owes."""
    now = world.clock.now()
    assert issuer.person_id is not None
    assert issuer.organisation_id is not None
    actor = Actor(issuer.person_id, issuer.organisation_id, "Issuer", "Authority", "trust", frozenset({"buyer"}))
    with world.service.database.unit_of_work(write=True) as tx:
        row = tx.get_one(Award, UUID(award["id"]))
        for one in awards.summaries_missing(tx, row):
            awards.summary_issued(tx, actor, row, one.bid_id, "sha256:" + "0" * 64, now=now)


def published(journey: Journey, award: dict[str, Any]) -> dict[str, Any]:
    """Have an award approved, issue its summaries, publish its notice today, and return it."""
    approved(journey, award)
    summarised(journey.world, award, journey.team.buyer)
    made: dict[str, Any] = journey.team.buyer.make(f"/v1/awards/{award['id']}/publish-notice", {})
    return made


def awarded(journey: Journey, **fields: Any) -> dict[str, Any]:
    """Award the first lot, with everything up to the published notice, and return the award."""
    return published(journey, decided(journey, **fields))


def past_standstill(world: World, award: dict[str, Any]) -> None:
    """Move the clock to the first instant after the standstill of an award."""
    world.clock.at = datetime.fromisoformat(award["standstill_ends_at"])

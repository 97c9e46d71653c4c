"""Takes an award through its contract, for tests of contracts and of what follows from them."""

from datetime import timedelta
from typing import Any

import httpx2

from app.kit.clock import london_date
from tests.awards.deciding import awarded, past_standstill
from tests.journeys.building import Journey

BANDS = {"good": "100", "approaching_target": "90", "requires_improvement": "70"}


def term(journey: Journey, **fields: Any) -> dict[str, Any]:
    """Return the body of a contract for two years from the first of April 2026."""
    del journey
    return {"starts_on": "2026-04-01", "ends_on": "2028-03-31", "value": "100000"} | fields


def drafted(journey: Journey, **fields: Any) -> dict[str, Any]:
    """Award the first lot, publish the notice, let standstill pass, draft the contract and return it."""
    award = awarded(journey)
    past_standstill(journey.world, award)
    contract: dict[str, Any] = journey.team.buyer.make(f"/v1/awards/{award['id']}/contract", term(journey, **fields))
    return contract


def of_criterion(contract: dict[str, Any], criterion: str) -> list[dict[str, Any]]:
    """Return the commitments that were made under one question."""
    return [each for each in contract["commitments"] if each["criterion"] == criterion]


def plan_evenly(journey: Journey, commitment: dict[str, Any], *, periods: str = "quarterly") -> dict[str, Any]:
    """Split a commitment into even periods, agree its bands, and return it."""
    buyer = journey.team.buyer
    planned = buyer.make(f"/v1/commitments/{commitment['id']}/profile", {"periods": periods})
    if planned["promised"] is None:
        result: dict[str, Any] = planned
        return result
    body = {"targets": [_bare(each) for each in planned["targets"]], "bands": BANDS}
    changed: dict[str, Any] = buyer.did(
        buyer.put(f"/v1/commitments/{commitment['id']}", body, version=planned["version"])
    )
    return changed


def carry_all(journey: Journey, contract: dict[str, Any]) -> None:
    """Plan every commitment evenly, by quarters, and carry it over."""
    for commitment in contract["commitments"]:
        plan_evenly(journey, commitment)
        journey.team.buyer.make(f"/v1/commitments/{commitment['id']}/carry")


def gone_live(journey: Journey, **fields: Any) -> dict[str, Any]:
    """Draft the contract, carry every commitment over, let it go live and return it."""
    contract = drafted(journey, **fields)
    carry_all(journey, contract)
    live: dict[str, Any] = journey.team.buyer.make(f"/v1/contracts/{contract['id']}/go-live")
    return live


def code(answer: httpx2.Response) -> tuple[int, str]:
    """Return status and code of a refusal."""
    return answer.status_code, answer.json()["code"]


def yesterday(journey: Journey) -> str:
    """Return the day before today in London: the last day of standstill, if the clock stands just after it."""
    return (london_date(journey.world.clock.now()) - timedelta(days=1)).isoformat()


def _bare(target: dict[str, Any]) -> dict[str, Any]:
    return {name: target[name] for name in ("label", "starts_on", "ends_on", "target")}

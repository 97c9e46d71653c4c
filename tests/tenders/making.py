"""Makes rubrics and tenders through the API, for the tests of tenders and of what comes after them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import httpx2

from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.world import Client, World

Json = dict[str, Any]


def buyer_of(world: World, kind: OrganisationKind = OrganisationKind.TRUST, name: str | None = None) -> Client:
    """Return the buyer of a new authority."""
    return world.person(world.organisation(kind, name), Role.BUYER)


def rubric_document(**changes: Any) -> Json:
    """Return a small sound rubric: price 40, two marked questions 60, a gate."""
    marks = [{"mark": str(mark), "label": f"Level {mark}", "descriptor": f"As good as {mark}"} for mark in range(6)]
    document: Json = {
        "format": "makegood.rubric/1",
        "id": "small",
        "version": "1.0.0",
        "title": "A small rubric",
        "scales": {"marks": {"title": "Marks", "levels": marks}},
        "criteria": [
            {
                "id": "charter",
                "title": "Signed charter",
                "asks": "declaration",
                "method": {"type": "gate", "consequence": "excluded"},
            },
            {
                "id": "price",
                "title": "Price",
                "weight": "40",
                "asks": "price",
                "method": {"type": "lowest_price", "zero_price": "refuse"},
            },
            {
                "id": "quality",
                "title": "Quality",
                "weight": "60",
                "criteria": [marked("delivery", "70"), marked("carbon", "30")],
            },
        ],
        "aggregation": {"method": "weighted_sum"},
        "rounding": {"places": 2, "mode": "half_up"},
        "tie_break": [{"by": "price"}, {"by": "shared"}],
        "policies": {"withdrawn": "recompute"},
    }
    return document | changes


def marked(name: str, weight: str | None, **more: Any) -> Json:
    """Return a question that is marked on the small rubric's scale."""
    node: Json = {
        "id": name,
        "title": name.title(),
        "asks": "words",
        "method": {"type": "scale", "scale": "marks"},
        "question": f"How about {name}?",
    }
    return node | ({} if weight is None else {"weight": weight}) | more


def published_rubric(buyer: Client, document: Json | None = None) -> Json:
    """Return a published rubric of the buyer's authority."""
    drafted = buyer.make("/v1/rubrics", {"body": document or rubric_document()})
    published: Json = buyer.make(f"/v1/rubrics/{drafted['id']}/publish")
    return published


def tender_body(world: World, rubric_id: str | None, **changes: Any) -> Json:
    """Return a tender that could be published."""
    closes_at = world.clock.now() + timedelta(days=30)
    return {
        "title": "Cleaning of three clinics",
        "description": "Daily cleaning.",
        "regime": "procurement-act-2023",
        "rubric_id": rubric_id,
        "value": "450000.00",
        "value_includes_vat": False,
        "starts_on": "2026-06-01",
        "ends_on": "2029-05-31",
        "cpv": ["90910000"],
        "places": ["Leeds"],
        "closes_at": closes_at.isoformat(),
        **changes,
    }


def drafted_tender(world: World, buyer: Client, **changes: Any) -> Json:
    """Return a draft that could be published."""
    rubric = published_rubric(buyer)
    made: Json = buyer.make("/v1/tenders", tender_body(world, rubric["id"]) | changes)
    return made


def published_tender(world: World, buyer: Client, **changes: Any) -> Json:
    """Return a published tender."""
    made: Json = buyer.make(f"/v1/tenders/{drafted_tender(world, buyer, **changes)['id']}/publish")
    return made


def at_once(*acts: Callable[[], httpx2.Response]) -> list[httpx2.Response]:
    """Do several things at the same instant, as nearly as threads allow, and return their answers."""
    gate = Barrier(len(acts))

    def go(act: Callable[[], httpx2.Response]) -> httpx2.Response:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(go, acts))


def colleague(world: World, person: Client, role: Role) -> Client:
    """Return somebody of the same organisation in another role."""
    assert person.organisation_id is not None
    return world.person(person.organisation_id, role)


def by_lot(first: str, second: str) -> dict[str, Any]:
    """Return a rubric whose quality is asked differently in two lots."""
    document = rubric_document()
    document["criteria"][2]["criteria"] = [
        marked("delivery", "70"),
        marked("north", "30", lots=[first]),
        marked("south", "30", lots=[second]),
    ]
    return document

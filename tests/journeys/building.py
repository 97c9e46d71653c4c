"""Builds the stages of a tender's life through the HTTP application, so that a test can begin where its subject does.

    team = authority(world)
    tender = published_tender(team)
    acme = world.supplier("Acme")
    bid_id = submitted_bid(acme, tender, content(price="100000"))
    ...
    journey = computed(world)          # everything up to the result, with three bidders

What matters to a test is passed in; what does not is the same every time.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from app.rubrics import packs
from tests.world import Client, World

MARKED = ("carbon-plan", "local-jobs")
GATE = "charter"
QUANTITY = "local-spend"
ALL_CRITERIA = (GATE, *MARKED, QUANTITY, "price")

_LEVELS = [
    {"mark": "0", "label": "Unacceptable", "descriptor": "Nothing relevant is offered."},
    {"mark": "1", "label": "Poor", "descriptor": "Partly relevant, with little detail."},
    {"mark": "2", "label": "Acceptable", "descriptor": "Relevant, and short of detail in places."},
    {"mark": "3", "label": "Good", "descriptor": "Relevant, with enough detail to rely on."},
    {"mark": "4", "label": "Excellent", "descriptor": "Complete, detailed and certain."},
]


def measure(measure_id: str) -> dict[str, Any]:
    """Return a measure of the library, as it stands in a rubric."""
    found: dict[str, Any] = next(one for one in packs.measures()["measures"] if one["id"] == measure_id)
    return copy.deepcopy(found)


def rubric_document() -> dict[str, Any]:
    """Return a small rubric: a gate, two marked questions, a pledged quantity and a price."""
    return {
        "format": "makegood.rubric/1",
        "id": "small",
        "version": "1.0.0",
        "title": "A small rubric",
        "summary": "Social value 60, price 40.",
        "source": "Written for tests.",
        "scales": {"marks-0-4": {"title": "Marks from 0 to 4", "levels": copy.deepcopy(_LEVELS)}},
        "weights": "of_parent",
        "criteria": [
            {
                "id": "charter",
                "title": "Signed charter",
                "asks": "declaration",
                "method": {"type": "gate", "consequence": "excluded"},
                "question": "Have you signed the charter?",
                "source": "Written for tests.",
            },
            {
                "id": "social-value",
                "title": "Social value",
                "weight": "60",
                "criteria": [
                    {
                        "id": "carbon-plan",
                        "title": "Carbon plan",
                        "weight": "50",
                        "asks": "words",
                        "method": {"type": "scale", "scale": "marks-0-4"},
                        "question": "How will you cut carbon on this contract?",
                        "guidance": "Look for dates and figures.",
                        "word_limit": "300",
                        "source": "Written for tests.",
                    },
                    {
                        "id": "local-jobs",
                        "title": "Local jobs",
                        "weight": "20",
                        "asks": "words",
                        "method": {"type": "scale", "scale": "marks-0-4"},
                        "minimum": {"mark": "1", "consequence": "excluded"},
                        "question": "How will you bring people into work?",
                        "source": "Written for tests.",
                    },
                    {
                        "id": "local-spend",
                        "title": "Local spend",
                        "weight": "30",
                        "asks": "quantity",
                        "method": {
                            "type": "target",
                            "floor": "0",
                            "target": "100000",
                            "better": "higher",
                            "beyond": "cap",
                        },
                        "measure": measure("local-spend"),
                        "question": "How much will you spend locally?",
                        "source": "Written for tests.",
                    },
                ],
            },
            {
                "id": "price",
                "title": "Price",
                "weight": "40",
                "asks": "price",
                "method": {"type": "lowest_price", "zero_price": "refuse"},
                "source": "Written for tests.",
            },
        ],
        "aggregation": {"method": "weighted_sum"},
        "rounding": {"places": "2", "mode": "half_up"},
        "tie_break": [{"by": "criterion", "criterion": "carbon-plan"}, {"by": "shared"}],
        "policies": {"withdrawn": "recompute"},
    }


@dataclass
class Team:
    """One authority and its people."""

    world: World
    organisation_id: Any
    buyer: Client
    evaluators: list[Client]
    commissioner: Client
    auditor: Client


@dataclass
class Bidder:
    """A supplier with its bid."""

    name: str
    client: Client
    bid_id: str


@dataclass
class Journey:
    """A tender under way: who runs it, who bid, and its result once it is computed."""

    team: Team
    tender: dict[str, Any]
    bidders: list[Bidder] = field(default_factory=list)
    result: dict[str, Any] | None = None

    @property
    def world(self) -> World:
        """Return the application."""
        return self.team.world

    @property
    def tender_id(self) -> str:
        """Return the id of the tender."""
        return str(self.tender["id"])

    def bidder(self, name: str) -> Bidder:
        """Return a bidder by name."""
        return next(one for one in self.bidders if one.name == name)


def authority(world: World, *, evaluators: int = 2, kind: OrganisationKind = OrganisationKind.TRUST) -> Team:
    """Register an authority with a buyer, evaluators, a commissioner and an auditor."""
    home = world.organisation(kind)
    return Team(
        world=world,
        organisation_id=home,
        buyer=world.person(home, Role.BUYER, name="Bea Buyer"),
        evaluators=[world.person(home, Role.EVALUATOR, name=f"Eva {number + 1}") for number in range(evaluators)],
        commissioner=world.person(home, Role.COMMISSIONER, name="Col Commissioner"),
        auditor=world.person(home, Role.AUDITOR, name="Ann Auditor"),
    )


def published_rubric(team: Team, document: Mapping[str, Any] | None = None) -> str:
    """Draft and publish a rubric and return its id."""
    body = dict(document) if document is not None else rubric_document()
    drafted = team.buyer.make("/v1/rubrics", {"body": body})
    team.buyer.make(f"/v1/rubrics/{drafted['id']}/publish")
    return str(drafted["id"])


def published_tender(
    team: Team,
    *,
    rubric: Mapping[str, Any] | None = None,
    closes_at: datetime | None = None,
    lots: Sequence[Mapping[str, Any]] = (),
    **fields: Any,
) -> dict[str, Any]:
    """Publish a tender that closes in thirty days unless told otherwise, and return it."""
    deadline = closes_at or team.world.clock.now() + timedelta(days=30)
    body = {
        "title": "Cleaning of three clinics",
        "description": "Daily cleaning for three years.",
        "regime": "procurement-act-2023",
        "rubric_id": published_rubric(team, rubric),
        "value": "900000",
        "starts_on": "2026-06-01",
        "ends_on": "2029-05-31",
        "closes_at": deadline.isoformat(),
        "lots": [dict(lot) for lot in lots],
    } | fields
    drafted = team.buyer.make("/v1/tenders", body)
    published: dict[str, Any] = team.buyer.make(f"/v1/tenders/{drafted['id']}/publish")
    return published


def content(
    *,
    price: str | None = "100000",
    local_spend: str | None = "50000",
    charter: bool | None = True,
    carbon: str = "We cut diesel by half in the first year.",
    jobs: str = "We train twelve people a year.",
    carbon_pledges: Sequence[Mapping[str, Any]] = (),
    jobs_pledges: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Return the complete content of a bid for the small rubric."""
    return {
        "price": price,
        "answers": [
            {"criterion": GATE, "declared": charter},
            {"criterion": "carbon-plan", "response": carbon, "pledges": [dict(one) for one in carbon_pledges]},
            {"criterion": "local-jobs", "response": jobs, "pledges": [dict(one) for one in jobs_pledges]},
            {"criterion": QUANTITY, "quantity": local_spend},
        ],
    }


def drafted_bid(
    supplier: Client, tender: Mapping[str, Any], body: Mapping[str, Any] | None = None, *, lot: str = "1"
) -> str:
    """Draft a bid with its content and return its id."""
    drafted = supplier.make(
        f"/v1/tenders/{tender['id']}/bids", {"lot": lot, "content": dict(content() if body is None else body)}
    )
    return str(drafted["id"])


def submitted_bid(
    supplier: Client, tender: Mapping[str, Any], body: Mapping[str, Any] | None = None, *, lot: str = "1"
) -> str:
    """Draft and submit a bid and return its id."""
    bid_id = drafted_bid(supplier, tender, body, lot=lot)
    supplier.make(f"/v1/bids/{bid_id}/submit")
    return bid_id


def past_the_deadline(world: World, tender: Mapping[str, Any]) -> None:
    """Move the clock to one minute after the deadline of a tender."""
    world.clock.at = datetime.fromisoformat(tender["closes_at"]) + timedelta(minutes=1)


def closed(team: Team, tender: Mapping[str, Any]) -> dict[str, Any]:
    """Let the deadline pass, close the tender, and return what was opened."""
    past_the_deadline(team.world, tender)
    opened: dict[str, Any] = team.buyer.make(f"/v1/tenders/{tender['id']}/close")
    return opened

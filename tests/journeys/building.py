"""Builds the stages of a tender's life through the HTTP application, so that a test can begin where its subject does.

    team = authority(world)
    tender = published_tender(team)
    acme = world.supplier("Acme")
    bid_id = submitted_bid(acme, tender, content(price="100000"))
    ...
    journey = computed(world)          # everything up to the result, with three bidders

What matters to a test is passed in; what does not is the same every time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.journeys.small_rubric import measure as measure  # noqa: PLC0414 - others have it from here
from tests.journeys.small_rubric import rubric_document as rubric_document  # noqa: PLC0414 - and this
from tests.world import Client, World, remembered

MARKED = ("carbon-plan", "local-jobs")
GATE = "charter"
QUANTITY = "local-spend"
NEEDED_BY_REGIME: dict[str, dict[str, Any]] = {
    "provider-selection-regime": {
        "category": "health_services",
        "evaluation": {
            "key_criteria": {
                "price": ["value"],
                "carbon-plan": ["quality-and-innovation", "integration-and-sustainability"],
                "local-jobs": ["access-and-inequalities", "social-value"],
            }
        },
    },
    "below-threshold": {"category": "services", "value": "100000", "value_includes_vat": True},
}
"""What a tender of the small rubric must say beside the rest, by its regime."""

ALL_CRITERIA = (GATE, *MARKED, QUANTITY, "price")


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
    regime = fields.get("regime", "procurement-act-2023")
    body = {
        "title": "Cleaning of three clinics",
        "description": "Daily cleaning for three years.",
        "regime": regime,
        "rubric_id": published_rubric(team, rubric),
        "value": "900000",
        "starts_on": "2026-06-01",
        "ends_on": "2029-05-31",
        "closes_at": deadline.isoformat(),
        "lots": [dict(lot) for lot in lots],
    }
    body |= NEEDED_BY_REGIME.get(regime, {}) | fields
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


def declare(
    people: Client | Sequence[Client], tender_id: Any, *interests: Mapping[str, Any], stage: str | None = None
) -> list[dict[str, Any]]:
    """Let people declare their interests at the stage that the tender has reached, and return what stands then.

    Whoever has no interest to name and has declared at this stage declares nothing more, unless the stage is given.
    """
    made = []
    for person in [people] if isinstance(people, Client) else people:
        own = person.read(f"/v1/tenders/{tender_id}/my-declaration")
        if interests or stage or own["to_declare"]:
            body = {"stage": stage or own["stage"], "interests": [dict(one) for one in interests]}
            made.append(person.make(f"/v1/tenders/{tender_id}/declarations", body))
        else:
            made.append(own["declarations"][-1])
    return made


def interest(what: str = "My sister works for Acme.", **more: Any) -> dict[str, Any]:
    """Return an interest as it is declared."""
    return {"kind": "personal", "direct": False, "what": what} | more


def decide(decider: Client, declaration: Mapping[str, Any], outcome: str, **more: Any) -> dict[str, Any]:
    """Decide on a colleague's declaration and return it."""
    body = {"outcome": outcome, "reasons": "The line manager was asked."} | more
    made: dict[str, Any] = decider.make(f"/v1/declarations/{declaration['id']}/decide", body)
    return made


def open_bids(team: Team, tender: Mapping[str, Any]) -> dict[str, Any]:
    """Close a tender whose deadline has passed, let two people open its bids, and return what was opened."""
    team.buyer.make(f"/v1/tenders/{tender['id']}/close")
    return open_envelope(team, str(tender["id"]))


def open_envelope(team: Team, tender_id: str, *, envelope: str = "quality", lot: str | None = None) -> dict[str, Any]:
    """Let the buyer begin to open an envelope and the commissioner open it, and return what was opened."""
    begun = team.buyer.make(f"/v1/tenders/{tender_id}/openings", {"envelope": envelope, "lot": lot})
    made: dict[str, Any] = team.commissioner.make(f"/v1/openings/{begun['id']}/confirm")
    return made


def prices_opened(journey: "Journey", *, lot: str = "1") -> "Journey":
    """Let two people open the prices of a lot, where they wait for nothing else and are sealed."""
    asked = {"envelope": "price", "lot": lot}
    begun = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/openings", asked)
    if begun.is_success:
        journey.team.commissioner.make(f"/v1/openings/{begun.json()['id']}/confirm")
    return journey


def closed(team: Team, tender: Mapping[str, Any]) -> dict[str, Any]:
    """Let the deadline pass, close the tender, return what was opened; who runs it declares before and after."""
    running = [team.buyer, team.commissioner]
    past_the_deadline(team.world, tender)
    declare(running, tender["id"])
    opened = open_bids(team, tender)
    declare(running, tender["id"])
    return opened


# ------------------------------------------------------------------------------------------------ from here: evaluation
@remembered
def journey_with_bids(
    world: World, bids: Mapping[str, Mapping[str, Any]] | None = None, *, team: Team | None = None, **tender: Any
) -> Journey:
    """Return a published tender with submitted bids by supplier name: three of them unless told otherwise."""
    people = team or authority(world)
    journey = Journey(people, published_tender(people, **tender))
    wanted = THREE_BIDS if bids is None else bids
    for name, body in wanted.items():
        client = world.supplier(name)
        journey.bidders.append(Bidder(name, client, submitted_bid(client, journey.tender, body)))
    return journey


@remembered
def evaluating(journey: Journey, *, assign: bool = True) -> Journey:
    """Close the tender, start its evaluation, and assign every evaluator to every marked question."""
    closed(journey.team, journey.tender)
    if assign:
        for evaluator in journey.team.evaluators:
            assigned(journey, evaluator)
    journey.team.buyer.make(f"/v1/tenders/{journey.tender_id}/evaluate")
    return journey


def assigned(
    journey: Journey, evaluator: Client, criteria: Sequence[str] = MARKED, *, lot: str = "1", declares: bool = True
) -> list[dict[str, Any]]:
    """Assign an evaluator to questions, let them declare that they have no interest, and return the assignments."""
    body = {"lot": lot, "evaluator_id": str(evaluator.person_id), "criteria": list(criteria)}
    made: list[dict[str, Any]] = journey.team.buyer.make(f"/v1/tenders/{journey.tender_id}/assignments", body)
    if declares:
        declare(evaluator, journey.tender_id)
    return made


def mark(evaluator: Client, bid_id: str, criterion: str, value: str, **more: Any) -> dict[str, Any]:
    """Give a mark and return it."""
    body = {"criterion": criterion, "mark": value, "rationale": f"Because of what it says on {criterion}."} | more
    made: dict[str, Any] = evaluator.make(f"/v1/bids/{bid_id}/marks", body)
    return made


def agree(journey: Journey, bid_id: str, criterion: str, value: str, **more: Any) -> dict[str, Any]:
    """Record an agreed mark and return it."""
    body = {
        "criterion": criterion,
        "mark": value,
        "rationale": f"The panel found the answer on {criterion} worth {value}.",
        "attendees": ["Bea Buyer", "Eva 1", "Eva 2"],
        "discussion": "The panel compared the answer with the descriptors.",
    } | more
    made: dict[str, Any] = journey.team.buyer.make(f"/v1/bids/{bid_id}/agreed-marks", body)
    return made


def decide_gate(
    journey: Journey, bid_id: str, *, passed: bool = True, criterion: str = GATE, **more: Any
) -> dict[str, Any]:
    """Record the decision at a gate and return it."""
    body = {"criterion": criterion, "passed": passed, "rationale": "The signature was looked at."} | more
    made: dict[str, Any] = journey.team.buyer.make(f"/v1/bids/{bid_id}/gate-decisions", body)
    return made


@remembered
def marked(journey: Journey, marks: Mapping[str, Mapping[str, str]] | None = None) -> Journey:
    """Let every evaluator give the same marks: by supplier name and question, `AGREED` unless told otherwise."""
    for name, by_criterion in (AGREED if marks is None else marks).items():
        for evaluator in journey.team.evaluators:
            for criterion, value in by_criterion.items():
                mark(evaluator, journey.bidder(name).bid_id, criterion, value)
    return journey


@remembered
def agreed(journey: Journey, marks: Mapping[str, Mapping[str, str]] | None = None) -> Journey:
    """Record the agreed marks and let every bid pass the gate."""
    for name, by_criterion in (AGREED if marks is None else marks).items():
        bid_id = journey.bidder(name).bid_id
        decide_gate(journey, bid_id)
        for criterion, value in by_criterion.items():
            agree(journey, bid_id, criterion, value)
    return journey


def compute(journey: Journey, *, lot: str = "1", reason: str | None = None) -> dict[str, Any]:
    """Open the prices of a lot if they are sealed, compute its result and return it."""
    prices_opened(journey, lot=lot)
    body = {"lot": lot, "reason": reason}
    journey.result = journey.team.buyer.make(f"/v1/tenders/{journey.tender_id}/results", body)
    assert journey.result is not None
    declare([journey.team.buyer, journey.team.commissioner], journey.tender_id)
    return journey.result


@remembered
def decided_journey(world: World, **tender: Any) -> Journey:
    """Return a journey in which everything is in and nothing is computed yet."""
    return prices_opened(agreed(marked(evaluating(journey_with_bids(world, **tender)))))


@remembered
def computed(world: World, **tender: Any) -> Journey:
    """Return a journey up to its result: Acme is first, Brook second, Cedar third."""
    journey = decided_journey(world, **tender)
    compute(journey)
    return journey


_APPRENTICES = {
    "measure": "apprenticeship-weeks",
    "title": "Apprentices on this contract",
    "quantity": "104",
    "words": "Two apprentices for a year each, recruited through the college.",
}
THREE_BIDS: dict[str, dict[str, Any]] = {
    "Acme": content(price="100000", local_spend="80000", jobs_pledges=[_APPRENTICES]),
    "Brook": content(price="110000", local_spend="90000"),
    "Cedar": content(price="95000", local_spend="20000"),
}
AGREED: dict[str, dict[str, str]] = {
    "Acme": {"carbon-plan": "4", "local-jobs": "3"},
    "Brook": {"carbon-plan": "3", "local-jobs": "4"},
    "Cedar": {"carbon-plan": "2", "local-jobs": "1"},
}

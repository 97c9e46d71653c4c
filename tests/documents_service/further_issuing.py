"""Takes awards, contracts and networks to their letters, statements and portfolio reports, for tests of these."""

from datetime import date, timedelta
from typing import Any

from app.contracts.models import Contract
from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.awards.deciding import approved, decided
from tests.delivery.deal import Deal, deal, spend
from tests.documents_service.issuing import JUNE, json_of, promise
from tests.documents_service.telling import described, issued
from tests.journeys.building import Journey, computed, declare, interest
from tests.journeys.building import decide as rule
from tests.journeys.courses import PSR
from tests.world import Client, World

LETTERS = "/v1/awards/{}/letters"
STATEMENTS = "/v1/statements"
PORTFOLIO = "/v1/portfolio/documents"
SHARES = {"measures": ["local-spend"], "totals": ["promised", "due", "proved"], "by_name": True}
AREA = {"id": "local-spend-share", "title": "Share of spend in the area", "unit": "% of spend"}


def written(journey: Journey, award: dict[str, Any], **body: Any) -> dict[str, str]:
    """Issue the letters of an award and return the id of each bidder's by name."""
    made = journey.team.buyer.make(LETTERS.format(award["id"]), body)
    return {one["supplier_name"]: one["document_id"] for one in made["items"]}


def told_and_published(journey: Journey, award: dict[str, Any]) -> dict[str, Any]:
    """Issue the assessment summaries of an approved award and publish its notice."""
    issued(journey, award)
    made: dict[str, Any] = journey.team.buyer.make(f"/v1/awards/{award['id']}/publish-notice", {})
    return made


def reviewed(world: World) -> tuple[Journey, dict[str, Any]]:
    """Return an award under the regime for health care services after the review of what a bidder said against it."""
    journey = computed(world, regime=PSR)
    (declared,) = declare(journey.team.evaluators[0], journey.tender_id, interest("My cousin drove for Brook in 2019."))
    rule(journey.team.commissioner, declared, "cleared")
    award = told_and_published(journey, approved(described(journey), decided(journey)))
    path = f"/v1/awards/{award['id']}/representations"
    said = journey.bidder("Brook").client.make(path, {"words": "Our plan was not read."})
    world.clock.at += timedelta(days=4)
    outcome = {"outcome": "not_upheld", "reasons": "It was read, and marked by two."}
    journey.team.commissioner.make(f"/v1/representations/{said['id']}/decide", outcome)
    return journey, award


def called(world: World, contract_id: Any, reference: str) -> None:
    """Give a contract that was written into its table a reference like those that people read."""
    with world.service.database.unit_of_work(write=True) as tx:
        tx.get_one(Contract, contract_id).reference = reference


def stated(supplier: Client, **body: Any) -> dict[str, Any]:
    """Issue a statement of delivery and return its content."""
    found: dict[str, Any] = json_of(supplier, supplier.make(STATEMENTS, body)["id"])
    return found


def portfolio(world: World) -> Client:
    """Return the buyer of six suppliers: some proved, one claim waits, one was rejected, one contract owes reports."""
    buyer = world.person(world.organisation(OrganisationKind.TRUST), Role.BUYER)
    suppliers = [world.supplier() for _ in range(6)]
    for place, supplier in enumerate(suppliers, start=1):
        made = deal(world, spend(f"{place}000", f"{place}000.5"), _share(place), sides=(buyer, supplier))
        called(world, made.contract, f"C-2026-{place:04}")
        made.on(date(2026, 4, 10))
        _delivered(made, place)
    world.clock.at = world.clock.at.replace(month=JUNE.month, day=JUNE.day)
    return buyer


def network(world: World) -> tuple[Client, str]:
    """Return the lead of a network of three members, and the address of the network; one sum of it is withheld."""
    suppliers = [world.supplier() for _ in range(3)]
    members = []
    for amounts in (("10", "20", "30"), ("1", "2", "3"), ("1000",)):
        home = world.organisation(OrganisationKind.TRUST)
        buyer = world.person(home, Role.BUYER)
        for supplier, amount in zip(suppliers, amounts, strict=False):
            made = deal(world, spend(amount, amount), sides=(buyer, supplier))
            made.on(date(2026, 4, 10))
            if supplier is suppliers[0]:
                made.verified(amount)
        members.append(world.person(home, Role.COMMISSIONER))
    lead = world.person(world.organisation(OrganisationKind.INTEGRATED_CARE_BOARD), Role.COMMISSIONER)
    made_of = {"name": "Anchors", "purpose": "See together what is promised.", "fewest_suppliers": 3}
    address = f"/v1/networks/{lead.make('/v1/networks', made_of)['id']}"
    for member in members:
        lead.make(f"{address}/invitations", {"organisation_id": str(member.organisation_id)})
        member.make(f"{address}/join", SHARES)
    return lead, address


def _share(place: int) -> Any:
    found = promise(AREA["title"], str(50 + place), "60", adds_up="percentage")
    return type(found)(
        measure={**found.measure, **AREA},
        promised=found.promised,
        targets=found.targets,
        bands=found.bands,
        title=found.title,
    )


def _delivered(made: Deal, place: int) -> None:
    if place == 4:
        refused = made.claimed("4000")
        made.buyer.did(made.decide(refused, "reject", reason="The ledger is of another contract."))
        return
    if place == 5:
        made.claimed("5000")
        return
    if place == 6:
        return
    made.verified(f"{place}000.25")
    made.verified("52", commitment=1)

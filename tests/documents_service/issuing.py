"""Takes awards and contracts to their documents, for tests of what is issued and of how it is checked."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from re import compile as pattern
from typing import Any

import httpx2
from pypdf import PdfReader

from tests.awards.deciding import decided
from tests.contracts_service.agreeing import gone_live
from tests.delivery.deal import BANDS, Deal, Promise, deal
from tests.journeys.building import (
    AGREED,
    THREE_BIDS,
    Journey,
    agreed,
    compute,
    computed,
    content,
    decide_gate,
    evaluating,
    journey_with_bids,
    marked,
)
from tests.world import Client, World

_RUNNING = pattern(r"Page \d+ of \d+$|^(Award summary|Contract performance) \S+/\d+ ")
JUNE = date(2026, 7, 10)
"""A day after the first quarter of the sample contract, which runs from 1 April 2026."""


@dataclass(frozen=True)
class Issued:
    """A document with the journey it came from; `about` is the award or the contract."""

    journey: Journey
    about: dict[str, Any]
    document: dict[str, Any]

    @property
    def path(self) -> str:
        """Return where the document is read."""
        return f"/v1/documents/{self.document['id']}"


def award_summary(world: World, journey: Journey | None = None, **decision: Any) -> Issued:
    """Award the first lot of a journey and issue the summary of it."""
    found = journey or computed(world)
    award = decided(found, **decision)
    return Issued(found, award, found.team.buyer.make(f"/v1/awards/{award['id']}/documents"))


def every_outcome(world: World) -> Journey:
    """Return a journey up to its result with bids ranked, excluded in three ways, and withdrawn."""
    names = ("Dale", "Elm & Sons", "Fern", "Glen")
    journey = journey_with_bids(world, THREE_BIDS | {name: content(price="120000") for name in names})
    evaluating(journey)
    bids = {name: journey.bidder(name).bid_id for name in names}
    journey.team.buyer.make(f"/v1/bids/{bids['Glen']}/exclude", {"reason": "No insurance."})
    fern = journey.bidder("Fern").client
    fern.make(f"/v1/bids/{bids['Fern']}/withdraw", {"reason": "We lost our subcontractor."})
    marks = AGREED | {"Dale": AGREED["Cedar"], "Elm & Sons": {"carbon-plan": "4", "local-jobs": "0"}}
    agreed(marked(journey, marks), marks)
    decide_gate(journey, bids["Dale"], passed=False, superseding_reason="The signature is missing.")
    compute(journey)
    return journey


def live_contract(world: World, **term: Any) -> tuple[Journey, dict[str, Any]]:
    """Return a journey up to its contract in force."""
    journey = computed(world)
    return journey, gone_live(journey, **term)


def performance_report(world: World, *, on: date | None = JUNE) -> Issued:
    """Bring a contract into force, let time pass, and issue a report on it."""
    journey, contract = live_contract(world)
    if on:
        stand_on(world, on)
    return Issued(journey, contract, reported(journey.team.buyer, contract["id"]))


def reported(buyer: Client, contract_id: object, **body: Any) -> dict[str, Any]:
    """Issue a performance report and return it."""
    made: dict[str, Any] = buyer.make(f"/v1/contracts/{contract_id}/documents", body)
    return made


def stand_on(world: World, day: date) -> None:
    """Let the clock stand at noon of a day."""
    world.clock.at = world.clock.at.replace(year=day.year, month=day.month, day=day.day, hour=12)


def claimed(journey: Journey, commitment: dict[str, Any], quantity: str | None, *, period: int = 0) -> dict[str, Any]:
    """Let the winner report on a period of a commitment and return the update."""
    body = {
        "period": {"target": commitment["targets"][period]["id"]},
        "claimed": quantity,
        "words": "As the ledger shows.",
    }
    winner = journey.bidder("Acme").client
    made: dict[str, Any] = winner.make(f"/v1/commitments/{commitment['id']}/updates", body)
    return made


def promise(title: str, *targets: str, adds_up: str = "sum", better: str = "higher", rated: bool = True) -> Promise:
    """Return a promise for the first quarters of 2026: the sum of the targets, or the last of them for a level."""
    return Promise(
        measure={"id": None, "title": title, "unit": "hours", "adds_up": adds_up, "better": better},
        promised=str(sum(map(Decimal, targets))) if adds_up == "sum" else targets[-1],
        targets=targets,
        bands=BANDS if rated else None,
        title=title,
    )


IN_WORDS = Promise(
    measure={"id": None, "title": "In words", "unit": None, "adds_up": "record_only", "better": None},
    promised=None,
    targets=(None, None, None),
    bands=None,
    title="In words",
)
STATES = (
    promise("Fully proved", "10", "10", "10"),
    promise("Proved in part", "10", "10", "10"),
    promise("Rejected and sent anew", "10", "10", "10"),
    promise("Rejected and left", "10", "10", "10"),
    promise("Not looked at", "10", "10", "10"),
    promise("Reported as nought", "10", "10", "10"),
    promise("Never reported", "10", "10", "10"),
    promise("A level", "5", "6", "7", adds_up="level"),
    promise("A share", "90", "95", "100", adds_up="percentage"),
    promise("Less is better", "9", "8", "7", adds_up="level", better="lower"),
    IN_WORDS,
    promise("Due later", "0", "0", "30"),
    promise("Recorded only", "10", "10", "10", adds_up="record_only", rated=False),
    promise("No bands", "10", "10", "10", rated=False),
)
_PLACES = {each.title: place for place, each in enumerate(STATES)}


def every_state(world: World) -> Deal:
    """Return a contract with two quarters behind it in which every state that a promise can be in is there once."""
    contract = deal(world, *STATES)
    contract.on(JUNE)
    for title, *quarters in (
        ("Fully proved", "10", "11"),
        ("Proved in part", "10"),
        ("Reported as nought", "0", "0"),
        ("A level", "6", "5"),
        ("A share", "90"),
        ("Less is better", "8", "0"),
        ("In words", None),
        ("Recorded only", "3"),
        ("No bands", "12", "9"),
    ):
        for quarter, quantity in enumerate(quarters):
            contract.verified(quantity, commitment=_PLACES[title], quarter=quarter)
    for title, quantity, quarter in (
        ("Not looked at", "10", 0),
        ("A share", "96", 1),
        ("In words", None, 1),
        ("Recorded only", "4", 1),
    ):
        contract.claimed(quantity, commitment=_PLACES[title], quarter=quarter)
    part = contract.claimed("12", commitment=_PLACES["Proved in part"], quarter=1)
    decide(contract, part, "part-verify", proved="7.5", reason="Two invoices are from afar.")
    for title in ("Rejected and sent anew", "Rejected and left"):
        refused = contract.claimed("10", commitment=_PLACES[title])
        decide(contract, refused, "reject", reason="The ledger is of another contract.")
    contract.verified("9.5", commitment=_PLACES["Rejected and sent anew"])
    return contract


def decide(contract: Deal, update: Any, act: str, **body: Any) -> None:
    """Decide on a claim as the buyer."""
    contract.buyer.did(contract.decide(update, act, **body))


def text_of(pdf: bytes) -> str:
    """Return the words of a PDF without spaces and line ends, and without what stands at the head and foot of pages."""
    pages = [page.extract_text().rstrip().splitlines() for page in PdfReader(BytesIO(pdf)).pages]
    running = [[line for line in page[-2:] if _RUNNING.search(line)] for page in pages]
    lines = [line for page, own in zip(pages, running, strict=True) for line in page if line not in own]
    return squeezed("".join(lines))


def squeezed(text: str) -> str:
    """Return a text without spaces, as `text_of` gives it."""
    return "".join(text.split())


def pdf_of(reader: Client, document_id: str) -> httpx2.Response:
    """Return the answer that holds the PDF of a document."""
    return reader.get(f"/v1/documents/{document_id}/pdf")


def json_of(reader: Client, document_id: str) -> Any:
    """Return the content of a document."""
    return reader.read(f"/v1/documents/{document_id}/json")


def a_day_later(world: World) -> None:
    """Move the clock on by a day."""
    world.clock.at += timedelta(days=1)

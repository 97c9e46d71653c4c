"""The examples of standstill letters, a supplier's own statement of delivery, and reports on portfolios."""

import json

from app.documents.errors import DocumentOvertaken, TooManyContracts
from app.documents.schemas import MOST_CONTRACTS
from app.kit.problem import problem
from tests.journeys.example_cast import Cast, refused
from tests.journeys.recording import Recording
from tests.world import Client


def write_letters(cast: Cast) -> None:
    """Write to every bidder about standstill, and see who has which letter."""
    letters = f"{cast.at('award')}/letters"
    words = {"words": "Thank you for the work that you put into your tender."}
    cast.priya.make(letters, words)
    cast.gareth.read(letters)
    refused(cast.priya, "letters.unchanged", letters, words)


def state_and_report(cast: Cast) -> None:
    """Let the supplier issue its own statement, and the authority the report on its portfolio."""
    winner, loser, *_ = cast.suppliers
    winner.make("/v1/statements", {"as_at": "2027-03-31"})
    refused(loser, "statement.no_contract", "/v1/statements", {})
    cast.gareth.make("/v1/portfolio/documents", {"as_at": "2027-03-31"})


def report_on_a_network(lead: Client, address: str) -> None:
    """Issue the report on the sums that a network shows."""
    lead.make(f"{address}/documents", {})


def write_down(recording: Recording) -> None:
    """Keep the refusals that only a race, or a supplier of very many contracts, brings about."""
    for refusal in (DocumentOvertaken(), TooManyContracts(MOST_CONTRACTS)):
        recording.problems[refusal.code] = json.loads(bytes(problem(refusal).body))

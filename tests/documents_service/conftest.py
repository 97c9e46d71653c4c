"""Documents issued once for all tests that only look into their files."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.databases import SqliteDatabases
from tests.documents_service.further_issuing import (
    PORTFOLIO,
    called,
    network,
    portfolio,
    reviewed,
    stated,
    written,
)
from tests.documents_service.issuing import award_summary, every_outcome, every_state, json_of, reported
from tests.documents_service.telling import issued, to_tell
from tests.world import World, build_world

Content = dict[str, Any]


@pytest.fixture(scope="session")
def _a_world(_sqlite_databases: SqliteDatabases, scratch: Path) -> Iterator[Callable[[], World]]:
    """Yield what makes empty worlds, one after another, for what is the same on either database."""
    lent: list[str] = []

    def make() -> World:
        lent.append(_sqlite_databases.lend())
        return build_world(lent[-1], scratch)

    yield make
    for url in lent:
        _sqlite_databases.take_back(url)


@pytest.fixture(scope="session")
def _issued_award(_a_world: Callable[[], World]) -> Content:
    world = _a_world()
    issued = award_summary(world, every_outcome(world))
    found: Content = json_of(issued.journey.team.buyer, issued.document["id"])
    return found


@pytest.fixture(scope="session")
def _issued_report(_a_world: Callable[[], World]) -> Content:
    contract = every_state(_a_world())
    found: Content = json_of(contract.buyer, reported(contract.buyer, contract.contract)["id"])
    return found


@pytest.fixture(scope="session")
def _issued_summary(_a_world: Callable[[], World]) -> Content:
    world = _a_world()
    journey, award = to_tell(world, every_outcome(world))
    withheld = {
        "bid_id": journey.bidder("Acme").bid_id,
        "criterion": "carbon-plan",
        "passage": "found the answer on carbon-plan",
        "kind": "commercially_sensitive",
        "reason": "It tells how the plan is built.",
    }
    journey.team.buyer.make(f"/v1/awards/{award['id']}/redactions", withheld)
    made = issued(journey, award)
    document_id = next(one["document_id"] for one in made["items"] if one["supplier_name"] == "Brook")
    found: Content = json_of(journey.bidder("Brook").client, document_id)
    return found


@pytest.fixture(scope="session")
def _issued_record(_a_world: Callable[[], World]) -> Content:
    world = _a_world()
    journey, award = to_tell(world, every_outcome(world))
    buyer = journey.team.buyer
    found: Content = json_of(buyer, buyer.make(f"/v1/awards/{award['id']}/records")["id"])
    return found


@pytest.fixture(scope="session")
def _issued_letter(_a_world: Callable[[], World]) -> Content:
    journey, award = reviewed(_a_world())
    brook = journey.bidder("Brook")
    found: Content = json_of(brook.client, written(journey, award, words="Thank you for taking part.")["Brook"])
    return found


@pytest.fixture(scope="session")
def _issued_statement(_a_world: Callable[[], World]) -> Content:
    contract = every_state(_a_world())
    called(contract.world, contract.contract, "C-2026-0001")
    reported(contract.buyer, contract.contract)
    return stated(contract.supplier)


@pytest.fixture(scope="session")
def _issued_portfolio(_a_world: Callable[[], World]) -> Content:
    buyer = portfolio(_a_world())
    found: Content = json_of(buyer, buyer.make(PORTFOLIO, {})["id"])
    return found


@pytest.fixture(scope="session")
def _issued_network(_a_world: Callable[[], World]) -> Content:
    lead, address = network(_a_world())
    found: Content = json_of(lead, lead.make(f"{address}/documents", {})["id"])
    return found


@pytest.fixture
def letter(_issued_letter: Content) -> Content:
    """Return the content of a letter to a losing bidder whose representation was reviewed, to be changed at will."""
    return deepcopy(_issued_letter)


@pytest.fixture
def statement(_issued_statement: Content) -> Content:
    """Return the content of a statement in which every state of a promise is there once, to be changed at will."""
    return deepcopy(_issued_statement)


@pytest.fixture
def of_authority(_issued_portfolio: Content) -> Content:
    """Return the content of an authority's report on six contracts, to be changed at will."""
    return deepcopy(_issued_portfolio)


@pytest.fixture
def of_network(_issued_network: Content) -> Content:
    """Return the content of a network's report in which a sum is withheld, to be changed at will."""
    return deepcopy(_issued_network)


@pytest.fixture
def summary(_issued_summary: Content) -> Content:
    """Return the content of a losing bidder's summary in which a passage is withheld, to be changed at will."""
    return deepcopy(_issued_summary)


@pytest.fixture
def record_of_all(_issued_record: Content) -> Content:
    """Return the content of a record of an evaluation with bids ranked, excluded and withdrawn."""
    return deepcopy(_issued_record)


@pytest.fixture
def award(_issued_award: Content) -> Content:
    """Return the content of an award summary with ranked, excluded and withdrawn bids, to be changed at will."""
    return deepcopy(_issued_award)


@pytest.fixture
def report(_issued_report: Content) -> Content:
    """Return the content of a performance report in which every state is there once, to be changed at will."""
    return deepcopy(_issued_report)

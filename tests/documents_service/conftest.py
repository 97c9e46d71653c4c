"""Two documents issued once for all tests that only look into their files."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.databases import SqliteDatabases
from tests.documents_service.issuing import award_summary, every_outcome, every_state, json_of, reported
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


@pytest.fixture
def award(_issued_award: Content) -> Content:
    """Return the content of an award summary with ranked, excluded and withdrawn bids, to be changed at will."""
    return deepcopy(_issued_award)


@pytest.fixture
def report(_issued_report: Content) -> Content:
    """Return the content of a performance report in which every state is there once, to be changed at will."""
    return deepcopy(_issued_report)

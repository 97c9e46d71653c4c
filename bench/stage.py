"""Fills a database as a year of use would, so that both sides read and write among rows and not in an empty file."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.identity.rules import Role
from app.organisations import service as organisations
from app.organisations.rules import IdentifierScheme, OrganisationKind
from app.organisations.schemas import Identifier, OrganisationCreate
from app.tenders import service as tenders
from app.tenders.schemas import TenderWrite
from bench.load import request
from tests.databases import migrate
from tests.documents_service.issuing import award_summary
from tests.journeys.building import MARKED, authority, computed, content, evaluating, journey_with_bids, marked
from tests.world import Client, World, build_world

FIRST_FREE_NUMBER = 50_000_000
"""Where the Companies House numbers of organisations registered under load begin."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows stand among those that are measured."""

    organisations: int = 1_000
    drafts: int = 200
    bids_to_mark: int = 20
    evaluators: int = 4


@dataclass(frozen=True, slots=True)
class Stage:
    """Whom and what requests may name: keys of people, ids of rows, and what can be marked.

    The buyer's authority has the tender with the result; the lister's has many drafts, and bids to mark.
    """

    operator_key: str
    buyer_key: str
    lister_key: str
    tender_id: str
    result_id: str
    evaluator_keys: tuple[str, ...]
    bids_to_mark: tuple[str, ...]

    def registrations(self) -> Iterator[bytes]:
        """Yield requests to register one organisation after another."""
        for number in itertools.count(FIRST_FREE_NUMBER):
            identifier = {"scheme": IdentifierScheme.COMPANIES_HOUSE.value, "value": f"{number:08d}"}
            body = {"kind": "business", "name": f"Newcomer {number} Ltd", "identifiers": [identifier]}
            yield request("POST", "/v1/organisations", key=self.operator_key, body=json.dumps(body).encode())

    def drafts(self) -> Iterator[bytes]:
        """Yield requests to draft one tender after another."""
        for number in itertools.count(1):
            body = {"title": f"Window cleaning {number}", "value": "90000", "closes_at": "2099-01-01T12:00:00Z"}
            yield request("POST", "/v1/tenders", key=self.lister_key, body=json.dumps(body).encode())

    def marks(self) -> Iterator[bytes]:
        """Yield requests to mark, every one superseding an earlier mark, round all bids, questions and evaluators."""
        pairs = itertools.product(self.bids_to_mark, MARKED, self.evaluator_keys)
        for number, (bid_id, criterion, key) in enumerate(itertools.cycle(pairs)):
            body = {
                "criterion": criterion,
                "mark": str(number % 4),
                "rationale": "It names dates and people, and one step has neither.",
                "superseding_reason": "Read again beside the descriptors.",
            }
            yield request("POST", f"/v1/bids/{bid_id}/marks", key=key, body=json.dumps(body).encode())


def fill(url: str, scratch: Path, size: Size | None = None) -> Stage:
    """Migrate the database at `url` and fill it; keys hold for two years from sixty days ago."""
    wanted = size or Size()
    migrate(url)
    world = build_world(url, scratch)
    world.clock.at = datetime.now(UTC) - timedelta(days=60)
    operator = world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN)
    team = authority(world, evaluators=wanted.evaluators)
    _organisations(world, wanted.organisations)
    _drafts(world, team.buyer, wanted.drafts)
    result = computed(world)
    world.clock.at = datetime.now(UTC) - timedelta(days=40)
    bids = {f"Bidder {number} Ltd": content(price=str(90_000 + number)) for number in range(wanted.bids_to_mark)}
    to_mark = evaluating(journey_with_bids(world, bids, team=team))
    marked(to_mark, {name: dict.fromkeys(MARKED, "2") for name in bids})
    assert result.result is not None
    world.service.database.close()
    return Stage(
        operator_key=_key(operator),
        buyer_key=_key(result.team.buyer),
        lister_key=_key(team.buyer),
        tender_id=result.tender_id,
        result_id=str(result.result["id"]),
        evaluator_keys=tuple(_key(one) for one in team.evaluators),
        bids_to_mark=tuple(one.bid_id for one in to_mark.bidders),
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """An issued document whose PDF is made: where it is read, the buyer's key, and the folder of files."""

    path: str
    key: str
    folder: Path


def issued(url: str, scratch: Path) -> Kept:
    """Migrate the database at `url`, and issue one award summary there."""
    migrate(url)
    world = build_world(url, scratch)
    world.clock.at = datetime.now(UTC) - timedelta(days=60)
    document = award_summary(world)
    world.run_jobs()
    folder = world.service.settings.data_dir
    world.service.database.close()
    return Kept(document.path, _key(document.journey.team.buyer), folder)


def _key(client: Client) -> str:
    return client.headers["Authorization"].removeprefix("Bearer ")


def _organisations(world: World, count: int) -> None:
    now = world.clock.now()
    with world.service.database.unit_of_work(write=True) as tx:
        for number in range(count):
            identifier = Identifier(scheme=IdentifierScheme.COMPANIES_HOUSE, value=f"{10_000_000 + number}")
            # Names in another order than ids, as in life.
            name = f"{number * 7919 % 9973:04d} Services Ltd"
            body = OrganisationCreate(kind=OrganisationKind.BUSINESS, name=name, identifiers=[identifier])
            organisations.register(tx, None, body, now=now)


def _drafts(world: World, buyer: Client, count: int) -> None:
    assert buyer.organisation_id is not None
    now = world.clock.now()
    with world.service.database.unit_of_work(write=True) as tx:
        for number in range(count):
            body = TenderWrite(title=f"Grounds maintenance {number}", description="Mowing and hedges. " * 10)
            tenders.draft(tx, None, buyer.organisation_id, body, now=now)

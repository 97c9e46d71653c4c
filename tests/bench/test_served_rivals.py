"""Our routes and the bare ones, served as the benchmark serves them, answer the same from the same rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from sqlalchemy import create_engine, func, select

from bench import bare, served_routes
from bench.load import load
from bench.servers import Server
from bench.stage import Size, Stage, fill

pytestmark = pytest.mark.slow
SMALL = Size(organisations=3, drafts=3, bids_to_mark=2, evaluators=1)
MADE_OTHERWISE = (
    "value",
    "created_at",
    "published_at",
    "closed_at",
    "closes_at",
    "evaluation_terms",
    "computed_at",
    "contact_email",
    "staff",
)
"""Decimals and instants are written in another form, terms under another name; two columns not everybody may see."""


@dataclass
class Both:
    url: str
    stage: Stage
    ours: Server
    theirs: Server

    def read(self, path: str, bare_path: str) -> tuple[Any, Any]:
        headers = {"Authorization": f"Bearer {self.stage.buyer_key}"}
        ours = httpx2.get(f"http://127.0.0.1:{self.ours.port}{path}", headers=headers)
        theirs = httpx2.get(f"http://127.0.0.1:{self.theirs.port}{bare_path}")
        return ours.raise_for_status().json(), theirs.raise_for_status().json()

    def count(self, table: Any) -> int:
        engine = create_engine(self.url)
        with engine.connect() as connection:
            found = connection.execute(select(func.count()).select_from(table)).scalar_one()
        engine.dispose()
        return found


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    scratch = tmp_path_factory.mktemp("bench")
    url = f"sqlite:///{scratch / 'bench.db'}"
    stage = fill(url, scratch, SMALL)
    with served_routes.both(url, scratch) as (ours, theirs):
        yield Both(url, stage, ours, theirs)


def same(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    named = {name: value for name, value in theirs.items() if name not in MADE_OTHERWISE}
    under = {name: value for name, value in named.items() if name in ("lots", "identifiers")}
    return all(ours[name] == value for name, value in named.items() if name not in under) and all(
        len(ours[name]) == len(value) and all(map(same, ours[name], value)) for name, value in under.items()
    )


def test_a_tender_reads_the_same(both: Both) -> None:
    ours, theirs = both.read(f"/v1/tenders/{both.stage.tender_id}", f"/tenders/{both.stage.tender_id}")
    assert same(ours, theirs)


def test_a_result_reads_the_same_document(both: Both) -> None:
    ours, theirs = both.read(f"/v1/results/{both.stage.result_id}", f"/results/{both.stage.result_id}")
    assert ours["document"] == theirs.pop("body")
    assert same(ours, theirs)


def test_a_list_of_organisations_holds_the_same_ones(both: Both) -> None:
    ours, theirs = both.read("/v1/organisations?limit=50", "/organisations")
    found = {one["id"]: one for one in ours["items"]}
    assert len(theirs) == len(found) > SMALL.organisations
    assert all(same(found[one["id"]], one) for one in theirs)


def test_a_list_of_tenders_holds_the_same_ones(both: Both) -> None:
    ours, theirs = both.read("/v1/tenders", "/tenders")
    found = {one["id"]: one for one in ours["items"]}
    assert len(theirs) == SMALL.drafts + 2
    assert found
    assert all(one["lots"] for one in theirs)
    assert all(same(found[one["id"]], one) for one in theirs if one["id"] in found)


def test_every_route_and_its_rival_answers_under_load(both: Both) -> None:
    for route in served_routes.routes(both.stage):
        assert load(both.ours.port, route.ours, connections=2, seconds=0).answers == 2, route.name
        assert load(both.theirs.port, route.theirs, connections=2, seconds=0).answers == 2, route.name


def test_the_bare_write_adds_two_rows(both: Both) -> None:
    before = both.count(bare.entry), both.count(bare.entry_event)
    added = next(route for route in served_routes.routes(both.stage) if route.aim == served_routes.WRITES).theirs
    load(both.theirs.port, added, connections=1, seconds=0)
    assert (both.count(bare.entry), both.count(bare.entry_event)) == (before[0] + 1, before[1] + 1)

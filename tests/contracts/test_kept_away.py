"""A whole life is walked by people of the authority who keep away from its lots: they read what was told, no more."""

from typing import Any

from app.identity.rules import Role
from tests.contracts import whole_life
from tests.contracts.test_strangers import PANEL, check_says_none_of, ids_for, said, send
from tests.contracts.walking import Walked, walk
from tests.contracts.whole_life import Life
from tests.journeys import building
from tests.world import Client, World

RUNS = (Role.BUYER, Role.COMMISSIONER, Role.EVALUATOR)
RIVALS = {whole_life.answer_of(*pair) for pair in whole_life.PRICES if pair != ("Acme", "1")}
LOST = {price for (name, lot), price in whole_life.PRICES.items() if whole_life.WINNERS[lot] != name}
WORKINGS = PANEL | RIVALS | LOST | {whole_life.OBJECTED, whole_life.ANSWERED}
"""What is told of an award is who won, at what price and why, and what the winner of the contract under it promised."""
OF_BROOK = (
    {whole_life.answer_of("Brook", lot) for lot in ("1", "2")} | LOST | {whole_life.OBJECTED, whole_life.ANSWERED}
)
SECRET = {"barred": WORKINGS, "undeclared": WORKINGS, "kept": OF_BROOK}
"""Whoever keeps away from one bidder goes on reading the bids of the others, and the marks on each of them."""

ABOUT_A_LOT = (
    *("/v1/tenders/{", "/v1/bids", "/v1/results", "/v1/awards", "/v1/assignments", "/v1/representations"),
    *("/v1/flags", "/v1/low-price-inquiries", "/v1/my-work", "/v1/openings", "/v1/redactions"),
)
OF_THE_AUTHORITY = ("/v1/documents", "/v1/contracts", "/v1/changes", "/v1/audit", "/v1/reminders")
TOLD = {
    "/v1/tenders/{tender_id}",
    "/v1/tenders/{tender_id}/rubric",
    "/v1/tenders/{tender_id}/checks",
    "/v1/tenders/{tender_id}/design-check",
    "/v1/tenders/{tender_id}/notice",
    "/v1/tenders/{tender_id}/my-declaration",
    "/v1/tenders/{tender_id}/openings",
    "/v1/tenders/{tender_id}/assignments",
    "/v1/tenders/{tender_id}/awards",
    "/v1/awards",
    "/v1/awards/{award_id}",
    "/v1/awards/{award_id}/standstill",
    "/v1/my-work",
}
"""All that somebody who is barred reads about the lots of a tender: what was published, and their own part in it."""
PUBLISHED = {
    "/v1/tenders/{tender_id}/tender-notice",
    "/v1/awards/{award_id}/award-notice",
    "/v1/tenders/{tender_id}/releases",
    "/v1/tenders/{tender_id}/record",
}
"""What the authority publishes is made of what was told: it names no bidder that lost, and gives no mark."""
UNDER_THE_SUMMARY = "/v1/documents/{document_id}"


def _people(life: Life) -> dict[str, Client]:
    """Return people who are barred, keep away from a bidder that lost, and never declared."""
    found = {who: life.world.person(life.team.organisation_id, *RUNS) for who in ("barred", "kept", "undeclared")}
    for who, more in (("barred", {}), ("limited", {"suppliers": [str(life.supplier("Brook").organisation_id)]})):
        person = found["barred" if who == "barred" else "kept"]
        (made,) = building.declare(person, life.journey.tender_id, building.interest())
        building.decide(life.team.buyer, made, who, **more)
    return found


def _is_about_a_lot(route: Walked) -> bool:
    return route.path.startswith(ABOUT_A_LOT)


def _reads(life: Life) -> list[tuple[Walked, dict[str, Any]]]:
    return [(route, ids) for route in walk(life.world.app) if route.method == "GET" for ids in ids_for(route, life)]


def test_whoever_keeps_away_reads_what_was_told_and_nothing_that_lies_behind_it(world: World) -> None:
    life = whole_life.delivering(world)
    read: dict[str, set[str]] = {}
    for who, person in _people(life).items():
        for route, ids in _reads(life):
            if who != "barred" and not route.path.startswith((*ABOUT_A_LOT, *OF_THE_AUTHORITY)):
                continue
            answer = send(person, route, ids)
            assert answer.status_code < 500, (who, str(route), said(answer))
            told_to_the_rest = who == "undeclared" and route.path.startswith(UNDER_THE_SUMMARY)
            if not told_to_the_rest:
                check_says_none_of(SECRET[who], said(answer), (who, str(route)))
            if _is_about_a_lot(route) and answer.is_success:
                read.setdefault(who, set()).add(route.path)
            if route.path.startswith(UNDER_THE_SUMMARY) and ids["document_id"] == life.ids["document_id"]:
                assert answer.is_success is told_to_the_rest, (who, str(route), said(answer)[:400])
    assert read["barred"] - TOLD - PUBLISHED == set()
    assert read["undeclared"] - TOLD - PUBLISHED == set()


def test_what_an_auditor_reads_of_it_holds_the_workings_that_others_are_kept_from(world: World) -> None:
    life = whole_life.delivering(world)
    result = life.team.auditor.get(f"/v1/results/{life.ids['result_id']}")
    bids = life.team.auditor.get(f"/v1/bids/{life.bids['Brook', '1']}")
    assert whole_life.AGREED in result.text
    assert whole_life.answer_of("Brook", "1") in bids.text

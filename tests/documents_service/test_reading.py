"""Who reads what: the authority all of its documents, the supplier of a contract its reports, nobody else anything."""

from collections.abc import Iterator

import pytest

from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.documents.page import read
from tests.documents_service.issuing import Issued, live_contract, reported
from tests.journeys.building import Journey, authority
from tests.world import Client, World

FORMS = ("", "/json", "/html", "/pdf")


@pytest.fixture
def both(world: World) -> tuple[Issued, Issued]:
    """Return the award summary and a performance report of one life, rendered without setting type."""
    journey, contract = live_contract(world)
    buyer = journey.team.buyer
    award = buyer.make(f"/v1/awards/{contract['award_id']}/documents")
    return Issued(journey, {}, award), Issued(journey, contract, reported(buyer, contract["id"]))


def answers(client: Client, issued: Issued) -> list[int]:
    """Return the status of each form of a document; its PDF is not made yet, so 409 where it may be read."""
    return [client.get(f"{issued.path}{form}").status_code for form in FORMS]


def strangers(journey: Journey) -> Iterator[Client]:
    """Return people of another authority, and another supplier."""
    elsewhere = authority(journey.world, kind=OrganisationKind.COUNCIL)
    yield from (elsewhere.buyer, elsewhere.commissioner, elsewhere.auditor, journey.world.supplier("Elm"))


def test_a_document_is_for_its_authority_and_a_report_for_its_supplier_too(both: tuple[Issued, Issued]) -> None:
    award, report = both
    journey = award.journey
    team, acme, brook = journey.team, journey.bidder("Acme").client, journey.bidder("Brook").client
    for reader in (team.buyer, team.commissioner, team.auditor):
        assert answers(reader, award) == answers(reader, report) == [200, 200, 200, 409]
    assert answers(acme, report) == [200, 200, 200, 409]
    assert answers(acme, award) == [404] * 4
    assert answers(brook, award) == answers(brook, report) == [404] * 4
    for stranger in strangers(journey):
        assert answers(stranger, award) == answers(stranger, report) == [404] * 4
    assert answers(team.evaluators[0], award) == answers(team.evaluators[0], report) == [403] * 4
    assert answers(journey.world.stranger, award) == [401] * 4


def test_a_list_holds_what_the_reader_may_read_and_nothing_else(both: tuple[Issued, Issued]) -> None:
    award, report = both
    journey = award.journey
    ours = {award.document["id"], report.document["id"]}
    for reader in (journey.team.buyer, journey.team.commissioner, journey.team.auditor):
        assert {each["id"] for each in reader.read("/v1/documents")["items"]} == ours
    acme = journey.bidder("Acme").client
    assert [each["id"] for each in acme.read("/v1/documents")["items"]] == [report.document["id"]]
    asked = acme.read("/v1/documents", params={"kind": "award_summary"})
    assert asked == {"items": [], "next": None}
    for stranger in strangers(journey):
        assert stranger.read("/v1/documents")["items"] == []
    assert journey.team.evaluators[0].get("/v1/documents").status_code == 403


def test_somebody_of_the_authority_with_another_role_alone_reads_nothing(both: tuple[Issued, Issued]) -> None:
    award, _ = both
    admin = award.journey.world.person(award.journey.team.organisation_id, Role.ADMIN)
    assert answers(admin, award) == [403] * 4


def test_the_page_needs_nothing_from_anywhere_and_says_so_to_the_browser(both: tuple[Issued, Issued]) -> None:
    for issued in both:
        answer = issued.journey.team.buyer.get(f"{issued.path}/html")
        assert answer.headers["content-type"].startswith("text/html")
        assert answer.headers["x-content-type-options"] == "nosniff"
        policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert "script-src" not in policy
        page = read(answer.text)
        assert not list(page.all("script", "iframe", "object", "embed", "form", "base"))
        asked = [node.attributes.get(name, "") for node in page.all("img", "link", "a") for name in ("src", "href")]
        assert [each for each in asked if each and not each.startswith(("#", "data:"))] == []
        assert issued.document["content_digest"] in answer.text

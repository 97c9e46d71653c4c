"""Letters, statements and portfolio reports: who is told what, from when on, and what nobody else ever reads."""

import json
from typing import Any

from app.audit.rules import Action
from app.documents.service.letters import STANDSTILL_LETTER
from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.awards.deciding import approved, decided
from tests.contracts_service.agreeing import code
from tests.delivery.deal import deal
from tests.documents_service.further_issuing import (
    LETTERS,
    PORTFOLIO,
    STATEMENTS,
    network,
    reviewed,
    stated,
    told_and_published,
    written,
)
from tests.documents_service.issuing import JUNE, a_day_later, json_of
from tests.documents_service.telling import described
from tests.journeys.building import computed
from tests.world import World


def test_every_bidder_reads_its_own_letter_and_a_void_award_says_so(world: World) -> None:
    journey = described(computed(world))
    buyer, award = journey.team.buyer, decided(journey)
    assert code(buyer.post(LETTERS.format(award["id"]), {})) == (409, "award.not_approved")
    award = approved(journey, award)
    planned = written(journey, award, words="Thank you.")
    assert set(planned) == {"Acme", "Brook", "Cedar"}
    acme, brook = (journey.bidder(name).client for name in ("Acme", "Brook"))
    letter = json_of(brook, planned["Brook"])
    assert (letter["stage"], letter["words"], letter["recipient"]["rank"]) == ("planned", "Thank you.", 2)
    for path in ("", "/json", "/html", "/pdf"):
        assert acme.get(f"/v1/documents/{planned['Brook']}{path}").status_code == 404
        assert world.supplier().get(f"/v1/documents/{planned['Brook']}{path}").status_code == 404
    assert [one["id"] for one in brook.read(f"/v1/documents?kind={STANDSTILL_LETTER}")["items"]] == [planned["Brook"]]
    assert code(buyer.post(LETTERS.format(award["id"]), {"words": "Thank you."})) == (409, "letters.unchanged")
    told_and_published(journey, award)
    letter = json_of(brook, written(journey, award)["Brook"])
    days = buyer.read(f"/v1/awards/{award['id']}/standstill")
    assert (letter["stage"], letter["standstill"]["days"], letter["ends_at"]) == (
        "running",
        days["counted"],
        days["ends_at"],
    )
    assert letter["replaces"] == json_of(brook, planned["Brook"])["reference"]
    assert letter["summary"]["digest"].startswith("sha256:")
    buyer.make(f"/v1/awards/{award['id']}/void", {"reason": f"A mark of {'Cedar'} was read wrongly."})
    page = brook.get(f"/v1/documents/{written(journey, award)['Brook']}/html").text
    assert "This award is void" in page
    assert "read wrongly" not in page, "why it was made void is told by the authority itself, if it likes"
    issued = [one for one in _events(journey.team.auditor) if one["action"] == Action.DOCUMENT_ISSUED]
    assert len(issued) == 12, "three summaries and three letters, three times over"


def _events(auditor: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = auditor.read("/v1/audit/events?limit=200")["items"]
    return found


def test_an_award_that_nobody_was_told_of_is_told_of_by_no_letter(world: World) -> None:
    journey = computed(world)
    award = decided(journey)
    journey.team.buyer.make(f"/v1/awards/{award['id']}/void", {"reason": "The wrong result."})
    assert code(journey.team.buyer.post(LETTERS.format(award["id"]), {})) == (409, "document.award_void")
    stranger = world.person(world.organisation(OrganisationKind.COUNCIL), Role.BUYER)
    assert stranger.post(LETTERS.format(award["id"]), {}).status_code == 404


def test_a_letter_of_the_selection_regime_tells_the_intention_and_whose_interest_it_was_to_nobody(world: World) -> None:
    journey, award = reviewed(world)
    brook, document_id = journey.bidder("Brook").client, written(journey, award, languages=["en", "cy"])["Brook"]
    letter = json_of(brook, document_id)
    welsh = brook.read(f"/v1/documents/{brook.read(f'/v1/documents/{document_id}')['twin_id']}")
    assert (welsh["language"], welsh["twin_id"]) == ("cy", document_id)
    assert '<html lang="cy">' in brook.get(f"/v1/documents/{welsh['id']}/html").text
    twin = json_of(brook, welsh["id"])
    assert {key for key in letter if letter[key] != twin[key]} == {"reference", "face", "audit"}
    meant = letter["intention"]
    assert len(meant["contents"]) == 8
    assert [one["id"] for one in meant["key_criteria"]][-1] == "social-value"
    (conflict,) = meant["conflicts"]
    assert (conflict["kind"], conflict["managed"]) == ("personal", "found to stand in no way of taking part")
    assert "cousin" not in json.dumps(letter)
    assert not {one["name"] for one in meant["decided_by"]} & {"Eva 1", "Eva 2"}
    assert len(letter["extended"]["days"]) == 5
    assert letter["hearing"]["until"] == letter["standstill"]["ends_at"]
    assert letter["hearing"]["extends"] is True


def test_a_statement_is_the_suppliers_own_and_holds_no_word_of_its_buyer(world: World) -> None:
    contract = deal(world)
    other = deal(world, sides=(contract.buyer, world.supplier()))
    contract.on(JUNE)
    part = contract.claimed("10")
    contract.buyer.did(contract.decide(part, "part-verify", proved="7.5", reason="Two invoices are from afar."))
    refused = contract.claimed("10", quarter=1)
    contract.buyer.did(contract.decide(refused, "reject", reason="The ledger is of another contract."))
    statement = stated(contract.supplier)
    (kept,) = statement["contracts"][0]["commitments"]
    assert [one["status"] for one in kept["periods"]] == ["part_verified", "rejected", "not_due"]
    assert [kept[name]["value"] for name in ("promised", "due", "proved", "rejected")] == ["30", "20", "7.5", "10"]
    for said in ("Two invoices are from afar.", "The ledger is of another contract."):
        assert said not in json.dumps(statement)
    made = contract.supplier.post(STATEMENTS, {})
    assert code(made) == (409, "document.unchanged")
    made = contract.supplier.make(STATEMENTS, {"contracts": [str(contract.contract)], "languages": ["en", "cy"]})
    assert made["reference"].endswith("/D/1")
    welsh = contract.supplier.read(f"/v1/documents/{made['twin_id']}")
    assert (made["language"], welsh["language"], welsh["twin_id"]) == ("en", "cy", made["id"])
    assert contract.buyer.get(f"/v1/documents/{made['id']}").status_code == 404
    assert contract.buyer.post(STATEMENTS, {}).status_code == 403
    assert other.supplier.get(f"/v1/documents/{made['id']}").status_code == 404
    assert contract.supplier.post(STATEMENTS, {"contracts": [str(other.contract)]}).status_code == 404
    assert code(world.supplier().post(STATEMENTS, {})) == (409, "statement.no_contract")
    ahead = contract.supplier.post(STATEMENTS, {"as_at": "2027-01-01"})
    assert code(ahead) == (422, "document.day_ahead")


def test_each_member_of_a_network_issues_its_own_report_and_a_stranger_none(world: World) -> None:
    lead, address = network(world)
    first = lead.make(f"{address}/documents", {})
    assert code(lead.post(f"{address}/documents", {"as_at": "2026-04-05"})) == (409, "document.unchanged")
    members = json_of(lead, first["id"])["network"]["members"]
    assert len(members) == 3
    withheld = [one for one in json_of(lead, first["id"])["shared"] if one["withheld"]]
    assert [(one["total"], one["quantity"], one["members"]) for one in withheld] == [("proved", None, None)]
    stranger = world.person(world.organisation(OrganisationKind.TRUST), Role.COMMISSIONER)
    assert stranger.post(f"{address}/documents", {}).status_code == 404
    assert stranger.get(f"/v1/documents/{first['id']}").status_code == 404
    member = world.person(_member(lead, address), Role.COMMISSIONER)
    second = member.make(f"{address}/documents", {})
    assert (second["number"], json_of(member, second["id"])["replaces"]) == (2, None)
    assert lead.get(f"/v1/documents/{second['id']}").status_code == 404
    a_day_later(world)
    own = member.make(PORTFOLIO, {"languages": ["en", "cy"]})
    welsh = member.get(f"/v1/documents/{own['twin_id']}/html").text
    assert '<html lang="cy">' in welsh
    assert "Adroddiad portffolio" in welsh
    assert json_of(member, own["id"])["contracts"]
    assert lead.get(f"/v1/documents/{own['id']}").status_code == 404


def _member(lead: Any, address: str) -> Any:
    found = lead.read(address)["members"]
    return next(one["organisation_id"] for one in found if one["status"] == "joined")

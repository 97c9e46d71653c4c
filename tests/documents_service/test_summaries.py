"""Assessment summaries: checked, issued all or none, read by their own supplier alone, replaced only with a reason."""

from app.documents.errors import SummariesIncomplete
from tests.awards.deciding import decided
from tests.contracts_service.agreeing import code
from tests.documents_service.changing import failures
from tests.documents_service.issuing import every_outcome, json_of
from tests.documents_service.telling import PATH, acknowledged, check, describe, issued, to_tell, told
from tests.journeys.building import agree, compute, computed
from tests.world import World


def test_every_assessed_bidder_gets_its_own_summary_and_reads_it(world: World) -> None:
    journey, award, documents = told(world, every_outcome(world))
    assert set(documents) == {"Acme", "Brook", "Cedar", "Dale", "Elm & Sons", "Glen"}  # Fern withdrew
    for name, document_id in documents.items():
        client = journey.bidder(name).client
        content = json_of(client, document_id)
        assert content["recipient"] == journey.bidder(name).bid_id
        assert failures(content) == []
        assert [row["id"] for row in client.read("/v1/documents")["items"]] == [document_id]
    assert award["reference"] in json_of(journey.team.buyer, documents["Acme"])["reference"]


def test_a_supplier_reads_no_summary_but_its_own(world: World) -> None:
    journey, _, documents = told(world)
    for name in documents:
        for other, document_id in documents.items():
            for form in ("", "/json", "/html", "/pdf"):
                answer = journey.bidder(name).client.get(f"/v1/documents/{document_id}{form}")
                wanted = {200, 409} if name == other else {404}
                assert answer.status_code in wanted, (name, other, form)


def test_nothing_is_read_before_it_is_issued_and_nothing_goes_out_on_one_decision_alone(world: World) -> None:
    journey = computed(world)
    award = decided(journey)
    answer = journey.team.buyer.post(PATH.format(award["id"]), {})
    assert code(answer) == (409, "award.not_approved")
    assert journey.bidder("Brook").client.read("/v1/documents")["items"] == []


def test_a_losing_bidder_reads_of_the_winner_and_of_nobody_else(world: World) -> None:
    journey, _, documents = told(world)
    text = str(json_of(journey.bidder("Cedar").client, documents["Cedar"]))
    assert "Acme" in text
    assert "Brook" not in text
    assert journey.bidder("Brook").bid_id not in text
    winner = json_of(journey.bidder("Acme").client, documents["Acme"])
    assert [one["party"]["name"] for one in winner["bidders"]] == ["Acme"]


def test_what_is_missing_blocks_all_of_them_and_is_named(world: World) -> None:
    journey, award = to_tell(world)
    describe(world, journey.bidder("Brook").client, "Brook", postal_address=None, contact_email=None)
    buyer = journey.team.buyer
    found = check(buyer, award)
    assert not found["may_issue"]
    assert [(one["code"], one["element"], one["supplier"]) for one in found["errors"]] == [
        ("summary.address_missing", "(b)", "Brook"),
        ("summary.email_missing", "(b)", "Brook"),
    ]
    answer = buyer.post(PATH.format(award["id"]), acknowledged(buyer, award))
    assert code(answer) == (409, SummariesIncomplete.code)
    assert [one["code"] for one in answer.json()["findings"]] == ["summary.address_missing", "summary.email_missing"]
    assert buyer.read(PATH.format(award["id"]))["issued"] == 0


def test_a_bidder_that_does_not_describe_itself_holds_nothing_up(world: World) -> None:
    journey, award = to_tell(world)
    brook = journey.bidder("Brook")
    describe(world, brook.client, "Brook", postal_address=None, postcode=None, contact_email=None)
    contact = {"bid_id": brook.bid_id, "postal_address": "1 Mill Lane, Leeds", "email": "bids@brook.example"}
    made = issued(journey, award, contacts=[contact])
    document_id = next(one["document_id"] for one in made["items"] if one["supplier_name"] == "Brook")
    (own, _) = json_of(brook.client, document_id)["bidders"]
    own, *_ = [one for one in json_of(brook.client, document_id)["bidders"] if one["id"] == brook.bid_id]
    assert (own["party"]["address"], own["party"]["email"]) == ("1 Mill Lane, Leeds", "bids@brook.example")


def test_warnings_are_acknowledged_with_a_reason_and_both_are_kept(world: World) -> None:
    journey, award = to_tell(world)
    buyer, path = journey.team.buyer, PATH.format(award["id"])
    answer = buyer.post(path, {})
    assert code(answer) == (409, "summaries.warnings")
    assert {one["code"] for one in answer.json()["findings"]} >= {"rationale.cites_nothing"}
    other = {"acknowledge": {"warnings": "sha256:" + "0" * 64, "reason": "Whatever they say."}}
    assert code(buyer.post(path, other)) == (409, "summaries.warnings_changed")
    (batch,) = issued(journey, award)["batches"]
    assert batch["acknowledgement"] == "The panel has looked at them."
    assert batch["warnings"] == check(buyer, award)["warnings"]


def test_they_are_issued_again_only_with_a_reason_and_only_where_something_changed(world: World) -> None:
    journey, award, documents = told(world)
    buyer, path = journey.team.buyer, PATH.format(award["id"])
    assert code(buyer.post(path, acknowledged(buyer, award))) == (409, "summaries.reason_needed")
    again = acknowledged(buyer, award, reason="Once more.")
    assert code(buyer.post(path, again)) == (409, "summaries.unchanged")
    describe(world, journey.bidder("Brook").client, "Brook", postal_address="2 Mill Lane")
    made = issued(journey, award, reason="Brook has moved.")
    by_name = {one["supplier_name"]: one for one in made["items"]}
    assert by_name["Acme"]["document_id"] == documents["Acme"]
    assert by_name["Brook"]["document_id"] != documents["Brook"]
    fresh = json_of(journey.bidder("Brook").client, by_name["Brook"]["document_id"])
    assert fresh["replaced_because"] == "Brook has moved."
    assert fresh["replaces"] == json_of(buyer, documents["Brook"])["reference"]


def test_a_bid_withdrawn_since_makes_the_award_outdated_and_nothing_goes_out(world: World) -> None:
    journey, award = to_tell(world)
    brook = journey.bidder("Brook")
    brook.client.make(f"/v1/bids/{brook.bid_id}/withdraw", {"reason": "We lost our subcontractor."})
    answer = journey.team.buyer.post(PATH.format(award["id"]), acknowledged(journey.team.buyer, award))
    assert code(answer) == (409, "award.outdated")


def test_the_summaries_of_a_void_award_are_marked_superseded_and_the_next_ones_name_them(world: World) -> None:
    journey, award, documents = told(world)
    buyer = journey.team.buyer
    buyer.make(f"/v1/awards/{award['id']}/void", {"reason": "A mark was copied wrongly."})
    assert {one["superseded"] for one in buyer.read(PATH.format(award["id"]))["items"]} == {True}
    assert code(buyer.get(f"{PATH.format(award['id'])}/check")) == (409, "document.award_void")
    bid_id = journey.bidder("Brook").bid_id
    agree(journey, bid_id, "carbon-plan", "2", superseding_reason="The panel read the annex.")
    compute(journey, reason="A mark was copied wrongly.")
    journey, _, fresh = told(world, journey)
    replaced = json_of(buyer, fresh["Brook"])["replaces"]
    assert replaced == json_of(buyer, documents["Brook"])["reference"]

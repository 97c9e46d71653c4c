"""Withholding over HTTP: what is withheld stays in the record, rivals read a mark, and lifting needs a reason."""

from typing import Any

from app.documents.redacting import seal_of
from tests.awards.deciding import approved, decided
from tests.contracts_service.agreeing import code
from tests.documents_service.changing import failures
from tests.documents_service.issuing import json_of, pdf_of, squeezed, text_of
from tests.documents_service.telling import check, described, issued, to_tell
from tests.journeys.building import Journey, computed
from tests.world import World

PASSAGE = "found the answer on carbon-plan"
MARK = "[withheld: commercially sensitive]"


def redaction(journey: Journey, **more: Any) -> dict[str, Any]:
    """Return the body that withholds a passage of what is told of the winner."""
    return {
        "bid_id": journey.bidder("Acme").bid_id,
        "criterion": "carbon-plan",
        "passage": PASSAGE,
        "kind": "commercially_sensitive",
        "reason": "It tells how the plan is built.",
    } | more


def told(journey: Journey, made: dict[str, Any], name: str) -> str:
    """Return the id of the summary of a bidder."""
    return next(str(one["document_id"]) for one in made["items"] if one["supplier_name"] == name)


def test_rivals_read_a_mark_where_the_bidder_itself_and_the_record_keep_the_words(world: World) -> None:
    journey, award = to_tell(world)
    buyer, path = journey.team.buyer, f"/v1/awards/{award['id']}/redactions"
    kept = buyer.make(path, redaction(journey))
    assert kept["seal"] == seal_of(PASSAGE, kept["seal_key"])
    made = issued(journey, award)
    assert {one["supplier_name"]: one["withheld"] for one in made["items"]} == {"Acme": 0, "Brook": 1, "Cedar": 1}
    brook = json_of(journey.bidder("Brook").client, told(journey, made, "Brook"))
    winner = next(one for one in brook["bidders"] if one["party"]["name"] == "Acme")
    reason = next(one["reason"] for one in winner["scores"] if one["criterion"] == "carbon-plan")
    assert MARK in reason
    assert PASSAGE not in str(winner)
    assert [one["seal"] for one in brook["withheld"]] == [kept["seal"]]
    assert failures(brook) == []
    own = json_of(journey.bidder("Acme").client, told(journey, made, "Acme"))
    assert PASSAGE in str(own)
    assert buyer.read(path)["items"][0]["passage"] == PASSAGE


def test_the_pdf_of_a_rival_shows_the_mark_and_holds_nothing_of_the_passage(world: World) -> None:
    journey, award = to_tell(world)
    secret = "The panel found the answer on carbon-plan worth 4."
    journey.team.buyer.make(f"/v1/awards/{award['id']}/redactions", redaction(journey, passage=secret))
    made = issued(journey, award)
    assert world.run_jobs() == 3
    pdf = pdf_of(journey.bidder("Cedar").client, told(journey, made, "Cedar")).content
    assert squeezed(MARK) in text_of(pdf)
    assert squeezed(secret) not in text_of(pdf)


def test_what_is_not_told_cannot_be_withheld_and_nothing_is_withheld_twice(world: World) -> None:
    journey, award = to_tell(world)
    buyer, path = journey.team.buyer, f"/v1/awards/{award['id']}/redactions"
    assert code(buyer.post(path, redaction(journey, passage="a fleet of lorries"))) == (409, "redaction.not_found")
    assert code(buyer.post(path, redaction(journey, criterion="local-jobs"))) == (409, "redaction.not_found")
    assert code(buyer.post(path, redaction(journey, passage=MARK))) == (409, "redaction.of_a_mark")
    assert code(buyer.post(path, redaction(journey, bid_id=award["id"]))) == (404, "not_found")
    buyer.make(path, redaction(journey))
    assert code(buyer.post(path, redaction(journey))) == (409, "redaction.made_already")


def test_a_redaction_that_was_lifted_holds_no_longer_and_is_still_listed(world: World) -> None:
    journey, award = to_tell(world)
    buyer, path = journey.team.buyer, f"/v1/awards/{award['id']}/redactions"
    kept = buyer.make(path, redaction(journey))
    issued(journey, award)
    lifted = f"/v1/redactions/{kept['id']}/lift"
    assert buyer.make(lifted, {"reason": "They published it."})["lift_reason"] == "They published it."
    assert code(buyer.post(lifted, {"reason": "Again."})) == (409, "redaction.lifted")
    made = issued(journey, award, reason="A passage is told again.")
    assert {one["withheld"] for one in made["items"]} == {0}
    assert PASSAGE in str(json_of(journey.bidder("Brook").client, told(journey, made, "Brook")))
    assert [one["lifted_at"] is not None for one in buyer.read(path)["items"]] == [True]


def test_bidders_and_other_authorities_read_nothing_of_what_is_withheld(world: World) -> None:
    journey, award = to_tell(world)
    buyer, path = journey.team.buyer, f"/v1/awards/{award['id']}/redactions"
    kept = buyer.make(path, redaction(journey))
    brook = journey.bidder("Brook").client
    assert brook.get(path).status_code == 403
    assert PASSAGE not in str(journey.team.auditor.read("/v1/audit/events", params={"action": "passage.redacted"}))
    for evaluator in journey.team.evaluators:
        assert evaluator.get(path).status_code == 403
        assert evaluator.get(f"/v1/awards/{award['id']}/summaries/check").status_code == 403
        assert evaluator.post(f"/v1/redactions/{kept['id']}/lift", {"reason": "Let me."}).status_code == 403


def test_a_passage_that_the_reasons_for_the_decision_tell_all_the_same_is_warned_of(world: World) -> None:
    journey = described(computed(world))
    award = approved(journey, decided(journey, reasons=f"The panel {PASSAGE} the best of all."))
    buyer, path = journey.team.buyer, f"/v1/awards/{award['id']}/redactions"
    assert "rationale.withheld_and_told" not in {one["code"] for one in check(buyer, award)["warnings"]}
    buyer.make(path, redaction(journey))
    (found,) = [one for one in check(buyer, award)["warnings"] if one["code"] == "rationale.withheld_and_told"]
    assert (found["supplier"], found["criterion"]) == ("Acme", "carbon-plan")
    assert PASSAGE not in found["message"]
    assert code(buyer.post(f"/v1/awards/{award['id']}/summaries", {})) == (409, "summaries.warnings")

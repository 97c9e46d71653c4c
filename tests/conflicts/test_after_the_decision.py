"""Once a lot is decided whoever keeps away from it keeps away from it still; others learn what its notice told."""

from typing import Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.identity.rules import Role
from tests.awards.deciding import approved, awarded, decided, past_standstill
from tests.contracts_service.agreeing import term
from tests.documents_service.issuing import award_summary
from tests.journeys import building
from tests.journeys.building import Journey, computed, declare, interest
from tests.world import Client, World, remembered

NEEDED, UNDECIDED, BARRED, KEPT = (
    (409, f"conflict.{code}") for code in ("declaration_needed", "undecided", "barred", "kept_from")
)


def _code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def _person(journey: Journey, *roles: Role) -> Client:
    return journey.world.person(journey.team.organisation_id, *(roles or (Role.BUYER, Role.COMMISSIONER)))


def _conflicted(journey: Journey) -> dict[tuple[int, str], Client]:
    """Return somebody for every way to be kept from a lot, by what they are told."""
    barred, kept, waiting, undeclared = (_person(journey) for _ in range(4))
    (of_barred, of_kept) = (declare(one, journey.tender_id, interest())[0] for one in (barred, kept))
    declare(waiting, journey.tender_id, interest())
    building.decide(journey.team.buyer, of_barred, "barred")
    rival = str(journey.bidder("Brook").client.organisation_id)
    building.decide(journey.team.buyer, of_kept, "limited", suppliers=[rival])
    return {BARRED: barred, KEPT: kept, UNDECIDED: waiting, NEEDED: undeclared}


def _workings(journey: Journey, award: dict[str, Any]) -> list[str]:
    assert journey.result is not None
    result, lot = f"/v1/results/{journey.result['id']}", f"/v1/tenders/{journey.tender_id}"
    one = f"/v1/awards/{award['id']}"
    return [
        *(f"{result}{part}" for part in ("", "/document", "/trace", "/certificate", "/changes", "/stakes")),
        *(f"{lot}/{part}" for part in ("results?lot=1", "allocation")),
        *(f"{one}/{part}" for part in ("summaries", "summaries/check", "letters", "redactions", "representations")),
    ]


def _acts(journey: Journey, award: dict[str, Any], redaction_id: str) -> list[tuple[str, dict[str, Any]]]:
    one, lot = f"/v1/awards/{award['id']}", f"/v1/tenders/{journey.tender_id}"
    withheld = {"bid_id": award["bid_id"], "criterion": "carbon-plan", "passage": "The", "reason": "Theirs."}
    return [
        (f"{one}/documents", {}),
        (f"{one}/records", {}),
        (f"{one}/summaries", {}),
        (f"{one}/letters", {}),
        (f"{one}/redactions", withheld | {"kind": "commercially_sensitive"}),
        (f"/v1/redactions/{redaction_id}/lift", {"reason": "A mistake."}),
        (f"{one}/approve", {}),
        (f"{one}/publish-notice", {}),
        (f"{one}/void", {"reason": "No reason."}),
        (f"{one}/representations", {"words": "They rang us."}),
        (f"{lot}/results", {"lot": "1", "reason": "Again."}),
        (f"{lot}/awards", {"lot": "1", "bid": award["bid_id"], "reasons": "Why.", "notice_on": award["notice_on"]}),
    ]


def _redaction(journey: Journey, award: dict[str, Any]) -> str:
    body = {
        "bid_id": award["bid_id"],
        "criterion": "carbon-plan",
        "passage": "found the answer on carbon-plan",
        "kind": "commercially_sensitive",
        "reason": "It is a trade secret.",
    }
    made: dict[str, Any] = journey.team.buyer.make(f"/v1/awards/{award['id']}/redactions", body)
    return str(made["id"])


@remembered
def _approved(world: World) -> tuple[Journey, dict[str, Any], str, dict[tuple[int, str], Client]]:
    journey = computed(world)
    award = approved(journey, decided(journey))
    return journey, award, _redaction(journey, award), _conflicted(journey)


@remembered
def _told(world: World) -> tuple[Journey, dict[str, Any], dict[tuple[int, str], Client]]:
    journey = computed(world)
    award = awarded(journey, criterion_reasons={"carbon-plan": "The fullest plan."})
    return journey, award, _conflicted(journey)


def _refused(world: World) -> list[tuple[Any, str]]:
    with world.service.database.unit_of_work(write=False) as tx:
        rows = tx.scalars(select(AuditEvent).where(AuditEvent.action == "conflict.refused"))
        return [(row.actor_id, str((row.after or {})["refused"])) for row in rows]


def test_before_the_notice_of_a_decided_lot_only_whoever_is_free_reads_anything_of_it(world: World) -> None:
    journey, award, _, people = _approved(world)
    reads = [*_workings(journey, award), f"/v1/awards/{award['id']}", f"/v1/awards/{award['id']}/standstill"]
    for why, person in people.items():
        for read in reads:
            assert _code(person.get(read)) == why, (why, read)
        for listed in ("/v1/awards", f"/v1/tenders/{journey.tender_id}/awards", "/v1/documents"):
            assert person.read(listed)["items"] == [], (why, listed)
    for free in (journey.team.commissioner, journey.team.auditor):
        for read in reads:
            answer = free.get(read)
            assert answer.is_success or answer.json()["code"] == "result.first", (read, answer.text)
        assert len(free.read("/v1/awards")["items"]) == 1


def test_nobody_acts_on_a_decided_lot_who_is_not_free_and_every_attempt_is_kept(world: World) -> None:
    journey, award, redaction_id, people = _approved(world)
    acts = _acts(journey, award, redaction_id)
    for why, person in people.items():
        for path, body in acts:
            assert _code(person.post(path, body)) == why, (why, path)
    expected = sorted((str(person.person_id), code) for (_, code), person in people.items() for _ in acts)
    assert sorted((str(who), code) for who, code in _refused(world)) == expected
    assert journey.team.buyer.read(f"/v1/awards/{award['id']}")["stage"] == "approved"
    moderation = f"/v1/tenders/{journey.tender_id}/moderations", {"lot": "1", "criterion": "carbon-plan"}
    assert _code(people[BARRED].post(*moderation)) == BARRED
    assert _code(journey.team.commissioner.post(*moderation)) == (409, "tender.not_evaluating")


def test_after_the_notice_the_workings_stay_with_whoever_is_free(world: World) -> None:
    journey, award, people = _told(world)
    for why, person in people.items():
        for read in _workings(journey, award):
            assert _code(person.get(read)) == why, (why, read)
    undeclared = people[NEEDED]
    declare(undeclared, journey.tender_id)
    assert undeclared.read(_workings(journey, award)[0])["number"] == 1


def test_after_the_notice_everybody_of_the_authority_reads_what_it_told(world: World) -> None:
    journey, award, people = _told(world)
    for why, person in people.items():
        one = person.read(f"/v1/awards/{award['id']}")
        assert person.read(f"/v1/tenders/{journey.tender_id}/awards")["items"] == [one]
        assert person.read("/v1/awards")["items"] == [one]
        assert one["supplier_name"] == "Acme"
        assert one["reasons"] == award["reasons"]
        assert person.read(f"/v1/awards/{award['id']}/standstill")["planned"] is False
        keeps_away = why != NEEDED
        assert one["withheld"] is keeps_away, why
        assert one["criterion_reasons"] == ({} if keeps_away else {"carbon-plan": "The fullest plan."}), why


def test_the_award_summary_is_read_once_it_is_told_by_all_but_those_who_keep_away(world: World) -> None:
    journey, award, people = _told(world)
    made = journey.team.buyer.make(f"/v1/awards/{award['id']}/documents")
    record = journey.team.buyer.make(f"/v1/awards/{award['id']}/records")
    for why, person in people.items():
        for part in ("", "/pdf", "/html", "/json"):
            answer = person.get(f"/v1/documents/{made['id']}{part}")
            may = answer.is_success or answer.json()["code"] == "document.not_rendered"
            assert may if why == NEEDED else _code(answer) == why, (why, part)
            assert _code(person.get(f"/v1/documents/{record['id']}{part}")) == why, (why, part)
        listed = [one["id"] for one in person.read("/v1/documents")["items"]]
        assert listed == ([made["id"]] if why == NEEDED else []), why


def test_whoever_was_asked_to_mark_declares_before_they_read_what_was_told(world: World) -> None:
    journey = building.evaluating(building.journey_with_bids(world), assign=False)
    both = _person(journey, Role.EVALUATOR, Role.BUYER)
    building.assigned(journey, both, ["carbon-plan"], declares=False)
    (own,) = both.read("/v1/my-work")["items"]
    journey.team.buyer.make(f"/v1/assignments/{own['assignment_id']}/remove", {"reason": "On leave."})
    for evaluator in journey.team.evaluators:
        building.assigned(journey, evaluator)
    building.compute(building.agreed(building.marked(journey)))
    award = awarded(journey)
    made = journey.team.buyer.make(f"/v1/awards/{award['id']}/documents")
    assert _code(both.get(f"/v1/documents/{made['id']}")) == NEEDED
    declare(both, journey.tender_id)
    assert both.get(f"/v1/documents/{made['id']}").is_success


def test_a_document_issued_before_the_notice_is_read_by_whoever_is_free(world: World) -> None:
    issued = award_summary(world)
    late = _person(issued.journey)
    assert _code(late.get(issued.path)) == NEEDED
    assert late.read("/v1/documents")["items"] == []
    assert issued.journey.team.auditor.get(issued.path).is_success


def test_an_award_made_void_after_its_notice_stays_told_and_before_it_stays_unknown(world: World) -> None:
    journey, award, people = _told(world)
    journey.team.buyer.make(f"/v1/awards/{award['id']}/void", {"reason": "Counted wrong."})
    again = decided(journey)
    journey.team.buyer.make(f"/v1/awards/{again['id']}/void", {"reason": "Wrong again."})
    for why, person in people.items():
        assert [one["id"] for one in person.read("/v1/awards")["items"]] == [award["id"]], why
        assert _code(person.get(f"/v1/awards/{again['id']}")) == why


def test_a_contract_is_made_by_who_had_no_part_and_not_by_who_keeps_away_from_the_winner(world: World) -> None:
    journey, award, people = _told(world)
    past_standstill(world, award)
    (of_kept,) = declare(people[UNDECIDED], journey.tender_id, interest("My aunt works for Acme."))
    winner = str(journey.bidder("Acme").client.organisation_id)
    building.decide(journey.team.buyer, of_kept, "limited", suppliers=[winner])
    path = f"/v1/awards/{award['id']}/contract"
    assert _code(people[BARRED].post(path, term(journey))) == BARRED
    assert _code(people[UNDECIDED].post(path, term(journey))) == KEPT
    contract = people[NEEDED].make(path, term(journey))
    first = contract["commitments"][0]["id"]
    ledger = f"/v1/contracts/{contract['id']}/ledger"
    asked = people[NEEDED].make(f"/v1/commitments/{first}/waivers", {"reason": "Not wanted."})
    for why, person in ((BARRED, people[BARRED]), (KEPT, people[UNDECIDED])):
        assert _code(person.post(f"/v1/contracts/{contract['id']}/go-live")) == why
        assert _code(person.post(f"/v1/contracts/{contract['id']}/cancel", {"reason": "No reason."})) == why
        assert _code(person.post(f"/v1/commitments/{first}/waivers", {"reason": "No reason."})) == why
        for act in ("approve", "refuse"):
            assert _code(person.post(f"/v1/waivers/{asked['id']}/{act}", {"reason": "Agreed."})) == why
        assert _code(person.get(ledger)) == why
        assert person.get(f"/v1/contracts/{contract['id']}").is_success
    assert people[NEEDED].get(ledger).is_success
    # Kept from a bidder that did not win: nothing to do with this contract, but the ledger names rivals.
    assert people[KEPT].make(f"/v1/contracts/{contract['id']}/cancel", {"reason": "Another term."})
    assert _code(people[KEPT].get(ledger)) == KEPT


def test_what_came_too_late_is_read_by_who_declared_and_not_of_who_they_keep_away_from(world: World) -> None:
    journey = building.journey_with_bids(world)
    team, late = journey.team, world.supplier("Dawdle")
    bid_id = building.drafted_bid(late, journey.tender)
    building.past_the_deadline(world, journey.tender)
    assert late.post(f"/v1/bids/{bid_id}/submit").status_code == 409
    colleague, path = _person(journey), f"/v1/tenders/{journey.tender_id}/late-bids"
    assert _code(colleague.get(path)) == NEEDED
    (made,) = declare(colleague, journey.tender_id, interest("My brother drives for Dawdle."))
    assert _code(colleague.get(path)) == UNDECIDED
    declare(team.buyer, journey.tender_id)
    building.decide(team.buyer, made, "limited", suppliers=[str(late.organisation_id)])
    assert colleague.read(path)["items"] == []
    assert [one["supplier_name"] for one in team.auditor.read(path)["items"]] == ["Dawdle"]
    building.decide(team.buyer, made, "barred")
    assert _code(colleague.get(path)) == BARRED


@pytest.mark.parametrize("other", [Role.AUDITOR, Role.ADMIN])
def test_the_log_says_no_more_to_who_keeps_away_than_any_other_route(world: World, other: Role) -> None:
    journey = computed(world)
    decided(journey, reasons="Best by far: winner-canary.")
    both = _person(journey, Role.EVALUATOR, other)
    wanted = {"params": {"action": ["award.decided", "mark.agreed", "bids.opened"]}}
    kept = both.read("/v1/audit/events", **wanted)["items"]
    assert kept
    assert all((one["reason"], one["before"], one["after"]) == (None, None, {"withheld": True}) for one in kept)
    alone = _person(journey, other)
    whole = alone.read("/v1/audit/events", **wanted)["items"]
    assert [one["digest"] for one in whole] == [one["digest"] for one in kept]
    assert not any("withheld" in one["after"] for one in whole)
    assert "winner-canary" in str(whole)
    alone.make("/v1/audit/heads")
    (told,) = [one for one in whole if one["action"] == "award.decided"]
    proof = both.read(f"/v1/audit/events/{told['id']}/proof")
    assert (proof["event"]["after"], proof["event"]["digest"]) == ({"withheld": True}, told["digest"])

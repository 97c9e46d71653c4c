"""Declaring, deciding and reading, before anything is refused to anybody: who may, what is shown, what is kept."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.audit.models import AuditEvent
from app.identity.rules import Role
from app.kit.ids import new_id
from app.organisations.rules import OrganisationKind
from tests.journeys import building
from tests.journeys.building import Journey, declare, interest, journey_with_bids
from tests.world import Client, World


def _refused(client: Client, code: str, path: str, body: Any = None, *, status: int = 409) -> str:
    answer = client.post(path, body)
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    sentence: str = answer.json()["detail"]
    return sentence


def _path(journey: Journey) -> str:
    return f"/v1/tenders/{journey.tender_id}/declarations"


def _own(person: Client, journey: Journey) -> dict[str, Any]:
    found: dict[str, Any] = person.read(f"/v1/tenders/{journey.tender_id}/my-declaration")
    return found


def _open(journey: Journey) -> None:
    """Let two people open the bids, who have declared before it and not yet against the bidders."""
    team = journey.team
    building.past_the_deadline(journey.world, journey.tender)
    building.declare([team.buyer, team.commissioner], journey.tender_id)
    building.open_bids(team, journey.tender)


def _opened(world: World) -> Journey:
    journey = journey_with_bids(world)
    _open(journey)
    return journey


def _events(world: World, action: str) -> list[AuditEvent]:
    with world.service.database.unit_of_work(write=False) as tx:
        found = tx.query(AuditEvent).filter(AuditEvent.action == action).all()
        tx.expunge_all()
        return found


def test_somebody_with_nothing_to_declare_is_clear(world: World) -> None:
    journey = journey_with_bids(world)
    buyer = journey.team.buyer
    before = _own(buyer, journey)
    assert (before["stage"], before["declared"], before["to_declare"]) == ("start", None, True)
    (made,) = declare(buyer, journey.tender_id)
    assert (made["status"], made["revision"], made["interests"], made["links"]) == ("clear", 1, [], [])
    after = _own(buyer, journey)
    assert (after["declared"], after["status"], after["to_declare"]) == ("start", "clear", False)
    assert after["declarations"] == [made]


def test_an_interest_waits_until_somebody_else_decides(world: World) -> None:
    journey = journey_with_bids(world)
    team = journey.team
    declare(team.buyer, journey.tender_id)
    (made,) = declare(team.evaluators[0], journey.tender_id, interest(how_managed="I leave the room."))
    assert made["status"] == "undecided"
    decided = building.decide(team.buyer, made, "cleared")
    assert (decided["status"], decided["decisions"][0]["decided_by_name"]) == ("cleared", "Bea Buyer")
    assert _own(team.evaluators[0], journey)["status"] == "cleared"
    (event,) = _events(world, "declaration.decided")
    assert event.reason == "The line manager was asked."
    assert event.after is not None
    assert event.after["outcome"] == "cleared"


def test_what_is_said_of_a_life_is_not_in_the_log(world: World) -> None:
    journey = journey_with_bids(world)
    declare(journey.team.buyer, journey.tender_id, interest("A canary called Xenia."))
    (event,) = _events(world, "declaration.made")
    assert "Xenia" not in str(event.after)
    assert event.after is not None
    assert event.after["digest"].startswith("sha256:")


def test_nobody_decides_on_themselves_and_the_attempt_is_kept(world: World) -> None:
    journey = journey_with_bids(world)
    (made,) = declare(journey.team.buyer, journey.tender_id, interest())
    body = {"outcome": "cleared", "reasons": "It is nothing."}
    said = _refused(journey.team.buyer, "conflict.own_declaration", f"/v1/declarations/{made['id']}/decide", body)
    assert "Another buyer or commissioner" in said
    (event,) = _events(world, "conflict.refused")
    assert event.after == {"refused": "conflict.own_declaration"}
    assert _own(journey.team.buyer, journey)["status"] == "undecided"


def test_who_has_not_declared_or_waits_decides_on_nobody(world: World) -> None:
    journey = journey_with_bids(world)
    team = journey.team
    (made,) = declare(team.evaluators[0], journey.tender_id, interest())
    path, body = f"/v1/declarations/{made['id']}/decide", {"outcome": "cleared", "reasons": "We spoke."}
    _refused(team.commissioner, "conflict.declaration_needed", path, body)
    declare(team.commissioner, journey.tender_id, interest())
    _refused(team.commissioner, "conflict.undecided", path, body)
    assert team.commissioner.get(_path(journey)).json()["code"] == "conflict.undecided"
    assert team.commissioner.get(f"/v1/declarations/{made['id']}").json()["code"] == "conflict.undecided"


def test_the_same_is_not_declared_twice(world: World) -> None:
    journey = journey_with_bids(world)
    declare(journey.team.buyer, journey.tender_id)
    _refused(journey.team.buyer, "conflict.unchanged", _path(journey), {"stage": "start", "interests": []})


def test_a_new_declaration_supersedes_and_washes_nothing_away(world: World) -> None:
    journey = journey_with_bids(world)
    team = journey.team
    declare(team.buyer, journey.tender_id)
    (first,) = declare(team.evaluators[0], journey.tender_id, interest())
    (second,) = declare(team.evaluators[0], journey.tender_id, stage="start")
    assert (second["revision"], second["status"]) == (2, "undecided")
    body = {"outcome": "cleared", "reasons": "It was a mistake."}
    _refused(team.buyer, "conflict.superseded", f"/v1/declarations/{first['id']}/decide", body)
    building.decide(team.buyer, second, "barred")
    (third,) = declare(team.evaluators[0], journey.tender_id, interest("Nothing, really."))
    assert third["status"] == "barred"
    mine = _own(team.evaluators[0], journey)["declarations"]
    assert [one["superseded"] for one in mine] == [True, True, False]


def test_a_decision_is_superseded_by_another_and_both_stay(world: World) -> None:
    journey = journey_with_bids(world)
    team = journey.team
    declare([team.buyer, team.commissioner], journey.tender_id)
    (made,) = declare(team.evaluators[0], journey.tender_id, interest())
    building.decide(team.buyer, made, "barred")
    again = building.decide(team.commissioner, made, "cleared", reasons="The shares were sold.")
    assert again["status"] == "cleared"
    assert [one["outcome"] for one in again["decisions"]] == ["barred", "cleared"]


def test_a_decision_names_suppliers_when_it_limits_and_only_then(world: World) -> None:
    journey = journey_with_bids(world)
    team = journey.team
    declare(team.buyer, journey.tender_id)
    (made,) = declare(team.evaluators[0], journey.tender_id, interest())
    path = f"/v1/declarations/{made['id']}/decide"
    nowhere = str(new_id(world.clock.now()))
    for body in (
        {"outcome": "limited", "reasons": "Keep away."},
        {"outcome": "cleared", "reasons": "Fine.", "suppliers": [nowhere]},
        {"outcome": "limited", "reasons": "Keep away.", "suppliers": [nowhere]},
    ):
        _refused(team.buyer, "conflict.content", path, body, status=422)
    acme = str(journey.bidder("Acme").client.organisation_id)
    assert building.decide(team.buyer, made, "limited", suppliers=[acme])["kept_from"] == [acme]


def test_an_interest_names_an_organisation_that_exists(world: World) -> None:
    journey = journey_with_bids(world)
    body = {"stage": "start", "interests": [interest(organisation_id=str(new_id(world.clock.now())))]}
    _refused(journey.team.buyer, "conflict.content", _path(journey), body, status=422)


def test_before_bids_are_opened_nothing_tells_who_bid(world: World) -> None:
    journey = journey_with_bids(world)
    team = journey.team
    acme = journey.bidder("Acme").client.organisation_id
    (made,) = declare(
        team.evaluators[0], journey.tender_id, interest("I own shares in Acme.", organisation_id=str(acme))
    )
    assert made["links"] == []
    declare(team.buyer, journey.tender_id)
    for person in (team.buyer, team.evaluators[0]):
        assert _own(person, journey)["bidders"] is None
    other = str(world.organisation(OrganisationKind.BUSINESS, "Did Not Bid"))
    limited = building.decide(team.buyer, made, "limited", suppliers=[other])
    assert limited["kept_from"] == [other]
    _refused(
        team.buyer,
        "conflict.wrong_stage",
        _path(journey),
        {"stage": "bidders_known", "interests": []},
    )


def test_once_bids_are_opened_everybody_declares_anew_against_the_bidders_by_name(world: World) -> None:
    journey = journey_with_bids(world)
    declare(journey.team.buyer, journey.tender_id)
    _open(journey)
    own = _own(journey.team.buyer, journey)
    assert (own["stage"], own["declared"], own["to_declare"]) == ("bidders_known", "start", True)
    assert [one["name"] for one in own["bidders"]] == ["Acme", "Brook", "Cedar"]
    _refused(journey.team.buyer, "conflict.wrong_stage", _path(journey), {"stage": "start", "interests": []})
    (made,) = declare(journey.team.buyer, journey.tender_id)
    assert (made["stage"], made["status"]) == ("bidders_known", "clear")


def test_an_evaluator_without_a_part_in_the_tender_is_not_told_who_bid(world: World) -> None:
    journey = _opened(world)
    eva = journey.team.evaluators[0]
    assert _own(eva, journey)["bidders"] is None
    _refused(eva, "conflict.not_asked", _path(journey), {"stage": "bidders_known", "interests": []})
    building.assigned(journey, eva, declares=False)
    assert [one["name"] for one in _own(eva, journey)["bidders"]] == ["Acme", "Brook", "Cedar"]
    declare(eva, journey.tender_id)


def test_a_link_is_found_although_none_was_declared(world: World) -> None:
    journey = journey_with_bids(world)
    home = journey.bidder("Brook").client.organisation_id
    assert home is not None
    world.person(home, Role.SUPPLIER, name="EVA 1")
    _open(journey)
    building.assigned(journey, journey.team.evaluators[0], declares=False)
    (made,) = declare(journey.team.evaluators[0], journey.tender_id)
    assert made["status"] == "undecided"
    assert [(one["kind"], one["supplier_name"]) for one in made["links"]] == [("same_name", "Brook")]
    declare(journey.team.buyer, journey.tender_id)
    shown = journey.team.buyer.read(_path(journey))["people"]
    assert next(one for one in shown if one["person_name"] == "Eva 1")["declarations"][0]["links"] == made["links"]


def test_an_interest_that_was_cleared_waits_again_when_it_turns_out_to_name_a_bidder(world: World) -> None:
    journey = journey_with_bids(world)
    team = journey.team
    declare(team.commissioner, journey.tender_id)
    (first,) = declare(team.buyer, journey.tender_id, interest())
    building.decide(team.commissioner, first, "cleared")
    _open(journey)
    (second,) = declare(team.buyer, journey.tender_id, interest())
    assert (second["status"], second["links"][0]["kind"]) == ("undecided", "interest_names_bidder")


def test_everybody_is_listed_with_who_has_still_to_declare(world: World) -> None:
    journey = journey_with_bids(world)
    team = journey.team
    building.assigned(journey, team.evaluators[1], declares=False)
    declare([team.buyer, team.evaluators[0]], journey.tender_id)
    for reader in (team.buyer, team.auditor):
        people = reader.read(_path(journey))["people"]
        assert [(one["person_name"], one["status"], one["to_declare"]) for one in people] == [
            ("Bea Buyer", "clear", False),
            ("Eva 1", "clear", False),
            ("Eva 2", None, True),
        ]


def test_an_evaluator_reads_their_own_declaration_and_no_other(world: World) -> None:
    journey = journey_with_bids(world)
    first, second = journey.team.evaluators
    (made,) = declare(first, journey.tender_id, interest())
    assert first.read(f"/v1/declarations/{made['id']}")["id"] == made["id"]
    assert second.get(f"/v1/declarations/{made['id']}").status_code == 404
    assert second.get(_path(journey)).status_code == 403


def test_another_authority_and_a_supplier_see_and_do_nothing(world: World) -> None:
    journey = journey_with_bids(world)
    (made,) = declare(journey.team.buyer, journey.tender_id, interest())
    elsewhere = world.person(world.organisation(OrganisationKind.COUNCIL), *Role)
    body = {"outcome": "cleared", "reasons": "Not ours."}
    assert elsewhere.post(_path(journey), {"stage": "start", "interests": []}).status_code == 404
    assert elsewhere.get(f"/v1/tenders/{journey.tender_id}/my-declaration").status_code == 404
    assert elsewhere.get(_path(journey)).status_code == 404
    assert elsewhere.get(f"/v1/declarations/{made['id']}").status_code == 404
    assert elsewhere.post(f"/v1/declarations/{made['id']}/decide", body).status_code == 404
    acme = journey.bidder("Acme").client
    assert acme.post(_path(journey), {"stage": "start", "interests": []}).status_code == 403
    assert acme.get(f"/v1/declarations/{made['id']}").status_code == 403


def test_nobody_declares_for_a_draft_or_an_abandoned_tender(world: World) -> None:
    team = building.authority(world)
    draft = team.buyer.make("/v1/tenders", {"title": "Not yet"})
    path = f"/v1/tenders/{draft['id']}/declarations"
    _refused(team.buyer, "conflict.wrong_stage", path, {"stage": "start", "interests": []})
    team.buyer.make(f"/v1/tenders/{draft['id']}/abandon", {"reason": "Not needed."})
    _refused(team.buyer, "conflict.wrong_stage", path, {"stage": "start", "interests": []})


def test_a_tender_without_bids_has_no_bidders_and_people_declare_so(world: World) -> None:
    journey = journey_with_bids(world, {})
    _open(journey)
    assert _own(journey.team.buyer, journey)["bidders"] == []
    declare(journey.team.buyer, journey.tender_id)


@pytest.mark.parametrize("table", ["conflict_stage", "participant", "declaration", "declaration_decision"])
def test_what_was_declared_and_decided_is_only_ever_added_to(world: World, table: str) -> None:
    journey = _opened(world)
    team = journey.team
    building.assigned(journey, team.evaluators[0], declares=False)
    declare(team.buyer, journey.tender_id)
    (made,) = declare(team.evaluators[0], journey.tender_id, interest())
    building.decide(team.buyer, made, "cleared")
    column = {"conflict_stage": "stage", "participant": "asked_at"}.get(table, "id")
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):  # noqa: S608 - our own names
        with pytest.raises(DatabaseError), world.service.database.unit_of_work(write=True) as tx:
            tx.execute(text(statement))


def test_the_log_of_the_authority_says_nothing_of_bidders_before_the_opening(world: World) -> None:
    journey = journey_with_bids(world)
    declare(journey.team.buyer, journey.tender_id)
    said = [str(event.after) for event in _events(world, "declaration.made")]
    bidders = {str(UUID(str(one.client.organisation_id))) for one in journey.bidders}
    assert not any(bidder in one for bidder in bidders for one in said)

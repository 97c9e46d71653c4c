"""One person decides, another approves, and nothing goes out before: not the notice, and not in a race either."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.audit.models import AuditEvent
from app.awards.errors import SummariesMissing
from app.awards.models import Award
from app.awards.service import assessed, summaries_missing, summary_issued
from app.awards.service.publishing import check_summaries
from app.identity.rules import Role
from app.kit.actor import Actor
from app.kit.errors import Refusal
from app.organisations.rules import OrganisationKind
from tests.awards.deciding import approved, decided, decision, published, ranking, summarised
from tests.contracts_service.agreeing import code
from tests.journeys.building import Journey, authority, computed, declare
from tests.journeys.together import at_once
from tests.world import Client, World


def path(award: dict[str, Any], act: str) -> str:
    return f"/v1/awards/{award['id']}/{act}"


def posting(client: Client, address: str, body: dict[str, Any]) -> Callable[[], httpx2.Response]:
    """Return the act of posting something."""
    return lambda: client.post(address, body)


def test_another_person_approves_and_both_are_named(world: World) -> None:
    journey = computed(world)
    award = decided(journey)
    assert (award["stage"], award["approved_by"], award["published_at"]) == ("decided", None, None)
    why = "The result was read line by line."
    approval = journey.team.commissioner.make(path(award, "approve"), {"reason": why})
    assert (approval["stage"], approval["approval_reason"]) == ("approved", why)
    assert approval["decided_by"] == str(journey.team.buyer.person_id)
    assert approval["approved_by"] == str(journey.team.commissioner.person_id)
    with world.service.database.unit_of_work(write=False) as tx:
        event = tx.scalars(select(AuditEvent).where(AuditEvent.action == "award.approved")).one()
    assert event.actor_id == journey.team.commissioner.person_id
    assert event.before is not None
    assert event.before["stage"] == "decided"


def test_whoever_decided_cannot_approve_under_any_role(world: World) -> None:
    journey = computed(world)
    both = world.person(journey.team.organisation_id, Role.BUYER, Role.COMMISSIONER)
    declare(both, journey.tender_id)
    award = both.make(f"/v1/tenders/{journey.tender_id}/awards", decision(journey))
    assert code(both.post(path(award, "approve"), {})) == (409, "award.approval_needs_another")
    assert journey.team.buyer.make(path(award, "approve"), {})["stage"] == "approved"


def test_the_database_too_keeps_one_person_from_deciding_and_approving(world: World) -> None:
    decided(computed(world))
    with pytest.raises(IntegrityError), world.service.database.unit_of_work(write=True) as tx:
        tx.execute(text("UPDATE award SET approved_by = decided_by"))


def test_an_award_is_approved_once(world: World) -> None:
    journey = computed(world)
    award = approved(journey, decided(journey))
    other = world.person(journey.team.organisation_id, Role.COMMISSIONER)
    declare(other, journey.tender_id)
    assert code(other.post(path(award, "approve"), {})) == (409, "award.approved_already")


def test_a_void_award_is_neither_approved_nor_published(world: World) -> None:
    journey = computed(world)
    award = approved(journey, decided(journey))
    summarised(world, award, journey.team.buyer)
    journey.team.buyer.make(path(award, "void"), {"reason": "The wrong lot."})
    assert code(journey.team.commissioner.post(path(award, "approve"), {})) == (409, "award.void")
    assert code(journey.team.buyer.post(path(award, "publish-notice"), {})) == (409, "award.void")


def test_nobody_but_a_buyer_or_a_commissioner_of_the_authority_approves_or_publishes(world: World) -> None:
    journey = computed(world)
    award = decided(journey)
    other = authority(world)
    for act in ("approve", "publish-notice"):
        for client in (journey.team.auditor, journey.team.evaluators[0], journey.bidders[0].client):
            assert client.post(path(award, act), {}).status_code == 403
        for client in (other.buyer, other.commissioner):
            assert client.post(path(award, act), {}).status_code == 404


def test_an_award_is_not_approved_once_what_it_rests_on_has_changed(world: World) -> None:
    journey = computed(world)
    award = decided(journey)
    with world.service.database.unit_of_work(write=True) as tx:
        tx.execute(text("UPDATE bid SET status = 'withdrawn'"))
    answer = journey.team.commissioner.post(path(award, "approve"), {})
    assert code(answer) == (409, "award.outdated")
    assert "the bid of Acme was live and is withdrawn" in answer.json()["changed"]


def test_reasons_are_given_criterion_by_criterion_and_only_for_what_is_scored(world: World) -> None:
    journey = computed(world)
    told = {"carbon-plan": "Every vehicle has a date.", "social-value": "The strongest of the three."}
    wrong = decision(journey, criterion_reasons=told | {"colour": "Green."})
    answer = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/awards", wrong)
    assert code(answer) == (422, "award.criterion_unknown")
    assert answer.json()["findings"][0]["place"] == "body.criterion_reasons.colour"
    assert decided(journey, criterion_reasons=told)["criterion_reasons"] == told


def test_the_notice_waits_for_the_approval_and_every_summary_that_is_owed_is_named(world: World) -> None:
    journey = computed(world)
    award = decided(journey)
    buyer = journey.team.buyer
    assert code(buyer.post(path(award, "publish-notice"), {})) == (409, "award.not_approved")
    approved(journey, award)
    assert _missing(journey, award) == ["Acme", "Brook", "Cedar"]
    _issue(journey, award, [0, 2])
    assert _missing(journey, award) == ["Brook"]
    answer = buyer.post(path(award, "publish-notice"), {})
    assert code(answer) == (409, "award.summaries_missing")
    assert "Brook" in answer.text
    assert "Cedar" not in answer.text
    summarised(world, award, buyer)
    assert _missing(journey, award) == []
    assert buyer.make(path(award, "publish-notice"), {})["stage"] == "published"


def test_no_summary_goes_out_before_the_approval_or_for_a_bid_that_was_not_assessed(world: World) -> None:
    journey = computed(world)
    award = decided(journey)
    for bid, refusal in ((ranking(journey)[0]["bid"], "award.not_approved"),):
        with pytest.raises(Refusal) as refused:
            _issue_one(journey, award, UUID(bid))
        assert refused.value.code == refusal
    approved(journey, award)
    with pytest.raises(Refusal) as refused:
        _issue_one(journey, award, UUID(award["id"]))
    assert refused.value.code == "award.bid_not_assessed"


def test_the_summaries_of_a_void_award_count_for_it_alone_and_the_next_one_owes_its_own(world: World) -> None:
    journey = computed(world)
    first = published(journey, decided(journey))
    journey.team.buyer.make(path(first, "void"), {"reason": "A page was overlooked."})
    again = approved(journey, decided(journey))
    assert _missing(journey, again) == ["Acme", "Brook", "Cedar"]


def test_that_a_summary_was_issued_is_never_changed(world: World) -> None:
    journey = computed(world)
    published(journey, decided(journey))
    for statement in ("UPDATE award_summary SET digest = 'x'", "DELETE FROM award_summary"):
        with pytest.raises(Exception, match="only added"), world.service.database.unit_of_work(write=True) as tx:
            tx.execute(text(statement))


def test_many_approvals_at_the_same_instant_leave_one(world: World) -> None:
    journey = computed(world)
    award = decided(journey)
    others = [world.person(journey.team.organisation_id, Role.COMMISSIONER) for _ in range(5)]
    declare(others, journey.tender_id)
    answers = at_once([posting(who, path(award, "approve"), {}) for who in others])
    found = Counter("done" if answer.is_success else answer.json()["code"] for answer in answers)
    assert found == {"done": 1, "award.approved_already": 4}
    with world.service.database.unit_of_work(write=False) as tx:
        events = tx.scalars(select(AuditEvent).where(AuditEvent.action == "award.approved")).all()
        row = tx.get_one(Award, UUID(award["id"]))
    assert [event.actor_id for event in events] == [row.approved_by]


def test_an_approval_and_a_void_at_the_same_instant_leave_a_void_award(world: World) -> None:
    journey = computed(world)
    for _ in range(3):
        award = decided(journey)
        approving = posting(journey.team.commissioner, path(award, "approve"), {})
        answers = at_once([approving, posting(journey.team.buyer, path(award, "void"), {"reason": "It was wrong."})])
        assert answers[1].is_success
        assert answers[0].is_success or answers[0].json()["code"] == "award.void"
        left = journey.team.auditor.read(f"/v1/awards/{award['id']}")
        assert left["stage"] == "void"
        assert (left["approved_at"] is not None) == answers[0].is_success


def test_a_notice_published_many_times_at_the_same_instant_is_published_once(world: World) -> None:
    journey = computed(world)
    award = approved(journey, decided(journey))
    summarised(world, award, journey.team.buyer)
    publish = [posting(journey.team.buyer, path(award, "publish-notice"), {})] * 5
    found = Counter("done" if answer.is_success else answer.json()["code"] for answer in at_once(publish))
    assert found == {"done": 1, "award.notice_published_already": 4}


def test_a_college_that_bids_cannot_approve_what_is_decided_about_its_bid(world: World) -> None:
    journey = computed(world)
    award = decided(journey)
    college = world.person(world.organisation(OrganisationKind.COLLEGE), Role.SUPPLIER, Role.COMMISSIONER)
    assert college.post(path(award, "approve"), {}).status_code == 404
    assert college.get(path(award, "summaries")).status_code == 404


def _missing(journey: Journey, award: dict[str, Any]) -> list[str]:
    """Return who would keep the notice from being published, as its check says it."""
    with journey.world.service.database.unit_of_work(write=False) as tx:
        try:
            check_summaries(tx, tx.get_one(Award, UUID(award["id"])))
        except SummariesMissing as refusal:
            return [one["supplier"] for one in refusal.extra["missing"]]
    return []


def _issue(journey: Journey, award: dict[str, Any], places: list[int]) -> None:
    with journey.world.service.database.unit_of_work(write=False) as tx:
        bids = [one.bid_id for one in assessed(tx, tx.get_one(Award, UUID(award["id"])))]
    for place in places:
        _issue_one(journey, award, bids[place])
    with journey.world.service.database.unit_of_work(write=False) as tx:
        left = summaries_missing(tx, tx.get_one(Award, UUID(award["id"])))
    assert [one.bid_id for one in left] == [bid for place, bid in enumerate(bids) if place not in places]


def _issue_one(journey: Journey, award: dict[str, Any], bid_id: UUID) -> None:
    buyer = journey.team.buyer
    assert buyer.person_id is not None
    assert buyer.organisation_id is not None
    actor = Actor(buyer.person_id, buyer.organisation_id, "Bea", "Trust", "trust", frozenset({"buyer"}))
    now = journey.world.clock.now()
    with journey.world.service.database.unit_of_work(write=True) as tx:
        summary_issued(tx, actor, tx.get_one(Award, UUID(award["id"])), bid_id, "sha256:" + "1" * 64, now=now)

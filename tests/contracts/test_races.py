"""Many people do the same thing at the same instant: one of them does it, and everybody else is told so clearly.

Nobody may get a fault, and nobody may be told that the service is busy: that would be a deadlock that was broken.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import httpx2

from app.identity.rules import Role
from tests.awards.deciding import approved, summarised
from tests.contracts import whole_life
from tests.contracts.whole_life import Life
from tests.contracts_service.agreeing import term
from tests.journeys import building
from tests.journeys.together import at_once
from tests.world import Client, World

MANY = 20
Act = Callable[[], httpx2.Response]


def outcomes(acts: Sequence[Act]) -> Counter[str]:
    """Run the acts at once and return how often each came out how: `done`, or the code of the refusal."""
    found = Counter[str]()
    for answer in at_once(acts):
        found["done" if answer.is_success else f"{answer.status_code} {answer.json()['code']}"] += 1
    return found


def only_one(acts: Sequence[Act], *refusals: str) -> None:
    """Run the acts at once: one is done, and every other gets one of these refusals."""
    found = outcomes(acts)
    assert found.pop("done", 0) == 1, found
    assert found.keys() <= {f"409 {code}" for code in refusals}, found


def posting(client: Client, path: str, body: Any = None, **options: Any) -> Act:
    """Return the act of posting something."""
    return lambda: client.post(path, body, **options)


def rows(client: Client, path: str) -> list[dict[str, Any]]:
    """Return a list, whether it comes in pages or not."""
    read = client.read(path)
    found: list[dict[str, Any]] = read if isinstance(read, list) else read["items"]
    return found


def test_one_submission_sent_many_times_with_one_key_is_one_submission(world: World) -> None:
    tender = building.published_tender(building.authority(world))
    supplier = world.supplier()
    bid = building.drafted_bid(supplier, tender)
    same = posting(supplier, f"/v1/bids/{bid}/submit", headers={"Idempotency-Key": "only-once"})
    answers = at_once([same] * MANY)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert len(rows(supplier, f"/v1/bids/{bid}/submissions")) == 1


def test_of_many_submissions_the_last_number_counts_and_none_is_lost(world: World) -> None:
    tender = building.published_tender(building.authority(world))
    supplier = world.supplier()
    bid = building.drafted_bid(supplier, tender)
    answers = at_once([posting(supplier, f"/v1/bids/{bid}/submit")] * MANY)
    assert sorted(answer.json()["number"] for answer in answers) == list(range(1, MANY + 1))
    assert supplier.read(f"/v1/bids/{bid}")["submission"]["number"] == MANY


def test_one_supplier_begins_one_bid_for_a_lot(world: World) -> None:
    tender = building.published_tender(building.authority(world))
    supplier = world.supplier()
    only_one([posting(supplier, f"/v1/tenders/{tender['id']}/bids", {"lot": "1"})] * MANY, "bid.exists")


def test_bids_are_opened_once_however_many_close_the_tender(world: World) -> None:
    life = whole_life.with_bids(world)
    building.past_the_deadline(world, life.journey.tender)
    only_one([posting(life.team.buyer, f"/v1/tenders/{life.journey.tender_id}/close")] * MANY, "tender.not_published")


def test_one_evaluator_makes_one_first_mark(world: World) -> None:
    journey = building.evaluating(building.journey_with_bids(world))
    bid, evaluator = journey.bidder("Acme").bid_id, journey.team.evaluators[0]
    body = {"criterion": "carbon-plan", "mark": "3", "rationale": "Dated and costed."}
    only_one([posting(evaluator, f"/v1/bids/{bid}/marks", body)] * MANY, "mark.needs_reason")


def test_the_panel_agrees_once(world: World) -> None:
    life = whole_life.marked(world)
    body = {
        "criterion": "carbon-plan",
        "mark": "3",
        "rationale": "Dated.",
        "attendees": ["Bea"],
        "discussion": "Short.",
    }
    agreeing = posting(life.team.buyer, f"/v1/bids/{life.bids['Acme', '1']}/agreed-marks", body)
    only_one([agreeing] * MANY, "mark.needs_reason")
    assert len(rows(life.team.buyer, f"/v1/bids/{life.bids['Acme', '1']}/agreed-marks")) == 1


def test_a_result_is_computed_once(world: World) -> None:
    journey = building.decided_journey(world)
    computing = posting(journey.team.buyer, f"/v1/tenders/{journey.tender_id}/results", {"lot": "1"})
    only_one([computing] * MANY, "result.unchanged")


def _deciding(life: Life, lot: str) -> Act:
    body = {"lot": lot, "bid": life.bids[whole_life.WINNERS[lot], lot], "reasons": "The best."}
    body["notice_on"] = life.world.clock.now().date().isoformat()
    return posting(life.team.buyer, f"/v1/tenders/{life.journey.tender_id}/awards", body)


def test_each_lot_is_awarded_once_and_the_tender_when_both_are(world: World) -> None:
    life = whole_life.computed(world)
    found = outcomes([_deciding(life, lot) for lot in ("1", "2")] * (MANY // 2))
    assert found.pop("done") == 2
    assert found.keys() <= {"409 award.lot_already_awarded"}, found
    awards = rows(life.team.buyer, f"/v1/tenders/{life.journey.tender_id}/awards")
    for award in awards:
        approved(life.journey, award)
        summarised(world, award, life.team.buyer)
    found = outcomes([posting(life.team.buyer, f"/v1/awards/{one['id']}/publish-notice", {}) for one in awards] * 5)
    assert found == {"done": 2, "409 award.notice_published_already": 8}
    assert life.team.buyer.read(f"/v1/tenders/{life.journey.tender_id}")["status"] == "awarded"


def test_a_panel_that_changes_its_mind_while_the_award_is_made_comes_before_it_or_not_at_all(world: World) -> None:
    life = whole_life.computed(world)
    body = {"criterion": "carbon-plan", "mark": "0", "rationale": "No.", "attendees": ["Bea"], "discussion": "Long."}
    changing = posting(
        life.team.buyer, f"/v1/bids/{life.bids['Acme', '1']}/agreed-marks", body | {"superseding_reason": "An error."}
    )
    found = outcomes([_deciding(life, "1")] * 5 + [changing] * 5)
    allowed = {"409 award.result_not_current", "409 award.lot_already_awarded", "409 tender.not_evaluating"}
    assert found.keys() - {"done"} <= allowed, found
    awards = rows(life.team.buyer, f"/v1/tenders/{life.journey.tender_id}/awards")
    assert (found["done"], len(awards)) in {(1, 1), (5, 0)} or len(awards) == 1


def test_a_contract_drafted_while_its_award_is_made_void_is_nobodys(world: World) -> None:
    life = whole_life.awarded(world)
    award = f"/v1/awards/{life.ids['award_id']}"
    drafting = posting(life.team.buyer, f"{award}/contract", term(life.journey))
    voiding = posting(life.team.buyer, f"{award}/void", {"reason": "The wrong one."})
    found = outcomes([drafting, voiding] * (MANY // 2))
    assert found.keys() <= {"done", "409 award.void", "409 contract.exists"}, found
    assert {one["status"] for one in rows(life.team.buyer, "/v1/contracts")} <= {"cancelled"}


def test_a_contract_goes_live_or_its_award_is_made_void_and_never_both(world: World) -> None:
    life = whole_life.awarded(world)
    buyer = life.team.buyer
    contract = whole_life.planned(life)
    going = posting(buyer, f"/v1/contracts/{contract['id']}/go-live")
    voiding = posting(buyer, f"/v1/awards/{life.ids['award_id']}/void", {"reason": "The wrong one."})
    only_one([going, voiding] * (MANY // 2), "contract.not_draft", "award.void", "award.contracted")
    stands = buyer.read(f"/v1/awards/{life.ids['award_id']}")["status"] == "decided"
    status = buyer.read(f"/v1/contracts/{contract['id']}")["status"]
    assert (stands, status) in {(True, "live"), (False, "cancelled")}


def test_a_waiver_is_approved_or_refused_and_never_both(world: World) -> None:
    life = whole_life.awarded(world)
    buyer = life.team.buyer
    contract = buyer.make(f"/v1/awards/{life.ids['award_id']}/contract", term(life.journey))
    commitment = contract["commitments"][0]["id"]
    asking = posting(buyer, f"/v1/commitments/{commitment}/waivers", {"reason": "Not wanted."})
    only_one([asking] * MANY, "waiver.pending")
    waiver = rows(buyer, "/v1/waivers")[0]["id"]
    deciders = [world.person(life.team.organisation_id, Role.COMMISSIONER) for _ in range(4)]
    acts = ("approve", "refuse")
    deciding = [posting(one, f"/v1/waivers/{waiver}/{act}", {"reason": "Agreed."}) for one in deciders for act in acts]
    only_one(deciding, "waiver.decided", "waiver.decided_already")


def test_a_claim_is_verified_or_superseded_and_never_both(world: World) -> None:
    life = whole_life.delivering(world)
    buyer, acme = life.team.buyer, life.supplier("Acme")
    update = buyer.read(f"/v1/updates/{life.ids['update_id']}")
    body = {"period": {"target": update["target_id"]}, "claimed": "9", "words": "Again."}
    again = posting(acme, f"/v1/commitments/{life.ids['commitment_id']}/updates", body)
    verifying = posting(buyer, f"/v1/updates/{update['id']}/verify", {"reason": "The list was seen."})
    rejecting = posting(buyer, f"/v1/updates/{update['id']}/reject", {"reason": "No proof."})
    found = outcomes([again, verifying, rejecting, verifying] * (MANY // 4))
    allowed = {
        "done",
        "409 update.not_open",
        "409 update.decided",
        "409 update.period_settled",
        "409 update.overtaken",
        "409 update.query_open",
    }
    assert found.keys() <= allowed, found
    seen = buyer.read(f"/v1/updates/{update['id']}")
    revisions = [seen, *seen["history"]]
    assert sum(one["verification"] is not None for one in revisions) <= 1
    assert sum(one["status"] != "superseded" for one in revisions) == 1


def test_a_document_is_issued_once(world: World) -> None:
    life = whole_life.awarded(world)
    issuing = posting(life.team.buyer, f"/v1/awards/{life.ids['award_id']}/documents")
    only_one([issuing] * MANY, "document.unchanged")
    assert life.world.run_jobs() == 1


def test_two_admins_who_take_the_role_from_one_another_leave_one(world: World) -> None:
    home = building.authority(world).organisation_id
    one, other = world.person(home, Role.ADMIN), world.person(home, Role.ADMIN)
    change = {"name": "No admin", "roles": ["buyer"], "active": True}

    def taking(who: Client, whom: Client) -> Act:
        return lambda: who.put(f"/v1/people/{whom.person_id}", change, version=1)

    answers = at_once([taking(one, other), taking(other, one)])
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses in ([200, 403], [200, 409]), [answer.text for answer in answers]


def test_a_log_that_many_seal_while_others_write_still_holds(world: World) -> None:
    home = building.authority(world).organisation_id
    auditor, buyer = world.person(home, Role.AUDITOR), world.person(home, Role.BUYER)
    sealing = posting(auditor, "/v1/audit/heads")
    writing = posting(buyer, "/v1/tenders", {"title": "Cleaning"})
    assert {answer.status_code for answer in at_once([sealing, writing] * (MANY // 2))} == {201}
    auditor.make("/v1/audit/heads")
    assert auditor.read("/v1/audit/check")["findings"] == []

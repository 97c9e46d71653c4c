"""What the buyer makes of a claim: once, by somebody who did not make it, and never in the claim's favour."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.contracts.rules import ContractStatus
from app.delivery.errors import UpdateDecided, UpdateOvertaken
from app.delivery.models import DeliveryUpdate, Verification
from app.identity.rules import Role
from app.kit.constraints import refusal_for
from app.kit.ids import new_id
from app.organisations.rules import OrganisationKind
from tests.delivery.deal import WORDS, Deal, deal, spend
from tests.world import World


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do several things at the same moment and return what each gave."""
    ready = threading.Barrier(len(acts))

    def begin(act: Callable[[], Any]) -> Any:
        ready.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(begin, acts))


def decisions(made: Deal) -> int:
    with made.world.service.database.unit_of_work(write=False) as tx:
        return tx.execute(select(func.count()).select_from(Verification)).scalar_one()


def add_again(world: World, kind: type[Verification | DeliveryUpdate]) -> None:
    """Add a second row that differs from the one there is by its id alone."""
    with world.service.database.unit_of_work(write=True) as tx:
        row = tx.scalars(select(kind)).one()
        same = {column.key: getattr(row, column.key) for column in kind.__table__.columns}
        tx.add(kind(**same | {"id": new_id(world.clock.at)}))


def test_verifying_counts_the_whole_claim_and_says_who_did_it(world: World) -> None:
    made = deal(world)
    update = made.buyer.did(made.decide(made.claimed("7.5"), "verify"))
    assert update["status"] == "verified"
    assert update["verification"] == {
        "number": 1,
        "decision": "verified",
        "proved": "7.5",
        "proved_whole": None,
        "reason": None,
        "reply_by": None,
        "assessment_id": None,
        "against": None,
        "verified_by": str(made.buyer.person_id),
        "verified_by_name": update["verification"]["verified_by_name"],
        "verified_at": "2026-01-05T09:00:00Z",
    }


def test_a_decision_to_verify_needs_no_body_and_may_carry_a_note(world: World) -> None:
    made = deal(world, spend("10"), spend("10"))
    plain = made.buyer.make(f"/v1/updates/{made.claimed('1')['id']}/verify")
    noted = made.buyer.did(made.decide(made.claimed("1", commitment=1), "verify", reason="Well kept books."))
    assert (plain["verification"]["reason"], noted["verification"]["reason"]) == (None, "Well kept books.")


def test_a_claim_of_nought_can_be_verified(world: World) -> None:
    assert deal(world).verified("0")["verification"]["proved"] == "0"


def test_part_of_a_claim_is_less_than_all_of_it_and_may_be_nothing(world: World) -> None:
    made = deal(world)
    update = made.claimed("5")
    for proved in ("5", "5.0001", "100"):
        assert code(made.decide(update, "part-verify", proved=proved, reason="Counted.")) == (
            422,
            "update.proved_unfit",
        )
    assert made.decide(update, "part-verify", proved="-1", reason="Counted.").status_code == 422
    assert made.decide(update, "part-verify", proved=None, reason="Counted.").status_code == 422
    part = made.buyer.did(made.decide(update, "part-verify", proved="0", reason="None of it is local."))
    assert (part["status"], part["verification"]["proved"]) == ("part_verified", "0")


def test_where_less_is_better_a_part_proves_no_less_than_was_claimed(world: World) -> None:
    made = deal(world, spend("50", unit="tCO2e", better="lower"))
    update = made.claimed("40")
    assert code(made.decide(update, "part-verify", proved="30", reason="Meters.")) == (422, "update.proved_unfit")
    assert made.decide(update, "part-verify", proved="45", reason="Meters read again.").status_code == 200


def test_words_are_verified_or_rejected_and_have_no_part(world: World) -> None:
    made = deal(world, WORDS, WORDS)
    update = made.claimed(None)
    assert code(made.decide(update, "part-verify", proved="1", reason="Half.")) == (422, "update.proved_unfit")
    assert made.buyer.did(made.decide(update, "verify"))["verification"]["proved"] is None
    rejected = made.buyer.did(made.decide(made.claimed(None, commitment=1), "reject", reason="Nothing to see."))
    assert (rejected["status"], rejected["verification"]["proved"]) == ("rejected", None)


@pytest.mark.parametrize("act", ["reject", "part-verify"])
@pytest.mark.parametrize("reason", [None, "", "  ", "x"])
def test_refusing_all_or_a_part_needs_a_reason(world: World, act: str, reason: str | None) -> None:
    made = deal(world)
    update = made.claimed("5")
    more: dict[str, Any] = {"proved": "1"} if act == "part-verify" else {}
    assert code(made.decide(update, act, **more, reason=reason)) == (422, "payload")
    assert code(made.decide(update, act, **more)) == (422, "payload")
    assert decisions(made) == 0


def test_what_was_decided_or_superseded_is_not_decided_again(world: World) -> None:
    made = deal(world)
    first = made.claimed("5")
    second = made.claimed("6")
    superseded = made.decide(first, "verify")
    assert code(superseded) == (409, "update.not_open")
    assert "superseded" in superseded.json()["detail"]
    made.buyer.did(made.decide(second, "verify"))
    assert code(made.decide(second, "reject", reason="On reflection.")) == (409, "update.not_open")
    assert decisions(made) == 1


def test_nobody_decides_on_a_claim_of_their_own_organisation(world: World) -> None:
    university = world.organisation(OrganisationKind.UNIVERSITY)
    both = world.person(university, Role.SUPPLIER, Role.BUYER)
    made = deal(world, sides=(world.person(world.organisation(OrganisationKind.TRUST), Role.BUYER), both))
    update = made.claimed("5")
    assert code(made.decide(update, "verify", by=both)) == (403, "delivery.not_the_buyer")
    assert code(made.decide(update, "verify", by=world.person(university, Role.BUYER))) == (
        403,
        "delivery.not_the_buyer",
    )
    for role in (Role.COMMISSIONER, Role.EVALUATOR, Role.AUDITOR):
        assert made.decide(update, "verify", by=made.colleague(role)).status_code == 403
    assert decisions(made) == 0


def test_nobody_verifies_their_own_claim_even_where_one_organisation_is_both_sides(world: World) -> None:
    council = world.organisation(OrganisationKind.COUNCIL)
    claimant, other = world.person(council, Role.BUYER, Role.SUPPLIER), world.person(council, Role.BUYER)
    made = deal(world, sides=(claimant, claimant))
    update = made.claimed("5")
    assert code(made.decide(update, "verify")) == (403, "delivery.not_the_buyer")
    assert made.decide(update, "verify", by=other).status_code == 200


def test_what_was_claimed_before_the_end_can_be_decided_after_it(world: World) -> None:
    made = deal(world)
    update = made.claimed("5")
    made.put(ContractStatus.ENDED)
    assert made.decide(update, "verify").status_code == 200


def test_of_several_decisions_at_the_same_moment_one_stands(world: World) -> None:
    made = deal(world)
    update = made.claimed("5")
    clients = [made.buyer, *(made.colleague(Role.BUYER) for _ in range(3))]

    def reject(number: int) -> Callable[[], Any]:
        return lambda: world.http.post(
            f"/v1/updates/{update['id']}/{'verify' if number % 2 else 'reject'}",
            json={} if number % 2 else {"reason": "No."},
            headers=clients[number].headers,
        )

    answers = at_once(*(reject(number) for number in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    lost = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert lost <= {"update.not_open", "update.decided"}
    assert decisions(made) == 1


@pytest.mark.parametrize("attempt", range(3))
def test_a_decision_and_a_new_claim_at_the_same_moment_agree_on_what_happened(world: World, attempt: int) -> None:
    made = deal(world)
    update = made.claimed("5")
    body = {"period": {"target": str(made.targets[0][0])}, "claimed": "6", "words": "One more."}
    path = f"/v1/commitments/{made.commitments[0]}/updates"
    decided, claimed = at_once(
        lambda: world.http.post(f"/v1/updates/{update['id']}/verify", headers=made.buyer.headers),
        lambda: world.http.post(path, json=body, headers=made.supplier.headers),
    )
    statuses = {
        row["revision"]: row["status"] for row in made.buyer.read(f"/v1/updates?contract={made.contract}")["items"]
    }
    if decided.status_code == 200:
        assert code(claimed) == (409, "update.period_settled")
        assert statuses == {1: "verified"}
    else:
        assert code(decided) == (409, "update.not_open")
        assert claimed.status_code == 201
        assert statuses == {1: "superseded", 2: "submitted"}


def test_several_claims_for_a_period_at_the_same_moment_are_numbered_without_a_gap(world: World) -> None:
    made = deal(world)
    path = f"/v1/commitments/{made.commitments[0]}/updates"
    body = {"period": {"target": str(made.targets[0][0])}, "claimed": "6", "words": "All at once."}
    answers = at_once(*[lambda: world.http.post(path, json=body, headers=made.supplier.headers)] * 4)
    assert {answer.status_code for answer in answers} <= {201, 409}
    rows = made.buyer.read(f"/v1/updates?contract={made.contract}")["items"]
    kept = sum(answer.status_code == 201 for answer in answers)
    assert sorted(row["revision"] for row in rows) == list(range(1, kept + 1))
    assert [row["status"] for row in sorted(rows, key=lambda row: row["revision"])] == ["superseded"] * (kept - 1) + [
        "submitted"
    ]


def test_the_database_has_the_last_word_on_one_decision_and_one_revision(world: World) -> None:
    made = deal(world)
    update = made.verified("5")
    for kind, expected in ((Verification, UpdateDecided), (DeliveryUpdate, UpdateOvertaken)):
        with pytest.raises(IntegrityError) as broken:
            add_again(world, kind)
        assert isinstance(refusal_for(broken.value), expected)
    assert made.buyer.read(f"/v1/updates/{update['id']}")["history"] == []


def test_every_decision_is_in_the_log_with_its_reason_and_what_it_changed(world: World) -> None:
    made = deal(world)
    made.buyer.did(made.decide(made.claimed("5"), "part-verify", proved="2", reason="Two invoices."))
    event = made.colleague(Role.AUDITOR).read("/v1/audit/events?action=update.part_verified")["items"][0]
    assert (event["reason"], event["actor_id"]) == ("Two invoices.", str(made.buyer.person_id))
    assert event["before"] == {"status": "submitted"}
    assert (event["after"]["claimed"], event["after"]["proved"]) == ("5", "2")

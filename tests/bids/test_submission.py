"""Submitting, submitting again, withdrawing, and the deadline, which the clock keeps and nobody else."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from scoring.digest import digest
from tests.journeys.building import authority, closed, content, drafted_bid, published_tender, submitted_bid
from tests.journeys.together import at_once
from tests.world import Client, World


def _events(client: Client, action: str) -> list[Any]:
    return list(client.read("/v1/audit/events", params={"action": action})["items"])


def test_a_submission_is_frozen_and_its_receipt_proves_the_content(world: World) -> None:
    tender = published_tender(authority(world))
    supplier = world.supplier("Acme")
    bid_id = drafted_bid(supplier, tender, content(price="100000.10"))
    receipt = supplier.make(f"/v1/bids/{bid_id}/submit")
    kept = supplier.read(f"/v1/bids/{bid_id}/submissions/1")
    assert (receipt["number"], receipt["supplier_name"], receipt["lot"]) == (1, "Acme", "1")
    assert receipt["submitted_at"] == "2026-01-05T09:00:00Z"
    assert receipt["submitted_at_in_london"] == "5 January 2026, 09:00 GMT"
    assert digest(kept["content"]) == receipt["digest"]
    supplier.did(supplier.put(f"/v1/bids/{bid_id}", content(price="1"), version=2))
    assert supplier.read(f"/v1/bids/{bid_id}/submissions/1") == kept
    assert supplier.read(f"/v1/bids/{bid_id}")["submission"] == receipt


def test_an_incomplete_bid_is_refused_with_every_finding_and_stays_a_draft(world: World) -> None:
    tender = published_tender(authority(world))
    supplier = world.supplier()
    bid_id = drafted_bid(supplier, tender, content(price=None, local_spend=None, charter=None, carbon=""))
    refused = supplier.post(f"/v1/bids/{bid_id}/submit")
    assert (refused.status_code, refused.json()["code"]) == (409, "bid.incomplete")
    assert [one["place"] for one in refused.json()["findings"]] == [
        "answers.charter.declared",
        "answers.carbon-plan.response",
        "answers.local-spend.quantity",
        "price",
    ]
    assert supplier.read(f"/v1/bids/{bid_id}")["status"] == "draft"


def test_the_last_submission_counts_and_every_earlier_one_stays_readable(world: World) -> None:
    team = authority(world)
    tender = published_tender(team)
    supplier = world.supplier()
    bid_id = submitted_bid(supplier, tender, content(price="200000"))
    supplier.did(supplier.put(f"/v1/bids/{bid_id}", content(price="190000"), version=2))
    world.clock.advance(hours=1)
    assert supplier.make(f"/v1/bids/{bid_id}/submit")["number"] == 2
    receipts = supplier.read(f"/v1/bids/{bid_id}/submissions")["items"]
    assert [one["number"] for one in receipts] == [1, 2]
    prices = [supplier.read(f"/v1/bids/{bid_id}/submissions/{n}")["content"]["price"] for n in (1, 2)]
    assert prices == ["200000", "190000"]
    closed(team, tender)
    shown = team.buyer.read(f"/v1/bids/{bid_id}")
    assert (shown["number"], shown["price_sealed"], shown["content"]["price"]) == (2, True, None)


def test_two_submissions_at_the_same_instant_are_one_and_two_and_none_is_lost(world: World) -> None:
    tender = published_tender(authority(world))
    supplier = world.supplier()
    bid_id = drafted_bid(supplier, tender)
    answers = at_once([lambda: supplier.post(f"/v1/bids/{bid_id}/submit")] * 4)
    assert [answer.status_code for answer in answers] == [200] * 4, [answer.text for answer in answers]
    assert sorted(answer.json()["number"] for answer in answers) == [1, 2, 3, 4]
    assert [one["number"] for one in supplier.read(f"/v1/bids/{bid_id}/submissions")["items"]] == [1, 2, 3, 4]
    assert supplier.read(f"/v1/bids/{bid_id}")["submission"]["number"] == 4


def test_a_repeated_submission_with_the_same_key_is_one_submission(world: World) -> None:
    tender = published_tender(authority(world))
    supplier = world.supplier()
    bid_id = drafted_bid(supplier, tender)
    key = {"Idempotency-Key": "submit-once"}
    answers = [supplier.post(f"/v1/bids/{bid_id}/submit", headers=key) for _ in range(2)]
    assert [answer.json()["number"] for answer in answers] == [1, 1]


def test_nothing_in_the_database_can_change_what_was_submitted(world: World) -> None:
    tender = published_tender(authority(world))
    submitted_bid(world.supplier(), tender)
    for statement in ("UPDATE bid_submission SET price = NULL", "DELETE FROM bid_submission"):
        with pytest.raises(DBAPIError), world.service.database.unit_of_work(write=True) as tx:
            tx.execute(text(statement))


def test_a_late_bid_is_refused_even_if_nobody_closed_the_tender_and_leaves_evidence(world: World) -> None:
    team = authority(world)
    tender = published_tender(team)
    supplier = world.supplier("Late Ltd")
    bid_id = drafted_bid(supplier, tender)
    world.clock.at = datetime.fromisoformat(tender["closes_at"])
    refused = supplier.post(f"/v1/bids/{bid_id}/submit")
    assert (refused.status_code, refused.json()["code"]) == (409, "bid.late")
    sentence = refused.json()["detail"]
    assert "4 February 2026, 09:00 GMT (2026-02-04T09:00:00Z)" in sentence
    assert refused.json()["received_at"] == "2026-02-04T09:00:00Z"
    (late,) = team.auditor.read(f"/v1/tenders/{tender['id']}/late-bids")["items"]
    assert (late["supplier_name"], late["received_at"]) == ("Late Ltd", "2026-02-04T09:00:00Z")
    assert late["digest"] == digest(supplier.read(f"/v1/bids/{bid_id}")["draft"] | {"price": None})
    (event,) = _events(team.auditor, "bid.refused_as_late")
    assert event["actor_organisation_id"] == str(supplier.organisation_id)
    assert supplier.read(f"/v1/bids/{bid_id}")["status"] == "draft"


def test_a_bid_one_millisecond_before_the_deadline_is_in_time(world: World) -> None:
    tender = published_tender(authority(world))
    supplier = world.supplier()
    bid_id = drafted_bid(supplier, tender)
    world.clock.at = datetime.fromisoformat(tender["closes_at"]) - timedelta(milliseconds=1)
    assert supplier.make(f"/v1/bids/{bid_id}/submit")["number"] == 1


def test_a_late_bid_leaves_the_submission_in_time_as_it_was(world: World) -> None:
    team = authority(world)
    tender = published_tender(team)
    supplier = world.supplier()
    bid_id = submitted_bid(supplier, tender, content(price="150000"))
    supplier.did(supplier.put(f"/v1/bids/{bid_id}", content(price="99999"), version=2))
    closed(team, tender)
    assert supplier.post(f"/v1/bids/{bid_id}/submit").json()["code"] == "bid.late"
    opened = team.buyer.read(f"/v1/bids/{bid_id}")
    in_time = supplier.read(f"/v1/bids/{bid_id}/submissions/1")["content"]
    assert (opened["number"], opened["digest"]) == (1, digest(in_time | {"price": None}))


CLOCK_CHANGES = [
    # The deadline as an authority writes it, the last instant in time, and what the refusal at the deadline says.
    ("2026-03-29T00:59:59+00:00", datetime(2026, 3, 29, 0, 59, 58, tzinfo=UTC), "29 March 2026, 00:59 GMT"),
    ("2026-03-29T02:00:00+01:00", datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC), "29 March 2026, 02:00 BST"),
    ("2026-10-25T01:30:00+01:00", datetime(2026, 10, 25, 0, 29, 59, tzinfo=UTC), "25 October 2026, 01:30 BST"),
    ("2026-10-25T01:30:00+00:00", datetime(2026, 10, 25, 1, 29, 59, tzinfo=UTC), "25 October 2026, 01:30 GMT"),
]


@pytest.mark.parametrize(("written", "in_time", "said"), CLOCK_CHANGES)
def test_a_deadline_on_a_night_when_the_clocks_change_holds_to_the_second(
    world: World, written: str, in_time: datetime, said: str
) -> None:
    tender = published_tender(
        authority(world), closes_at=datetime.fromisoformat(written), starts_on="2027-01-01", ends_on="2027-12-31"
    )
    first, second = world.supplier(), world.supplier()
    bids = [drafted_bid(first, tender), drafted_bid(second, tender)]
    world.clock.at = in_time
    assert first.post(f"/v1/bids/{bids[0]}/submit").status_code == 200
    world.clock.at = datetime.fromisoformat(written).astimezone(UTC)
    late = second.post(f"/v1/bids/{bids[1]}/submit")
    assert late.json()["code"] == "bid.late"
    assert said in late.json()["detail"]


def test_a_withdrawn_bid_may_be_submitted_again_until_the_deadline(world: World) -> None:
    team = authority(world)
    tender = published_tender(team)
    supplier = world.supplier()
    bid_id = submitted_bid(supplier, tender)
    gone = supplier.make(f"/v1/bids/{bid_id}/withdraw", {"reason": "A mistake in the price."})
    assert (gone["status"], gone["withdrawn_reason"]) == ("withdrawn", "A mistake in the price.")
    twice = supplier.post(f"/v1/bids/{bid_id}/withdraw", {"reason": "Again, to be sure."})
    assert (twice.status_code, twice.json()["code"]) == (409, "bid.state")
    assert supplier.make(f"/v1/bids/{bid_id}/submit")["number"] == 2
    again = supplier.read(f"/v1/bids/{bid_id}")
    assert (again["status"], again["withdrawn_reason"]) == ("submitted", None)


def test_a_draft_cannot_be_withdrawn_and_a_withdrawal_needs_a_reason(world: World) -> None:
    tender = published_tender(authority(world))
    supplier = world.supplier()
    bid_id = drafted_bid(supplier, tender)
    assert supplier.post(f"/v1/bids/{bid_id}/withdraw", {"reason": "Never mind."}).json()["code"] == "bid.state"
    supplier.make(f"/v1/bids/{bid_id}/submit")
    assert supplier.post(f"/v1/bids/{bid_id}/withdraw", {"reason": "  "}).status_code == 422


def test_a_bid_withdrawn_before_the_deadline_is_never_opened(world: World) -> None:
    team = authority(world)
    tender = published_tender(team)
    stays, leaves = world.supplier("Stays"), world.supplier("Leaves")
    submitted_bid(stays, tender)
    gone = submitted_bid(leaves, tender)
    leaves.make(f"/v1/bids/{gone}/withdraw", {"reason": "We are too busy."})
    assert [one["supplier_name"] for one in closed(team, tender)["bids"]] == ["Stays"]
    assert team.buyer.get(f"/v1/bids/{gone}").status_code == 404
    assert "Leaves" not in team.auditor.get("/v1/audit/events", params={"limit": 200}).text


BAD_CONTENT: list[tuple[bytes, str]] = [
    (b'{"price": NaN}', "body.price"),
    (b'{"price": Infinity}', "body.price"),
    (b'{"price": 1e999}', "body.price"),
    (b'{"price": 12.5}', "body.price"),
    (b'{"price": "1e3"}', "body.price"),
    (b'{"price": "-1"}', "body.price"),
    (b'{"price": "1,000"}', "body.price"),
    (b'{"price": "0.00001"}', "body.price"),
    (b'{"price": true}', "body.price"),
    ('{"price": "١٢"}'.encode(), "body.price"),
    (b'{"answers": [{"criterion": "carbon-plan", "response": "a\\u0000b"}]}', "body.answers[0].response"),
    (b'{"answers": [{"criterion": "carbon-plan", "response": "\\ud800"}]}', "body.answers[0].response"),
    (b'{"answers": [{"criterion": "local-spend", "quantity": 1e400}]}', "body.answers[0].quantity"),
    (b'{"answers": [{"criterion": "carbon-plan", "mark": "4"}]}', "body.answers[0].mark"),
    (
        b'{"answers": [{"criterion": "local-jobs", "pledges": [{"title": "t", "measure": "a\\u0000b"}]}]}',
        "body.answers[0].pledges[0].measure",
    ),
    (b'{"answers": [{"criterion": "local-spend", "parts": {"a\\u0000b": "1"}}]}', "body.answers[0].parts"),
    (b'{"status": "submitted"}', "body.status"),
    (b"", "body"),
    (b"[]", "body"),
    (b"not json", "body"),
]


@pytest.mark.parametrize(("sent", "place"), BAD_CONTENT)
def test_bad_content_gets_a_clear_answer_and_the_bid_is_as_before(world: World, sent: bytes, place: str) -> None:
    tender = published_tender(authority(world))
    supplier = world.supplier()
    bid_id = drafted_bid(supplier, tender)
    before = supplier.read(f"/v1/bids/{bid_id}")
    headers = {"If-Match": '"1"', "Content-Type": "application/json"}
    refused = supplier.request("PUT", f"/v1/bids/{bid_id}", content=sent, headers=headers)
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    assert refused.json()["findings"][0]["place"].startswith(place)
    assert supplier.read(f"/v1/bids/{bid_id}") == before


def test_late_attempts_are_evidence_ten_times_and_fill_no_log(world: World) -> None:
    team = authority(world)
    tender = published_tender(team)
    supplier = world.supplier()
    bid_id = drafted_bid(supplier, tender)
    world.clock.at = datetime.fromisoformat(tender["closes_at"])
    answers = at_once([lambda: supplier.post(f"/v1/bids/{bid_id}/submit")] * 12)
    assert Counter(answer.json()["code"] for answer in answers) == {"bid.late": 10, "bid.late_too_often": 2}
    stopped = supplier.post(f"/v1/bids/{bid_id}/submit")
    assert (stopped.status_code, stopped.json()["code"]) == (429, "bid.late_too_often")
    assert len(team.auditor.read(f"/v1/tenders/{tender['id']}/late-bids")["items"]) == 10
    assert len(_events(team.auditor, "bid.refused_as_late")) == 10

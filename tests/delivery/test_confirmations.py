"""Somebody outside confirms, corrects or disputes by a link that holds once, and learns nothing else."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from app.contracts import service as contracts
from app.contracts.rules import CommitmentStatus, ContractStatus
from app.delivery.confirmations import rules, service
from app.delivery.confirmations.models import ConfirmationLink
from app.delivery.confirmations.rules import Outcome
from app.identity.rules import Role
from app.kit import outbox
from app.kit.problem import MEDIA_TYPE
from tests.delivery.deal import WORDS, Deal, deal, spend
from tests.journeys.together import at_once
from tests.world import World

ASKED = {
    "meant_for": "Amara Osei",
    "organisation": "Beck Lane School",
    "email": "head@becklane.example",
    "claim": "Two open days for your classes.",
    "quantity": "2",
    "starts_on": "2026-01-01",
    "ends_on": "2026-03-31",
}
YES = {"outcome": "confirmed", "name": "Amara Osei", "role": "Head teacher"}


def ask(made: Deal, *, by: Any = None, **more: Any) -> Any:
    """Ask for a confirmation as the supplier and return its JSON."""
    asking = by or made.supplier
    return asking.did(asking.post(f"/v1/commitments/{made.commitments[0]}/confirmations", ASKED | more))


def answered(world: World, link: str, said: dict[str, Any]) -> httpx2.Response:
    """Answer by a link, without an account."""
    return world.stranger.post(f"{link}/answer", said)


def test_a_school_confirms_and_both_sides_see_who_said_so(world: World) -> None:
    made = deal(world)
    asked = ask(made)
    for _ in range(3):  # a mail scanner opens it first
        assert world.stranger.get(asked["link"]).status_code == 200
    shown = world.stranger.read(f"{asked['link']}/asked")
    assert (shown["claim"], shown["quantity"], shown["meant_for"]) == (ASKED["claim"], "2", "Amara Osei")
    assert answered(world, asked["link"], YES).json()["outcome"] == "confirmed"
    one = f"/v1/confirmations/{asked['confirmation']['id']}"
    by_supplier, by_buyer = made.supplier.read(one), made.buyer.read(one)
    assert by_buyer["status"] == "confirmed"
    assert (by_buyer["answer"]["name"], by_buyer["answer"]["role"]) == ("Amara Osei", "Head teacher")
    assert by_supplier["email"] == by_buyer["email"] == "head@becklane.example"
    assert by_buyer["by_email"] is False
    event = made.colleague(Role.AUDITOR).read("/v1/audit/events?action=confirmation.answered")["items"][0]
    assert event["actor_name"] == "Amara Osei, Head teacher, by a link"
    assert made.buyer.read(f"/v1/confirmations?contract={made.contract}")["items"] == [by_buyer]


def test_a_link_is_for_one_answer_and_a_second_one_is_told_so(world: World) -> None:
    made = deal(world)
    link = ask(made)["link"]
    assert answered(world, link, YES).status_code == 200
    again = answered(world, link, YES | {"outcome": "disputed", "words": "No."})
    assert (again.status_code, again.json()["code"]) == (410, "confirmation.link_used")
    assert "5 January 2026" in again.json()["detail"]
    assert "Amara" not in again.text
    page = world.stranger.get(link)
    assert page.status_code == 410
    assert page.headers["content-type"].startswith("text/html")
    assert ASKED["claim"] not in page.text


def test_of_two_answers_at_the_same_instant_one_is_heard(world: World) -> None:
    made = deal(world)
    asked = ask(made)
    says = [YES, YES | {"outcome": "disputed", "words": "Nobody came."}]
    answers = at_once([partial(_post, world, asked["link"], say) for say in says])
    assert sorted(answer.status_code for answer in answers) == [200, 410]
    read = made.buyer.read(f"/v1/confirmations/{asked['confirmation']['id']}")
    assert read["status"] == read["answer"]["outcome"]


def _post(world: World, link: str, say: dict[str, Any]) -> httpx2.Response:
    answer: httpx2.Response = world.http.post(f"{link}/answer", json=say)
    return answer


def test_nothing_else_of_the_contract_is_told_to_the_holder_of_a_link(world: World) -> None:
    made = deal(world)
    link = ask(made)["link"]
    contract = made.buyer.read(f"/v1/contracts/{made.contract}")
    told = world.stranger.get(link).text + world.stranger.get(f"{link}/asked").text
    kept = (str(made.contract), contract["reference"], contract["title"], str(made.commitments[0]), ASKED["email"])
    assert [one for one in kept if one in told] == []
    assert world.stranger.get(f"{link}/asked").headers["cache-control"] == "no-store"
    assert set(world.stranger.read(f"{link}/asked")) == {
        "asked_by", "claimed_by", "meant_for", "organisation", "claim", "quantity", "unit", "starts_on", "ends_on",
        "answer_by",
    }  # fmt: skip


def test_the_page_runs_nothing_fetches_nothing_and_is_kept_nowhere(world: World) -> None:
    made = deal(world)
    page = world.stranger.get(ask(made, claim='<script>alert(1)</script> & "more"')["link"])
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
    assert re.findall(r"(?:src|href)=\"(?!#)[^\"]*\"", page.text) == []
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in page.headers["x-robots-tag"]
    assert page.headers["cache-control"] == "no-store"
    assert '<html lang="en-GB">' in page.text
    named = set(re.findall(r'<label for="([^"]+)"', page.text))
    assert {"quantity", "words", "name", "role", "outcome-confirmed"} <= named


def test_a_forwarded_link_says_who_it_was_meant_for_and_keeps_who_answered(world: World) -> None:
    made = deal(world)
    asked = ask(made)
    assert "This was sent to <strong>Amara Osei</strong>" in world.stranger.get(asked["link"]).text
    form = {"outcome": "corrected", "quantity": "1", "words": "Once.", "name": "Ben Cole", "role": "Deputy head"}
    thanks = world.http.post(asked["link"], data=form)
    assert thanks.status_code == 200
    assert "You corrected it." in thanks.text
    read = made.buyer.read(f"/v1/confirmations/{asked['confirmation']['id']}")
    assert (read["status"], read["meant_for"], read["answer"]["name"]) == ("corrected", "Amara Osei", "Ben Cole")
    assert read["answer"]["quantity"] == "1"


def test_a_form_with_something_missing_comes_back_with_what_was_given(world: World) -> None:
    made = deal(world)
    asked = ask(made)
    back = world.http.post(asked["link"], data={"outcome": "disputed", "name": "Ben <b>Cole", "quantity": "x"})
    assert back.status_code == 422
    assert back.headers["content-type"].startswith("text/html")
    assert "<title>Error: " in back.text
    for words in ('href="#role"', 'href="#quantity"', "Ben &lt;b&gt;Cole"):
        assert words in back.text
    silent = world.http.post(asked["link"], data={"outcome": "disputed", "name": "Ben Cole", "role": "Deputy"})
    assert "say in words why" in silent.text
    assert made.supplier.read(f"/v1/confirmations/{asked['confirmation']['id']}")["status"] == "waiting"


def test_the_time_to_answer_ends_with_its_last_day_in_london(world: World) -> None:
    made = deal(world)
    asked = ask(made, expires_on="2026-02-01")
    made.on(date(2026, 2, 1))
    assert world.stranger.get(asked["link"]).status_code == 200
    made.on(date(2026, 2, 2))
    late = answered(world, asked["link"], YES)
    assert (late.status_code, late.json()["code"]) == (410, "confirmation.link_expired")
    assert "1 February 2026" in late.json()["detail"]
    one = f"/v1/confirmations/{asked['confirmation']['id']}"
    assert made.buyer.read(one)["status"] == "expired"
    again = made.supplier.make(f"{one}/links", {"reason": "She was away."})
    assert made.buyer.read(one)["status"] == "waiting"
    assert answered(world, asked["link"], YES).json()["code"] == "confirmation.link_revoked"
    assert answered(world, again["link"], YES).status_code == 200


def test_whoever_asked_takes_it_back_and_nobody_else_does(world: World) -> None:
    made = deal(world)
    asked = ask(made)
    one = f"/v1/confirmations/{asked['confirmation']['id']}"
    for act in ("links", "revoke"):
        refused = made.buyer.post(f"{one}/{act}", {"reason": "Wrong school."})
        assert (refused.status_code, refused.json()["code"]) == (403, "confirmation.not_the_asker")
    assert made.supplier.make(f"{one}/revoke", {"reason": "Wrong school."})["status"] == "revoked"
    gone = answered(world, asked["link"], YES)
    assert (gone.status_code, gone.json()["code"]) == (410, "confirmation.link_revoked")
    closed = made.supplier.post(f"{one}/links", {"reason": "After all."})
    assert (closed.status_code, closed.json()["code"]) == (409, "confirmation.closed")
    other = world.supplier()
    assert other.get(one).status_code == other.post(f"{one}/revoke", {"reason": "Mine."}).status_code == 404


def test_whoever_only_reads_asks_nobody(world: World) -> None:
    made = deal(world)
    path = f"/v1/commitments/{made.commitments[0]}/confirmations"
    bidding = made.colleague(Role.SUPPLIER, Role.AUDITOR).post(path, ASKED)
    assert (bidding.status_code, bidding.json()["code"]) == (403, "confirmation.not_the_asker")
    assert made.colleague(Role.AUDITOR).post(path, ASKED).status_code == 403
    assert ask(made, by=made.buyer)["confirmation"]["asking_id"] == str(made.buyer.organisation_id)


def test_links_that_do_not_exist_are_tried_five_times_in_a_quarter_of_an_hour(world: World) -> None:
    made = deal(world)
    link = ask(made)["link"]
    for guess in ("x", "x" * 43, "0", "%00", "é"):
        answer = world.stranger.get(f"/v1/confirm/{guess}/asked")
        assert (answer.status_code, answer.headers["content-type"]) == (404, MEDIA_TYPE), guess
    for path in (link, f"{link}/asked"):
        slowed = world.stranger.get(path)
        assert (slowed.status_code, slowed.headers["retry-after"]) == (429, "900")
    assert answered(world, link, YES).json()["code"] == "confirmation.throttled"
    world.clock.advance(minutes=16)
    assert answered(world, link, YES).status_code == 200


@contextmanager
def mail_server(world: World) -> Iterator[None]:
    """Let the service have a mail server for a while."""
    before = world.service
    settings = replace(before.settings, mail_host="mail.example", public_address="https://makegood.example")
    world.app.state.service = replace(before, settings=settings)
    yield
    world.app.state.service = before


def test_with_a_mail_server_the_link_goes_to_who_is_asked_and_the_asker_never_holds_it(world: World) -> None:
    made = deal(world)
    with mail_server(world):
        asked = ask(made, claim="Buy our nails at nails.example!")
    assert (asked["link"], asked["confirmation"]["by_email"]) == (None, True)
    now = world.clock.now()
    with world.service.database.unit_of_work(write=True) as tx:
        message = outbox.claim(tx, outbox.Kind.EMAIL, now=now)
        assert message
    assert (message.content["to"], message.content["name"]) == (ASKED["email"], "Amara Osei")
    assert "nails" not in message.content["text"]
    (link,) = re.findall(r"https://makegood.example(/v1/confirm/[\w-]{43})\n", message.content["text"])
    with world.service.database.unit_of_work(write=True) as tx:
        outbox.begin(tx, message, now=now)
        outbox.settle(tx, message, outbox.State.SENT, "250 taken", now=now)
    with world.service.database.unit_of_work(write=True) as tx:
        (kept,) = outbox.listed(tx, [], limit=10)
        assert kept.content["text"] == outbox.WIPED
        assert not outbox.send_again(tx, kept.id, "It did not come.", now=now)
    assert answered(world, link, YES).status_code == 200


def test_only_the_digest_of_a_link_is_kept(world: World) -> None:
    made = deal(world)
    asked = ask(made)
    token = asked["link"].rpartition("/")[2]
    assert len(token) == 43
    with world.service.database.unit_of_work(write=False) as tx:
        kept = tx.scalars(select(ConfirmationLink)).one()
    assert kept.token_digest != token
    seen = made.supplier.get("/v1/confirmations").text + made.colleague(Role.AUDITOR).get("/v1/audit/events").text
    assert token not in seen
    assert kept.token_digest not in seen


def test_what_cannot_be_asked_is_refused_with_every_finding(world: World) -> None:
    made = deal(world, WORDS)
    path = f"/v1/commitments/{made.commitments[0]}/confirmations"
    wrong = {"starts_on": "2026-02-01", "ends_on": "2027-02-01", "expires_on": "2026-01-05"}
    refused = made.supplier.post(path, ASKED | wrong | {"update": str(made.contract)})
    assert (refused.status_code, refused.json()["code"]) == (422, "confirmation.asked_unfit")
    places = [finding["place"] for finding in refused.json()["findings"]]
    assert places == ["body.quantity", "body.starts_on", "body.starts_on", "body.expires_on", "body.update"]
    made.put(ContractStatus.ENDED)
    assert made.supplier.post(path, ASKED).json()["code"] == "contract.not_live"
    waived = deal(world, spend("10", "10"), WORDS, sides=(made.buyer, made.supplier))
    with world.service.database.unit_of_work(write=True) as tx:
        row = contracts.commitment(tx, _actor(waived), waived.commitments[0])
        row.status = CommitmentStatus.WAIVED.value
    gone = made.supplier.post(f"/v1/commitments/{waived.commitments[0]}/confirmations", ASKED)
    assert gone.json()["code"] == "delivery.commitment_not_carried"


def _actor(made: Deal) -> Any:
    with made.world.service.database.unit_of_work(write=False) as tx:
        credential = made.supplier.headers["Authorization"].removeprefix("Bearer ")
        return made.world.service.identify(tx, credential, now=made.world.clock.now())


def test_a_contract_does_not_become_a_source_of_unwanted_mail(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_A_DAY", 2)
    made = deal(world)
    one = ask(made)["confirmation"]["id"]
    made.supplier.make(f"/v1/confirmations/{one}/links", {"reason": "Lost."})
    refused = made.supplier.post(f"/v1/commitments/{made.commitments[0]}/confirmations", ASKED)
    assert (refused.status_code, refused.json()["code"]) == (429, "confirmation.too_many")
    world.clock.advance(days=1, minutes=1)
    assert ask(made)["link"]


def test_what_waits_is_a_clock_until_it_is_answered_or_over(world: World) -> None:
    made = deal(world)
    first, _ = ask(made, expires_on="2026-01-20"), ask(made, by=made.buyer)
    answered(world, first["link"], YES)

    def waiting(today: date, **whose: Any) -> list[date]:
        with world.service.database.unit_of_work(write=False) as tx:
            return [clock.answer_by for clock in service.open_clocks(tx, today=today, **whose)]

    assert waiting(date(2026, 1, 5), supplier_id=made.supplier.organisation_id) == [date(2026, 2, 4)]
    assert waiting(date(2026, 2, 5), authority_id=made.buyer.organisation_id) == []


@pytest.mark.parametrize(
    ("outcome", "asked", "quantity", "words", "found"),
    [
        (Outcome.CONFIRMED, "2", None, None, []),
        (Outcome.CONFIRMED, "2", "2", None, ["quantity"]),
        (Outcome.CORRECTED, "2", None, "One.", ["quantity"]),
        (Outcome.CORRECTED, "2", "2", None, ["quantity"]),
        (Outcome.CORRECTED, "2", "0", None, []),
        (Outcome.CORRECTED, None, "1", None, ["quantity", "words"]),
        (Outcome.CORRECTED, None, None, "It was May.", []),
        (Outcome.DISPUTED, "2", None, None, ["words"]),
        (Outcome.DISPUTED, "2", "0", "No.", ["quantity"]),
    ],
)
def test_an_answer_says_one_thing_and_all_of_it(
    outcome: Outcome, asked: str | None, quantity: str | None, words: str | None, found: list[str]
) -> None:
    given = {"asked": asked and Decimal(asked), "quantity": quantity and Decimal(quantity)}
    findings = rules.findings_of_answer(outcome, words=words, **given)  # type: ignore[arg-type]  # None or a number
    assert [one["place"] for one in findings] == [f"body.{place}" for place in found]

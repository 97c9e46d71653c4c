"""People are told of what waits for them: once each, in the way that they want, and of nothing that is not for them."""

import re
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.contracts.changes.models import ContractChange
from app.contracts.models import Contract
from app.identity.rules import Role
from app.integrations.mail_folder import MailFolder
from app.kit.ids import new_id
from app.kit.outbox import Kind, OutboxMessage
from app.kit.sending import Sender
from app.reminders import repository
from app.reminders import service as reminders
from tests.delivery.deal import Deal, deal, spend
from tests.world import Client, World

AFTER_Q1 = date(2026, 4, 1)


@pytest.fixture
def agreed(world: World) -> Deal:
    """Return a contract whose first quarter has just ended, with nothing reported."""
    made = deal(world, spend("10", "20", "30", "40"))
    made.on(AFTER_Q1)
    return made


def letters(world: World, to: Path) -> list[EmailMessage]:
    """Send what waits and return every letter that was ever written."""
    service = world.service
    Sender(service.database, service.clock, Kind.EMAIL, MailFolder(to, "makegood@example.org")).send_pending()
    found = sorted((to / "new").iterdir()) if (to / "new").exists() else []
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]


def kinds(client: Client, **asked: Any) -> list[tuple[str, str]]:
    """Return kind and day of what is due."""
    return [(one["kind"], one["due_on"]) for one in client.read("/v1/due", params=asked)["items"]]


def test_both_parties_see_what_is_due_and_whom_it_waits_for(agreed: Deal) -> None:
    mine = agreed.supplier.read("/v1/due", params={"overdue": True})["items"]
    assert [(one["kind"], one["due_on"], one["overdue"], one["awaits_you"]) for one in mine] == [
        ("report", "2026-03-31", True, True)
    ]
    theirs = agreed.buyer.read("/v1/due", params={"kind": "report"})["items"]
    assert [(one["due_on"], one["awaits_you"]) for one in theirs] == [("2026-03-31", False), ("2026-06-30", False)]
    assert agreed.supplier.read("/v1/due", params={"mine": False})["items"] == []
    assert kinds(agreed.supplier, ahead=0) == [("report", "2026-03-31")]
    assert kinds(agreed.supplier, on="2026-12-31") == [
        ("report", f"2026-{day}") for day in ("03-31", "06-30", "09-30", "12-31")
    ]
    agreed.claimed("10")
    assert kinds(agreed.supplier, kind="report", sort="-due_on") == [("report", "2026-06-30")]
    assert kinds(agreed.buyer, mine=True) == [("verification", "2026-04-29")]
    outsider = agreed.world.supplier()
    assert kinds(outsider) == []
    evaluator = agreed.colleague(Role.EVALUATOR)
    assert evaluator.get("/v1/due").status_code == 403


def test_the_list_is_read_page_by_page_in_either_order(agreed: Deal) -> None:
    for sort in ("due_on", "-due_on", "kind"):
        asked = {"sort": sort, "limit": 1, "on": "2026-12-31"}
        whole = agreed.supplier.read("/v1/due", params=asked | {"limit": 50})["items"]
        seen, page = [], agreed.supplier.read("/v1/due", params=asked)
        while True:
            seen += page["items"]
            if page["next"] is None:
                break
            page = agreed.supplier.read("/v1/due", params=asked | {"cursor": page["next"]})
        assert seen == whole
        assert len(seen) == 4
    wrong = agreed.supplier.get("/v1/due", params={"sort": "words"})
    assert (wrong.status_code, wrong.json()["findings"][0]["place"]) == (422, "query.sort")
    forged = agreed.supplier.get("/v1/due", params={"cursor": "bm9uZQ=="})
    assert forged.status_code == 422


def test_each_is_told_once_at_each_stage_and_nobody_when_nothing_changed(agreed: Deal, tmp_path: Path) -> None:
    world = agreed.world
    first = reminders.sweep(world.service)
    assert (first.letters, first.posted) == (1, 0)
    assert [reminders.sweep(world.service).letters for _ in range(2)] == [0, 0]
    (letter,) = letters(world, tmp_path)
    text = letter.get_content()
    assert "Report on C-" in str(letter["Subject"])
    assert "31 March 2026, 1 day ago" in text
    assert "What was promised" not in text, "the title of a promise is the bidder's own words"
    world.clock.advance(days=1)
    assert reminders.sweep(world.service).letters == 0, "the stage is the same"
    world.clock.advance(days=5)
    assert reminders.sweep(world.service).letters == 1
    assert len(letters(world, tmp_path)) == 2


def test_a_digest_waits_for_the_morning_and_letters_at_once_do_not(agreed: Deal) -> None:
    world = agreed.world
    world.clock.at = world.clock.at.replace(hour=4)
    assert reminders.sweep(world.service).letters == 0
    agreed.supplier.did(agreed.supplier.put("/v1/me/reminders", {"how": "at_once"}, version=0))
    assert reminders.sweep(world.service).letters == 1
    agreed.claimed("10")
    assert reminders.sweep(world.service).letters == 0, "the buyer wants a digest"
    world.clock.at = world.clock.at.replace(hour=6)
    assert reminders.sweep(world.service).letters == 1, "six in UTC is seven in London in April"
    assert reminders.sweep(world.service, on=world.clock.at.date() + timedelta(days=21)).letters == 1


def test_whoever_wants_no_letters_gets_none_and_a_letter_is_the_way_out(agreed: Deal, tmp_path: Path) -> None:
    world = agreed.world
    assert agreed.supplier.read("/v1/me/reminders")["how"] == "digest"
    reminders.sweep(world.service)
    (letter,) = letters(world, tmp_path)
    address = re.sub("^.*?/v1", "/v1", str(letter["List-Unsubscribe"]).strip("<>"))
    assert address in letter.get_content()
    page = world.stranger.get(address)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert agreed.supplier.read("/v1/me/reminders")["how"] == "digest", "reading the page changes nothing"
    one_click = {"content": b"List-Unsubscribe=One-Click"}
    for _ in range(2):
        assert world.stranger.request("POST", address, **one_click).status_code == 200
    assert agreed.supplier.read("/v1/me/reminders")["how"] == "off"
    world.clock.advance(days=6)
    assert reminders.sweep(world.service).letters == 0
    for wrong in ("x" * 43, "%00", "%ED%A0%80", "x" * 5000, "' OR 1=1 --"):
        assert world.stranger.post(f"/v1/unsubscribe/{wrong}").status_code == 404
        assert world.stranger.get(f"/v1/unsubscribe/{wrong}").status_code == 404
    assert agreed.supplier.put("/v1/me/reminders", {"how": "digest"}, version=1).status_code == 412


def test_somebody_who_was_shut_out_is_told_nothing(agreed: Deal) -> None:
    admin = agreed.world.person(agreed.supplier.organisation_id, Role.ADMIN)  # type: ignore[arg-type]
    body = {"name": "Gone", "roles": ["supplier"], "active": False}
    version = agreed.supplier.read(f"/v1/people/{agreed.supplier.person_id}")["version"]
    admin.did(admin.put(f"/v1/people/{agreed.supplier.person_id}", body, version=version))
    assert reminders.sweep(agreed.world.service).letters == 0


def test_two_sweeps_that_found_the_same_write_one_letter(agreed: Deal) -> None:
    from app.reminders.service import sweeping  # noqa: PLC0415 - the inside of a sweep, between its two halves

    service = agreed.world.service
    day = sweeping._Day(service.clock.now(), AFTER_Q1, by_hand=False)  # noqa: SLF001
    with service.database.unit_of_work(write=False) as tx:
        home = agreed.supplier.organisation_id
        people = [one for one in repository.reachable(tx) if one.organisation_id == home]
        found = sweeping._untold(tx, people, sweeping._reached(tx, people[0].organisation_id, day), day)  # noqa: SLF001
    assert [sweeping._tell(service, *each, day) for each in found * 2] == [1, 0]  # noqa: SLF001
    with service.database.unit_of_work(write=False) as tx:
        assert len(tx.scalars(select(OutboxMessage)).all()) == 1


def test_a_licence_is_told_of_before_it_ends_and_taken_off_by_whoever_renewed_it(world: World) -> None:
    supplier = world.supplier(profile={"living_wage_licence": "LW1", "living_wage_expires_on": date(2026, 1, 20)})
    (one,) = supplier.read("/v1/due")["items"]
    assert (one["kind"], one["due_on"], one["settled_by_hand"]) == ("licence", "2026-01-20", True)
    body = {"key": one["key"], "due_on": "2026-01-20", "words": "Renewed until 2027; the admin is told."}
    stranger = world.supplier()
    assert stranger.post("/v1/due/settle", body).status_code == 404
    supplier.make("/v1/due/settle", body)
    assert kinds(supplier) == []
    again = supplier.post("/v1/due/settle", body)
    assert (again.status_code, again.json()["code"]) == (409, "due.settled")


def test_what_is_seen_to_be_done_here_is_not_settled_by_saying_so(agreed: Deal) -> None:
    (one,) = agreed.supplier.read("/v1/due", params={"overdue": True})["items"]
    body = {"key": one["key"], "due_on": one["due_on"], "words": "Done, really."}
    refused = agreed.supplier.post("/v1/due/settle", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "due.not_settled_by_hand")


def test_whoever_wants_letters_at_once_and_has_much_to_do_gets_one_letter(world: World) -> None:
    made = deal(world, *(spend("1", "1", "1", "1") for _ in range(12)))
    made.on(AFTER_Q1)
    made.supplier.did(made.supplier.put("/v1/me/reminders", {"how": "at_once"}, version=0))
    assert reminders.sweep(world.service).letters == 1
    assert len(made.supplier.read("/v1/due", params={"overdue": True})["items"]) == 12


def test_nobody_goes_without_because_something_is_wrong_with_what_somebody_else_owes(
    agreed: Deal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from app.reminders.service import finding  # noqa: PLC0415 - what is broken for one of them

    real, broken = finding.due, agreed.buyer.organisation_id

    def due(tx: Any, organisation_id: Any, **asked: Any) -> Any:
        if organisation_id == broken:
            raise ZeroDivisionError
        return real(tx, organisation_id, **asked)

    monkeypatch.setattr(finding, "due", due)
    assert reminders.sweep(agreed.world.service).letters == 1
    assert str(broken) in caplog.text


def test_a_supplier_is_asked_to_agree_to_a_change_and_sees_nothing_of_who_else_decides(agreed: Deal) -> None:
    with agreed.world.service.database.unit_of_work(write=True) as tx:
        now = agreed.world.clock.now()
        contract = tx.get(Contract, agreed.contract)
        assert contract
        change = ContractChange(
            id=new_id(now), authority_id=contract.authority_id, supplier_id=contract.supplier_id,
            contract_id=contract.id, number=1, kind="value", rationale="need_grew", reason="More wards.",
            effective_on=AFTER_Q1, terms={}, effect={}, notice={}, supplier_must_agree=True, status="asked",
            asked_by=agreed.buyer.person_id, asked_at=now, version=1,
        )  # fmt: skip
        tx.add(change)
    (asked,) = agreed.supplier.read("/v1/due", params={"kind": "contract_change"})["items"]
    assert asked["awaits_you"] is True
    assert asked["words"].startswith("Agree to change 1 of C-")
    of_buyer = agreed.buyer.read("/v1/due", params={"kind": "contract_change"})["items"]
    assert sorted(one["awaits_you"] for one in of_buyer) == [False, True]
    assert kinds(agreed.colleague(Role.COMMISSIONER), mine=True) == [("contract_change", "2026-04-15")]

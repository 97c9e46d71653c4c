"""A calendar is read by its secret address alone, is the same until something changes, and can be revoked."""

import hashlib
from datetime import date, datetime, timedelta

import icalendar
from sqlalchemy import select, update

from app.contracts.models import CommitmentTarget
from app.reminders.models import Calendar
from tests.delivery.deal import Deal, deal, spend
from tests.world import World

HOSTILE = "Quarter 1\r\nBEGIN:VALARM; \\, ü" + "ü" * 60


def feed(agreed: Deal) -> tuple[str, str]:
    """Return the id of a new calendar and the path of its address."""
    made = agreed.supplier.make("/v1/calendars", {"label": "Phone"})
    return made["id"], "/v1" + made["address"].partition("/v1")[2]


def test_a_calendar_holds_what_waits_for_its_person_and_nothing_else(world: World) -> None:
    agreed = deal(world, spend("10", "20", "30", "40"))
    agreed.on(date(2026, 4, 1))
    _, address = feed(agreed)
    answer = world.stranger.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["cache-control"] == "private, max-age=900"
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert [event.decoded("DTSTART") for event in events] == [
        date(2026, month, day) for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))
    ]
    assert [str(event["SUMMARY"]).startswith("Past its day: Report on C-") for event in events] == [
        True,
        False,
        False,
        False,
    ]
    assert "DTSTART;VALUE=DATE:20260331" in answer.text
    assert "What was promised" not in answer.text
    assert all(len(line.encode()) <= 75 for line in answer.text.split("\r\n"))
    agreed.claimed("10")
    buyers = agreed.buyer.make("/v1/calendars", {"label": "Desk"})["address"].partition("/v1")[2]
    (event,) = icalendar.Calendar.from_ical(world.stranger.get(f"/v1{buyers}").content).walk("VEVENT")
    assert str(event["SUMMARY"]).startswith("Decide on a claim on C-")


def test_a_calendar_that_has_not_changed_is_not_sent_again_and_its_events_keep_their_names(world: World) -> None:
    agreed = deal(world, spend("10", "20", "30", "40"))
    _, address = feed(agreed)
    first = world.stranger.get(address)
    world.clock.advance(hours=3)
    same = world.stranger.get(address, headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", first.headers["etag"])
    agreed.on(date(2026, 4, 2))
    later = world.stranger.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert later.status_code == 200
    names = [
        [event["UID"] for event in icalendar.Calendar.from_ical(one.content).walk("VEVENT")] for one in (first, later)
    ]
    assert names[0] == names[1]
    assert len(set(names[0])) == 4


def test_what_people_call_a_period_cannot_write_lines_of_its_own_into_a_calendar(world: World) -> None:
    agreed = deal(world, spend("10", "20", "30", "40"))
    with world.service.database.unit_of_work(write=True) as tx:
        tx.execute(update(CommitmentTarget).values(label=HOSTILE))
    _, address = feed(agreed)
    text = world.stranger.get(address).text
    assert "\r\nBEGIN:VALARM" not in text
    assert HOSTILE.replace("\r\n", "\n") in str(icalendar.Calendar.from_ical(text).walk("VEVENT")[0]["SUMMARY"])
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_only_the_digest_of_an_address_is_kept_and_revoking_makes_it_worthless(world: World) -> None:
    agreed = deal(world)
    calendar_id, address = feed(agreed)
    secret = address.rpartition("/")[2].removesuffix(".ics")
    with world.service.database.unit_of_work(write=False) as tx:
        assert tx.scalars(select(Calendar.secret_digest)).one() == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in agreed.supplier.get("/v1/calendars").text
    assert agreed.buyer.post(f"/v1/calendars/{calendar_id}/revoke").status_code == 404
    agreed.supplier.make(f"/v1/calendars/{calendar_id}/revoke")
    agreed.supplier.make(f"/v1/calendars/{calendar_id}/revoke")
    for path in (address, "/v1/calendars/x.ics", f"/v1/calendars/{calendar_id}.ics", "/v1/calendars/%00.ics"):
        assert world.stranger.get(path).status_code == 404, path


def test_a_calendar_of_somebody_who_owes_nothing_is_one_all_the_same(world: World) -> None:
    idle = world.supplier().make("/v1/calendars", {"label": "Phone"})["address"].partition("/v1")[2]
    calendar = icalendar.Calendar.from_ical(world.stranger.get(f"/v1{idle}").content)
    (zone,) = calendar.walk("VTIMEZONE")
    assert (calendar.walk("VEVENT"), str(zone["TZID"])) == ([], "Europe/London")
    summer = datetime(2026, 7, 1)  # noqa: DTZ001 - the zone is asked about it
    assert zone.to_tz().utcoffset(summer) == timedelta(hours=1)  # type: ignore[attr-defined]


def test_nobody_has_more_calendars_than_anybody_can_look_after(world: World) -> None:
    supplier = world.supplier()
    made = [supplier.make("/v1/calendars", {"label": f"Number {number}"})["id"] for number in range(10)]
    refused = supplier.post("/v1/calendars", {"label": "One more"})
    assert (refused.status_code, refused.json()["code"]) == (409, "feeds.too_many")
    supplier.make(f"/v1/calendars/{made[0]}/revoke")
    supplier.make("/v1/calendars", {"label": "One more"})

"""Writes due things as an iCalendar (RFC 5545): one event a day, the same to the byte as long as nothing changes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from app.reminders.rules import Due

_EVENTS = UUID("6f0d1b64-2f0e-4c0f-9d55-6b1b5a3c7e21")
"""The namespace of the events' names (RFC 9562, version 5): chosen once, and never changed."""


def written(found: Sequence[Due], *, on: date, begin: str) -> bytes:
    """Return the calendar of what waits for somebody; `begin` is what every link begins with.

    Days are whole days without a time zone, as they are days in London already. An event that is past its day says so.
    """
    made = Calendar()
    made.add("prodid", "-//Makegood//Due//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", "Makegood")
    made.add("x-wr-timezone", "Europe/London")
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    made.add_component(_london())
    for due in found:
        made.add_component(_event(due, on, begin))
    return bytes(made.to_ical())


def _event(due: Due, on: date, begin: str) -> Event:
    event = Event()
    event.add("uid", f"{uuid5(_EVENTS, due.key)}@makegood")
    # What is stamped must not differ from one look to the next, or nothing could ever be called unchanged.
    event.add("dtstamp", due.since)
    event.add("dtstart", due.due_on)
    event.add("dtend", due.due_on + timedelta(days=1))
    event.add("summary", f"Past its day: {due.outside}" if due.is_overdue(on) else due.outside)
    event.add("url", f"{begin}{due.path}")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def _london() -> Timezone:
    """Return the time of London: a calendar without any component is none, and nothing may be due."""
    zone = Timezone()
    zone.add("tzid", "Europe/London")
    for part, name, begins, month, before, after in (
        (TimezoneDaylight(), "BST", datetime(1981, 3, 29, 1), 3, 0, 1),  # noqa: DTZ001 - a rule of local time
        (TimezoneStandard(), "GMT", datetime(1996, 10, 27, 2), 10, 1, 0),  # noqa: DTZ001 - a rule of local time
    ):
        part.add("tzname", name)
        part.add("dtstart", begins)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(part)
    return zone

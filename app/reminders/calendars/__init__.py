"""Calendars: what waits for one person, as days in the calendar program that they look at anyway."""

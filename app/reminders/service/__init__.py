"""What is due, how people want to hear of it, and telling them; what others may use is named here."""

from app.reminders.service.listing import listed, settle
from app.reminders.service.preferring import check_key, read, stop, update
from app.reminders.service.sweeping import Swept, sweep

__all__ = ["Swept", "check_key", "listed", "read", "settle", "stop", "sweep", "update"]

"""Ask for, decide on and apply changes of contracts; record what was bought. What others may use is named here."""

from app.contracts.changes.service.asking import ask
from app.contracts.changes.service.deciding import acknowledge, agree, approve, decline, refuse, withdraw
from app.contracts.changes.service.following import entitlement, link
from app.contracts.changes.service.reading import OpenChange, in_force, listed, open_changes, plan_history, read
from app.contracts.changes.service.volumes import list_volumes, newest_volumes, record, volumes_missing

__all__ = [
    "OpenChange",
    "acknowledge",
    "agree",
    "approve",
    "ask",
    "decline",
    "entitlement",
    "in_force",
    "link",
    "list_volumes",
    "listed",
    "newest_volumes",
    "open_changes",
    "plan_history",
    "read",
    "record",
    "refuse",
    "volumes_missing",
    "withdraw",
]

"""Name subcontractors, take their parts, and show what each tier did; what others may use is named here."""

from app.delivery.subcontracting.service.deciding import accept, include, of_update, send_back
from app.delivery.subcontracting.service.naming import accept_invitation, list_of_contract, list_own, name, read, remove
from app.delivery.subcontracting.service.reporting import list_parts, read_file, submit, upload

__all__ = [
    "accept",
    "accept_invitation",
    "include",
    "list_of_contract",
    "list_own",
    "list_parts",
    "name",
    "of_update",
    "read",
    "read_file",
    "remove",
    "send_back",
    "submit",
    "upload",
]

"""Take evidence and claims from the supplier, and the buyer's decisions on them; what others may use is named here."""

from app.delivery.proving.service import assessed_keys, plans_in_force
from app.delivery.replies.service import open_clocks
from app.delivery.service.claiming import refusals, submit, submit_many
from app.delivery.service.deciding import part_verify, reject, uphold, verify
from app.delivery.service.files import list_evidence, read_evidence, upload
from app.delivery.service.reading import listed, read, updates, updates_of

__all__ = [
    "assessed_keys",
    "list_evidence",
    "listed",
    "open_clocks",
    "part_verify",
    "plans_in_force",
    "read",
    "read_evidence",
    "refusals",
    "reject",
    "submit",
    "submit_many",
    "updates",
    "updates_of",
    "uphold",
    "upload",
    "verify",
]

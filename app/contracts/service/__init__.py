"""Draft contracts, carry promises over or waive them, go live and end; what other concepts may use is named here."""

from app.contracts.service.drafting import cancel, create, end, go_live, promises_of
from app.contracts.service.planning import carry, profile, update
from app.contracts.service.plans import bands_fixed_on, plans_of, read_targets, set_targets, targets_on
from app.contracts.service.reading import (
    commitment,
    draft,
    get,
    ledger,
    list_waivers,
    listed,
    live,
    out,
    owned,
    read,
    read_commitment,
    read_waiver,
    stakes_of,
    status_of,
    visible,
)
from app.contracts.service.waiving import approve, ask, refuse

__all__ = [
    "approve",
    "ask",
    "bands_fixed_on",
    "cancel",
    "carry",
    "commitment",
    "create",
    "draft",
    "end",
    "get",
    "go_live",
    "ledger",
    "list_waivers",
    "listed",
    "live",
    "out",
    "owned",
    "plans_of",
    "profile",
    "promises_of",
    "read",
    "read_commitment",
    "read_targets",
    "read_waiver",
    "refuse",
    "set_targets",
    "stakes_of",
    "status_of",
    "targets_on",
    "update",
    "visible",
]

"""Which roles there are, who may hold them, and when a key holds."""

from datetime import datetime, timedelta
from enum import StrEnum

from app.organisations.rules import AUTHORITY_KINDS, OrganisationKind


class Role(StrEnum):
    """What a person does in their organisation."""

    BUYER = "buyer"
    EVALUATOR = "evaluator"
    SUPPLIER = "supplier"
    COMMISSIONER = "commissioner"
    AUDITOR = "auditor"
    ADMIN = "admin"


BUYER = frozenset({Role.BUYER})
EVALUATOR = frozenset({Role.EVALUATOR})
SUPPLIER = frozenset({Role.SUPPLIER})
COMMISSIONER = frozenset({Role.COMMISSIONER})
AUDITOR = frozenset({Role.AUDITOR})
ADMIN = frozenset({Role.ADMIN})
AUTHORITY_READERS = frozenset({Role.BUYER, Role.COMMISSIONER, Role.AUDITOR})
EVERYONE: frozenset[str] = frozenset(Role)

_OF_AUTHORITY = frozenset({Role.BUYER, Role.EVALUATOR, Role.COMMISSIONER})

KEY_LIFETIME = timedelta(days=365)
SESSION_LIFETIME = timedelta(hours=12)
THROTTLE_WINDOW = timedelta(minutes=15)
THROTTLE_FAILURES = 5


def may_hold(kind: str, role: Role) -> bool:
    """Return whether a person of an organisation of this kind may hold the role."""
    if kind == OrganisationKind.OPERATOR:
        return role in {Role.ADMIN, Role.AUDITOR}
    if role in _OF_AUTHORITY:
        return kind in AUTHORITY_KINDS
    return True


def holds(*, expires_at: datetime, revoked_at: datetime | None, now: datetime) -> bool:
    """Return whether a key is still good at `now`."""
    return revoked_at is None and now < expires_at


def left_after_closing(roles: frozenset[str]) -> frozenset[str]:
    """Return what a role is worth in a body that another followed: whoever read or administered it reads it."""
    return AUDITOR if roles & (AUTHORITY_READERS | ADMIN) else frozenset()


def is_session(*, created_at: datetime, expires_at: datetime) -> bool:
    """Return whether a key came of signing in: no key that somebody issues holds so short."""
    return expires_at - created_at <= SESSION_LIFETIME

"""Keeps an entry of what happens to tenders, awards and contracts, in the transaction of the act itself."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.kit.ids import new_id
from app.public.models import PublicEntry
from app.public.repository import entries
from app.public.rules import EntryKind


def _itself(subject: Any) -> UUID | None:
    found: UUID = subject.id
    return found


def _its_contract(subject: Any) -> UUID | None:
    found: UUID = subject.contract_id
    return found


def _what_it_reports_on(subject: Any) -> UUID | None:
    # The same report in another language is no other report.
    is_one = subject.kind == "contract_performance" and subject.twin_of is None
    return subject.subject_id if is_one else None


_HEARD: Mapping[Action, tuple[EntryKind, Callable[[Any], UUID | None]]] = {
    Action.TENDER_PUBLISHED: (EntryKind.TENDER_PUBLISHED, _itself),
    Action.TENDER_ABANDONED: (EntryKind.TENDER_ABANDONED, _itself),
    Action.AWARD_NOTICE_PUBLISHED: (EntryKind.AWARD_PUBLISHED, _itself),
    Action.AWARD_VOIDED: (EntryKind.AWARD_VOIDED, _itself),
    Action.CONTRACT_WENT_LIVE: (EntryKind.CONTRACT_SIGNED, _itself),
    Action.CONTRACT_ENDED: (EntryKind.CONTRACT_ENDED, _itself),
    Action.CHANGE_ENTERED: (EntryKind.CONTRACT_CHANGED, _its_contract),
    Action.DOCUMENT_ISSUED: (EntryKind.CONTRACT_REPORTED, _what_it_reports_on),
}


def begin() -> None:
    """Have every record heard from now on."""
    audit.heard_by(heard)


def heard(tx: Session, action: Action, subject: audit.Subject, now: datetime) -> None:
    """Keep what happened, whether or not its authority publishes: that is asked when somebody reads."""
    if action not in _HEARD:
        return
    kind, about = _HEARD[action]
    subject_id, authority_id = about(subject), getattr(subject, "authority_id", None)
    if subject_id is None or authority_id is None:
        return
    # The act goes on afterwards: what it has not written yet stays unwritten until it says so.
    with tx.no_autoflush:
        entry = PublicEntry(id=new_id(now), authority_id=authority_id, kind=kind.value, subject_id=subject_id, at=now)
        entries.add(tx, [entry])

"""What is due, by when and from whom, and on which days somebody is told; nothing is fetched here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.identity.rules import AUTHORITY_READERS, Role
from app.kit.actor import Actor

SELLING = frozenset({Role.SUPPLIER, Role.AUDITOR})
"""Who of a supplier sees what is due on its contracts, beside whoever reads what an authority buys."""

MOST_AHEAD = 366
AHEAD = 92
"""How many days ahead are shown unless somebody asks for others: a quarter."""

VERIFY_WITHIN, DECIDE_WITHIN = timedelta(days=28), timedelta(days=14)
"""In which time a claim is looked at, and a request of a colleague answered. No law says; four weeks settle the claims
of a quarter well before the next ones come, and whoever asked is not left for more than a fortnight."""

DIGEST_FROM_HOUR = 7
"""From which hour in London the digest of a day goes out: it lies there when people begin."""


class DueKind(StrEnum):
    """What kind of thing is due. A closed list: filters, calendars and webhooks use these words."""

    REPORT = "report"
    VERIFICATION = "verification"
    WAIVER = "waiver"
    CHANGE = "contract_change"
    STANDSTILL = "standstill_end"
    NOTICE = "notice"
    LICENCE = "licence"
    PRICE_QUESTION = "price_question"
    ANSWER = "answer_to_query"
    REPLY = "reply_to_decision"
    DECISION = "decision_on_reply"
    CONFIRMATION = "confirmation"
    REMEDY = "remedy"


NO_DUTY = frozenset({DueKind.STANDSTILL, DueKind.REPLY})
"""A day to know, or a right that ends with it: nobody is late with these."""

SETTLED_BY_HAND = frozenset({DueKind.NOTICE, DueKind.LICENCE})
"""What is done where the service does not see it, so that somebody has to say that it is done."""

ARISES = frozenset({DueKind.VERIFICATION, DueKind.WAIVER, DueKind.CHANGE, DueKind.PRICE_QUESTION, DueKind.ANSWER})
ARISES |= {DueKind.REPLY, DueKind.DECISION, DueKind.REMEDY}
"""What somebody else's act begins: those awaited are told when it happens, too."""


class How(StrEnum):
    """How a person wants to be reminded."""

    OFF = "off"
    DIGEST = "digest"
    AT_ONCE = "at_once"


class Stage(StrEnum):
    """When people are told of a due thing. Each is told of each stage once."""

    NEW = "new"
    MONTH_BEFORE = "28_days_before"
    WEEK_BEFORE = "7_days_before"
    DAY_BEFORE = "1_day_before"
    ON_THE_DAY = "on_the_day"
    DAY_AFTER = "1_day_after"
    WEEK_AFTER = "7_days_after"
    MONTH_AFTER = "28_days_after"


DAYS = {
    Stage.MONTH_BEFORE: -28,
    Stage.WEEK_BEFORE: -7,
    Stage.DAY_BEFORE: -1,
    Stage.ON_THE_DAY: 0,
    Stage.DAY_AFTER: 1,
    Stage.WEEK_AFTER: 7,
    Stage.MONTH_AFTER: 28,
}
LAST_STAGE = DAYS[Stage.MONTH_AFTER]
_ALWAYS = frozenset({Stage.WEEK_BEFORE, Stage.DAY_BEFORE, Stage.DAY_AFTER, Stage.WEEK_AFTER, Stage.MONTH_AFTER})
_OF_KIND = {kind: frozenset(DAYS) for kind in SETTLED_BY_HAND}
"""What takes time to prepare, and is done elsewhere, is told a month before, and on its day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing that is due: `due_on` is the last day for it, in London.

    `awaiting_id` is the organisation that has to act, `roles` whoever there does. `words` are for the parties when
    signed in; `outside` is what may stand in an e-mail or a calendar, and names nothing that is not published. Only
    `private_to` sees it, where that is an organisation. `part` tells apart what is due of the same subject.
    """

    kind: DueKind
    subject_id: UUID
    part: str = ""
    due_on: date
    since: datetime
    awaiting_id: UUID
    roles: frozenset[Role]
    words: str
    outside: str
    path: str
    authority_id: UUID | None = None
    supplier_id: UUID | None = None
    contract_id: UUID | None = None
    private_to: UUID | None = None

    @property
    def key(self) -> str:
        """Return what makes it the same thing on every day that it is looked at."""
        return f"{self.kind}:{self.subject_id}" + (f":{self.part}" if self.part else "")

    def is_overdue(self, on: date) -> bool:
        """Return whether its day has passed and somebody still owes it."""
        return self.kind not in NO_DUTY and self.due_on < on


def sees(due: Due, organisation_id: UUID, roles: Iterable[str]) -> bool:
    """Return whether somebody of an organisation with these roles may see a due thing."""
    if due.private_to not in {None, organisation_id}:
        return False
    held = frozenset(roles)
    if organisation_id == due.authority_id and not held.isdisjoint(AUTHORITY_READERS):
        return True
    if organisation_id == due.supplier_id and not held.isdisjoint(SELLING):
        return True
    return organisation_id == due.awaiting_id and not held.isdisjoint(due.roles)


def awaits(due: Due, organisation_id: UUID, roles: Iterable[str]) -> bool:
    """Return whether a due thing waits for somebody of an organisation with these roles, who may see it, too."""
    held = frozenset(roles)
    return due.awaiting_id == organisation_id and not held.isdisjoint(due.roles) and sees(due, organisation_id, held)


def seen_by(actor: Actor, found: Iterable[Due]) -> list[Due]:
    """Return what somebody may see of what is due."""
    return [due for due in found if sees(due, actor.organisation_id, actor.roles)]


def stage_on(due: Due, on: date, since: date) -> Stage | None:
    """Return the stage that a due thing has reached on a day; None before the first one and long after the last.

    Only the latest counts: where nobody looked for a while, nobody is told of what lies behind. `since` is the day in
    London from which it is known; a stage that had passed before is replaced by that it is new.
    """
    stages = _OF_KIND.get(due.kind, _ALWAYS)
    reached = [stage for stage, days in DAYS.items() if stage in stages and due.due_on + timedelta(days=days) <= on]
    if due.kind in NO_DUTY:
        reached = [stage for stage in reached if DAYS[stage] <= 0]
    if not reached:
        return Stage.NEW if due.kind in ARISES else None
    last = reached[-1]
    if (on - due.due_on).days > LAST_STAGE + AHEAD or (due.kind in NO_DUTY and on > due.due_on):
        return None
    arose_after = due.due_on + timedelta(days=DAYS[last]) < since
    return Stage.NEW if arose_after and due.kind in ARISES else last

"""The life of a change of a contract, the reasons it may have, and who may do what to it."""

from enum import StrEnum
from uuid import UUID

from app.contracts.changes.errors import (
    ChangeClosed,
    ChangeNeedsAnother,
    NoticeNotAcknowledged,
    SupplierHasNotAgreed,
)


class ChangeKind(StrEnum):
    """What a change is about."""

    VALUE = "value"
    TERM = "term"
    TARGETS = "targets"
    SUBSTITUTION = "substitution"
    OTHER = "other"


class Rationale(StrEnum):
    """Why a contract is changed, in a closed list, so that reasons can be counted.

    Source: after the coded reasons of contract changes in Prozorro (`rationaleTypes` of its contracting procedure) and
    the permitted modifications of Schedule 8 to the Procurement Act 2023, in words of this service.
    """

    NEED_FELL = "need_fell"
    NEED_GREW = "need_grew"
    PRICE_FOLLOWED_CLAUSE = "price_followed_clause"
    PRICE_AGREED_LOWER = "price_agreed_lower"
    QUALITY_IMPROVED = "quality_improved"
    TIME_EXTENDED = "time_extended"
    TAX_CHANGED = "tax_changed"
    BUDGET_YEAR = "budget_year"
    PROVIDED_FOR = "provided_for"
    URGENT_NEED = "urgent_need"
    UNFORESEEN = "unforeseen"
    THIRD_PARTY = "third_party"
    SUPPLIER_CANNOT = "supplier_cannot"
    BETTER_VALUE = "better_value"
    MISTAKE_MENDED = "mistake_mended"
    OTHER = "other"


RATIONALE_WORDS: dict[Rationale, str] = {
    Rationale.NEED_FELL: "Less is needed than was expected",
    Rationale.NEED_GREW: "More is needed than was expected",
    Rationale.PRICE_FOLLOWED_CLAUSE: "The price follows a clause of the contract",
    Rationale.PRICE_AGREED_LOWER: "A lower price was agreed for the same",
    Rationale.QUALITY_IMPROVED: "The same is delivered better, at no higher price",
    Rationale.TIME_EXTENDED: "More time is needed for what was agreed",
    Rationale.TAX_CHANGED: "A tax or duty changed",
    Rationale.BUDGET_YEAR: "The contract goes on into the next budget year as it provides",
    Rationale.PROVIDED_FOR: "The contract provides for the change",
    Rationale.URGENT_NEED: "Life, health or public order needs it at once",
    Rationale.UNFORESEEN: "Something happened that nobody could foresee",
    Rationale.THIRD_PARTY: "Somebody else made it necessary: a rate, a tariff, an owner, a regulator",
    Rationale.SUPPLIER_CANNOT: "The supplier cannot deliver it as promised",
    Rationale.BETTER_VALUE: "Something else serves the people it is for better",
    Rationale.MISTAKE_MENDED: "A mistake in the contract is mended",
    Rationale.OTHER: "Another reason, said in words",
}


class ChangeStatus(StrEnum):
    """What came of a change. It is in force once two others than the one who asked have approved it."""

    ASKED = "asked"
    APPROVED_BY_ONE = "approved_by_one"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What somebody did to a change."""

    ASKED = "asked"
    APPROVED = "approved"
    AGREED = "agreed"
    NOTICE_ACKNOWLEDGED = "notice_acknowledged"
    REFUSED = "refused"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Basis(StrEnum):
    """What a promise follows: money paid, the number of call-offs, or units of what was bought."""

    SPEND = "spend"
    CALL_OFFS = "call_offs"
    UNITS = "units"


class Rebase(StrEnum):
    """What becomes of the targets that remain: nothing, their whole follows the change, or the whole stays."""

    NONE = "none"
    PRO_RATA = "pro_rata"
    KEEP_WHOLE = "keep_whole"


class Equivalence(StrEnum):
    """On what it rests that one commitment is worth as much as another."""

    SAME_MEASURE = "same_measure"
    UNIT_VALUE = "unit_value"
    REASONED = "reasoned"


MAY_BECOME: dict[ChangeStatus, frozenset[ChangeStatus]] = {
    ChangeStatus.ASKED: frozenset({ChangeStatus.APPROVED_BY_ONE, ChangeStatus.REFUSED, ChangeStatus.WITHDRAWN}),
    ChangeStatus.APPROVED_BY_ONE: frozenset({ChangeStatus.IN_FORCE, ChangeStatus.REFUSED, ChangeStatus.WITHDRAWN}),
    ChangeStatus.IN_FORCE: frozenset(),
    ChangeStatus.REFUSED: frozenset(),
    ChangeStatus.WITHDRAWN: frozenset(),
}
OPEN = frozenset({ChangeStatus.ASKED, ChangeStatus.APPROVED_BY_ONE})


def check_open(status: str, number: int) -> None:
    """Raise ChangeClosed unless a change still waits for a decision."""
    if status not in OPEN:
        raise ChangeClosed(number, status)


def check_approver(person: UUID, *, asked_by: UUID, first_approved_by: UUID | None) -> None:
    """Raise ChangeNeedsAnother for whoever asked, and for whoever has approved already."""
    if person == asked_by:
        raise ChangeNeedsAnother.than_who_asked()
    if person == first_approved_by:
        raise ChangeNeedsAnother.than_who_approved()


def check_may_enter(number: int, *, must_agree: bool, agreed: bool, notice_due: bool, acknowledged: bool) -> None:
    """Raise unless everything is there that a change needs beside its second approval."""
    if must_agree and not agreed:
        raise SupplierHasNotAgreed(number)
    if notice_due and not acknowledged:
        raise NoticeNotAcknowledged(number)

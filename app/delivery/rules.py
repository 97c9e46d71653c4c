"""The life of a delivery update, and what a claim and its verification must be like."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.delivery.errors import ClaimUnfit, PeriodNotBegun, PeriodSettled, ProvedUnfit, UpdateNotOpen

_WHOLE_SHARE = Decimal(100)


MOST_FILES = 5_000
"""How many files one contract may have: each leaves a record and an event that nobody can delete."""


class UpdateStatus(StrEnum):
    """Where an update stands. A new revision supersedes the one before it, which stays."""

    SUBMITTED = "submitted"
    VERIFIED = "verified"
    PART_VERIFIED = "part_verified"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


MAY_BECOME: dict[UpdateStatus, frozenset[UpdateStatus]] = {
    UpdateStatus.SUBMITTED: frozenset(
        {UpdateStatus.VERIFIED, UpdateStatus.PART_VERIFIED, UpdateStatus.REJECTED, UpdateStatus.SUPERSEDED}
    ),
    UpdateStatus.VERIFIED: frozenset(),
    UpdateStatus.PART_VERIFIED: frozenset({UpdateStatus.SUPERSEDED}),
    UpdateStatus.REJECTED: frozenset({UpdateStatus.SUPERSEDED}),
    UpdateStatus.SUPERSEDED: frozenset(),
}
DECIDED = frozenset({UpdateStatus.VERIFIED, UpdateStatus.PART_VERIFIED, UpdateStatus.REJECTED})
ANEW = {UpdateStatus.PART_VERIFIED: DECIDED, UpdateStatus.REJECTED: DECIDED}
"""What a claim may become once the supplier has replied to the decision on it, beside what it may become anyway."""


def check_begun(*, label: str, starts_on: date, today: date) -> None:
    """Raise unless the period has begun; a claim before its end is one that a later claim will supersede."""
    if today < starts_on:
        raise PeriodNotBegun(label, starts_on, today)


def check_claim(
    claimed: Decimal | None,
    *,
    needed: bool,
    taken: bool,
    is_share: bool,
    unit: str,
    whole: Decimal | None = None,
) -> None:
    """Raise unless a quantity is there where one is `needed`, and only where one is `taken`.

    Zero is a quantity and null is none. What is only recorded takes a quantity and needs none. With a `whole`, a share
    is claimed as a part of it; 0 of 0 says that there was nothing to be a share of.
    """
    if needed and claimed is None:
        raise _unfit(
            f"This commitment is counted in {unit}, so a claim names a quantity. Send 0 if nothing was delivered; "
            "null means that nothing is reported.",
            None,
        )
    if not taken and claimed is not None:
        raise _unfit("This commitment is in words, so there is nothing to count. Send claimed as null.", claimed)
    if whole is not None and not is_share:
        raise _unfit("Only a percentage is claimed as a part of a whole. Leave whole out.", whole, "whole")
    if whole is not None and claimed is not None and claimed > whole:
        raise _unfit(f"{claimed} is more than the whole, {whole}. Claim the part of it that was delivered.", claimed)
    if is_share and whole is None and claimed is not None and claimed > _WHOLE_SHARE:
        raise _unfit(
            f"{claimed} {unit} is more than the whole. A share is at most 100; to claim a part of a whole, such as "
            "30000 of 50000, give the part in claimed and the whole in whole.",
            claimed,
        )


def check_may_supersede(status: str, *, label: str, revision: int) -> None:
    """Raise when the claim that a new one would take the place of is settled."""
    if UpdateStatus.SUPERSEDED not in MAY_BECOME[UpdateStatus(status)]:
        raise PeriodSettled(label, revision)


def check_may_decide(status: str, decision: UpdateStatus, *, revision: int, replied: bool = False) -> None:
    """Raise unless the update waits for a decision: the first one, or the answer to the supplier's reply."""
    now = UpdateStatus(status)
    if decision not in MAY_BECOME[now] and not (replied and decision in ANEW.get(now, frozenset())):
        raise UpdateNotOpen(revision, status)


def proved_quantity(
    decision: UpdateStatus,
    *,
    claimed: Decimal | None,
    proved: Decimal | None,
    more_is_better: bool,
    whole: Decimal | None = None,
    proved_whole: Decimal | None = None,
) -> Decimal | None:
    """Return what counts after a decision: all of the claim, the part that is proved, or nothing at all.

    Verifying in part never improves on a claim: it proves less where more is better, and more where less is better,
    as with emissions. A rejected claim proves nothing, which is not the same as proving nought. Of a percentage
    claimed as a part of a `whole`, a part is proved of `proved_whole`, and the percentages are compared.
    """
    if decision is UpdateStatus.VERIFIED:
        return claimed
    if decision is UpdateStatus.REJECTED:
        return None
    if claimed is None or proved is None:
        raise _not_proved("A claim in words has no part that can be counted. Verify it, or reject it.", proved)
    if whole is not None and proved_whole is not None:
        return _part_proved((claimed, whole), (proved, proved_whole), more_is_better=more_is_better)
    if proved == claimed:
        raise _not_proved(f"{proved} is all that was claimed. Verify it in full instead.", proved)
    if more_is_better and proved > claimed:
        raise _not_proved(f"{proved} is more than the {claimed} claimed. Prove at most what was claimed.", proved)
    if not more_is_better and proved < claimed:
        raise _not_proved(
            f"{proved} is less than the {claimed} claimed, and here less is better. Prove at least what was claimed.",
            proved,
        )
    return proved


def _part_proved(claimed: tuple[Decimal, Decimal], proved: tuple[Decimal, Decimal], *, more_is_better: bool) -> Decimal:
    """Return the part that is proved of a whole, having compared it with the claim as a share and not as an amount."""
    part, whole = proved
    if part > whole:
        raise _not_proved(f"{part} is more than its whole, {whole}.", part)
    if proved == claimed:
        raise _not_proved(f"{part} of {whole} is all that was claimed. Verify it in full instead.", part)
    ours, theirs = (Fraction(one) / Fraction(of) if of else None for one, of in (proved, claimed))
    if ours is not None and theirs is not None and (ours > theirs if more_is_better else ours < theirs):
        sentence = f"{part} of {whole} is a better share than the {claimed[0]} of {claimed[1]} claimed."
        raise _not_proved(f"{sentence} Prove at most what was claimed.", part)
    return part


def _unfit(sentence: str, value: Decimal | None, field: str = "claimed") -> ClaimUnfit:
    return ClaimUnfit(sentence, [{"place": f"body.{field}", "message": sentence, "value": _text(value)}])


def _not_proved(sentence: str, value: Decimal | None) -> ProvedUnfit:
    return ProvedUnfit(sentence, [{"place": "body.proved", "message": sentence, "value": _text(value)}])


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)

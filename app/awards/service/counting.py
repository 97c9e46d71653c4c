"""Count the standstill of an award by the dated rule of its regime, and say how it was counted."""

from datetime import date
from typing import Any
from uuid import UUID

from app.awards import repository
from app.awards.models import Award
from app.awards.schemas import ExtensionOut, SkippedDayOut, StandstillOut
from app.awards.service import reading, telling
from app.kit.call import Call
from app.kit.clock import london_text
from app.rubrics import regimes, standstill
from app.rubrics.errors import StandstillRuleUnknown
from app.tenders.models import Tender

_AFTER_REVIEW = "standstill_after_review"
_OF_EXTENSION = ("rule", "counted", "skipped", "last_day", "ends_at", "source")
_KEPT = StandstillOut.model_fields.keys() - {
    "skipped", "planned", "held_open", "extension", "ends_after_all", "over", "ends_in_london",
}  # fmt: skip


def counted(tender: Tender, notice_on: date, *, sent_by: str | None, voluntary: int | None) -> standstill.Standstill:
    """Return the standstill of a notice of that day; raise StandstillRuleUnknown or HolidaysUnknown."""
    if tender.regime is None:
        raise StandstillRuleUnknown(f"Tender {tender.reference} names no regime, so no standstill can be counted.")
    return standstill.of_regime(
        tender.regime, notice_on, category=tender.category, sent_by=sent_by, voluntary_working_days=voluntary
    )


def holds_open(tender: Tender, on: date) -> bool:
    """Return whether a representation keeps standstill open under the tender's regime, by the rule of that day."""
    return tender.regime is not None and regimes.one(tender.regime, _AFTER_REVIEW, on) is not None


def after_review(tender: Tender, decision_on: date) -> dict[str, Any] | None:
    """Return how the days after a decision of that day are counted, in JSON values; None where the regime gives none.

    Raises HolidaysUnknown.
    """
    found = None if tender.regime is None else standstill.after_review(tender.regime, decision_on)
    if found is None:
        return None
    kept = standstill.to_mapping(found)
    return {name: kept[name] for name in _OF_EXTENSION} | {"decision_on": kept["notice_on"]}


def read_standstill(call: Call, award_id: UUID) -> StandstillOut:
    """Return how the standstill of an award is planned or was counted, day by day; the plan to whoever is free.

    Raises DeclarationNeeded, ConflictUndecided, ConflictBarred or KeptFromBid.
    """
    award = reading.owned(call.tx, call.actor, award_id)
    if not telling.is_told(award):
        telling.check_whole(call.tx, call.actor, award)
    kept = award.standstill or {}
    held_open = bool(repository.holding_open(call.tx, award.id))
    ends = award.standstill_ends_at
    extended = [each for each in repository.representations(call.tx, award.id) if each.extension]
    latest = max(extended, key=lambda each: each.decided_at or each.logged_at, default=None)
    return StandstillOut(
        **{name: kept[name] for name in _KEPT},
        skipped=[SkippedDayOut.model_validate(day) for day in kept["skipped"]],
        planned=award.published_at is None,
        held_open=held_open,
        extension=extension_out(None if latest is None else latest.extension),
        ends_after_all=None if held_open else ends,
        ends_in_london=None if ends is None else london_text(ends),
        over=_over(award, call, held_open=held_open),
    )


def extension_out(kept: dict[str, Any] | None) -> ExtensionOut | None:
    """Return the days after a review as they go over the wire."""
    return None if kept is None else ExtensionOut.model_validate(kept)


def _over(award: Award, call: Call, *, held_open: bool) -> bool:
    if award.published_at is None or held_open:
        return False
    return award.standstill_ends_at is None or call.now >= award.standstill_ends_at

"""Compares an amended notice with the one that a tender was imported from, and with what people made of the draft.

What only the notice changed is put into the draft. What a person changed since stays as that person has it, and what
the amended notice no longer says, or says unsoundly, is never taken for nothing: both are reported.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from app.kit.schema import plain
from app.opendata.reading import Finding, shown
from app.tenders.models import Tender
from app.tenders.schemas import TenderWrite

AMENDED: Final = frozenset({"tenderAmendment", "tenderUpdate"})
"""The tags of a release that changes what an earlier one said of the tender."""

FIELDS: Final = (
    "title",
    "description",
    "category",
    "value",
    "currency",
    "value_includes_vat",
    "starts_on",
    "ends_on",
    "cpv",
    "places",
    "closes_at",
)
_WHOLE: Final = "1"


class Effect(StrEnum):
    """What became of a difference."""

    APPLIED = "applied"
    KEPT = "kept"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the amended notice says otherwise. `value` is what the draft gets where it is applied."""

    field: str
    was: str | None
    now: str | None
    effect: Effect
    value: Any = None

    def finding(self) -> Finding | None:
        """Return what a person has to do about it; None where nothing is left to do."""
        change = f"was {self.was or 'not said'} and is now {self.now or 'not said'} in the amended notice"
        if self.effect is Effect.TOO_LATE:
            message = f"{change}: the tender is published, so nothing was changed; move its deadline, or give it up"
            return Finding("amendment.too_late", self.field, message, self.now)
        if self.effect is Effect.KEPT:
            message = f"{change}: the draft keeps what it has; look, and enter what holds"
            return Finding("amendment.kept", self.field, message, self.now)
        return None


def is_amendment(release: Mapping[str, Any] | None) -> bool:
    """Return whether a release says that it amends a tender."""
    tags = (release or {}).get("tag")
    return isinstance(tags, list) and any(isinstance(tag, str) and tag in AMENDED for tag in tags)


def differences(old: Mapping[str, Any], new: Mapping[str, Any], tender: Tender, *, is_draft: bool) -> list[Difference]:
    """Return everything that two notices say differently of a tender, and what is to become of each.

    `old` and `new` are the fields of a draft as each notice was mapped to.
    """
    before, after = TenderWrite.model_validate(old), TenderWrite.model_validate(new)
    found = [
        _difference(name, getattr(before, name), getattr(after, name), getattr(tender, name), is_draft=is_draft)
        for name in FIELDS
        if getattr(before, name) != getattr(after, name)
    ]
    return [*found, *_lots(before, after, tender, is_draft=is_draft)]


def of_criteria(
    old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, held: Mapping[str, Any] | None, *, is_draft: bool
) -> Difference | None:
    """Return that the criteria or their weights differ; `held` is the rubric that the tender has, None for none."""
    before, after = criteria_of(old), criteria_of(new)
    if before == after:
        return None
    effect = Effect.TOO_LATE
    if is_draft:
        effect = Effect.APPLIED if new is not None and criteria_of(held) == before else Effect.KEPT
    return Difference("criteria", "; ".join(before) or None, "; ".join(after) or None, effect, new)


def criteria_of(rubric: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return the criteria of a drafted rubric, each with its weight and its lots, in words."""
    return tuple(_criterion(node) for node in (rubric or {}).get("criteria", ()))


def said(release: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what a notice itself says about its amendments, each with its reason."""
    tender = release.get("tender")
    listed = tender.get("amendments") if isinstance(tender, Mapping) else None
    for index, one in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(one, Mapping):
            words = [one[name] for name in ("description", "rationale") if isinstance(one.get(name), str)]
            if told := " ".join(part.strip() for part in words if part.strip()):
                message = "the notice says that it was amended: look whether the draft follows it"
                yield Finding("tender.amended", f"tender.amendments[{index}]", message, shown(told))


def _difference(name: str, old: Any, new: Any, held: Any, *, is_draft: bool) -> Difference:
    effect = Effect.TOO_LATE
    if is_draft:
        # An enumeration is kept as its text.
        untouched = held == (old.value if isinstance(old, StrEnum) else old)
        effect = Effect.APPLIED if untouched and new not in (None, "", []) else Effect.KEPT
    return Difference(name, _text(old), _text(new), effect, new.value if isinstance(new, StrEnum) else new)


def _lots(before: TenderWrite, after: TenderWrite, tender: Tender, *, is_draft: bool) -> Iterator[Difference]:
    old, new = ({lot.code: (lot.title, lot.value) for lot in each.lots} for each in (before, after))
    held = {lot.code: (lot.title, lot.value) for lot in tender.lots}
    if not old and not new:
        return
    untouched = held == old or (not old and set(held) == {_WHOLE})
    for code in sorted({*old, *new}):
        if old.get(code) != new.get(code):
            effect = Effect.TOO_LATE
            if is_draft:
                effect = Effect.APPLIED if untouched and new else Effect.KEPT
            yield Difference(f"lots[{code}]", _lot_text(old.get(code)), _lot_text(new.get(code)), effect, new.get(code))


def _lot_text(lot: tuple[str, Any] | None) -> str | None:
    if lot is None:
        return None
    title, value = lot
    return title if value is None else f"{title} ({plain(value)})"


def _criterion(node: Mapping[str, Any]) -> str:
    weight = node.get("weight", "without a weight")
    lots: Sequence[str] = node.get("lots", ())
    return f"{node['title']}: {weight}" + (f" in {', '.join(lots)}" if lots else "")


def _text(value: Any) -> str | None:
    if value in (None, "", []):
        return None
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return plain(value) if hasattr(value, "as_tuple") else shown(str(value))

"""The dated rules of each procurement regime: which standstill, which duties, in force on which day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.kit.errors import NotFound
from app.rubrics import data


@dataclass(frozen=True, slots=True)
class StandstillRule:
    """How long an authority must wait between the notice of an award and the contract.

    Exactly one of `working_days` and `calendar_days` is given when standstill is `mandatory`; where it is not, neither
    is and nothing is counted. `counts_from` is `notice_day` or `day_after_notice`: the day on which standstill begins.
    `first_day_counts` says whether that day is day one (if it is a day that counts) or counting starts on the day
    after. `bank_holidays` names the parts of the United Kingdom whose holidays are not working days. `status` is
    `read` where the rule was read at its source and `background` where it is general knowledge.
    """

    regime: str
    mandatory: bool
    working_days: int | None
    calendar_days: int | None
    counts_from: str | None
    first_day_counts: bool | None
    ends: str | None
    bank_holidays: tuple[str, ...]
    sent_by: str | None
    exceptions: tuple[str, ...]
    source: str
    status: str
    note: str | None
    body: Mapping[str, Any]


def ids() -> tuple[str, ...]:
    """Return the id of every regime."""
    return data.names("regimes")


def regime(regime_id: str) -> Mapping[str, Any]:
    """Return one regime as it ships; raise NotFound."""
    if regime_id not in ids():
        raise NotFound("regime", regime_id)
    return data.document("regimes", regime_id)


def rules(regime_id: str, rule: str, on: date) -> list[Mapping[str, Any]]:
    """Return the rules of one kind that are in force on a day, in the order of the file; empty where there is none."""
    day = on.isoformat()
    return [
        entry
        for entry in regime(regime_id)["rules"]
        if entry["rule"] == rule and entry["from"] <= day <= entry.get("to", day)
    ]


def standstill(regime_id: str, on: date, *, sent_by: str | None = None) -> StandstillRule | None:
    """Return the standstill rule in force on the day the notice is published, or None where none is known for it.

    `sent_by` chooses between rules that depend on how the notice was sent (`electronic_means`, `other_means`); where
    it is not given the rule for electronic means is used, because this service sends nothing on paper.
    """
    wanted = sent_by or "electronic_means"
    for entry in rules(regime_id, "standstill", on):
        if entry.get("sent_by") in {None, wanted}:
            return _standstill(regime_id, entry)
    return None


def _standstill(regime_id: str, entry: Mapping[str, Any]) -> StandstillRule:
    return StandstillRule(
        regime=regime_id,
        mandatory=entry["mandatory"],
        working_days=_whole(entry, "working_days"),
        calendar_days=_whole(entry, "calendar_days"),
        counts_from=entry.get("counts_from"),
        first_day_counts=entry.get("first_day_counts"),
        ends=entry.get("ends"),
        bank_holidays=tuple(entry.get("bank_holidays", ())),
        sent_by=entry.get("sent_by"),
        exceptions=tuple(entry.get("exceptions", ())),
        source=entry["source"],
        status=entry["status"],
        note=entry.get("note"),
        body=entry,
    )


def _whole(entry: Mapping[str, Any], key: str) -> int | None:
    return int(entry[key]) if key in entry else None

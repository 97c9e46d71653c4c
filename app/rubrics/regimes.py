"""The dated rules of each procurement regime: which hold on a day, for which kind of contract and of buyer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.kit.errors import NotFound
from app.rubrics import data

Rule = Mapping[str, Any]


class Category(StrEnum):
    """What kind of contract a tender is for: thresholds, standstill and notices depend on it."""

    GOODS = "goods"
    SERVICES = "services"
    WORKS = "works"
    LIGHT_TOUCH = "light_touch"
    HEALTH_SERVICES = "health_services"


class SentBy(StrEnum):
    """How a notice reaches the bidders, where the rule makes a difference of it."""

    ELECTRONIC_MEANS = "electronic_means"
    OTHER_MEANS = "other_means"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may depend on. None is not known: a rule for some category alone then does not hold.

    `category` is the kind of contract, as a tender states it; `buyer` the kind of organisation that buys.
    """

    category: str | None = None
    buyer: str | None = None


def ids() -> tuple[str, ...]:
    """Return the id of every regime."""
    return data.names("regimes")


def regime(regime_id: str) -> Mapping[str, Any]:
    """Return one regime as it ships; raise NotFound."""
    if regime_id not in ids():
        raise NotFound("regime", regime_id)
    return data.document("regimes", regime_id)


def rules(regime_id: str, rule: str, on: date, facts: Facts | None = None) -> list[Rule]:
    """Return the rules of one kind that are in force on a day, in the order of the file; empty where there is none.

    Of entries with the same id the one that starts last, and not after the day, replaces those before it: changing a
    rule is adding an entry. With `facts` only the rules that hold for such a contract are returned. Raises NotFound.
    """
    return in_force(regime(regime_id)["rules"], rule, on, facts)


def in_force(entries: Iterable[Rule], rule: str, on: date, facts: Facts | None = None) -> list[Rule]:
    """Return what `rules` does, of entries that are given."""
    day = on.isoformat()
    latest: dict[str, Rule] = {}
    for entry in entries:
        if entry["rule"] == rule and entry["from"] <= day:
            before = latest.get(entry["id"])
            if before is None or before["from"] <= entry["from"]:
                latest[entry["id"]] = entry
    held = [entry for entry in latest.values() if day <= entry.get("to", day)]
    return held if facts is None else [entry for entry in held if holds(entry, facts)]


def holds(entry: Rule, facts: Facts) -> bool:
    """Return whether a rule holds for such a contract: `when` says for which, `unless` for which it does not."""
    return _meets(entry.get("when", {}), facts) and not ("unless" in entry and _meets(entry["unless"], facts))


def one(regime_id: str, rule: str, on: date, facts: Facts | None = None) -> Rule | None:
    """Return the first rule of a kind that is in force for such a contract, or None; raise NotFound."""
    found = rules(regime_id, rule, on, facts)
    return found[0] if found else None


def taking(category: str, buyer: str | None, on: date) -> list[str]:
    """Return the regimes under which such a buyer may run a tender of a category on a day."""
    return [name for name in ids() if any(_takes(scope, category, buyer) for scope in rules(name, "scope", on))]


def _takes(scope: Rule, category: str, buyer: str | None) -> bool:
    return category in scope["categories"] and ("buyers" not in scope or buyer in scope["buyers"])


def _meets(condition: Mapping[str, Any], facts: Facts) -> bool:
    """Return whether every fact is known and one of those named."""
    return all(getattr(facts, name) in wanted for name, wanted in condition.items())

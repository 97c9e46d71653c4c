"""Ticks what a regulation wants in a notice: present with its value, missing with who adds it, or not applicable.

Pure: the list is data, the draft is data, and what is known of the contract comes as facts. A fact that is not known
never makes an element inapplicable: then a person has to say.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from app.opendata.releases.numbers import digits

MOST_VALUES: Final = 12
_STEP: Final = re.compile(r"(?P<name>[A-Za-z]+)(?P<many>\[\])?(?:\((?P<only>[A-Za-z]+)\))?")


class Outcome(StrEnum):
    """What came of looking for an element."""

    PRESENT = "present"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Ticked:
    """One element of a regulation, and what came of it.

    `who` adds it where it is missing; `how` says what is to be done, also where a value is there but wants a person's
    look; `why` is why it does not apply.
    """

    id: str
    words: str
    source: str
    status: str
    outcome: Outcome
    values: tuple[str, ...] = ()
    who: str | None = None
    how: str | None = None
    why: str | None = None

    def to_mapping(self) -> dict[str, Any]:
        """Return the element as JSON."""
        return {name: getattr(self, name) for name in self.__slots__} | {
            "outcome": self.outcome.value,
            "values": [*self.values],
        }


def ticked(
    elements: Sequence[Mapping[str, Any]], draft: Mapping[str, Any], facts: Mapping[str, bool | None]
) -> list[Ticked]:
    """Return every element of a notice with what came of it, in the order of the regulation."""
    return [_tick(element, draft, facts) for element in elements]


def _tick(element: Mapping[str, Any], draft: Mapping[str, Any], facts: Mapping[str, bool | None]) -> Ticked:
    said = (element["id"], element["words"], element["source"], element["status"])
    if "never" in element:
        return Ticked(*said, Outcome.NOT_APPLICABLE, why=element["never"])
    condition = element.get("only_if")
    if condition is not None and facts[condition["fact"]] is False:
        return Ticked(*said, Outcome.NOT_APPLICABLE, why=condition["otherwise"])
    found = [_first(path, draft) for path in element.get("paths", ())]
    values = tuple(dict.fromkeys(value for each in found for value in each or () if value is not None))[:MOST_VALUES]
    is_there = bool(found) and all(each and None not in each for each in found)
    outcome = Outcome.PRESENT if is_there else Outcome.MISSING
    return Ticked(*said, outcome, values, None if is_there else element["who"], element.get("how"))


def _first(path: str, draft: Mapping[str, Any]) -> list[str | None]:
    """Return the values of the first of several paths that leads anywhere; None for each place that is empty."""
    for one in path.split("|"):
        values = [*_values(draft, one.split("."))]
        if values and None not in values:
            return values
    return [*_values(draft, path.split("|", maxsplit=1)[0].split("."))]


def _values(value: Any, steps: Sequence[str]) -> Iterator[str | None]:
    if not steps:
        yield _shown(value)
        return
    step = _STEP.fullmatch(steps[0])
    assert step is not None  # noqa: S101 - a test reads every path that ships
    inner = value.get(step["name"]) if isinstance(value, Mapping) else None
    if step["many"] is None and step["only"] is None:
        yield from _values(inner, steps[1:])
        return
    items = inner if isinstance(inner, list) else []
    chosen = [item for item in items if step["only"] is None or _is(item, step["only"])]
    if not chosen:
        yield None
    for item in chosen:
        yield from _values(item, steps[1:])


def _is(item: Any, kind: str) -> bool:
    """Return whether an organisation has a role, or a statistic is of a measure."""
    return isinstance(item, Mapping) and (kind in item.get("roles", ()) or kind == item.get("measure"))


def _shown(value: Any) -> str | None:
    if value is None or value in ("", [], {}):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return digits(value)
    if isinstance(value, Mapping):
        return " ".join(shown for item in value.values() if (shown := _shown(item)) is not None) or None
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

"""Rules of our own that open data keeps, checked always and without any schema: what is named is there, once."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

NEEDED: Final = ("ocid", "id", "date", "tag", "initiationType")
_DATES: Final = frozenset(
    {
        "date",
        "startDate",
        "endDate",
        "dateSigned",
        "dueDate",
        "dateMet",
        "finalStatusDate",
        "decisionDate",
        "penaltyDate",
        "assessmentSummariesDateSent",
    }
)
_LISTS: Final = ("parties", "awards", "contracts")
_MONEY: Final = frozenset({"amount", "amountGross"})


def faults(release: Any) -> Iterator[tuple[str, str]]:
    """Yield the place and the nature of everything in a release that contradicts itself; nothing for a sound one."""
    if not isinstance(release, Mapping):
        yield "", "is not an object"
        return
    for name in NEEDED:
        if not release.get(name):
            yield name, "is missing"
    for name in _LISTS:
        if not isinstance(release.get(name) or [], list):
            yield name, "is not a list"
    yield from _values(release, "")
    yield from _links(release)


def _values(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            inner = f"{place}.{key}" if place else str(key)
            if key in _DATES and item is not None and not _is_instant(item):
                yield inner, f"is {item!r}, which is no instant with its offset"
            if key in _MONEY and item is not None and not _is_number(item):
                yield inner, f"is {item!r}, which is no number"
            yield from _values(item, inner)
    elif isinstance(value, list):
        ids = Counter(str(item["id"]) for item in value if isinstance(item, Mapping) and "id" in item)
        for name, times in ids.items():
            if times > 1 and not place.endswith(("lassifications", "Classification")):
                yield place, f"holds {name!r} {times} times: whoever merges it keeps the last one only"
        for index, item in enumerate(value):
            yield from _values(item, f"{place}[{index}]")


def _links(release: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    parties = _ids(release.get("parties"))
    lots = _ids(_of(release, "tender").get("lots"))
    for place, reference in _references(release):
        if str(reference) not in parties:
            yield place, f"names the organisation {reference!r}, which is not among the parties"
    for index, award in enumerate(_items(release.get("awards"))):
        if not isinstance(award.get("relatedLots") or [], list):
            yield f"awards[{index}].relatedLots", "is not a list"
        for lot in _list(award.get("relatedLots")):
            if lots and str(lot) not in lots:
                yield f"awards[{index}].relatedLots", f"names the lot {lot!r}, which the tender does not have"
    awards = _ids(release.get("awards"))
    for index, contract in enumerate(_items(release.get("contracts"))):
        named = contract.get("awardID")
        if awards and "tender" in release and named is not None and str(named) not in awards:
            yield f"contracts[{index}].awardID", f"names the award {named!r}, which is not there"


def _references(release: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    buyer = _of(release, "buyer").get("id")
    if buyer is not None:
        yield "buyer", buyer
    for index, award in enumerate(_items(release.get("awards"))):
        for supplier in _items(award.get("suppliers")):
            if supplier.get("id") is not None:
                yield f"awards[{index}].suppliers", supplier["id"]


def _of(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = holder.get(name)
    return found if isinstance(found, Mapping) else {}


def _items(value: Any) -> Sequence[Mapping[str, Any]]:
    return [item for item in _list(value) if isinstance(item, Mapping)]


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _ids(value: Any) -> frozenset[Any]:
    return frozenset(str(item["id"]) for item in _items(value) if "id" in item)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_instant(value: Any) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False

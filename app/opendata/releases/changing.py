"""Says what a new release must hold so that all releases together say what is so now; pure, and knows no database.

A release holds whole sections, of those that changed: the tender, an award, a contract, and the organisations named.
The standard has no way to take an object out of a list. What falls away is released with nothing but its id, so that
every other field of it is withdrawn.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.opendata.releases.shape import WHOLE_LISTS

State = Mapping[str, Any]
_LISTS = ("parties", "awards", "contracts")
_HEAD = ("initiationType", "language", "buyer")


def same(before: Any, after: Any) -> bool:
    """Return whether merged data says what the state says, whatever the order of lists by id, and what fell away."""
    if _is_nothing(before) or _is_nothing(after):
        return _is_nothing(before) and _is_nothing(after)
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return all(same(before.get(key), after.get(key)) for key in {*before, *after})
    if _by_id(before) and _by_id(after):
        old, new = _indexed(before), _indexed(after)
        return new.keys() <= old.keys() and all(
            same(item, new[key]) if key in new else _is_withdrawn(item) for key, item in old.items()
        )
    return bool(before == after)


def following(compiled: State, state: State) -> tuple[dict[str, Any], list[str]] | None:
    """Return the body and the tags of the release that brings a record up to the state; None where nothing changed."""
    body: dict[str, Any] = {}
    if not same(compiled.get("tender"), state.get("tender")):
        body["tender"] = with_gaps(compiled.get("tender"), state["tender"])
    if not same(compiled.get("bids"), state.get("bids")):
        body["bids"] = with_gaps(compiled.get("bids"), state.get("bids", {}))
    for name in _LISTS:
        if changed := [*_changed(compiled.get(name, ()), state.get(name, ()))]:
            body[name] = changed
    if not body:
        return None
    body["parties"] = _parties(body, state)
    tags = list(dict.fromkeys(_tags(compiled, body))) or ["tenderUpdate"]
    head = {name: state[name] for name in _HEAD if name in state}
    return {
        **head,
        **{name: body[name] for name in ("parties", "tender", "bids", "awards", "contracts") if name in body},
    }, tags


def stamped(state: State, compiled: State, *, release_id: str, previous: str | None) -> dict[str, Any]:
    """Return the state with each amendment naming the release that told it, and the one it amends."""
    found = dict(state)
    old = dict(_amendments(compiled))
    for key, amendment in _amendments(found):
        told = old.get(key)
        amendment["releaseID"] = release_id if told is None else told.get("releaseID")
        amends = previous if told is None else told.get("amendsReleaseID")
        if amends is not None:
            amendment["amendsReleaseID"] = amends
    return found


def with_gaps(before: Any, after: Any) -> Any:
    """Return the new value with a null wherever the old one had something that is no more."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        gone = {key: _blank(value, key) for key, value in before.items() if _is_nothing(after.get(key))}
        kept = {key: value if key in WHOLE_LISTS else with_gaps(before.get(key), value) for key, value in after.items()}
        return kept | gone
    if _by_id(before) and _by_id(after):
        old, new = _indexed(before), _indexed(after)
        told = [with_gaps(old.get(key), item) for key, item in new.items()]
        return told + [_blank_item(item) for key, item in old.items() if key not in new]
    return after


def _blank(value: Any, name: str) -> Any:
    if name in WHOLE_LISTS:
        return []
    if isinstance(value, Mapping):
        return {key: _blank(item, key) for key, item in value.items()}
    return [_blank_item(item) for item in value] if _by_id(value) else None


def _blank_item(item: State) -> dict[str, Any]:
    return {key: value if key == "id" else _blank(value, key) for key, value in item.items()}


def _changed(before: Sequence[State], after: Sequence[State]) -> Iterator[dict[str, Any]]:
    old, new = _indexed(before), _indexed(after)
    for key, item in new.items():
        if not same(old.get(key), item):
            yield with_gaps(old.get(key), item)
    for key, item in old.items():
        if key not in new and not _is_withdrawn(item):
            yield _blank_item(item)


def _parties(body: State, state: State) -> list[dict[str, Any]]:
    """Return every organisation that changed, that buys, or that an award of the release names."""
    found = _indexed(body.get("parties", ()))
    named = {state["buyer"]["id"]}
    named |= {supplier["id"] for award in body.get("awards", ()) for supplier in award.get("suppliers", ())}
    awarded = {contract.get("awardID") for contract in body.get("contracts", ())}
    for award in state.get("awards", ()):
        if award["id"] in awarded:
            named |= {supplier["id"] for supplier in award["suppliers"]}
    for party in state["parties"]:
        if party["id"] in named:
            found.setdefault(party["id"], dict(party))
    order = [party["id"] for party in state["parties"]]
    return sorted(found.values(), key=lambda party: order.index(party["id"]) if party["id"] in order else len(order))


def _tags(compiled: State, body: State) -> Iterator[str]:
    if "tender" in body:
        yield from _tender_tags(compiled.get("tender"), body["tender"])
    old = _indexed(compiled.get("awards", ()))
    for award in body.get("awards", ()):
        before = old.get(award["id"], {})
        if not before:
            yield "award"
        if award.get("status") == "cancelled" and before.get("status") != "cancelled":
            yield "awardCancellation"
        elif before:
            yield "awardUpdate"
    old = _indexed(compiled.get("contracts", ()))
    for contract in body.get("contracts", ()):
        yield from _contract_tags(old.get(contract["id"], {}), contract)


def _tender_tags(before: State | None, after: State) -> Iterator[str]:
    if not before:
        yield "tender"
    if after.get("status") == "cancelled" and (before or {}).get("status") != "cancelled":
        yield "tenderCancellation"
    elif before:
        yield "tenderAmendment" if _grew(before, after, "amendments") else "tenderUpdate"


def _contract_tags(before: State, after: State) -> Iterator[str]:
    if not before:
        yield "contract"
    elif _grew(before, after, "amendments"):
        yield "contractAmendment"
    if after.get("status") == "terminated" and before.get("status") != "terminated":
        yield "contractTermination"
    told = before.get("implementation")
    if after.get("implementation") and not same(told, after["implementation"]):
        yield "implementationUpdate" if told else "implementation"
    rest = [{key: value for key, value in each.items() if key != "implementation"} for each in (before, after)]
    if before and not _grew(before, after, "amendments") and not same(*rest) and after.get("status") != "terminated":
        yield "contractUpdate"


def _grew(before: State, after: State, name: str) -> bool:
    return bool(_indexed(after.get(name, ())).keys() - _indexed(before.get(name, ())).keys())


def _amendments(state: State) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    for amendment in state.get("tender", {}).get("amendments", ()):
        yield ("tender", amendment["id"]), amendment
    for contract in state.get("contracts", ()):
        for amendment in contract.get("amendments", ()):
            yield (contract["id"], amendment["id"]), amendment


def _is_withdrawn(value: Any) -> bool:
    """Return whether nothing but ids is left of a value."""
    if isinstance(value, Mapping):
        return all(key == "id" or _is_withdrawn(item) for key, item in value.items())
    return all(_is_withdrawn(item) for item in value) if isinstance(value, list) else value is None


def _is_nothing(value: Any) -> bool:
    return value is None or value in ({}, [])


def _by_id(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) and "id" in item for item in value)


def _indexed(items: Sequence[State]) -> dict[str, dict[str, Any]]:
    return {item["id"]: dict(item) for item in items}

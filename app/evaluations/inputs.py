"""Puts together what is scored: prices and quantities from the bids, marks and gates from the panel; no guesses."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from app.bids.opened import OpenedBid
from app.evaluations import rules
from app.evaluations.models import AgreedMark
from app.kit.schema import plain
from app.rubrics.leaves import Leaf
from app.tenders.models import Lot, Tender
from scoring.bids import FORMAT

Agreed = Mapping[tuple[UUID, str], AgreedMark]


def by_pair(agreed: Iterable[AgreedMark]) -> Agreed:
    """Return agreed marks by bid and criterion."""
    return {(row.bid_id, row.criterion): row for row in agreed}


def document(
    tender: Tender, lot: Lot, bids: Sequence[OpenedBid], leaves: Sequence[Leaf], agreed: Agreed
) -> dict[str, Any]:
    """Return the bids document of one lot, makegood.bids/1. What is missing stays missing, so that scoring finds it.

    A bid that was withdrawn or excluded is named with its reason and brings no figure, so that it can move nobody.
    """
    return {
        "format": FORMAT,
        "lots": [lot.code],
        "contract": _contract(tender, lot),
        "bids": [_bid(bid, leaves, agreed) for bid in sorted(bids, key=lambda bid: bid.bid_id)],
    }


def _contract(tender: Tender, lot: Lot) -> dict[str, str]:
    value = lot.value if lot.value is not None or len(tender.lots) > 1 else tender.value
    years = rules.contract_years(tender.starts_on, tender.ends_on)
    stated = {"value": value, "years": years}
    return {name: plain(number) for name, number in stated.items() if number is not None}


def _bid(bid: OpenedBid, leaves: Sequence[Leaf], agreed: Agreed) -> dict[str, Any]:
    mapping: dict[str, Any] = {"id": str(bid.bid_id), "name": bid.supplier_name, "status": bid.status, "answers": {}}
    if not bid.is_live:
        return mapping | {"reason": bid.reason or ""}
    if bid.price is not None:
        mapping["price"] = plain(bid.price)
    for leaf in leaves:
        answer = _answer(bid, leaf, agreed)
        if answer is not None:
            mapping["answers"][leaf.id] = answer
    return mapping


def _answer(bid: OpenedBid, leaf: Leaf, agreed: Agreed) -> dict[str, Any] | None:
    if leaf.asks == "price":
        return None  # the price stands on the bid itself
    if rules.is_marked(leaf) or rules.is_gate(leaf):
        return _decided(agreed.get((bid.bid_id, leaf.id)))
    given = bid.answer(leaf.id) or {}
    key = "quantity" if leaf.parts is None else "parts"
    return None if given.get(key) is None else {key: given[key]}


def _decided(row: AgreedMark | None) -> dict[str, Any] | None:
    if row is None:
        return None
    if row.mark is None:
        return {"passed": row.passed, "rationale": row.rationale}
    return {"mark": plain(row.mark), "rationale": row.rationale}

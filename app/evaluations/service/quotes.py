"""Keeps the passages that a mark or an agreement quotes, and none that is withheld from evaluators."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.bids import service as bids
from app.bids.opened import OpenedBid
from app.evaluations import quoting
from app.evaluations.errors import QuotesRefused
from app.evaluations.schemas import Quote


def kept(tx: Session, bid: OpenedBid, criterion: str, asked: Sequence[Quote]) -> list[dict[str, Any]]:
    """Return quoted passages of the answer to a question as they are kept; raise QuotesRefused with every finding."""
    passages, found = sought(tx, bid, criterion, asked)
    if found:
        raise QuotesRefused(found)
    return passages


def sought(
    tx: Session, bid: OpenedBid, criterion: str, asked: Sequence[quoting.Asked]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what `kept` does, and the findings beside it."""
    if not asked:
        return [], []
    return quoting.find(bid.answer(criterion), asked, bids.unquotable(tx, bid, criterion))

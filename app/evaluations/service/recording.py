"""Everything that was marked, agreed and computed in a lot, for whoever writes the record of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.bids import service as bids
from app.evaluations import repository
from app.evaluations.models import Result
from app.evaluations.presenting import agreed_outs, mark_outs
from app.evaluations.schemas import AgreedOut, MarkOut
from app.evaluations.service import panel
from app.identity import service as identity
from app.kit.pagination import PageRequest
from app.kit.schema import plain
from app.tenders.models import Lot, Tender

_MOST = 200


@dataclass(frozen=True, slots=True)
class LotRecord:
    """All marks and agreements of a lot, superseded ones too, and its results from the first to the last."""

    marks: Sequence[MarkOut]
    agreed: Sequence[AgreedOut]
    results: Sequence[Result]

    def panel_marks(self) -> dict[str, dict[str, list[str]]]:
        """Return the marks that count by bid and criterion, as text and without who gave them."""
        found: dict[str, dict[str, list[str]]] = {}
        for mark in self.marks:
            if mark.counted:
                found.setdefault(str(mark.bid_id), {}).setdefault(mark.criterion, []).append(plain(mark.mark))
        return {bid: {name: sorted(given) for name, given in rows.items()} for bid, rows in found.items()}


def record_of(tx: Session, tender: Tender, lot: Lot) -> LotRecord:
    """Return everything that was marked, agreed and computed in a lot."""
    marks, agreed = repository.marks(tx, lot.id), repository.agreed(tx, lot.id)
    marking = panel.of_lot(tx, tender.id, lot.id, bids.opened(tx, tender, lot.id))
    people = [row.evaluator_id for row in marks] + [row.agreed_by for row in agreed]
    names = identity.names(tx, people)
    asked = PageRequest("computed_at", None, _MOST)
    results: list[Result] = []
    while True:
        rows, following = repository.page_of_results(tx, tender.id, asked, lot_id=lot.id)
        results += rows
        if following is None:
            return LotRecord(
                mark_outs(marks, marking.assigned, names, marking.kept), agreed_outs(agreed, names), results
            )
        asked = PageRequest("computed_at", following, _MOST)

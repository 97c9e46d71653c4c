"""Arranges a record of an evaluation for the page: who declared, which answers were flagged, which agreement stands."""

from app.documents.record_content import Agreed, EvaluationRecord, Judged, Provider
from app.documents.wording import grouped


class RecordView:
    """What the templates ask of a record of an evaluation."""

    def __init__(self, record: EvaluationRecord) -> None:
        """Arrange `record` once."""
        judged = [each for question in record.questions for each in question.bids]
        self.declared = sorted({one.person.name for one in record.declarations})
        self.interested = sorted({one.person.name for one in record.declarations if one.interests or one.links})
        self.flagged = [each for each in judged if self.is_flagged(each)]
        self.dissents = sum(len(agreed.dissent) for each in judged for agreed in each.agreed if agreed.stands)
        self.winner: Provider = next(one for one in record.providers if one.bid == record.winner)
        self.names = {one.bid: one.party.name for one in record.providers}

    @staticmethod
    def standing(judged: Judged) -> Agreed | None:
        """Return the agreement that stands, or None."""
        return next((one for one in judged.agreed if one.stands), None)

    def is_flagged(self, judged: Judged) -> bool:
        """Return whether the marks lay further apart than was published."""
        standing = self.standing(judged)
        return standing is not None and standing.flagged

    @staticmethod
    def counting(judged: Judged) -> str:
        """Return the marks that count in one line, lowest first."""
        marks = sorted(one.mark for one in judged.marks if one.counts)
        return ", ".join(grouped(format(mark.normalize(), "f")) for mark in marks)

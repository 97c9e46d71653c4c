"""Arranges an assessment summary for the page: the bid it is for, and the winning one beside it."""

import re
from typing import Final

from markupsafe import Markup, escape

from app.documents.build_up_view import build_up, lead_chart
from app.documents.catalogue import say
from app.documents.scores_view import ScoresView
from app.documents.summary_content import Assessed, AssessmentSummary

WITHHELD: Final = re.compile(r"\[withheld: [^\]\n]{1,80}\]")
"""What stands in a text in place of a passage that was withheld."""

_OF_PLEDGE: Final = re.compile(r"pledges\[(\d+)\]\.(words|title)")


class SummaryView(ScoresView):
    """What the templates ask of an assessment summary."""

    def __init__(self, summary: AssessmentSummary) -> None:
        """Arrange `summary` once."""
        super().__init__(summary.criteria, summary.bidders, summary.method)
        self.own = summary.own
        self.winner = summary.winner
        self.is_for_winner = summary.is_for_winner
        self.columns: tuple[Assessed, ...] = tuple(
            one for one in (summary.own, None if summary.is_for_winner else summary.winner) if one is not None
        )
        self.lead_chart = lead_chart(_in_order(self.columns), summary.recipient, summary.method)
        self.chart = build_up(self, tuple(one for one in _in_order(self.columns) if one.rank))
        self.criterion_reasons = tuple(
            (row.criterion.title, summary.criterion_reasons[row.criterion.id])
            for row in self.rows
            if row.criterion.id in summary.criterion_reasons
        )


def _in_order(columns: tuple[Assessed, ...]) -> tuple[Assessed, ...]:
    return tuple(sorted(columns, key=lambda each: each.rank or 0))


def place_of(place: str) -> str:
    """Return in words which text of an answer a passage was taken from.

    >>> place_of("response"), place_of("pledges[0].words")
    ('the answer', 'pledge 1 of the answer')
    """
    pledge = _OF_PLEDGE.fullmatch(place)
    return say("pledge %(number)s of the answer", number=int(pledge[1]) + 1) if pledge else say("the answer")


def with_marks(text: str) -> Markup:
    """Return a text for the page in which every mark of something withheld stands out."""
    pieces, end = [], 0
    for hit in WITHHELD.finditer(text):
        pieces += [escape(text[end : hit.start()]), Markup('<strong class="withheld">{}</strong>').format(hit[0])]
        end = hit.end()
    return Markup("").join([*pieces, escape(text[end:])])

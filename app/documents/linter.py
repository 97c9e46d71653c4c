"""Looks through assessment summaries before they are issued: what is missing blocks, what invites a challenge warns."""

from collections.abc import Iterator, Sequence

from app.documents import linter_elements, linter_reasons
from app.documents.linter_findings import LintFinding, Severity
from app.documents.redacting import Passage
from app.documents.summary_content import AssessmentSummary


def lint(summaries: Sequence[AssessmentSummary], withheld: Sequence[Passage] = ()) -> tuple[LintFinding, ...]:
    """Return every finding on the summaries of one award, errors first, in the order of the summaries.

    `withheld` are the passages that will be left out of what is told of bids.

    All summaries of the award are given together, as nothing of them is withheld yet: only so is it seen that two
    bidders are told the same.
    """
    found = [*_of(summaries), *linter_reasons.told_anyway(summaries, withheld)]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: one.severity is not Severity.ERROR))


def _of(summaries: Sequence[AssessmentSummary]) -> Iterator[LintFinding]:
    for summary in summaries:
        yield from linter_elements.missing(summary)
    for summary in summaries:
        yield from linter_reasons.doubtful(summary)
    yield from linter_reasons.told_the_same(summaries)

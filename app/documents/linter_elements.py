"""Finds what the law wants in an assessment summary and is not there; each finding keeps the summary from going out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.documents.award_content import BidStatus, Criterion, leaves, walk
from app.documents.linter_findings import LintFinding, Severity
from app.documents.summary_content import Assessed, AssessmentSummary, Explained

NAME, CONTACT, IDENTIFIER, CRITERIA, SCORES, WHY_NOT = "(a)", "(b)", "(c)", "(d)", "(e)", "(f)"
"""The parts of regulation 31(2), the winning tender's; "(f)" stands for what 31(3) adds: why it was not awarded."""

DESCRIBE: Final = (
    "The supplier's admin says it with PUT /v1/organisations/{id}; or give it as it stands in the tender, in "
    "`contacts` when you issue."
)
NO_IDENTIFIER: Final = "The operator of this service registers the identifier of an organisation. Ask them."
RUBRIC: Final = "The published rubric lacks it. Publish a version of it that says so, and use that for the next tender."
AGREE: Final = (
    "Agree the mark again, with its rationale and the reason for superseding: POST /v1/bids/{id}/agreed-marks."
)
COMPUTE: Final = "Compute the result again: POST /v1/tenders/{id}/results."
NO_REASON: Final = "Exclude the bid with the reason, or supersede the gate decision that put it out with one."
ANEW: Final = "Assemble the summary again; where the finding stays, it is a fault of this service."


@dataclass(frozen=True, slots=True)
class _Missing:
    """An element that is missing, before it is known of which bid."""

    code: str
    element: str
    criterion: str | None
    message: str
    way_out: str


def missing(summary: AssessmentSummary) -> Iterator[LintFinding]:
    """Yield a finding for every element of the law's list that the summary lacks."""
    own = summary.own
    for one in _all(summary, own):
        yield LintFinding(
            code=f"summary.{one.code}",
            severity=Severity.ERROR,
            element=one.element,
            bid=own.id,
            supplier=own.party.name,
            criterion=one.criterion,
            message=one.message,
            way_out=one.way_out,
        )


def _all(summary: AssessmentSummary, own: Assessed) -> Iterator[_Missing]:
    yield from _who(own)
    yield from _criteria(summary)
    yield from _scores(summary, own)
    yield from _winner(summary)
    yield from _why_not(summary, own)


def _who(own: Assessed) -> Iterator[_Missing]:
    name = own.party.name or "The supplier"
    if not own.party.name.strip():
        yield _Missing("name_missing", NAME, None, "The name of the supplier is missing.", DESCRIBE)
    if not own.party.address:
        yield _Missing("address_missing", CONTACT, None, f"{name} has no postal address.", DESCRIBE)
    if not own.party.email:
        yield _Missing("email_missing", CONTACT, None, f"{name} has no e-mail address.", DESCRIBE)
    if not own.party.identifiers:
        yield _Missing("identifier_missing", IDENTIFIER, None, f"{name} has no unique identifier.", NO_IDENTIFIER)


def _criteria(summary: AssessmentSummary) -> Iterator[_Missing]:
    if not summary.criteria:
        yield _Missing("criteria_missing", CRITERIA, None, "No award criterion is in the summary.", ANEW)
    scales = {scale.id for scale in summary.scales if scale.levels}
    for criterion in walk(summary.criteria):
        yield from (
            _Missing(code, CRITERIA, criterion.id, f"{_name(criterion)} does not say {what}.", RUBRIC)
            for code, what in _unsaid(criterion, scales)
        )
    if not summary.full_text.said.strip() or not summary.full_text.address.strip():
        message = "It does not say where the criteria and the methodology can be read in full."
        yield _Missing("full_text_missing", CRITERIA, None, message, ANEW)


def _unsaid(criterion: Criterion, scales: set[str]) -> Iterator[tuple[str, str]]:
    if not criterion.title.strip():
        yield "title_missing", "its title"
    if criterion.weight is None and criterion.share_of_total is None and criterion.scale is not None:
        yield "importance_missing", "how important it is beside the others"
    if not criterion.criteria and not criterion.method:
        yield "method_missing", "how it was assessed"
    if criterion.scale is not None and criterion.scale not in scales:
        yield "scores_available_missing", "which scores were available"


def _scores(summary: AssessmentSummary, own: Assessed) -> Iterator[_Missing]:
    if own.status is not BidStatus.RANKED:
        return  # it was assessed in part, and (e) is owed so far as it was
    if own.total is None:
        yield _Missing("total_missing", SCORES, None, f"The total of {own.party.name} is missing.", COMPUTE)
    scores = {score.criterion: score for score in own.scores}
    for criterion in walk(summary.criteria):
        score = scores.get(criterion.id)
        for code, what, way_out in _unexplained(criterion, score):
            yield _Missing(code, SCORES, criterion.id, f"{what} on {_name(criterion)} is missing.", way_out)


def _unexplained(criterion: Criterion, score: Explained | None) -> Iterator[tuple[str, str, str]]:
    is_section = bool(criterion.criteria)
    earns = criterion.share_of_total is not None
    if score is None or (earns and score.points is None):
        yield ("subtotal_missing", "The sub-total", COMPUTE) if is_section else ("score_missing", "The score", COMPUTE)
        return
    explained = score.reason if criterion.scale is not None else score.reason or score.said
    if not is_section and not (explained or "").strip():
        yield "explanation_missing", "The explanation of the score", AGREE


def _winner(summary: AssessmentSummary) -> Iterator[_Missing]:
    if summary.outcome.winner is None or summary.is_for_winner:
        return
    winner = summary.winner
    if winner is None:
        yield _Missing("winner_missing", WHY_NOT, None, "What the winning tender scored is missing.", ANEW)
        return
    scores = {score.criterion: score for score in winner.scores}
    for criterion in leaves(summary.criteria):
        for code, what, way_out in _unexplained(criterion, scores.get(criterion.id)):
            message = f"{what} of the winning tender on {_name(criterion)} is missing."
            yield _Missing(code, WHY_NOT, criterion.id, message, way_out)


def _why_not(summary: AssessmentSummary, own: Assessed) -> Iterator[_Missing]:
    if summary.is_for_winner:
        return
    if own.status is not BidStatus.RANKED and not any(_is_said(ground.text) for ground in own.grounds):
        message = f"{own.party.name} was {own.status.value}, and the reason is missing."
        yield _Missing("disqualification_missing", WHY_NOT, None, message, NO_REASON)
    if not summary.standing:
        message = f"It does not say why nothing was awarded to {own.party.name}."
        yield _Missing("reasons_missing", WHY_NOT, None, message, ANEW)


def _is_said(text: str) -> bool:
    return bool(text.strip()) and text != "no reason is recorded"


def _name(criterion: Criterion) -> str:
    return criterion.title.strip() or criterion.id

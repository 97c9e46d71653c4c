"""Warns of reasons that would not stand before a losing bidder: they repeat, cite nothing, or contradict the mark.

Every threshold is an exact share of distinct words that carry meaning; a warning asks the panel and judges nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

from app.documents.award_content import Criterion, Scale, ScaleLevel, leaves
from app.documents.linter_findings import LintFinding, Severity
from app.documents.linter_words import NEGATIVE, PRAISE, meaning, said_plainly, tokens
from app.documents.redacting import Passage
from app.documents.summary_content import Assessed, AssessmentSummary, Explained

REPEATED: Final = Fraction(2, 3)
"""A rationale repeats a text if at least this share of its own words stands in that text."""

ALIKE: Final = Fraction(9, 10)
"""Two rationales are the same if the words they share are at least this share of the words of both."""

OF_ANOTHER_LEVEL: Final = Fraction(1, 2)
FEWEST_OF_ANOTHER_LEVEL: Final = 2
"""A rationale reads like another mark's descriptor if it uses half of the words, and two, that only that level uses."""

FEWEST_WORDS: Final = 4
"""Shorter rationales are not compared between bidders: "It passes." is no copy."""

REWRITE: Final = (
    "Agree the mark again with a rationale that says what in the tender earned it, or issue with a reason why not."
)
CITE: Final = (
    "Agree the mark again with the passages that it rests on as `quotes`, or issue with a reason why none is needed."
)

TOLD_ANYWAY: Final = (
    "Make the award void and decide again in words that leave the passage out, or issue with a reason why it may stand."
)


def doubtful(summary: AssessmentSummary) -> Iterator[LintFinding]:
    """Yield the warnings on what the panel wrote of the bid that a summary is for; the winner has one of its own."""
    scales = {scale.id: scale for scale in summary.scales}
    own = summary.own
    scores = {score.criterion: score for score in own.scores}
    for criterion in leaves(summary.criteria):
        score = scores.get(criterion.id)
        if score is not None and (score.reason or "").strip() and criterion.scale is not None:
            yield from _of_reason(own, criterion, score, score.reason or "", scales.get(criterion.scale))


def told_the_same(summaries: Sequence[AssessmentSummary]) -> Iterator[LintFinding]:
    """Yield a warning for each later bidder that is told on a criterion what another one is told already."""
    titles: dict[str, str] = {}
    told: dict[str, list[tuple[Assessed, str]]] = {}
    for summary in summaries:
        marked = {one.id: one.title for one in leaves(summary.criteria) if one.scale is not None}
        titles |= marked
        for score in summary.own.scores:
            if score.reason and score.criterion in marked:
                told.setdefault(score.criterion, []).append((summary.own, score.reason))
    for criterion, reasons in told.items():
        for (one, first), (other, second) in combinations(reasons, 2):
            if _alike(first, second):
                message = f"{other.party.name} is told on {titles[criterion]} the same as {one.party.name}."
                yield _warning("same_for_two", other, criterion, message, REWRITE)


def told_anyway(summaries: Sequence[AssessmentSummary], withheld: Sequence[Passage]) -> Iterator[LintFinding]:
    """Yield a warning for each passage that is withheld of a bid and stands in the reasons that every bidder reads."""
    for summary in summaries:
        reasons = (*summary.outcome.reasons, *summary.criterion_reasons.values())
        for one in withheld:
            if one.bid == summary.own.id and any(one.text in reason for reason in reasons):
                message = (
                    f"A passage that is withheld of {summary.own.party.name} stands in the reasons for the decision, "
                    "which every bidder reads."
                )
                yield _warning("withheld_and_told", summary.own, one.criterion, message, TOLD_ANYWAY)


def _of_reason(
    own: Assessed, criterion: Criterion, score: Explained, reason: str, scale: Scale | None
) -> Iterator[LintFinding]:
    whose = f"The rationale for {own.party.name} on {criterion.title}"
    level = _level_of(scale, score.given)
    if _repeats(reason, criterion.title, criterion.description):
        yield _warning("repeats_criterion", own, criterion.id, f"{whose} repeats the criterion.", REWRITE)
    if level is not None and _repeats(reason, level.label, level.descriptor):
        message = f"{whose} repeats the descriptor of mark {level.mark}."
        yield _warning("repeats_descriptor", own, criterion.id, message, REWRITE)
    if not score.quotes:
        yield _warning("cites_nothing", own, criterion.id, f"{whose} cites no passage of the tender.", CITE)
    if scale is not None and level is not None:
        for said in _against(reason, level, scale):
            yield _warning("contradicts_mark", own, criterion.id, f"{whose} {said}.", REWRITE)


def _repeats(reason: str, *texts: str | None) -> bool:
    own, other = meaning(reason), meaning(*texts)
    if not own:
        return True  # nothing is left of it but words that every rationale has
    return Fraction(len(own & other), len(own)) >= REPEATED


def _alike(one: str, other: str) -> bool:
    first, second = frozenset(tokens(one)), frozenset(tokens(other))
    if min(len(first), len(second)) < FEWEST_WORDS:
        return False
    return Fraction(len(first & second), len(first | second)) >= ALIKE


def _against(reason: str, level: ScaleLevel, scale: Scale) -> Iterator[str]:
    """Yield in words how a rationale speaks against its mark."""
    own_words = _distinct(scale)
    said = meaning(reason)
    hits = len(own_words[level.mark] & said)
    for other in scale.levels:
        words = own_words[other.mark]
        found = len(words & said)
        is_much = found >= FEWEST_OF_ANOTHER_LEVEL and Fraction(found, len(words)) >= OF_ANOTHER_LEVEL
        if other is not level and is_much and found > hits:
            yield f"reads like the descriptor of mark {other.mark}, and the mark is {level.mark}"
    if len(scale.levels) > 1 and level is scale.levels[-1] and (faults := _some(reason, NEGATIVE)):
        yield f"finds fault ({faults}) with an answer that has the highest mark, {level.mark}"
    if len(scale.levels) > 1 and level is scale.levels[0] and (praise := _some(reason, PRAISE)):
        yield f"praises ({praise}) an answer that has the lowest mark, {level.mark}"


def _some(reason: str, beginnings: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in dict.fromkeys(said_plainly(reason, beginnings)))


def _distinct(scale: Scale) -> Mapping[str, frozenset[str]]:
    """Return by mark the words that only its own label and descriptor use."""
    words = {level.mark: meaning(level.label, level.descriptor) for level in scale.levels}
    return {
        mark: own - frozenset().union(*(others for other, others in words.items() if other != mark))
        for mark, own in words.items()
    }


def _level_of(scale: Scale | None, given: str | None) -> ScaleLevel | None:
    """Return the level of an agreed mark, given in words as "mark 3"."""
    mark = (given or "").removeprefix("mark ")
    return next((level for level in scale.levels if level.mark == mark), None) if scale else None


def _warning(code: str, own: Assessed, criterion: str, message: str, way_out: str) -> LintFinding:
    return LintFinding(
        code=f"rationale.{code}",
        severity=Severity.WARNING,
        element=None,
        bid=own.id,
        supplier=own.party.name,
        criterion=criterion,
        message=message,
        way_out=way_out,
    )

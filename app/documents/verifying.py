"""Checks a document with nothing but the document: recomputes what it rests on, and compares what it prints."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.documents import verifying_assessment
from app.documents.award_content import AwardSummary
from app.documents.award_more_content import AwardSummaryInFull
from app.documents.codec import UnreadableContent
from app.documents.content import Document, document_digest, read_document
from app.documents.issued_content import BornWithFace
from app.documents.performance_content import Rating
from app.documents.performance_more_content import ContractPerformanceInFull
from app.documents.record_content import EvaluationRecord
from app.documents.summary_content import AssessmentSummary
from app.documents.verifying_award import contradictions as contradictions_of_award
from app.documents.verifying_evidence import Given, recomputed
from app.documents.verifying_evidence import contradictions as contradictions_of_evidence
from app.documents.verifying_further import looked_at
from app.documents.verifying_more import contradictions as contradictions_of_more
from app.documents.verifying_performance import contradictions as contradictions_of_performance
from app.documents.verifying_record import contradictions as contradictions_of_record
from app.documents.verifying_summary import contradictions as contradictions_of_summary
from app.documents.verifying_words import explained
from app.documents.wording import plural
from scoring.result import FORMAT as RESULT_FORMAT
from scoring.verify import verify as verify_result

MOST_FAILURES: Final = 20

_AWARD_HOLDS: Final = (
    "Every mark, weight, point, rank, share, margin, ground and digest printed is the result's own, the winner is "
    "first in it, and every answer of the winner's that earned points is among the promises."
)
_PERFORMANCE_HOLDS: Final = (
    "Every figure, percentage, rating, count and sentence on where a promise stands follows from the targets, claims, "
    "decisions and bands listed."
)
_EVIDENCE_HOLDS: Final = (
    "What the evidence was found to prove is that of its assessment, plans follow one another and the last of each is "
    "what is due, what follows a volume comes out the same from what was bought, and every change was approved by two."
)
_EVIDENCE_NOT_GIVEN: Final = (
    "{rests} rest on evidence that an engine assessed; give its files (--evidence) to have it assessed again."
)
_MORE_HOLDS: Final = (
    "The win-margin certificate, what rested on each promise, and how often each bid comes first by chance come out "
    "the same when they are worked out again, and the course of the award holds together."
)
_RECORD_HOLDS: Final = (
    "The spread of each answer is that of the marks that count, of each agreement the last stands, nobody decided on "
    "their own declaration or approved their own award, and the last result listed is the one decided on."
)
_RECORD_TRUST: Final = (
    "What a file cannot show of itself: who marked, agreed and declared what, names, dates and reasons are as they "
    "were issued only if the digest is the one that was published."
)
_SUMMARY_HOLDS: Final = (
    "Titles, importance, methods and scales are those of the rubric in the file; every mark and answer is the one that "
    "was scored; every point that does not depend on other bids comes out the same, and sub-totals and totals add up."
)
_SUMMARY_TRUST: Final = (
    "What a file cannot show of itself: the rubric, marks and answers, points that compare bids, ranks, names, "
    "dates, the panel's reasons and what was withheld are as they were issued only if the digest is the one that was "
    "published."
)
_AWARD_TRUST: Final = (
    "What a file cannot show of itself: the rubric, the marks and prices that all is worked out from, names, dates, "
    "the panel's reasons, what was pledged inside an answer and the place in the audit log are as they were issued "
    "only if the digest is the one that was published."
)
_RESULT_TRUST: Final = (
    "What a file cannot show of itself: the rubric and the bids in it are those that were evaluated only if its digest "
    "is the one that was published, as whoever changes them can work out all that follows anew: {digest}."
)
_PERFORMANCE_TRUST: Final = (
    "What a file cannot show of itself: what was promised, reported and decided, the bands, names, dates and evidence "
    "are as they were issued only if the digest is the one that was published."
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: whether it holds (None where that cannot be known from the file), and in words.

    `about` says what it is about, the same word for ever, for programs that read what was found.
    """

    sentence: str
    holds: bool | None = None
    about: str = "content"


def held(sentence: str, about: str) -> Check:
    """Return that something was looked at and holds."""
    return Check(sentence, holds=True, about=about)


def failed(sentence: str, about: str) -> Check:
    """Return that something was looked at and does not hold."""
    return Check(sentence, holds=False, about=about)


def unknown(sentence: str, about: str) -> Check:
    """Return what cannot be known from a file."""
    return Check(sentence, about=about)


def verify(mapping: Mapping[str, Any], evidence: Given | None = None) -> list[Check]:
    """Check a result or any document of this service from its own JSON; the first failure comes first.

    With `evidence`, the files of a performance report, what they prove is assessed again as well. A record of evidence
    is nothing but that, so without its files it does not hold.

    Raises UnreadableContent for a mapping of any other format, and for one with a value that is not of its kind.
    """
    if mapping.get("format") == RESULT_FORMAT:
        result = _result(mapping)
        return [result, *_result_trust(mapping, result)]
    if verifying_assessment.is_assessment(mapping):
        return _assessment(mapping, evidence)
    try:
        document, miscounted = _read(mapping)
    except UnreadableContent as found:
        if found.place:
            raise
        return [Check(f"The document contradicts itself: {found.said}.", holds=False)]
    checks = [*(Check(sentence, holds=False) for sentence in miscounted), *_checks(document, evidence)]
    digest = document_digest(document) if not miscounted else None
    if digest:
        checks.append(Check(f"The digest of this document is {digest}; compare it with the one printed or published."))
    return sorted(checks, key=lambda check: check.holds is not False)


def _assessment(mapping: Mapping[str, Any], evidence: Given | None) -> list[Check]:
    if evidence is None:
        return [Check("A record of evidence is checked with the files it was made from; none are given.", holds=False)]
    found = verifying_assessment.checked(mapping, evidence.files, evidence.data_dir)
    return [Check(sentence, holds) for sentence, holds in found]


def _result(mapping: Mapping[str, Any]) -> Check:
    found = verify_result(mapping)
    return Check(explained(found.sentence, mapping), holds=found.holds)


def _result_trust(mapping: Mapping[str, Any], found: Check) -> list[Check]:
    """Return what cannot be known of a result that holds: it may be another one, worked out as soundly."""
    return [Check(_RESULT_TRUST.format(digest=mapping["digests"]["result"]))] if found.holds else []


def _read(mapping: Mapping[str, Any]) -> tuple[Document, list[str]]:
    """Return the document, and what is wrong with its counts: a report with a wrong count can still be looked into."""
    if not str(mapping.get("format")).startswith("makegood.contract-performance/"):
        return read_document(mapping), []
    counts = _counts(mapping.get("commitments"))
    if counts is None or mapping.get("counts") == counts:
        return read_document(mapping), []
    document = read_document({**mapping, "counts": counts})
    return document, [f"The counts by rating are not those of the commitments: {_counted(counts)}."]


def _counts(commitments: object) -> list[dict[str, Any]] | None:
    """Return how many commitments have each rating, from values not yet read; None where that cannot be said."""
    if not isinstance(commitments, list) or not all(isinstance(each, dict) for each in commitments):
        return None
    ratings = [each.get("rating") for each in commitments]
    return [{"rating": rating.value, "commitments": ratings.count(rating.value)} for rating in Rating]


def _counted(counts: list[dict[str, Any]]) -> str:
    return ", ".join(f"{each['commitments']} {each['rating'].replace('_', ' ')}" for each in counts)


def _checks(document: Document, evidence: Given | None) -> Iterator[Check]:
    if isinstance(document, AwardSummary):
        result = _result(document.result)
        yield result
        if result.holds:
            yield from _followed(contradictions_of_award(document), _AWARD_HOLDS)
            if isinstance(document, AwardSummaryInFull) and _has_lot(document):
                yield from _followed(contradictions_of_more(document), _MORE_HOLDS)
        yield Check(_AWARD_TRUST)
    elif isinstance(document, AssessmentSummary):
        yield from _followed(contradictions_of_summary(document), _SUMMARY_HOLDS)
        yield Check(_SUMMARY_TRUST)
    elif isinstance(document, EvaluationRecord):
        yield from _followed(contradictions_of_record(document), _RECORD_HOLDS)
        yield Check(_RECORD_TRUST)
    elif isinstance(document, BornWithFace):
        further = looked_at(document)
        yield from _followed(further.contradictions, further.holds)
        yield Check(further.trust)
    else:
        yield from _followed(contradictions_of_performance(document), _PERFORMANCE_HOLDS)
        if isinstance(document, ContractPerformanceInFull):
            yield from _behind(document, evidence)
        yield Check(_PERFORMANCE_TRUST)


def _behind(report: ContractPerformanceInFull, evidence: Given | None) -> Iterator[Check]:
    """Check what stands behind the figures, and give the files to their engines again where there are any."""
    yield from _followed(contradictions_of_evidence(report), _EVIDENCE_HOLDS)
    rests = sum(proof.assessed is not None and proof.assessed.record is not None for proof in report.proofs)
    if evidence is not None:
        yield from (Check(sentence, holds=holds) for sentence, holds in recomputed(report, evidence))
    elif rests:
        yield Check(_EVIDENCE_NOT_GIVEN.format(rests=plural(rests, "report")))


def _has_lot(award: AwardSummary) -> bool:
    """Return whether the result tells of the lot; where it does not, that alone is said."""
    return award.lot.code in {lot["lot"] for lot in award.result["lots"]}


def _followed(contradictions: Iterator[str], otherwise: str) -> Iterator[Check]:
    """Yield a failure for each contradiction, the first of them only if there are many, or that there is none."""
    found = list(contradictions)
    yield from (Check(sentence, holds=False) for sentence in found[:MOST_FAILURES])
    if len(found) > MOST_FAILURES:
        yield Check(f"And {len(found) - MOST_FAILURES} more do not hold.", holds=False)
    if not found:
        yield Check(otherwise, holds=True)

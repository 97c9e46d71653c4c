"""Checks a document with nothing but the document: recomputes its scores and compares all that it prints with them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from app.documents.award_content import AwardSummary
from app.documents.codec import encode
from app.documents.content import Document, document_digest, read_document
from app.documents.figures import Figure
from app.documents.from_result import bidders_of, criteria_of, digests_of, margin_of, method_of, scales_of
from app.documents.performance_content import AddsUp, Commitment, ContractPerformance, Rating
from scoring.delivery import percent_of, rating_of, read_bands
from scoring.findings import Findings
from scoring.result import FORMAT as RESULT_FORMAT
from scoring.rounding import shown
from scoring.verify import verify as verify_result

_ADDED: Final = {AddsUp.SUM, AddsUp.FTE_YEARS}
_UNRATED: Final = {Rating.UNKNOWN, Rating.NOT_DUE, Rating.NOT_MEASURED, Rating.OTHER}
_BANDS: Final = ("good", "approaching_target", "requires_improvement")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: whether it holds (None where that cannot be known from the file), and in words."""

    sentence: str
    holds: bool | None = None


def verify(mapping: Mapping[str, Any]) -> list[Check]:
    """Check a result, an award summary or a performance report from its own JSON; the first failure comes first.

    Raises UnreadableContent for a mapping of any other format.
    """
    if mapping.get("format") == RESULT_FORMAT:
        found = verify_result(mapping)
        return [Check(found.sentence, holds=found.holds)]
    document = read_document(dict(mapping))
    checks = list(_checks(document))
    return sorted(checks, key=lambda check: check.holds is not False)


def _checks(document: Document) -> Iterator[Check]:
    if isinstance(document, AwardSummary):
        yield from _award(document)
    else:
        yield from _performance(document)
    yield Check(f"The digest of this document is {document_digest(document)}; compare it with the one printed.")


def _award(award: AwardSummary) -> Iterator[Check]:
    found = verify_result(award.result)
    yield Check(found.sentence, holds=found.holds)
    if not found.holds:
        return
    difference = next(_differences(encode(award), _recomputed(award)), None)
    if difference is None:
        yield Check("Every mark, weight, point, rank and margin printed is the result's own.", holds=True)
    else:
        yield Check(difference, holds=False)


def _recomputed(award: AwardSummary) -> dict[str, Any]:
    """Return the parts of an award summary that its result decides, made anew from the result."""
    lot, result = award.lot.code, award.result
    fresh = {
        "scales": scales_of(result),
        "criteria": criteria_of(result, lot),
        "method": method_of(result),
        "bidders": bidders_of(
            result,
            lot,
            parties={bidder.id: bidder.party for bidder in award.bidders},
            reasons={
                (b.id, score.criterion): score.reason for b in award.bidders for score in b.scores if score.reason
            },
            currency=award.tender.value.currency if award.tender.value else "GBP",
        ),
        "margin": margin_of(result, lot),
        "digests": digests_of(result),
    }
    return {name: encode(value) for name, value in fresh.items()}


def _differences(stated: Mapping[str, Any], recomputed: Mapping[str, Any]) -> Iterator[str]:
    for name, expected in recomputed.items():
        for place, says, gives in _compare(stated[name], expected, name):
            yield f"{place} says {says!r}; the result in the same file gives {gives!r}."


def _compare(stated: Any, expected: Any, place: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(stated, dict) and isinstance(expected, dict):
        for key in [*expected, *(key for key in stated if key not in expected)]:
            yield from _compare(stated.get(key), expected.get(key), f"{place}.{key}")
    elif isinstance(stated, (list, tuple)) and isinstance(expected, (list, tuple)):
        if len(stated) != len(expected):
            yield place, f"{len(stated)} entries", f"{len(expected)} entries"
        for number, (one, other) in enumerate(zip(stated, expected, strict=False)):
            label = one.get("id") or one.get("criterion") if isinstance(one, dict) else None
            yield from _compare(one, other, f"{place}[{label or number}]")
    elif stated != expected:
        yield place, stated, expected


def _performance(report: ContractPerformance) -> Iterator[Check]:
    """Recompute from the claims and bands that the report itself lists what each commitment comes to."""
    wrong = [sentence for commitment in report.commitments for sentence in _commitment(commitment)]
    yield from (Check(sentence, holds=False) for sentence in wrong)
    if not wrong:
        yield Check(
            "Every sum, percentage and rating printed follows from the periods, decisions and bands listed.", holds=True
        )


def _commitment(one: Commitment) -> Iterator[str]:
    current = [claim for period in one.periods for claim in period.claims if not claim.superseded]
    if one.adds_up in _ADDED:
        figures = {
            "claimed": (one.claimed, _total(claim.claimed for claim in current)),
            "proved": (one.proved, _total(claim.verification.quantity for claim in current if claim.verification)),
        }
        for name, (stated, listed) in figures.items():
            if listed is not None and stated.value != listed:
                yield f"Commitment {one.reference} states {name} {stated.value}; its periods add up to {listed}."
    if one.bands is None or one.due.value is None or one.proved.value is None or one.rating in _UNRATED:
        return
    due, proved = Fraction(one.due.value), Fraction(one.proved.value)
    percent = percent_of(proved, due, "higher") if one.more_is_better else percent_of(proved, due, "lower")
    bands = read_bands({name: str(getattr(one.bands, name)) for name in _BANDS})
    if percent is None or isinstance(bands, Findings):
        return
    expected = rating_of(percent, bands)
    if one.rating.value != expected:
        yield (
            f"Commitment {one.reference} is rated {one.rating.value}; {one.proved.value} of {one.due.value} due "
            f"is {shown(percent)}%, which is {expected} by its bands."
        )


def _total(figures: Iterable[Figure]) -> Decimal | None:
    known = [figure.value for figure in figures if figure.value is not None]
    return sum(known, Decimal(0)) if known else None

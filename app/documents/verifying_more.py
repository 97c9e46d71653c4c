"""Works out again how firm the result of an award summary is, and looks whether its course holds together."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.documents.award_more_content import AwardSummaryInFull, Course
from app.documents.codec import encode
from app.documents.firmness import by_chance_of
from app.documents.issued_content import IssuedAwardSummary, rooms_of
from app.documents.wording import instant
from scoring.certificate import verify_certificate
from scoring.findings import Findings
from scoring.stakes import read_pledges, stakes_of


def contradictions(award: AwardSummaryInFull) -> Iterator[str]:
    """Return a sentence for everything told of the result's firmness and course that does not hold."""
    yield from _firmness(award)
    if isinstance(award, IssuedAwardSummary) and award.room != rooms_of(award.result, award.lot.code):
        yield "How far each weight can move comes out differently when it is worked out again from the result."
    yield from _course(award)


def _firmness(award: AwardSummaryInFull) -> Iterator[str]:
    found, result, lot = award.firmness, award.result, award.lot.code
    certified = verify_certificate(dict(found.certificate), result)
    if not certified.holds:
        yield f"The certificate: {certified.sentence}"
    if found.certificate.get("lot") != lot:
        yield "The certificate is about another lot."
    stakes = _stakes_again(found.stakes, result, lot)
    if stakes != encode(found.stakes):
        yield "What rested on each promise comes out differently when it is worked out again from the result."
    promised = [one.criterion for one in award.promises if one.criterion is not None]
    if [row.get("criterion") for row in _rows(found.stakes)] != promised:
        yield "What rested on each promise is not told of the promises that are listed."
    inputs = found.certificate.get("inputs")
    uncertainty = inputs.get("weight_uncertainty_percent") if isinstance(inputs, dict) else None
    expected = None if uncertainty is None else by_chance_of(result, lot, str(uncertainty))
    stated = None if found.acceptability is None else encode(found.acceptability)
    if stated != expected:
        yield "How often each bid comes first by chance is not what comes out of another draw from the same seed."


def _stakes_again(stated: Mapping[str, Any], result: Mapping[str, Any], lot: str) -> Any:
    rows = [
        {
            "id": row.get("pledge") or "",
            "title": row.get("title") or "",
            **{name: row[name] for name in ("bid", "criterion", "quantity") if row.get(name) is not None},
        }
        for row in _rows(stated)
    ]
    pledges = read_pledges(rows)
    if isinstance(pledges, Findings):
        return None
    again = stakes_of(result, lot, pledges)
    return None if isinstance(again, Findings) else again.to_mapping()


def _rows(stated: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = stated.get("pledges")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _course(award: AwardSummaryInFull) -> Iterator[str]:
    course = award.course
    for one in course.openings:
        if one.begun_by == one.opened_by:
            yield f"The {one.envelope} envelope is said to have been opened by one person alone, {one.opened_by.name}."
        if one.opened_at < one.begun_at:
            yield f"The {one.envelope} envelope is said to have been opened before that was begun."
    if not course.results or course.results[-1].digest != award.digests.result:
        yield "The last result that is listed is not the one that the award rests on."
    if [one.number for one in course.results] != sorted({one.number for one in course.results}):
        yield "The results are not listed in the order of their numbers."
    if course.approval is not None and course.approval.at < award.decision.decided_at:
        yield f"The approval is of {instant(course.approval.at)}, before the decision."
    yield from _publication(course)


def _publication(course: Course) -> Iterator[str]:
    if course.published_at is not None and course.approval is not None and course.published_at < course.approval.at:
        yield "The notice is said to have been published before the award was approved."
    if not 0 <= course.summaries_issued <= course.summaries_owed:
        yield "More assessment summaries were issued than are owed."
    for one in course.representations:
        if (one.reasons is None) != (one.outcome == "open"):
            yield f"What became of the representation of {one.made_by} is told without reasons, or the other way about."

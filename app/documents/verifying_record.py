"""Looks whether a record of an evaluation holds together: what is counted of marks, and what follows on what."""

from collections.abc import Iterator
from decimal import Decimal

from app.documents.record_content import EvaluationRecord, Judged


def contradictions(record: EvaluationRecord) -> Iterator[str]:
    """Return a sentence for everything that the record says and that what it lists does not bear out."""
    for question in record.questions:
        for judged in question.bids:
            whose = f"{question.title} of {judged.bidder}"
            yield from (f"{whose}: {found}" for found in _spread(judged))
            yield from (f"{whose}: {found}" for found in _agreed(judged, is_gate=question.is_gate))
    for declared in record.declarations:
        if any(ruling.by == declared.person for ruling in declared.rulings):
            yield f"The declaration of {declared.person.name} is said to have been decided on by that person alone."
        if declared.interests and not declared.rulings and declared.status == "clear":
            yield f"{declared.person.name} declared an interest, nobody decided on it, and it is said to be clear."
    approval = record.course.approval
    if approval is not None and approval.by == record.decided_by:
        yield f"The decision is said to have been approved by {approval.by.name}, who made it."
    if record.course.results and record.course.results[-1].digest != record.digests.result:
        yield "The last result that is listed is not the one that the award rests on."
    if (record.kind == "selection_record") != bool(record.key_criteria):
        yield "Key criteria belong in a selection record, and in that alone."


def _spread(judged: Judged) -> Iterator[str]:
    counting = [one.mark for one in judged.marks if one.counts]
    expected = (min(counting), max(counting), max(counting) - min(counting)) if counting else (None, None, None)
    stated = (judged.lowest, judged.highest, judged.apart)
    if stated != expected:
        yield f"the spread is stated as {_text(*stated)}; the marks that count give {_text(*expected)}."


def _agreed(judged: Judged, *, is_gate: bool) -> Iterator[str]:
    standing = [one for one in judged.agreed if one.stands]
    if len(standing) > 1 or (judged.agreed and not standing) or (standing and not judged.agreed[-1].stands):
        yield "of what was agreed the last stands, and it alone; the record says otherwise."
    for one in judged.agreed:
        if (one.passed is None) is is_gate or (one.mark is None) is not is_gate:
            yield "a gate is passed or failed, and a question is marked; the record says otherwise."


def _text(lowest: Decimal | None, highest: Decimal | None, apart: Decimal | None) -> str:
    return "none" if lowest is None else f"{lowest} to {highest}, {apart} apart"

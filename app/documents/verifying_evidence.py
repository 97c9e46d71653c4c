"""Recomputes what a performance report says stands behind its figures: evidence, plans, volumes and changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from app.contracts.changes.rebasing import rounded
from app.delivery.proving import rules as proving
from app.delivery.proving import running
from app.delivery.proving.rules import AssessmentStatus, Found
from app.documents.performance_content import Claim, Commitment, PeriodRecord
from app.documents.performance_more_content import Assessed, ContractPerformanceInFull, Linked, Plan, Proof
from app.documents.wording import plural
from app.performance import rules
from scoring.delivery import Period
from scoring.digest import digest
from scoring.exact import from_exact_text
from scoring.findings import Findings
from scoring.volume import Link, Volume, entitlements

_TAKEN_IN: Final = ("engine", "version", "settings", "sources", "references")
"""What an assessment was made from; its digest of inputs is that of these."""


@dataclass(frozen=True, slots=True)
class Given:
    """Evidence files by the digest of their bytes, and the folder where facts that take long to read are kept."""

    files: Mapping[str, Path]
    data_dir: Path


def contradictions(report: ContractPerformanceInFull) -> Iterator[str]:
    """Return a sentence for everything behind the figures that does not hold together, in the report's order."""
    for one, period, number, claim in _claims(report):
        proof = report.proof_of(one.reference, period.span.starts_on, number)
        where = f"Commitment {one.reference}, report {number} for {period.span.label}"
        if proof is None:
            yield f"{where}: nothing is said of what stands behind it."
        else:
            yield from (f"{where}: {found}" for found in _proof(one, claim, proof))
    listed = {(one.reference, period.span.starts_on, number) for one, period, number, _ in _claims(report)}
    for proof in report.proofs:
        if (proof.commitment, proof.period, proof.report) not in listed:
            yield f"A proof names report {proof.report} of {proof.commitment} from {proof.period}, which is not listed."
    yield from _plans(report)
    yield from _linked(report)
    yield from _changes(report)
    yield from _remedies(report)


def _claims(report: ContractPerformanceInFull) -> Iterator[tuple[Commitment, PeriodRecord, int, Claim]]:
    for one in report.commitments:
        for period in one.periods:
            for number, claim in enumerate(period.claims, start=1):
                yield one, period, number, claim


# -------------------------------------------------------------------------------------------------------------- claims
def _proof(one: Commitment, claim: Claim, proof: Proof) -> Iterator[str]:
    decided = claim.verification
    yield from _part("claimed", claim.claimed.value, proof.part.value, proof.whole.value)
    if decided is not None:
        whole = proof.whole.value if proof.proved_whole.value is None else proof.proved_whole.value
        yield from _part("proved", decided.quantity.value, proof.proved_part.value, whole)
    for reply in proof.replies:
        if not 1 <= reply.decision <= len(proof.earlier) + (decided is not None):
            yield f"a reply answers decision {reply.decision}, which is not listed."
    assessed = proof.assessed
    if assessed is None:
        return
    yield from _assessed(claim, assessed)
    accepted = None if decided is None or decided.quantity.value is None else Fraction(decided.quantity.value)
    found = Found(
        AssessmentStatus.REFUSED if assessed.record is None else AssessmentStatus.ASSESSED,
        proving.share_of(_number(assessed.proves), proof.share.value),
    )
    held = proving.against(found, accepted, more_is_better=one.more_is_better)
    if proof.against is not None and held is not None and proof.against not in {held.value, "not_assessed"}:
        yield f"what was accepted is said to be {proof.against!r} of what the evidence proves; it is {held.value!r}."


def _part(what: str, stated: Decimal | None, part: Decimal | None, whole: Decimal | None) -> Iterator[str]:
    """Check a percentage that was reported as a part of a whole."""
    if part is not None and whole is not None and rules.of_whole(part, whole) != stated:
        yield f"{part} of {whole} is stated as {stated}% {what}; it is {rules.of_whole(part, whole)}."


def _assessed(claim: Claim, assessed: Assessed) -> Iterator[str]:
    record = assessed.record
    if record is None:
        if assessed.proves is not None:
            yield f"the engine refused its files, and {assessed.proves} is stated as proved by them."
        return
    digests = record.get("digests", {})
    if digests.get("inputs") != digest({name: record.get(name) for name in _TAKEN_IN}):
        yield "what its evidence was assessed from does not have the digest stated."
    quantity = record.get("quantities", {}).get(assessed.quantity) if assessed.quantity else None
    stated = quantity.get("exact") if isinstance(quantity, Mapping) else None
    if stated != assessed.proves:
        yield f"its evidence is stated to prove {assessed.proves}; the assessment says {stated}."
    given = {file.digest for file in claim.evidence}
    for source in record.get("sources", []):
        if source.get("digest") not in given:
            yield f"the assessment read {source.get('name')}, which is not among the evidence of the report."


def _number(text: str | None) -> Fraction | None:
    return None if text is None else from_exact_text(text)


# ------------------------------------------------------------------------------------------------------------- targets
def _plans(report: ContractPerformanceInFull) -> Iterator[str]:
    """Check that plans follow one another, and that the last of each is what the report holds the supplier to."""
    kept: dict[str, list[Plan]] = {}
    for plan in report.plans:
        kept.setdefault(plan.commitment, []).append(plan)
    for one in report.commitments:
        plans = kept.pop(one.reference, [])
        if [plan.revision for plan in plans] != list(range(1, len(plans) + 1)):
            yield f"Commitment {one.reference}: its plans are not numbered one after the other."
        if not plans:
            continue
        due = {each.span.starts_on: each for each in plans[-1].due}
        for period in one.periods:
            planned = due.get(period.span.starts_on)
            if planned is None or planned.target.value != period.target.value:
                stated = "nothing" if planned is None else planned.target.value
                yield (
                    f"Commitment {one.reference}: {period.span.label} is listed with {period.target.value} due; its "
                    f"last plan has {stated}."
                )
    for reference in kept:
        yield f"A plan is listed for {reference}, which is not a commitment of the report."


def _linked(report: ContractPerformanceInFull) -> Iterator[str]:
    """Recompute what is due of every promise that follows a volume, from the volume recorded."""
    by_reference = {one.reference: one for one in report.commitments}
    for linked in report.linked:
        one = by_reference.get(linked.commitment)
        last = [plan for plan in report.plans if plan.commitment == linked.commitment][-1:]
        if one is None or one.promised.value is None or not last:
            continue
        periods = [Period(each.span.starts_on, each.span.ends_on) for each in last[0].due]
        before = Decimal(0)
        for each, found in zip(last[0].due, _entitled(report, linked, one, periods), strict=True):
            # Rounded to date and not by period, as the plan itself was.
            reached = None if found is None else rounded(found)
            due = None if reached is None else reached - before
            before = before if reached is None else reached
            if each.target.value != due:
                yield (
                    f"Commitment {one.reference}: {each.span.label} has {each.target.value} due; what was bought of "
                    f"{linked.unit} makes {due}."
                )


def _entitled(
    report: ContractPerformanceInFull, linked: Linked, one: Commitment, periods: list[Period]
) -> Iterator[Fraction | None]:
    rule = Link(
        Fraction(one.promised.value or 0), Fraction(linked.expected), _fraction(linked.floor), _fraction(linked.cap)
    )
    bought = [
        Volume(Period(row.starts_on, row.ends_on), Fraction(row.amount))
        for row in report.bought
        if (row.basis, row.unit) == (linked.basis, linked.unit)
    ]
    return (each.to_date for each in entitlements(rule, periods, bought))


def _fraction(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


# ------------------------------------------------------------------------------------------------------------- changes
def _changes(report: ContractPerformanceInFull) -> Iterator[str]:
    numbers = {change.number for change in report.changes}
    for change in report.changes:
        approved = [person.name for person in change.approved_by]
        if len(approved) < 2 or len({change.asked_by.name, *approved}) < 1 + len(approved):  # noqa: PLR2004  (two approve)
            yield f"Change {change.number} was not approved by two people other than who asked for it."
    references = {one.reference for one in report.commitments}
    for swap in report.swaps:
        if swap.change not in numbers:
            yield f"{swap.new} took the place of {swap.old} by change {swap.change}, which is not listed."
        if swap.new not in references:
            yield f"{swap.new}, which took the place of {swap.old}, is not a commitment of the report."


def _remedies(report: ContractPerformanceInFull) -> Iterator[str]:
    """Check that remedies are about what is listed, that their steps follow one another, and that bodies do."""
    references = {one.reference for one in report.commitments}
    for number, remedy in enumerate(report.remedies, start=1):
        if remedy.commitment is not None and remedy.commitment not in references:
            yield f"Remedy {number} is about {remedy.commitment}, which is not a commitment of the report."
        if [step.at for step in remedy.steps] != sorted(step.at for step in remedy.steps):
            yield f"The steps of remedy {number} are not in the order of their time."
        if (remedy.outcome is None) is not (remedy.closed_on is None):
            yield f"Remedy {number} has an outcome without the day it was closed on, or the other way round."
    *before, last = report.bodies
    if last.until is not None or last.name != report.authority.name:
        yield f"{report.authority.name} is not named as the body that holds the contract now."
    days = [body.until for body in before if body.until is not None]
    if len(days) != len(before) or days != sorted(days):
        yield "The bodies that held the contract before do not follow one another."


# ------------------------------------------------------------------------------------------------------------ evidence
def recomputed(report: ContractPerformanceInFull, given: Given) -> Iterator[tuple[str, bool | None]]:
    """Give the files of every assessment to its engine again, and say of each in words whether it comes to the same.

    None stands for what cannot be known: a file is missing, or the tables here are of another edition.
    """
    for proof in report.proofs:
        if proof.assessed is not None and proof.assessed.record is not None:
            where = f"{proof.commitment}, report {proof.report} from {_day(proof.period)}"
            yield _again(where, proof.assessed, proof.assessed.record, given)


def _again(where: str, assessed: Assessed, record: Mapping[str, Any], given: Given) -> tuple[str, bool | None]:
    missing = [source["name"] for source in record["sources"] if source["digest"] not in given.files]
    if missing:
        return f"{where}: not assessed again, as {', '.join(missing)} is not among the files given.", None
    inputs = [running.Input(source["name"], given.files[source["digest"]]) for source in record["sources"]]
    found = running.assess(record["engine"], inputs, record["settings"], given.data_dir)
    if isinstance(found, Findings):
        return f"{where}: the files can no longer be assessed: {found[0].message}.", False
    mapping = found.to_mapping()
    if mapping["digests"] == record["digests"]:
        return f"{where}: {_said(assessed, record)}", True
    if mapping["references"] != record["references"] or mapping["version"] != record["version"]:
        return f"{where}: not compared, as the engine or its tables here are of another edition.", None
    for name, quantity in record["quantities"].items():
        again = mapping["quantities"].get(name, {}).get("exact")
        if again != quantity["exact"]:
            return f"{where}: {name} is stated as {quantity['exact']}; the files make {again}.", False
    return f"{where}: its files, assessed again, do not make the same document.", False


def _said(assessed: Assessed, record: Mapping[str, Any]) -> str:
    rows = plural(sum(source["rows"] for source in record["sources"]), "line")
    quantity = record["quantities"].get(assessed.quantity or "")
    said = "they say nothing of what was promised" if quantity is None else quantity["said"]
    return f"{rows} of evidence, assessed again, come to the same: {said.rstrip('.')}."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

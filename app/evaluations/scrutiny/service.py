"""Shows how firm a result is before an award rests on it, what changed, what was at stake, and how the panel marked."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.bids import service as bids
from app.bids.opened import OpenedBid
from app.conflicts import service as conflicts
from app.conflicts.rules import Stage
from app.evaluations import diagnostics, repository, rules
from app.evaluations.diagnostics import Given, Level
from app.evaluations.models import Result
from app.evaluations.presenting import counted
from app.evaluations.scrutiny.errors import FirstResult, MarksNotFrozen
from app.evaluations.scrutiny.schemas import (
    CertificateOut,
    ChangesOut,
    DiagnosticsOut,
    DriftOut,
    HaloOut,
    MismatchOut,
    SeverityOut,
    StakesOut,
    StatisticOut,
)
from app.evaluations.service import panel, questions, results
from app.identity import service as identity
from app.kit.actor import Actor
from app.kit.memory import Memory
from app.kit.schema import plain
from app.tenders import service as tenders
from app.tenders.models import Lot, Tender
from scoring.certificate import certificate_of
from scoring.changes import changes
from scoring.digest import digest
from scoring.findings import Findings
from scoring.reread import reread
from scoring.robustness import acceptability
from scoring.rounding import STANDARD
from scoring.stakes import Ledger, Pledge, every_answer, stakes_of
from scoring.trace import number

SEED_DIGITS = 8
"""How many digits of a result's digest seed its simulation: nobody chooses the seed, and everybody can repeat it."""

_simulated: Memory[tuple[UUID, str], dict[str, Any] | None] = Memory(100)


class NotScoredAgain(RuntimeError):
    """A stored result cannot be scored again by this version: a fault of the service, not of the request."""


def certificate(tx: Session, actor: Actor, result_id: UUID) -> CertificateOut:
    """Return what single change would make another bid first, and whether it lies within the panel's own spread."""
    row, tender, lot = _result(tx, actor, result_id)
    percent = tenders.terms(tender).weight_uncertainty_percent
    stated = None if percent is None else plain(percent)
    found = _scored(
        certificate_of(row.body, lot.code, panel_marks(tx, tender, lot.id), weight_uncertainty_percent=stated)
    )
    statistic = None if percent is None else _by_chance(row, lot.code, percent)
    return CertificateOut(
        result_id=row.id,
        lot=lot.code,
        digest=found["digest"],
        certificate=found,
        acceptability=statistic,
        acceptability_digest=None if statistic is None else statistic["digest"],
    )


def changes_of(tx: Session, actor: Actor, result_id: UUID) -> ChangesOut:
    """Return what changed from the result before, in words. Raises FirstResult."""
    row, _, lot = _result(tx, actor, result_id)
    before = repository.result_by_number(tx, lot.id, row.number - 1)
    if before is None:
        raise FirstResult(lot.code)
    found = _scored(changes(before.body, row.body, lot.code))
    return ChangesOut(result_id=row.id, before_id=before.id, lot=lot.code, digest=found["digest"], changes=found)


def stakes(tx: Session, actor: Actor, result_id: UUID) -> StakesOut:
    """Return what rested on each pledge of each ranked bid; an answer without a pledge of its own counts as one."""
    row, tender, lot = _result(tx, actor, result_id)
    ledger = stakes_of(row.body, lot.code, _pledges(row, lot, bids.opened(tx, tender, lot.id)))
    if not isinstance(ledger, Ledger):
        raise NotScoredAgain(str(ledger))
    found = ledger.to_mapping()
    return StakesOut(result_id=row.id, lot=lot.code, digest=found["digest"], stakes=found)


def panel_marks(tx: Session, tender: Tender, lot_id: UUID) -> dict[str, dict[str, list[str]]]:
    """Return the individual marks that count, by bid and criterion, as a certificate takes them."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in _counted(tx, tender, lot_id):
        found.setdefault(str(row.bid_id), {}).setdefault(row.criterion, []).append(plain(row.mark))
    return {bid: {one: sorted(marks) for one, marks in sorted(by.items())} for bid, by in sorted(found.items())}


def diagnose(tx: Session, actor: Actor, tender_id: UUID, *, lot: str) -> DiagnosticsOut:
    """Return statistics about how the panel marked a lot. Raises TenderSealed, or MarksNotFrozen for who marks here."""
    tender = tenders.owned(tx, actor, tender_id)
    lot_row = tenders.lot(tender, lot)
    opened = {bid.bid_id: bid for bid in bids.opened_for(tx, actor, tender, lot_row.id)}
    conflicts.check(tx, actor, tender, Stage.BIDDERS_KNOWN)
    _check_own_are_frozen(tx, actor, tender)
    scales = {
        leaf.id: [Level(Decimal(str(one["mark"])), str(one.get("descriptor", ""))) for one in leaf.scale_levels or ()]
        for leaf in questions.of_lot(tx, tender, lot_row.id)
        if rules.is_marked(leaf)
    }
    first: dict[tuple[UUID, str, UUID], Any] = {}
    for row in repository.marks(tx, lot_row.id):
        first.setdefault((row.bid_id, row.criterion, row.evaluator_id), row.made_at)
    marks = [
        Given(
            evaluator=row.evaluator_id,
            bid=row.bid_id,
            criterion=row.criterion,
            mark=row.mark,
            first_at=first[row.bid_id, row.criterion, row.evaluator_id],
            rationale=row.rationale,
        )
        for row in _counted(tx, tender, lot_row.id)
        if row.bid_id in opened and opened[row.bid_id].is_live
    ]
    names = identity.names(tx, {one.evaluator for one in marks})
    kept = conflicts.kept_from(tx, tender.id, actor.person_id)
    seen = {bid_id: bid for bid_id, bid in opened.items() if bid.supplier_id not in kept}
    return _shown(tender, lot_row, marks, scales, names, seen)


def _shown(
    tender: Tender,
    lot: Lot,
    marks: Sequence[Given],
    scales: diagnostics.Scales,
    names: Mapping[UUID, str],
    opened: Mapping[UUID, OpenedBid],
) -> DiagnosticsOut:
    def who(person: UUID) -> dict[str, Any]:
        return {"evaluator_id": person, "evaluator_name": names[person]}

    return DiagnosticsOut(
        tender_id=tender.id,
        lot=lot.code,
        label=diagnostics.LABEL,
        warnings=diagnostics.warnings(marks),
        severity=[
            SeverityOut(**who(one.evaluator), marks=one.marks, deviation=_statistic(one.deviation))
            for one in diagnostics.severities(marks, scales)
        ],
        halo=[
            HaloOut(
                **who(one.evaluator),
                bid_id=opened[one.bid].known_as,
                supplier_name=opened[one.bid].supplier_name,
                questions=one.questions,
                own=_figure(one.own),
                panel=_figure(one.panel),
                closer=one.closer,
            )
            for one in diagnostics.halos(marks, scales)
            if one.bid in opened
        ],
        order=[
            DriftOut(**who(one.evaluator), criterion=one.criterion, marks=one.marks, change=_figure(one.change))
            for one in diagnostics.drifts(marks, scales)
        ],
        rationales=[
            _mismatch(one, who, opened) for one in diagnostics.mismatches(marks, scales) if one.given.bid in opened
        ],
    )


def _mismatch(
    one: diagnostics.Mismatch, who: Callable[[UUID], dict[str, Any]], opened: Mapping[UUID, OpenedBid]
) -> MismatchOut:
    return MismatchOut(
        **who(one.given.evaluator),
        bid_id=opened[one.given.bid].known_as,
        criterion=one.given.criterion,
        mark=one.given.mark,
        level=one.level,
        words=list(one.words),
    )


def _check_own_are_frozen(tx: Session, actor: Actor, tender: Tender) -> None:
    """Raise MarksNotFrozen while somebody who reads could still change a mark of theirs anywhere in the tender."""
    open_ones = [criterion for _, criterion in panel.can_change(tx, tender.id, actor.person_id)]
    if open_ones:
        raise MarksNotFrozen(list(dict.fromkeys(open_ones)))


def _result(tx: Session, actor: Actor, result_id: UUID) -> tuple[Result, Tender, Lot]:
    row = results.owned(tx, actor, result_id)
    tender = tenders.get(tx, row.tender_id)
    return row, tender, tenders.lot_by_id(tender, row.lot_id)


def _counted(tx: Session, tender: Tender, lot_id: UUID) -> Sequence[Any]:
    marking = panel.of_lot(tx, tender.id, lot_id, bids.opened(tx, tender, lot_id))
    rows = counted(repository.marks(tx, lot_id), marking.assigned, marking.kept)
    return [row for row in rows if row.evaluator_id in marking.of(row.bid_id, row.criterion)]


def _by_chance(row: Result, lot: str, percent: Decimal) -> dict[str, Any] | None:
    """Return how often each bid came first under weights drawn by chance; None where no weight could move anything."""
    key = (row.id, plain(percent))
    if percent <= 0:
        return None
    known = _simulated.get(key)
    if known is None:
        again = reread(row.body)
        if isinstance(again, Findings):
            raise NotScoredAgain(str(again))
        seed = int(row.digest.removeprefix("sha256:")[:SEED_DIGITS], 16)
        found = acceptability(again.rubric, again.result.lot(lot).scores, seed=seed, percent=Fraction(percent))
        if isinstance(found, Findings):
            return None
        mapping = found.to_mapping() | {"result": row.digest, "lot": lot}
        known = mapping | {"digest": digest(mapping)}
        _simulated.keep(key, known)
    return known


def _pledges(row: Result, lot: Lot, opened: Sequence[OpenedBid]) -> list[Pledge]:
    """Return the pledges that bidders made in answers that earn points, and such answers without one as a whole."""
    again = reread(row.body)
    if isinstance(again, Findings):
        raise NotScoredAgain(str(again))
    contents = {str(bid.bid_id): bid for bid in opened}
    found = []
    for one in every_answer(again.result, lot.code):
        answer = contents[one.bid].answer(one.criterion) if one.bid in contents else None
        made = (answer or {}).get("pledges") or ()
        found += [
            Pledge(one.bid, one.criterion, id=f"{one.criterion}[{place}]", title=pledge["title"])
            for place, pledge in enumerate(made)
        ] or [one]
    return found


def _scored(found: dict[str, Any] | Findings) -> dict[str, Any]:
    if isinstance(found, Findings):
        raise NotScoredAgain(str(found))
    return found


def _statistic(value: Fraction | None) -> StatisticOut | None:
    return None if value is None else _figure(value)


def _figure(value: Fraction) -> StatisticOut:
    return StatisticOut.model_validate(number(value, STANDARD))

"""Puts together what an award summary says, from the award, its result, the panel's reasons and the pledges."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.awards.models import Award
from app.bids import service as bids
from app.bids.opened import OpenedBid
from app.contracts import service as contracts
from app.documents.assemble_course import course_of
from app.documents.award_content import (
    AwardSummary,
    Decision,
    Lot,
    Promise,
    SkippedDay,
    Standstill,
    TenderFacts,
)
from app.documents.award_more_content import AwardSummaryInFull
from app.documents.facts import AuditPosition, Category, Money, Person
from app.documents.figures import Number
from app.documents.firmness import firmness_of
from app.documents.from_result import (
    bidders_of,
    criteria_of,
    digests_of,
    margin_of,
    method_of,
    scales_of,
)
from app.documents.parties import party_of
from app.documents.wording import day
from app.evaluations import service as evaluations
from app.evaluations.service import recording
from app.identity import service as identity
from app.kit.clock import london_text
from app.kit.schema import plain
from app.rubrics import regimes
from app.tenders import service as tenders
from app.tenders.models import Lot as LotRow
from app.tenders.models import Tender
from scoring.rounding import shown


def award_summary_in_full(
    tx: Session,
    award: Award,
    *,
    reference: str,
    replaces: str | None,
    issued_at: datetime,
    audit: AuditPosition | None,
) -> AwardSummaryInFull:
    """Return the whole content of the award summary of one lot, with how firm its result is and how it came about."""
    tender = tenders.get(tx, award.tender_id)
    lot = tenders.lot_by_id(tender, award.lot_id)
    plain_summary = award_summary(tx, award, reference=reference, replaces=replaces, issued_at=issued_at, audit=audit)
    record = recording.record_of(tx, tender, lot)
    uncertainty = tenders.terms(tender).weight_uncertainty_percent
    kept = {each.name: getattr(plain_summary, each.name) for each in fields(AwardSummary) if each.name != "format"}
    return AwardSummaryInFull(
        **kept,
        criterion_reasons=dict(award.criterion_reasons or {}),
        firmness=firmness_of(
            plain_summary.result,
            lot.code,
            winner=str(award.bid_id),
            promises=plain_summary.promises,
            marks=record.panel_marks(),
            uncertainty=None if uncertainty is None else plain(uncertainty),
        ),
        course=course_of(tx, award, tender, record),
    )


def award_summary(
    tx: Session,
    award: Award,
    *,
    reference: str,
    replaces: str | None,
    issued_at: datetime,
    audit: AuditPosition | None,
) -> AwardSummary:
    """Return the whole content of the award summary of one lot."""
    tender = tenders.get(tx, award.tender_id)
    lot = tenders.lot_by_id(tender, award.lot_id)
    result = evaluations.result(tx, award.result_id).body
    opened = bids.opened(tx, tender, lot.id)
    agreed = evaluations.agreed(tx, lot.id)
    names = identity.names(tx, [award.decided_by, *(mark.agreed_by for mark in agreed)])
    authority = party_of(tx, tender.authority_id)
    return AwardSummary(
        reference=reference,
        issued_at=issued_at,
        replaces=replaces,
        authority=authority,
        tender=tender_facts(tender),
        lot=Lot(code=lot.code, title=lot.title, is_only_lot=len(tender.lots) == 1),
        decision=_decision(award, names),
        panel=_panel(tx, lot.id, names, [mark.agreed_by for mark in agreed]),
        scales=scales_of(result),
        criteria=criteria_of(result, lot.code),
        method=method_of(result),
        bidders=bidders_of(
            result,
            lot.code,
            parties={str(bid.bid_id): party_of(tx, bid.supplier_id, name=bid.supplier_name) for bid in opened},
            reasons={(str(mark.bid_id), mark.criterion): mark.rationale for mark in agreed},
            currency=tender.currency,
        ),
        margin=margin_of(result, lot.code),
        promises=_promises(tx, award, tender, lot, next(bid for bid in opened if bid.bid_id == award.bid_id)),
        standstill=_standstill(award.standstill or {}),
        next_steps=_next_steps(award, tender, authority.email),
        digests=digests_of(result),
        audit=audit,
        result=result,
    )


def tender_facts(tender: Tender) -> TenderFacts:
    """Return what was bought, and under which rules."""
    value = None
    if tender.value is not None:
        value = Money(amount=tender.value, currency=tender.currency, includes_vat=tender.value_includes_vat)
    return TenderFacts(
        reference=tender.reference,
        title=tender.title,
        description=tender.description,
        regime=regimes.regime(tender.regime)["title"] if tender.regime else "No regime is recorded",
        value=value,
        term=_term(tender),
        categories=tuple(Category(scheme="CPV", code=code) for code in tender.cpv),
        places=tuple(tender.places),
    )


def _decision(award: Award, names: Mapping[UUID, str]) -> Decision:
    first, *rest = [part.strip() for part in award.reasons.split("\n\n") if part.strip()]
    if award.tie_reason:
        rest.append(f"The first place was shared. How the choice was made: {award.tie_reason}")
    return Decision(
        winner=str(award.bid_id),
        decided_by=(Person(name=names[award.decided_by]),),
        decided_at=award.decided_at,
        summary=first,
        reasons=tuple(rest),
    )


def _panel(tx: Session, lot_id: UUID, names: Mapping[UUID, str], moderators: list[UUID]) -> tuple[Person, ...]:
    evaluators = identity.names(tx, evaluations.evaluators(tx, lot_id))
    found = [Person(name=name, role="Evaluator") for name in sorted(evaluators.values())]
    chairs = sorted({names[moderator] for moderator in moderators})
    return (*found, *(Person(name=name, role="Moderator") for name in chairs))


def _promises(tx: Session, award: Award, tender: Tender, lot: LotRow, winner: OpenedBid) -> tuple[Promise, ...]:
    ends = f"by {day(tender.ends_on)}" if tender.ends_on else "over the contract"
    return tuple(
        Promise(
            measure=promise.title,
            quantity=None if promise.promised is None else Decimal(plain(promise.promised)),
            unit=promise.measure.get("unit"),
            by_when=ends,
            criterion=promise.criterion,
            points=Number(exact=promise.points, shown=_shown(promise.points)),
        )
        for promise in contracts.promises_of(tx, award, lot, winner)
    )


def _shown(exact: str) -> str:
    return shown(Fraction(exact), 2)


def _term(tender: Tender) -> str | None:
    if tender.starts_on is None or tender.ends_on is None:
        return None
    return f"{day(tender.starts_on)} to {day(tender.ends_on)}"


def _next_steps(award: Award, tender: Tender, email: str | None) -> tuple[str, ...]:
    steps = [f"The award notice is planned for {day(award.notice_on)}."]
    if award.published_at is not None:
        steps = [f"The award notice was published on {day(award.notice_on)}."]
    if award.standstill_ends_at is None:
        steps.append("No standstill applies; the contract may be drafted at once.")
    else:
        ends = london_text(award.standstill_ends_at)
        steps.append(f"The standstill is over at {ends}; no contract under this award can be made before that.")
    if email:
        steps.append(f"Whoever wants to ask about this decision writes to {email}.")
    steps.append(
        "The contract carries every promise listed here as a commitment. One may be left out only with a reason, "
        "approved by a commissioner other than the person who asks, and the waiver stays on the record."
    )
    if tender.ends_on:
        steps.append("The supplier then reports on each commitment, period by period, with evidence.")
    return tuple(steps)


def _standstill(kept: Mapping[str, Any]) -> Standstill:
    return Standstill(
        applies=kept["applies"],
        rule=kept["rule"],
        source=kept["source"],
        notice_on=_day(kept["notice_on"]),
        first_day=_day(kept["begins_on"]),
        ends_on=_day(kept["last_day"]),
        working_days=tuple(date.fromisoformat(each) for each in kept["counted"]),
        skipped=tuple(SkippedDay(on=date.fromisoformat(each["on"]), why=each["why"]) for each in kept["skipped"]),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)

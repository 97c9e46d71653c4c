"""Puts together the record of an evaluation for the file, from declarations to reasons."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from app.awards.models import Award
from app.bids import service as bids
from app.bids.opened import OpenedBid
from app.conflicts import service as conflicts
from app.conflicts.schemas import DeclarationOut
from app.documents.assemble_award import tender_facts
from app.documents.assemble_course import course_of
from app.documents.assemble_summary import law_of, quote_of
from app.documents.award_content import Lot
from app.documents.codec import JsonObject
from app.documents.facts import AuditPosition, Person
from app.documents.from_result import digests_of, lot_of
from app.documents.parties import party_of
from app.documents.record_content import (
    Agreed,
    Declared,
    Dissent,
    EvaluationRecord,
    Interest,
    Judged,
    KeyCriterion,
    OneMark,
    Provider,
    Question,
    Ruling,
)
from app.documents.summary_content import Law
from app.evaluations import service as evaluations
from app.evaluations.schemas import AgreedOut, MarkOut
from app.evaluations.service import recording
from app.evaluations.service.recording import LotRecord
from app.identity import service as identity
from app.kit.clock import london_date
from app.organisations import service as organisations
from app.rubrics import data, regimes
from app.rubrics.leaves import Leaf
from app.tenders import service as tenders
from app.tenders.models import Tender

Kind = Literal["selection_record", "evaluation_record"]

RECORDS = "records"
KEY_CRITERIA = "key_criteria"


def kind_of(tender: Tender) -> Kind:
    """Return what the record is called: a selection record where the regime asks for key criteria."""
    return "selection_record" if _key_rule(tender) is not None else "evaluation_record"


def evaluation_record(
    tx: Session,
    award: Award,
    *,
    reference: str,
    replaces: str | None,
    issued_at: datetime,
    audit: AuditPosition | None,
) -> EvaluationRecord:
    """Return the whole record of the evaluation and award of one lot."""
    tender = tenders.get(tx, award.tender_id)
    lot = tenders.lot_by_id(tender, award.lot_id)
    opened = bids.opened(tx, tender, lot.id)
    record = recording.record_of(tx, tender, lot)
    result = evaluations.result(tx, award.result_id).body
    leaves = tenders.leaves(tx, tender, lot.code)
    makers = [one for one in (award.decided_by, award.approved_by) if one is not None]
    names = identity.names(tx, makers)
    return EvaluationRecord(
        kind=kind_of(tender),
        reference=reference,
        issued_at=issued_at,
        replaces=replaces,
        law=_law(tender, organisations.get(tx, tender.authority_id).kind),
        authority=party_of(tx, tender.authority_id),
        tender=tender_facts(tender),
        lot=Lot(code=lot.code, title=lot.title, is_only_lot=len(tender.lots) == 1),
        award=award.reference,
        winner=str(award.bid_id),
        decided_by=Person(name=names[award.decided_by]),
        decided_at=award.decided_at,
        reasons=_reasons(award),
        decision_makers=tuple(Person(name=names[one]) for one in makers),
        key_criteria=key_criteria(tender, award, leaves),
        providers=tuple(
            Provider(
                bid=str(bid.bid_id),
                party=party_of(tx, bid.supplier_id, name=bid.supplier_name),
                outcome=_outcome(bid, result, lot.code),
            )
            for bid in opened
        ),
        course=course_of(tx, award, tender, record),
        declarations=_declarations(tx, tender, opened),
        disagreement_percent=tenders.terms(tender).disagreement_percent,
        questions=_questions(leaves, opened, record),
        digests=digests_of(result),
        audit=audit,
    )


def _law(tender: Tender, buyer: str) -> Law:
    if tender.regime is None:
        return law_of(tender, buyer)
    on = london_date(tender.published_at or tender.created_at)
    rule = regimes.one(tender.regime, RECORDS, on, regimes.Facts(category=tender.category, buyer=buyer))
    if rule is None:
        return law_of(tender, buyer)
    provision, _, source = str(rule["source"]).partition(": http")
    title = regimes.regime(tender.regime)["title"]
    return Law(
        provision=f"{provision} ({title}); kept for {rule['years']} years",
        source=f"http{source}" if source else provision,
        note=rule.get("note"),
    )


def _reasons(award: Award) -> tuple[str, ...]:
    reasons = [part.strip() for part in award.reasons.split("\n\n") if part.strip()]
    if award.tie_reason:
        reasons.append(f"The first place was shared. How the choice was made: {award.tie_reason}")
    if award.approval_reason:
        reasons.append(f"On approval: {award.approval_reason}")
    return tuple(reasons)


def _key_rule(tender: Tender) -> regimes.Rule | None:
    if tender.regime is None:
        return None
    return regimes.one(tender.regime, KEY_CRITERIA, london_date(tender.published_at or tender.created_at))


def key_criteria(tender: Tender, award: Award, leaves: Sequence[Leaf]) -> tuple[KeyCriterion, ...]:
    """Return each key criterion with the questions that the tender said beforehand serve it, and the reasons given."""
    rule = _key_rule(tender)
    if rule is None:
        return ()
    serves, said = tenders.terms(tender).key_criteria, award.criterion_reasons or {}
    found = []
    for heading in data.document("frameworks", rule["framework"])["headings"]:
        serving = [
            leaf
            for leaf in leaves
            if any(heading["id"] in serves.get(name, ()) for name in (leaf.id, *leaf.section_ids))
        ]
        names = {name for leaf in serving for name in (leaf.id, *leaf.section_ids)}
        found.append(
            KeyCriterion(
                id=heading["id"],
                title=heading["title"],
                served_by=tuple(leaf.title for leaf in serving),
                reasons=tuple(text for name, text in said.items() if name in names),
            )
        )
    return tuple(found)


def _outcome(bid: OpenedBid, result: JsonObject, lot: str) -> str:
    for entry in lot_of(result, lot)["ranking"]:
        if entry["bid"] == str(bid.bid_id):
            return f"ranked {entry['rank']}, {entry['total']['shown']}"
    return bid.status if bid.status != "live" else "excluded"


def _declarations(tx: Session, tender: Tender, opened: Sequence[OpenedBid]) -> tuple[Declared, ...]:
    bidders = {bid.supplier_id: bid.supplier_name for bid in opened}
    return tuple(_declared(one, bidders) for one in conflicts.record_of(tx, tender))


def _declared(one: DeclarationOut, bidders: Mapping[UUID, str]) -> Declared:
    return Declared(
        person=Person(name=one.person_name),
        stage=str(one.stage),
        made_at=one.made_at,
        interests=tuple(
            Interest(kind=each.kind, direct=each.direct, what=each.what, how_managed=each.how_managed)
            for each in one.interests
        ),
        links=tuple(link.said for link in one.links),
        status=str(one.status),
        rulings=tuple(
            Ruling(
                outcome=str(ruling.outcome),
                kept_from=tuple(sorted(bidders.get(each, str(each)) for each in ruling.suppliers)),
                by=Person(name=ruling.decided_by_name),
                at=ruling.decided_at,
                reasons=ruling.reasons,
            )
            for ruling in one.decisions
        ),
        superseded=one.superseded,
    )


def _questions(leaves: Sequence[Leaf], opened: Sequence[OpenedBid], record: LotRecord) -> tuple[Question, ...]:
    judged = [leaf for leaf in leaves if leaf.method_type in {"scale", "gate"}]
    return tuple(
        Question(
            criterion=leaf.id,
            title=leaf.title,
            is_gate=leaf.method_type == "gate",
            bids=tuple(_judged(leaf, bid, record) for bid in opened),
        )
        for leaf in judged
    )


def _judged(leaf: Leaf, bid: OpenedBid, record: LotRecord) -> Judged:
    marks = [one for one in record.marks if (one.bid_id, one.criterion) == (bid.bid_id, leaf.id)]
    agreed = [one for one in record.agreed if (one.bid_id, one.criterion) == (bid.bid_id, leaf.id)]
    counting = [one.mark for one in marks if one.counted]
    return Judged(
        bid=str(bid.bid_id),
        bidder=bid.supplier_name,
        marks=tuple(_mark(one) for one in marks),
        lowest=min(counting, default=None),
        highest=max(counting, default=None),
        apart=apart(counting),
        agreed=tuple(_agreed(one) for one in agreed),
    )


def apart(marks: Sequence[Decimal]) -> Decimal | None:
    """Return how far marks lie apart, or None where there is none."""
    return max(marks) - min(marks) if marks else None


def _mark(one: MarkOut) -> OneMark:
    return OneMark(
        evaluator=Person(name=one.evaluator_name),
        mark=one.mark,
        rationale=one.rationale,
        quotes=tuple(quote_of(quote.model_dump()) for quote in one.quotes),
        made_at=one.made_at,
        counts=one.counted,
    )


def _agreed(one: AgreedOut) -> Agreed:
    return Agreed(
        mark=one.mark,
        passed=one.passed,
        rationale=one.rationale,
        discussion=one.discussion,
        attendees=tuple(one.attendees),
        quotes=tuple(quote_of(quote.model_dump()) for quote in one.quotes),
        dissent=tuple(Dissent(name=each.name, mark=each.mark, reason=each.reason) for each in one.dissent),
        flagged=one.flagged,
        after_prices=one.after_prices,
        by=Person(name=one.agreed_by_name),
        at=one.made_at,
        superseded_because=one.superseding_reason,
        stands=not one.superseded,
    )

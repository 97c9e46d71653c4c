"""Propose ratings from the bands fixed at the start, have people sign them, and say which notice is due when."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.models import Contract
from app.identity import service as identity
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.organisations import service as organisations
from app.performance.errors import NotInForce
from app.performance.notices import deadlines, repository
from app.performance.notices.deadlines import STATUTORY, Entered, Event, Notice, Occasion
from app.performance.notices.errors import NothingToRate, RatingNeedsReason, RatingOfTheFuture, RatingSigned
from app.performance.notices.models import SignedRating
from app.performance.notices.schemas import NoticeOut, NoticesOut, ProposedOut, RatingSign, SignedRatingOut
from app.performance.remedies import service as remedies
from app.performance.remedies.models import Remedy
from app.performance.remedies.rules import Kind, Outcome, starts_a_notice
from app.performance.rules import IN_FORCE, Rating
from app.performance.schemas import CommitmentPerformanceOut
from app.performance.service.reading import of_contract, read_commitment
from app.rubrics import regimes, worth
from app.rubrics.regimes import Facts
from app.rubrics.worth import Worth
from app.tenders import service as tenders

constraints.means(
    "uq_signed_rating_commitment_id_as_at_revision",
    RatingSigned,
    columns="signed_rating.commitment_id, signed_rating.as_at, signed_rating.revision",
)
_KEPT = ("due_on", "due", "claimed", "proved", "unknown", "rejected", "percent_of_due", "rating", "said", "bands")
_OCCASION = {Kind.BREACH: Occasion.BREACH, Kind.NOTICE_OF_FAILING: Occasion.FAILING}


def sign(call: Call, commitment_id: UUID, body: RatingSign) -> SignedRatingOut:
    """Sign a rating of the law for a commitment. Raises NothingToRate, RatingNeedsReason or RatingOfTheFuture."""
    tx, today = call.tx, london_date(call.now)
    known = contracts.commitment(tx, call.actor, commitment_id)
    if known.authority_id != call.actor.organisation_id:
        raise NotFound("commitment", commitment_id)
    contract = contracts.owned(tx, call.actor, known.contract_id, lock=True)
    as_at = body.as_at or today
    if as_at > today:
        raise RatingOfTheFuture(as_at, today)
    seen = read_commitment(tx, call.actor, commitment_id, as_at=as_at)
    before = repository.newest(tx, commitment_id, as_at)
    _check(seen, body, before, as_at)
    shown = seen.model_dump(mode="json")
    row = SignedRating(
        id=new_id(call.now),
        authority_id=contract.authority_id,
        supplier_id=contract.supplier_id,
        contract_id=contract.id,
        commitment_id=commitment_id,
        as_at=as_at,
        revision=1 if before is None else before.revision + 1,
        proposed=seen.rating.value,
        rating=body.rating.value,
        reason=body.reason,
        basis={name: shown[name] for name in _KEPT},
        signed_by=call.actor.person_id,
        signed_at=call.now,
    )
    repository.add(tx, row)
    out = _signed(row, {call.actor.person_id: call.actor.name})
    audit.record(
        tx,
        call.actor,
        Action.RATING_SIGNED,
        row,
        log_id=contract.authority_id,
        now=call.now,
        reason=body.reason,
        after=out.model_dump(mode="json"),
    )
    return out


def listed(tx: Session, actor: Actor, contract_id: UUID, asked: PageRequest) -> Page[SignedRatingOut]:
    """Return a page of the ratings signed under a contract, superseded ones too, for either party."""
    contract = contracts.visible(tx, actor, contract_id)
    rows, following = repository.page(tx, contract.id, asked)
    names = identity.names(tx, [row.signed_by for row in rows])
    return Page[SignedRatingOut](items=[_signed(row, names) for row in rows], next=following)


def read(tx: Session, actor: Actor, contract_id: UUID, *, as_at: date) -> NoticesOut:
    """Return what is due when by the regime of a contract, and what the bands propose, for either party."""
    contract = contracts.visible(tx, actor, contract_id)
    if contract.status not in IN_FORCE:
        raise NotInForce(contract.reference, contracts.status_of(tx, contract))
    signed = repository.of_contract(tx, contract.id)
    entered = _entered(tx, contract)
    found = [] if entered is None else deadlines.following(entered)
    seen = of_contract(tx, contract, as_at=as_at).commitments
    names = identity.names(tx, [row.signed_by for row in signed])
    newest = {row.commitment_id: _signed(row, names) for row in signed}
    return NoticesOut(
        contract_id=contract.id,
        reference=contract.reference,
        as_at=as_at,
        regime=None if entered is None else entered.regime,
        said=_said(entered, found, as_at),
        notices=[_notice(each, signed, as_at) for each in found],
        ratings=[
            ProposedOut(
                commitment_id=row.commitment_id,
                title=row.title,
                proposed=row.rating,
                said=row.said,
                signed=newest.get(row.commitment_id),
            )
            for row in seen
        ],
    )


def _check(seen: CommitmentPerformanceOut, body: RatingSign, before: SignedRating | None, as_at: date) -> None:
    if seen.rating in {Rating.NOT_DUE, Rating.NOT_MEASURED}:
        raise NothingToRate(seen.title, as_at, seen.rating.value)
    if body.reason is not None:
        return
    if seen.rating not in STATUTORY:
        raise RatingNeedsReason(f"By the bands {seen.title!r} is {seen.rating.value} on {as_at}, which is no rating.")
    if body.rating.value != seen.rating.value:
        raise RatingNeedsReason(f"The bands propose {seen.rating.value} and you sign {body.rating.value}.")
    if before is not None:
        raise RatingNeedsReason(f"{as_at} was rated {before.rating} already, and a second rating takes its place.")


def _entered(tx: Session, contract: Contract) -> Entered | None:
    """Return the contract as its regime sees it; None where its tender names no regime that is there."""
    tender = tenders.get(tx, contract.tender_id)
    if tender.regime not in regimes.ids() or contract.went_live_at is None:
        return None
    buyer = organisations.get(tx, contract.authority_id).kind
    return Entered(
        regime=tender.regime,
        facts=Facts(category=tender.category, buyer=buyer),
        entered_on=london_date(contract.went_live_at),
        ends_on=contract.ends_on,
        ended_on=london_date(contract.ended_at) if contract.ended_at else None,
        worth=_worth(contract, includes_vat=tender.value_includes_vat),
        events=tuple(_events(remedies.of_contract(tx, contract.id))),
    )


def _worth(contract: Contract, *, includes_vat: bool | None) -> Worth | None:
    if contract.value is None or contract.value <= 0:
        return None
    years = worth.years_of(contract.starts_on, contract.ends_on)
    return Worth(contract.value, includes_vat, years, contract.currency)


def _events(rows: Iterable[Remedy]) -> Iterable[Event]:
    for row in rows:
        kind, outcome = Kind(row.kind), Outcome(row.outcome) if row.outcome else None
        if row.closed_on is not None and starts_a_notice(kind, outcome):
            yield Event(_OCCASION[kind], row.id, row.closed_on)


def _notice(notice: Notice, signed: Sequence[SignedRating], as_at: date) -> NoticeOut:
    first, last = notice.covers_from, notice.covers_until
    inside = {row.commitment_id for row in signed if first and last and first <= row.as_at <= last}
    return NoticeOut(
        occasion=notice.occasion,
        title=notice.title,
        covers_from=first,
        covers_until=last,
        counts_from=notice.counts_from,
        due_on=notice.due_on,
        days_left=(notice.due_on - as_at).days,
        applies=notice.applies,
        only_if=notice.only_if,
        remedy_id=notice.remedy_id,
        ratings_signed=len(inside),
        rule=notice.rule["id"],
        source=notice.rule["source"],
        status=notice.rule["status"],
        note=notice.rule.get("note"),
    )


def _said(entered: Entered | None, found: Sequence[Notice], as_at: date) -> str:
    if entered is None:
        return "The tender names no regime, so no notice follows from this contract by the service's rules."
    for each in found:
        if each.due_on >= as_at and each.applies is not False:
            only_if = f", if the contract is {each.only_if}" if each.only_if else ""
            return f"Next: {each.title}, due on {each.due_on} ({each.rule['id']} of {entered.regime}){only_if}."
    return f"By the rules of {entered.regime} nothing more is due for this contract."


def _signed(row: SignedRating, names: Mapping[UUID, str]) -> SignedRatingOut:
    told: dict[str, Any] = {"signed_by_name": names[row.signed_by]}
    fields = {name: getattr(row, name) for name in SignedRatingOut.model_fields if name not in told}
    return SignedRatingOut(**fields, **told)

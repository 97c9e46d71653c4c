"""Make a report once and allot it to commitments of several contracts, exactly and never beyond the whole."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.models import Commitment
from app.contracts.rules import Better
from app.delivery import repository as claims
from app.delivery.models import DeliveryUpdate, ReportShare, SharedReport
from app.delivery.rules import UpdateStatus
from app.delivery.schemas import PeriodByDays, UpdateCreate
from app.delivery.service import claiming
from app.delivery.sharing import repository, rules
from app.delivery.sharing.errors import ReportUnfit, SharesUnfit
from app.delivery.sharing.schemas import AllottedOut, ReportCreate, ReportOut, ShareCreate, SharesCreate
from app.identity import service as identity
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page, plain
from app.organisations import service as organisations


def make(call: Call, body: ReportCreate) -> ReportOut:
    """Keep what was delivered once; it claims nothing before shares of it are allotted."""
    tx, actor, now = call.tx, call.actor, call.now
    if body.ends_on < body.starts_on:
        raise _unfit("ends_on", f"{body.ends_on} is before the first day, {body.starts_on}.", str(body.ends_on))
    if body.starts_on > london_date(now):
        raise _unfit("starts_on", f"{body.starts_on} lies ahead; report on it from that day on.", str(body.starts_on))
    row = SharedReport(
        id=new_id(now),
        supplier_id=actor.organisation_id,
        title=body.title,
        unit=body.unit,
        quantity=body.quantity,
        starts_on=body.starts_on,
        ends_on=body.ends_on,
        words=body.words,
        made_by=actor.person_id,
        made_at=now,
    )
    repository.add(tx, row)
    after = {"title": row.title, "quantity": plain(row.quantity), "unit": row.unit}
    audit.record(tx, actor, Action.REPORT_MADE, row, log_id=row.supplier_id, now=now, after=after)
    return _outs(tx, [row])[0]


def allot(call: Call, report_id: UUID, body: SharesCreate) -> ReportOut:
    """Claim shares of a report, all of them or none; a share for the same commitment and period supersedes."""
    tx, actor = call.tx, call.actor
    # Held first, then the contracts in the order of their ids, whoever allots.
    report = _own(tx, actor, report_id, lock=True)
    takers = [contracts.commitment(tx, actor, share.commitment) for share in body.shares]
    order = sorted(range(len(takers)), key=lambda place: (takers[place].contract_id, place))
    entries = [(takers[place].id, _entry(report, takers[place], body.shares[place])) for place in order]
    _check(call, report, body.shares, takers)
    _check_entries(call, order, entries)
    updates = [claiming.record(call, commitment_id, entry) for commitment_id, entry in entries]
    asked = [body.shares[place].percent for place in order]
    rules.check_total(asked, claims.allotted(tx, report.id))
    for update, percent in zip(updates, asked, strict=True):
        repository.add(tx, _share(call, report, update, percent))
    after = {"shares": [{"update": str(row.id), "percent": plain(of)} for row, of in zip(updates, asked, strict=True)]}
    audit.record(tx, actor, Action.REPORT_ALLOTTED, report, log_id=report.supplier_id, now=call.now, after=after)
    return _outs(tx, [report])[0]


def read(tx: Session, actor: Actor, report_id: UUID) -> ReportOut:
    """Return a report of the actor's own organisation with its shares."""
    return _outs(tx, [_own(tx, actor, report_id)])[0]


def listed(tx: Session, actor: Actor, asked: PageRequest) -> Page[ReportOut]:
    """Return a page of the reports of the actor's own organisation."""
    rows, following = repository.page(tx, actor.organisation_id, asked)
    return Page[ReportOut](items=_outs(tx, rows), next=following)


def percents(tx: Session, contract_id: UUID) -> dict[UUID, Decimal]:
    """Return which percentage of a shared report the updates of a contract claim, by update; checks no access."""
    return {row.update_id: row.percent for row in repository.shares_of_contract(tx, contract_id)}


def _own(tx: Session, actor: Actor, report_id: UUID, *, lock: bool = False) -> SharedReport:
    row = repository.report(tx, report_id, actor.organisation_id, lock=lock)
    if row is None:
        raise NotFound("report", report_id)
    return row


def _entry(report: SharedReport, taker: Commitment, share: ShareCreate) -> UpdateCreate:
    better = taker.measure.get("better") != Better.LOWER
    return UpdateCreate(
        period=share.period or PeriodByDays(starts_on=report.starts_on, ends_on=report.ends_on),
        claimed=rules.amount(report.quantity, share.percent, more_is_better=better),
        words=report.words,
        evidence=share.evidence,
    )


def _check(call: Call, report: SharedReport, shares: Sequence[ShareCreate], takers: Sequence[Commitment]) -> None:
    """Raise SharesUnfit with everything that keeps a commitment from taking its share."""
    found: list[dict[str, Any]] = []
    seen: set[UUID] = set()
    for place, row in enumerate(takers):
        taker = rules.Taker(row.id, row.title, row.measure.get("unit"), row.promised, row.measure.get("adds_up"))
        if row.supplier_id != call.actor.organisation_id:
            raise NotFound("commitment", row.id)
        found += rules.unfit(place, taker, report.unit, repeated=row.id in seen)
        found += _period(place, row, report, shares[place])
        seen.add(row.id)
    if found:
        raise SharesUnfit(found)


def _period(place: int, taker: Commitment, report: SharedReport, share: ShareCreate) -> list[dict[str, Any]]:
    """Return a finding where the days of the report reach beyond the period that a share is claimed for."""
    asked = share.period
    if asked is None:
        return []
    if isinstance(asked, PeriodByDays):
        days = (asked.starts_on, asked.ends_on)
    else:
        target = next((each for each in taker.targets if each.id == asked.target), None)
        if target is None:
            return []
        days = (target.starts_on, target.ends_on)
    if rules.holds(days, (report.starts_on, report.ends_on)):
        return []
    message = f"the report is for {report.starts_on} to {report.ends_on}, which is not within {days[0]} to {days[1]}"
    return [{"place": f"body.shares[{place}].period", "message": message, "value": f"{days[0]} to {days[1]}"}]


def _check_entries(call: Call, order: Sequence[int], entries: Sequence[claiming.Entry]) -> None:
    """Raise SharesUnfit with everything that would refuse the claims that the shares become."""
    found = [
        {"place": f"body.shares[{place}]", "message": refusal.sentence, "value": str(entry[0])}
        for place, entry, refusal in zip(order, entries, claiming.refusals(call, entries), strict=True)
        if refusal is not None
    ]
    if found:
        raise SharesUnfit(sorted(found, key=lambda each: each["place"]))


def _share(call: Call, report: SharedReport, update: DeliveryUpdate, percent: Decimal) -> ReportShare:
    return ReportShare(
        id=new_id(call.now),
        authority_id=update.authority_id,
        supplier_id=update.supplier_id,
        report_id=report.id,
        contract_id=update.contract_id,
        commitment_id=update.commitment_id,
        update_id=update.id,
        percent=percent,
        made_by=call.actor.person_id,
        made_at=call.now,
    )


def _outs(tx: Session, rows: Sequence[SharedReport]) -> list[ReportOut]:
    found = repository.shares(tx, [row.id for row in rows]) if rows else []
    people = identity.names(tx, (row.made_by for row in rows))
    names = organisations.names(tx, {share.authority_id for share, _ in found})
    return [_out(row, [pair for pair in found if pair[0].report_id == row.id], people, names) for row in rows]


def _out(
    row: SharedReport,
    shares: Sequence[tuple[ReportShare, DeliveryUpdate]],
    people: Mapping[UUID, str],
    names: Mapping[UUID, str],
) -> ReportOut:
    counted = (share.percent for share, update in shares if update.status != UpdateStatus.SUPERSEDED)
    allotted = sum(counted, Decimal(0))
    other = {"shares", "allotted_percent", "unallotted_percent", "made_by_name"}
    return ReportOut(
        **{name: getattr(row, name) for name in ReportOut.model_fields if name not in other},
        allotted_percent=allotted,
        unallotted_percent=100 - allotted,
        shares=[_allotted(share, update, names) for share, update in shares],
        made_by_name=people[row.made_by],
    )


def _allotted(share: ReportShare, update: DeliveryUpdate, names: Mapping[UUID, str]) -> AllottedOut:
    return AllottedOut(
        update_id=update.id,
        contract_id=share.contract_id,
        commitment_id=share.commitment_id,
        authority_name=names[share.authority_id],
        percent=share.percent,
        claimed=update.claimed or Decimal(0),
        status=update.status,
        made_at=share.made_at,
    )


def _unfit(field: str, sentence: str, value: str) -> ReportUnfit:
    return ReportUnfit(sentence, [{"place": f"body.{field}", "message": sentence, "value": value}])

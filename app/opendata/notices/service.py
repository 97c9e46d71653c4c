"""Draft notices for the official platform from what is recorded, and say what a person must still add."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.awards import service as awards
from app.awards.errors import AwardVoid
from app.awards.rules import AwardStatus
from app.contracts import service as contracts
from app.contracts.changes.rules import ChangeStatus
from app.contracts.models import Contract
from app.contracts.rules import ContractStatus
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import NotFound
from app.opendata.notices import repository
from app.opendata.notices.drafting import Subject, draft
from app.opendata.notices.errors import NothingToNotify, NoticeOfAnotherRegime
from app.opendata.notices.facts import facts
from app.opendata.notices.lists import Notice, notice
from app.opendata.notices.ticking import Outcome, ticked
from app.opendata.releases import service as releases
from app.opendata.releases.numbers import dump
from app.opendata.releases.process import Process
from app.opendata.releases.state import ocid_of
from app.performance.notices import service as ratings
from app.performance.notices.deadlines import Occasion
from app.tenders import service as tenders
from app.tenders.models import Tender
from app.tenders.rules import TenderStatus


def of_tender(call: Call, tender_id: UUID) -> str:
    """Return the draft of the tender notice of a tender of one's own, published or still a draft."""
    tender = tenders.owned(call.tx, call.actor, tender_id)
    wanted = _notice("uk4", tender)
    if tender.status == TenderStatus.ABANDONED:
        raise NothingToNotify(wanted["title"], tender.reference, tender.status, "a tender that is not given up")
    process = releases.process_of(call.tx, tender, at=call.now)
    alone = replace(process, awards=(), assessed={}, undertakings=())
    return _text(call, wanted, alone, Subject(tender.reference), amount=tender.value)


def of_award(call: Call, award_id: UUID) -> str:
    """Return the draft of the contract award notice of an award of one's own. Raises AwardVoid.

    Before it is published it tells who won: whoever may not know that yet is refused as they are at the award itself.
    """
    awards.read(call.tx, call.actor, award_id)
    award = awards.owned(call.tx, call.actor, award_id)
    if award.status != AwardStatus.DECIDED:
        raise AwardVoid(award.reference)
    tender = tenders.get(call.tx, award.tender_id)
    wanted = _notice("uk6", tender)
    process = replace(releases.process_of(call.tx, tender, at=call.now, also=award), undertakings=())
    return _text(call, wanted, process, Subject(award.reference, award), amount=process.price_of(award))


def of_details(call: Call, contract_id: UUID) -> str:
    """Return the draft of the contract details notice of a contract that was entered into."""
    return _of_contract(call, "uk7", contracts.owned(call.tx, call.actor, contract_id))


def of_performance(call: Call, contract_id: UUID, as_at: date | None) -> str:
    """Return the draft of the contract performance notice of the year that a day lies in, with the ratings signed."""
    contract = contracts.owned(call.tx, call.actor, contract_id)
    _check_entered(notice("uk9"), contract)
    day = as_at or london_date(call.now)
    return _of_contract(call, "uk9", contract, covers=_covered(call, contract, day))


def of_termination(call: Call, contract_id: UUID) -> str:
    """Return the draft of the contract termination notice of a contract that has ended."""
    contract = contracts.owned(call.tx, call.actor, contract_id)
    if contract.status != ContractStatus.ENDED:
        raise NothingToNotify(notice("uk11")["title"], contract.reference, contract.status, "a contract that has ended")
    return _of_contract(call, "uk11", contract)


def of_change(call: Call, change_id: UUID) -> str:
    """Return the draft of the contract change notice of a change that is asked for, or in force."""
    change = repository.change(call.tx, change_id)
    wanted = notice("uk10")
    if change is None or change.authority_id != call.actor.organisation_id:
        raise NotFound("change", change_id)
    contract = contracts.owned(call.tx, call.actor, change.contract_id)
    if change.status in {ChangeStatus.REFUSED, ChangeStatus.WITHDRAWN}:
        named = f"{contract.reference} change {change.number}"
        raise NothingToNotify(wanted["title"], named, change.status, "a change that may still be made, or was")
    return _of_contract(call, "uk10", contract, change=change)


def _of_contract(call: Call, notice_id: str, contract: Contract, **subject: Any) -> str:
    tender = tenders.get(call.tx, contract.tender_id)
    wanted = _notice(notice_id, tender)
    _check_entered(wanted, contract)
    process = releases.process_of(call.tx, tender, at=call.now)
    held = next(each for each in process.undertakings if each.contract.id == contract.id)
    change = subject.get("change")
    named = contract.reference if change is None else f"{contract.reference}-{change.number}"
    narrowed = replace(process, undertakings=(held,))
    return _text(call, wanted, narrowed, Subject(named, held.award, held, **subject), amount=contract.value)


def _text(call: Call, wanted: Notice, process: Process, subject: Subject, *, amount: Decimal | None) -> str:
    """Return the draft with its list, as JSON in which amounts are exact numbers."""
    tender = process.tender
    prefix = call.service.settings.ocid_prefix
    told = releases.ocid_kept(call.tx, tender) or ocid_of(prefix, tender.reference, tender.ocid, tender.notice_findings)
    release = {"ocid": told, **draft(wanted, replace(process, is_for_staff=True), subject)}
    known = facts(process, award=subject.award, amount=amount, draft=release)
    found = ticked(wanted["elements"], release, known)
    missing = [each for each in found if each.outcome is Outcome.MISSING]
    return dump(
        {
            "notice": wanted["number"],
            "title": wanted["title"],
            "subject": subject.reference,
            "source": wanted["source"],
            "notes": wanted["notes"],
            "said": _said(wanted, len(found), len(missing)),
            "missing": len(missing),
            "elements": [each.to_mapping() for each in found],
            "release": release,
        }
    )


def _said(wanted: Notice, of: int, missing: int) -> str:
    if not missing:
        return f"Everything of the {of} elements that apply is here; a person still reads it before it is published."
    return (
        f"Of {of} elements {missing} are missing, which people must add before the {wanted['title'].lower()} is sent."
    )


def _notice(notice_id: str, tender: Tender) -> Notice:
    wanted = notice(notice_id)
    if tender.regime not in wanted["regimes"]:
        raise NoticeOfAnotherRegime(wanted["title"], tender.regime)
    return wanted


def _check_entered(wanted: Notice, contract: Contract) -> None:
    if contract.went_live_at is None:
        raise NothingToNotify(wanted["title"], contract.reference, contract.status, "a contract that was entered into")


def _covered(call: Call, contract: Contract, day: date) -> tuple[date, date]:
    """Return the period of the notice that is due for a day: its year of the contract, or all of it until then."""
    for each in ratings.read(call.tx, call.actor, contract.id, as_at=day).notices:
        first, last = each.covers_from, each.covers_until
        if each.occasion is Occasion.YEAR and first is not None and last is not None and first <= day <= last:
            return first, last
    return contract.starts_on, max(contract.starts_on, day)

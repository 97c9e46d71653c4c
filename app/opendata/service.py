"""Import published notices as draft tenders: all drafts of one document together, or none of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.kit.actor import Actor
from app.kit.ids import new_id
from app.opendata import amending, ocds, repository
from app.opendata.amending import Difference, Effect
from app.opendata.errors import NothingToDraft, TooManyReleases
from app.opendata.ocds import Mapped
from app.opendata.reading import Finding
from app.opendata.schemas import DifferenceOut, ImportFindingOut, ImportOut, ReleaseOut
from app.organisations import service as organisations
from app.organisations.models import Organisation
from app.rubrics import packs
from app.rubrics import service as rubrics
from app.rubrics.errors import RubricUnreadable
from app.tenders import service as tenders
from app.tenders.models import Lot, Tender
from app.tenders.present import facts
from app.tenders.rules import TenderStatus
from app.tenders.schemas import TenderWrite

MOST_RELEASES = 500
_SCALE_OF = ("local-wage-carbon", "marks-0-5")


def map_document(document: Any) -> list[Mapped]:
    """Return what would become of every release in a document; needs no database and changes nothing."""
    return ocds.map_document(document, scale=_scale())


def _scale() -> Mapping[str, Any]:
    pack, scale = _SCALE_OF
    found = packs.find(pack)
    assert found is not None  # noqa: S101 - the house pack ships with every version
    chosen: Mapping[str, Any] = found.rubric["scales"][scale]
    return chosen


def import_notices(tx: Session, actor: Actor | None, authority_id: UUID, document: Any, *, now: datetime) -> ImportOut:
    """Draft a tender of the authority from every release that describes one; `actor` is None for the console.

    Raises NotFound for an authority that is not there, TooManyReleases, and NothingToDraft with every finding.
    """
    authority = organisations.get(tx, authority_id)
    mapped = map_document(document)
    if len(mapped) > MOST_RELEASES:
        raise TooManyReleases(len(mapped), MOST_RELEASES)
    items = [_draft(tx, actor, authority, one, now=now) for one in mapped]
    if not any(item.tender_id if item.amends is None else _is_amended(item) for item in items):
        raise NothingToDraft(
            [
                finding.model_dump() | {"place": ".".join(part for part in (item.place, finding.place) if part)}
                for item in items
                for finding in item.findings
            ]
        )
    return ImportOut(
        releases=len(items),
        drafts=sum(item.tender_id is not None and item.amends is None for item in items),
        amended=sum(_is_amended(item) for item in items),
        rubrics=sum(item.rubric_id is not None for item in items),
        with_findings=sum(bool(item.findings) for item in items),
        items=items,
    )


def _draft(tx: Session, actor: Actor | None, authority: Organisation, mapped: Mapped, *, now: datetime) -> ReleaseOut:
    findings = [*mapped.findings, *_check_buyer(authority, mapped)]
    body = _body(mapped, findings)
    if body is None:
        return _outcome(mapped, findings, None, None)
    if mapped.ocid is not None and amending.is_amendment(mapped.notice):
        for earlier in repository.imported(tx, authority.id, mapped.ocid):
            return _amend(tx, actor, mapped, earlier, findings, now=now)
    findings += _check_again(tx, authority, mapped)
    rubric_id = _rubric(tx, actor, authority.id, mapped, findings, now=now)
    row = tenders.draft(
        tx,
        actor,
        authority.id,
        body.model_copy(update={"rubric_id": rubric_id}),
        now=now,
        ocid=mapped.ocid,
        notice=mapped.notice,
        notice_findings=[finding.to_mapping() for finding in findings],
    )
    return _outcome(mapped, findings, row, rubric_id)


def _amend(
    tx: Session, actor: Actor | None, mapped: Mapped, tender: Tender, findings: list[Finding], *, now: datetime
) -> ReleaseOut:
    """Put what an amended notice changes into the draft that came of the notice before it; else report it."""
    is_draft = tender.status == TenderStatus.DRAFT
    before = ocds.map_release(tender.notice, scale=_scale())
    found = amending.differences(
        before.tender or {"title": tender.title}, mapped.tender or {}, tender, is_draft=is_draft
    )
    held = None if tender.rubric_id is None else rubrics.of_authority(tx, tender.authority_id, tender.rubric_id).body
    criteria = amending.of_criteria(before.rubric, mapped.rubric, held, is_draft=is_draft)
    if criteria is not None:
        found.append(criteria)
    findings += [finding for each in found if (finding := each.finding()) is not None]
    if not found:
        message = f"says nothing else than the notice that {tender.reference} came of, and nothing was changed"
        findings.append(Finding("amendment.nothing_new", "", message))
    applied = [each for each in found if each.effect is Effect.APPLIED]
    rubric_id = None
    if applied:
        then = facts(tender)
        if criteria in applied:
            rubric_id = tender.rubric_id = _rubric(tx, actor, tender.authority_id, mapped, findings, now=now)
        _write(tender, applied, mapped, now=now)
        tender.notice_findings = [finding.to_mapping() for finding in findings]
        tender.version += 1
        repository.flush(tx)
        audit.record(
            tx,
            actor,
            Action.TENDER_UPDATED,
            tender,
            log_id=tender.authority_id,
            now=now,
            before=then,
            after=facts(tender),
        )
    told = _outcome(mapped, findings, tender if is_draft else None, rubric_id)
    shown = [DifferenceOut(field=each.field, was=each.was, now=each.now, effect=each.effect) for each in found]
    return told.model_copy(update={"amends": tender.reference, "differences": shown})


def _is_amended(item: ReleaseOut) -> bool:
    return any(each.effect is Effect.APPLIED for each in item.differences)


def _write(tender: Tender, applied: Sequence[Difference], mapped: Mapped, *, now: datetime) -> None:
    """Put what is applied into a draft; a lot keeps its id as long as it keeps its code."""
    for each in applied:
        if each.field in amending.FIELDS:
            setattr(tender, each.field, each.value)
    if any(each.field.startswith("lots[") for each in applied):
        kept = {lot.code: lot for lot in tender.lots}
        lots = []
        for position, given in enumerate(TenderWrite.model_validate(mapped.tender).lots):
            lot = kept.get(given.code) or Lot(id=new_id(now), code=given.code)
            lot.position, lot.title, lot.value = position, given.title, given.value
            lots.append(lot)
        tender.lots = lots
    tender.notice = dict(mapped.notice or {})


def _body(mapped: Mapped, findings: list[Finding]) -> TenderWrite | None:
    if mapped.tender is None:
        return None
    try:
        return TenderWrite.model_validate(mapped.tender)
    except ValidationError as error:
        # The mapping keeps within what a draft takes; should it ever not, the notice is reported and not lost sight of.
        for entry in error.errors():
            place = ".".join(str(part) for part in entry["loc"])
            findings.append(Finding("draft.refused", place, f"cannot be drafted: {entry['msg']}"))
        return None


def _rubric(
    tx: Session, actor: Actor | None, authority_id: UUID, mapped: Mapped, findings: list[Finding], *, now: datetime
) -> UUID | None:
    if mapped.rubric is None:
        return None
    try:
        return rubrics.draft(tx, actor, authority_id, dict(mapped.rubric), now=now).id
    except RubricUnreadable as refusal:
        findings.append(Finding("rubric.refused", "tender.awardCriteria", refusal.sentence))
        return None


def _check_buyer(authority: Organisation, mapped: Mapped) -> list[Finding]:
    """Report a notice of somebody else: it may be a pattern to start from, but nobody should overlook it."""
    name = mapped.buyer["name"]
    if mapped.tender is None or name is None:
        return []
    own = {(held.scheme, held.value) for held in authority.identifiers}
    named = {(held["scheme"], held["id"]) for held in mapped.buyer["identifiers"]}
    if own & named or _folded(name) == _folded(authority.name):
        return []
    message = f"the notice names another buyer than {authority.name}, to which the draft belongs"
    return [Finding("buyer.other", "buyer", message, name)]


def _check_again(tx: Session, authority: Organisation, mapped: Mapped) -> list[Finding]:
    """Report a contracting process that a tender was imported from before; which of them is used is for people."""
    if mapped.tender is None or mapped.ocid is None:
        return []
    before = tenders.references_by_ocid(tx, authority.id, mapped.ocid)
    if not before:
        return []
    message = "was imported before: abandon the draft that is not needed"
    return [Finding("ocid.again", "ocid", message, ", ".join(before))]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _outcome(mapped: Mapped, findings: list[Finding], row: Tender | None, rubric_id: UUID | None) -> ReleaseOut:
    return ReleaseOut(
        place=mapped.place,
        ocid=mapped.ocid,
        tender_id=row.id if row else None,
        reference=row.reference if row else None,
        title=row.title if row else None,
        rubric_id=rubric_id,
        amends=None,
        differences=[],
        buyer=mapped.buyer["name"],
        buyer_identifiers=_identifiers(mapped.buyer),
        documents=[dict(one) for one in mapped.documents],
        findings=[ImportFindingOut.model_validate(finding.to_mapping()) for finding in findings],
    )


def _identifiers(buyer: Mapping[str, Any]) -> list[dict[str, str]]:
    return [dict(one) for one in buyer["identifiers"]]

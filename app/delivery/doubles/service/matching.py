"""Find what is claimed twice, after the request that claimed it: no answer tells, and not how long it took.

A double claim is kept once for each of its two sides, because each side decides for itself.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.delivery.doubles import repository, rules
from app.delivery.doubles.models import ClaimedFingerprint, ClaimedSource, DoubleClaim, DoubleClaimRemark
from app.delivery.doubles.rules import Claimed, DoubleClaimStatus, Kind, Twice
from app.delivery.models import AssessmentOutcome, EvidenceFile, ReportShare
from app.kit import changes, fingerprints, jobs
from app.kit.call import Service
from app.kit.changes import Change
from app.kit.clock import london_date
from app.kit.ids import new_id

MATCH, FILE, SHARE = "double_claims.match", "double_claims.file", "double_claims.share"
ASSESSED = "double_claims.assessed"
_A_DAY = timedelta(days=1)


def match_job(service: Service, payload: Mapping[str, Any]) -> None:
    """Compare one source with everything that it may be compared with."""
    match(service, UUID(payload["source"]))


def share_job(service: Service, payload: Mapping[str, Any]) -> None:
    """Compare everything again that an authority's contracts claim, or that an update counts whose share changed."""
    with service.database.unit_of_work(write=False) as tx:
        if "authority" in payload:
            ids = repository.sources_of_authority(tx, UUID(payload["authority"]))
        else:
            counted = repository.sources_counted_by(tx, UUID(payload["update"]))
            beside = {other for one in counted for pair in repository.pairs_of(tx, one) for other in pair}
            ids = sorted({*counted, *beside})
    for source_id in ids:
        match(service, source_id)


def register_file_job(service: Service, payload: Mapping[str, Any]) -> None:
    """Keep the fingerprint of a file of evidence, once, and compare it."""
    evidence_id, held = (
        UUID(payload["evidence"]),
        fingerprints.keys(service.settings.fingerprint_keys, service.settings.data_dir),
    )
    with service.database.unit_of_work(write=True) as tx:
        file = repository.evidence(tx, evidence_id)
        source_id = repository.file_source(tx, evidence_id)
        if file is not None and source_id is None:
            source_id = _register_file(tx, file, held)
    if source_id is not None:
        match(service, source_id)


def _register_file(tx: Session, file: EvidenceFile, held: tuple[fingerprints.Key, ...]) -> UUID:
    row = ClaimedSource(
        id=new_id(file.uploaded_at),
        authority_id=file.authority_id,
        supplier_id=file.supplier_id,
        contract_id=file.contract_id,
        kind=Kind.FILE.value,
        name=file.filename,
        evidence_id=file.id,
        share=rules.WHOLE,
        line_count=1,
        registered_by=file.uploaded_by,
        registered_at=file.uploaded_at,
    )
    prints = [
        ClaimedFingerprint(
            source_id=row.id,
            key_id=key.id,
            fingerprint=key.fingerprint(rules.file_key(file.digest)),
            position=0,
            place=file.filename[:200],
        )
        for key in held
    ]
    repository.add_source(tx, row, prints)
    return row.id


def match(service: Service, source_id: UUID) -> None:
    """Compare in a reading transaction, however long that takes, and write what is found in a short one."""
    now = service.clock.now()
    with service.database.unit_of_work(write=False) as tx:
        row = repository.source(tx, source_id)
        if row is None or row.id not in repository.counting(tx, [row.id]):
            return
        sharing = repository.sharing(tx)
        found = repository.also_claimed(tx, row, sharing=sharing & _ring(row, sharing))
        others = repository.sources(tx, (line.other_id for line in found))
        known = _claimed(tx, {**others, row.id: row})
    groups: dict[tuple[str, Decimal | None], list[Claimed]] = defaultdict(list)
    for line in found:
        groups[line.fingerprint, line.share].append(_of_line(known[line.other_id], line.other_share))
    lines = ((_of_line(known[row.id], share), group) for (_, share), group in groups.items())
    twice = rules.claimed_twice(lines, sharing=sharing)
    with service.database.unit_of_work(write=True) as tx:
        _settle(tx, row, {other: others[other] for other in twice}, twice, now=now)


def _of_line(claimed: Claimed, share: Decimal | None) -> Claimed:
    return claimed if share is None else replace(claimed, share=share)


def _ring(row: ClaimedSource, sharing: frozenset[UUID]) -> frozenset[UUID]:
    """Return with whose claims a source may be compared outside its authority: with nobody's, unless it shares too."""
    return sharing if row.authority_id in sharing else frozenset()


def _claimed(tx: Session, rows: Mapping[UUID, ClaimedSource]) -> Mapping[UUID, Claimed]:
    """Return sources with the share that counts: the allotted one of a shared report, or the one that was stated."""
    by_update = repository.allotted(tx, [row.update_id for row in rows.values() if row.update_id is not None])
    files = [row.evidence_id for row in rows.values() if row.kind == Kind.FILE and row.evidence_id is not None]
    by_file = repository.allotted_files(tx, files)
    found = {}
    for row in rows.values():
        allotted = by_update.get(row.update_id) if row.update_id else None
        if allotted is None and row.kind == Kind.FILE and row.evidence_id:
            allotted = by_file.get(row.evidence_id)
        share = row.share if allotted is None else allotted
        found[row.id] = Claimed(row.id, row.contract_id, row.authority_id, row.supplier_id, share)
    return found


def _settle(
    tx: Session, row: ClaimedSource, others: Mapping[UUID, ClaimedSource], found: Mapping[UUID, Twice], *, now: datetime
) -> None:
    """Write both sides of every double claim of a source; one that is none any more is hidden unless it was decided."""
    kept = repository.pairs_of(tx, row.id)
    today = london_date(now)
    for other_id, twice in found.items():
        for mine, theirs in ((row, others[other_id]), (others[other_id], row)):
            pair = kept.pop((mine.id, theirs.id), None)
            if pair is None:
                _add(tx, mine, theirs, _double_claim(mine, theirs, twice, today), now=now)
            elif pair.status == DoubleClaimStatus.OPEN:
                if twice.for_authority and not pair.for_authority:
                    pair.shown_from = _shown_from(mine, theirs, today)
                pair.for_authority, pair.for_supplier = twice.for_authority, twice.for_supplier
    for pair in kept.values():
        if pair.status == DoubleClaimStatus.OPEN:
            pair.for_authority = pair.for_supplier = False


def _add(tx: Session, mine: ClaimedSource, theirs: ClaimedSource, row: DoubleClaim, *, now: datetime) -> None:
    """Add one side of a double claim; what was upheld stays so when the same files are assessed again.

    The supplier may ask for that: it would put aside what the authority found.
    """
    before = repository.before_counted_anew(tx, mine, theirs)
    repository.add(tx, row)
    if before is None or before.status != DoubleClaimStatus.UPHELD:
        return
    row.status = before.status
    decided = [each for each in repository.remarks(tx, [before.id]) if each.outcome == before.status][-1]
    remark = DoubleClaimRemark(
        id=new_id(now),
        double_claim_id=row.id,
        outcome=decided.outcome,
        words=decided.words,
        made_by=decided.made_by,
        made_at=decided.made_at,
    )
    repository.add(tx, remark)
    after = {"contract": str(row.contract_id), "source": str(row.source_id), "kind": row.kind, "status": row.status}
    action, words = Action.DOUBLE_CLAIM_UPHELD, decided.words
    audit.record(tx, None, action, row, log_id=row.authority_id, now=now, reason=words, after=after)


def _double_claim(mine: ClaimedSource, theirs: ClaimedSource, twice: Twice, today: date) -> DoubleClaim:
    return DoubleClaim(
        # Not an id that tells its instant: that would be when the other one claimed.
        id=uuid4(),
        authority_id=mine.authority_id,
        supplier_id=mine.supplier_id,
        contract_id=mine.contract_id,
        other_authority_id=theirs.authority_id,
        other_contract_id=theirs.contract_id,
        source_id=mine.id,
        other_source_id=theirs.id,
        kind=mine.kind,
        claimed_at=mine.registered_at,
        for_authority=twice.for_authority,
        for_supplier=twice.for_supplier,
        shown_from=_shown_from(mine, theirs, today),
        status=DoubleClaimStatus.OPEN.value,
        version=1,
    )


def _shown_from(mine: ClaimedSource, theirs: ClaimedSource, today: date) -> date:
    return today if mine.authority_id == theirs.authority_id else today + _A_DAY


# ------------------------------------------------------------------------------------- what sets the comparing going
_FILE_KEPT, _SHARE_ALLOTTED, _ASSESSED = "claims.file_kept", "claims.share_allotted", "claims.assessed"


def _asked_for(tx: Session, changed: frozenset[Change]) -> None:
    """Have every new file and assessment, and all whose share changed, compared once the change is committed."""
    asked = ((_FILE_KEPT, FILE, "evidence"), (_SHARE_ALLOTTED, SHARE, "update"), (_ASSESSED, ASSESSED, "assessment"))
    for kind, job, name in asked:
        for one in sorted((each for each in changed if each.kind == kind), key=lambda each: each.id):
            jobs.enqueue(tx, job, {name: str(one.id)}, now=one.part)


changes.watch(EvidenceFile, lambda row: [Change(_FILE_KEPT, row.id, row.uploaded_at)])
changes.watch(ReportShare, lambda row: [Change(_SHARE_ALLOTTED, row.update_id, row.made_at)])
changes.watch(AssessmentOutcome, lambda row: [Change(_ASSESSED, row.assessment_id, row.made_at)])
changes.on_change(_asked_for)

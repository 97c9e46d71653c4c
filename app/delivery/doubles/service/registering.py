"""Take the lines of a claim, keep what they are recognised by and nothing else, and let them be withdrawn."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.errors import ContractNotLive
from app.contracts.models import Contract
from app.contracts.rules import ContractStatus
from app.delivery.doubles import repository, rules
from app.delivery.doubles.errors import LinesRestedOn, LinesUnfit, LinesWithdrawn, TooManyLines
from app.delivery.doubles.models import ClaimedFingerprint, ClaimedSource
from app.delivery.doubles.rules import Kind
from app.delivery.doubles.schemas import ClaimedSourceOut, LinesRegister, LinesWithdraw
from app.delivery.doubles.service.matching import MATCH
from app.delivery.errors import NotTheSupplier
from app.kit import fingerprints, jobs
from app.kit.call import Call
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.schema import plain
from app.kit.settings import Settings

Keyed = tuple[str, Iterable[tuple[str, ...]], Decimal | None]
"""Where a line stands, by what it is recognised, and its share where it is not that of the whole list."""


def register(call: Call, contract_id: UUID, body: LinesRegister) -> ClaimedSourceOut:
    """Keep the fingerprints of the lines that a claim counts, and have them looked for on other contracts.

    What is found is never told here, nor by how long this takes: it is looked for afterwards. Raises NotTheSupplier,
    ContractNotLive, LinesUnfit and TooManyLines.
    """
    tx = call.tx
    contract = contracts.visible(tx, call.actor, contract_id, lock=True)
    if call.actor.organisation_id != contract.supplier_id:
        raise NotTheSupplier(contract.reference)
    if contract.status != ContractStatus.LIVE:
        raise ContractNotLive(contract.reference, contract.status)
    if found := [*_findings(tx, contract, body), *_findings_of_lines(body)]:
        raise LinesUnfit(found)
    count = len(body.invoices) or len(body.people)
    since = call.now - timedelta(days=1)
    if repository.lines_since(tx, contract.id, since) + count > rules.MOST_LINES_A_DAY:
        raise TooManyLines(rules.MOST_LINES_A_DAY)
    row = _source(call, contract, body, count)
    keep(tx, call.service.settings, row, _keyed(body, contract.supplier_id), now=call.now)
    after = _facts(row)
    audit.record(
        tx, call.actor, Action.CLAIMED_LINES_REGISTERED, row, log_id=row.authority_id, now=call.now, after=after
    )
    return source_out(row)


def keep(tx: Session, settings: Settings, row: ClaimedSource, lines: Iterable[Keyed], *, now: datetime) -> None:
    """Add a source with the fingerprints of its lines under every key that is held, and have it compared."""
    repository.add_source(
        tx, row, list(prints_of(row.id, lines, fingerprints.keys(settings.fingerprint_keys, settings.data_dir)))
    )
    jobs.enqueue(tx, MATCH, {"source": str(row.id)}, now=now)


def prints_of(
    source_id: UUID, lines: Iterable[Keyed], held: Sequence[fingerprints.Key]
) -> Iterator[ClaimedFingerprint]:
    """Yield the fingerprints of lines, each once under each key; the first place where it stands is kept.

    The same line twice in one list is for the engine that reads the list.
    """
    met: set[tuple[str, str]] = set()
    for position, (place, keys, share) in enumerate(lines):
        for key in keys:
            for secret in held:
                one = (secret.id, secret.fingerprint(key))
                if one not in met:
                    met.add(one)
                    yield ClaimedFingerprint(
                        source_id=source_id,
                        key_id=one[0],
                        fingerprint=one[1],
                        position=position,
                        place=place[:200],
                        share=share,
                    )


def withdraw(call: Call, source_id: UUID, body: LinesWithdraw) -> ClaimedSourceOut:
    """Take lines back that nothing rests on any more; they stay on record. Raises LinesWithdrawn and LinesRestedOn."""
    tx = call.tx
    found = repository.source(tx, source_id)
    if found is None:
        raise NotFound("claimed lines", source_id)
    try:
        contract = contracts.visible(tx, call.actor, found.contract_id, lock=True)
    except NotFound as hidden:
        raise NotFound("claimed lines", source_id) from hidden
    if call.actor.organisation_id != contract.supplier_id:
        raise NotTheSupplier(contract.reference)
    row = repository.source_for_update(tx, source_id)
    if row.withdrawn_at is not None:
        raise LinesWithdrawn(row.name)
    if repository.is_rested_on(tx, row):
        raise LinesRestedOn(row.name)
    row.withdrawn_at, row.withdrawn_reason = call.now, body.reason
    audit.record(
        tx,
        call.actor,
        Action.CLAIMED_LINES_WITHDRAWN,
        row,
        log_id=row.authority_id,
        now=call.now,
        reason=body.reason,
        after=_facts(row),
    )
    return source_out(row)


def source_out(row: ClaimedSource) -> ClaimedSourceOut:
    """Return lines as both sides of their contract see them."""
    fields = {name: getattr(row, name) for name in ClaimedSourceOut.model_fields if name != "share_percent"}
    return ClaimedSourceOut(**fields, share_percent=row.share)


def _source(call: Call, contract: Contract, body: LinesRegister, count: int) -> ClaimedSource:
    return ClaimedSource(
        id=new_id(call.now),
        authority_id=contract.authority_id,
        supplier_id=contract.supplier_id,
        contract_id=contract.id,
        kind=(Kind.INVOICE if body.invoices else Kind.PERSON).value,
        name=body.name,
        evidence_id=body.evidence,
        update_id=body.update,
        starts_on=body.starts_on,
        ends_on=body.ends_on,
        share=body.share_percent,
        line_count=count,
        registered_by=call.actor.person_id,
        registered_at=call.now,
    )


def _keyed(body: LinesRegister, supplier_id: UUID) -> Iterable[Keyed]:
    for place, line in enumerate(body.invoices):
        keys = rules.invoice_keys(
            payee=line.payee,
            identifier=line.payee_identifier,
            reference=line.reference,
            amount=line.amount,
            dated=line.dated,
        )
        yield line.place or f"line {place + 1}", keys, None
    for place, person in enumerate(body.people):
        key = rules.person_key(group=person.group, token=person.token, issuer=person.issuer, supplier_id=supplier_id)
        yield person.place or f"line {place + 1}", [key], None


def _findings(tx: Session, contract: Contract, body: LinesRegister) -> list[Mapping[str, Any]]:
    found = []
    if bool(body.invoices) == bool(body.people):
        found.append(_finding("invoices", "send invoices or people, one of the two", None))
    if not 0 < body.share_percent <= rules.WHOLE:
        found.append(_finding("share_percent", "a share is more than 0 and at most 100 per cent", body.share_percent))
    if not contract.starts_on <= body.starts_on <= body.ends_on <= contract.ends_on:
        term = f"from {contract.starts_on} to {contract.ends_on}"
        found.append(_finding("starts_on", f"the period lies within the contract, {term}", body.starts_on))
    file, update = repository.belongs(tx, contract.id, evidence_id=body.evidence, update_id=body.update)
    if not file:
        found.append(_finding("evidence", "not a file of this contract", body.evidence))
    if not update:
        found.append(_finding("update", "not an update on this contract", body.update))
    return found


def _findings_of_lines(body: LinesRegister) -> list[Mapping[str, Any]]:
    """Return every value in which there is nothing to recognise a line by, such as a reference of dashes."""
    found = []
    for place, line in enumerate(body.invoices):
        told = {
            "payee": rules.name_key(line.payee),
            "reference": rules.reference_key(line.reference),
            "payee_identifier": line.payee_identifier is None or rules.reference_key(line.payee_identifier),
        }
        found += [
            _finding(f"invoices[{place}].{name}", "there is no letter and no digit in it", getattr(line, name))
            for name, key in told.items()
            if not key
        ]
    for place, person in enumerate(body.people):
        told = {"group": rules.name_key(person.group), "issuer": person.issuer is None or rules.name_key(person.issuer)}
        found += [
            _finding(f"people[{place}].{name}", "there is no letter and no digit in it", getattr(person, name))
            for name, key in told.items()
            if not key
        ]
    return found


def _finding(place: str, message: str, value: object) -> Mapping[str, Any]:
    return {"place": f"body.{place}", "message": message, "value": None if value is None else str(value)}


def _facts(row: ClaimedSource) -> dict[str, Any]:
    period = (
        None if row.starts_on is None or row.ends_on is None else [row.starts_on.isoformat(), row.ends_on.isoformat()]
    )
    return {
        "contract": str(row.contract_id),
        "kind": row.kind,
        "name": row.name,
        "lines": row.line_count,
        "share": plain(row.share),
        "period": period,
    }

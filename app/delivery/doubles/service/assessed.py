"""Keep the fingerprints of what an engine counted: every invoice and every person of the files of an update."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.delivery.doubles import repository, rules
from app.delivery.doubles.models import ClaimedFingerprint, ClaimedSource
from app.delivery.doubles.rules import Kind
from app.delivery.doubles.service.matching import match
from app.delivery.doubles.service.registering import Keyed, prints_of
from app.delivery.models import Assessment, DeliveryUpdate
from app.delivery.proving import service as proving
from app.delivery.proving.keys import AssessedKey, KeyKind
from app.kit import fingerprints
from app.kit.call import Service
from app.kit.ids import new_id
from scoring.exact import fraction

_KINDS = {KeyKind.INVOICE: Kind.INVOICE, KeyKind.PERSON: Kind.PERSON}
_PLACES = 4
_AT_ONCE = 20_000
"""Fingerprints a transaction: nobody who writes meanwhile waits for a ledger of a million lines."""


def register_assessed_job(service: Service, payload: Mapping[str, Any]) -> None:
    """Keep what an assessment counted, and compare it; what an earlier one of the same update counted goes.

    A job that is done again after it broke off begins anew: what it left behind was compared with nothing.
    """
    assessment_id, held = (
        UUID(payload["assessment"]),
        fingerprints.keys(service.settings.fingerprint_keys, service.settings.data_dir),
    )
    with service.database.unit_of_work(write=False) as tx:
        found = repository.assessment(tx, assessment_id)
        keys = proving.assessed_keys(tx, service.files, assessment_id)
    if found is None:
        return
    assessment, update, measure = found
    now = service.clock.now()
    with service.database.unit_of_work(write=True) as tx:
        _withdraw_earlier(tx, update.id, now)
    for wanted, kind in _KINDS.items():
        lines = [key for key in keys if key.kind is wanted and not _is_outside(key, update)]
        if lines:
            row = _source(assessment, update, kind, len(lines), now)
            _keep(service, row, prints_of(row.id, _keyed(lines, update, measure), held))
            match(service, row.id)


def _withdraw_earlier(tx: Session, update_id: UUID, now: datetime) -> None:
    for earlier in repository.assessed_sources(tx, update_id):
        earlier.withdrawn_at, earlier.withdrawn_reason = now, "The files were assessed again."


def _keep(service: Service, row: ClaimedSource, prints: Iterator[ClaimedFingerprint]) -> None:
    with service.database.unit_of_work(write=True) as tx:
        repository.add_source(tx, row, list(islice(prints, _AT_ONCE)))
    while some := list(islice(prints, _AT_ONCE)):
        with service.database.unit_of_work(write=True) as tx:
            repository.add_fingerprints(tx, some)


def _source(assessment: Assessment, update: DeliveryUpdate, kind: Kind, count: int, now: datetime) -> ClaimedSource:
    return ClaimedSource(
        id=new_id(now),
        authority_id=update.authority_id,
        supplier_id=update.supplier_id,
        contract_id=update.contract_id,
        kind=kind.value,
        name=f"assessment {assessment.number} of the update for {update.starts_on} to {update.ends_on}",
        update_id=update.id,
        assessment_id=assessment.id,
        starts_on=update.starts_on,
        ends_on=update.ends_on,
        share=rules.WHOLE,
        line_count=count,
        registered_by=assessment.asked_by,
        registered_at=now,
    )


def _keyed(lines: Iterable[AssessedKey], update: DeliveryUpdate, measure: Mapping[str, Any]) -> Iterator[Keyed]:
    """Yield by what each line is recognised; a person by the group of measures that counts one person once.

    A person of several lines is claimed with the largest share that one of them states: the first may be a small one.
    """
    group = str(measure.get("exclusive_group") or measure.get("id") or "people")
    largest: dict[tuple[str, ...], tuple[str, Decimal | None]] = {}
    for line in lines:
        if line.kind is KeyKind.INVOICE:
            yield line.place, _invoice(line.parts), None
            continue
        token, counted_for, text = line.parts
        named = counted_for if counted_for and counted_for != measure.get("id") else group
        key = rules.person_key(group=named, token=token, issuer=None, supplier_id=update.supplier_id)
        share = _share(text)
        if key not in largest or _whole(share) > _whole(largest[key][1]):
            largest[key] = line.place, share
    for key, (place, share) in largest.items():
        yield place, [key], share


def _whole(share: Decimal | None) -> Decimal:
    return rules.WHOLE if share is None else share


def _is_outside(line: AssessedKey, update: DeliveryUpdate) -> bool:
    """Return whether a line is an invoice of days for which nothing is claimed: the engine did not count it."""
    day = _day(line.parts[2]) if line.kind is KeyKind.INVOICE else None
    return day is not None and not update.starts_on <= day <= update.ends_on


def _share(text: str) -> Decimal | None:
    """Return a share in per cent that can be kept; None where the line states none, or what is no share."""
    stated = fraction(text)
    return round(Decimal(text), _PLACES) if stated is not None and 0 <= stated <= rules.WHOLE else None


def _invoice(parts: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return by what an invoice is recognised; where its day or amount cannot be read, by how they are written."""
    payee, reference, dated, amount, identifier, without_vat = parts
    day = _day(dated)
    if day is None or fraction(amount) is None:
        return [
            (Kind.INVOICE.value, "as written", rules.name_key(payee), rules.reference_key(reference), dated, amount)
        ]
    known = identifier if rules.reference_key(identifier) else None
    # One ledger states what was paid with VAT, and another the same invoice without it.
    amounts = [Decimal(one) for one in (amount, without_vat) if one]
    return [
        key
        for one in amounts
        for key in rules.invoice_keys(payee=payee, identifier=known, reference=reference, amount=one, dated=day)
    ]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

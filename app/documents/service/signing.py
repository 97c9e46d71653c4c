"""Sign the PDFs of documents after they are made, say how that went, and prove where their issue stands in the log."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.documents import repository
from app.documents.errors import DocumentNotRendered
from app.documents.facts import Signer
from app.documents.models import IssuedDocument
from app.documents.service.reading import reference_of, visible
from app.documents.signatures import repository as signatures
from app.documents.signatures.errors import DocumentSigned, NoSigningKey
from app.documents.signatures.models import DocumentSignature, SigningCertificate, SigningFailure
from app.documents.signatures.schemas import IssueProofOut, SignatureOut, SinceOut
from app.documents.signing import Key, NotSigned, Signed, StampService, check_time, key_of, sign
from app.kit import jobs
from app.kit.call import Call, Service
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.model import LONG
from app.kit.settings import Settings

SIGN = "document.sign"
_MOST_BYTES = 201 * 1024 * 1024


def signer_of(settings: Settings, authority_id: UUID, now: datetime) -> Signer | None:
    """Return the certificate that an authority signs with now; None where it has none that can be used."""
    folder = settings.signing_keys
    if folder is None:
        return None
    try:
        key = _key(folder, authority_id)
        if key is None:
            return None
        check_time(key, now)
    except NotSigned:
        return None
    return Signer(name=key.name, certificate=key.fingerprint, valid_to=key.certificate.not_valid_after_utc)


def ask(tx: Session, settings: Settings, row: IssuedDocument, *, now: datetime) -> bool:
    """Have the PDF of a document signed, in the transaction that keeps it; False where its authority has no key."""
    folder = settings.signing_keys
    if folder is None or not _has_key(folder, row.authority_id):
        return False
    jobs.enqueue(tx, SIGN, {"document_id": str(row.id)}, now=now)
    return True


def ask_again(call: Call, document_id: UUID) -> SignatureOut:
    """Have a PDF signed that is not; raise DocumentNotRendered, DocumentSigned or NoSigningKey."""
    row = visible(call.tx, call.actor, document_id)
    if row.authority_id != call.actor.organisation_id:
        raise NotFound("document", document_id)
    reference = reference_of(row)
    if row.file is None:
        raise DocumentNotRendered(reference)
    if row.signature is not None:
        raise DocumentSigned(reference)
    if not ask(call.tx, call.service.settings, row, now=call.now):
        raise NoSigningKey
    audit.record(call.tx, call.actor, Action.DOCUMENT_SIGNING_ASKED, row, log_id=row.authority_id, now=call.now)
    return _out(call.tx, call.service.settings, row)


def read(call: Call, document_id: UUID) -> SignatureOut:
    """Return how a document is signed, or why it is not."""
    return _out(call.tx, call.service.settings, visible(call.tx, call.actor, document_id))


def prove(call: Call, document_id: UUID) -> IssueProofOut:
    """Return the proof that the issue of a document stands in the log; raise NotSealedYet."""
    row = visible(call.tx, call.actor, document_id)
    named = row.content.get("audit") or {}
    since = named["size"] if "root" in named else None
    proof = audit.proof_of(call.tx, row.authority_id, Action.DOCUMENT_ISSUED, row.id, since=since)
    if proof is None:
        raise NotFound("record of the issue of document", document_id)
    found = proof.to_mapping()
    return IssueProofOut(**{**found, "since": None if proof.since is None else SinceOut(**found["since"])})


def sign_job(service: Service, payload: Mapping[str, Any]) -> None:
    """Sign the PDF of a document; what fails is kept with the document and raised, so that it is tried again."""
    document_id = UUID(payload["document_id"])
    with service.database.unit_of_work(write=False) as tx:
        row = repository.get(tx, document_id)
        if row is None or row.file is None or signatures.signature(tx, document_id):
            return
        authority_id, unsigned, reference = row.authority_id, row.file.digest, reference_of(row)
    try:
        key, signed = _signed(service, authority_id, unsigned, reference)
    except NotSigned as error:
        with service.database.unit_of_work(write=True) as tx:
            now = service.clock.now()
            failure = SigningFailure(id=new_id(now), document_id=document_id, why=str(error)[:LONG], failed_at=now)
            signatures.add(tx, failure)
        raise
    digest, size = service.files.keep(BytesIO(signed.content), most_bytes=_MOST_BYTES)
    with service.database.unit_of_work(write=True) as tx:
        found = repository.get(tx, document_id)
        if found is not None and not signatures.signature(tx, document_id):
            _keep(tx, found, key, signed, (unsigned, digest, size), service.clock.now())


def _signed(service: Service, authority_id: UUID, digest: str, reference: str) -> tuple[Key, Signed]:
    folder, address = service.settings.signing_keys, service.settings.timestamp_url
    key = _key(folder, authority_id) if folder is not None else None
    if key is None:
        raise NotSigned("There is no key any more to sign the authority's documents with.")
    pdf = service.files.path(digest).read_bytes()
    stamper = StampService(address) if address else None
    return key, sign(pdf, key, now=service.clock.now(), reason=f"Issued as {reference}", stamper=stamper)


def _keep(
    tx: Session, row: IssuedDocument, key: Key, signed: Signed, digests: tuple[str, str, int], now: datetime
) -> None:
    """Keep what was signed with what, and record it."""
    (unsigned, digest, size), made = digests, signed.signature
    certificate = signatures.certificate(tx, row.authority_id, key.fingerprint) or _new_certificate(tx, row, key, now)
    signature = DocumentSignature(
        document_id=row.id,
        certificate_id=certificate.id,
        profile=signed.profile,
        unsigned_digest=unsigned,
        digest=digest,
        size=size,
        signed_at=made.said_at or now,
        stamped_at=made.stamped_at,
        stamped_by=made.stamper,
    )
    signatures.add(tx, signature)
    after = {"pdf": digest, "unsigned": unsigned, "certificate": key.fingerprint, "profile": signed.profile}
    audit.record(tx, None, Action.DOCUMENT_SIGNED, row, log_id=row.authority_id, now=now, after=after)


def _new_certificate(tx: Session, row: IssuedDocument, key: Key, now: datetime) -> SigningCertificate:
    certificate = SigningCertificate(
        id=new_id(now),
        authority_id=row.authority_id,
        fingerprint=key.fingerprint,
        name=key.name,
        issuer=key.issuer,
        valid_from=key.certificate.not_valid_before_utc,
        valid_to=key.certificate.not_valid_after_utc,
        certificate=key.pem,
        first_used_at=now,
    )
    signatures.add(tx, certificate)
    return certificate


def _out(tx: Session, settings: Settings, row: IssuedDocument) -> SignatureOut:
    signature = row.signature
    failure = signatures.last_failure(tx, row.id)
    waits = settings.signing_keys is not None and _has_key(settings.signing_keys, row.authority_id)
    state = "signed" if signature else "failed" if failure else "waiting" if waits else "unsigned"
    certificate = signature.certificate if signature else None
    return SignatureOut(
        document_id=row.id,
        state=state,
        failure=failure.why if failure and not signature else None,
        profile=signature.profile if signature else None,
        certificate=certificate.fingerprint if certificate else None,
        signer=certificate.name if certificate else None,
        issuer=certificate.issuer if certificate else None,
        valid_from=certificate.valid_from if certificate else None,
        valid_to=certificate.valid_to if certificate else None,
        signed_at=signature.signed_at if signature else None,
        stamped_at=signature.stamped_at if signature else None,
        stamped_by=signature.stamped_by if signature else None,
        unsigned_digest=row.file.digest if row.file else None,
        signed_digest=signature.digest if signature else None,
    )


def _has_key(folder: Path, authority_id: UUID) -> bool:
    return any((folder / f"{authority_id}.{ending}").exists() for ending in ("p12", "pem"))


def _key(folder: Path, authority_id: UUID) -> Key | None:
    """Return the key of an authority, read again only when its files change: to open one takes a tenth of a second."""
    paths = [folder / f"{authority_id}.{ending}" for ending in ("p12", "pem", "pass")]
    try:
        state = tuple((path.name, found.st_mtime_ns, found.st_size, found.st_mode) for path, found in _stats(paths))
    except OSError as error:
        raise NotSigned(f"The folder of keys cannot be read: {error.strerror}.") from error
    return _key_as_it_is(folder, authority_id, state)


def _stats(paths: list[Path]) -> list[tuple[Path, Any]]:
    return [(path, path.stat()) for path in paths if path.exists()]


@lru_cache(maxsize=64)
def _key_as_it_is(folder: Path, authority_id: UUID, _state: tuple[object, ...]) -> Key | None:
    return key_of(folder, authority_id)

"""Checks the signatures of a PDF without a network: whether it is as it was signed, by whose key, and when."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from app.documents.verifying import Check, failed, held, unknown

SIGNED_AS: Final = {False: "PAdES B-B", True: "PAdES B-T"}
"""What a signature is called, without and with a timestamp (ETSI EN 319 142-1)."""

MOST_TRUSTED_BYTES: Final = 1_000_000
_ENDINGS: Final = frozenset({".pem", ".crt", ".cer", ".der"})
_ABOUT: Final = "signature"
_NOT_REVOKED: Final = (
    "Whether the certificate was revoked before the signature cannot be known without asking its issuer; nothing was "
    "asked of anybody."
)


class NotTrusted(Exception):
    """A folder of trusted certificates cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Trust:
    """The certificates that somebody trusts: of issuers, or of signers themselves; in DER."""

    certificates: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature as it stands in a file.

    `whole` says that it fits the bytes that it covers and that it covers the file; `added_to` that something was added
    behind it; `said_at` is the time by the signer's own clock, `stamped_at` that of a time-stamping service, where that
    answer fits the signature; `trusted` and `stamp_trusted` are None where no certificates were given to trust.
    """

    name: str
    fingerprint: str
    issuer: str
    valid_from: datetime
    valid_to: datetime
    intact: bool
    added_to: bool
    said_at: datetime | None
    stamped_at: datetime | None
    stamper: str | None
    trusted: bool | None
    stamp_trusted: bool | None

    @property
    def whole(self) -> bool:
        """Return whether the file is, to the last byte, what was signed."""
        return self.intact and not self.added_to

    @property
    def at(self) -> datetime | None:
        """Return when it was made, by whoever can be believed most."""
        return self.stamped_at or self.said_at


def trusted_in(folder: Path) -> Trust:
    """Return the certificates in a folder (PEM or DER); raise NotTrusted for none, and for a file that holds none."""
    from cryptography import x509  # noqa: PLC0415 - needed only where somebody brings certificates
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    if not folder.is_dir():
        raise NotTrusted(f"{folder} is not a folder: name the one that holds the certificates you trust.")
    found: list[bytes] = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in _ENDINGS or not path.is_file():
            continue
        try:
            content = path.read_bytes()[:MOST_TRUSTED_BYTES]
            is_pem = content.lstrip().startswith(b"-----")
            read = x509.load_pem_x509_certificates(content) if is_pem else [x509.load_der_x509_certificate(content)]
        except (OSError, ValueError) as error:
            raise NotTrusted(f"{path.name} holds no certificate that can be read.") from error
        found += [each.public_bytes(Encoding.DER) for each in read]
    if not found:
        raise NotTrusted(f"{folder} holds no certificate; they are files that end in {', '.join(sorted(_ENDINGS))}.")
    return Trust(tuple(found))


def signatures(data: bytes, trust: Trust | None = None) -> list[Signature]:
    """Return every signature of a PDF, in the order in which they were made.

    Raises ValueError for a file or a signature that cannot be read.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - a second to load, and few files are signed

    with _quietly():
        try:
            found = PdfFileReader(BytesIO(data), strict=True).embedded_signatures
            return [_signature(each, trust) for each in found]
        except Exception as error:  # a forged file may break any of three libraries anywhere
            raise ValueError(f"{type(error).__name__}: {error}") from error


def checks(data: bytes, trust: Trust | None, promised: Mapping[str, Any] | None) -> Iterator[Check]:
    """Check the signatures of a file against what is trusted, and against the signer that its data names."""
    if b"/ByteRange" not in data and b"/AcroForm" not in data:
        yield _unsigned(trust, promised)
        return
    try:
        found = signatures(data, trust)
    except ValueError:
        yield failed("The signature is damaged: it cannot be read from the file.", _ABOUT)
        return
    if not found:
        yield _unsigned(trust, promised)
    for each in found:
        yield from _checked(each)
    if found and promised is not None and promised.get("certificate") not in {each.fingerprint for each in found}:
        yield failed(
            f"The data says that its authority signs with the certificate {promised.get('certificate')} "
            f"({promised.get('name')}); the file is signed with another one.",
            _ABOUT,
        )


def _unsigned(trust: Trust | None, promised: Mapping[str, Any] | None) -> Check:
    if promised is not None:
        return Check(
            f"The file bears no signature. Its authority signs with the certificate {promised.get('certificate')} "
            f"({promised.get('name')}): either the signature was taken off, or the file was had before it was signed. "
            f"Ask for the signed one.",
            None if trust is None else False,
            _ABOUT,
        )
    said = "The file bears no signature, so who made it cannot be known from it."
    return Check(said, None if trust is None else False, _ABOUT)


def _checked(found: Signature) -> Iterator[Check]:
    # Documents are signed with no change allowed afterwards, so a second signature is no better than any other
    # addition: whoever adds one may have changed the pages as well, and sealed the change with a key of their own.
    by = f"{found.name}, certificate {found.fingerprint} issued by {found.issuer}"
    if not found.intact:
        yield failed(f"The signature of {by} is broken: the file was changed, or the signature was.", _ABOUT)
        return
    if found.added_to:
        yield failed(f"Something was added to the file after it was signed by {by}.", _ABOUT)
    else:
        yield held(f"The file is, to the last byte, as it was signed by {by}.", _ABOUT)
    yield _time(found)
    yield from _trust(found)


def _time(found: Signature) -> Check:
    if found.at is None:
        return unknown("The signature does not say when it was made.", _ABOUT)
    if not found.valid_from <= found.at <= found.valid_to:
        return failed(
            f"It was signed at {_instant(found.at)}; the certificate is valid from {_instant(found.valid_from)} to "
            f"{_instant(found.valid_to)}.",
            _ABOUT,
        )
    if found.stamped_at is not None:
        known = {None: "whom no list was given to trust", False: "who is not on the list", True: "who is trusted"}
        return Check(
            f"It existed at {_instant(found.stamped_at)}: so attests {found.stamper}, {known[found.stamp_trusted]}.",
            found.stamp_trusted,
            _ABOUT,
        )
    return unknown(
        f"It was signed at {_instant(found.at)} by the signer's own clock; nobody else attests that time.", _ABOUT
    )


def _trust(found: Signature) -> Iterator[Check]:
    if found.trusted is None:
        yield unknown(
            f"Whether the certificate really is that of {found.name} cannot be known from the file: give the "
            f"certificates that you trust (--trust FOLDER), or compare its fingerprint with a published one.",
            _ABOUT,
        )
        return
    if found.trusted:
        yield held(f"The certificate of {found.name} leads to one that you trust.", _ABOUT)
        yield unknown(_NOT_REVOKED, _ABOUT)
    else:
        yield failed(f"The certificate of {found.name} does not lead to any that you trust.", _ABOUT)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%d %B %Y %H:%M:%S} UTC"


def _signature(embedded: Any, trust: Trust | None) -> Signature:
    """Return one signature, validated at the time it claims; a timestamp that holds is believed before the signer."""
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415 - see above

    stated = embedded.self_reported_timestamp
    status = _status(embedded, trust, _stamped(embedded.signer_info) or stated)
    stamp = status.timestamp_validity
    stamp_holds = stamp is not None and stamp.intact and stamp.valid
    certificate = status.signing_cert
    validity = certificate["tbs_certificate"]["validity"]
    return Signature(
        name=name_of(certificate.subject),
        fingerprint=_fingerprint(certificate),
        issuer=name_of(certificate.issuer),
        valid_from=validity["not_before"].native,
        valid_to=validity["not_after"].native,
        intact=bool(status.intact and status.valid),
        added_to=status.coverage != SignatureCoverageLevel.ENTIRE_FILE,
        said_at=stated,
        stamped_at=stamp.timestamp if stamp_holds else None,
        stamper=name_of(stamp.signing_cert.subject) if stamp_holds else None,
        trusted=_leads(status, trust),
        stamp_trusted=_leads(stamp, trust) if stamp_holds else None,
    )


def _status(embedded: Any, trust: Trust | None, at: datetime | None) -> Any:
    from asn1crypto.x509 import Certificate  # noqa: PLC0415 - see above
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    roots = [Certificate.load(each) for each in trust.certificates] if trust else []

    def context() -> Any:
        return ValidationContext(
            trust_roots=roots, allow_fetching=False, moment=at, best_signature_time=at, revocation_mode="soft-fail"
        )

    return validate_pdf_signature(embedded, context(), ts_validation_context=context())


def _stamped(signer: Any) -> datetime | None:
    """Return the time inside an attached timestamp, whether it holds or not: that is found out at that time."""
    for attribute in signer["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            told = attribute["values"][0]["content"]["encap_content_info"]["content"].parsed
            at: datetime = told["gen_time"].native
            return at
    return None


def _leads(status: Any, trust: Trust | None) -> bool | None:
    """Return whether the certificate of a signature leads to one that is trusted, or is one itself."""
    return None if trust is None else bool(status.trusted) or status.signing_cert.dump() in trust.certificates


def name_of(subject: Any) -> str:
    """Return whom a certificate names: the common name, with the organisation where it says one."""
    parts = subject.native
    names = [parts.get("common_name"), parts.get("organization_name")]
    said = [", ".join(each) if isinstance(each, list) else each for each in names if each]
    return " of ".join(dict.fromkeys(said)) or str(subject.human_friendly)


def _fingerprint(certificate: Any) -> str:
    return f"sha256:{certificate.sha256.hex()}"


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep libraries from telling the screen what the checks say in words."""
    log = logging.getLogger("pyhanko")
    others = logging.getLogger("pyhanko_certvalidator")
    was, were = log.level, others.level
    log.setLevel(logging.CRITICAL)
    others.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(was)
        others.setLevel(were)

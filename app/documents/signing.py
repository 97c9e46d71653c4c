"""Signs a PDF with an authority's key (PAdES B-B, or B-T with a timestamp), read from the files of an operator."""

import stat
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import httpx
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.documents.verifying_signature import SIGNED_AS, Signature, name_of, signatures

FIELD: Final = "Authority"
MOST_STAMP_BYTES: Final = 100_000
STAMP_SECONDS: Final = 20.0
LEAST_RSA_BITS: Final = 2048

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class NotSigned(Exception):
    """A file could not be signed; the message is a sentence for whoever asks why."""


@dataclass(frozen=True, slots=True)
class Key:
    """The key that an authority signs with, its certificate, and those that lead from there to an issuer."""

    private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @property
    def fingerprint(self) -> str:
        """Return "sha256:…" of the certificate."""
        return f"sha256:{self.certificate.fingerprint(hashes.SHA256()).hex()}"

    @property
    def name(self) -> str:
        """Return whom the certificate names."""
        return named(self.certificate.subject)

    @property
    def issuer(self) -> str:
        """Return whom the certificate names as its issuer."""
        return named(self.certificate.issuer)

    @property
    def pem(self) -> str:
        """Return the certificate as text."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed file: its bytes begin with those that were signed; `stamped_at` is None without a timestamp."""

    content: bytes
    profile: str
    signature: Signature


class _SignerAt(PdfSigner):
    """Signs at an instant that it is told, by the clock that all of the service goes by."""

    def __init__(self, metadata: PdfSignatureMetadata, *, at: datetime, **rest: Any) -> None:
        super().__init__(metadata, **rest)
        self._at = at

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:  # noqa: FBT001, FBT002  (its signature, not ours)
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


def key_of(folder: Path, authority_id: UUID) -> Key | None:
    """Return the key of an authority from `<id>.p12` or `<id>.pem` in a folder, None where there is neither.

    The passphrase stands in `<id>.pass`, its first line. Raises NotSigned for files that are unreadable, do not belong
    together, or can be read by other users of the machine.
    """
    found = [path for ending in ("p12", "pem") if (path := folder / f"{authority_id}.{ending}").is_file()]
    if not found:
        return None
    if len(found) > 1:
        raise NotSigned(f"There is {found[0].name} and {found[1].name}; keep the one that is to be used.")
    path, pass_file = found[0], folder / f"{authority_id}.pass"
    passphrase = _private(pass_file).split(b"\n", 1)[0].rstrip(b"\r") if pass_file.is_file() else None
    content = _private(path)
    try:
        key = _from_p12(content, passphrase) if path.suffix == ".p12" else _from_pem(content, passphrase)
    except (ValueError, TypeError) as error:
        raise NotSigned(f"No key with its certificate can be read from {path.name}: {error}") from error
    _check(key, path.name)
    return key


def check_time(key: Key, now: datetime) -> None:
    """Raise NotSigned where the certificate is not valid yet, or not any more."""
    certificate = key.certificate
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise NotSigned(
            f"The certificate of {key.name} is valid from {certificate.not_valid_before_utc:%d %B %Y} to "
            f"{certificate.not_valid_after_utc:%d %B %Y}; today is {now:%d %B %Y}. Put one that is valid in its place."
        )


def sign(pdf: bytes, key: Key, *, now: datetime, reason: str, stamper: TimeStamper | None = None) -> Signed:
    """Return `pdf` signed, the signature read back and found whole; raise NotSigned where anything fails.

    No change is allowed after it. With a `stamper` a time-stamping service attests when that was.
    """
    check_time(key, now)
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    try:
        signed = _SignerAt(metadata, signer=_signer(key), timestamper=stamper, at=now).sign_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf), strict=True)
        )
        content: bytes = signed.getvalue()
        (made,) = signatures(content)
    except NotSigned:
        raise
    except Exception as error:  # whatever a key, a service or a file is refused for ends here: nothing is half done
        raise NotSigned(f"Signing failed: {type(error).__name__}: {error}") from error
    if not (content.startswith(pdf) and made.whole and made.fingerprint == key.fingerprint):
        raise NotSigned("The signature that was made does not hold when it is read back.")
    if stamper is not None and made.stamped_at is None:
        raise NotSigned("A timestamp was asked for, and none is in the signature.")
    return Signed(content, SIGNED_AS[made.stamped_at is not None], made)


def named(subject: x509.Name) -> str:
    """Return whom a certificate names, in the words that a check uses."""
    return name_of(asn1.Name.load(subject.public_bytes()))


class StampService(TimeStamper):
    """Asks a time-stamping service (RFC 3161) over HTTP; waits 20 seconds at most and reads no long answer."""

    def __init__(self, address: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Ask the service at `address`; `transport` stands in for the network in tests."""
        super().__init__()  # type: ignore[no-untyped-call]  # it says nothing of its types
        self._address, self._transport = address, transport

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return the answer to one request; raise NotSigned for none, a late one, and one that is no answer."""
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        try:
            async with (
                httpx.AsyncClient(timeout=STAMP_SECONDS, transport=self._transport) as client,
                client.stream("POST", self._address, content=req.dump(), headers=headers) as answer,
            ):
                answer.raise_for_status()
                content = b""
                async for part in answer.aiter_bytes():
                    content += part
                    if len(content) > MOST_STAMP_BYTES:
                        raise NotSigned("The time-stamping service answers with more than any timestamp needs.")
        except httpx.HTTPError as error:
            why = f"{type(error).__name__}: {error}".rstrip(": ")
            raise NotSigned(f"The time-stamping service at {self._address} does not answer: {why}") from error
        if answer.headers.get("Content-Type", "").split(";")[0].strip() != "application/timestamp-reply":
            raise NotSigned(f"What answers at {self._address} is no time-stamping service.")
        return tsp.TimeStampResp.load(content)


def _private(path: Path) -> bytes:
    """Return a file that only its owner can read; raise NotSigned for any other."""
    try:
        if path.stat().st_mode & _OTHERS:
            raise NotSigned(
                f"{path.name} can be read by others than its owner: chmod 600 it, and have the key replaced."
            )
        return path.read_bytes()
    except OSError as error:
        raise NotSigned(f"{path.name} cannot be read: {error.strerror}.") from error


def _from_p12(content: bytes, passphrase: bytes | None) -> Key:
    private, certificate, more = pkcs12.load_key_and_certificates(content, passphrase)
    if private is None or certificate is None:
        raise ValueError("it lacks the key or the certificate")
    return Key(_usable(private), certificate, tuple(more))


def _from_pem(content: bytes, passphrase: bytes | None) -> Key:
    private = _usable(serialization.load_pem_private_key(content, passphrase))
    certificates = x509.load_pem_x509_certificates(content)
    own = next((each for each in certificates if each.public_key() == private.public_key()), None)
    if own is None:
        raise ValueError("none of its certificates is for the key in it")
    return Key(private, own, tuple(each for each in certificates if each is not own))


def _usable(private: object) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    if isinstance(private, rsa.RSAPrivateKey) and private.key_size >= LEAST_RSA_BITS:
        return private
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return private
    raise ValueError(f"the key has to be RSA of {LEAST_RSA_BITS} bits or more, or of an elliptic curve")


def _check(key: Key, name: str) -> None:
    if key.certificate.public_key() != key.private.public_key():
        raise NotSigned(f"The certificate in {name} is not for the key in it.")
    try:
        usage = key.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise NotSigned(f"The certificate in {name} is not one to sign documents with.")


def _signer(key: Key) -> SimpleSigner:
    der = key.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # the same
    store.register_multiple(map(_asn1, key.chain))
    return SimpleSigner(
        signing_cert=_asn1(key.certificate), signing_key=keys.PrivateKeyInfo.load(der), cert_registry=store
    )


def _asn1(certificate: x509.Certificate) -> Any:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))

"""A certificate authority of one's own, with signers and a time-stamping service, made in memory for tests."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

import httpx
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.documents.signing import Key

BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
PASSPHRASE = b"a long passphrase"


@dataclass(frozen=True)
class Owner:
    """Somebody with a key and a certificate."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        """Return the certificate as people pass it on."""
        return self.certificate.public_bytes(Encoding.PEM)


def authority(name: str = "Test Root") -> Owner:
    """Return an issuer of certificates, the same for the same name."""
    return _kept(name, None, ENDS)


def signer(name: str = "Estuary Vale", issuer: str = "Test Root", *, ends: datetime = ENDS) -> Owner:
    """Return somebody whom an issuer gave a certificate to sign documents with."""
    return _kept(name, issuer, ends)


@cache
def stamper() -> DummyTimeStamper:
    """Return a time-stamping service that answers in this process; its key is of the only kind that it knows."""
    root = authority()
    owner = _made("Test Clock", root, clock=rsa.generate_private_key(public_exponent=65537, key_size=2048))
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # it says nothing of its types
    store.register(_asn1(root.certificate))
    return DummyTimeStamper(tsa_cert=_asn1(owner.certificate), tsa_key=_asn1_key(owner.key), certs_to_embed=store)


def der(owner: Owner) -> bytes:
    """Return the certificate as people who trust it keep it."""
    return owner.certificate.public_bytes(Encoding.DER)


def key_of(owner: Owner, *chain: Owner) -> Key:
    """Return what a document is signed with."""
    return Key(owner.key, owner.certificate, tuple(each.certificate for each in chain))


def put_p12(folder: Path, authority_id: UUID, owner: Owner) -> Path:
    """Leave a key for an authority as an operator would, with its passphrase beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    content = serialize_key_and_certificates(
        b"signer", owner.key, owner.certificate, [authority().certificate], BestAvailableEncryption(PASSPHRASE)
    )
    _write(folder / f"{authority_id}.pass", PASSPHRASE + b"\n")
    return _write(folder / f"{authority_id}.p12", content)


def put_pem(folder: Path, authority_id: UUID, owner: Owner) -> Path:
    """Leave a key without a passphrase in one file with its certificate and that of the issuer."""
    folder.mkdir(parents=True, exist_ok=True)
    private = owner.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return _write(folder / f"{authority_id}.pem", private + owner.pem + authority().pem)


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    path.chmod(0o600)
    return path


@cache
def _kept(name: str, issuer: str | None, ends: datetime) -> Owner:
    return _made(name, _kept(issuer, None, ENDS) if issuer else None, ends=ends)


def _made(name: str, issuer: Owner | None, *, ends: datetime = ENDS, clock: rsa.RSAPrivateKey | None = None) -> Owner:
    """Return somebody with a certificate; whoever has the key of a `clock` is a time-stamping service."""
    key = clock or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINS)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=issuer is None), critical=True)
    )
    if clock:
        certificate = certificate.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    return Owner(key, certificate.sign(issuer.key if issuer else key, hashes.SHA256()))


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


def _asn1_key(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> asn1_keys.PrivateKeyInfo:
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, NoEncryption())
    return asn1_keys.PrivateKeyInfo.load(der)


def silent() -> httpx.AsyncBaseTransport:
    """Return a network on which no time-stamping service answers."""

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody is there", request=request)

    return httpx.MockTransport(refuse)


def answering(content_type: str = "application/timestamp-reply") -> httpx.AsyncBaseTransport:
    """Return a network on which a time-stamping service answers."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked = tsp.TimeStampReq.load(request.content)
        return httpx.Response(
            200, content=stamper().request_tsa_response(asked).dump(), headers={"Content-Type": content_type}
        )

    return httpx.MockTransport(answer)

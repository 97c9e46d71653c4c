"""Checks whatever file somebody was sent, by its bytes alone: a PDF, its JSON, a result, or an export of many."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from app.documents import verifying, verifying_assessment, verifying_pdf, verifying_proof
from app.documents.codec import UnreadableContent
from app.documents.content import Document, document_digest, read_document
from app.documents.renderer import ATTACHED_AS
from app.documents.verifying import Check, failed, unknown
from app.documents.verifying_evidence import Given
from app.documents.verifying_pdf import NotChecked, Pdf
from app.documents.verifying_signature import Trust
from app.documents.verifying_signature import checks as checks_of_signature
from scoring.digest import digest_of_bytes, read_strictly, unfit
from scoring.findings import Finding, Findings

MOST_BYTES: Final = 200 * 1024 * 1024
"""As much as the service itself would keep of one document."""

MOST_VALUES: Final = 20_000_000
"""What the largest document holds a fraction of; so many lists in as many bytes take a hundredfold in memory."""

_LONGEST_PLACE: Final = 80
_TAKEN_OUT: Final = (
    "The pages were printed from data that was attached to them, under the digest {digest}; the file carries none. It "
    "was taken out, and without it nothing on the pages can be recomputed: ask for the file that was issued."
)
_SEVERAL: Final = "The file carries {names}. A document of this service carries one attachment, so something was added."
_PARTED: Final = (
    "The pages were printed under the digest {printed}; the data in the file has {digest}. The data was changed or "
    "swapped, or the pages are of another document."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What somebody brings beside the file: evidence, certificates that they trust, a proof, and a head they know."""

    evidence: Given | None = None
    trust: Trust | None = None
    proof: Mapping[str, Any] | None = None
    head: str | Mapping[str, Any] | None = None


@dataclass(slots=True)
class Verified:
    """What was found of one file; `digest` is that of its data, None where there was none to read."""

    kind: str
    digest: str | None = None
    format: str | None = None
    reference: str | None = None
    checks: list[Check] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Return whether nothing was found that does not hold."""
        return all(check.holds is not False for check in self.checks)


NOTHING: Final = Asked()


def verify_bytes(data: bytes, asked: Asked = NOTHING) -> Verified:
    """Check a PDF or a JSON file; raise NotChecked, with the reason, for what is neither or cannot be read."""
    if len(data) > MOST_BYTES:
        raise NotChecked(f"it has {len(data):,} bytes; no document has more than {MOST_BYTES:,}.")
    found = _pdf(data, asked) if data.startswith(verifying_pdf.MAGIC) else _json(data, asked)
    found.checks.sort(key=lambda check: check.holds is not False)
    return found


def read_json(data: bytes) -> dict[str, Any]:
    """Return a JSON object with nothing in it that has no canonical form; raise NotChecked."""
    if sum(map(data.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise NotChecked("it holds more values than any document does, so it was not read on.")
    found = read_strictly(data)
    unreadable = found if isinstance(found, Findings) else Findings(islice(unfit(found), 1))
    if unreadable or not isinstance(found, dict):
        raise NotChecked(_briefly(unreadable[0]) if unreadable else "it is not a JSON object")
    return found


def _json(data: bytes, asked: Asked) -> Verified:
    mapping = read_json(data)
    with _of_its_kind():
        checks = verifying.verify(mapping, asked.evidence)
        digest = _canonical_digest(mapping, digest_of_bytes(data))
        found = Verified("json", digest, _text(mapping, "format"), _text(mapping, "reference"), checks)
        if asked.trust is not None:
            found.checks.append(unknown("A JSON file bears no signature; the PDF it is attached to may.", "signature"))
        if not verifying_assessment.is_assessment(mapping):
            found.checks += _position(mapping, digest, asked)
    return found


@contextmanager
def _of_its_kind() -> Iterator[None]:
    """Turn whatever a check meets in data that nobody of this service wrote into a sentence."""
    try:
        yield
    except UnreadableContent as error:
        raise NotChecked(str(error)) from error
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError, MemoryError) as error:
        raise NotChecked(f"something in it is not of the kind that belongs there ({type(error).__name__}).") from error


def _canonical_digest(mapping: Mapping[str, Any], otherwise: str) -> str:
    """Return the digest of a document that may have been written in another form than the canonical one."""
    document = _document(mapping)
    return otherwise if document is None else document_digest(document)


def _pdf(data: bytes, asked: Asked) -> Verified:
    pdf = verifying_pdf.read(data)
    found = Verified("pdf")
    if (unusable := _unusable(pdf)) is not None:
        found.checks.append(failed(unusable, "attachment"))
    else:
        name, attached = pdf.attachments[0]
        found.digest = digest_of_bytes(attached)
        try:
            with _of_its_kind():
                for check in _attached(pdf, name, attached, found, asked):
                    found.checks.append(check)  # one by one: what was found before something unreadable stays found
        except NotChecked as error:
            found.checks.append(failed(f"The data attached as {name!r} cannot be read: {error}", "attachment"))
    found.checks += checks_of_signature(data, asked.trust, _signer(pdf))
    return found


def _unusable(pdf: Pdf) -> str | None:
    """Return why the attachments of a PDF cannot be what it was printed from; raise NotChecked for a strange PDF."""
    printed = verifying_pdf.printed_digests(pdf)
    if not pdf.attachments:
        if not printed:
            raise NotChecked("it is a PDF without data inside and without a digest on its pages: not of this service.")
        return _TAKEN_OUT.format(digest=printed[0])
    if len(pdf.attachments) > 1:
        names = " and ".join(repr(name) for name, _ in pdf.attachments[:3])
        return _SEVERAL.format(names=f"{len(pdf.attachments)} attachments ({names})")
    return None


def _attached(pdf: Pdf, name: str, attached: bytes, found: Verified, asked: Asked) -> Iterator[Check]:
    """Check the data inside a PDF for itself, and then the pages against it."""
    digest, printed = digest_of_bytes(attached), verifying_pdf.printed_digests(pdf)
    parted = [each for each in printed if each != digest]
    if parted:
        yield failed(_PARTED.format(printed=parted[0], digest=digest), "digest")
    mapping = read_json(attached)
    found.format, found.reference = _text(mapping, "format"), _text(mapping, "reference")
    yield from verifying.verify(mapping, asked.evidence)
    document = _document(mapping)
    if document is None:
        yield failed(f"The data attached as {name!r} is not what pages are printed from.", "attachment")
    elif not parted:
        yield from verifying_pdf.checks(pdf, document, digest)
    yield from _position(mapping, digest, asked)


def _document(mapping: Mapping[str, Any]) -> Document | None:
    try:
        return read_document(mapping)
    except UnreadableContent:
        return None


def _signer(pdf: Pdf) -> Mapping[str, Any] | None:
    """Return what the data says of who signs the file, where it says something."""
    if len(pdf.attachments) != 1:
        return None
    try:
        found = read_json(pdf.attachments[0][1]).get("signer")
    except NotChecked:
        return None
    return found if isinstance(found, dict) else None


def _position(mapping: Mapping[str, Any], digest: str, asked: Asked) -> Iterator[Check]:
    said = mapping.get("audit") if mapping.get("format") in ATTACHED_AS else None
    yield from verifying_proof.checks(said if isinstance(said, dict) else None, digest, asked.proof, asked.head)


def _text(mapping: Mapping[str, Any], name: str) -> str | None:
    found = mapping.get(name)
    return found if isinstance(found, str) else None


def _briefly(found: Finding) -> str:
    """Return a finding with at most the beginning of its place: that of something nested deeply fills a screen."""
    place = found.place if len(found.place) <= _LONGEST_PLACE else f"{found.place[:_LONGEST_PLACE]}..."
    return f"{place}: {found.message}" if place else found.message

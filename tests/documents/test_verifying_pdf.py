"""What a check says of a PDF that was changed: each change in a sentence of its own, and never a crash."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from app.documents import verifying_file, verifying_pdf
from app.documents.content import EvaluationRecord
from app.documents.signing import NotSigned, sign
from app.documents.verifying_file import Asked, Verified, verify_bytes
from app.documents.verifying_pdf import NotChecked
from app.documents.verifying_signature import NotTrusted, Trust, checks, trusted_in
from tests.documents import forging, keys

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SHORT = "portfolio-report-1-network"
TRUST = Trust((keys.der(keys.authority()),))


def summary() -> bytes:
    """Return a PDF that is quick to check."""
    return forging.issued(SHORT)


@cache
def signed() -> bytes:
    """Return it signed."""
    return sign(summary(), keys.key_of(keys.signer(), keys.authority()), now=NOW, reason="Issued").content


def failures(found: Verified) -> str:
    """Return what does not hold."""
    return "\n".join(check.sentence for check in found.checks if check.holds is False)


def said(found: Verified) -> str:
    """Return all that was said."""
    return "\n".join(check.sentence for check in found.checks)


def test_a_pdf_as_it_was_issued_holds_to_the_last_word() -> None:
    found = verify_bytes(summary())
    assert failures(found) == ""
    assert "say the same, both ways" in said(found)
    assert "the pages were compared as text, not as pictures" in said(found)
    assert "bears no signature, so who made it cannot be known" in said(found)
    assert found.reference == forging.document(SHORT).reference
    assert str(found.digest) in said(found)


def _one_byte(data: bytes) -> bytes:
    return data.replace(b'"reference":"', b'"reference":"X', 1)


def _not_json(data: bytes) -> bytes:
    return data[:-1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda pdf: forging.with_data(pdf, _one_byte), "The data was changed or swapped"),
        (lambda pdf: forging.with_data(pdf, _not_json), "The data attached as 'portfolio.json' cannot be read"),
        (
            lambda pdf: forging.with_data(pdf, lambda _: forging.data_of(forging.issued("evaluation-record-1"))),
            "The data was changed or swapped",
        ),
        (forging.without_data, "It was taken out, and without it nothing on the pages can be recomputed"),
        (lambda pdf: forging.with_more_data(pdf, b"{}"), "The file carries 2 attachments ("),
        (lambda pdf: forging.without_page(pdf, 1), "Page 1 of 1 calls itself page 2 of 2."),
        (forging.with_pages_swapped, "Page 1 of 2 calls itself page 2 of 2."),
        (forging.with_note, "something laid over page 1: documents of this service hold none"),
        (forging.with_picture, "On the pages is 1 picture that the data does not give"),
        (forging.with_program, "an act that begins when it is opened"),
        (forging.with_identifier, "The identifier of the file is not taken from the digest"),
        (lambda pdf: forging.named(pdf, Author="Somebody Else"), "by 'Somebody Else'; the data is"),
    ],
)
def test_what_was_changed_is_said_in_a_sentence(change: Callable[[bytes], bytes], words: str) -> None:
    found = verify_bytes(change(summary()))
    assert words in failures(found)
    assert not found.holds


def test_a_figure_on_the_pages_that_the_data_does_not_give_is_shown_with_its_page() -> None:
    honest = forging.document("evaluation-record-1")
    assert isinstance(honest, EvaluationRecord)
    tender = replace(honest.tender, title="Guarding of 77 sites")
    found = failures(verify_bytes(forging.shown_otherwise("evaluation-record-1", tender=tender)))
    assert "Page 1 shows “Guarding of 77 sites”; the data gives no such words." in found
    assert "The data gives the passage" in found


def test_pages_of_another_version_are_held_to_their_figures_and_that_is_said() -> None:
    older = verify_bytes(forging.named(summary(), Creator="Makegood"))
    assert failures(older) == ""
    assert "laid out by another version of this service (Makegood)" in said(older)
    forged = forging.named(forging.with_more_text(summary(), b"98.76 points"), Creator="Makegood")
    assert "Page 1 shows 98.76" in failures(verify_bytes(forged))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (forging.encrypted, "it is encrypted"),
        (lambda pdf: pdf[: len(pdf) // 2], "damaged or cut off"),
        (lambda pdf: pdf[:20], "damaged or cut off"),
        (lambda pdf: pdf[:1000] + bytes(2000) + pdf[3000:], "damaged or cut off"),
        (lambda pdf: forging.bomb(pdf, in_attachment=True), "unpacks to more than any document needs"),
        (lambda pdf: forging.bomb(pdf, in_attachment=False), "unpacks to more than any"),
        (lambda _: forging.blank(), "it is a PDF without data inside"),
    ],
)
def test_what_cannot_be_checked_is_refused_in_a_sentence(change: Callable[[bytes], bytes], words: str) -> None:
    with pytest.raises(NotChecked, match=words):
        verify_bytes(change(summary()))


def test_a_file_larger_than_any_document_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying_file, "MOST_BYTES", 1000)
    with pytest.raises(NotChecked, match="no document has more than 1,000"):
        verify_bytes(summary())
    monkeypatch.setattr(verifying_file, "MOST_BYTES", 10**9)
    monkeypatch.setattr(verifying_pdf, "MOST_PAGES", 1)
    with pytest.raises(NotChecked, match="at most 1 are read"):
        verify_bytes(summary())


def test_a_signed_file_holds_and_says_what_is_known_of_the_signer() -> None:
    alone, trusting = verify_bytes(signed()), verify_bytes(signed(), Asked(trust=TRUST))
    assert failures(alone) == failures(trusting) == ""
    assert "as it was signed by Estuary Vale" in said(alone)
    assert "cannot be known from the file: give the certificates that you trust" in said(alone)
    assert "nobody else attests that time" in said(alone)
    assert "leads to one that you trust" in said(trusting)


def unsound(pdf: bytes, trust: Trust | None = None) -> str:
    """Return what does not hold of the signature of a PDF, its pages aside."""
    return "\n".join(check.sentence for check in checks(pdf, trust, None) if check.holds is False)


def test_a_signature_that_is_broken_added_to_unknown_or_gone_is_said() -> None:
    pdf = signed()
    place = pdf.index(b"/Title")
    broken = pdf[: place + 8] + bytes([pdf[place + 8] ^ 1]) + pdf[place + 9 :]
    assert "is broken: the file was changed, or the signature was" in unsound(broken)
    assert "Something was added to the file after it was signed by Estuary Vale" in unsound(forging.added_to(pdf))
    stranger = sign(summary(), keys.key_of(keys.signer("Estuary Vale", "Forger's Root")), now=NOW, reason="Issued")
    assert "The certificate of Estuary Vale does not lead to any that you trust." in unsound(stranger.content, TRUST)
    assert "The file bears no signature" in unsound(summary(), TRUST)


def test_a_signature_taken_off_or_by_another_key_than_the_data_names_is_missed() -> None:
    named = {"name": "Estuary Vale", "certificate": "sha256:" + "00" * 32}
    (taken,) = checks(summary(), None, named)
    assert "either the signature was taken off, or the file was had before it was signed" in taken.sentence
    said = "\n".join(check.sentence for check in checks(signed(), TRUST, named) if check.holds is False)
    assert "the file is signed with another one" in said


def test_a_signature_outside_the_life_of_its_certificate_does_not_hold() -> None:
    ended = keys.signer("Gone", ends=datetime(2026, 3, 1, tzinfo=UTC))
    with pytest.raises(NotSigned, match="is valid from 01 January 2026 to 01 March 2026; today is 01 June 2026"):
        sign(summary(), keys.key_of(ended), now=NOW, reason="Issued")
    made = sign(summary(), keys.key_of(ended), now=datetime(2026, 2, 1, tzinfo=UTC), reason="Issued")
    assert unsound(made.content, TRUST) == ""  # it was signed in time, whenever it is checked


def test_a_signature_that_cannot_be_read_is_damaged() -> None:
    pdf = signed()
    place = pdf.index(b"/Contents <") + 30
    torn = pdf[:place] + b"0" * 200 + pdf[place + 200 :]
    found = unsound(torn)
    assert "The signature is damaged" in found or "is broken" in found


def test_certificates_that_cannot_be_used_are_said(tmp_path: Path) -> None:
    with pytest.raises(NotTrusted, match="is not a folder"):
        trusted_in(tmp_path / "none")
    with pytest.raises(NotTrusted, match="holds no certificate; they are files that end in"):
        trusted_in(tmp_path)
    (tmp_path / "root.der").write_bytes(keys.der(keys.authority()))
    (tmp_path / "two.pem").write_bytes(keys.authority().pem + keys.signer().pem)
    assert len(trusted_in(tmp_path).certificates) == 3
    (tmp_path / "bad.crt").write_bytes(b"nothing")
    with pytest.raises(NotTrusted, match=r"bad\.crt holds no certificate that can be read"):
        trusted_in(tmp_path)

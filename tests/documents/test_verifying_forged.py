"""What a check says of files forged with care: signed twice, acting, cut, never ending, and speaking to the screen."""

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

from app.audit import merkle
from app.cli import main
from app.documents import verifying_file, verifying_limits
from app.documents.signing import _signer
from app.documents.verifying_file import Verified, read_json, verify_bytes
from app.documents.verifying_limits import limited
from app.documents.verifying_pdf import NotChecked
from app.documents.verifying_signature import Trust, checks
from scoring import Result, evaluate
from tests.documents import forging, keys
from tests.documents import test_verifying_archive as archives
from tests.documents.test_verifying_pdf import failures, said, signed, summary


class Unscrupulous(PdfSigner):
    """Signs what forbids to be signed again."""

    def _enforce_certification_constraints(self, reader: Any) -> None:
        del reader


def signed_again(pdf: bytes, owner: keys.Owner) -> bytes:
    """Return a PDF with one signature more, over whatever it is by then."""
    metadata = PdfSignatureMetadata(field_name="More", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    made = Unscrupulous(metadata, signer=_signer(keys.key_of(owner))).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    content: bytes = made.getvalue()
    return content


@pytest.mark.parametrize("issuer", ["Forger's Root", "Test Root"])
def test_a_change_sealed_by_a_second_signature_is_not_what_the_first_one_signed(issuer: str) -> None:
    forged = signed_again(forging.added_to(signed()), keys.signer("Somebody", issuer))
    for trust in (None, Trust((keys.der(keys.authority()),))):
        found = list(checks(forged, trust, None))
        wrong = "\n".join(check.sentence for check in found if check.holds is False)
        assert "Something was added to the file after it was signed by Estuary Vale" in wrong
        assert not any("as it was signed by Estuary Vale" in check.sentence for check in found if check.holds)


def _seal_that_is_seen(opened: Pdf) -> None:
    looks = Stream(opened, b"1 g 0 0 300 40 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 300, 40]))
    field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String("Seal"), AP=Dictionary(N=looks))
    field.Rect = Array([50, 600, 350, 640])
    _noted(opened, field)
    opened.Root.AcroForm = Dictionary(Fields=Array([opened.pages[0].Annots[-1]]))


def _link_that_is_seen(opened: Pdf) -> None:
    looks = Stream(opened, b"1 g 0 0 300 40 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 300, 40]))
    _noted(opened, Dictionary(Subtype=Name.Link, Rect=Array([50, 600, 350, 640]), AP=Dictionary(N=looks)))


def _link_that_acts(opened: Pdf) -> None:
    act = Dictionary(S=Name.URI, URI=String("https://elsewhere.example"))
    _noted(opened, Dictionary(Subtype=Name.Link, Rect=Array([50, 600, 350, 640]), A=act))


def _page_that_acts(opened: Pdf) -> None:
    opened.pages[0].AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))


def _cut(opened: Pdf) -> None:
    opened.pages[0].CropBox = Array([0, 400, 595.275591, 841.889764])


def _smaller(opened: Pdf) -> None:
    opened.pages[0].MediaBox = opened.pages[0].CropBox = Array([0, 0, 595.275591, 500])


def _turned(opened: Pdf) -> None:
    opened.pages[0].Rotate = 180


def _bookmark_that_acts(opened: Pdf) -> None:
    act = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    opened.Root.Outlines.First.A = act


def _picture_between_instructions(opened: Pdf) -> None:
    inline = b"q 500 0 0 80 50 600 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q"
    opened.pages[0].contents_add(Stream(opened, inline))


def _noted(opened: Pdf, note: Dictionary) -> None:
    opened.pages[0].Annots = Array([*opened.pages[0].get("/Annots", []), opened.make_indirect(note)])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_seal_that_is_seen, "something laid over page 1"),
        (_link_that_is_seen, "something laid over page 1"),
        (_link_that_acts, "something on page 1 that does more than lead to another page of it"),
        (_page_that_acts, "something on page 1 that does more than lead to another page of it"),
        (_cut, "a page 1 that is cut, turned or enlarged"),
        (_smaller, "a page 1 that is cut, turned or enlarged"),
        (_turned, "a page 1 that is cut, turned or enlarged"),
        (_bookmark_that_acts, "a bookmark that does more than lead to a page of it"),
        (_picture_between_instructions, "On the pages is 1 picture that the data does not give"),
    ],
)
def test_what_shows_something_else_than_the_pages_is_found(change: Callable[[Pdf], None], words: str) -> None:
    assert words in failures(verify_bytes(forging.changed(summary(), change)))


def test_figures_that_were_not_compared_are_not_said_to_hold() -> None:
    forged = forging.named(forging.with_more_text(summary(), b"Mark 5"), Creator="Makegood, pages 1")
    found = said(verify_bytes(forged))
    assert "No figure stands" not in found
    assert "No figure with decimals or thousands stands on the 2 pages" in found
    assert "rely on the data and not on the pages" in found


def changed(name: str, place: tuple[str | int, ...], value: object) -> bytes:
    """Return the JSON of a document in which one value is another."""
    mapping = json.loads(forging.data(name))
    inner: Any = mapping
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return json.dumps(mapping).encode()


@pytest.mark.parametrize(
    ("name", "place", "value", "words"),
    [
        ("award-summary-3", ("tender", "value", "amount"), "1E+999999999999999", "is not a Decimal"),
        ("evaluation-record-2", ("issued_at",), "9999-12-31T23:59:59-23:59", "is not a datetime"),
        ("standstill-letter-1", ("issued_at",), "2026-06-01T00:00:00", "is not a datetime"),
        ("assessment-summary-1", ("rubric", "scales"), "none", "not of the kind that belongs there"),
        ("assessment-summary-2", ("rubric", "scales"), None, "not of the kind that belongs there"),
        ("award-summary-2", ("firmness", "certificate", "inputs", "weight_uncertainty_percent"), "", "(ValueError)"),
    ],
)
def test_a_value_of_another_kind_is_a_sentence_in_the_data_and_in_the_pdf(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    place: tuple[str | int, ...],
    value: object,
    words: str,
) -> None:
    forged = changed(name, place, value)
    (tmp_path / "file.json").write_bytes(forged)
    assert main(["verify", str(tmp_path / "file.json")]) == 2
    assert words in capsys.readouterr().err
    (tmp_path / "file.pdf").write_bytes(forging.with_data(summary(), lambda _: forged))
    assert main(["verify", str(tmp_path / "file.pdf")]) == 1
    assert "The data attached as 'portfolio.json' cannot be read: " in capsys.readouterr().out


def test_a_result_that_names_a_place_in_a_log_does_not_hold_and_breaks_nothing() -> None:
    result = json.loads(forging.data("award-summary-3"))["result"] | {"audit": {"root": 1}}
    assert "audit: is no part of a result" in failures(verify_bytes(json.dumps(result).encode()))


def test_data_that_would_fill_the_memory_is_not_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying_file, "MOST_VALUES", 1000)
    with pytest.raises(NotChecked, match="it holds more values than any document does"):
        read_json(b'{"a": [' + b"[]," * 1000 + b"[]]}")


def test_a_key_given_twice_among_many_is_found_at_once() -> None:
    many = b"{" + b",".join(b'"k%d":1' % each for each in range(200_000)) + b',"k7":2}'
    with pytest.raises(NotChecked, match=r"the same key twice \(k7\)"):
        read_json(many)


def test_the_end_of_the_time_is_not_swallowed_by_a_library_that_mends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying_limits, "SECONDS", 1)

    def mending() -> None:
        while True:
            with suppress(Exception):
                sum(range(1_000_000))

    with pytest.raises(NotChecked, match="more than 1 seconds"), limited():
        mending()


def test_a_name_cannot_print_a_line_of_its_own_or_wipe_one_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "Vale\nholds  All is well.\x1b[2J\u202e"
    forged = forging.changed(summary(), lambda opened: opened.docinfo.update({"/Title": name}))
    (tmp_path / "file.pdf").write_bytes(signed_again(forged, keys.signer(name)))
    assert main(["verify", str(tmp_path / "file.pdf")]) == 1
    out = capsys.readouterr().out
    assert "as it was signed by Vale[U+000A]holds  All is well.[U+001B][2J[U+202E]" in out
    assert all(line.startswith(("holds  ", "FAILS  ", "note   ")) for line in out.splitlines())
    assert "holds  All is well." not in out.splitlines()
    assert main(["verify", str(tmp_path / "file.pdf"), "--json"]) == 1
    assert capsys.readouterr().out.isascii()


def test_a_screen_that_lacks_a_letter_and_a_file_whose_name_is_no_text_are_no_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.json"))
    path.write_bytes(changed("award-summary-3", ("reference",), "Ŵ-1"))
    written = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(written, encoding="latin-1", write_through=True))
    assert main(["verify", str(tmp_path)]) == 0
    assert b"note " in written.getvalue()
    assert b"\\u0174-1" in written.getvalue()


def test_what_a_folder_holds_beside_sound_documents_is_never_passed_over(tmp_path: Path) -> None:
    data = forging.data("award-summary-3")
    (tmp_path / "sound.json").write_bytes(data)
    (tmp_path / "TWICE.JSON").write_bytes(b'{"format": "makegood.award-summary/3", "a": 1, "a": 2}')
    (tmp_path / "later.json").write_bytes(data.replace(b'"makegood.award-summary/3"', b'"makegood.award-summary/9"'))
    (tmp_path / "AWARD.PDF").write_bytes(b"%PDF-1.7 torn")
    (tmp_path / "notes.txt").write_bytes(b"notes")
    found = archives.checked(tmp_path)
    assert {path: isinstance(each, Verified) for path, each in found.files.items()} == {
        "AWARD.PDF": False,
        "TWICE.JSON": False,
        "later.json": False,
        "sound.json": True,
    }
    assert not found.is_checked
    assert "1 file not looked into, as no document: notes.txt." in [check.sentence for check in found.checks]


def test_data_written_in_another_form_is_still_the_same_data_as_that_of_the_pdf_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(summary())
    (tmp_path / "a.json").write_text(json.dumps(json.loads(forging.data_of(summary())), indent=2))
    assert archives.failures(archives.checked(tmp_path)) == ""


def test_a_leaf_beyond_the_end_of_a_tree_of_one_is_not_in_it() -> None:
    leaf = merkle.leaf_hash(b"event")
    assert merkle.root_from_path(leaf, 0, 1, []) == leaf
    assert merkle.root_from_path(leaf, 5, 1, []) is None


def test_a_signature_made_outside_of_the_life_of_its_certificate_is_said() -> None:
    ended = keys.signer("Gone", ends=datetime(2026, 3, 1, tzinfo=UTC))
    wrong = [check.sentence for check in checks(signed_again(summary(), ended), None, None) if check.holds is False]
    assert any("the certificate is valid from" in each for each in wrong)


def test_a_result_worked_out_anew_from_other_marks_holds_and_says_that_it_may_be_another() -> None:
    result = json.loads(forging.data("award-summary-3"))["result"]
    bid = result["inputs"]["bids"][0]
    bid["answers"]["carbon-plan"]["mark"] = "1"
    made = evaluate(result["rubric"], result["inputs"])
    assert isinstance(made, Result)
    forged = made.to_mapping()
    assert forged["digests"]["result"] != result["digests"]["result"]
    found = verify_bytes(json.dumps(forged).encode())
    assert found.holds
    assert f"can work out all that follows anew: {forged['digests']['result']}." in said(found)
    award = said(verify_bytes(forging.data("award-summary-3")))
    assert "the rubric, the marks and prices that all is worked out from" in award

"""Every kind of document is what it claims to be: by veraPDF, by our own rules, beside its page, and by its look."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from weasyprint import HTML

from app.documents import verifying_pdf
from app.documents.fonts import printable
from app.documents.html import to_html
from app.documents.signing import sign
from scoring.digest import digest_of_bytes
from standards import __main__ as command
from standards import counterpart, pictures, tag_rules, tag_tree, verapdf
from standards.verapdf import PDF_A, PDF_UA, Verdict
from tests.documents import keys
from tests.standards.printed import IN_WELSH, LONG, NAMES, WELSH, document, pdf

PAGES = Path(__file__).parents[1] / "documents" / "pages"
WRITE = "MAKEGOOD_WRITE_PAGES"
LOOKED_AT = {
    "award-summary": (1, 2),
    WELSH: (1,),
    "contract-performance": (1, 2, 3),
    LONG: (3,),
}
"""Pages whose look is kept, counted from 1; of any other kind the first."""

UPSTREAM = Path(__file__).with_name("upstream.html")
"""What WeasyPrint's own tag tree gets wrong, each in a few lines; docs/adr/0039 names them."""

BAD = "bad"
VARIANTS = (*IN_WELSH, LONG)
"""For archives these are what the documents are that they are variants of; validating takes a while."""
SIGNED = "signed"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every document, a bad one, and one with WeasyPrint's own tag tree."""
    where = tmp_path_factory.mktemp("documents")
    for name in NAMES:
        (where / f"{name}.pdf").write_bytes(pdf(name))
    (where / f"{BAD}.pdf").write_bytes(_spoilt(pdf("evaluation-record")))
    (where / f"{SIGNED}.pdf").write_bytes(_signed(pdf("evaluation-record")))
    HTML(string=UPSTREAM.read_text(encoding="utf-8")).write_pdf(where / "upstream.pdf", pdf_variant="pdf/ua-1")
    return where


@pytest.fixture(scope="session")
def verdicts(folder: Path) -> dict[tuple[str, str], Verdict]:
    """Return what veraPDF says of every file, by name and profile, from one run of its engine."""
    wanted = {folder / f"{name}.pdf": (PDF_A, PDF_UA) for name in (*NAMES, BAD, SIGNED)}
    found = verapdf.validate(wanted | {folder / "upstream.pdf": (PDF_UA,), folder / "none.pdf": (PDF_A,)})
    return {(Path(each.file).stem, each.profile): each for each in found}


@cache
def tagged(path: Path) -> tag_tree.Tagged:
    return tag_tree.read(path)


def _signed(unsigned: bytes) -> bytes:
    """Return a PDF signed with a timestamp, which adds the most to it."""
    key = keys.key_of(keys.signer(), keys.authority())
    return sign(unsigned, key, now=datetime.now(UTC), reason="Issued", stamper=keys.stamper()).content


def _spoilt(good: bytes) -> bytes:
    """Return a PDF without its language, without the text in place of a drawing, and with a font left out."""
    made = BytesIO()
    with pikepdf.open(BytesIO(good)) as opened:
        del opened.Root.Lang
        font = next(iter(opened.pages[0].Resources.Font.values()))
        del font.DescendantFonts[0].FontDescriptor.FontFile2
        opened.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "profile"),
    [(name, profile) for name in NAMES for profile in (PDF_A, PDF_UA) if profile == PDF_UA or name not in VARIANTS],
)
def test_every_document_is_what_it_claims_to_be(
    name: str, profile: str, folder: Path, verdicts: dict[tuple[str, str], Verdict]
) -> None:
    verdict = verdicts[name, profile]

    assert profile in tag_rules.claimed(tagged(folder / f"{name}.pdf"))
    assert verdict.failures == ()
    assert verdict.assertions > 5_000
    assert verdict.holds


def test_a_file_that_is_signed_with_a_timestamp_is_still_what_it_claims_to_be(
    verdicts: dict[tuple[str, str], Verdict],
) -> None:
    for profile in (PDF_A, PDF_UA):
        assert verdicts[SIGNED, profile].failures == ()
        assert verdicts[SIGNED, profile].holds


def test_the_validator_tells_a_bad_file_from_a_good_one(verdicts: dict[tuple[str, str], Verdict]) -> None:
    for_archives, for_readers = verdicts[BAD, PDF_A], verdicts[BAD, PDF_UA]

    assert not for_archives.holds
    assert any(said.startswith("6.2.11.4") for said in for_archives.failures), for_archives  # a font is not embedded
    assert any(said.startswith("7.2-") for said in for_readers.failures), for_readers  # no language
    assert not verdicts["none", PDF_A].holds
    assert verdicts["none", PDF_A].assertions == 0


@pytest.mark.parametrize("name", NAMES)
def test_the_pages_and_the_data_inside_say_the_same_both_ways(name: str) -> None:
    found = verifying_pdf.read(pdf(name))
    ((_, data),) = found.attachments
    checks = list(verifying_pdf.checks(found, document(name), digest_of_bytes(data)))
    assert [check.sentence for check in checks if check.holds is False] == []
    assert any("word for word" in check.sentence for check in checks)


@pytest.mark.parametrize("name", NAMES)
def test_the_tag_tree_keeps_every_rule_of_ours(name: str, folder: Path) -> None:
    assert tag_rules.findings(tagged(folder / f"{name}.pdf")) == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_tag_tree_is_the_page_element_by_element_and_word_by_word(name: str, folder: Path) -> None:
    assert counterpart.differences(printable(to_html(document(name))), tagged(folder / f"{name}.pdf")) == ()


def test_a_table_over_several_pages_is_one_table_with_all_its_rows(folder: Path) -> None:
    found = tagged(folder / f"{LONG}.pdf")
    crossing = [table for table in found.root.all("Table") if len(table.pages) > 1]

    assert crossing
    for table in crossing:
        assert [group.kind for group in table.tags] == ["Caption", "THead", "TBody"]
        assert sum(1 for _ in table.all("THead")) == 1
    assert max(sum(1 for _ in table.all("TR")) for table in crossing) > 16
    again = next(cell.text for cell in crossing[0].all("TH"))
    assert again in found.artefacts[max(crossing[0].pages)]  # drawn on the next page, and not read out there


def test_weasyprints_own_tag_tree_passes_the_validator_and_fails_its_readers(
    folder: Path, verdicts: dict[tuple[str, str], Verdict]
) -> None:
    """When this fails, a new WeasyPrint tags better: see whether app/documents/tagging.py is still needed."""
    found = tagged(folder / "upstream.pdf")
    said = tag_rules.findings(found)

    assert verdicts["upstream", PDF_UA].holds
    assert sum(1 for _ in found.root.all("Table")) == 2  # of the one table on the page (its issue 2903)
    assert counterpart.differences(UPSTREAM.read_text(encoding="utf-8"), found)
    assert any("has no scope" in each for each in said)  # its issue 2508
    assert any("running heads" in each for each in said)
    assert any("holds another" in each for each in said)  # a link inside a link
    assert any(each.startswith("nesting: L ") for each in said)  # lists in lists, and terms apart from what is said


def _looked_at() -> Iterator[tuple[str, int]]:
    for name in NAMES:
        yield from ((name, page) for page in LOOKED_AT.get(name, (1,)))


@pytest.mark.parametrize(("name", "page"), list(_looked_at()))
def test_pages_look_the_way_they_were_last_looked_at(name: str, page: int, tmp_path: Path) -> None:
    path = PAGES / f"{name}-{page}.png"
    looks = pictures.drawn(pdf(name), page)
    if WRITE in os.environ:
        pictures.kept(looks, path)
    with Image.open(path) as kept:
        looked = kept.convert("L")
    difference = pictures.difference(looks, looked)
    if difference is not None:
        beside = tmp_path / path.name
        pictures.side_by_side(looks, looked).save(beside)
        pytest.fail(
            f"{name}, page {page}: {difference}. {beside} shows how it looked, how it looks and what is different. "
            f"If it is to look so, run: {WRITE}=1 python -m pytest tests/standards/test_documents.py -k look"
        )


def test_a_page_that_lost_its_lines_or_moved_is_caught_and_a_hair_is_not() -> None:
    page = pictures.drawn(pdf("evaluation-record"), 1)
    moved, paled = Image.new("L", page.size, 255), page.point(lambda grey: min(255, grey + 60))
    moved.paste(page, (0, 12))

    assert pictures.difference(page, page) is None
    assert pictures.difference(moved, page) is not None
    assert pictures.difference(paled, page) is not None
    assert pictures.difference(page.resize((page.width, page.height - 10)), page) is not None
    with pytest.raises(IndexError, match="no page 99"):
        pictures.drawn(pdf("evaluation-record"), 99)


def test_the_command_prints_what_holds_and_fails_when_something_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "evaluation-record"
    content = document(name).to_mapping()
    monkeypatch.setattr("sys.argv", ["standards", str(tmp_path)])
    monkeypatch.setattr(command, "chromium", lambda: None)
    assert command.main() == 2

    (tmp_path / f"{name}.pdf").write_bytes(pdf(name))
    (tmp_path / f"{name}.html").write_text(to_html(document(name)), encoding="utf-8")
    (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setattr(
        verapdf,
        "validate",
        lambda wanted: [Verdict(str(path), each, 9, ()) for path, profiles in wanted.items() for each in profiles],
    )
    capsys.readouterr()
    assert command.main() == 0
    said = capsys.readouterr().out
    assert "PDF/UA-1" in said
    assert "not run" in said
    assert "Chromium is not installed" in said
    assert "6 checks" in said

    (tmp_path / f"{name}.html").write_text("<html><body><main><h1>Another</h1></main></body></html>", encoding="utf-8")
    assert command.main() == 1
    assert "the page '<h1>'" in capsys.readouterr().out.casefold()

"""Changes PDFs as forgers would, and as accidents do, so that tests can see what a check says of them."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Pdf, Stream, String
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from app.documents.content import Document, document_bytes, read_document
from app.documents.html import to_html
from app.documents.press import PrintJob, run
from app.documents.renderer import print_job
from scoring.digest import canonical_bytes, digest_of_bytes

ISSUED = Path(__file__).parent.parent / "documents_service" / "issued"


@cache
def document(name: str) -> Document:
    """Return a document as the service issued it."""
    return read_document(json.loads((ISSUED / f"{name}.json").read_text(encoding="utf-8")))


@cache
def data(name: str) -> bytes:
    """Return the JSON file of a document as the service issued it."""
    return document_bytes(document(name))


@cache
def issued(name: str) -> bytes:
    """Return the PDF of a document as the service issued it."""
    return run(print_job(document(name)))


def data_of(pdf: bytes) -> bytes:
    """Return what is attached to a PDF."""
    with Pdf.open(BytesIO(pdf)) as opened:
        (name,) = opened.attachments
        return opened.attachments[name].get_file().read_bytes()


def with_data(pdf: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Return a PDF with other bytes in its attachment, and everything else left as it is."""

    def swap(opened: Pdf) -> None:
        (name,) = opened.attachments
        stream = opened.attachments[name].obj.EF.F
        stream.write(change(stream.read_bytes()))

    return changed(pdf, swap)


def with_value(pdf: bytes, place: tuple[str | int, ...], value: Any) -> bytes:
    """Return a PDF in whose data one value is another, written as the service would write it."""

    def change(data: bytes) -> bytes:
        mapping = json.loads(data)
        inner: Any = mapping
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = value
        return canonical_bytes(mapping)

    return with_data(pdf, change)


def without_data(pdf: bytes) -> bytes:
    """Return a PDF whose attachment was taken out."""

    def take(opened: Pdf) -> None:
        for name in list(opened.attachments):
            del opened.attachments[name]
        if "/AF" in opened.Root:
            del opened.Root.AF

    return changed(pdf, take)


def with_more_data(pdf: bytes, data: bytes) -> bytes:
    """Return a PDF with a second attachment."""

    def add(opened: Pdf) -> None:
        opened.attachments["more.json"] = AttachedFileSpec(
            opened,
            data,
            description="",
            filename="more.json",
            mime_type="application/json",
            creation_date="",
            mod_date="",
        )

    return changed(pdf, add)


def with_more_text(pdf: bytes, said: bytes) -> bytes:
    """Return a PDF on whose first page something more is printed."""

    def write(opened: Pdf) -> None:
        page = opened.pages[0]
        page.Resources.Font["/Forged"] = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.contents_add(Stream(opened, b"BT /Forged 12 Tf 50 50 Td (" + said + b") Tj ET"), prepend=True)

    return changed(pdf, write)


def without_page(pdf: bytes, number: int) -> bytes:
    """Return a PDF without one of its pages."""
    return changed(pdf, lambda opened: opened.pages.remove(p=number))


def with_pages_swapped(pdf: bytes) -> bytes:
    """Return a PDF whose first two pages stand in the other order."""
    return changed(pdf, lambda opened: opened.pages.reverse())


def with_note(pdf: bytes) -> bytes:
    """Return a PDF over whose first page a note is laid."""

    def lay(opened: Pdf) -> None:
        note = Dictionary(
            Type=Name.Annot, Subtype=Name.FreeText, Rect=Array([100, 700, 300, 740]), Contents=String("99.99")
        )
        opened.pages[0].Annots = Array([*opened.pages[0].get("/Annots", []), opened.make_indirect(note)])

    return changed(pdf, lay)


def with_picture(pdf: bytes) -> bytes:
    """Return a PDF with a white picture laid over its first page."""

    def lay(opened: Pdf) -> None:
        looks = Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8)
        looks.ColorSpace = Name.DeviceGray
        picture = Stream(opened, b"\xff", looks)
        page = opened.pages[0]
        page.add_resource(picture, Name.XObject, Name("/Over"))
        page.contents_add(Stream(opened, b"q 300 0 0 40 50 600 cm /Over Do Q"))

    return changed(pdf, lay)


def with_program(pdf: bytes) -> bytes:
    """Return a PDF that runs a program when it is opened."""

    def add(opened: Pdf) -> None:
        opened.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))

    return changed(pdf, add)


def with_identifier(pdf: bytes) -> bytes:
    """Return a PDF under another identifier."""

    def rename(opened: Pdf) -> None:
        opened.trailer.ID = Array([String("another"), String("another")])

    return changed(pdf, rename)


def named(pdf: bytes, **info: str) -> bytes:
    """Return a PDF that calls itself something else."""

    def rename(opened: Pdf) -> None:
        for name, value in info.items():
            opened.docinfo[f"/{name}"] = value

    return changed(pdf, rename)


def encrypted(pdf: bytes) -> bytes:
    """Return a PDF that asks for a password."""
    made = BytesIO()
    with Pdf.open(BytesIO(pdf)) as opened:
        opened.save(made, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return made.getvalue()


def bomb(pdf: bytes, *, in_attachment: bool) -> bytes:
    """Return a small PDF that unpacks to hundreds of megabytes, on a page or in what is attached."""

    def put(opened: Pdf) -> None:
        many = b" " * ((76 if in_attachment else 9) << 20)
        if in_attachment:
            (name,) = opened.attachments
            opened.attachments[name].obj.EF.F.write(many)
        else:
            opened.pages[0].Contents = Stream(opened, many)

    return changed(pdf, put)


def blank() -> bytes:
    """Return a PDF of somebody else's, of one empty page."""
    made = BytesIO()
    with Pdf.new() as opened:
        opened.add_blank_page()
        opened.save(made)
    return made.getvalue()


def changed(pdf: bytes, change: Callable[[Pdf], Any], **options: Any) -> bytes:
    """Return a PDF after a change, written anew as a whole; its first identifier stays unless options say otherwise."""
    made = BytesIO()
    with Pdf.open(BytesIO(pdf)) as opened:
        change(opened)
        opened.save(made, compress_streams=True, **options)
    return made.getvalue()


def added_to(pdf: bytes) -> bytes:
    """Return a PDF with something added behind its end, as programs do that save without writing all anew."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root["/Lang"] = generic.TextStringObject("cy")
    writer.update_root()  # type: ignore[no-untyped-call]  # it says nothing of its types
    made = BytesIO()
    writer.write(made)  # type: ignore[no-untyped-call]  # the same
    return made.getvalue()


def shown_otherwise(name: str, **change: Any) -> bytes:
    """Return a PDF whose pages say something else than the data in it, under the digest of that data."""
    honest = document(name)
    digest = digest_of_bytes(document_bytes(honest))
    job: PrintJob = print_job(honest)
    page = to_html(replace(honest, **change), styled=False, digest=digest)
    return run(replace(job, page=page))

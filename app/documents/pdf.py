"""Turns a document's HTML into a PDF/A-3a and PDF/UA-1 file with its JSON attached; only WeasyPrint's neighbour."""

import gc
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, fromstring

import pydyf
import weasyprint.pdf
from weasyprint import CSS, HTML, Attachment, cssselect2
from weasyprint.html import UA, UA_COUNTER_STYLE
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from app.documents.fonts import SCHEME, face_data, font_css, printable
from app.documents.lettering import labels_in_one_run
from app.documents.style import style_sheet
from app.documents.tagging import add_tags

VARIANT: Final = "pdf/a-3a"

UA_IDENTIFICATION: Final = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that this file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""
"""PDF/A allows only one identification by itself; the second part declares the property that the first uses."""


NOTES: Final = re.compile(r"^::(?:footnote|note)-[a-z]+ \{[^}]*\}$", re.MULTILINE)
"""Rules of the browser's style sheet that no document here uses."""


VOID: Final = re.compile(r"<((?:br|col|hr|img|meta)\b[^>]*?)/?>")
"""Elements without an end, as our templates write them; a stroke closes them for a reader of XML."""

NEW_LINE_IN_TAG: Final = re.compile(r"<[^>]*\n")
"""XML takes a new line in an attribute for a space, and HTML keeps it."""


class LeanPage(HTML):  # type: ignore[misc]  # weasyprint publishes no types
    """One of our pages, read and styled in less time than any page would be.

    It is read as XML, which our templates write but for elements without an end: the reader that also takes what is
    not well formed needs ten times as long. It has no styles for notes, of which it has none: six rules for every
    element cost an eighth of the time. What is not well formed is read as HTML after all; and if a later WeasyPrint
    asks for its own style sheet in another way, it gets it, and only the time is lost. A test holds both ways to the
    same bytes.
    """

    def __init__(self, *, string: str, base_url: str | None, url_fetcher: URLFetcher) -> None:
        """Read the page; see `weasyprint.HTML`."""
        root = read_as_xml(string)
        if root is None:
            super().__init__(string=string, base_url=base_url, url_fetcher=url_fetcher)
            return
        self.base_url = base_url
        self.url_fetcher = url_fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:  # noqa: FBT001, FBT002  (its signature, not ours)
        return super()._ua_stylesheets(forms) if forms else [_browser_style()]


class PackagedOnly(URLFetcher):  # type: ignore[misc]  # weasyprint publishes no types
    """Answers addresses of our own fonts and inline data; nothing on the network, nothing on the disk."""

    def __init__(self) -> None:
        """Allow inline data alone; `fetch` adds our fonts."""
        super().__init__(allowed_protocols={"data"})

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return a packaged font, or what a data: address holds; raises ValueError for any other address."""
        scheme, _, name = url.partition(":")
        if scheme == SCHEME:
            return URLFetcherResponse(url, face_data(name), {"Content-Type": "font/ttf"})
        return super().fetch(url, headers)


def render_pdf(
    page: str,
    *,
    identifier: bytes,
    attachment: bytes,
    attachment_name: str,
    description: str,
    issued_at: datetime,
    kind: type[HTML] = LeanPage,
) -> bytes:
    """Return the PDF of an unstyled `page`, the same bytes for the same arguments on one machine.

    `identifier` becomes the file identifier (16 bytes of the document's digest); `attachment` is the document's
    JSON file, dated `issued_at`, as are the metadata that the page itself carries.
    """
    at = issued_at.astimezone(UTC)
    data = Attachment(
        file_obj=BytesIO(attachment),
        name=attachment_name,
        description=description,
        relationship="Data",
        created=at,
        modified=at,
    )
    options: dict[str, Any] = {"pdf_variant": VARIANT, "attachments": [data], "pdf_identifier": identifier}
    with _quietly(), _tagged_by_element(), labels_in_one_run():
        return _printed(kind, page, options)


def _printed(kind: type[HTML], page: str, options: dict[str, Any]) -> bytes:
    """Return the PDF. All that was made on the way is out of use on return, for the collector to find at once."""
    fonts, style = _style()
    source = kind(string=printable(page), base_url=None, url_fetcher=_fetcher())
    document = source.render(font_config=fonts, stylesheets=[style], **options)
    made: bytes = document.write_pdf(finisher=_finish, **options)
    return made


def read_as_xml(page: str) -> Element | None:
    """Return the root of one of our pages, or None where only a reader of HTML would find the same in it."""
    if NEW_LINE_IN_TAG.search(page):
        return None
    try:
        return fromstring(VOID.sub(r"<\1/>", page))  # noqa: S314  (our own page: it declares nothing)
    except ParseError:
        return None


@cache
def _browser_style() -> CSS:
    """Return WeasyPrint's own style sheet, with marks for list items only and none for notes."""
    return CSS(string=NOTES.sub("", UA).replace("\n::marker", "\nli::marker"), counter_style=UA_COUNTER_STYLE)


@cache
def _fetcher() -> PackagedOnly:
    return PackagedOnly()


@cache
def _style() -> tuple[FontConfiguration, CSS]:
    """Return the fonts and the style sheet, read once in each process."""
    fonts = FontConfiguration()
    return fonts, CSS(string=font_css() + style_sheet(), font_config=fonts, url_fetcher=_fetcher())


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep the garbage collector still, and quiet about the colour profile that WeasyPrint reads and does not close.

    A layout makes a million objects and drops none, so the collector would search them in vain, again and again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _tagged_by_element() -> Iterator[None]:
    """Let our tag tree be written in place of WeasyPrint's, which is made page by page; what else prints keeps its own.

    Nothing public replaces the tree. Should a later WeasyPrint ask for it in another way, its own tree is written, and
    the tests of the tree fail.
    """
    own = weasyprint.pdf.add_tags
    weasyprint.pdf.add_tags = add_tags
    try:
        yield
    finally:
        weasyprint.pdf.add_tags = own


def _finish(_document: object, pdf: Any) -> None:  # a pydyf.PDF
    """Add what PDF/UA asks for and WeasyPrint leaves out: the identification. Nothing is changed after it."""
    metadata = pdf.objects[int(bytes(pdf.catalog["Metadata"]).split()[0])]
    metadata.stream = [part.replace(b"</rdf:RDF>", UA_IDENTIFICATION) for part in metadata.stream]
    pdf.objects = [each if each.free == "f" else _Written(each) for each in pdf.objects]


class _Written(pydyf.Object):  # type: ignore[misc]  # pydyf publishes no types
    """An object of a file as bytes, made once: the file is written from them, and its identifier is made from them."""

    def __init__(self, written: pydyf.Object) -> None:
        """Write an object that nothing changes any more."""
        super().__init__()
        self.number, self.generation, self.free = written.number, written.generation, written.free
        self._data: bytes = written.data
        self._compressible: bool = written.compressible

    @property
    def data(self) -> bytes:
        """Return its bytes."""
        return self._data

    @property
    def compressible(self) -> bool:
        """Whether it goes into a stream with others."""
        return self._compressible

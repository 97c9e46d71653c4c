"""Opens a PDF that anybody may have made or changed, and holds its pages against the data inside it."""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from pypdf import PageObject, PdfReader
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from app.documents import verifying_pages as pages
from app.documents.content import Document, document_digest
from app.documents.html import PAGES, to_html
from app.documents.renderer import ATTACHED_AS, IDENTIFIER_LENGTH
from app.documents.verifying import Check, failed, held, unknown
from app.documents.wording import plural

MAGIC: Final = b"%PDF-"
MOST_PAGES: Final = 5_000
MOST_PAGE_BYTES: Final = 8 * 1024 * 1024
"""What the instructions of one page may unpack to; a page of a document here has some 100 kB."""

NOT_SEEN: Final = (
    "What cannot be known without looking: the pages were compared as text, not as pictures. Letters that are drawn as "
    "other letters, words that are hidden, covered or beside the page, and drawings are not found this way; compare by "
    "eye what much depends on."
)
MOST_BOOKMARKS: Final = 100_000
_A4: Final = (595.28, 841.89)
_INLINE: Final = re.compile(rb"(?<![^\s\])>])BI\s*/[^()]{0,400}?\sID\s")
"""A picture among the instructions of a page; the text there is written in numbers, so it cannot look like one."""
_EXTRAS: Final = {
    "/OCProperties": "layers that can be shown and hidden",
    "/OpenAction": "an act that begins when it is opened",
    "/AA": "acts that begin by themselves",
    "/Collection": "a collection of other files",
}


class NotChecked(Exception):
    """A file cannot be checked at all; the sentence says why, without the file's name."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """What a PDF holds that can be compared: its attachments, the text of its pages, and what names it."""

    attachments: tuple[tuple[str, bytes], ...]
    texts: tuple[str, ...]
    identifier: bytes | None
    title: str
    author: str
    creator: str
    pictures: int
    extras: tuple[str, ...]


def read(data: bytes) -> Pdf:
    """Return what is in a PDF; raise NotChecked for one that is damaged, encrypted, or unpacks to too much.

    Nothing is mended: what two readers would mend in two ways shows each of them something else.
    """
    with _readable():
        reader = PdfReader(BytesIO(data), strict=True)
        if reader.is_encrypted:
            raise NotChecked("it is encrypted, and no document of this service is; ask for the file that was issued.")
        count = len(reader.pages)
        if count > MOST_PAGES:
            raise NotChecked(f"it has {count} pages; at most {MOST_PAGES} are read.")
        root = _got(reader.trailer, "/Root")
        named: Mapping[str, object] = reader.metadata or {}
        return Pdf(
            attachments=tuple(_attachments(reader, root)),
            texts=tuple(_texts(reader)),
            identifier=_identifier(reader),
            title=str(named.get("/Title", "")),
            author=str(named.get("/Author", "")),
            creator=str(named.get("/Creator", "")),
            pictures=_pictures(reader),
            extras=tuple(_extras(reader, root)),
        )


@contextmanager
def _readable() -> Iterator[None]:
    """Turn whatever a reader meets in a damaged file into a sentence, and keep it from writing to the screen."""
    log = logging.getLogger("pypdf")
    was = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    except NotChecked:
        raise
    except LimitReachedError as error:
        raise NotChecked("something in it unpacks to more than any document needs, so it was not read on.") from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise NotChecked("it is damaged or cut off: no PDF can be read from it whole.") from error
    # Sizes and filters that only a forged file states: the library meets them in all of these ways.
    except (MemoryError, OverflowError, AssertionError, ArithmeticError, NotImplementedError) as error:
        raise NotChecked("something in it asks for more than any document needs, so it was not read on.") from error
    finally:
        log.setLevel(was)


def _attachments(reader: PdfReader, root: DictionaryObject) -> Iterator[tuple[str, bytes]]:
    """Yield every file inside, wherever it hangs: under names, among the associated files, on a page."""
    seen: set[int] = set()
    for spec in [*_named(root), *_associated(root), *(each for page in reader.pages for each in _associated(page))]:
        streams = spec.get("/EF", DictionaryObject()).get_object()
        for stream in {id(each): each for each in (one.get_object() for one in streams.values())}.values():
            if isinstance(stream, StreamObject) and id(stream) not in seen:
                seen.add(id(stream))
                yield str(spec.get("/UF", spec.get("/F", "without a name"))), stream.get_data()


def _named(root: DictionaryObject) -> Iterator[DictionaryObject]:
    names = _got(_got(root, "/Names"), "/EmbeddedFiles")
    waiting, seen = [names], 0
    while waiting:
        node, seen = waiting.pop(), seen + 1
        if seen > MOST_PAGES:
            raise NotChecked("its list of attachments does not end.")
        waiting += [each.get_object() for each in _list(node, "/Kids")]
        yield from (each.get_object() for each in _list(node, "/Names")[1::2])


def _associated(holder: DictionaryObject) -> Iterator[DictionaryObject]:
    yield from (each.get_object() for each in _list(holder, "/AF"))
    for note in _list(holder, "/Annots"):
        found = note.get_object()
        if found.get("/Subtype") == "/FileAttachment":
            yield _got(found, "/FS")


def _got(holder: DictionaryObject, name: str) -> DictionaryObject:
    found = holder.get(name, DictionaryObject()).get_object()
    if not isinstance(found, DictionaryObject):
        raise TypeError(name)
    return found


def _list(holder: DictionaryObject, name: str) -> list[Any]:
    found = holder.get(name, ArrayObject()).get_object()
    return list(found) if isinstance(found, ArrayObject) else [found]


def _texts(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > MOST_PAGE_BYTES:
            raise NotChecked("a page of it unpacks to more than any page of a document needs, so it was not read on.")
        yield page.extract_text()


def _identifier(reader: PdfReader) -> bytes | None:
    found = reader.trailer.get("/ID")
    first = found.get_object()[0].get_object() if found is not None else None
    if first is None:
        return None
    return bytes(getattr(first, "original_bytes", first))


def _extras(reader: PdfReader, root: DictionaryObject) -> Iterator[str]:
    """Yield what could make a reader show something else than the pages; documents here have none of it."""
    yield from (said for name, said in _EXTRAS.items() if name in root)
    if "/JavaScript" in _got(root, "/Names"):
        yield "a program"
    if any(_acts(mark) for mark in _bookmarks(root)):
        yield "a bookmark that does more than lead to a page of it"
    if "/XFA" in _got(root, "/AcroForm"):
        yield "a form that draws pages of its own"
    for number, page in enumerate(reader.pages, start=1):
        notes = [note.get_object() for note in _list(page, "/Annots")]
        if any(_lies_over(note) for note in notes):
            yield f"something laid over page {number}"
        if "/AA" in page or any(_acts(note) for note in notes):
            yield f"something on page {number} that does more than lead to another page of it"
        if _is_cut(page):
            yield f"a page {number} that is cut, turned or enlarged"


def _bookmarks(root: DictionaryObject) -> Iterator[DictionaryObject]:
    waiting, seen = [_got(root, "/Outlines")], 0
    while waiting:
        mark, seen = waiting.pop(), seen + 1
        if seen > MOST_BOOKMARKS:
            raise NotChecked("its list of bookmarks does not end.")
        yield mark
        waiting += [_got(mark, name) for name in ("/First", "/Next") if name in mark]


def _lies_over(note: DictionaryObject) -> bool:
    """Return whether a note shows something on its page: links here are bare, and signatures cannot be seen."""
    if note.get("/Subtype") == "/Link":
        return "/AP" in note
    is_seen = any(float(each) for each in _list(note, "/Rect"))
    return note.get("/Subtype") != "/Widget" or note.get("/FT") != "/Sig" or is_seen


def _acts(note: DictionaryObject) -> bool:
    return "/AA" in note or _got(note, "/A").get("/S", "/GoTo") != "/GoTo" or "/Next" in _got(note, "/A")


def _is_cut(page: PageObject) -> bool:
    """Return whether a page is not shown as a whole and upright sheet of A4, so that words may lie outside of it."""
    sides = sorted((float(page.mediabox.width), float(page.mediabox.height)))
    is_sheet = all(abs(side - a4) < 1 for side, a4 in zip(sides, _A4, strict=True))
    return not is_sheet or page.cropbox != page.mediabox or page.rotation != 0 or page.user_unit != 1


def printed_digests(found: Pdf) -> list[str]:
    """Return the digests at the foot of the pages, each once, in the order of the pages."""
    return list(dict.fromkeys(end[1] for end in _feet(found) if end is not None))


def _feet(found: Pdf) -> list[re.Match[str] | None]:
    return [next(filter(None, map(pages.RUNNING.search, _last_first(text))), None) for text in found.texts]


def _pictures(reader: PdfReader) -> int:
    """Return how many different pictures are drawn on the pages, inside drawings and between other instructions too."""
    seen: dict[int, bool] = {}
    contents = (page.get_contents() for page in reader.pages)
    inline = sum(len(_INLINE.findall(each.get_data())) for each in contents if each is not None)
    waiting = [_got(page, "/Resources") for page in reader.pages]
    while waiting:
        for each in _got(waiting.pop(), "/XObject").values():
            drawn = each.get_object()
            if id(drawn) not in seen:
                seen[id(drawn)] = drawn.get("/Subtype") == "/Image"
                waiting += [_got(drawn, "/Resources")]
                if isinstance(drawn, StreamObject) and not seen[id(drawn)]:
                    inline += len(_INLINE.findall(drawn.get_data()))
    return sum(seen.values()) + inline


def checks(found: Pdf, document: Document, digest: str) -> Iterator[Check]:
    """Hold what the pages, the identifier and the metadata say against the data, whose bytes have this digest."""
    yield from _named_alike(found, document, digest)
    yield from _whole(found, digest)
    if found.extras:
        yield failed(f"The file holds {'; '.join(found.extras)}: documents of this service hold none.", "pages")
    same = found.creator == PAGES
    page = to_html(document, styled=False, digest=digest)
    if found.pictures > (known := page.count("<img ")):
        more = plural(found.pictures - known, "picture")
        yield failed(f"On the pages is {more} that the data does not give; it may lie over words.", "pages")
    differing, compared = pages.differences(page, found.texts, same_layout=same)
    yield from (failed(said, "pages") for said in pages.briefly(differing))
    if not differing:
        yield held(_compared(found, compared, same=same), "pages")
    yield unknown(NOT_SEEN, "pages")


def _compared(found: Pdf, compared: int, *, same: bool) -> str:
    count = plural(len(found.texts), "page")
    if same:
        return f"{count} and the data say the same, both ways: {compared} passages and rows of tables, word for word."
    return (
        f"No figure with decimals or thousands stands on the {count} that the data does not give. They call themselves "
        f"laid out by another version of this service ({found.creator or 'unnamed'}), so words, order and other "
        f"figures were not compared; the version that made them can. Until then rely on the data and not on the pages."
    )


def _named_alike(found: Pdf, document: Document, digest: str) -> Iterator[Check]:
    """Check the identifier and the metadata of the file, and the canonical form of the data."""
    name, _ = found.attachments[0]
    if document_digest(document) != digest:
        yield failed(f"The data in {name} is not written in the one form that a digest is taken over.", "digest")
    identifier = bytes.fromhex(digest.removeprefix("sha256:"))[:IDENTIFIER_LENGTH]
    if found.identifier is None or _line_ends(found.identifier) != _line_ends(identifier):
        yield failed("The identifier of the file is not taken from the digest of the data in it.", "digest")
    if name != ATTACHED_AS[document.FORMAT]:
        yield failed(f"The data is attached as {name!r}, and not as {ATTACHED_AS[document.FORMAT]!r}.", "digest")
    if document.reference not in found.title or found.author != document.authority.name:
        yield failed(
            f"The file calls itself {found.title!r} by {found.author!r}; the data is {document.reference!r} by "
            f"{document.authority.name!r}.",
            "digest",
        )


def _line_ends(text: bytes) -> bytes:
    """Return the bytes of a string as every reader has them: the end of a line in it may be read as a line feed."""
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _whole(found: Pdf, digest: str) -> Iterator[Check]:
    """Check that every page bears the digest of the data, and that all pages are there in order."""
    ends = _feet(found)
    count = len(found.texts)
    for number, end in enumerate(ends, start=1):
        if end is None:
            yield failed(f"Page {number} bears no digest at its foot.", "digest")
        elif (int(end[2]), int(end[3])) != (number, count):
            yield failed(f"Page {number} of {count} calls itself page {end[2]} of {end[3]}.", "pages")
    if all(end is not None and end[1] == digest for end in ends):
        yield held(f"The digest on every page is that of the data in the file: {digest}.", "digest")


def _last_first(text: str) -> list[str]:
    return [line.strip() for line in reversed(text.splitlines())]

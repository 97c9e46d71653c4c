"""What a file is, by its content: a name is only what somebody called it.

A kind is recognised by its structure from first byte to last, so that a file that is cut off, or that is two things
at once, is not taken for what it claims to be. Nothing is unpacked.
"""

import codecs
import struct
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

import puremagic

_CHUNK = 1 << 20
_HEAD = 4096
_TAIL = 1024
_END_OF_ZIP = struct.Struct("<4s4H2LH")
_END_OF_ZIP_REACH = _END_OF_ZIP.size + 0xFFFF
_MOST_DIRECTORY = 4 << 20  # bytes of a ZIP directory that are worth reading to name what is inside
_PNG_START, _PNG_END = b"\x89PNG\r\n\x1a\n", b"\x00\x00\x00\x00IEND\xaeB`\x82"
_MOSTLY = 5  # text with one strange letter in five is no text any more
_SURE = 0.3  # puremagic gives a tenth for each byte that matched
_NOT_TEXT = {chr(code) for code in range(32)} - set("\t\n\r\f") | {"\x7f"}
_ACTIVE_TEXT = ("#!", "%!", "{\\rtf")
_SAVE_AS = "save it as UTF-8; a spreadsheet program calls it CSV UTF-8"
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: what people call it, its media type, and the endings its name may have."""

    title: str
    media_type: str
    endings: tuple[str, ...]

    def allows(self, name: str) -> bool:
        """Return whether a file of this kind may have this name; one without an ending says nothing else."""
        ending = PurePosixPath(name).suffix.lower()
        return not ending or ending in self.endings


PDF = Kind("a PDF document", "application/pdf", (".pdf",))
PNG = Kind("a PNG picture", "image/png", (".png",))
JPEG = Kind("a JPEG picture", "image/jpeg", (".jpg", ".jpeg"))
XLSX = Kind("an Excel workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
TEXT = Kind("plain text", "text/plain; charset=utf-8", (".txt",))
CSV = Kind("a CSV table", "text/csv; charset=utf-8", (".csv",))
KINDS = (PDF, PNG, JPEG, XLSX, CSV, TEXT)


def named_kind(name: str) -> Kind | None:
    """Return the kind that the ending of a name stands for."""
    ending = PurePosixPath(name).suffix.lower()
    return next((kind for kind in KINDS if ending in kind.endings), None)


def recognise(source: BinaryIO, name: str) -> Kind | None:
    """Return what `source` holds, or None for anything that is not wholly one of `KINDS`.

    `name` only tells a CSV table from plain text, as every CSV table is plain text. `source` is left at its start.
    """
    head, tail, size = _ends(source)
    try:
        if head.startswith(b"%PDF-"):
            return PDF if b"%%EOF" in tail and _agrees(head, ".pdf") else None
        if head.startswith(_PNG_START):
            return PNG if head[12:16] == b"IHDR" and tail.endswith(_PNG_END) and _agrees(head, ".png") else None
        if head.startswith(b"\xff\xd8\xff"):
            return JPEG if b"\xff\xd9" in tail[-_TAIL:] and _agrees(head, ".jpg") else None
        if head.startswith(b"PK\x03\x04"):
            return XLSX if _parts_title(_zip_names(source)) == XLSX.title else None
        if size and _is_plain_text(source):
            return CSV if named_kind(name) is CSV else TEXT
        return None
    finally:
        source.seek(0)


def describe(source: BinaryIO) -> str:
    """Return in words what `source` seems to hold, for somebody whose file was not taken. It is left at its start."""
    head, _, _ = _ends(source)
    try:
        if head.startswith(b"PK\x03\x04"):
            return _parts_title(_zip_names(source))
        return _by_opening(head) or _by_letters(head) or _known_name(head) or "content of no kind known here"
    finally:
        source.seek(0)


def _by_opening(head: bytes) -> str | None:
    for kind, start in ((PDF, b"%PDF-"), (PNG, _PNG_START), (JPEG, b"\xff\xd8\xff")):
        if head.startswith(start):
            return f"{kind.title} that is cut off or has something behind its end"
    if head.startswith(_PROGRAMS):
        return "a program"
    text = head.decode("utf-8", "ignore").lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return "a web page, a drawing or other markup (HTML, SVG, XML)"
    return "a text format that programs act on" if text.startswith(_ACTIVE_TEXT) else None


def _by_letters(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return f"text in UTF-16 ({_SAVE_AS})"
    strange = sum(letter in _NOT_TEXT for letter in head.decode("latin-1"))
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A letter cut in two by the end of what was read is no fault of the text.
        cut_off = error.reason == "unexpected end of data"
        return None if cut_off or strange else f"text that is not UTF-8 ({_SAVE_AS})"
    if strange * _MOSTLY < len(head):
        return "text with control characters or broken letters in it"
    return None


def _ends(source: BinaryIO) -> tuple[bytes, bytes, int]:
    size = source.seek(0, 2)
    source.seek(max(0, size - _TAIL))
    tail = source.read(_TAIL)
    source.seek(0)
    return source.read(_HEAD), tail, size


def _agrees(head: bytes, ending: str) -> bool:
    return any(match.extension == ending for match in _matches(head))


def _matches(head: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        return puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return []


def _known_name(head: bytes) -> str | None:
    if head.startswith(b"\x00\x00"):
        return None  # too many kinds begin with nothing
    return next((match.name for match in _matches(head) if match.confidence >= _SURE and match.name), None)


def _zip_names(source: BinaryIO) -> frozenset[str]:
    """Return the names inside a ZIP archive, or none when its directory is broken or larger than any honest one."""
    size = source.seek(0, 2)
    source.seek(max(0, size - _END_OF_ZIP_REACH))
    end = source.read(_END_OF_ZIP_REACH)
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) - at < _END_OF_ZIP.size:
        return frozenset()
    directory_size = _END_OF_ZIP.unpack_from(end, at)[5]
    if directory_size > _MOST_DIRECTORY:
        return frozenset()
    try:
        with zipfile.ZipFile(source) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):  # no archive: its kind is told otherwise
        return frozenset()


def _parts_title(names: frozenset[str]) -> str:
    if "[Content_Types].xml" not in names:
        return "a ZIP archive"
    if any(name.endswith("vbaProject.bin") for name in names):
        return "an Office document with macros"
    if "xl/workbook.xml" in names:
        return XLSX.title
    if any(name.startswith("word/") for name in names):
        return "a Word document"
    return "an Office document other than a workbook"


def _is_plain_text(source: BinaryIO) -> bool:
    """Return whether all of `source` is UTF-8 without control characters and does not open as markup or a script."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    source.seek(0)
    opening = ""
    try:
        while chunk := source.read(_CHUNK):
            text = decoder.decode(chunk)
            if not _NOT_TEXT.isdisjoint(text):
                return False
            opening = opening or text.lstrip()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return not opening.startswith(("<", *_ACTIVE_TEXT))

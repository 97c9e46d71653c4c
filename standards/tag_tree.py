"""Reads the tag tree of a PDF the way a screen reader does: elements in order, and the text that each of them holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import pikepdf

RUNNING: Final = frozenset({"Span", "Link", "NonStruct", "Quote", "Code"})
"""Elements inside a line of text; what is set as text belongs to the element around them."""

_TEXT_OPERATORS: Final = "BDC BMC EMC Tf Tj TJ"
_PAIR: Final = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>")
_SECTION: Final = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_RANGE: Final = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of content of a page: its text, none for a drawing."""

    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a link can be followed: the words it is described with, and whether it leads anywhere."""

    page: int
    contents: str
    leads: bool
    key: tuple[int, int]


@dataclass(slots=True)
class Tag:
    """One element of the tree."""

    kind: str
    said: dict[str, Any]  # what its dictionary says: Alt, Lang and its attributes, by name
    kids: "list[Tag | Piece | Place]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return all the text in it, in reading order."""
        return "".join(kid.text for kid in self.kids if not isinstance(kid, Place))

    @property
    def pages(self) -> frozenset[int]:
        """Return the pages, from 0, on which something of it stands."""
        found = (kid.pages if isinstance(kid, Tag) else {kid.page} for kid in self.kids)
        return frozenset().union(*found)

    @property
    def tags(self) -> "Iterator[Tag]":
        """Yield the elements directly in it."""
        return (kid for kid in self.kids if isinstance(kid, Tag))

    def all(self, *kinds: str) -> "Iterator[Tag]":
        """Yield the elements below it of these kinds, or of every kind, in reading order."""
        for tag in self.tags:
            if not kinds or tag.kind in kinds:
                yield tag
            yield from tag.all(*kinds)


@dataclass(frozen=True, slots=True)
class Tagged:
    """A PDF and what is read from it for its readers."""

    root: Tag
    catalog: dict[str, Any]
    metadata: str
    fonts: dict[str, bool]  # the names of its fonts, and whether each is embedded
    bookmarks: tuple[tuple[int, str], ...]  # how deep, and the title
    links: frozenset[tuple[int, int]]  # every link that can be clicked on a page
    artefacts: tuple[str, ...]  # by page, the text that is not read out
    untabbed: int  # pages whose links are not followed in the order of the tree

    @property
    def pages(self) -> int:
        """Return how many pages it has."""
        return len(self.artefacts)


def read(path: Path) -> Tagged:
    """Return what a PDF says to a screen reader; raises pikepdf.PdfError for what is no PDF, ValueError if untagged."""
    with pikepdf.open(path) as pdf:
        if "/StructTreeRoot" not in pdf.Root:
            raise ValueError(f"{path} has no tag tree")
        pages = [_Page(page) for page in pdf.pages]
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            said = str(metadata)
        with pdf.open_outline() as outline:
            bookmarks = tuple(_bookmarks(outline.root, 0))
        reader = _Reader(pages, numbers, pdf.Root.StructTreeRoot.get("/RoleMap", {}))
        return Tagged(
            root=Tag("StructTreeRoot", {}, reader.kids(pdf.Root.StructTreeRoot, None)),
            catalog={name[1:]: _plain(value) for name, value in pdf.Root.items() if name in _SAID_OF_ALL},
            metadata=said,
            fonts=dict(_fonts(pdf)),
            bookmarks=bookmarks,
            links=frozenset(_links(pdf)),
            artefacts=tuple(page.artefacts for page in pages),
            untabbed=sum(page.get("/Tabs") != "/S" for page in pdf.pages),
        )


_SAID_OF_ALL: Final = ("/Lang", "/MarkInfo", "/ViewerPreferences")
_ATTRIBUTES: Final = ("/Scope", "/ColSpan", "/RowSpan", "/ListNumbering", "/BBox", "/Summary")


class _Page:
    """The text of one page, by the numbers under which the tree refers to it."""

    def __init__(self, page: pikepdf.Page) -> None:
        self._texts: dict[int, list[str]] = {}
        self._unread: list[str] = []
        self.box = tuple(float(value) for value in page.mediabox)
        fonts = {name: _letters(font) for name, font in page.resources.get("/Font", {}).items()}
        letters: dict[int, str] = {}
        within: list[int | None] = []
        for instruction in pikepdf.parse_content_stream(page, _TEXT_OPERATORS):
            operands = instruction.operands
            match str(instruction.operator):
                case "BDC" | "BMC":
                    within.append(_number(operands))
                    if (number := within[-1]) is not None:
                        self._texts.setdefault(number, [])
                case "EMC":
                    within.pop()
                case "Tf":
                    letters = fonts[str(operands[0])]
                case _:
                    number = next((each for each in reversed(within) if each is not None), None)
                    place = self._unread if number is None else self._texts[number]
                    place.append(_set(operands[0], letters))

    def piece(self, number: int) -> str:
        """Return the text that the tree calls `number`."""
        return "".join(self._texts.get(number, ()))

    @property
    def artefacts(self) -> str:
        """Return the text that the tree does not refer to: running heads and what is repeated."""
        return "".join(self._unread)


def _number(operands: Any) -> int | None:
    if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
        return int(operands[1].MCID)
    return None


def _set(operand: Any, letters: dict[int, str]) -> str:
    """Return the text of a string, or of an array of strings and moves, in a font whose glyphs have two bytes."""
    strings = operand if isinstance(operand, pikepdf.Array) else [operand]
    found = []
    for string in strings:
        if isinstance(string, pikepdf.String):
            glyphs = bytes(string)
            found += [letters.get(int.from_bytes(glyphs[at : at + 2])) or "" for at in range(0, len(glyphs), 2)]
    return "".join(found)


def _letters(font: Any) -> dict[int, str]:
    """Return the text of each glyph of a font, as its ToUnicode map has it."""
    return _mapped(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else {}


@cache
def _mapped(written: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for kind, lines in _SECTION.findall(written):
        if kind == b"char":
            for glyph, text in _PAIR.findall(lines):
                found[int(glyph, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
        else:
            for first, last, text in _RANGE.findall(lines):
                for glyph in range(int(first, 16), int(last, 16) + 1):
                    found[glyph] = chr(int(text, 16) + glyph - int(first, 16))
    return found


class _Reader:
    """Follows the tree from its root."""

    def __init__(self, pages: list[_Page], numbers: dict[tuple[int, int], int], roles: Any) -> None:
        self._pages, self._numbers, self._roles = pages, numbers, roles

    def kids(self, element: Any, page: int | None) -> list[Tag | Piece | Place]:
        """Return what stands in an element; `page` is that of the element around it."""
        own = element.get("/Pg")
        page = page if own is None else self._numbers[own.objgen]
        inside = element.get("/K", [])
        return [self._kid(kid, page) for kid in (inside if isinstance(inside, pikepdf.Array) else [inside])]

    def _kid(self, kid: Any, page: int | None) -> Tag | Piece | Place:
        if not isinstance(kid, pikepdf.Dictionary):
            return self._piece(page, int(kid))
        if "/Pg" in kid and kid.get("/Type") in ("/MCR", "/OBJR"):
            page = self._numbers[kid.Pg.objgen]
        if kid.get("/Type") == "/MCR":
            return self._piece(page, int(kid.MCID))
        if kid.get("/Type") == "/OBJR":
            link = kid.Obj
            leads = "/Dest" in link or "/A" in link
            return Place(-1 if page is None else page, str(link.get("/Contents", "")), leads, link.objgen)
        kind = str(kid.S)[1:]
        return Tag(str(self._roles.get(f"/{kind}", f"/{kind}"))[1:], _said(kid), self.kids(kid, page))

    def _piece(self, page: int | None, number: int) -> Piece:
        if page is None:
            raise ValueError(f"content {number} is on no page")
        return Piece(page, self._pages[page].piece(number))


def _said(element: Any) -> dict[str, Any]:
    said = {name[1:]: str(element[name]) for name in ("/Alt", "/Lang", "/ActualText") if name in element}
    given = element.get("/A", [])
    for attributes in given if isinstance(given, pikepdf.Array) else [given]:
        said |= {name[1:]: _plain(attributes[name]) for name in _ATTRIBUTES if name in attributes}
    return said


def _plain(value: Any) -> Any:
    if isinstance(value, pikepdf.Dictionary):
        return {name[1:]: _plain(inner) for name, inner in value.items()}
    if isinstance(value, pikepdf.Array):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, bool | int) else str(value).removeprefix("/")


def _fonts(pdf: pikepdf.Pdf) -> Iterator[tuple[str, bool]]:
    for page in pdf.pages:
        for font in page.resources.get("/Font", {}).values():
            for descended in font.get("/DescendantFonts", [font]):
                described: Any = descended.get("/FontDescriptor", {})
                embedded = any(name in described for name in ("/FontFile", "/FontFile2", "/FontFile3"))
                yield str(font.BaseFont).lstrip("/"), embedded


def _links(pdf: pikepdf.Pdf) -> Iterator[tuple[int, int]]:
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            if annotation.get("/Subtype") == "/Link":
                yield annotation.objgen


def _bookmarks(items: Any, depth: int) -> Iterator[tuple[int, str]]:
    for item in items:
        yield depth, str(item.title)
        yield from _bookmarks(item.children, depth + 1)

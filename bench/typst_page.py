"""Says the content of one of our pages in typst's language, so that both set the same words, tables and drawings."""

from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from typing import Final

import typst

LEFT_OUT: Final = frozenset({"head", "style", "script"})
CELLS: Final = frozenset({"td", "th"})
COLLECTED: Final = {
    **{f"h{level}": (f"\n#heading(level: {level})[", "]\n") for level in range(1, 5)},
    **dict.fromkeys(("p", "dt", "dd", "figcaption", "caption"), ("\n\n", "\n\n")),
    **dict.fromkeys(CELLS, ("", "")),
    "li": ("\n#list[", "]\n"),
    "strong": ("#strong[", "]"),
}
"""What typst has before and after the words of an element."""

PREAMBLE: Final = """\
#set document(title: "Award summary")
#set text(font: "Source Sans Pro", size: 10pt, lang: "en", region: "GB")
#set page(paper: "a4", margin: 20mm, numbering: "1 / 1")
#set table(stroke: 0.5pt + rgb("#c2cdd0"), inset: 4pt)
"""


def typst_of(page: str) -> str:
    """Return a page of HTML as typst source: headings, paragraphs, lists, tables with spans, and drawings."""
    reader = _Reader()
    reader.feed(page)
    return PREAMBLE + reader.written()


def typst_pdf(source: str) -> bytes:
    """Return the PDF of typst source, set in the fonts of our documents; typst tags it by default."""
    folder = str(files("font_source_sans_pro").joinpath("files"))
    made: bytes = typst.compile(source.encode(), font_paths=[folder])
    return made


class _Reader(HTMLParser):
    """Writes typst while it reads HTML; what stands inside a collected element is written when the element ends."""

    def __init__(self) -> None:
        super().__init__()
        self._out: list[list[str]] = [[]]
        self._left_out = 0
        self._drawing: list[str] | None = None
        self._table: list[_Row] = []
        self._in_head = False
        self._spans: list[dict[str, str]] = []

    def written(self) -> str:
        """Return all that was read so far."""
        return "".join(self._out[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        self._left_out += tag in LEFT_OUT
        if tag == "svg":
            self._drawing = []
        if self._left_out or self._drawing is not None:
            self._draw(self.get_starttag_text() or "")
        elif tag == "br":
            self._write(" #linebreak() ")
        elif tag in COLLECTED:
            self._out.append([])
            self._spans += [{name: value or "" for name, value in attrs}] if tag in CELLS else []
        else:
            self._begin_table(tag)

    def _begin_table(self, tag: str) -> None:
        if tag == "table":
            self._table = []
        elif tag in {"thead", "tbody"}:
            self._in_head = tag == "thead"
        elif tag == "tr":
            self._table.append(_Row(head=self._in_head))

    def handle_endtag(self, tag: str) -> None:
        """End an element, and write what stood in it."""
        self._left_out -= tag in LEFT_OUT
        if self._left_out or self._drawing is not None:
            self._draw(f"</{tag}>")
            if tag == "svg" and self._drawing is not None:
                drawing, self._drawing = "".join(self._drawing), None
                self._write(f'\n#image(bytes({_quoted(drawing)}), format: "svg", width: 100%, alt: "Chart")\n')
        elif tag in CELLS:
            self._table[-1].add("".join(self._out.pop()), self._spans.pop(), strong=tag == "th")
        elif tag in COLLECTED:
            before, after = COLLECTED[tag]
            self._write(f"{before}{''.join(self._out.pop())}{after}")
        elif tag == "table":
            self._write("".join(_table(self._table)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read an element that ends where it begins."""
        if self._drawing is not None:
            self._draw(self.get_starttag_text() or "")
        else:
            super().handle_startendtag(tag, attrs)

    def handle_data(self, data: str) -> None:
        """Write words, with single spaces between them."""
        if self._drawing is not None:
            self._draw(data.replace("&", "&amp;").replace("<", "&lt;"))
        elif not self._left_out and data.strip():
            self._write(f" #{_quoted(' '.join(data.split()))}; ")

    def _draw(self, text: str) -> None:
        if self._drawing is not None:
            self._drawing.append(text)

    def _write(self, text: str) -> None:
        self._out[-1].append(text)


class _Row:
    """One row of a table: its cells in typst, and how many columns they take."""

    def __init__(self, *, head: bool) -> None:
        self.head = head
        self.cells: list[str] = []
        self.width = 0

    def add(self, inner: str, given: dict[str, str], *, strong: bool) -> None:
        across, down = int(given.get("colspan", "1")), int(given.get("rowspan", "1"))
        said = f"#strong[{inner}]" if strong else inner
        self.cells.append(f"table.cell(colspan: {across}, rowspan: {down})[{said}]")
        self.width += across


def _table(rows: list[_Row]) -> Iterator[str]:
    if not rows:
        return
    yield f"\n#table(columns: ({'1fr,' * max(row.width for row in rows)}),\n"
    if heads := [row for row in rows if row.head]:
        yield "table.header(" + ", ".join(cell for row in heads for cell in row.cells) + "),\n"
    for row in rows:
        if not row.head:
            yield ", ".join(row.cells) + ",\n"
    yield ")\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

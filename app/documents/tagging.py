"""Builds the tag tree of a PDF from the elements of its page, so that pages do not cut what belongs together.

WeasyPrint's own tree is made page by page: a table over three pages becomes three tables, a paragraph over a page
break two paragraphs, and a heading repeated on a page is read again. Validators do not see that; listeners hear it.
Here an element of the page becomes one element of the tree, however many boxes and pages it was laid out over; what a
page repeats (running heads, the headings of a table) is an artefact; a term stands beside what is said of it.
docs/adr/0039 names each difference.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

KINDS: Final = {
    "a": "Link",
    "article": "Art",
    "blockquote": "BlockQuote",
    "caption": "Caption",
    "dd": "LBody",
    "div": "Div",
    "dl": "L",
    "dt": "Lbl",
    "figcaption": "Caption",
    "figure": "Div",
    "footer": "Div",
    "header": "Div",
    "img": "Figure",
    "li": "LI",
    "main": "Part",
    "nav": "Div",
    "ol": "L",
    "section": "Sect",
    "table": "Table",
    "tbody": "TBody",
    "td": "TD",
    "tfoot": "TFoot",
    "th": "TH",
    "thead": "THead",
    "tr": "TR",
    "ul": "L",
    "{http://www.w3.org/2000/svg}svg": "Figure",
    **{name: name.upper() for name in ("h1", "h2", "h3", "h4", "h5", "h6", "p")},
}
"""The kind of structure element that each element of a page becomes; any other is a run of text."""

UNTAGGED: Final = frozenset({"html", "body"})
KEPT_WHEN_EMPTY: Final = frozenset({"TD", "TH"})
"""A row without one of its cells would be a row with its figures in the wrong columns."""

NUMBERINGS: Final = {"ol": "/Decimal", "ul": "/Disc"}
SCOPES: Final = {"col": "/Column", "colgroup": "/Column", "row": "/Row", "rowgroup": "/Row"}
POINTS_IN_A_PIXEL: Final = 0.75


@dataclass(frozen=True, slots=True)
class Content:
    """A piece of text or a drawing: the number under which a page holds it."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """The place of a link on a page."""

    page: int
    link: Any  # a pydyf.Dictionary


@dataclass(slots=True)
class Node:
    """One element of the tree, with its content and the elements in it, in reading order."""

    kind: str
    kids: "list[Node | Content | Annotation]" = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)  # what its dictionary says beside kind and kids
    repeats_after: int | None = None  # the first page of a group of rows that is drawn again on each later page

    def is_empty(self) -> bool:
        """Say whether there is nothing in it to read."""
        return self.kind not in KEPT_WHEN_EMPTY and not any(
            not isinstance(kid, Node) or not kid.is_empty() for kid in self.kids
        )


def add_tags(pdf: Any, document: Any, _pdf_version: object, page_streams: list[Any]) -> None:
    """Write the tag tree of a laid out document; called by WeasyPrint in place of its function of this name."""
    collected = _Collected()
    for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
        collected.add_page(number, page, stream)
    _Writer(pdf).write(collected.root)
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


class _Collected:
    """The tree as it grows, page by page."""

    def __init__(self) -> None:
        self.root = Node("Document")
        self._known: dict[tuple[int, bool], Node] = {}
        self._page = 0
        self._height = 0.0
        self._numbers: dict[Any, Any] = {}  # what WeasyPrint remembers of each box it drew
        self._artefacts: set[int] = set()

    def add_page(self, number: int, page: Any, stream: Any) -> None:
        """Add what stands on one page; what stands on it again, or around it, becomes an artefact."""
        self._page, self._height, self._artefacts = number, page.height, set()
        self._numbers = stream._tags  # noqa: SLF001 - nothing public says which text has which number
        self._walk(page._page_box, self.root)  # noqa: SLF001 - nothing public holds the boxes of a page
        self._artefacts.update(drawn["mcid"] for drawn in self._numbers.values())
        self._numbers.clear()
        if self._artefacts:
            _make_artefacts(stream, self._artefacts)

    def _walk(self, box: Any, parent: Node) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box  # noqa: SLF001 - it stands for the box
        if isinstance(box, boxes.MarginBox):
            return  # running heads: their text stays among the numbers that nobody asked for
        if isinstance(box, boxes.TextBox):
            parent.kids.append(Content(self._page, self._numbers.pop(box)["mcid"]))
            return
        node = self._node(box, parent)
        if node.repeats_after is not None and node.repeats_after < self._page:
            return  # the headings of a table again, on its next page
        if box.link_annotation:
            node.kids.append(Annotation(self._page, box.link_annotation))
        if isinstance(box, boxes.ReplacedBox):
            self._draw(box, node)
        for child in getattr(box, "children", ()):
            self._walk(child, node)

    def _node(self, box: Any, parent: Node) -> Node:
        """Return the node of a box: that of its element, which earlier boxes may have begun."""
        element, tag = box.element, box.element_tag
        if element is None or tag in UNTAGGED or isinstance(box, boxes.PageBox | boxes.LineBox):
            return parent
        name, _, pseudo = tag.partition("::")
        key = (id(element), pseudo == "marker")
        if key not in self._known:
            node = Node("Lbl" if pseudo == "marker" else KINDS.get(name, "Span"), more=_said_of(element, name))
            if isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer):
                node.repeats_after = self._page
            self._known[key] = node
            parent.kids.append(node)
        node = self._known[key]
        if node.kind in KEPT_WHEN_EMPTY:
            _span(node, box)
        return node

    def _draw(self, box: Any, node: Node) -> None:
        """Add a drawing, with where it stands in points from the lower left corner of its page."""
        node.kids.append(Content(self._page, self._numbers.pop(box)["mcid"]))
        left, top = box.content_box_x(), self._height - box.content_box_y()
        corners = (left, top - box.height, left + box.width, top)
        node.more["A"] = pydyf.Dictionary(
            {"O": "/Layout", "BBox": pydyf.Array(POINTS_IN_A_PIXEL * corner for corner in corners)}
        )


def _said_of(element: Any, name: str) -> dict[str, Any]:
    """Return what the dictionary of an element says: its language, what a drawing shows, what a heading heads."""
    said: dict[str, Any] = {}
    language = element.attrib.get("lang")
    if language:
        said["Lang"] = pydyf.String(language)
    if KINDS.get(name) == "Figure":
        title = element.find("{http://www.w3.org/2000/svg}title") if name != "img" else None
        said["Alt"] = pydyf.String((element.attrib.get("alt") if title is None else title.text) or "")
    elif name == "th":
        said["A"] = pydyf.Dictionary({"O": "/Table", "Scope": SCOPES.get(element.attrib.get("scope"), "/Column")})
    elif name == "td":
        said["A"] = pydyf.Dictionary({"O": "/Table"})
    elif name in NUMBERINGS:
        said["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": NUMBERINGS[name]})
    return said


def _span(cell: Node, box: Any) -> None:
    """Write down over how many columns and rows a cell reaches; its box knows, the boxes inside it do not."""
    if isinstance(box, boxes.TableCellBox):
        for name, reach in (("ColSpan", box.colspan), ("RowSpan", box.rowspan)):
            if reach != 1:
                cell.more["A"][name] = reach


def _make_artefacts(stream: Any, numbers: set[int]) -> None:
    """Turn pieces of a page's content from tagged text into artefacts of its pagination."""
    drawn = stream.stream
    for place, operand in enumerate(drawn):
        if isinstance(operand, dict) and operand.get("MCID") in numbers and drawn[place + 1] == b"BDC":
            drawn[place - 1] = "/Artifact"
            drawn[place] = pydyf.Dictionary({"Type": "/Pagination"})


class _Writer:
    """Writes nodes as objects of a file, each knowing its parent, each piece of content knowing its element."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._contents: list[dict[int, bytes]] = [{} for _ in pdf.page_references]
        self._links: list[tuple[bytes, Any]] = []

    def write(self, root: Node) -> None:
        """Write the tree below `root`, and the map back to it from the contents and links of each page."""
        tree = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        self._pdf.add_object(tree)
        tree["K"] = pydyf.Array([self._element(root, tree.reference)])
        parents = pydyf.Dictionary({"Nums": pydyf.Array(self._parents())})
        self._pdf.add_object(parents)
        tree["ParentTree"] = parents.reference
        tree["ParentTreeNextKey"] = len(self._contents) + len(self._links)
        self._pdf.catalog["StructTreeRoot"] = tree.reference

    def _element(self, node: Node, parent: bytes) -> bytes:
        if node.kind == "L" and not _is_marked(node):
            node.more.pop("A", None)
        element = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.kind}", "P": parent, **node.more})
        self._pdf.add_object(element)
        reference: bytes = element.reference
        page = next((kid.page for kid in node.kids if isinstance(kid, Content)), None)
        if page is not None:
            element["Pg"] = self._pdf.page_references[page]
        element["K"] = pydyf.Array(self._kid(kid, reference, page) for kid in _arranged(node))
        return reference

    def _kid(self, kid: Node | Content | Annotation, element: bytes, page: int | None) -> Any:
        if isinstance(kid, Node):
            return self._element(kid, element)
        if isinstance(kid, Content):
            self._contents[kid.page][kid.number] = element
            return kid.number if kid.page == page else self._on_page(kid.page, "MCR", MCID=kid.number)
        self._links.append((element, kid.link))
        return self._on_page(kid.page, "OBJR", Obj=kid.link.reference)

    def _on_page(self, page: int, kind: str, **what: Any) -> Any:
        return pydyf.Dictionary({"Type": f"/{kind}", "Pg": self._pdf.page_references[page], **what})

    def _parents(self) -> Iterator[Any]:
        """Yield key and value of the map: for a page the elements of its contents by number, for a link its element."""
        for page, elements in enumerate(self._contents):
            yield page
            yield pydyf.Array(elements.get(number, b"null") for number in range(max(elements, default=-1) + 1))
        for key, (element, link) in enumerate(self._links, start=len(self._contents)):
            link["StructParent"] = key
            yield key
            yield element


def _arranged(node: Node) -> list[Node | Content | Annotation]:
    """Return what stands in a node without what is empty, and lists the way the standard has them."""
    kids = [kid for kid in node.kids if not isinstance(kid, Node) or not kid.is_empty()]
    if node.kind == "LI" and "LBody" not in {kid.kind for kid in kids if isinstance(kid, Node)}:
        marks = [kid for kid in kids if isinstance(kid, Node) and kid.kind == "Lbl"]
        return [*marks, Node("LBody", [kid for kid in kids if kid not in marks])]
    if node.kind == "L":
        return list(_items(kids))
    return list(kids)


def _is_marked(listing: Node) -> bool:
    """Say whether the items of a list are drawn with marks or numbers before them."""
    items = (kid for kid in listing.kids if isinstance(kid, Node) and kid.kind == "LI")
    return any(isinstance(kid, Node) and kid.kind == "Lbl" for item in items for kid in item.kids)


def _items(kids: list[Node | Content | Annotation]) -> Iterator[Node]:
    """Yield the items of a list; terms and what is said of them, in groups or not, make an item for each term."""
    item = Node("LI")
    for kid in _ungrouped(kids):
        if kid.kind == "LI":
            yield kid
            continue
        if kid.kind == "Lbl" and item.kids:
            yield item
            item = Node("LI")
        item.kids.append(kid)
    if item.kids:
        yield item


def _ungrouped(kids: list[Node | Content | Annotation]) -> Iterator[Node]:
    for kid in kids:
        if isinstance(kid, Node):
            yield from _ungrouped(kid.kids) if kid.kind == "Div" else (kid,)

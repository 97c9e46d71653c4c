"""Holds the tag tree of a PDF against the page it was printed from: the same elements, in one order, saying the same.

That settles at once what no validator sees: that a table over several pages is one table with all its rows, that
nothing is read twice or in another order, and that nothing is left out.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any, Final

import tinyhtml5

from standards.tag_tree import Piece, Place, Tag, Tagged

_HTML: Final = "{http://www.w3.org/1999/xhtml}"
_SVG: Final = "{http://www.w3.org/2000/svg}"

KINDS: Final = {
    "a": "Link",
    "blockquote": "BlockQuote",
    "caption": "Caption",
    "dl": "L",
    "figcaption": "Caption",
    "ol": "L",
    "p": "P",
    "section": "Sect",
    "table": "Table",
    "td": "TD",
    "th": "TH",
    "tr": "TR",
    "ul": "L",
    **{name: name.upper() for name in ("h1", "h2", "h3", "h4", "h5", "h6")},
}
"""Elements of a page that are elements of the tree; those that are not here are looked through."""

COMPARED: Final = frozenset({*KINDS.values(), "LI", "Lbl", "LBody"})
KEPT_WHEN_EMPTY: Final = frozenset({"TD", "TH"})

SKIPPED: Final = frozenset({"head", "style", "script", "template"})
RUNNING: Final = re.compile(r"(^|\s)running-")
"""Classes of what is printed on the edge of pages and not read out."""

ADDED_IN_PRINT: Final = re.compile(r",[^\W\d]{3,12}\d+$")
"""What a list of contents says in print only: ", page 4"."""

Event = str
"""The beginning of an element, its end, or the text between them."""


def differences(page: str, found: Tagged) -> tuple[str, ...]:
    """Return where a PDF and the HTML page it was printed from first say different things; nothing where they agree."""
    body = tinyhtml5.parse(page).find(f"{_HTML}body")
    printed = list(_events(_of_tag(found.root, marked=False)))
    shown = list(_events(_of_element(body)))
    said = ""
    for ours, theirs in zip_longest(printed, shown, fillvalue="nothing more"):
        if ours != theirs and ADDED_IN_PRINT.sub("", ours) != theirs:
            return (f"after {said[-120:]!r} the PDF has {ours[:120]!r}, the page {theirs[:120]!r}",)
        said = ours if ours[:1] != "<" else said
    return ()


def _events(parts: Iterable[Any]) -> Iterator[Event]:
    """Yield the beginnings, ends and texts of what is nested; text on both sides of what is looked through is one."""
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        kind, inside = part
        within = list(_events(inside))
        if not within and kind not in KEPT_WHEN_EMPTY:
            continue
        if text:
            yield text
            text = ""
        yield from (f"<{kind}>", *within, f"</{kind}>")
    if text:
        yield text


def _of_tag(tag: Tag, *, marked: bool) -> Iterator[Any]:
    """Yield what an element of the tree holds; the marks drawn before the items of a list are not on the page."""
    for kid in tag.kids:
        if isinstance(kid, Piece):
            yield _squeezed(kid.text)
        elif isinstance(kid, Place) or (marked and kid.kind == "Lbl"):
            continue
        elif kid.kind == "Figure":
            yield "Figure", [_squeezed(str(kid.said.get("Alt", "")))]
        else:
            drawn = "ListNumbering" in kid.said if kid.kind == "L" else marked and kid.kind == "LI"
            inside = _of_tag(kid, marked=drawn)
            if kid.kind in COMPARED:
                yield kid.kind, list(inside)
            else:
                yield from inside


def _of_element(element: Any) -> Iterator[Any]:
    """Yield what an element of the page holds, as the tree ought to have it."""
    yield _squeezed(element.text or "")
    for child in element:
        if isinstance(child.tag, str):
            yield from _child(child)
        yield _squeezed(child.tail or "")


def _child(child: Any) -> Iterator[Any]:
    name = child.tag.removeprefix(_HTML)
    if name in SKIPPED or RUNNING.search(child.get("class") or ""):
        return
    if name == f"{_SVG}svg":
        yield "Figure", [_squeezed(child.findtext(f"{_SVG}title") or "")]
    elif name == "img":
        yield "Figure", [_squeezed(child.get("alt") or "")]
    elif name == "li":
        yield "LI", [("LBody", list(_of_element(child)))]
    elif name == "dl":
        yield "L", list(_terms(child))
    elif name in KINDS:
        yield KINDS[name], list(_of_element(child))
    else:
        yield from _of_element(child)


def _terms(listing: Any) -> Iterator[Any]:
    """Yield an item for each term of a list and what is said of it; terms may stand in groups."""
    item: list[Any] = []
    for child in listing.iter():
        if child.tag not in {f"{_HTML}dt", f"{_HTML}dd"}:
            continue
        term = child.tag == f"{_HTML}dt"
        if term and item:
            yield "LI", item
            item = []
        item.append(("Lbl" if term else "LBody", list(_of_element(child))))
    if item:
        yield "LI", item


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()

"""What a document's tag tree has to be beside what veraPDF asks for: it passes tables without headings, for one.

Every rule yields sentences that name the element; none means that the rule holds. ISO 32000-1, 14.8 says what the
elements are for, ISO 14289-1 (PDF/UA-1) how they are used; WCAG 2.2 AA, 2.4.6 and 1.3.1, asks for headings in order.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

from standards.tag_tree import Piece, Place, Tag, Tagged

HEADINGS: Final = ("H1", "H2", "H3", "H4", "H5", "H6")
SUBSET: Final = re.compile(r"[A-Z]{6}\+")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
CLAIMS: Final = {
    "PDFA-3A": re.compile(r"pdfaid:part[^3]{0,3}3.*pdfaid:conformance[^A]{0,3}A", re.DOTALL),
    "PDFUA-1": re.compile(r"pdfuaid:part[^1]{0,3}1"),
}
"""How a file claims a standard in its metadata, by the name of the profile that it is then held to."""

MAY_HOLD: Final = {
    "L": {"LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "Table": {"Caption", "THead", "TBody", "TFoot", "TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "THead": {"TR"},
    "TR": {"TD", "TH"},
}
"""What may stand directly in the elements that have an order of their own; text may not."""

Rule = Callable[[Tagged], Iterator[str]]


def findings(found: Tagged) -> tuple[str, ...]:
    """Return everything that is wrong with a tag tree, a sentence for each place."""
    return tuple(f"{name}: {sentence}" for name, rule in RULES.items() for sentence in rule(found))


def claimed(found: Tagged) -> tuple[str, ...]:
    """Return the standards that a file claims to follow, by the names of their profiles."""
    return tuple(profile for profile, said in CLAIMS.items() if said.search(found.metadata))


def _claims(found: Tagged) -> Iterator[str]:
    for profile in CLAIMS:
        if profile not in claimed(found):
            yield f"the file does not claim to be {profile}"


def _language_and_title(found: Tagged) -> Iterator[str]:
    language = str(found.catalog.get("Lang", ""))
    if not LANGUAGE.fullmatch(language):
        yield f"the language is {language!r}"
    if not found.catalog.get("ViewerPreferences", {}).get("DisplayDocTitle"):
        yield "the window would show the name of the file, not the title"
    if not re.search(r"<dc:title>.*?<rdf:li[^>]*>[^<]+</rdf:li>", found.metadata, re.DOTALL):
        yield "the metadata have no title"


def _bookmarks(found: Tagged) -> Iterator[str]:
    """Every section can be reached from the outline, in order; what it is called there, it is called on the page."""
    titles = [_squeezed(title) for _, title in found.bookmarks]
    # The list of contents need not list itself.
    wanted = [_squeezed(tag.text) for tag in found.root.all("H1", "H2") if not _is_contents(found, tag)]
    listed = iter(titles)
    for heading in wanted:
        if heading not in listed:  # reads on from where the last was found
            yield f"{heading!r} is no bookmark, or not in its order"
            return


def _is_contents(found: Tagged, heading: Tag) -> bool:
    """Say whether a heading stands over a list of links to the other sections, and nothing else."""
    for group in found.root.all("Div"):
        if next(group.tags, None) is heading:
            return any(group.all("Link")) and not any(group.all("Table", "H3"))
    return False


def _headings(found: Tagged) -> Iterator[str]:
    levels = [(HEADINGS.index(tag.kind) + 1, tag) for tag in found.root.all(*HEADINGS)]
    if [level for level, _ in levels].count(1) != 1 or levels[0][0] != 1:
        yield "there is not one H1 before all other headings"
    before = 0
    for level, tag in levels:
        if level > before + 1:
            yield f"{tag.kind} {tag.text!r} follows a heading of level {before}"
        before = level


def _tables(found: Tagged) -> Iterator[str]:
    for table in found.root.all("Table"):
        captions = [tag.text for tag in table.tags if tag.kind == "Caption"]
        name = f"table {captions[0] if captions else table.text[:40]!r}"
        if not (captions and captions[0].strip()) and "Summary" not in table.said:
            yield f"{name} has neither caption nor summary"
        grid = _grid(table)
        if len({len(row) for row in grid}) > 1:
            yield f"{name} has rows of {sorted({len(row) for row in grid})} cells"
        if not any(cell.kind == "TH" for row in grid for cell in row):
            yield f"{name} has no heading cell"
        yield from (f"{name}: {said}" for said in _cells(grid))


def _cells(grid: list[list[Tag]]) -> Iterator[str]:
    """Every heading says what it heads and is not empty; every other cell has a heading above or before it."""
    for place, row in enumerate(grid):
        for column, cell in enumerate(row):
            if cell.kind == "TH":
                if cell.said.get("Scope") not in {"Row", "Column", "Both"}:
                    yield f"heading {cell.text!r} has no scope"
                if not cell.text.strip():
                    yield f"a heading in row {place + 1} is empty"
                continue
            above = any(column < len(each) and _heads(each[column], "Column") for each in grid[:place])
            if not above and not any(_heads(each, "Row") for each in row):
                yield f"cell {cell.text!r} in row {place + 1} has no heading"


def _heads(cell: Tag, scope: str) -> bool:
    return cell.kind == "TH" and cell.said.get("Scope") in {scope, "Both"}


def _grid(table: Tag) -> list[list[Tag]]:
    """Return the cells of a table by row and column; one that reaches over several stands in each of them."""
    grid: list[list[Tag]] = []
    reaching: dict[tuple[int, int], Tag] = {}
    for place, row in enumerate(table.all("TR")):
        cells: list[Tag] = []
        for cell in row.tags:
            while (place, len(cells)) in reaching:
                cells.append(reaching[place, len(cells)])
            for _ in range(int(cell.said.get("ColSpan", 1))):
                for below in range(1, int(cell.said.get("RowSpan", 1))):
                    reaching[place + below, len(cells)] = cell
                cells.append(cell)
        while (place, len(cells)) in reaching:
            cells.append(reaching[place, len(cells)])
        grid.append(cells)
    return grid


def _nesting(found: Tagged) -> Iterator[str]:
    for tag in found.root.all():
        allowed = MAY_HOLD.get(tag.kind)
        if allowed is None:
            continue
        strange = sorted({kid.kind if isinstance(kid, Tag) else "text" for kid in tag.kids} - allowed)
        if strange:
            yield f"{tag.kind} {tag.text[:40]!r} holds {', '.join(strange)}"
        if tag.kind == "LI" and [kid.kind for kid in tag.tags].count("Lbl") > 1:
            yield f"list item {tag.text[:40]!r} has more than one label"
    for inner in ("Table", "TR", "L", "LI", "P"):
        yield from (f"{inner} stands in a heading" for tag in found.root.all(*HEADINGS) if any(tag.all(inner)))


def _figures(found: Tagged) -> Iterator[str]:
    for tag in found.root.all("Figure"):
        if not str(tag.said.get("Alt", "")).strip():
            yield f"a figure on page {min(tag.pages, default=0) + 1} has no text in its place"
        if "BBox" not in tag.said:
            yield f"figure {tag.said.get('Alt', '')!r} does not say where it stands"


def _together(found: Tagged) -> Iterator[str]:
    """What opens something stands on the page where that begins: a term, a heading, the head of a table."""
    for item in found.root.all("LI"):
        parts = [tag for tag in item.tags if tag.pages]
        if len({min(tag.pages) for tag in parts[:2]}) > 1:
            yield f"{parts[0].text!r} is left alone at the end of page {min(parts[0].pages) + 1}"
    for table in found.root.all("Table"):
        groups = [group for group in table.tags if group.pages]
        if len({min(group.pages) for group in groups[:3]}) > 1:
            yield f"the head of table {groups[0].text!r} is left alone at the end of page {min(table.pages) + 1}"
    tags = [tag for tag in found.root.all(*HEADINGS, "P", "Table", "L", "Figure") if tag.pages]
    for heading, after in pairwise(tags):
        if heading.kind in HEADINGS and max(heading.pages) != min(after.pages):
            yield f"heading {heading.text!r} is left alone at the end of page {max(heading.pages) + 1}"


def _links(found: Tagged) -> Iterator[str]:
    tagged = set()
    for tag in found.root.all("Link"):
        places = [kid for kid in tag.kids if isinstance(kid, Place)]
        tagged |= {place.key for place in places}
        if not places:
            yield f"link {tag.text!r} cannot be followed"
        if not all(place.contents.strip() for place in places):
            yield f"link {tag.text!r} is not described"
        if not all(place.leads for place in places):
            yield f"link {tag.text!r} leads nowhere"
        if not tag.text.strip() and not any(tag.all("Figure")):
            yield "a link has no text"
        if any(tag.all("Link")):
            yield f"link {tag.text!r} holds another"
    if found.links - tagged:
        yield f"{len(found.links - tagged)} links are on a page and not in the tree"
    if found.untabbed:
        yield f"{found.untabbed} pages do not say that links are followed in the order of the tree"


def _empty(found: Tagged) -> Iterator[str]:
    for tag in found.root.all():
        if not tag.kids and tag.kind not in {"TD", "TH"}:
            yield f"a {tag.kind} holds nothing"
        elif tag.kind not in {"TD", "TH", "Figure"} and not tag.text.strip() and not any(tag.all("Figure", "TD", "TH")):
            yield f"a {tag.kind} on page {min(tag.pages, default=0) + 1} has no text"


def _text(found: Tagged) -> Iterator[str]:
    """Text stands in something that says what it is: a run of text directly in a section is read without a pause."""
    holders = {"P", "Lbl", "LBody", "Caption", "TD", "TH", "Figure", "Div", *HEADINGS}
    for tag in found.root.all():
        loose = tag.kind not in holders | {"Span", "Link", "Quote", "Code"}
        words = [kid.text for kid in tag.kids if isinstance(kid, Piece) and kid.text.strip()]
        if loose and words:
            yield f"{words[0][:40]!r} stands directly in a {tag.kind}"


def _fonts(found: Tagged) -> Iterator[str]:
    for name, embedded in found.fonts.items():
        if not embedded:
            yield f"{name} is not in the file"
        elif not SUBSET.match(name):
            yield f"{name} is in the file with all its letters"


def _running(found: Tagged) -> Iterator[str]:
    """What stands on the edge of every page is not read out again on each."""
    if found.pages > 1:
        silent = [page for page, text in enumerate(found.artefacts, start=1) if not text.strip()]
        if silent:
            yield f"page {silent[0]} has no running head or foot among what is not read out"


def _squeezed(text: str) -> str:
    return "".join(text.split())


RULES: Final[dict[str, Rule]] = {
    "claims": _claims,
    "language and title": _language_and_title,
    "bookmarks": _bookmarks,
    "headings": _headings,
    "tables": _tables,
    "nesting": _nesting,
    "figures": _figures,
    "kept together": _together,
    "links": _links,
    "empty tags": _empty,
    "text": _text,
    "fonts": _fonts,
    "running heads": _running,
}
"""The rules by what they are about."""

"""Each rule about tag trees finds the fault that it is for, and a tree beside another page is told apart from it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from standards.counterpart import differences
from standards.tag_rules import findings
from standards.tag_tree import Piece, Place, Tag, Tagged

METADATA = (
    'pdfaid:part="3" pdfaid:conformance="A" pdfuaid:part="1" <dc:title><rdf:Alt><rdf:li xml:lang="en">A title</rdf:li>'
)
NEXT = Piece(page=1, text="On the next page")
LINK = Place(page=0, contents="To the table", leads=True, key=(9, 0))

PAGE = """<html><body><main><h1>A title</h1><p>Words and <a href="#t">a <em>link</em></a>.</p>
<h2 id="t">A section</h2><table><caption>Figures</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Number</th></tr></thead>
<tbody><tr><th scope="row">One</th><td>1</td></tr><tr><th scope="row">Two</th><td></td></tr></tbody></table>
<ul><li>First</li></ul><dl><div><dt>Term</dt><dd>Said</dd></div></dl>
<figure><svg xmlns="http://www.w3.org/2000/svg"><title>A drawing</title><text>x</text></svg></figure>
<p class="running-left">Running head</p><p></p></main></body></html>"""


def tag(kind: str, *kids: Tag | Piece | Place | str, **said: object) -> Tag:
    return Tag(kind, said, [Piece(0, kid) if isinstance(kid, str) else kid for kid in kids])


def cell(text: str, scope: str | None = None) -> Tag:
    return tag("TD", text) if scope is None else tag("TH", text, Scope=scope)


def rows() -> tuple[Tag, ...]:
    return (
        tag("Caption", "Figures"),
        tag("THead", tag("TR", cell("Name", "Column"), cell("Number", "Column"))),
        tag("TBody", tag("TR", cell("One", "Row"), cell("1")), tag("TR", cell("Two", "Row"), tag("TD"))),
    )


def parts() -> dict[str, Tag]:
    """Return the elements of a good tree, by name."""
    return {
        "title": tag("H1", "A title"),
        "words": tag("P", "Words and ", tag("Link", "a ", LINK, tag("Span", "link")), "."),
        "section": tag("H2", "A section"),
        "table": tag("Table", *rows()),
        "list": tag("L", tag("LI", tag("Lbl", "•"), tag("LBody", "First")), ListNumbering="Disc"),
        "terms": tag("L", tag("LI", tag("Lbl", "Term"), tag("LBody", "Said"))),
        "drawing": tag("Div", tag("Figure", "x", Alt="A drawing", BBox=["0", "0", "9", "9"])),
    }


def tree(**changed: Tag | None) -> Tagged:
    """Return a good tree, with some elements changed, added at its end, or left out."""
    kids = [each for each in (parts() | changed).values() if each is not None]
    return Tagged(
        root=tag("StructTreeRoot", tag("Document", *kids)),
        catalog={"Lang": "en-GB", "ViewerPreferences": {"DisplayDocTitle": True}},
        metadata=METADATA,
        fonts={"ABCDEF+Sans": True},
        bookmarks=((0, "A title"), (1, "A section")),
        links=frozenset({LINK.key}),
        artefacts=("",),
        untabbed=0,
    )


def test_a_good_tree_keeps_every_rule_and_says_what_its_page_says() -> None:
    assert findings(tree()) == ()
    assert differences(PAGE, tree()) == ()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"title": None}, "there is not one H1"),
        ({"section": tag("H3", "A section")}, "follows a heading of level 1"),
        ({"table": tag("Table", *rows()[1:])}, "neither caption nor summary"),
        ({"table": tag("Table", tag("Caption", "x"), tag("TR", cell("1"), cell("2")))}, "has no heading cell"),
        ({"table": tag("Table", *rows(), tag("TBody", tag("TR", cell("3"))))}, "rows of [1, 2] cells"),
        ({"table": tag("Table", *rows(), tag("TR", cell("x", ""), cell("3")))}, "heading 'x' has no scope"),
        ({"table": tag("Table", *rows(), tag("TR", cell(" ", "Row"), cell("3")))}, "a heading in row 4 is empty"),
        (
            {
                "table": tag(
                    "Table",
                    tag("Caption", "x"),
                    tag("TR", cell("a", "Row"), cell("1")),
                    tag("TR", cell("b"), cell("2")),
                )
            },
            "cell 'b' in row 2 has no heading",
        ),
        ({"list": tag("L", tag("LBody", "First"))}, "holds LBody"),
        ({"list": tag("L", tag("L", tag("LI", tag("LBody", "x"))))}, "holds L"),
        ({"list": tag("L", tag("LI", tag("Lbl", "a"), tag("Lbl", "b"), tag("LBody", "x")))}, "more than one label"),
        ({"more": tag("TBody", "words")}, "holds text"),
        ({"section": tag("H2", "A section", tag("P", "x"))}, "P stands in a heading"),
        ({"drawing": tag("Figure", "x", BBox=["0"])}, "has no text in its place"),
        ({"drawing": tag("Figure", "x", Alt="A drawing")}, "does not say where it stands"),
        ({"terms": tag("L", tag("LI", tag("Lbl", "Term"), tag("LBody", NEXT)))}, "'Term' is left alone"),
        ({"section": tag("H2", "A section"), "table": tag("P", NEXT)}, "heading 'A section' is left alone"),
        (
            {"table": tag("Table", *rows()[:2], tag("TBody", tag("TR", tag("TH", NEXT, Scope="Row"))))},
            "the head of table",
        ),
        ({"words": tag("P", "Words")}, "1 links are on a page and not in the tree"),
        ({"more": tag("P", tag("Link", "x"))}, "cannot be followed"),
        ({"more": tag("P", tag("Link", "x", replace(LINK, contents=" ")))}, "is not described"),
        ({"more": tag("P", tag("Link", "x", replace(LINK, leads=False)))}, "leads nowhere"),
        ({"more": tag("P", "x", tag("Link", " ", LINK))}, "a link has no text"),
        ({"more": tag("P", tag("Link", "x", LINK, tag("Link", "y", LINK)))}, "holds another"),
        ({"more": tag("P")}, "a P holds nothing"),
        ({"more": tag("P", " ")}, "a P on page 1 has no text"),
        ({"more": tag("Sect", "loose")}, "'loose' stands directly in a Sect"),
        ({"more": tag("H2", "Unlisted")}, "'Unlisted' is no bookmark"),
    ],
)
def test_a_fault_in_the_tree_is_found(fault: dict[str, Tag | None], said: str) -> None:
    assert any(said in each for each in findings(tree(**fault))), findings(tree(**fault))


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (lambda good: replace(good, catalog=good.catalog | {"Lang": ""}), "the language is ''"),
        (lambda good: replace(good, catalog={"Lang": "en"}), "the name of the file"),
        (lambda good: replace(good, metadata=METADATA.replace("A title", "")), "the metadata have no title"),
        (lambda good: replace(good, metadata=METADATA.replace("pdfuaid", "x")), "does not claim to be PDFUA-1"),
        (lambda good: replace(good, fonts={"ABCDEF+Sans": False}), "is not in the file"),
        (lambda good: replace(good, fonts={"Sans": True}), "with all its letters"),
        (lambda good: replace(good, bookmarks=()), "'Atitle' is no bookmark"),
        (lambda good: replace(good, bookmarks=good.bookmarks[::-1]), "not in its order"),
        (lambda good: replace(good, artefacts=("", "Foot")), "page 1 has no running head"),
        (lambda good: replace(good, untabbed=1), "1 pages do not say"),
    ],
)
def test_a_fault_in_what_the_file_says_of_itself_is_found(fault: Callable[[Tagged], Tagged], said: str) -> None:
    assert any(said in each for each in findings(fault(tree()))), findings(fault(tree()))


def test_cells_that_reach_over_rows_and_columns_keep_their_headings() -> None:
    wide = tag("TH", "Both", Scope="Column", ColSpan=2)
    high = tag("TH", "Group", Scope="Row", RowSpan=2)
    table = tag(
        "Table",
        tag("Caption", "Spans"),
        tag("THead", tag("TR", cell("Name", "Column"), wide)),
        tag("TBody", tag("TR", high, cell("1"), cell("2")), tag("TR", cell("3"), cell("4"))),
    )
    assert findings(tree(table=table)) == ()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"words": None}, "the PDF has '<H2>', the page '<P>'"),
        ({"title": tag("H1", "Another")}, "the PDF has 'another', the page 'atitle'"),
        (
            {"table": tag("Table", *rows()[:2]), "list": tag("Table", rows()[2])},
            "the PDF has '</Table>', the page '<TR>'",
        ),
        ({"list": None, "more": parts()["list"]}, "the PDF has '<Lbl>', the page '<LBody>'"),
        ({"more": tag("P", "More")}, "the PDF has '<P>', the page 'nothing more'"),
        ({"drawing": tag("Figure", Alt="Another")}, "the PDF has 'another', the page 'adrawing'"),
        ({"words": tag("P", "Words and a link.")}, "the PDF has 'wordsandalink.', the page 'wordsand'"),
    ],
)
def test_a_tree_that_says_another_thing_than_its_page_is_told_apart(fault: dict[str, Tag | None], said: str) -> None:
    found = differences(PAGE, tree(**fault))

    assert len(found) == 1
    assert said in found[0]

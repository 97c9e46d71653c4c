"""Counts the tables of a document, on its page and in the tag tree of its PDF: one over many pages has to stay one."""

import re
from collections import Counter
from io import BytesIO

import pikepdf

from app.documents.content import Document
from app.documents.html import to_html

TAGS = {"/Table": "table", "/TR": "tr", "/TH": "th", "/TD": "td"}


def table_elements(pdf: bytes) -> Counter[str]:
    """Return how many elements of each kind of table the tag tree of a PDF has, headings of repeated rows left out."""
    with pikepdf.open(BytesIO(pdf)) as found:
        kinds = [str(each.get("/S")) for each in found.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each]
    return Counter(TAGS[kind] for kind in kinds if kind in TAGS)


def in_html(document: Document) -> Counter[str]:
    """Return how many elements of each kind of table the page of a document has."""
    page = to_html(document, styled=False)
    return Counter({name: len(re.findall(rf"<{name}[ >]", page)) for name in TAGS.values()})

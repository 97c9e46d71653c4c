"""The plain call of WeasyPrint: our page, in an ordinary style or in our own, with nothing done for speed or tags."""

import base64
import re
from functools import cache

from weasyprint import HTML

from app.documents import fonts

STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
ORDINARY = """
@page { size: A4; margin: 20mm 18mm; @bottom-right { content: "Page " counter(page) " of " counter(pages); } }
body { font-family: "Makegood Sans", sans-serif; font-size: 10pt; line-height: 1.45; color: #17282d; }
h1 { font-size: 24pt; } h2 { font-size: 15pt; border-top: 1.5pt solid #0b4f5c; } h3 { font-size: 11.5pt; }
h1, h2, h3, h4 { break-after: avoid; color: #0b4f5c; }
table { border-collapse: collapse; width: 100%; margin: 6pt 0; }
th, td { border: 0.5pt solid #c2cdd0; padding: 3pt 5pt; text-align: left; vertical-align: top; }
thead th { background: #eef4f4; }
tbody tr:nth-child(even) td { background: #f7fafa; }
tr { break-inside: avoid; }
dl { display: grid; grid-template-columns: 30mm 1fr; } dd { margin: 0; }
svg { width: 100%; }
"""
"""How a style sheet for such a page is written when nobody measures: automatic columns, shared borders, stripes."""


def in_ordinary_style(page: str) -> bytes:
    """Return the PDF of a styled page whose style is replaced by an ordinary one, with our fonts."""
    return _printed(STYLE.sub(f"<style>{_our_fonts()}{ORDINARY}</style>", page, count=1))


def in_our_style(page: str) -> bytes:
    """Return the PDF of a styled page as it is, with our fonts."""
    return _printed(page.replace("<style>", f"<style>{_our_fonts()}", 1))


def _printed(page: str) -> bytes:
    made: bytes = HTML(string=page).write_pdf()
    return made


@cache
def _our_fonts() -> str:
    address = re.compile(re.escape(fonts.SCHEME) + r':([^"]+)')
    return address.sub(lambda found: f"data:font/ttf;base64,{_base64(found.group(1))}", fonts.font_css())


def _base64(name: str) -> str:
    return base64.b64encode(fonts.face_data(name)).decode()

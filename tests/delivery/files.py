"""Small files of each kind that people send, honest and otherwise."""

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17) + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01" + bytes(40) + b"\xff\xd9"
CSV = "supplier,paid on,amount\r\nCaf\u00e9 Leeds,2026-01-31,120.50\r\n".encode()
TEXT = b"Minutes of the meeting.\nSix people came.\n"


def archive(*names: str) -> bytes:
    """Return a ZIP archive with empty files of these names."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as writer:
        for name in names:
            writer.writestr(name, "")
    return kept.getvalue()


XLSX = archive("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/worksheets/sheet1.xml")
ZIP = archive("payments.csv")
DOCX = archive("[Content_Types].xml", "word/document.xml")
MACROS = archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")
EXE = b"MZ\x90\x00\x03" + bytes(200)
ELF = b"\x7fELF\x02\x01\x01" + bytes(200)
HTML = b"\xef\xbb\xbf \n<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'

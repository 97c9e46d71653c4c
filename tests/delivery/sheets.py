"""Edits the cells of a workbook as a spreadsheet program would, in its XML: nothing else of the file changes."""

import io
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from xml.sax.saxutils import escape

_CELL = r'<c r="{cell}"(?P<look>(?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'


def parts(content: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: Mapping[str, bytes], level: int = 6) -> bytes:
    """Return a workbook made of these parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return kept.getvalue()


def part_of(content: bytes, sheet: str) -> str:
    """Return the part that holds a sheet."""
    names = re.findall(r'<sheet name="([^"]+)"', parts(content)["xl/workbook.xml"].decode())
    return f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"


def changed(content: bytes, part: str, old: str, new: str) -> bytes:
    """Return the workbook with something else in one of its parts; `old` is a pattern that must be there once."""
    found = parts(content)
    text, count = re.subn(old, lambda _: new, found[part].decode(), count=1, flags=re.DOTALL)
    assert count, f"{old} is not in {part}"
    return packed({**found, part: text.encode()})


def filled(content: bytes, sheet: str, cells: Mapping[str, str | None], *, look: str | None = None) -> bytes:
    """Return the workbook with other cells: digits become a number, `=…` a sum, None empties, the rest is text."""
    found = parts(content)
    part = part_of(content, sheet)
    text = found[part].decode()
    for cell, value in cells.items():
        text = _put(text, cell, value, look)
    return packed({**found, part: text.encode()})


def _put(text: str, cell: str, value: str | None, look: str | None) -> str:
    pattern = re.compile(_CELL.format(cell=cell), re.DOTALL)
    known = pattern.search(text)
    style = (known["look"] if known else "") if look is None else f' s="{look}"'
    made = f'<c r="{cell}"{style}{_inside(value)}'
    if known:
        return pattern.sub(lambda _: made, text, count=1)
    number = re.sub(r"\D", "", cell)
    row = re.compile(rf'(<row r="{number}"[^>]*?)(/>|>(.*?)</row>)', re.DOTALL)
    there = row.search(text)
    if there:
        return text.replace(there[0], f"{there[1]}>{there[3] or ''}{made}</row>", 1)
    return text.replace("</sheetData>", f'<row r="{number}">{made}</row></sheetData>', 1).replace(
        "<sheetData/>", f'<sheetData><row r="{number}">{made}</row></sheetData>', 1
    )


def _inside(value: str | None) -> str:
    if value is None:
        return "/>"
    if value.startswith("=="):
        return f' t="inlineStr"><is><t>{escape(value[1:])}</t></is></c>'
    if value.startswith("="):
        parts = re.findall(r"\d+(?:\.\d+)?", value)
        return f"><f>{escape(value[1:])}</f><v>{sum(map(Decimal, parts))}</v></c>"
    if re.fullmatch(r"-?\d+(\.\d+)?(E-?\d+)?", value):
        return f"><v>{value}</v></c>"
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def without_row(content: bytes, sheet: str, number: int) -> bytes:
    """Return the workbook with a row of a sheet taken out, and nothing moved up."""
    return changed(content, part_of(content, sheet), rf'<row r="{number}".*?</row>', "")


def headings(content: bytes, sheet: str) -> dict[str, str]:
    """Return the letter of the column under each heading of a sheet."""
    found = parts(content)
    shared = re.findall(r"<si><t[^>]*>(.*?)</t></si>", found["xl/sharedStrings.xml"].decode(), re.DOTALL)
    row = re.search(r'<row r="1".*?</row>', found[part_of(content, sheet)].decode(), re.DOTALL)
    assert row
    return {shared[int(place)]: cell for cell, place in re.findall(r'<c r="([A-Z]+)1"[^>]*?><v>(\d+)</v>', row[0])}

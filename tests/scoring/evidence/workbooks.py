"""Builds workbooks, honest ones by a library and others by hand."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import xlsxwriter


def workbook(write: Callable[[Any, Any], None], sheet: str = "Payments") -> bytes:
    """Return a workbook; `write` is given the book and its one sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        write(book, book.add_worksheet(sheet))
    return out.getvalue()


def repacked(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return a workbook with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()

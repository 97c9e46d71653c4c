"""The style sheet of every document, for screen and print."""

from functools import cache
from importlib.resources import files


@cache
def style_sheet() -> str:
    """Return the style sheet."""
    return files("app.documents").joinpath("style.css").read_text(encoding="utf-8")

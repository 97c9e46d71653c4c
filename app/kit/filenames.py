"""Names of files that people send: made harmless, kept for display, given back in a header that every client reads."""

import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote

MOST_CHARACTERS = 200
_TURNS_THE_READING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HIDDEN = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


def safe_name(given: str | None, *, otherwise: str) -> str:
    r"""Return a name to show for a file that somebody called `given`.

    What stands before the last slash of either kind goes, and so do control characters and the marks that turn the
    direction of reading, with which `exe.pdf` can be made to look like something else. Letters of every script stay.
    A name that is too long loses the end of its stem and keeps its ending; one with nothing left becomes `otherwise`.

    >>> safe_name("C:\\minutes\\..\\list.csv", otherwise="file")
    'list.csv'
    """
    text = (given or "").replace("\\", "/").rpartition("/")[2]
    text = "".join(
        mark for mark in text if mark not in _TURNS_THE_READING and unicodedata.category(mark) not in _HIDDEN
    )
    text = unicodedata.normalize("NFC", text).strip(" .\u00a0\t")
    if len(text) > MOST_CHARACTERS:
        ending = PurePosixPath(text).suffix[:10]
        text = text[: MOST_CHARACTERS - len(ending)].rstrip(" .") + ending
    return text or otherwise


def attachment(name: str) -> str:
    r"""Return a Content-Disposition that saves under `name` (RFC 6266, with RFC 8187 for letters beyond ASCII).

    >>> attachment('café "1".pdf')
    'attachment; filename="caf_ _1_.pdf"; filename*=UTF-8\'\'caf%C3%A9%20%221%22.pdf'
    """
    plain = "".join(mark if " " <= mark <= "~" and mark not in '"\\%' else "_" for mark in name)
    if plain == name:
        return f'attachment; filename="{name}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

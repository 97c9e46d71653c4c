"""Finds every public page and file that pages lead to, as a search engine does, and those that could be guessed."""

import re
from collections.abc import Callable, Iterable
from html import unescape

Get = Callable[[str], tuple[int, str, str]]
"""Reads an address, and returns status, media type and text."""

_LINK = re.compile(r'(?:href|src)="(/public[^"#]*)"')
KINDS = ("authorities", "tenders", "awards", "contracts", "networks")
FORMS = ("", ".json", ".csv")


def every_address(get: Get, start: str = "/public") -> dict[str, str]:
    """Return every address that `start` leads to, with what is there; each must be readable."""
    found: dict[str, str] = {}
    waiting = [start]
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        status, media_type, text = get(address)
        assert status == 200, (address, status, text[:300])
        found[address] = text
        if media_type.startswith("text/html"):
            waiting += [unescape(link) for link in _LINK.findall(text)]
    return found


def every_page(get: Get, start: str = "/public") -> list[str]:
    """Return the addresses of the pages among them, in order."""
    return sorted(address for address, text in every_address(get, start).items() if text.startswith("<!DOCTYPE html>"))


def guessed(keys: Iterable[str]) -> list[str]:
    """Return the data of everything that a key could name, whatever it is, and every list in every form."""
    lists = [f"/public/{kind}{form}" for kind in KINDS for form in FORMS]
    ones = [f"/public/{kind}/{key}.json" for kind in KINDS for key in keys]
    filtered = [f"/public/tenders.csv?authority={key}" for key in keys]
    feeds = [f"/public/feed{form}" for form in ("", ".json", ".atom")]
    return ["/public", *lists, *feeds, *ones, *filtered]

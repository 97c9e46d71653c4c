"""Says the fixed wording of documents in the language of the document: English as it stands in the code, or Welsh.

The English wording is its own key, as in gettext. `catalogues/cy.json` holds the Welsh for every one of them; where a
sentence counts something, it holds the six plural forms of Welsh. What people wrote is never given to it.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Final, cast

from app.documents.face_content import Language

FORMS: Final = ("zero", "one", "two", "few", "many", "other")
"""The plural forms of Welsh by Unicode CLDR: 0, 1, 2, 3, 6, and every other number."""

COUNTED: Final[Mapping[int, str]] = {0: "zero", 1: "one", 2: "two", 3: "few", 6: "many"}
TAGS: Final[Mapping[Language, str]] = {"en": "en-GB", "cy": "cy"}
"""The tags (BCP 47) that pages give their languages."""

NAMES: Final[Mapping[Language, str]] = {"en": "English", "cy": "Welsh"}

Entry = str | dict[str, str]

_spoken: ContextVar[Language] = ContextVar("spoken", default="en")


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Say everything in a language, in this thread and until the end of the block."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken() -> Language:
    """Return the language that is spoken now: English unless a page is being laid out in another."""
    return _spoken.get()


def says(message: str) -> str:
    """Return a message that is a key of the catalogue, unchanged: it marks what is said later."""
    return message


def say(message: str, **values: object) -> str:
    """Return a message in the language spoken, with its values put in; "%(name)s" stands for each."""
    found = _entry(message)
    said = found if isinstance(found, str) else message
    return said % values if values else said


def say_many(one: str, many: str, count: int, **values: object) -> str:
    """Return a message about a count in the language spoken; `one` is its key, and "%(count)s" stands for the count."""
    return template_messages(one, many, count) % {"count": count, **values}


def template_message(message: str) -> str:
    """Return a message of a template: the templating engine puts its values in."""
    found = _entry(message)
    return found if isinstance(found, str) else message


def template_messages(one: str, many: str, count: int) -> str:
    """Return the form of a message of a template that a count asks for."""
    found = _entry(one)
    if isinstance(found, dict):
        return found[COUNTED.get(count, "other")]
    return one if count == 1 else many


@cache
def catalogue(language: Language) -> Mapping[str, Entry]:
    """Return the messages of a language by their English wording; English itself needs none."""
    if language == "en":
        return {}
    text = files("app.documents").joinpath(f"catalogues/{language}.json").read_text(encoding="utf-8")
    return cast("dict[str, Entry]", json.loads(text))


def _entry(message: str) -> Entry | None:
    return catalogue(spoken()).get(message)

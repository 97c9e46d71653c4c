"""How a document looks and in which language its fixed wording stands, frozen with it so that it never changes."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "cy"]
"""The languages that documents are issued in, by ISO 639-1: English and Welsh."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Logo:
    """An authority's own logo: the whole image in base64, what names it, and what it says in words.

    `media_type` is image/png, image/jpeg or image/svg+xml; `digest` the SHA-256 of the image; `width` and `height` are
    its own, in pixels or in units of its view box; `alt` is for those who do not see it.
    """

    media_type: str
    data: str
    digest: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Brand:
    """The look that an authority gave its documents: the revision of it, its logo and its colour ("#0b4f5c")."""

    revision: int
    colour: str
    logo: Logo | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Face:
    """The language of the fixed wording, and the authority's look; None where it has given its documents none.

    What people wrote stays in the language they wrote it in, which is `written_in`.
    """

    language: Language
    written_in: Language
    brand: Brand | None


PLAIN = Face(language="en", written_in="en", brand=None)
"""The face of every document that was issued before documents had one."""

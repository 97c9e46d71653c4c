"""How a document looks and in which language its fixed wording stands, frozen with it so that it never changes."""

import re
from base64 import b64decode
from dataclasses import dataclass
from typing import Final, Literal

from scoring.digest import digest_of_bytes

IMAGES: Final = ("image/png", "image/jpeg", "image/svg+xml")
COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
BASE64: Final = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")

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

    def __post_init__(self) -> None:
        """Refuse an image of another kind, and one that its digest does not name."""
        if self.media_type not in IMAGES:
            raise ValueError(f"a logo is {', '.join(IMAGES)}, and not {self.media_type!r}")
        if not BASE64.fullmatch(self.data) or digest_of_bytes(b64decode(self.data)) != self.digest:
            raise ValueError("the logo is not the image that its digest names")


@dataclass(frozen=True, kw_only=True, slots=True)
class Brand:
    """The look that an authority gave its documents: the revision of it, its logo and its colour ("#0b4f5c")."""

    revision: int
    colour: str
    logo: Logo | None

    def __post_init__(self) -> None:
        """Refuse what is no colour: it goes into the style of the page."""
        if not COLOUR.fullmatch(self.colour):
            raise ValueError(f"{self.colour[:40]!r} is not a colour such as #0b4f5c")


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

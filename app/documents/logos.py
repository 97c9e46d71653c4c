"""Takes an authority's logo in: looks at what it is, leaves out what is not the picture, and measures it."""

import base64
import binascii
import warnings
from io import BytesIO
from typing import Final

from PIL import Image, UnidentifiedImageError

from app.documents.face_content import Logo
from app.documents.svg_rules import NotADrawing, size_of_drawing
from scoring.digest import digest_of_bytes

MOST_BYTES: Final = 256 * 1024
MOST_DRAWING_BYTES: Final = 64 * 1024
MOST_PIXELS: Final = 8_000_000
LARGEST: Final = (1000, 400)
"""A raster is scaled down to this: on paper, at most 62 by 16 millimetres, more could not be seen."""

LEAST_SIDE: Final = 16
WIDEST: Final = 12
"""How many times as wide as high, or as high as wide, a logo may be."""

PNG, JPEG, SVG = "image/png", "image/jpeg", "image/svg+xml"
_QUALITY: Final = 90
_COLOURS: Final = {"PNG": "RGBA", "JPEG": "RGB"}


class NotALogo(ValueError):
    """An image cannot be a logo; the sentence says why, with the place for an SVG."""


def logo_of(encoded: str, alt: str) -> Logo:
    """Return the logo that base64 text holds, ready for every document; raises NotALogo.

    A raster is drawn anew: what stood in the file beside the picture (where a photograph was taken, a second picture)
    does not come with it. An SVG image stays as it is, or is refused.
    """
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as broken:
        raise NotALogo(f"The image is not base64: {broken}.") from broken
    if not data:
        raise NotALogo("The image is empty.")
    if len(data) > MOST_BYTES:
        raise NotALogo(f"The image has {len(data):,} bytes; a logo has at most {MOST_BYTES:,}.")
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        media_type, kept, width, height = _raster(data)
    elif data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        media_type, kept, (width, height) = SVG, data, _drawing(data)
    else:
        raise NotALogo("The image is neither PNG nor JPEG nor SVG.")
    if not width <= height * WIDEST or not height <= width * WIDEST:
        raise NotALogo(f"The image is {width} by {height}: a logo is at most {WIDEST} times as wide as high.")
    return Logo(
        media_type=media_type,
        data=base64.b64encode(kept).decode("ascii"),
        digest=digest_of_bytes(kept),
        width=width,
        height=height,
        alt=alt,
    )


def _drawing(data: bytes) -> tuple[int, int]:
    if len(data) > MOST_DRAWING_BYTES:
        raise NotALogo(f"The SVG image has {len(data):,} bytes; one has at most {MOST_DRAWING_BYTES:,}.")
    try:
        return size_of_drawing(data)
    except NotADrawing as refused:
        raise NotALogo(f"The SVG image cannot be a logo. {str(refused)[:1].upper()}{str(refused)[1:]}.") from refused


def _raster(data: bytes) -> tuple[str, bytes, int, int]:
    """Return a raster drawn anew: its media type, its bytes, its width and height in pixels."""
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(data), formats=("PNG", "JPEG")) as found:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            width, height = found.size
            if width * height > MOST_PIXELS or min(width, height) < LEAST_SIDE:
                raise NotALogo(
                    f"The image is {width} by {height} pixels; a logo has at least {LEAST_SIDE} on each side and at "
                    f"most {MOST_PIXELS:,} in all."
                )
            if getattr(found, "n_frames", 1) > 1:
                raise NotALogo("The image moves: a logo is one picture.")
            kind = str(found.format)
            picture = found.convert(_COLOURS[kind])
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as broken:
        if isinstance(broken, NotALogo):
            raise
        raise NotALogo(f"The image cannot be read: {broken}.") from broken
    picture.thumbnail(LARGEST)
    clean = BytesIO()
    Image.frombytes(picture.mode, picture.size, picture.tobytes()).save(clean, kind, quality=_QUALITY, optimize=True)
    return (PNG if kind == "PNG" else JPEG), clean.getvalue(), *picture.size

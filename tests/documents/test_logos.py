"""A logo is a picture and nothing else, and what is more than that is refused with its place."""

import base64
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from app.documents.logos import NotALogo, logo_of
from app.documents.palette import contrast_on_white, nearest_allowed, palette
from app.documents.pdf import render_pdf

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 300 100"'
DRAWING = f'{HEAD}>\n<path d="M0 0h300v100H0z" fill="#005eb8"/>\n</svg>'


def taken(image: bytes | str) -> str:
    """Return why an image is refused as a logo, or the media type it was taken as."""
    data = image.encode() if isinstance(image, str) else image
    try:
        return logo_of(base64.b64encode(data).decode(), "Northfield").media_type
    except NotALogo as refused:
        return str(refused)


def raster(kind: str = "PNG", size: tuple[int, int] = (300, 100), **saved: object) -> bytes:
    """Return a picture of one colour."""
    made = BytesIO()
    Image.new("RGB", size, "#005eb8").save(made, kind, **saved)
    return made.getvalue()


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<script>alert(1)</script>", "Line 2, column 1: the element <script>"),
        ('<path d="M0 0" onclick="alert(1)"/>', "event handler “onclick”"),
        ("<foreignObject><p/></foreignObject>", "<foreignObject>"),
        ('<image href="https://elsewhere.example/x.png"/>', "<image>"),
        ('<use xlink:href="#a"/>', "<use>"),
        ("<style>@import url(https://elsewhere.example)</style>", "<style>"),
        ('<path style="fill:red"/>', "the attribute “style”"),
        ('<rect fill="url(https://elsewhere.example/x)"/>', "outside the image"),
        ('<rect fill="url( data:image/png;base64,AA)"/>', "outside the image"),
        ('<a xlink:href="javascript:alert(1)"><path/></a>', "<a>"),
        ("<animate attributeName='d'/>", "<animate>"),
        ("<text>Northfield</text>", "<text>"),
        ("<?xml-stylesheet href='x.css'?>", "processing instruction"),
        ("<path><![CDATA[x]]></path>", "CDATA"),
        ("<path>", "mismatched tag"),
        ('<h:p xmlns:h="http://www.w3.org/1999/xhtml"/>', "<p> is no part"),
        ("<g>" * 50, "40 deep"),
        (r'<rect fill="u\72l(https://elsewhere.example/x)"/>', "holds a backslash"),
        ('<clipPath id="a"><rect clip-path="url(#a)"/></clipPath>', "“clip-path” of its own"),
        ('<clipPath id="a" clip-path="url(#b)"/>', "“clip-path” of its own"),
        ('<rect clip-path="url(#a)" fill="url(#b)"/>' * 51, "at most 100 times"),
    ],
)
def test_an_svg_that_is_more_than_a_drawing_is_refused_with_its_place(inside: str, said: str) -> None:
    found = taken(f"{HEAD}>\n{inside}</svg>")

    assert said in found
    assert "ine 2, column" in found


@pytest.mark.parametrize(
    ("image", "said"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + DRAWING, "document type"),
        ('<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + DRAWING, "document type"),
        (f'{HEAD} onload="alert(1)"></svg>', "event handler “onload”"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "needs a viewBox"),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e999 1"/>', "needs a viewBox"),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 5000 10"/>', "12 times as wide"),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e999999999 1"/>', "needs a viewBox"),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="a b 300 100"/>', "needs a viewBox"),
        ('<?xml version="1.0" encoding="utf-7"?>' + DRAWING, "save it as UTF-8"),
        ("<html><body>no</body></html>", "<html>"),
        (b"GIF89a....", "neither PNG nor JPEG nor SVG"),
        (b"\x89PNG\r\n\x1a\nbroken", "cannot be read"),
        (b"x" * (256 * 1024 + 1), "at most 262,144"),
        (DRAWING + " " * 64 * 1024, "at most 65,536"),
    ],
)
def test_what_is_no_image_of_a_logo_is_refused(image: bytes | str, said: str) -> None:
    assert said in taken(image)


def test_a_drawing_is_taken_as_it_is() -> None:
    found = logo_of(base64.b64encode(DRAWING.encode()).decode(), "Northfield")

    assert (found.media_type, found.width, found.height) == ("image/svg+xml", 300, 100)
    assert base64.b64decode(found.data) == DRAWING.encode()


def test_a_raster_is_drawn_anew_without_what_stood_beside_the_picture() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    found = logo_of(base64.b64encode(raster("JPEG", (2000, 800), exif=exif)).decode(), "Northfield")
    data = base64.b64decode(found.data)

    assert (found.media_type, found.width, found.height) == ("image/jpeg", 1000, 400)
    assert b"taken at home" not in data
    assert taken(raster()) == "image/png"


def test_rasters_too_small_too_large_or_moving_are_refused() -> None:
    moving = BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    frames[0].save(moving, "PNG", save_all=True, append_images=frames[1:])

    assert "at least 16" in taken(raster(size=(8, 8)))
    assert "8,000,000 in all" in taken(raster(size=(4000, 2500)))
    assert "moves" in taken(moving.getvalue())


def test_a_colour_that_is_too_pale_has_a_nearest_shade_that_is_not() -> None:
    for colour in ("#ffcc00", "#ffffff", "#00ff00", "#5bc0de"):
        assert contrast_on_white(colour) < 45 <= contrast_on_white(nearest_allowed(colour))
    assert nearest_allowed("#005eb8") == "#005eb8"


def test_tones_of_any_allowed_colour_bear_their_text() -> None:
    for colour in ("#0b4f5c", "#005eb8", "#7a0000", "#000000", nearest_allowed("#ffcc00")):
        tones = palette(colour)
        assert min(contrast_on_white(tones.strong), contrast_on_white(tones.middle)) >= 45
        assert max(contrast_on_white(tones.soft), contrast_on_white(tones.pale)) <= 33


def test_a_raster_is_not_smoothed_in_the_file_because_its_standard_forbids_it() -> None:
    logo = logo_of(base64.b64encode(raster()).decode(), "Northfield")
    page = (
        '<html lang="en-GB"><head><title>t</title></head><body><h1>One</h1>'
        f'<p><img class="logo" alt="x" src="data:{logo.media_type};base64,{logo.data}"></p></body></html>'
    )
    made = render_pdf(
        page,
        identifier=b"0" * 16,
        attachment=b"{}",
        attachment_name="a.json",
        description="data",
        issued_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    with pikepdf.open(BytesIO(made)) as found:
        images = [
            each for each in found.objects if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        ]
        assert [bool(each.get("/Interpolate", False)) for each in images] == [False] * len(images) != []


@pytest.mark.parametrize("box", ["0 0 300 100", "0,0,283.4645669291339,99.21", "-1.2e-15 .5 3e2 100."])
def test_a_view_box_is_read_as_drawing_programs_write_it(box: str) -> None:
    assert taken(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"/>') == "image/svg+xml"

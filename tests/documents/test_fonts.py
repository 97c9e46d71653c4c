"""Fonts come from their package, and what they cannot draw is spelt out."""

import pytest

from app.documents.fonts import FontsMissing, face_data, faces, font_css, packaged, printable


def test_a_missing_font_package_is_named_with_the_way_out() -> None:
    for absent in ("a_font_package_that_is_not_there", "app.documents"):
        with pytest.raises(FontsMissing, match="install the package font-source-sans-pro"):
            packaged(absent)


def test_every_weight_of_the_document_font_is_there() -> None:
    found = {(face.family, face.weight) for face in faces()}

    assert {("Makegood Sans", weight) for weight in (400, 600, 700)} <= found
    assert all(face.data[:4] in {b"\x00\x01\x00\x00", b"OTTO"} for face in faces())


def test_style_sheets_name_faces_by_our_own_scheme_only() -> None:
    assert 'url("makegood-font:SourceSansPro-Regular.ttf")' in font_css()
    assert "file:" not in font_css()
    with pytest.raises(KeyError):
        face_data("../../secret.ttf")


def test_what_can_be_drawn_stays_and_what_cannot_is_spelt_out() -> None:
    plain = "Tŷ'r Ŵyl £1,200 ½ tCO₂e – “quoted” → ≥\n"

    assert printable(plain) == plain
    assert printable("a🦄b") == "a[U+1F984]b"
    assert printable("中") == "[U+4E2D]"
    assert printable("✓\ufe0f") == "✓"

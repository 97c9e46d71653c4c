"""Numbers come in exactly, go out exactly, and are rounded in one place only."""

from fractions import Fraction
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.digest import DEEPEST, NotCanonical, canonical_bytes, digest, read_strictly, unfit
from scoring.exact import exact_sum, exact_text, fraction, from_exact_text
from scoring.findings import Findings
from scoring.rounding import MODES, Mode, rounded, shown

FRACTIONS = st.fractions(max_denominator=10**6)


@given(FRACTIONS)
@settings(max_examples=100, deadline=None)
def test_a_number_written_exactly_reads_back_as_itself(value: Fraction) -> None:
    assert from_exact_text(exact_text(value)) == value


@given(st.lists(FRACTIONS, max_size=8))
@settings(max_examples=50, deadline=None)
def test_a_sum_over_a_common_denominator_is_the_sum(values: list[Fraction]) -> None:
    assert exact_sum(values) == sum(values)


@given(FRACTIONS, st.integers(0, 6), st.sampled_from(MODES))
@settings(max_examples=100, deadline=None)
def test_a_rounded_number_is_within_one_unit_of_the_last_place(value: Fraction, places: int, mode: Mode) -> None:
    unit = Fraction(1, 10**places)
    assert abs(Fraction(rounded(value, places, mode)) - value) <= (unit if mode == "down" else unit / 2)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("half_up", ("0.13", "0.12", "-0.13")),
        ("half_even", ("0.12", "0.12", "-0.12")),
        ("down", ("0.12", "0.11", "-0.12")),
    ],
)
def test_the_midpoint_goes_where_the_rubric_says(mode: Mode, expected: tuple[str, str, str]) -> None:
    values = (Fraction("0.125"), Fraction("0.115001"), Fraction("-0.125"))
    assert tuple(shown(value, 2, mode) for value in values) == expected


def test_nothing_is_ever_shown_as_minus_zero() -> None:
    assert shown(Fraction(-1, 1000)) == "0.00"


@pytest.mark.parametrize("text", ["1" * 31, "0." + "1" * 21, "1_000", "1.", ".5", "--1", "½", "12 "])
def test_text_that_is_not_a_plain_decimal_is_no_number(text: str) -> None:
    assert fraction(text) is None


def test_key_order_does_not_change_a_digest_and_any_value_does() -> None:
    one, same, other = {"a": "1", "b": ["x", None]}, {"b": ["x", None], "a": "1"}, {"a": "1", "b": ["x", False]}
    assert digest(one) == digest(same) != digest(other)
    assert digest({"a": 1}) != digest({"a": "1"}) != digest({"a": True})


@pytest.mark.parametrize("value", [0.5, float("nan"), 2**70, {1: "a"}, "\ud800", {"\ud800": 1}, (1,), b"x"])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical) as refused:
        canonical_bytes({"at": value})
    assert refused.value.findings


ODD = st.sampled_from([0.5, 2**64, "\ud800", (1,), b"x"])
TEXT = st.sampled_from(["a", "é", ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64) | TEXT | ODD,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXT | st.sampled_from([1, "\ud800"]), inner, max_size=3)
    ),
)


@given(st.dictionaries(TEXT, VALUES, max_size=3))
@settings(max_examples=200, deadline=None)
def test_a_document_has_a_canonical_form_exactly_if_nothing_in_it_is_unfit(document: dict[str, object]) -> None:
    found = Findings(unfit(document))
    if not found:
        assert read_strictly(canonical_bytes(document)) == document
        return
    with pytest.raises(NotCanonical) as refused:
        canonical_bytes(document)
    assert refused.value.findings == found


@pytest.mark.parametrize("document", [[], "text", None, {1: 2}, MappingProxyType({})])
def test_what_is_no_plain_object_is_looked_at_all_the_same(document: Any) -> None:
    found = Findings(unfit(document))
    if found:
        with pytest.raises(NotCanonical):
            canonical_bytes(document)
    else:
        assert canonical_bytes(document)


@pytest.mark.parametrize(("levels", "fit"), [(DEEPEST, True), (DEEPEST + 1, False)])
@pytest.mark.parametrize("wrap", [lambda inner: {"a": inner}, lambda inner: [inner]])
def test_a_document_may_be_nested_so_deep_and_no_deeper(levels: int, fit: bool, wrap: Any) -> None:  # noqa: FBT001
    value: Any = "1"
    for _ in range(levels - 1):
        value = wrap(value)
    document = {"a": value}
    assert (not Findings(unfit(document))) is fit
    if fit:
        assert canonical_bytes(document)
    else:
        with pytest.raises(NotCanonical, match="nested more than"):
            canonical_bytes(document)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"", "json.empty"),
        (b" \n ", "json.empty"),
        (b"{", "json.malformed"),
        (b"\xff\xfe", "json.not_utf8"),
        (b'{"a": 1, "a": 2}', "json.duplicate_key"),
        (b'{"a": NaN}', "number.not_finite"),
        (b'{"a": -Infinity}', "number.not_finite"),
        (b'{"a": 0.1}', "number.float"),
        (b'{"a": 1e999}', "number.float"),
        (b'{"a": ' + b"9" * 5000 + b"}", "number.too_long"),
        (b"[" * 100_000, "document.too_deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "document.too_deep"),
    ],
)
def test_json_that_cannot_be_trusted_is_refused_without_a_crash(source: bytes, code: str) -> None:
    found = read_strictly(source)
    assert isinstance(found, Findings)
    assert found.codes == (code,)


def test_sound_json_is_read_with_or_without_a_byte_order_mark() -> None:
    assert read_strictly(b'\xef\xbb\xbf{"a": ["1", 2, true, null]}') == {"a": ["1", 2, True, None]}

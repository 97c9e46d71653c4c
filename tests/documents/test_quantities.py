"""Quantities read with two places at most, say when they were rounded, and never round into another fact."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app.documents import quantities, wording
from app.documents.content import NO_DATA, NOT_DUE, known


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("120833.3333", "GBP excluding VAT", "£120,833.33 excluding VAT"),
        ("0.125", "tCO2e", "0.13 tCO2e"),
        ("-0.125", "tCO2e", "−0.13 tCO2e"),
        ("1450000.0000", "GBP excluding VAT", "£1,450,000 excluding VAT"),
        ("131450.5", "GBP excluding VAT", "£131,450.50 excluding VAT"),
        ("-131450.5", "GBP", "−£131,450.50"),
        ("131450.5", "SEK", "131,450.5 SEK"),
        ("58.0000", "tCO2e", "58 tCO2e"),
        ("14.50", "hours", "14.5 hours"),
        ("1", "people", "1 person"),
        ("1.0", "hours", "1 hour"),
        ("0", "people", "0 people"),
        ("1", "% of workers", "1% of workers"),
        ("100", None, "100"),
    ],
)
def test_a_quantity_has_two_places_at_most_and_money_both_or_none(value: str, unit: str | None, said: str) -> None:
    assert quantities.quantity(Decimal(value), unit) == said


def test_what_is_not_nought_never_reads_as_nought() -> None:
    assert quantities.bare(Decimal("0.0004")) == "0.0004"
    assert quantities.bare(Decimal("-0.0040"), "GBP") == "−0.004"
    assert quantities.bare(Decimal("0.0000"), "GBP") == "0"


def test_absence_stays_in_words_with_and_without_its_unit() -> None:
    assert [quantities.figure(each, "GBP") for each in (known(0), NO_DATA, NOT_DUE)] == ["£0", "no data", "not yet due"]
    assert [quantities.bare_figure(each, "GBP") for each in (known("2.5"), NO_DATA)] == ["2.50", "no data"]


def test_a_figure_that_is_printed_rounded_can_be_had_in_full() -> None:
    assert quantities.in_full(known("483333.3336")) == "483,333.3336"
    assert quantities.in_full(known("483333.3300")) is None
    assert quantities.in_full(NO_DATA) is None


def test_long_decimals_in_a_sentence_are_rounded_and_nothing_else_in_it_is_touched() -> None:
    said = "promised 1,450,000, due 483,333.3336, proved 19.335 (100.11%) by 31.08.2029 as v1.0.123 and 1/3.1415"

    assert quantities.rounded_in(said) == (
        "promised 1,450,000, due 483,333.33, proved 19.34 (100.11%) by 31.08.2029 as v1.0.123 and 1/3.1415"
    )


def test_a_share_just_short_of_all_does_not_read_as_all_of_it() -> None:
    shares = [Fraction(1), Fraction(99996, 100000), Fraction(100001, 100000), Fraction(5896, 10000), Fraction(0)]

    assert [quantities.closely(each) for each in shares] == [
        "100%", "just under 100%", "just over 100%", "58.96%", "0%",
    ]  # fmt: skip
    assert quantities.closely(Fraction(100111, 100000)) == "100.11%"


def test_units_that_stand_alone_or_in_little_room_are_cut_to_what_people_know() -> None:
    assert quantities.unit_in_words("GBP excluding VAT") == "£ excluding VAT"
    assert quantities.unit_in_words("GBP") == "£"
    assert quantities.unit_in_words("tCO2e") == "tCO2e"
    assert quantities.short_unit("£1,450,000 excluding VAT") == "£1,450,000 excl. VAT"


def test_money_shows_its_pence_whole_or_not_at_all() -> None:
    said = [wording.priced(amount, "GBP") for amount in ("3600000.00", "1200.5", "1200.50", "0.125", "-3.10", "200/3")]

    assert said == ["£3,600,000", "£1,200.50", "£1,200.50", "£0.125", "−£3.10", "£200/3"]

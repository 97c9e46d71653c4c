"""The own price in an answer is found however it is written, and other numbers are left alone."""

from decimal import Decimal

import pytest

from app.bids import amounts

WANTED = amounts.same_as(Decimal(1200000), years=3)


@pytest.mark.parametrize(
    "written",
    [
        "£1,200,000",
        "£ 1 200 000.00",
        "1.200.000,00 EUR",
        "1'200'000",
        "12,00,000",
        "GBP 1200000.00",
        "1200000",
        "1.2m",
        "£1.2 million",
        "1.20M",
        "1200k",
        "1,200 thousand",
        "one million two hundred thousand pounds",
        "one point two million",
        "twelve hundred thousand",
        "£1,440,000",
        "£1.44m",
        "£1,000,000",
        "£400,000",
        "£480k",
        "£33,333.33",
        "\uff11\uff0c\uff12\uff10\uff10\uff0c\uff10\uff10\uff10",
        "£1\u200b,200\u200b,000",
        "£1\u00a0200\u202f000",
    ],
)
def test_every_usual_way_to_write_the_price_is_found_where_it_stands(written: str) -> None:
    text = f"All of it comes to {written}, and no more."
    ((start, end),) = amounts.find(text, WANTED)
    assert text[start:end] == written


@pytest.mark.parametrize(
    "text",
    [
        "in 2026",
        "1.3m",
        "£1.1m",
        "1,200",
        "120000",
        "12 people",
        "1,200,001",
        "one hundred trees",
        "",
        "£",
        "2.1200000",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert amounts.find(text, WANTED) == []


def test_a_price_with_pence_is_found_rounded_and_cut_off_but_not_guessed_from_two_figures() -> None:
    wanted = amounts.same_as(Decimal("734219.37"), years=None)
    for written in ("£734,219.37", "734,219", "£734k", "734.2k", "£0.73m", "881,063.24", "£611,849", "734,000"):
        assert amounts.find(written, wanted) == [(0, len(written))], written
    said = "seven hundred and thirty-four thousand two hundred and nineteen pounds"
    assert amounts.find(said, wanted) == [(0, len(said))]
    for other in ("730k", "£730,000", "0.73m", "735,000", "£740k"):
        assert amounts.find(other, wanted) == [], other


def test_a_small_price_is_looked_for_only_where_a_number_is_money() -> None:
    wanted = amounts.same_as(Decimal(12), years=None)
    assert amounts.find("12 people for £12 an hour", wanted) == [(14, 17)]
    assert amounts.find("12 people and 12 pounds", wanted) == [(14, 23)]


def test_a_price_of_nothing_is_looked_for_nowhere() -> None:
    assert amounts.same_as(Decimal(0), years=3) == ()
    assert amounts.find("£0", amounts.same_as(Decimal(0), years=3)) == []


def test_a_text_made_to_be_slow_is_read_all_the_same() -> None:
    for text in ("1" * 20_000, "1," * 10_000, "1 123" * 4_000, "one " * 5_000, "£" * 20_000):
        amounts.find(text, amounts.same_as(Decimal("99999999999999.9999"), years=3))

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
    for text in (
        "1" * 20_000,
        "1," * 10_000,
        "1 123" * 4_000,
        "one " * 5_000,
        "£" * 20_000,
        "&" * 20_000,
        "<a" * 10_000,
    ):
        amounts.find(text, amounts.same_as(Decimal("99999999999999.9999"), years=3))


@pytest.mark.parametrize(
    "written",
    [
        "7 3 4 2 5 0",
        "7-3-4-2-5-0",
        "734-250",
        "734, 250",
        "734  250",
        "734\u2014250",
        "734\u00b7250",
        "734\u066c250",
        "734\u201a250",
        "734\u02bc250",
        "734`250",
        "734&nbsp;250",
        "734&#44;250",
        "\u00a3734<b>,</b>250",
        "7<b>34</b>250",
        "**734**,250"[2:],
        "7\ufe0f34250",
        "734\u0336250",
        "\u202e052437\u202c"[1:-1],
        "73425000p"[:-1],
        "734 grand",
        "\u00a3.73425m",
        "\u0667\u0663\u0664\u0662\u0665\u0660",
        "seven three four two five zero",
    ],
)
def test_the_price_is_found_though_somebody_took_pains_to_hide_it(written: str) -> None:
    turned = written == "052437"
    text = f"It costs \u202e{written}\u202c in all." if turned else f"It costs {written} in all."
    ((start, end),) = amounts.find(text, amounts.same_as(Decimal(734250), years=3))
    assert text[start:end] == written


@pytest.mark.parametrize("text", ["costs...734250", "for only,734,250", "lots 1, 2 and 3: 100 734 250", "12 734 250"])
def test_what_stands_before_the_price_hides_nothing_of_it(text: str) -> None:
    ((start, end),) = amounts.find(text, amounts.same_as(Decimal(734250), years=3))
    assert text[start:end].replace(" ", "").replace(",", "").endswith("734250")
    assert end == len(text)


@pytest.mark.parametrize(
    ("price", "said"),
    [
        (1_000_000, "one million"),
        (500_000, "half a million pounds"),
        (750_000, "three quarters of a million"),
        (1_500_000, "one and a half million"),
        (250_000, "quarter of a million"),
    ],
)
def test_a_round_price_is_found_in_the_words_that_people_use(price: int, said: str) -> None:
    assert amounts.find(said, amounts.same_as(Decimal(price), years=None)) == [(0, len(said))]


@pytest.mark.parametrize("text", ["\u00a3100.00", "10:00-0", "lots 1, 00 and 00", "1.00.00"])
def test_figures_that_are_no_one_number_are_not_put_together(text: str) -> None:
    assert amounts.find(text, amounts.same_as(Decimal(10_000), years=None)) == []

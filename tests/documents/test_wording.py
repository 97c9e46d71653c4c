"""What people read: London's clocks, grouped thousands, words for what is absent."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from app.documents import wording
from app.documents.content import NO_DATA, NOT_APPLICABLE, NOT_DUE, Money, Span, known


def test_absence_reads_differently_from_nought() -> None:
    said = [wording.figure(each, "hours") for each in (known(0), NO_DATA, NOT_DUE, NOT_APPLICABLE)]

    assert said == ["0 hours", "no data", "not yet due", "not applicable"]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "29 March 2026 at 00:59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "29 March 2026 at 02:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "25 October 2026 at 01:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "25 October 2026 at 01:30"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026 at 00:30"),
    ],
)
def test_an_instant_is_what_londons_clocks_showed(at: datetime, said: str) -> None:
    assert wording.instant(at) == said


def test_a_term_may_know_one_end_only() -> None:
    starts, ends = date(2027, 3, 1), date(2030, 2, 28)

    assert wording.span_in_words(starts, ends) == "1 March 2027 to 28 February 2030"
    assert wording.span_in_words(starts, None) == "from 1 March 2027"
    assert wording.span_in_words(None, ends) == "until 28 February 2030"
    assert wording.span_in_words(None, None) is None


def test_money_says_its_currency_and_whether_vat_is_in_it() -> None:
    amount = Decimal("1200000.50")

    assert wording.money(Money(amount=amount, currency="GBP", includes_vat=True)) == "£1,200,000.50 including VAT"
    assert wording.money(Money(amount=amount, currency="GBP", includes_vat=False)) == "£1,200,000.50 excluding VAT"
    assert wording.money(Money(amount=amount, currency="SEK")) == "1,200,000.50 SEK"
    assert wording.money(None) == "not stated"


def test_units_stand_where_people_put_them() -> None:
    assert wording.quantity(Decimal("1234.50"), "hours") == "1,234.50 hours"
    assert wording.quantity(Decimal(62), "% of spend") == "62% of spend"
    assert wording.quantity(Decimal(-3)) == "−3"


def test_shares_round_half_up_to_one_place() -> None:
    assert [wording.percent(Fraction(n, 2000)) for n in (1, 999, 2000)] == ["0.1%", "50%", "100%"]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "lines"),
    [
        (date(2026, 9, 1), date(2026, 11, 30), ("Sep–Nov", "2026")),
        (date(2026, 12, 1), date(2027, 2, 28), ("Dec–Feb", "2026–27")),
        (date(2026, 9, 1), date(2027, 8, 31), ("Sep–Aug", "2026–27")),
        (date(2028, 2, 1), date(2028, 2, 29), ("Feb", "2028")),
        (date(2026, 9, 1), date(2027, 9, 30), ("Sep–Sep", "2026–27")),
        (date(2026, 4, 6), date(2026, 7, 5), ("6 Apr–5 Jul", "2026")),
        (date(2026, 4, 6), date(2026, 4, 6), ("6 Apr", "2026")),
    ],
)
def test_a_period_has_a_short_name_for_an_axis(starts_on: date, ends_on: date, lines: tuple[str, str]) -> None:
    assert wording.short_span(Span(label="", starts_on=starts_on, ends_on=ends_on)) == lines


def test_places_and_counts_read_as_english() -> None:
    assert [wording.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd",
    ]  # fmt: skip
    assert [wording.plural(n, "bid") for n in (0, 1, 2)] == ["no bids", "1 bid", "2 bids"]
    assert wording.weekday(date(2026, 12, 29)) == "Tuesday 29 December 2026"


def test_long_text_is_cut_between_words() -> None:
    assert wording.shorten("one two three", 20) == "one two three"
    assert wording.shorten("one two three", 9) == "one two…"
    assert wording.shorten("x" * 50, 10) == "x" * 9 + "…"


def test_a_number_of_thousands_of_digits_is_written_out_and_no_fault() -> None:
    written = wording.grouped("0" + "9" * 6000 + ".5")
    assert (written.replace(",", ""), written[:8]) == ("9" * 6000 + ".5", "999,999,")

"""By what a line is recognised, and when claiming it on two contracts is claiming it twice."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from app.delivery.doubles import rules
from app.delivery.doubles.rules import Claimed, Twice, claimed_twice
from app.delivery.doubles.service import assessed
from app.delivery.proving.keys import keys_of

A, B, S, T = (UUID(int=number) for number in range(1, 5))


def claimed(authority: UUID, supplier: UUID, share: int, contract: int) -> Claimed:
    return Claimed(uuid4(), UUID(int=100 + contract), authority, supplier, Decimal(share))


def test_nobody_learns_from_a_sum_what_they_may_not_see() -> None:
    mine, own, foreign = claimed(A, S, 40, 1), claimed(A, S, 40, 2), claimed(B, S, 40, 3)
    found = claimed_twice([(mine, [own, foreign])], sharing=frozenset())
    assert found == {
        own.id: Twice(for_authority=False, for_supplier=True),
        foreign.id: Twice(for_authority=False, for_supplier=True),
    }
    shared = claimed_twice([(mine, [own, foreign])], sharing=frozenset({A, B}))
    assert shared[foreign.id].for_authority
    assert not shared[own.id].for_authority


def test_one_contract_counts_once_and_with_its_largest_share() -> None:
    mine, again, other = claimed(A, S, 60, 1), claimed(A, S, 60, 1), claimed(A, T, 40, 2)
    assert claimed_twice([(mine, [again, other])], sharing=frozenset()) == {}
    more = claimed(A, T, 41, 2)
    assert claimed_twice([(mine, [again, more])], sharing=frozenset()) == {
        more.id: Twice(for_authority=True, for_supplier=False)
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Beck & Sons Ltd.", "BECK AND SONS LIMITED"),
        ("Café  Zoë C.I.O.", "cafe zoe c i o"),
        ("Limited", "limited"),
        ("株式会社", "株式会社 "),
    ],
)
def test_a_payee_is_recognised_however_it_is_written(one: str, other: str) -> None:
    assert rules.name_key(one) == rules.name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("INV-0042", "inv 0042", True),
        ("0042", "42", True),
        ("A42", "A042", False),
        ("000", "0", True),
        ("1-2", "12", True),
    ],
)
def test_a_reference_is_recognised_by_its_letters_and_digits(one: str, other: str, *, same: bool) -> None:
    assert (rules.reference_key(one) == rules.reference_key(other)) is same


def test_a_payee_of_a_ledger_is_recognised_by_its_number_under_another_name() -> None:
    def keys(payee: str, number: str) -> set[tuple[str, ...]]:
        ledger = f"date,payee,company number,postcode,net,reference\n2026-01-05,{payee},{number},HX1 1AA,10.00,INV-1\n"
        _, line = keys_of("local-spend", "ledger.csv", "sha256:0", ledger.encode())
        return set(assessed._invoice(line.parts))  # noqa: SLF001 - what is kept of a line and never shown

    known = keys("Beck & Sons Ltd", "01234567")
    assert known & keys("Beck Halifax", "1234567")
    assert not known & keys("Beck Halifax", "-")
    assert not known & keys("Beck Halifax", "01234568")
    assert keys("Beck", "") == keys("Beck", "--")


def test_an_invoice_is_recognised_in_a_ledger_with_vat_and_in_one_without_it() -> None:
    def keys(heading: str, amounts: str) -> set[tuple[str, ...]]:
        ledger = f"date,payee,reference,{heading}\n2026-01-05,Beck,INV-1,{amounts}\n"
        _, line = keys_of("local-spend", "ledger.csv", "sha256:0", ledger.encode())
        return set(assessed._invoice(line.parts))  # noqa: SLF001 - as above

    net = keys("net", "100.00")
    assert net & keys("gross,vat", "120,20.00")
    assert net & keys("amount,vat", '"£120.00",20')
    assert net == keys("net,gross,vat", "100,120,20")
    assert keys("gross", "120") & keys("gross,vat", "120,20")
    assert not net & keys("gross,vat", "120,19")
    assert keys("gross,vat", "120,some") == keys("gross", "120")


@pytest.mark.parametrize("amount", ["NaN", "-Infinity", "1E+9999999999", "1e-9999999999", "twelve"])
def test_an_amount_that_is_no_plain_number_is_recognised_as_it_is_written(amount: str) -> None:
    """Written out, ten letters would fill all memory there is."""
    assert assessed._invoice(("Beck", "INV-1", "2026-01-05", amount, "123", "")) == [  # noqa: SLF001 - as above
        ("invoice", "as written", "beck", "inv1", "2026-01-05", amount)
    ]


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("", None),
        ("33.33335", "33.3334"),
        ("100", "100"),
        ("0", "0"),
        *((one, None) for one in ("NaN", "101", "-5", "1E+30")),
    ],
)
def test_a_share_that_is_none_counts_the_whole(text: str, share: str | None) -> None:
    """One that cannot be kept would stop the comparing of every other line of the claim."""
    assert assessed._share(text) == (None if share is None else Decimal(share))  # noqa: SLF001 - as above


def test_an_overlap_is_of_days_that_both_have() -> None:
    first = (date(2026, 1, 1), date(2026, 3, 31))
    assert rules.overlap(first, (date(2026, 3, 31), date(2026, 4, 1))) == (date(2026, 3, 31), date(2026, 3, 31))
    assert rules.overlap(first, (date(2026, 4, 1), date(2026, 4, 2))) is None
    assert rules.overlap(first, (None, None)) is None

"""What gives a bidder or its price away is found in every text of an answer, and covered without a trace of it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.bids import blinding, identities, passages
from app.bids.passages import MASKS, PassageKind

ACME = identities.Identity(["O'Brien & Sons Ltd", "Acme Cleaning Services Limited"], ["01234567"])


@pytest.mark.parametrize(
    "words",
    [
        "Acme Cleaning Services",
        "ACME CLEANING SERVICES LTD",
        "AcmeCleaningServices",
        "O’Brien and Sons",
        "obrien & sons",
        "o.brien@acme.example.com",
        "https://www.acme.example/about",
        "acme.co.uk",
        "01632 960 123",
        "+44 (0)20 7946 0958",
        "0123 4567",
    ],
)
def test_what_says_whose_bid_it_is_is_found_where_it_stands(words: str) -> None:
    text = f"We (see {words} for more) will do it."
    ((start, end),) = identities.find(text, ACME)
    assert text[start:end] == words


@pytest.mark.parametrize(
    "text", ["acme of all plans", "cleaning services", "and sons", "1234", "0.5m of 2026-01-01", ""]
)
def test_words_that_anybody_might_write_are_left_alone(text: str) -> None:
    assert identities.find(text, ACME) == []


def _content() -> dict[str, Any]:
    return {
        "price": "734219.37",
        "answers": [
            {
                "criterion": "jobs",
                "response": "Our price of £734,219.37 pays for it. Acme Cleaning Services Ltd does it for £734,219.37.",
                "quantity": "734219.37",
                "parts": {"full_time": "1", "part_time": "734219.37"},
                "pledges": [
                    {"title": "£734k", "words": "As said.", "unit": "acme.co.uk", "quantity": "734219.37"},
                    {"title": "Nothing here", "words": None, "unit": None, "quantity": "3"},
                ],
            }
        ],
    }


def test_every_text_and_every_figure_of_an_answer_is_read_and_covered() -> None:
    content = _content()
    price = Decimal("734219.37")
    found = passages.of_price(content, price, years=None) + passages.of_identity(content, ACME)
    covered = passages.masked(content["answers"][0], found)
    for secret in ("734", "Acme", "acme"):
        assert secret not in str(covered)
    assert covered["response"] == (
        f"Our price of {MASKS[PassageKind.PRICE]} pays for it. {MASKS[PassageKind.IDENTITY]} does it for "
        f"{MASKS[PassageKind.PRICE]}."
    )
    assert covered["parts"] == {"full_time": "1", "part_time": None}
    assert covered["pledges"][1] == content["answers"][0]["pledges"][1]
    assert content == _content()


def test_an_answer_in_which_nothing_is_found_stays_as_it_is() -> None:
    answer = {"criterion": "jobs", "response": "Twelve people.", "pledges": []}
    assert passages.of_price({"answers": [answer]}, Decimal(500), years=1) == []
    assert passages.masked(answer, []) == answer


def test_a_covered_text_never_grows_past_what_an_answer_may_hold() -> None:
    answer = {"criterion": "jobs", "response": "£9999 " * 3_333, "pledges": [{"title": "£9999 " * 50, "words": None}]}
    found = passages.of_price({"answers": [answer]}, Decimal(9999), years=None)
    covered = passages.masked(answer, found)
    assert len(covered["response"]) <= 20_000
    assert len(covered["pledges"][0]["title"]) <= 300
    assert "9999" not in str(covered)


def test_each_evaluator_has_an_order_and_names_of_their_own_that_never_change() -> None:
    bids = [UUID(int=number) for number in range(40)]
    first, second = "a1" * 32, "b2" * 32
    mine = blinding.numbers(first, bids)
    assert sorted(mine.values()) == list(range(1, 41))
    assert mine == blinding.numbers(first, reversed(bids))
    assert mine != blinding.numbers(second, bids)
    assert [mine[one] for one in bids] != list(range(1, 41))
    ids = {blinding.alias(seed, bid) for seed in (first, second) for bid in bids}
    assert len(ids) == 80
    assert not ids & set(bids)


def test_a_commitment_holds_to_its_digest_and_its_key() -> None:
    said = blinding.commitment("a1" * 32, "sha256:1")
    assert said == blinding.commitment("a1" * 32, "sha256:1")
    assert said != blinding.commitment("a1" * 32, "sha256:2")
    assert said != blinding.commitment("b2" * 32, "sha256:1")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Sainsbury's", "Sainsburys"),
        ("O'Brien & Sons Ltd", "O\u02bcBrien & Sons"),
        ("O'Brien & Sons Ltd", "O\u2018Brien and Sons"),
        ("O'Brien & Sons Ltd", "O Brien & Sons"),
        ("Acme Ltd", "A.C.M.E"),
        ("Acme Ltd", "Ac-me"),
        ("Acme Ltd", "Ac\u200bme"),
        ("Acme Ltd", "Ac<b>me"),
        ("Acme Ltd", "\u0410cme"),
        ("Acme Ltd", "Acmes"),
        ("C\u00e9zanne Ltd", "Ce\u0301zanne"),
        ("C\u00e9zanne Ltd", "Cezanne"),
        ("\u00d8rsted", "Orsted"),
        ("\u05e9\u05dc\u05d5\u05dd \u05e0\u05e7\u05d9", "\u05e9\u05dc\u05d5\u05dd \u05e0\u05e7\u05d9"),
        ("Acme Cleaning Services Ltd", "Acme"),
        ("Acme Cleaning Services Ltd", "Acme Cleaning"),
        ("Acme Cleaning Services Ltd", "ACS"),
        ("Blue River Facilities Management", "blue river"),
    ],
)
def test_a_name_is_found_however_it_is_written_or_cut_short(name: str, words: str) -> None:
    text = f"We at {words} will do it."
    ((start, end),) = identities.find(text, identities.Identity([name]))
    assert text[start:end] == words


def test_a_name_written_backwards_to_be_read_forwards_is_found() -> None:
    text = "We \u202eemcA\u202c do."
    ((start, end),) = identities.find(text, identities.Identity(["Acme Ltd"]))
    assert text[start:end] == "emcA"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Green Cleaning Ltd", "Green cleaning products"[:5]),
        ("North Care", "North of it"),
        ("Al Co", "a l"),
        ("A B C", "a"),
    ],
)
def test_words_of_a_name_that_anybody_writes_give_nobody_away(name: str, text: str) -> None:
    assert identities.find(text, identities.Identity([name])) == []


def test_a_bidder_that_names_itself_all_the_time_still_has_an_answer() -> None:
    text = " ".join(f"Acme will do task number{number}x." for number in range(300))
    answer: dict[str, Any] = {"criterion": "jobs", "response": text, "quantity": None, "parts": None, "pledges": []}
    found = passages.of_identity({"answers": [answer]}, identities.Identity(["Acme Ltd"]))
    assert len(found) == 200
    shown = passages.masked(answer, found)["response"]
    assert "Acme" not in shown
    assert sum(f"number{number}x" in shown for number in range(300)) >= 199


def test_a_figure_that_is_the_price_with_tax_or_by_the_year_is_withheld_too() -> None:
    answer: dict[str, Any] = {
        "criterion": "jobs",
        "response": None,
        "quantity": "881100",
        "parts": {"a": "244750"},
        "pledges": [],
    }
    found = passages.of_price({"answers": [answer]}, Decimal(734250), years=3)
    assert [one.place for one in found] == ["quantity", "parts.a"]


def test_a_price_by_the_month_in_a_reason_is_covered() -> None:
    assert "20,395.83" not in passages.cover_price("We cannot do it for \u00a320,395.83 a month.", Decimal(734250))

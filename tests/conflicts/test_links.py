"""Which links between a person and a bidder are found, and which are none."""

from uuid import UUID

import pytest

from app.conflicts.links import Account, Bidder, Declared, find

ACME = UUID(int=1)


def _bidder(*accounts: Account, name: str = "Acme Cleaning Ltd", contact: str | None = None) -> Bidder:
    return Bidder(id=ACME, name=name, contact_email=contact, accounts=accounts)


def _account(name: str = "Rosa Lindqvist", email: str = "rosa@acme.example", *, active: bool = True) -> Account:
    return Account(id=UUID(int=9), name=name, email=email, active=active)


def _kinds(bidder: Bidder, *interests: Declared, name: str = "Eva One", email: str = "eva@trust.example") -> list[str]:
    return [link.kind for link in find(name, email, interests, [bidder])]


def test_two_strangers_are_not_linked() -> None:
    assert _kinds(_bidder(_account())) == []


@pytest.mark.parametrize("name", ["Eva One", "eva one", "ONE, Eva", "Dr Eva One", "Éva  One"])
def test_the_same_name_is_found_however_it_is_written(name: str) -> None:
    assert _kinds(_bidder(_account(name))) == ["same_name"]


def test_an_account_that_was_closed_is_found_as_an_earlier_one() -> None:
    assert _kinds(_bidder(_account("Eva One", active=False))) == ["earlier_account"]
    assert _kinds(_bidder(_account(email="eva+old@trust.example", active=False)))[0] == "earlier_account"


def test_the_same_mailbox_is_found_behind_a_tag_and_as_the_contact_of_the_bidder() -> None:
    assert "same_email" in _kinds(_bidder(_account(email="eva+bids@gmail.com")), email="eva@gmail.com")
    assert _kinds(_bidder(contact="eva@gmail.com"), email="eva@gmail.com") == ["same_email"]


def test_the_same_domain_is_found_and_so_is_a_part_of_it() -> None:
    assert _kinds(_bidder(_account(email="rosa@trust.example"))) == ["same_email_domain"]
    assert _kinds(_bidder(_account(email="rosa@bids.trust.example"))) == ["same_email_domain"]
    assert _kinds(_bidder(contact="office@trust.example")) == ["same_email_domain"]


@pytest.mark.parametrize("domain", ["gmail.com", "outlook.com", "nhs.net"])
def test_a_domain_that_anybody_may_have_says_nothing(domain: str) -> None:
    assert _kinds(_bidder(_account(email=f"rosa@{domain}")), email=f"eva@{domain}") == []


def test_a_domain_that_only_ends_alike_is_another() -> None:
    assert _kinds(_bidder(_account(email="rosa@nottrust.example"))) == []


@pytest.mark.parametrize(
    "what",
    [
        "I hold shares in Acme Cleaning Limited.",
        "My brother drives for ACME.",
        "Until 2024 I was a director of Ácme  Cleaning.",
    ],
)
def test_an_interest_that_names_a_bidder_is_found(what: str) -> None:
    assert _kinds(_bidder(), Declared(what)) == ["interest_names_bidder"]


def test_an_interest_in_the_organisation_itself_is_found_whatever_it_says() -> None:
    assert _kinds(_bidder(), Declared("A former employer.", ACME)) == ["interest_names_bidder"]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("Northern Care Ltd", "I chair a northern choir."),
        ("Acme Cleaning Ltd", "My sister is cleaning offices."),
        ("Ltd", "Shares in a firm, Brook Ltd."),
    ],
)
def test_words_that_name_nobody_are_no_link(name: str, what: str) -> None:
    expected = ["interest_names_bidder"] if name == "Ltd" else []
    assert _kinds(_bidder(name=name), Declared(what)) == expected

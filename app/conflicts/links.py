"""Looks for links between a person and the bidders that nobody declared: what two accounts and a few words show.

A link proves nothing. It makes a declaration wait until a colleague has looked at it, so to find one too many costs a
look, and to miss one costs an award.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

# Mailboxes that anybody may have, and those that many organisations share: to have one in common says nothing.
SHARED_MAIL = frozenset(
    {
        "aol.co.uk", "aol.com", "blueyonder.co.uk", "btinternet.com", "btopenworld.com", "doctors.org.uk",
        "fastmail.com", "gmail.com", "gmx.co.uk", "gmx.com", "gmx.net", "googlemail.com", "hey.com",
        "hotmail.co.uk", "hotmail.com", "icloud.com", "live.co.uk", "live.com", "mac.com", "mail.com",
        "me.com", "msn.com", "nhs.net", "ntlworld.com", "outlook.co.uk", "outlook.com", "pm.me", "proton.me",
        "protonmail.com", "rocketmail.com", "sky.com", "talktalk.net", "tiscali.co.uk", "tutanota.com",
        "virgin.net", "virginmedia.com", "yahoo.co.uk", "yahoo.com", "ymail.com", "zen.co.uk", "zoho.com",
    }
)  # fmt: skip

_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame"})
_LEGAL = frozenset(
    {"ltd", "limited", "plc", "llp", "lp", "cic", "cio", "inc", "co", "company", "the", "uk", "group", "holdings"}
)
# Words that begin the names of many: one of them alone names nobody.
_OF_MANY = frozenset(
    {
        "british", "care", "central", "city", "clean", "community", "county", "east", "england", "english",
        "first", "general", "global", "great", "green", "health", "home", "integrated", "international",
        "local", "london", "national", "north", "northern", "premier", "prime", "quality", "regional", "royal",
        "scottish", "security", "services", "social", "south", "southern", "supply", "support", "total",
        "united", "university", "wales", "welsh", "west", "western",
    }
)  # fmt: skip
_SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who acts, or used to act, for a bidder."""

    id: UUID
    name: str
    email: str
    active: bool


@dataclass(frozen=True, slots=True)
class Bidder:
    """A bidder with everybody who has an account there."""

    id: UUID
    name: str
    contact_email: str | None = None
    accounts: tuple[Account, ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """An interest as far as it may name a bidder."""

    what: str
    organisation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One link: of which kind, to whom, and in words. `person_id` is the account at the bidder, where there is one."""

    kind: str
    supplier_id: UUID
    supplier_name: str
    said: str
    person_id: UUID | None = None


def find(name: str, email: str, interests: Sequence[Declared], bidders: Sequence[Bidder]) -> list[Link]:
    """Return every link between a person with this name and address and the bidders, each once."""
    return [link for bidder in bidders for link in _with(name, email, interests, bidder)]


def _with(name: str, email: str, interests: Sequence[Declared], bidder: Bidder) -> Iterator[Link]:
    if any(_names(one, bidder) for one in interests):
        said = f"An interest that is declared names {bidder.name}, which has bid."
        yield Link("interest_names_bidder", bidder.id, bidder.name, said)
    for account in bidder.accounts:
        yield from _accounts(name, email, account, bidder)
    addresses = [account.email for account in bidder.accounts] + [bidder.contact_email or ""]
    if bidder.contact_email and mailbox(bidder.contact_email) == mailbox(email):
        said = f"{bidder.name} gives this person's e-mail address as its own."
        yield Link("same_email", bidder.id, bidder.name, said)
    if any(_same_domain(email, address) for address in addresses):
        said = f"Somebody of {bidder.name} has an e-mail address of the same domain, {domain(email)}."
        yield Link("same_email_domain", bidder.id, bidder.name, said)


def _accounts(name: str, email: str, account: Account, bidder: Bidder) -> Iterator[Link]:
    same_mailbox = mailbox(account.email) == mailbox(email)
    if not same_mailbox and words_of_a_name(account.name) != words_of_a_name(name):
        return
    shared = "e-mail address" if same_mailbox else "name"
    if not account.active:
        said = f"An account at {bidder.name}, since closed, has the same {shared}."
        yield Link("earlier_account", bidder.id, bidder.name, said, account.id)
        return
    said = f"Somebody of {bidder.name} has the same {shared}."
    yield Link("same_email" if same_mailbox else "same_name", bidder.id, bidder.name, said, account.id)


def words(text: str) -> list[str]:
    """Return a text as bare words: small letters and digits, without accents and apostrophes.

    >>> words("Bracken & O’Dowd Güarding Ltd.")
    ['bracken', 'odowd', 'guarding', 'ltd']
    """
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return re.findall(r"[^\W_]+", re.sub(r"['’]", "", bare.casefold()))


def words_of_a_name(name: str) -> list[str]:
    """Return the words of a person's name in an order that does not depend on how it was written.

    >>> words_of_a_name("Dr Priya Raman") == words_of_a_name("RAMAN, Priya")
    True
    """
    return sorted(word for word in words(name) if word not in _TITLES)


def mailbox(email: str) -> str:
    """Return the box that an address leads to, without the tag that its owner may have put in.

    >>> mailbox("Priya.Raman+bids@northfield.example")
    'priya.raman@northfield.example'
    """
    local, _, host = email.strip().casefold().partition("@")
    return f"{local.partition('+')[0]}@{host}"


def domain(email: str) -> str:
    """Return what stands after the @ of an address."""
    return email.strip().casefold().rpartition("@")[2]


def _same_domain(one: str, other: str) -> bool:
    """Return whether two addresses are of one domain, or of a part of one, that not everybody may have."""
    first, second = domain(one), domain(other)
    if not first or not second or {first, second} & SHARED_MAIL:
        return False
    return first == second or first.endswith(f".{second}") or second.endswith(f".{first}")


def _names(interest: Declared, bidder: Bidder) -> bool:
    if interest.organisation_id == bidder.id:
        return True
    said = words(interest.what)
    whole = words(bidder.name)
    own = [word for word in whole if word not in _LEGAL] or whole
    if _holds(said, own):
        return True
    first = own[0] if own else ""
    return len(first) >= _SHORTEST_NAME and first not in _OF_MANY and first in said


def _holds(said: Sequence[str], wanted: Sequence[str]) -> bool:
    if not wanted:
        return False
    return any(list(said[at : at + len(wanted)]) == list(wanted) for at in range(len(said) - len(wanted) + 1))

"""Keeps people out of the evidence: a reference stands for a person, and names and official numbers are refused."""

import hashlib
import hmac
import re
from typing import Final

SHORTEST: Final = 2
LONGEST: Final = 64

_TOKEN = re.compile(rf"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9_-]{{{SHORTEST - 1},{LONGEST - 1}}}")
_OFFICIAL: Final = (
    (re.compile(r"[A-Za-z]{2}[0-9]{6}[A-Da-d]"), "a National Insurance number"),
    (re.compile(r"[0-9]{10}|[0-9]{3}-[0-9]{3}-[0-9]{4}"), "an NHS number"),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}-[0-9]{2}-(?:[0-9]{2}|[0-9]{4})"), "a date of birth"),
)


def why_not_a_token(text: str) -> str | None:
    """Return the rest of a sentence on a reference that may be a person's name or number; None where it is fine.

    The sentence never quotes what was found.

    >>> why_not_a_token("P-0017") is None, why_not_a_token("AB123456C")
    (True, 'looks like a National Insurance number: give a reference that only you can turn into a person')
    """
    for pattern, name in _OFFICIAL:
        if pattern.fullmatch(text):
            return f"looks like {name}: give a reference that only you can turn into a person"
    if not _TOKEN.fullmatch(text):
        return (
            f"is no reference: write {SHORTEST} to {LONGEST} letters, digits, hyphens or underscores with a digit "
            "among them, such as P-0017, and never a name or an e-mail address"
        )
    return None


def pseudonym(key: bytes, reference: str) -> str:
    """Return the keyed pseudonym of a reference: the same for one key; nobody can try references out without it.

    HMAC-SHA-256 of the reference (its case does not matter), 32 hexadecimal digits after "p1-".

    >>> pseudonym(b"k" * 32, "P-0017") == pseudonym(b"k" * 32, "p-0017") != pseudonym(b"l" * 32, "P-0017")
    True
    """
    if len(key) < LONGEST // 2:
        raise ValueError("a key of at least 32 bytes is needed to make pseudonyms")
    return "p1-" + hmac.new(key, reference.casefold().encode(), hashlib.sha256).hexdigest()[:32]

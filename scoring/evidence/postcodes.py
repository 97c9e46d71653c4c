"""What a postcode looks like, and the one form in which postcodes are compared: capitals, without a space."""

import re
from typing import Final

PATTERN: Final = r"^(?:[A-Z]{1,2}[0-9][A-Z0-9]?|NPT|GIR)[0-9][A-Z]{2}$"
"""A whole postcode in the form in which postcodes are compared; Newport and Girobank once had letters only."""

NORTHERN_IRELAND: Final = "BT"
NOT_OPEN: Final = "Northern Ireland postcodes are not in the open directory"

_WHOLE = re.compile(PATTERN)
_OUTWARD = re.compile(r"^[A-Z]{1,2}[0-9][A-Z0-9]?$")


def compact(text: str) -> str:
    """Return text in the form in which postcodes are compared; whether it is a postcode is another question.

    >>> compact(" ls1  1ur ")
    'LS11UR'
    """
    return "".join(text.upper().split())


def is_whole(postcode: str) -> bool:
    """Say whether a compact text has the form of a whole postcode.

    >>> is_whole("LS11UR"), is_whole("LS1"), is_whole("LS1 1UR")
    (True, False, False)
    """
    return _WHOLE.match(postcode) is not None


def is_outward(postcode: str) -> bool:
    """Say whether a compact text has the form of what stands before the space of a postcode.

    >>> is_outward("LS1"), is_outward("EC1A"), is_outward("LS11UR")
    (True, True, False)
    """
    return _OUTWARD.match(postcode) is not None


def spaced(postcode: str) -> str:
    """Return a compact postcode as people write it.

    >>> spaced("LS11UR")
    'LS1 1UR'
    """
    return f"{postcode[:-3]} {postcode[-3:]}" if is_whole(postcode) else postcode

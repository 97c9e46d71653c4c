"""Shows a buyer everything that is wrong with a document at once, each finding with its place and way out."""

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_VALUE = 80
"""A finding quotes at most this many characters of what it found: enough to recognise it, too few to flood a page."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a stable code, where it stands, a sentence with the way out, and the value found."""

    code: str
    place: str
    message: str
    value: str | None = None

    def __str__(self) -> str:
        """Return the finding as one line for a terminal."""
        return f"{self.place}: {self.message}" if self.place else self.message

    def to_mapping(self) -> dict[str, str | None]:
        """Return the finding as a plain mapping for JSON."""
        return {"code": self.code, "place": self.place, "message": self.message, "value": self.value}


class Findings(tuple[Finding, ...]):
    """Every finding of one document, in the order in which they were met; what a refused document answers with."""

    __slots__ = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the code of each finding, in order."""
        return tuple(finding.code for finding in self)

    def __str__(self) -> str:
        """Return one line for each finding."""
        return "\n".join(str(finding) for finding in self)


class Collector:
    """Gathers findings while a document is read; the same code at the same place is kept once."""

    __slots__ = ("_found",)

    def __init__(self, found: Iterable[Finding] = ()) -> None:
        """Start empty, or from findings made earlier."""
        self._found = {(finding.code, finding.place): finding for finding in found}

    def __bool__(self) -> bool:
        """Say whether anything was found."""
        return bool(self._found)

    def add(self, code: str, place: str, message: str, *, value: object = None) -> None:
        """Record one finding; `value` is quoted as text and cut to a readable length."""
        self._found.setdefault((code, place), Finding(code, place, message, quoted(value)))

    def touches(self, place: str) -> bool:
        """Say whether something was found exactly at `place`, so that a later check need not repeat it."""
        return any(found == place for _, found in self._found)

    def touches_below(self, place: str) -> bool:
        """Say whether something was found at `place` or anywhere inside it."""
        return any(found == place or found.startswith((f"{place}.", f"{place}[")) for _, found in self._found)

    def findings(self) -> Findings:
        """Return everything found so far."""
        return Findings(self._found.values())


def quoted(value: object) -> str | None:
    """Return what was found as short text, or None where nothing was.

    >>> quoted("1e999"), quoted(None), quoted([1, 2])
    ('1e999', None, 'a list')
    """
    if value is None:
        return None
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = value if isinstance(value, str) else repr(value) if not isinstance(value, int) else short_int(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def short_int(value: int) -> str:
    """Return an integer as text without converting one of absurd length, which Python refuses or spends minutes on."""
    return str(value) if value.bit_length() <= LONGEST_VALUE * 4 else f"an integer of {value.bit_length()} bits"

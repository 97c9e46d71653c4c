"""Walks a published notice without trusting it: whatever has the wrong type becomes a finding, never a crash."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

MOST_FINDINGS = 400
LONGEST_VALUE = 120
LONGEST_PLACE = 400
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_AMOUNT = re.compile(r"[0-9]{1,40}(\.[0-9]{1,40})?")
_WHOLE_DIGITS, _PLACES = 14, 4


@dataclass(frozen=True, slots=True)
class Finding:
    """Something of a notice that could not be mapped as it stands: a code, its place, the way out, the value found."""

    code: str
    place: str
    message: str
    value: str | None = None

    def to_mapping(self) -> dict[str, str | None]:
        """Return the finding as JSON."""
        return {"code": self.code, "place": self.place, "message": self.message, "value": self.value}


class Findings:
    """Gathers the findings of one release, as many as anybody would read; the same one at the same place once."""

    __slots__ = ("_found", "_left_out")

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Finding] = {}
        self._left_out = 0

    def add(self, code: str, place: str, message: str, value: object = None) -> None:
        """Record a finding; `value` is shown shortened, and a place made of the keys of a notice is made plain."""
        place = one_line(plain_text(place), LONGEST_PLACE)
        if (code, place) in self._found:
            return
        if len(self._found) >= MOST_FINDINGS:
            self._left_out += 1
        else:
            self._found[(code, place)] = Finding(code, place, message, shown(value))

    def all(self) -> list[Finding]:
        """Return the findings in the order they were made, and how many more there were."""
        if not self._left_out:
            return list(self._found.values())
        message = f"{self._left_out} more findings are not listed: mend the first ones and import again"
        return [*self._found.values(), Finding("findings.more", "", message)]


class Node:
    """One value of a notice with the place where it stands; the value may be anything at all."""

    __slots__ = ("out", "place", "value")

    def __init__(self, value: Any, place: str, out: Findings) -> None:
        """Look at `value`, which stands at `place`, and report to `out`."""
        self.value = value
        self.place = place
        self.out = out

    def add(self, code: str, message: str, value: object = None) -> None:
        """Report something about this value."""
        self.out.add(code, self.place, message, self.value if value is None else value)

    def given(self) -> bool:
        """Say whether there is a value: null, blank text and an empty list or object are none."""
        if isinstance(self.value, str):
            return bool(self.value.strip())
        return self.value is not None and self.value not in ([], {})

    def __getitem__(self, key: str) -> "Node":
        """Return a field of an object; a field that is not there is a node without a value."""
        inner = self.value.get(key) if isinstance(self.value, Mapping) else None
        return Node(inner, f"{self.place}.{key}" if self.place else key, self.out)

    def object(self) -> "Node":
        """Return this node as an object: without a value, after a finding, where it is something else."""
        if not self.given() or isinstance(self.value, Mapping):
            return self
        self._wrong("an object")
        return Node(None, self.place, self.out)

    def items(self) -> Iterator["Node"]:
        """Yield the objects of a list; anything else in it, and anything but a list, is reported."""
        if not self.given():
            return
        if not isinstance(self.value, list):
            self._wrong("a list")
            return
        for index, item in enumerate(self.value):
            inner = Node(item, f"{self.place}[{index}]", self.out)
            if isinstance(item, Mapping):
                yield inner
            else:
                inner._wrong("an object")

    def text(self) -> str | None:
        """Return text without control characters and blanks around it, or None where there is none."""
        if not self.given():
            return None
        if isinstance(self.value, str):
            return plain_text(self.value) or None
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            # Identifiers come as numbers too, which the standard allows.
            return shown(self.value)
        self._wrong("text")
        return None

    def amount(self) -> Decimal | None:
        """Return an amount of money of zero or more that can be kept exactly, or None after a finding."""
        if not self.given():
            return None
        text = number_text(self.value)
        if text is None or not _AMOUNT.fullmatch(text):
            self.add("amount.unreadable", "is not an amount of zero or more written in plain digits: enter it by hand")
            return None
        whole, _, part = text.partition(".")
        if len(whole.lstrip("0")) > _WHOLE_DIGITS or len(part.rstrip("0")) > _PLACES:
            limit = f"{_WHOLE_DIGITS} digits before the point and {_PLACES} after it"
            self.add("amount.too_long", f"has more digits than an amount may have ({limit}): enter it by hand")
            return None
        return Decimal(text)

    def _wrong(self, wanted: str) -> None:
        kind = {"str": "text", "dict": "an object", "list": "a list", "bool": "true or false"}
        found = kind.get(type(self.value).__name__, "a number")
        self.add("type.wrong", f"is {found} where {wanted} belongs: it is kept in the notice and not mapped")


def number_text(value: object) -> str | None:
    """Return a number of a notice as plain digits, exactly as it was published, or None where it is no number.

    JSON numbers arrive as floats; the shortest text that stands for one is what the publisher wrote, up to the 15
    digits that every notice stays under. An exponent is written out; not-a-number and infinity are no numbers.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int):
        return str(value) if value.bit_length() <= LONGEST_VALUE else None
    if isinstance(value, float):
        number = Decimal(repr(value))
        return format(number, "f") if number.is_finite() and abs(number.adjusted()) <= LONGEST_VALUE else None
    return None


def plain_text(text: str) -> str:
    """Return text without control characters, half characters, and blanks around it."""
    return _CONTROL.sub(" ", text).strip()


def one_line(text: str, most: int) -> str:
    """Return text on one line, cut to `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def shown(value: object) -> str | None:
    """Return a value shortened for a finding, or None where there is none."""
    if value is None:
        return None
    if isinstance(value, Mapping | list):
        return f"{'an object' if isinstance(value, Mapping) else 'a list'} of {len(value)}"
    if isinstance(value, int) and value.bit_length() > LONGEST_VALUE:
        return f"a number of {value.bit_length()} bits"
    text = plain_text(value) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"

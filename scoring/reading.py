"""Reads the fields of a plain mapping one by one; whatever is wrong becomes a finding and reading goes on."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final, TypeVar

from scoring.exact import ZERO, exact_text, fraction, why_not_a_number
from scoring.findings import Collector

LONGEST_ID: Final = 200
Choice = TypeVar("Choice", bound=str)


class Reader:
    """One mapping of a document, the place where it stands, and where its findings go."""

    __slots__ = ("given", "out", "place")

    def __init__(self, given: Mapping[str, Any], place: str, out: Collector) -> None:
        """Read `given`, which stands at `place`, and report to `out`."""
        self.given = given
        self.place = place
        self.out = out

    def at(self, key: str) -> str:
        """Return the place of a field."""
        return f"{self.place}.{key}" if self.place else key

    def add(self, code: str, key: str, message: str, *, value: object = None) -> None:
        """Report something wrong with one field, or with the whole mapping where `key` is empty."""
        self.out.add(code, self.at(key) if key else self.place, message, value=value)

    def known(self, *keys: str) -> None:
        """Refuse every key that is not listed: a misspelt rule must not be silently ignored."""
        for key in self.given:
            if key not in keys:
                message = f"is not a field that belongs here: remove it, or use one of {', '.join(sorted(keys))}"
                self.add("key.unknown", str(key), message, value=key)

    def has(self, key: str) -> bool:
        """Say whether the field is given and is not null."""
        return self.given.get(key) is not None

    def required(self, key: str, what: str) -> bool:
        """Report a field that is not given; say whether it is there."""
        if self.has(key):
            return True
        self.add("key.missing", key, f"is missing: state {what}")
        return False

    def text(self, key: str, what: str, *, default: str | None = None) -> str:
        """Return a text field; blank text is reported unless a default says that the field may be left out."""
        value = self.given.get(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and (value.strip() or default is not None):
            return value
        if value is None or value == "":
            self.add("key.missing", key, f"is missing: state {what}")
        else:
            self.add("text.malformed", key, f"must be text that is not blank: state {what}", value=value)
        return ""

    def identifier(self, key: str = "id") -> str:
        """Return an id: any text that is not blank and at most 200 characters long."""
        value = self.text(key, "an id that is unique in the document")
        if len(value) > LONGEST_ID:
            self.add("text.too_long", key, f"is longer than {LONGEST_ID} characters: choose a shorter id", value=value)
        return value

    def choice(self, key: str, options: Sequence[Choice], *, default: Choice | None = None) -> Choice:
        """Return one of the listed words."""
        value = self.given.get(key)
        if value is None and default is not None:
            return default
        for option in options:
            if value == option:
                return option
        words = ", ".join(options)
        if value is None:
            self.add("key.missing", key, f"is missing: state one of {words}")
        else:
            self.add("choice.unknown", key, f"must be one of {words}", value=value)
        return options[0]

    def number(
        self, key: str, what: str, *, low: Fraction | None = ZERO, high: Fraction | None = None
    ) -> Fraction | None:
        """Return an exact number within `low` and `high`, or None after reporting what is wrong with it."""
        return self.item_number(self.given.get(key), self.at(key), what, low=low, high=high)

    def item_number(
        self, value: object, place: str, what: str, *, low: Fraction | None = ZERO, high: Fraction | None = None
    ) -> Fraction | None:
        """Return the number found at any place under this mapping, by the same rules as `number`."""
        if value is None:
            self.out.add("key.missing", place, f"is missing: state {what}")
            return None
        number = fraction(value) if isinstance(value, str) else integer(value)
        if number is None:
            code, sentence = why_not_a_number(value)
            self.out.add(code, place, f"{what} {sentence}", value=value)
        elif low is not None and number < low:
            self.out.add("number.too_small", place, f"{what} must be {exact_text(low)} or more", value=value)
            return None
        elif high is not None and number > high:
            self.out.add("number.too_large", place, f"{what} must be {exact_text(high)} or less", value=value)
            return None
        return number

    def day(self, key: str, what: str, *, optional: bool = False) -> date | None:
        """Return a calendar date written as YYYY-MM-DD."""
        value = self.given.get(key)
        if value is None and optional:
            return None
        try:
            if isinstance(value, str) and len(value) == len("2026-01-01"):
                return date.fromisoformat(value)
        except ValueError:
            pass
        code = "key.missing" if value is None else "date.malformed"
        self.add(code, key, f"{what} must be a date such as 2026-04-01", value=value)
        return None

    def child(self, key: str, what: str) -> "Reader | None":
        """Return a reader of a nested mapping, or None after reporting that there is none."""
        value = self.given.get(key)
        if isinstance(value, dict):
            return Reader(value, self.at(key), self.out)
        code = "key.missing" if value is None else "document.not_an_object"
        self.add(code, key, f"must be an object: state {what}", value=value)
        return None

    def children(self, key: str, what: str) -> "Iterator[Reader]":
        """Yield a reader for each mapping of a list; a missing or empty list, and any other item, is reported."""
        value = self.given.get(key)
        if not isinstance(value, list) or not value:
            code = "key.missing" if value is None else "list.empty" if value == [] else "document.not_a_list"
            self.add(code, key, f"must be a list with at least one entry: state {what}", value=value)
            return
        for index, item in enumerate(value):
            place = f"{self.at(key)}[{index}]"
            if isinstance(item, dict):
                yield Reader(item, place, self.out)
            else:
                self.out.add("document.not_an_object", place, f"must be an object: state {what}", value=item)

    def texts(self, key: str, what: str) -> tuple[str, ...]:
        """Return a list of different words that are not blank, or an empty tuple where the field is not given."""
        value = self.given.get(key)
        if value is None:
            return ()
        words = [item for item in value if isinstance(item, str) and item.strip()] if isinstance(value, list) else []
        if not words or len(words) != len(value) or len(set(words)) != len(words):
            self.add("list.malformed", key, f"must be a list of different words: state {what}", value=value)
        return tuple(dict.fromkeys(words))


def integer(value: object) -> Fraction | None:
    """Return the value of an integer outside quotes, which is exact too; True is not 1 here."""
    return Fraction(value) if isinstance(value, int) and not isinstance(value, bool) else None

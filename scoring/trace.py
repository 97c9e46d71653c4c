"""Every number with its inputs, its rule and its source: values are kept, words are made only when printed."""

from collections.abc import Iterator
from fractions import Fraction
from math import gcd
from typing import Any, NamedTuple

from scoring.exact import decimal_places, decimal_text, digits_of, exact_text
from scoring.rounding import STANDARD, Rounding, shown_ratio


class Step(NamedTuple):
    """One number: what it is, its exact value, the rule that made it, where the rule comes from, and its inputs."""

    what: str
    value: Fraction
    rule: str
    source: str = ""
    inputs: "tuple[Step, ...]" = ()
    said: str = ""

    def lines(self, rounding: Rounding, depth: int | None = None, indent: int = 0) -> Iterator[str]:
        """Yield the step and, to `depth` levels below it (None: all), its inputs, each as one readable line."""
        yield "  " * indent + (self.said or f"{self.what}: {value_text(self.value, rounding)} ({self.rule})")
        if depth is None or depth > 0:
            for step in self.inputs:
                yield from step.lines(rounding, None if depth is None else depth - 1, indent + 1)

    def to_mapping(self, rounding: Rounding) -> dict[str, Any]:
        """Return the step and everything below it as a plain mapping."""
        mapping: dict[str, Any] = {"what": self.what, "value": number(self.value, rounding), "rule": self.rule}
        if self.source:
            mapping["source"] = self.source
        if self.said:
            mapping["said"] = self.said
        if self.inputs:
            mapping["inputs"] = [step.to_mapping(rounding) for step in self.inputs]
        return mapping


def given(what: str, value: Fraction, rule: str = "as given in the bid") -> Step:
    """Return a number that nobody computed: it stands in the bid or in the rubric."""
    return Step(what, value, rule)


def number(value: Fraction, rounding: Rounding) -> dict[str, str]:
    """Return a number as a result document writes it: exact, and rounded once for people.

    >>> number(Fraction(200, 3), Rounding())
    {'exact': '200/3', 'shown': '66.67'}
    """
    return {"exact": exact_text(value), "shown": rounding.shown(value)}


def typed_number(value: Fraction, rounding: Rounding) -> dict[str, str]:
    """Return a number that somebody chose, such as a weight: shown as it was typed where that is short."""
    return {"exact": exact_text(value), "shown": plain(value, rounding)}


def plain(value: Fraction, rounding: Rounding) -> str:
    """Return a weight or a mark as people typed it; only a value with no short decimal is rounded.

    >>> plain(Fraction(75, 4), Rounding(0)), plain(Fraction(100, 3), Rounding())
    ('18.75', '33.33')
    """
    return _plain(*value.as_integer_ratio(), rounding)


LONGEST_PLAIN = 6


def _plain(top: int, bottom: int, rounding: Rounding) -> str:
    """Return a ratio in lowest terms as people typed it."""
    if bottom == 1:
        return digits_of(top)
    places = decimal_places(bottom)
    if places is None or places > LONGEST_PLAIN:
        return shown_ratio(top, bottom, rounding.places, rounding.mode)
    return decimal_text(top * (10**places // bottom), places)


def value_text(value: Fraction, rounding: Rounding = STANDARD) -> str:
    """Return any number for a sentence: exact where it is short, otherwise rounded, with thousands set apart.

    >>> value_text(Fraction(1250000)), value_text(Fraction(2, 3))
    ('1,250,000', '0.67')
    """
    return grouped(plain(value, rounding))


def grouped(text: str) -> str:
    """Return a plain decimal with commas between thousands.

    >>> grouped("1234567.89"), grouped("-123456"), grouped("12")
    ('1,234,567.89', '-123,456', '12')
    """
    whole, point, part = text.partition(".")
    if len(whole) <= 3:  # noqa: PLR2004 - most numbers are short, and then there is nothing to set apart
        return text
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    first = len(digits) % 3
    threes = [digits[start : start + 3] for start in range(first, len(digits), 3)]
    return f"{sign}{','.join([digits[:first], *threes] if first else threes)}{point}{part}"


def percent(value: Fraction) -> str:
    """Return a share as a percentage for a sentence.

    >>> percent(Fraction(1, 4)), percent(Fraction(2, 3))
    ('25%', '66.67%')
    """
    top, bottom = value.as_integer_ratio()
    shared = gcd(100, bottom)
    return _plain(top * (100 // shared), bottom // shared, STANDARD) + "%"

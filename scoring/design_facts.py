"""What is known of the contract that a rubric is meant for, so that its questions can be held against it."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from scoring.design_assumptions import Assumptions, read_assumptions
from scoring.digest import unfit
from scoring.exact import HUNDRED, ZERO, exact_text
from scoring.findings import Collector, Finding, Findings
from scoring.reading import Reader

FIELDS: Final = (
    "value",
    "values",
    "years",
    "above_threshold",
    "minimum_social_value",
    "serves_social_value",
    "limits",
    "expected",
    "assumptions",
)


@dataclass(frozen=True, slots=True)
class LeastWeight:
    """The least that social value must weigh, in points of 100, and who says so."""

    percent: Fraction
    source: str


@dataclass(frozen=True, slots=True)
class Limit:
    """What may not be scored: measures by id, words that speak of it, the rule in words, and its source."""

    measures: frozenset[str]
    words: tuple[str, ...]
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A contract as far as it is known; None is not known.

    `value` is in pounds without VAT, `values` by lot where lots have their own; `expected` says by criterion between
    which figures offers are expected, as the criterion counts them: after any division by price, value or years.
    """

    value: Fraction | None = None
    values: Mapping[str, Fraction] = field(default_factory=dict)
    years: Fraction | None = None
    above_threshold: bool | None = None
    minimum_social_value: tuple[LeastWeight, ...] = ()
    serves_social_value: frozenset[str] = frozenset()
    limits: tuple[Limit, ...] = ()
    expected: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)
    assumptions: Assumptions = field(default_factory=lambda: read_assumptions(None))

    def value_of(self, lot: str) -> Fraction | None:
        """Return what the contract for a lot is worth: its own value, or else that of the whole."""
        return self.values.get(lot, self.value)

    def to_mapping(self) -> dict[str, Any]:
        """Return what was taken into account, without the assumptions."""
        return {
            "value": _text(self.value),
            "values": {lot: exact_text(value) for lot, value in self.values.items()},
            "years": _text(self.years),
            "above_threshold": self.above_threshold,
            "expected": {name: [exact_text(low), exact_text(high)] for name, (low, high) in self.expected.items()},
        }


def read_facts(given: Mapping[str, Any] | None) -> Facts | Findings:
    """Return the facts that a mapping states, or everything that is wrong with it, each at a place below "contract".

    >>> read_facts({"value": "0", "year": "3"}).codes
    ('key.unknown', 'number.zero')
    """
    if given is None:
        return Facts()
    if not isinstance(given, dict):
        return Findings([Finding("document.not_an_object", "", "the contract must be an object with named fields")])
    out = Collector(unfit(given))
    if out:
        return out.findings()
    reader = Reader(given, "contract", out)
    reader.known(*FIELDS)
    facts = Facts(
        value=_above_zero(reader, "value", "the value of the contract in pounds"),
        values=_values(reader),
        years=_above_zero(reader, "years", "how many years the contract runs"),
        above_threshold=_flag(reader, "above_threshold"),
        minimum_social_value=_least_weights(reader),
        serves_social_value=frozenset(reader.texts("serves_social_value", "the ids of criteria that serve it")),
        limits=_limits(reader),
        expected=_expected(reader),
        assumptions=read_assumptions(_child(reader, "assumptions")),
    )
    return out.findings() if out else facts


def unknown_in(facts: Facts, criteria: Container[str], lots: Container[str]) -> Findings:
    """Return what the facts say of criteria and lots that a rubric does not have: nothing is silently left out."""
    named = [("expected", name) for name in facts.expected]
    named += [("serves_social_value", name) for name in sorted(facts.serves_social_value)]
    out = Collector()
    for key, name in named:
        if name not in criteria:
            out.add("criterion.unknown", f"contract.{key}.{name}", "the rubric has no such criterion", value=name)
    for lot in facts.values:
        if lot not in lots:
            out.add("lot.unknown", f"contract.values.{lot}", "the rubric names no such lot", value=lot)
    return out.findings()


def _text(value: Fraction | None) -> str | None:
    return None if value is None else exact_text(value)


def _child(reader: Reader, key: str) -> Reader | None:
    return reader.child(key, "an object with named fields") if reader.has(key) else None


def _above_zero(reader: Reader, key: str, what: str) -> Fraction | None:
    value = reader.number(key, what) if reader.has(key) else None
    if value == ZERO:
        reader.add("number.zero", key, "must be above 0; leave it out where it is not known", value=reader.given[key])
        return None
    return value


def _values(reader: Reader) -> dict[str, Fraction]:
    inner = _child(reader, "values")
    lots = () if inner is None else inner.given
    found = {lot: _above_zero(inner, lot, "the value of the lot") for lot in lots if inner is not None}
    return {lot: value for lot, value in found.items() if value is not None}


def _flag(reader: Reader, key: str) -> bool | None:
    value = reader.given.get(key)
    if value is None or isinstance(value, bool):
        return value
    reader.add("flag.malformed", key, "must be true, false or null", value=value)
    return None


def _least_weights(reader: Reader) -> tuple[LeastWeight, ...]:
    if not reader.has("minimum_social_value"):
        return ()
    found = []
    for row in reader.children("minimum_social_value", "each least weight with its source"):
        row.known("percent", "source")
        least = row.number("percent", "the least weight of 100", high=HUNDRED)
        source = row.text("source", "who says so")
        if least is not None:
            found.append(LeastWeight(least, source))
    return tuple(found)


def _limits(reader: Reader) -> tuple[Limit, ...]:
    if not reader.has("limits"):
        return ()
    found = []
    for row in reader.children("limits", "each limit on what may be scored"):
        row.known("measures", "words", "says", "source")
        measures = frozenset(row.texts("measures", "the ids of measures"))
        words = row.texts("words", "words that speak of it")
        found.append(Limit(measures, words, row.text("says", "the rule in words"), row.text("source", "who says so")))
    return tuple(found)


def _expected(reader: Reader) -> dict[str, tuple[Fraction, Fraction]]:
    inner = _child(reader, "expected")
    found = {}
    for name in () if inner is None else inner.given:
        row = inner.child(name, "between which figures offers are expected") if inner is not None else None
        if row is None:
            continue
        row.known("low", "high")
        low, high = row.number("low", "the least offer expected"), row.number("high", "the greatest offer expected")
        if low is not None and high is not None and low <= high:
            found[name] = (low, high)
        elif low is not None and high is not None:
            row.add("expected.not_in_order", "high", "must not be below low", value=row.given["high"])
    return found

"""Looks at a rubric with the contract and the regime it is meant for; reads only, and keeps nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from app.rubrics import regimes, tables, worth
from app.rubrics.design_schemas import DesignOut
from app.rubrics.errors import DesignFactsUnfit, RubricHasFindings
from app.rubrics.regimes import Facts, Rule
from app.rubrics.worth import Worth
from scoring.design import design
from scoring.findings import Findings
from scoring.parse import parse_rubric
from scoring.rounding import shown
from scoring.rubric import Rubric, walk

_PENCE = 2
_PART_OF_A_YEAR = 4
_EXPECTED_PARTS = 3


@dataclass(frozen=True, slots=True)
class Meant:
    """What a rubric is meant for. None is not known; `values` is the value of lots that have their own.

    `on` is the day whose rules hold, `serves` names the criteria that the tender says serve social value, and
    `expected` says between which figures offers are expected, as `criterion:low:high`.
    """

    on: date
    regime: str | None
    facts: Facts
    worth: Worth | None
    values: Mapping[str, Worth] = field(default_factory=dict)
    years: Fraction | None = None
    serves: Sequence[str] = ()
    expected: Sequence[str] = ()


def looked_at(title: str, body: Mapping[str, Any], meant: Meant) -> DesignOut:
    """Return what is found in a rubric document.

    Raises RubricHasFindings for one that is not sound, DesignFactsUnfit for expectations that cannot be read, and
    NotFound for a regime that is not there.
    """
    rubric = parse_rubric(body)
    if isinstance(rubric, Findings):
        raise RubricHasFindings(title, "cannot be looked at", [finding.to_mapping() for finding in rubric])
    found = design(body, _contract(rubric, meant))
    if isinstance(found, Findings):
        raise DesignFactsUnfit([finding.to_mapping() for finding in found])
    return DesignOut.model_validate(found)


def _contract(rubric: Rubric, meant: Meant) -> dict[str, Any]:
    """Return what is known of the contract as `scoring.design` takes it; what is not known is left out.

    A tender may have lots that its rubric treats alike, and may say of a criterion that is gone what it serves.
    """
    facts: dict[str, Any] = {"above_threshold": None, "expected": _expected(meant.expected)}
    if meant.worth is not None and (value := _without_vat(meant.worth, meant.on)) is not None:
        facts["value"] = value
    values = {lot: _without_vat(one, meant.on) for lot, one in meant.values.items() if lot in rubric.lots_named}
    facts["values"] = {lot: value for lot, value in values.items() if value is not None}
    if meant.years is not None:
        facts["years"] = shown(meant.years, _PART_OF_A_YEAR)
    known = {node.id for node in walk(rubric.criteria)}
    if serves := sorted(known.intersection(meant.serves)):
        facts["serves_social_value"] = serves
    return facts | ({} if meant.regime is None else _of_regime(meant.regime, meant))


def _of_regime(regime: str, meant: Meant) -> dict[str, Any]:
    threshold = worth.threshold(regime, meant.on, meant.facts)
    above = None if threshold is None or meant.worth is None else worth.reaches(threshold, meant.worth, meant.on)
    least = regimes.rules(regime, "minimum_social_value_weight", meant.on, meant.facts)
    limits = regimes.rules(regime, "scoring_limit", meant.on, meant.facts)
    facts: dict[str, Any] = {"above_threshold": above}
    if least:
        facts["minimum_social_value"] = [{"percent": rule["percent"], "source": rule["source"]} for rule in least]
    if limits:
        facts["limits"] = [_limit(rule) for rule in limits]
    return facts


def _limit(rule: Rule) -> dict[str, Any]:
    # The id of such a rule is what it is about, such as living-wage: a question in words may be about it too.
    words = [rule["id"].replace("-", " ")]
    said = {"words": words, "says": rule["says"], "source": rule["source"]}
    return said | ({"measures": list(rule["measures"])} if rule.get("measures") else {})


def _without_vat(stated: Worth, on: date) -> str | None:
    """Return a value in pounds without VAT, rounded to pence; None in another currency."""
    if stated.currency != "GBP":
        return None
    amount = Fraction(stated.amount)
    if stated.includes_vat:
        amount /= 1 + Fraction(tables.lookup("vat", "standard", on).value) / 100
    return shown(amount, _PENCE)


def _expected(given: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return what `criterion:low:high` says; the id of a criterion may itself hold a colon."""
    found: dict[str, dict[str, str]] = {}
    for number, text in enumerate(given):
        parts = text.rsplit(":", _EXPECTED_PARTS - 1)
        if len(parts) != _EXPECTED_PARTS:
            message = "write it as criterion:low:high, such as carbon-pledge:5:20"
            raise DesignFactsUnfit([{"place": f"query.expected[{number}]", "message": message, "value": text[:80]}])
        criterion, low, high = parts
        if criterion in found:
            message = f"says a second time what is expected on {criterion}: say it once"
            raise DesignFactsUnfit([{"place": f"query.expected[{number}]", "message": message, "value": text[:80]}])
        found[criterion] = {"low": low, "high": high}
    return found

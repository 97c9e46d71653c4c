"""Reads a tender against the dated rules of its regime: what the law needs before publication, and what it advises."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.kit.schema import plain
from app.rubrics import frameworks, regimes, worth
from app.rubrics.clocks import value_words
from app.rubrics.leaves import Leaf
from app.rubrics.regimes import Facts, Rule
from app.rubrics.worth import Worth
from app.tenders.rules import Shortfall
from app.tenders.terms import EvaluationTerms
from scoring.exact import exact_text

_SOCIAL_VALUE = "social-value"


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of a rubric and what they weigh, by lot: known once the rubric is sound and fits the lots."""

    leaves: Sequence[Leaf]
    weights: Mapping[str, Mapping[str, Fraction]]


@dataclass(frozen=True, slots=True)
class Subject:
    """A tender as its regime sees it. `on` is the day the procurement commences: that of publication.

    `asked` is None while the rubric is not there, or does not fit the lots.
    """

    regime: str
    on: date
    facts: Facts
    worth: Worth | None
    terms: EvaluationTerms
    lots: Sequence[str]
    asked: Asked | None


def needed(tender: Subject) -> list[Shortfall]:
    """Return what the regime needs and the tender does not have: it is not published without."""
    return [
        *_scope(tender),
        *_threshold(tender, enforced=True),
        *_key_criteria(tender),
    ]


def advised(tender: Subject) -> list[Shortfall]:
    """Return what the regime, or policy beside it, asks for and publication does not wait for."""
    return [
        *_category_advised(tender),
        *_vat(tender),
        *_threshold(tender, enforced=False),
        *_social_value(tender),
        *_duties(tender),
        *_limits_on_scoring(tender),
        *_idle_lot_limit(tender),
    ]


# ------------------------------------------------------------------------------------------------------- what is needed
def _scope(tender: Subject) -> Iterator[Shortfall]:
    """Yield why the regime is not for this contract: not yet in force, not of this category, not for this buyer."""
    found = regimes.one(tender.regime, "scope", tender.on)
    if found is None:
        message = f"holds no rules for a procurement that commences on {tender.on}; choose another, or publish later"
        yield Shortfall("regime.not_in_force", "regime", message, tender.regime)
        return
    category, buyer = tender.facts.category, tender.facts.buyer
    if category is None:
        if found["category"] == "required":
            message = f"the regime needs it: say which of {', '.join(found['categories'])}"
            yield Shortfall("category.missing", "category", message, source=found["source"])
        return
    if category not in found["categories"]:
        others = regimes.taking(category, buyer, tender.on)
        way = f"this buyer runs them under {' or '.join(others)}" if others else "choose the category that it is here"
        message = f"the regime takes {', '.join(found['categories'])}; {way}"
        yield Shortfall("category.not_taken", "category", message, category, found["source"])
    elif "buyers" in found and buyer not in found["buyers"]:
        message = f"is for {', '.join(found['buyers'])} only; choose the regime that your organisation is under"
        yield Shortfall("regime.not_for_buyer", "regime", message, tender.regime, found["source"])


def _threshold(tender: Subject, *, enforced: bool) -> Iterator[Shortfall]:
    """Yield a value on the other side of the threshold than the regime is for, or one that cannot be told from it."""
    found = worth.threshold(tender.regime, tender.on, tender.facts)
    if found is None or found.rule["enforced"] is not enforced or tender.worth is None:
        return
    said = f"{found.rule['currency']} {found.amount:,} including VAT ({found.title})"
    reached = worth.reaches(found, tender.worth, tender.on)
    amount, source = plain(tender.worth.amount), f"{found.rule['source']}; {found.source}"
    if reached is None:
        message = f"it may lie on either side of the threshold of {said}: state the value including VAT"
        yield Shortfall("value.threshold_unclear", "value_includes_vat", message, amount, source)
    elif reached is (found.rule["side"] == "below"):
        side = "not below" if reached else "below"
        message = f"is {side} the threshold of {said}: look whether another regime is the right one"
        yield Shortfall("value.other_side_of_threshold", "value", message, amount, source)


def _key_criteria(tender: Subject) -> Iterator[Shortfall]:
    """Yield key criteria that no criterion of a lot serves, and what is stated of them that does not exist."""
    rule = regimes.one(tender.regime, "key_criteria", tender.on, tender.facts)
    if tender.asked is None:
        return
    headings = {} if rule is None else _headings(rule)
    yield from _stated_wrongly(tender, tender.asked, headings, rule)
    if rule is None or not rule["all"]:
        return
    for place, lot in enumerate(tender.lots):
        served = {one for leaf in _in(tender.asked, lot) for one in _serves(tender, leaf, rule["framework"])}
        for heading in headings:
            if heading not in served:
                message = (
                    f"no criterion of lot {lot} serves the key criterion {headings[heading]!r}: add one, or say in "
                    f"evaluation.key_criteria which serves {heading}"
                )
                yield Shortfall("key_criterion.not_served", f"lots[{place}]", message, heading, rule["source"])


def _stated_wrongly(
    tender: Subject, asked: Asked, headings: Mapping[str, str], rule: Rule | None
) -> Iterator[Shortfall]:
    known = {leaf.id for leaf in asked.leaves} | {one for leaf in asked.leaves for one in leaf.section_ids}
    for criterion, served in tender.terms.key_criteria.items():
        place = f"evaluation.key_criteria.{criterion}"
        if criterion not in known:
            yield Shortfall("key_criteria.criterion_unknown", place, "the rubric has no such criterion", criterion)
        for heading in served if rule is not None else ():
            if heading not in headings:
                message = f"the regime has no such key criterion; choose from {', '.join(headings)}"
                yield Shortfall("key_criteria.unknown", place, message, heading)


# ------------------------------------------------------------------------------------------------------ what is advised
def _category_advised(tender: Subject) -> Iterator[Shortfall]:
    found = regimes.one(tender.regime, "scope", tender.on)
    if found is not None and found["category"] == "advised" and tender.facts.category is None:
        message = (
            f"say which of {', '.join(found['categories'])}: threshold, standstill and notices depend on it, and "
            "without it the stricter rule is taken"
        )
        yield Shortfall("category.missing", "category", message, source=found["source"])


def _vat(tender: Subject) -> Iterator[Shortfall]:
    kinds = ("thresholds", "kpi_duty", "carbon_reduction_plan")
    rules = [rule for kind in kinds for rule in regimes.rules(tender.regime, kind, tender.on, tender.facts)]
    if rules and tender.worth is not None and tender.worth.includes_vat is None:
        message = "say whether the value includes VAT: thresholds and duties depend on it"
        yield Shortfall("value.vat_not_said", "value_includes_vat", message, source=rules[0]["source"])


def _social_value(tender: Subject) -> Iterator[Shortfall]:
    """Yield a weight of social value below that of the policy that binds the buyer, lot by lot."""
    if tender.asked is None:
        return
    for rule in regimes.rules(tender.regime, "minimum_social_value_weight", tender.on, tender.facts):
        least = Fraction(rule["percent"])
        for place, lot in enumerate(tender.lots):
            weight = _weight_of_social_value(tender, tender.asked, lot)
            if weight < least:
                has = exact_text(weight)
                message = (
                    f"in lot {lot} social value weighs {has} of 100, and the policy asks for {exact_text(least)}. "
                    f"A question counts that has a measure, or that evaluation.key_criteria says serves {_SOCIAL_VALUE}"
                )
                yield Shortfall("social_value.weight_low", f"lots[{place}]", message, has, rule["source"])


def _duties(tender: Subject) -> Iterator[Shortfall]:
    """Yield the duties that the value of the contract brings, each by its own test."""
    if tender.worth is None:
        return
    amount = plain(tender.worth.amount)
    for kind, what in (("kpi_duty", "key performance indicators"), ("carbon_reduction_plan", "")):
        for rule in regimes.rules(tender.regime, kind, tender.on, tender.facts):
            met = worth.met(rule["value"], tender.worth, tender.on)
            name = what or f"a {rule['document'].replace('_', ' ')} of every bidder, as a gate of the rubric"
            if met is not False:
                needs = "is due" if met else "may be due: say the value, VAT and term that the test counts"
                message = f"{name}: {needs} ({value_words(rule['value'])})"
                yield Shortfall(f"duty.{rule['id'].replace('-', '_')}", "value", message, amount, rule["source"])


def _limits_on_scoring(tender: Subject) -> Iterator[Shortfall]:
    for rule in regimes.rules(tender.regime, "scoring_limit", tender.on, tender.facts):
        scored = set(rule.get("measures", ()))
        for leaf in tender.asked.leaves if tender.asked is not None else ():
            if leaf.measure is not None and leaf.measure["id"] in scored:
                message = f"the question {leaf.title!r}: {rule['says']}"
                yield Shortfall("criterion.limited", "rubric_id", message, leaf.id, rule["source"])


def _idle_lot_limit(tender: Subject) -> Iterator[Shortfall]:
    limit = tender.terms.lot_limit
    if limit is not None and limit.most >= len(tender.lots):
        message = f"limits nothing: there are {len(tender.lots)} lots; lower it, or leave the limit out"
        yield Shortfall("lot_limit.limits_nothing", "evaluation.lot_limit.most", message, str(limit.most))


# --------------------------------------------------------------------------------------------------------------- inside
def _headings(rule: Rule) -> dict[str, str]:
    return {one["id"]: one["title"] for one in frameworks.framework(rule["framework"])["headings"]}


def _in(asked: Asked, lot: str) -> list[Leaf]:
    return [leaf for leaf in asked.leaves if leaf.in_lot(lot)]


def _stated(tender: Subject, leaf: Leaf) -> set[str]:
    """Return the key criteria that the tender says a question serves, or a section above it."""
    return {one for name in (leaf.id, *leaf.section_ids) for one in tender.terms.key_criteria.get(name, ())}


def _serves(tender: Subject, leaf: Leaf, framework: str) -> set[str]:
    """Return the key criteria that a question serves: those stated, and those that its measure falls under."""
    measured = () if leaf.measure is None else frameworks.headings_of(framework, leaf.measure["id"])
    return _stated(tender, leaf) | set(measured)


def _weight_of_social_value(tender: Subject, asked: Asked, lot: str) -> Fraction:
    counted = [leaf for leaf in _in(asked, lot) if leaf.measure is not None or _SOCIAL_VALUE in _stated(tender, leaf)]
    return sum((asked.weights[lot].get(leaf.id, Fraction(0)) for leaf in counted), Fraction(0))


def years_or_none(starts_on: date | None, ends_on: date | None) -> Fraction | None:
    """Return how many years a contract runs; None where its days are not there, or not in order."""
    if starts_on is None or ends_on is None or ends_on < starts_on:
        return None
    return worth.years_of(starts_on, ends_on)


def worth_or_none(
    value: Decimal | None, currency: str, *, includes_vat: bool | None, years: Fraction | None
) -> Worth | None:
    """Return what a contract is worth; None where no value above 0 is stated."""
    return None if value is None or value <= 0 else Worth(value, includes_vat, years, currency)

"""Says in words and numbers whether a change of a contract needs a notice or a new procedure, by its regime's limits.

Changes that were split up are added together: how far value and term moved, up or down, since the contract was made or
since a change whose notice was published. What cannot be told from what is stated is *cannot say*, never a guess, and
where the category of the contract is not stated the stricter limit is taken. Whether a change is substantial, or is
permitted at all, is for the authority to judge: only the limits that are numbers are looked at here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.kit.schema import plain
from app.rubrics.regimes import Category, Facts, Rule
from scoring.exact import exact_text
from scoring.rounding import shown

_WHOLE = 100
_BEYOND = {"notice": "a contract change notice is due", "new_procedure": "it needs a new procedure"}


@dataclass(frozen=True, slots=True)
class Moved:
    """How far value or term moved in one change. `covered` says that a notice of it was published."""

    value: Decimal | None
    days: int
    covered: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    """A change against the contract as it was made. Values are None where the contract has none."""

    regime: str
    title: str
    facts: Facts
    currency: str
    first_value: Decimal | None
    first_term: tuple[date, date]
    value: tuple[Decimal | None, Decimal | None]
    ends_on: tuple[date, date]
    earlier: Sequence[Moved] = ()

    @property
    def this(self) -> Moved:
        """Return how far this change alone moves value and term."""
        before, after = self.value
        moved = None if before is None or after is None else abs(after - before)
        if before is None and after is None:
            moved = Decimal(0)
        return Moved(moved, abs((self.ends_on[1] - self.ends_on[0]).days))

    @property
    def together(self) -> Moved:
        """Return how far this change and the uncovered ones before it move them together."""
        since: list[Moved] = []
        for one in self.earlier:
            since = [] if one.covered else [*since, one]
        moves = [*since, self.this]
        values = [one.value for one in moves if one.value is not None]
        value = sum(values, Decimal(0)) if len(values) == len(moves) else None
        return Moved(value, sum(one.days for one in moves))


def notice_of(size: Size, rules: Sequence[Rule]) -> dict[str, Any]:
    """Return what the rules of a regime say of a change, as it is kept; `due` is None where nobody can say."""
    tests = [_test(size, rule) for rule in rules]
    due = _any([one["due"] for one in tests])
    return {
        "regime": size.regime,
        "due": due,
        "value": _value(size),
        "term": _term(size),
        "tests": tests,
        "said": _said(size, tests),
    }


def _test(size: Size, rule: Rule) -> dict[str, Any]:
    limits = [one for one in (_percent(size, rule), _amount(size, rule)) if one is not None]
    verdicts = [over for over, _ in limits]
    value = _every(verdicts) if rule.get("all") else _any(verdicts)
    term = _of_term(size, rule)
    due = _any([value, term[0]] if term else [value])
    words = [said for _, said in limits] + ([term[1]] if term else [])
    return {
        "rule": f"{rule['id']}@{rule['from']}",
        "source": rule["source"],
        "beyond": rule.get("beyond", "notice"),
        "by_when": _by_when(rule),
        "due": due,
        "said": f"{'; '.join(words)}: {_verdict(rule, due)}",
        "exceptions": list(rule.get("exceptions", ())),
    }


def _percent(size: Size, rule: Rule) -> tuple[bool | None, str] | None:
    limit = _limit(size.facts, rule)
    if limit is None:
        return None
    moved = size.together.value
    if not size.first_value or moved is None:
        return None, "the contract states no value to compare with"
    percent = Fraction(moved) * _WHOLE / Fraction(size.first_value)
    of = f"{size.currency} {moved:,} of {size.first_value:,} ({shown(percent)}%)"
    return _passes(percent, limit, rule), f"value moves by {of} in all, the limit is {exact_text(limit)}%"


def _limit(facts: Facts, rule: Rule) -> Fraction | None:
    """Return the percentage of value; where the category is not stated the stricter of two."""
    if "value_percent" in rule:
        return Fraction(rule["value_percent"])
    if "goods_services_percent" not in rule:
        return None
    both = Fraction(rule["goods_services_percent"]), Fraction(rule["works_percent"])
    if facts.category is None:
        return min(both)
    return both[facts.category == Category.WORKS]


def _amount(size: Size, rule: Rule) -> tuple[bool | None, str] | None:
    if "value_amount" not in rule:
        return None
    limit, moved = Fraction(rule["value_amount"]), size.together.value
    if moved is None or size.currency != rule["currency"]:
        return None, f"the change cannot be compared with {rule['currency']} {Decimal(rule['value_amount']):,}"
    said = f"value moves by {size.currency} {moved:,} in all, the limit is {Decimal(rule['value_amount']):,}"
    return _passes(Fraction(moved), limit, rule), said


def _of_term(size: Size, rule: Rule) -> tuple[bool | None, str] | None:
    if "term_percent" not in rule:
        return None
    days, limit = _days(size.first_term), Fraction(rule["term_percent"])
    percent = Fraction(size.together.days * _WHOLE, days)
    said = f"the term moves by {size.together.days} of {days} days ({shown(percent)}%), the limit is {limit}%"
    return _passes(percent, limit, rule), said


def _passes(value: Fraction, limit: Fraction, rule: Rule) -> bool:
    return value >= limit if rule.get("comparison", "over") == "at_least" else value > limit


def _verdict(rule: Rule, due: bool | None) -> str:  # noqa: FBT001 - one fact, not an option
    if due is None:
        return f"whether {_BEYOND[rule.get('beyond', 'notice')]} cannot be said"
    if not due:
        return "within the limits"
    exceptions = " unless an exception holds" if rule.get("beyond") == "new_procedure" else ""
    return f"{_BEYOND[rule.get('beyond', 'notice')]} {_by_when(rule)}{exceptions}"


def _by_when(rule: Rule) -> str:
    if "within_days" in rule:
        return f"within {rule['within_days']} days of the change"
    return "before the change takes effect"


def _said(size: Size, tests: Sequence[Mapping[str, Any]]) -> str:
    if not tests:
        return (
            f"The rules of {size.title} held here set no limit for a change of this contract. Whether the change may "
            "be made is for the authority to judge."
        )
    words = ". ".join(f"{one['said'][0].upper()}{one['said'][1:]}" for one in tests)
    return f"{words}. Whether the change is permitted at all is for the authority to judge."


def _value(size: Size) -> dict[str, Any]:
    """Return the numbers of the value as text; a percentage exact and as it is shown."""
    before, after = size.value
    return {
        "at_first": _text(size.first_value),
        "before": _text(before),
        "after": _text(after),
        "moves": _text(size.this.value),
        "moves_in_all": _text(size.together.value),
        "percent": _share(size.this.value, size.first_value),
        "percent_in_all": _share(size.together.value, size.first_value),
    }


def _term(size: Size) -> dict[str, Any]:
    days = _days(size.first_term)
    before, after = size.ends_on
    return {
        "days_at_first": days,
        "before": before.isoformat(),
        "after": after.isoformat(),
        "moves_days": size.this.days,
        "moves_days_in_all": size.together.days,
        "percent": _figure(Fraction(size.this.days * _WHOLE, days)),
        "percent_in_all": _figure(Fraction(size.together.days * _WHOLE, days)),
    }


def _share(moved: Decimal | None, whole: Decimal | None) -> dict[str, str] | None:
    return None if moved is None or not whole else _figure(Fraction(moved) * _WHOLE / Fraction(whole))


def _figure(value: Fraction) -> dict[str, str]:
    return {"exact": exact_text(value), "shown": shown(value)}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _days(term: tuple[date, date]) -> int:
    return (term[1] - term[0]).days + 1


def _any(verdicts: Sequence[bool | None]) -> bool | None:
    if any(one is True for one in verdicts):
        return True
    return None if None in verdicts else False


def _every(verdicts: Sequence[bool | None]) -> bool | None:
    if any(one is False for one in verdicts):
        return False
    return None if None in verdicts else True

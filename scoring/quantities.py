"""What a bid offers on one criterion, as one exact number: from parts, per pound or per year."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from scoring.bids import Answer, Bid, Contract
from scoring.exact import exact_sum, exact_text
from scoring.methods.contract import Refusal
from scoring.rubric import Criterion, Normalise, Parts
from scoring.trace import Step, given


def from_parts(parts: Parts, stated: Mapping[str, Fraction]) -> Fraction:
    """Return (Σ part × factor) × Π parts.

    Source: FTE-years as Torbay Council counts them: ten full-time and five half-time posts for two years are 25.

    >>> staff = Parts((("full_time", Fraction(1)), ("part_time", Fraction(1, 2))), ("years",))
    >>> from_parts(staff, {"full_time": Fraction(10), "part_time": Fraction(5), "years": Fraction(2)})
    Fraction(25, 1)
    """
    quantity = exact_sum([stated[name] * factor for name, factor in parts.sum])
    for name in parts.times:
        quantity *= stated[name]
    return quantity


def per_denominator(quantity: Fraction, denominator: Fraction, per: Fraction) -> Fraction:
    """Return quantity ÷ (denominator ÷ per): what is offered for each million pounds, or for each year.

    Source: Makegood; it answers the finding that raw quantities let the largest bidder win (domain facts, head 10).

    >>> per_denominator(Fraction(12), Fraction(3000000), Fraction(1000000))
    Fraction(4, 1)
    """
    return quantity * per / denominator


def price_of(bid: Bid, lot: str, leaves: Iterable[Criterion]) -> Fraction | None:
    """Return the price of a bid in a lot: its own, or else the answer to the only criterion that asks for a price."""
    if lot in bid.prices:
        return bid.prices[lot]
    asked = [leaf.id for leaf in leaves if leaf.method.takes == "price"]
    answer = bid.answers.get(asked[0]) if len(asked) == 1 else None
    return None if answer is None else answer.value


def divisor(rule: Normalise, bid: Bid, lot: str, contract: Contract, leaves: Iterable[Criterion]) -> Fraction | None:
    """Return what a quantity is divided by, before `per`: the bid's price, or the contract's value or years."""
    if rule.by == "price":
        return price_of(bid, lot, leaves)
    return (contract.values if rule.by == "contract_value" else contract.years).get(lot)


def normalised(quantity: Fraction, rule: Normalise, denominator: Fraction | None) -> Fraction | Refusal:
    """Return the quantity per denominator, or a refusal where there is nothing to divide by."""
    if not denominator:
        return Refusal(
            "price.zero",
            f"a quantity cannot be stated per {rule.by} of 0: clarify it with the bidder, or exclude the bid",
        )
    return per_denominator(quantity, denominator, rule.per)


def origin(leaf: Criterion, answer: Answer, value: Fraction, denominator: Fraction | None) -> tuple[Step, ...]:
    """Return how a quantity came about, for the trace: nothing to say where it was given as it is."""
    steps: tuple[Step, ...] = ()
    if leaf.parts is not None and answer.parts is not None:
        factors = {name: f"counts {exact_text(factor)} each" for name, factor in leaf.parts.sum}
        inputs = tuple(
            given(name, answer.parts[name], factors.get(name, "multiplies the sum")) for name in leaf.parts.names
        )
        steps = (Step("quantity from its parts", answer.value, "(Σ part × factor) × Π parts", inputs=inputs),)
    if leaf.normalise is not None and denominator is not None:
        below = steps or (given("quantity", answer.value),)
        by, per = leaf.normalise.by.replace("_", " "), exact_text(leaf.normalise.per)
        rule = f"quantity ÷ ({by} ÷ {per})"
        steps = (Step(f"quantity per {per} of {by}", value, rule, inputs=(*below, given(by, denominator))),)
    return steps

"""Adds up what a portfolio report lists, alike when it is made and when it is checked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from app.documents.figures import NO_DATA, NOT_APPLICABLE, NOT_DUE, NOT_VERIFIED, REJECTED, Number, known
from app.documents.performance_content import Count, Rating
from app.documents.portfolio_content import (
    ContractLine,
    Periods,
    Quantities,
    RemedyLine,
    Row,
    SharedSum,
    SumLine,
)
from app.documents.wording import RATINGS, day, plural
from app.performance.sums import ADDED
from scoring.delivery import percent_of
from scoring.exact import exact_text
from scoring.rounding import shown

QUANTITIES: Final = ("promised", "due", "claimed", "proved", "waiting", "rejected", "unknown")
COUNTS: Final = ("commitments", "periods", "reported", "accepted", "waiting", "rejected", "met", "missed")

Key = tuple[str, str, str, str]
"""A measure with its unit, its way of adding up and its direction: only like is added to like."""


def key_of(line: SumLine | Row) -> Key:
    """Return what a line, or a row of a contract, is about."""
    return (line.measure, line.unit, line.adds_up, line.better)


def quantities(adds_up: str, amounts: Mapping[str, Decimal], counts: Periods) -> Quantities:
    """Return quantities by their names; none is applicable where the measure does not add up.

    What nobody claimed or accepted is not nought: it reads as in the report of a contract.
    """
    if adds_up not in ADDED:
        return Quantities(**dict.fromkeys(QUANTITIES, NOT_APPLICABLE))
    found = {name: known(amounts[name]) for name in QUANTITIES}
    nothing = NO_DATA if counts.periods else NOT_DUE
    if not counts.periods and not amounts["due"]:
        found["due"] = NOT_DUE
    if not counts.reported and not amounts["claimed"]:
        found["claimed"] = nothing
    if not counts.accepted and not amounts["proved"]:
        found["proved"] = NOT_VERIFIED if counts.waiting else REJECTED if counts.rejected else nothing
    return Quantities(**found)


def added(rows: Iterable[Row]) -> dict[Key, tuple[dict[str, Decimal], Periods]]:
    """Return what the rows of each line come to."""
    sums: dict[Key, dict[str, Decimal]] = {}
    counts: dict[Key, dict[str, int]] = {}
    for row in rows:
        key = key_of(row)
        held = sums.setdefault(key, dict.fromkeys(QUANTITIES, Decimal(0)))
        for name in QUANTITIES:
            held[name] += getattr(row.quantities, name).value or Decimal(0)
        counted = counts.setdefault(key, dict.fromkeys(COUNTS, 0))
        for name in COUNTS:
            counted[name] += getattr(row.counts, name)
    return {key: (sums[key], Periods(**counts[key])) for key in sums}


def percent_of_due(adds_up: str, better: str, amounts: Mapping[str, Decimal], accepted: int) -> Number | None:
    """Return proved of due, or due of proved where less is better; None where either is not there."""
    if adds_up not in ADDED or not amounts["due"] or not accepted:
        return None
    proved, due = Fraction(amounts["proved"]), Fraction(amounts["due"])
    found = percent_of(proved, due, "lower" if better == "lower" else "higher")
    return None if found is None else Number(exact=exact_text(found), shown=shown(found))


def counts_of(contracts: Iterable[ContractLine]) -> tuple[Count, ...]:
    """Return how many promises of all contracts have each rating, nought included."""
    found = [(count.rating, count.commitments) for line in contracts for count in line.counts]
    return tuple(
        Count(rating=rating, commitments=sum(number for each, number in found if each is rating)) for rating in Rating
    )


def summary(
    contracts: Sequence[ContractLine], remedies: Sequence[RemedyLine], lines: Sequence[SumLine], as_at: date
) -> tuple[str, ...]:
    """Return an authority's report in a few sentences: ratings, what waits, what is owed, what was asked for."""
    if not contracts:
        return (f"No contract has gone live by {day(as_at)}.",)
    suppliers = len({line.supplier_id for line in contracts})
    counts = counts_of(contracts)
    promises = plural(sum(each.commitments for each in counts), "promise")
    measures = f"{plural(len(lines), 'measure')} of the library"
    held = plural(len(contracts), "contract").capitalize()
    said = [f"{held} with {plural(suppliers, 'supplier')}, {promises} in all and {measures}, as at {day(as_at)}."]
    named = ", ".join(f"{each.commitments} {_rating(each.rating)}" for each in counts if each.commitments)
    if named:
        said.append(f"By rating: {named}.")
    waiting = sum(line.awaiting for line in contracts)
    if waiting:
        claims = plural(waiting, "claim").capitalize()
        said.append(f"{claims} not yet looked at, and so unknown: neither proved nor missed.")
    owed = [one for line in contracts for one in line.overdue]
    if owed:
        since = min(one.since for one in owed)
        reports = sum(one.reports for one in owed)
        said.append(f"{plural(reports, 'report').capitalize()} overdue, the oldest since {day(since)}.")
    still = sum(one.status != "closed" for one in remedies)
    if remedies:
        asked = plural(len(remedies), "remedy", "remedies").capitalize()
        said.append(f"{asked} asked for, {still or 'none'} still open.")
    return tuple(said)


def summary_of_network(shared: Sequence[SharedSum], members: int, as_at: date) -> tuple[str, ...]:
    """Return a network's report in two sentences: how many sums are shown, and how many are withheld."""
    withheld = sum(one.withheld is not None for one in shared)
    measures = len({(one.measure, one.unit, one.better) for one in shared})
    sums = f"{plural(len(shared), 'sum')} in {plural(measures, 'measure')}"
    share = f"who {'shares' if members == 1 else 'share'} {sums}" if shared else "with no sum shared"
    why = f"{plural(withheld, 'sum').capitalize()} withheld, because too few members or suppliers stand behind."
    return (
        f"{plural(members, 'member').capitalize()} on {day(as_at)}, {share}.",
        why if withheld else "No sum is withheld.",
    )


def _rating(rating: Rating) -> str:
    return RATINGS[rating].partition(":")[0].lower()

"""Adds up a portfolio report again from the contracts that it lists, and looks whether a network's withholds enough."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from app.documents.figures import Number
from app.documents.portfolio_content import (
    Calibrated,
    Group,
    NetworkFacts,
    PortfolioReport,
    Quantities,
    SharedSum,
    SumLine,
)
from app.documents.portfolio_sums import (
    QUANTITIES,
    added,
    counts_of,
    key_of,
    percent_of_due,
    quantities,
    summary,
    summary_of_network,
)
from app.performance.portfolio.calibrating import Calibration, Delivered, calibrations
from app.performance.portfolio.calibrating import Group as Compared
from app.performance.sums import Measured
from scoring.exact import exact_text
from scoring.rounding import shown

HOLDS: Final = (
    "Every sum, count and percentage is that of the contracts listed, the ratings are those of all contracts together, "
    "and promises beside delivery come out the same, withheld where too few suppliers stand behind."
)
NETWORK_HOLDS: Final = (
    "No sum is shown over fewer members or suppliers than the network says, nothing is told of one that is withheld, "
    "and no part is larger than its sum."
)
TRUST: Final = (
    "What a file cannot show of itself: what each contract comes to, its ratings, what is owed under it and every name "
    "are as they were issued only if the digest is the one that was published."
)
NETWORK_TRUST: Final = (
    "What a file cannot show of itself: the sums themselves, because what they are made of is shared with nobody; they "
    "are as they were issued only if the digest is the one that was published."
)
_FIGURES: Final = (
    "promised", "due", "proved", "unknown", "proved_percent", "promised_per_million", "proved_per_million",
)  # fmt: skip


def contradictions(report: PortfolioReport) -> Iterator[str]:
    """Return a sentence for everything that the report says and that what it lists does not bear out."""
    if report.network is not None:
        yield from _network(report, report.network)
        return
    yield from _sums(report)
    if report.counts != counts_of(report.contracts):
        yield "The counts by rating are not those of the contracts listed."
    known = {line.reference for line in report.contracts}
    strangers = sorted({row.contract for row in report.rows} - known)
    yield from (f"A row is of contract {each}, which is not listed." for each in strangers)
    if not strangers:
        yield from _calibration(report)
    if report.summary != summary(report.contracts, report.remedies, report.lines, report.as_at):
        yield "The summary does not say what the contracts listed come to."


def _sums(report: PortfolioReport) -> Iterator[str]:
    found = added(report.rows)
    lines = {key_of(line): line for line in report.lines}
    for key in found.keys() - lines.keys():
        yield f"Rows of {key[0]} are listed, and no sum of them."
    for key, line in lines.items():
        if key not in found:
            yield f"A sum of {line.title} is stated, and no row of it is listed."
            continue
        amounts, counts = found[key]
        yield from _quantities(line, quantities(line.adds_up, amounts, counts))
        if line.counts != counts:
            yield f"The counts of {line.title} are not those of its rows."
        expected = percent_of_due(line.adds_up, line.better, amounts, counts.accepted)
        if line.percent_of_due != expected:
            says, gives = _number(line.percent_of_due), _number(expected)
            yield f"Of what is due of {line.title}, {says} is said to be proved; its sums give {gives}."


def _quantities(line: SumLine, expected: Quantities) -> Iterator[str]:
    for name in QUANTITIES:
        stated, gives = getattr(line.quantities, name), getattr(expected, name)
        if stated != gives:
            yield f"{line.title}, {name}: stated is {stated.value}, and its rows come to {gives.value}."


def _calibration(report: PortfolioReport) -> Iterator[str]:
    contracts = {line.reference: line for line in report.contracts}
    delivered = []
    for row in report.rows:
        line = contracts[row.contract]
        value = line.value.amount if line.value and line.value.currency == "GBP" and line.value.amount > 0 else None
        amounts = {name: getattr(row.quantities, name).value or Decimal(0) for name in QUANTITIES}
        measured = Measured(row.measure, row.unit, row.adds_up, row.better)
        wanted = {name: amounts[name] for name in ("promised", "due", "proved", "unknown")}
        delivered.append(Delivered(supplier_id=UUID(line.supplier_id), value=value, measured=measured, **wanted))
    found = calibrations(delivered)
    if [one.measured.measure for one in found] != [one.measure for one in report.calibration]:
        yield "The measures in which promises stand beside delivery are not those of the rows."
        return
    for one, stated in zip(found, report.calibration, strict=True):
        yield from _compared(stated, one)


def _compared(stated: Calibrated, found: Calibration) -> Iterator[str]:
    expected = [_group(stated.whole.label, found.whole), *(_group(label, each) for label, each in found.groups.items())]
    for said, gives in zip((stated.whole, *stated.by_size), expected, strict=False):
        if said != gives:
            yield f"{stated.title}, {said.label}: what is said of promises beside delivery is not what the rows give."
    if len(stated.by_size) != len(expected) - 1:
        yield f"{stated.title}: the sizes of contracts listed are not those of the rows."


def _group(label: str, group: Compared | None) -> Group:
    if group is None:
        nothing: Mapping[str, None] = dict.fromkeys(("contracts", "suppliers", *_FIGURES))
        return Group(label=label, withheld=True, **nothing)
    names = {"proved_percent": "percent"}
    return Group(
        label=label,
        withheld=False,
        contracts=group.contracts,
        suppliers=group.suppliers,
        **{name: _as_number(getattr(group, names.get(name, name))) for name in _FIGURES},
    )


def _network(report: PortfolioReport, network: NetworkFacts) -> Iterator[str]:
    keys = [(one.measure, one.unit, one.better, one.total) for one in report.shared]
    if len(set(keys)) != len(keys):
        yield "A sum is listed twice."
    for one in report.shared:
        yield from (f"{one.title}, {one.total}: {found}" for found in _shared(one, network))
    if report.summary != summary_of_network(report.shared, len(network.members), report.as_at):
        yield "The summary does not say how many sums are shared and withheld."


def _shared(one: SharedSum, network: NetworkFacts) -> Iterator[str]:
    parts = [part.quantity for part in one.parts if part.quantity is not None]
    if one.quantity is None:
        if one.members is not None or one.suppliers is not None:
            yield "it is withheld, and it is said over how many it is."
        return
    if one.members is None or one.members < network.fewest_members:
        yield f"it is shown over fewer than {network.fewest_members} members."
    if one.suppliers is None or one.suppliers < network.fewest_suppliers:
        yield f"it is shown over fewer than {network.fewest_suppliers} suppliers."
    if sum(parts, Decimal(0)) > one.quantity:
        yield "its parts come to more than it does."
    if one.members == len(parts) and sum(parts, Decimal(0)) != one.quantity:
        yield "every member's part is shown, and together they come to something else."
    if one.members is not None and len(parts) == one.members - 1:
        yield "all parts but one are shown, so that the last can be worked out."
    strangers = [part.name for part in one.parts if part.name not in network.members]
    yield from (f"a part is of {name}, which is no member." for name in strangers)


def _as_number(value: object) -> Number | None:
    return Number(exact=exact_text(value), shown=shown(value)) if isinstance(value, Fraction) else None


def _number(found: Number | None) -> str:
    return "nothing" if found is None else f"{found.shown}%"

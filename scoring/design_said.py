"""Sets out in plain sentences and small tables what the design aid found, for a terminal and for a guide."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scoring.exact import from_exact_text
from scoring.trace import grouped, value_text


def said(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the document line by line: findings first, then the tables they rest on."""
    rubric, found = document["rubric"], document["findings"]
    yield f"{rubric['title']} (version {rubric['version']}): {_counted(found)}"
    for one in found:
        yield f"{one['severity'].upper()}  {one['code']}  {one['place']}"
        yield f"    {one['sentence']}"
        yield f"    {one['way_out']}"
    for lot in document["lots"]:
        yield ""
        yield from _lot(lot)


def _counted(found: Sequence[Mapping[str, Any]]) -> str:
    warnings = sum(1 for one in found if one["severity"] == "warning")
    advice = len(found) - warnings
    if not found:
        return "nothing to look at before publication"
    return f"{_number(warnings, 'warning')}, {advice} {'piece' if advice == 1 else 'pieces'} of advice"


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _lot(lot: Mapping[str, Any]) -> Iterator[str]:
    if lot["lot"] is not None:
        yield f"Lot {lot['lot']}"
    size, influence, effort = lot["size"], lot["influence"], lot["effort"]
    if size["criteria"]:
        yield f"Size. {size['label']}"
        for one in size["bidders"]:
            turnover, staff = _short(one["turnover"]), _short(one["staff"])
            yield f"    the {one['bidder']} one: turnover GBP {turnover} a year, {staff} staff"
        for row in size["criteria"]:
            pair = f"small {_short(row['small_points'])}, large {_short(row['large_points'])}"
            yield f"    {row['title']} ({row['criterion']}): {pair} of {_short(row['points_available'])} points"
        yield ""
    yield f"Influence. {influence['label']}"
    for row in influence["criteria"]:
        weight = "no weight of its own" if row["weight"] is None else f"weight {_short(row['weight'])}"
        makes = f"makes {row['spread_percent']}% of the spread, explains {row['explained_percent']}% of the variance"
        yield f"    {row['title']} ({row['criterion']}): {weight}; {makes}"
    yield ""
    yield from _effort(effort)


def _effort(effort: Mapping[str, Any]) -> Iterator[str]:
    yield f"Effort. {effort['label']}"
    share = "" if effort["percent_of_value"] is None else f", {effort['percent_of_value']}% of the contract value"
    yield (
        f"    {grouped(effort['words'])} words, {_number(effort['quantities'], 'quantity').replace('ys', 'ies')}, "
        f"{_number(effort['declarations'], 'declaration')}: {grouped(effort['hours'])} hours, "
        f"GBP {grouped(effort['cost'])}{share}"
    )
    yield f"    a small bid team takes {effort['small_team_weeks']} weeks, a large one {effort['large_team_weeks']}"
    kinds = effort["evidence_kinds"]
    kind = "kind" if kinds == 1 else "kinds"
    yield f"    after award: {kinds} {kind} of evidence, {grouped(effort['reporting_hours_a_year'])} hours a year"


def _short(exact: str) -> str:
    """Return an exact number for a line of text: a fraction without a short decimal is rounded."""
    value = from_exact_text(exact)
    return exact if value is None else value_text(value)

"""Compares all that an award summary prints of a result with the result inside it, which has been recomputed before."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from app.contracts.pledges import points_of
from app.documents.award_content import AwardSummary, Promise, Standstill
from app.documents.award_more_content import AwardSummaryInFull
from app.documents.codec import encode
from app.documents.from_result import bidders_of, criteria_of, digests_of, lot_of, margin_of, method_of, scales_of
from app.documents.verifying_words import names_of, nodes_of, titles_of
from scoring.exact import exact_text
from scoring.rounding import shown

_DAY: Final = timedelta(days=1)
_DAYS: Final = re.compile(r"(\d{1,3}) (?:working|calendar) days")
_PLACES: Final = 2  # as the points beside a promise are printed


def contradictions(award: AwardSummary) -> Iterator[str]:
    """Return a sentence for everything printed that is not what the result says; the result itself must hold."""
    if award.lot.code not in {lot["lot"] for lot in award.result["lots"]}:
        yield f"The award is for lot {award.lot.code!r}; the result in the same file has no such lot."
        return
    yield from _printed(award)
    yield from _names(award)
    yield from _winner(award)
    yield from _promises(award)
    yield from _standstill(award.standstill)


def _printed(award: AwardSummary) -> Iterator[str]:
    stated, recomputed = encode(award), _recomputed(award)
    names = names_of(award.result) | titles_of(award.result)
    for name, expected in recomputed.items():
        for place, says, gives in compared(stated[name], expected, name, names):
            yield f"{place} says {_said(says)}; the result in the same file gives {_said(gives)}."


def _recomputed(award: AwardSummary) -> dict[str, Any]:
    """Return the parts of an award summary that its result decides, made anew from the result."""
    lot, result = award.lot.code, award.result
    fresh = {
        "scales": scales_of(result),
        "criteria": criteria_of(result, lot),
        "method": method_of(result),
        "bidders": bidders_of(
            result,
            lot,
            parties={bidder.id: bidder.party for bidder in award.bidders},
            reasons={
                (b.id, score.criterion): score.reason for b in award.bidders for score in b.scores if score.reason
            },
            currency=award.tender.value.currency if award.tender.value else "GBP",
        ),
        "margin": margin_of(result, lot),
        "digests": digests_of(result),
    }
    return {name: encode(value) for name, value in fresh.items()}


def compared(
    stated: Any, expected: Any, place: str, names: Mapping[str, str] | None = None
) -> Iterator[tuple[str, Any, Any]]:
    """Yield place, stated and expected of everything in which two JSON values differ; `names` are put beside ids."""
    names = names or {}
    if isinstance(stated, dict) and isinstance(expected, dict):
        for key in [*expected, *(key for key in stated if key not in expected)]:
            yield from compared(stated.get(key), expected.get(key), f"{place}.{key}", names)
    elif isinstance(stated, list) and isinstance(expected, list):
        if len(stated) != len(expected):
            yield place, [_label(one) for one in stated], [_label(one) for one in expected]
            return
        for number, (one, other) in enumerate(zip(stated, expected, strict=True)):
            label = _label(one) or str(number)
            name = f" ({names[label]})" if label in names else ""
            yield from compared(one, other, f"{place}[{label}{name}]", names)
    elif stated != expected:
        yield place, stated, expected


def _label(found: Any) -> str | None:
    label = (found.get("id") or found.get("criterion")) if isinstance(found, dict) else found
    return label if isinstance(label, str) else None


def _said(found: Any) -> str:
    return "nothing" if found is None else repr(found)


def _names(award: AwardSummary) -> Iterator[str]:
    for bidder in award.bidders:
        name = names_of(award.result).get(bidder.id)
        if name is not None and bidder.party.name != name:
            yield f"Bid {bidder.id} is printed as that of {bidder.party.name!r}; in the result it is that of {name!r}."


def _winner(award: AwardSummary) -> Iterator[str]:
    winner = award.winner
    limited = isinstance(award, AwardSummaryInFull) and award.course.lot_limit is not None
    if winner is not None and winner.rank != 1 and not limited:
        yield f"The award goes to {winner.party.name}, whose rank is {winner.rank}; a lot goes to the first."


def _promises(award: AwardSummary) -> Iterator[str]:
    """Check that each promise bears the points of its criterion, and that nothing that earned points is left out."""
    if award.winner is None:
        return
    row = lot_of(award.result, award.lot.code)["bids"][award.winner.id]
    earned = points_of(row["criteria"])
    given = {node["id"]: node.get("given") or {} for node in nodes_of(row["criteria"])}
    asks = {node["id"]: node.get("asks") for node in nodes_of(award.result["rubric"]["criteria"])}
    titles = titles_of(award.result)
    for promise in award.promises:
        if promise.criterion is not None:
            yield from _points(promise, earned.get(promise.criterion))
    for criterion, points in earned.items():
        made = [promise for promise in award.promises if promise.criterion == criterion]
        if points > 0 and asks.get(criterion) in {"words", "quantity"}:
            name = titles.get(criterion, criterion)
            if not made:
                yield f"{name} earned the winner {shown(points)} points, and no promise under it is listed."
            elif (quantity := given[criterion].get("quantity")) is not None:
                yield from _quantity(name, made, Decimal(quantity))


def _points(promise: Promise, earned: Fraction | None) -> Iterator[str]:
    stated = promise.points
    if earned is None or earned == 0:
        yield f"The promise {promise.measure!r} rests on {promise.criterion}, which earned the winner no points."
    elif stated is None or stated.fraction != earned or stated.shown != shown(earned, _PLACES):
        says = "nothing" if stated is None else f"{stated.exact}, shown as {stated.shown}"
        gives = f"{exact_text(earned)}, shown as {shown(earned, _PLACES)}"
        yield f"The points on which the promise {promise.measure!r} rested are stated as {says}; they are {gives}."


def _quantity(name: str, made: list[Promise], quantity: Decimal) -> Iterator[str]:
    if all(promise.quantity != quantity for promise in made):
        says = ", ".join("nothing" if each.quantity is None else format(each.quantity, "f") for each in made)
        yield f"Under {name} {says} is listed as promised; the bid answered {quantity:f}."


def _standstill(found: Standstill) -> Iterator[str]:
    """Check that the days of the standstill follow on each other without a gap and end where it says they end."""
    counted, skipped = list(found.working_days), [each.on for each in found.skipped]
    if not found.applies:
        if counted or skipped or found.ends_on:
            yield "No standstill applies, and days of one are listed."
        return
    days = sorted([*counted, *skipped])
    if not counted or found.first_day is None:
        yield "A standstill applies, and no day of it is counted."
        return
    if counted != sorted(counted) or days != [days[0] + _DAY * number for number in range(len(days))]:
        yield "The days of the standstill, counted and not counted, do not follow on each other one by one."
    said = _DAYS.match(found.rule)
    if said and int(said[1]) != len(counted):
        yield f"The standstill is one of {said[0]}; {len(counted)} are counted."
    if days[0] - found.first_day not in {_DAY * 0, _DAY}:
        yield f"The standstill begins on {found.first_day}; the first day listed is {days[0]}."
    if found.ends_on != counted[-1]:
        yield f"The standstill is said to end on {found.ends_on}; the last day counted is {counted[-1]}."
    if found.notice_on is not None and found.first_day - found.notice_on not in {_DAY * 0, _DAY}:
        yield f"The standstill begins on {found.first_day}; the notice is of {found.notice_on}."

"""Says in words where a bid stands beside the winning one, from their points alone, so that a check can repeat it."""

from collections.abc import Iterator
from fractions import Fraction

from app.documents.award_content import BidStatus, Criterion, Method, leaves
from app.documents.summary_content import Assessed
from app.documents.wording import grouped, number, ordinal, plural
from scoring.rounding import shown


def standing_in_words(
    own: Assessed, winner: Assessed | None, *, ranked: int, method: Method, criteria: tuple[Criterion, ...]
) -> tuple[str, ...]:
    """Return why a bid did or did not win, sentence by sentence: its place, the distance, and where that comes from."""
    if own.status is not BidStatus.RANKED:
        grounds = "; ".join(ground.text.rstrip(".") for ground in own.grounds) or "no reason is recorded"
        return (f"The tender of {own.party.name} was {own.status.value} and could not win: {grounds}.",)
    place = f"{own.party.name} was ranked {ordinal(own.rank or 0)}{' jointly' if own.joint else ''}"
    first = f"{place} of {plural(ranked, 'tender')}, with {_figure(own, method)}."
    if winner is None or winner.id == own.id:
        return (first,)
    return (first, *_beside(own, winner, criteria))


def _beside(own: Assessed, winner: Assessed, criteria: tuple[Criterion, ...]) -> Iterator[str]:
    if own.total is not None and winner.total is not None:
        yield f"The winning tender, of {winner.party.name}, has {number(winner.total)}: {_distance(own, winner)}."
    fewer, more = _differences(own, winner, criteria)
    if fewer:
        yield f"It earned fewer points than the winning tender on {_listed(fewer)}."
    if more:
        yield f"It earned more points than the winning tender on {_listed(more)}."


def _distance(own: Assessed, winner: Assessed) -> str:
    """Return how far the winning total lies from one's own; of two alike, which of them the rubric put first."""
    theirs, mine = (one.total.fraction if one.total else Fraction(0) for one in (winner, own))
    if theirs != mine:
        return f"{_apart(abs(theirs - mine))} {'more' if theirs > mine else 'less'}"
    if own.rank == winner.rank:
        return "the same, and the rubric puts neither of them before the other"
    is_ahead = (own.rank or 0) < (winner.rank or 0)
    return f"the same, and the tie-break of the rubric put it {'after this one' if is_ahead else 'first'}"


def _apart(gap: Fraction) -> str:
    """Return a gap as people read it; one too small for two places does not read as none.

    >>> _apart(Fraction(107500)), _apart(Fraction(1, 999))
    ('107,500.00', 'less than 0.01')
    """
    said = shown(gap)
    return grouped(said) if Fraction(said) else "less than 0.01"


def _figure(own: Assessed, method: Method) -> str:
    label = method.total_label[:1].lower() + method.total_label[1:]
    return f"{number(own.total)} ({label})" if own.total else "no total"


def _differences(
    own: Assessed, winner: Assessed, criteria: tuple[Criterion, ...]
) -> tuple[list[tuple[str, Fraction]], list[tuple[str, Fraction]]]:
    """Return by how much the bid lies below and above the winner, criterion by criterion, the largest first."""
    mine = {score.criterion: score.points.fraction for score in own.scores if score.points}
    theirs = {score.criterion: score.points.fraction for score in winner.scores if score.points}
    apart = [(one.title, theirs[one.id] - mine[one.id]) for one in leaves(criteria) if one.id in mine.keys() & theirs]
    ordered = sorted(apart, key=lambda pair: -abs(pair[1]))
    return [pair for pair in ordered if pair[1] > 0], [(title, -gap) for title, gap in ordered if gap < 0]


def _listed(found: list[tuple[str, Fraction]]) -> str:
    *rest, last = [f"{title} ({_apart(gap)})" for title, gap in found]
    return f"{', '.join(rest)} and {last}" if rest else last

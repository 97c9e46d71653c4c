"""Sets a result out as plain text for a terminal: a table for each lot, who was left out, and how near it was."""

from collections.abc import Iterator, Sequence

from scoring.account import lines
from scoring.result import LotResult, Result
from scoring.rubric import Rubric
from scoring.scores import BidScore


def report(result: Result, depth: int | None = None) -> Iterator[str]:
    """Yield the result line by line; with `depth`, the account of each bid follows, down to that many levels."""
    rubric = result.rubric
    yield f"{printable(rubric.title)} (version {printable(rubric.version)})"
    for lot in result.lots:
        yield ""
        yield f"Lot {printable(lot.lot)}"
        yield from _table(lot, rubric)
        yield from _left_out(lot)
        if lot.margin is not None:
            said = (lot.margin.gap_said, lot.margin.mark_change_said, lot.margin.weight_change_said)
            yield from (printable(sentence) for sentence in dict.fromkeys(said))
        for score in lot.scores.ranked if depth is not None else ():
            yield ""
            yield from (printable(line) for line in lines(score, rubric, depth))


def _table(lot: LotResult, rubric: Rubric) -> Iterator[str]:
    """Yield the ranking as a table with a column for each top-level criterion that earns points."""
    scored = [planned for planned in lot.scores.plan.nodes if planned.scored]
    header = ["Rank", "Bid", "Name", *(f"{planned.node.title} ({planned.node.id})" for planned in scored), "Total"]
    rows = [header]
    for place, score in zip(lot.scores.places, lot.scores.ranked, strict=True):
        rank = f"{place.rank}=" if place.joint else str(place.rank)
        points = [_points(score, planned.node.id) for planned in scored]
        rows.append([rank, score.bid.id, score.bid.name, *points, rubric.rounding.shown(score.figure)])
    yield from _columns(rows)


def _points(score: BidScore, criterion: str) -> str:
    node = score.node(criterion)
    return "" if node is None or node.points is None else node.planned.rounding.shown(node.points)


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows with their columns lined up, words to the left and numbers to the right."""
    cells = [[printable(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    words = 3
    for row in cells:
        padded = [
            cell.ljust(width) if column < words else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(padded).rstrip()


def _left_out(lot: LotResult) -> Iterator[str]:
    for bid, missed in lot.scores.excluded:
        reasons = "; ".join(one.text for one in missed if one.excludes)
        yield printable(f"Excluded: {bid.id} {bid.name}: {reasons}")
    for bid in lot.excluded_before:
        yield printable(f"Excluded: {bid.id} {bid.name}: {bid.reason}")
    for bid in lot.withdrawn:
        yield printable(f"Withdrawn: {bid.id} {bid.name}" + (f": {bid.reason}" if bid.reason else ""))
    for score in lot.scores.ranked:
        for one in score.recorded:
            yield printable(f"Recorded: {score.bid.id} {score.bid.name}: {one.text}")


def printable(text: str) -> str:
    """Return text with what a terminal would act on, such as an escape or a change of direction, made visible.

    >>> printable("Lowe" + chr(0x202E) + "td")
    'Lowe�td'
    """
    return (
        text
        if text.isprintable()
        else "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in text)
    )

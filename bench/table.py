"""Writes measured lines as a table: ours, the rival, the ratio with its spread, the aim, and whether it was met."""

import statistics
from collections.abc import Iterator, Sequence

from bench.measuring import Line

HEADINGS = ("what", "rival", "ours", "theirs", "ratio", "middle half", "aim", "met", "note")
WIDTHS = (32, 41, 13, 13, 6, 11, 6, 4, 0)
NUMBERS = (2, 3, 4, 5, 6)


def heading() -> str:
    """Return the line above a table."""
    return _row(HEADINGS)


def row(line: Line) -> str:
    """Return a line of a table."""
    ours = f"{_figure(statistics.median(line.ours))} {line.unit.name}" if line.ours else "–"
    if line.missing:
        return _row((line.name, line.rival, ours, "–", "–", "–", _aim(line.aim), "–", line.missing))
    spread = "–" if line.spread is None else f"{_ratio(line.spread[0])}–{_ratio(line.spread[1])}"
    met = {True: "yes", False: "NO", None: ""}[line.met]
    theirs = f"{_figure(statistics.median(line.theirs))} {line.unit.name}"
    return _row((line.name, line.rival, ours, theirs, _ratio(line.ratio or 0), spread, _aim(line.aim), met, line.note))


def summary(lines: Sequence[Line]) -> Iterator[str]:
    """Yield what came out: how many aims were met, which were missed, and what could not be measured."""
    judged = [line for line in lines if line.met is not None]
    missed = [line for line in judged if not line.met]
    yield f"aims met: {len(judged) - len(missed)} of {len(judged)}"
    for line in missed:
        yield f"missed: {line.name} against {line.rival}: {_ratio(line.ratio or 0)}, aim {_ratio(line.aim or 0)}"
    for reason in dict.fromkeys(line.missing for line in lines if line.missing):
        count = sum(line.missing == reason for line in lines)
        yield f"not measured ({count} {'line' if count == 1 else 'lines'}): {reason}"


def _row(cells: Sequence[str]) -> str:
    placed = [
        cell.rjust(width) if place in NUMBERS else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    ]
    return "  ".join(placed).rstrip()


def _aim(aim: float | None) -> str:
    return "" if aim is None else f"≥{_ratio(aim)}"


def _ratio(value: float) -> str:
    return f"{value:.2f}" if value < 100 else f"{value:,.0f}"


def _figure(value: float) -> str:
    """Return a value with three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"

"""Finds, exactly, the combination of awards with the greatest sum of worths that keeps to a limit for each supplier."""

from collections.abc import Mapping, Sequence

Worths = Sequence[Mapping[str, int]]
"""For each lot, what an award to each of its bidders is worth; a bidder that is absent cannot be given the lot."""


def best_awards(worths: Worths, limit: int) -> list[str | None]:
    """Return, for each lot, the supplier that it is given in a combination of the greatest worth, or None for nobody.

    Each supplier is given at most `limit` lots, and a lot may stay with nobody, which is worth 0. The method is the
    assignment of lots to as many places as each supplier may fill, by shortest augmenting paths with prices (Kuhn,
    The Hungarian method, 1955): every number is an integer, so nothing is approximated.

    >>> best_awards([{"A": 90, "B": 80}, {"A": 70, "B": 10}], 1)
    ['B', 'A']
    """
    suppliers = list(dict.fromkeys(name for row in worths for name in row))
    places: list[str | None] = []
    for name in suppliers:
        places += [name] * min(limit, sum(name in row for row in worths))
    places += [None] * len(worths)
    never = 1 + sum(abs(worth) for row in worths for worth in row.values())
    costs = [[0 if name is None else -row[name] if name in row else never for name in places] for row in worths]
    return [places[column] for column in _cheapest(costs)]


def _cheapest(costs: Sequence[Sequence[int]]) -> list[int]:
    """Return a column for each row, all different, with the least sum of costs; there must be as many columns as rows.

    Rows are taken in one by one. Each looks for the cheapest way to a free column, over columns that earlier rows
    would have to give up, where costs are counted less the prices of row and column, so that none is below 0.
    """
    width = len(costs[0]) if costs else 0
    row_price, column_price = [0] * len(costs), [0] * width
    holder: list[int | None] = [None] * width
    for row in range(len(costs)):
        _take_in(row, costs, row_price, column_price, holder)
    found = [0] * len(costs)
    for column, held_by in enumerate(holder):
        if held_by is not None:
            found[held_by] = column
    return found


def _take_in(
    row: int,
    costs: Sequence[Sequence[int]],
    row_price: list[int],
    column_price: list[int],
    holder: list[int | None],
) -> None:
    """Give one more row a column, moving earlier rows along the cheapest path, and keep the prices in step."""
    width = len(column_price)
    nearest: list[int | None] = [None] * width
    reached_from: list[int | None] = [None] * width
    done: list[int] = []
    open_columns = set(range(width))
    at, column, travelled = row, None, 0
    while True:
        for other in open_columns:
            distance = travelled + costs[at][other] - row_price[at] - column_price[other]
            known = nearest[other]
            if known is None or distance < known:
                nearest[other], reached_from[other] = distance, column
        column = min(open_columns, key=lambda one: (nearest[one] or 0, one))
        travelled = nearest[column] or 0
        open_columns.remove(column)
        following = holder[column]
        if following is None:
            break
        done.append(column)
        at = following
    row_price[row] += travelled
    for passed in done:
        short = travelled - (nearest[passed] or 0)
        column_price[passed] -= short
        row_price[_held(holder[passed])] += short
    while column is not None:
        before = reached_from[column]
        holder[column] = row if before is None else holder[before]
        column = before


def _held(row: int | None) -> int:
    """Return the row that holds a column which a path has passed, and so is held."""
    if row is None:
        raise LookupError("a path passes only columns that are held")
    return row

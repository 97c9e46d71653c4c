"""Runs the comparisons one after another, or those that are named, and prints their tables."""

import argparse
import contextlib
import platform
import sys
import warnings
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from bench import columns, documents, exact_scoring, ledger, portfolio, served_routes, table
from bench.measuring import Line

LEGEND = """\
ratio: how many times as fast as the rival we are, the median of the ratios of all rounds; 1.00 is level.
middle half: between which ratios half of the rounds lie. What else the machine does falls on both sides alike."""


class Comparison(NamedTuple):
    """What is compared, and the function that measures it in so many rounds."""

    title: str
    run: Callable[[int], Iterator[Line]]


COMPARISONS = {
    "scoring": Comparison(exact_scoring.TITLE, exact_scoring.run),
    "columns": Comparison(columns.TITLE, columns.run),
    "ledger": Comparison(ledger.TITLE, ledger.run),
    "documents": Comparison(documents.TITLE, documents.run),
    "routes": Comparison(served_routes.TITLE, served_routes.run),
    "portfolio": Comparison(portfolio.TITLE, portfolio.run),
}


def _versions() -> Iterator[str]:
    """Yield the versions of what is measured against, where it is installed."""
    for name in ("fastapi", "sqlalchemy", "numpy", "polars", "scikit-criteria", "typst", "weasyprint"):
        with contextlib.suppress(PackageNotFoundError):
            yield f"{name} {version(name)}"


def main() -> int:
    """Run what was asked for and return the exit status: 0 however the ratios come out, for a benchmark is no test."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Makegood against rivals and limits.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(COMPARISONS)}")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each side, interleaved (default 7)")
    asked = parser.parse_args()
    if unknown := sorted(set(asked.names) - COMPARISONS.keys()):
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(COMPARISONS)}")
    if asked.rounds < 1:
        parser.error("--rounds takes a whole number of 1 or more")
    # Rivals warn of what they will change one day; that is theirs to read.
    warnings.simplefilter("ignore")
    print(f"Python {platform.python_version()}, {platform.machine()}; medians of {asked.rounds} rounds in one run")
    print(", ".join(_versions()))
    print(LEGEND)
    lines: list[Line] = []
    for name, comparison in COMPARISONS.items():
        if not asked.names or name in asked.names:
            print(f"\n{name}: {comparison.title}\n{table.heading()}", flush=True)
            for line in comparison.run(asked.rounds):
                lines.append(line)
                print(table.row(line), flush=True)
    print()
    for said in table.summary(lines):
        print(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Runs the comparisons one after another, or those that are named, and prints their tables."""

import argparse
import importlib
import pkgutil
import platform
import sys
from collections.abc import Iterable, Iterator
from typing import Protocol, cast

import bench


class Comparison(Protocol):
    """What a module of this package offers when it is a comparison."""

    TITLE: str

    @staticmethod
    def run(rounds: int) -> Iterable[str]:
        """Measure, and yield the lines of the table."""


def comparisons() -> Iterator[tuple[str, Comparison]]:
    """Yield every comparison in this package by name; what has no `run` is a part that several share."""
    for found in pkgutil.iter_modules(bench.__path__):
        if found.name != "__main__":
            module = importlib.import_module(f"bench.{found.name}")
            if hasattr(module, "run"):
                yield found.name, cast("Comparison", module)


def main() -> int:
    """Run what was asked for and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Makegood against rivals and limits.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these comparisons")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each side, interleaved (default 7)")
    asked = parser.parse_args()
    found = dict(comparisons())
    if unknown := sorted(set(asked.names) - found.keys()):
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(found) or 'none'}")
    print(f"Python {platform.python_version()}, {platform.machine()}; medians of {asked.rounds} rounds in one run")
    for name, comparison in found.items():
        if not asked.names or name in asked.names:
            print(f"\n{name}: {comparison.TITLE}", flush=True)
            for line in comparison.run(asked.rounds):
                print(f"  {line}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

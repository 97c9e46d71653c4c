"""Reads the data that ships with this version: packs, measures, frameworks, dated tables and regimes."""

from functools import cache
from pathlib import Path
from typing import Any

from scoring.digest import read_strictly
from scoring.findings import Findings

ROOT = Path(__file__).resolve().parents[2] / "rubrics"


class DataBroken(RuntimeError):
    """A file that ships with this version cannot be read: the installation is broken, not the request."""


@cache
def document(*place: str) -> dict[str, Any]:
    """Return one document of the data directory; it is shared by every reader, so nobody may change it.

    Raises FileNotFoundError for a place that holds none and DataBroken for one that is not sound JSON.
    """
    *folders, name = place
    path = ROOT.joinpath(*folders, f"{name}.json")
    found = read_strictly(path.read_bytes())
    if isinstance(found, Findings) or not isinstance(found, dict):
        raise DataBroken(f"{'/'.join(place)}: {found}")
    return found


@cache
def names(*place: str) -> tuple[str, ...]:
    """Return the names of the documents in one folder, in order, without their ending."""
    return tuple(sorted(path.name.removesuffix(".json") for path in ROOT.joinpath(*place).glob("*.json")))


@cache
def folders(*place: str) -> tuple[str, ...]:
    """Return the names of the folders in one folder, in order."""
    return tuple(sorted(path.name for path in ROOT.joinpath(*place).iterdir() if path.is_dir()))

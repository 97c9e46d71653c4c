"""Gives files to an engine: reads them as tables, adds the period of the claim, and keeps what comes out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.rubrics import tables
from scoring.evidence import engines
from scoring.evidence.assessment import Assessment
from scoring.evidence.sheets import Sheet, read
from scoring.findings import Finding, Findings

PERIOD = "period"
_SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Input:
    """One file: the name it was sent under, and where its content lies."""

    name: str
    path: Path


def with_period(settings: Mapping[str, Any], starts_on: date, ends_on: date) -> dict[str, Any]:
    """Return the settings of a plan for one claim: what lies outside its period is not evidence for it."""
    return {**settings, PERIOD: {"from": starts_on.isoformat(), "to": ends_on.isoformat()}}


def assess(engine: str, files: Sequence[Input], settings: Mapping[str, Any]) -> Assessment | Findings:
    """Return what the files come to, or every finding for which nothing could be assessed."""
    chosen = engines.engine(engine)
    if isinstance(chosen, Findings):
        return chosen
    sheets: list[Sheet] = []
    met: list[Finding] = []
    for file in files:
        found = read(file.name, file.path.read_bytes(), chosen.COLUMNS)
        if isinstance(found, Findings):
            met += found
        else:
            sheets.append(found)
    return Findings(met) if met else chosen.assess(sheets, settings, references())


def check_settings(engine: str, settings: Mapping[str, Any], term: tuple[date, date]) -> list[Finding]:
    """Return everything that the engine finds wrong with settings, tried without a line over the term of a contract."""
    if PERIOD in settings:
        message = "leave it out: the period is that of each claim"
        return [Finding("settings.period", f"{_SETTINGS}.{PERIOD}", message, str(settings[PERIOD])[:200])]
    chosen = engines.engine(engine)
    found = chosen if isinstance(chosen, Findings) else chosen.assess([], with_period(settings, *term), references())
    return list(_of_settings(found)) if isinstance(found, Findings) else []


def references() -> dict[str, Any]:
    """Return the bodies of facts that engines look into, by id: the dated tables as they ship."""
    return {name: tables.table(name) for name in tables.ids()}


def _of_settings(found: Findings) -> Iterator[Finding]:
    for each in found:
        if each.code.startswith("engine.") or each.place.partition(".")[0] in {_SETTINGS, "references"}:
            yield each

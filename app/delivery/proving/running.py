"""Gives files to an engine: reads them as tables, adds the period of the claim, and keeps what comes out."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.delivery.proving import facts
from app.rubrics.rules import unkeepable
from scoring.evidence import engines
from scoring.evidence.assessment import Assessment
from scoring.findings import Finding, Findings

PERIOD = "period"
_A_YEAR = timedelta(days=364)
_SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Input:
    """One file: the name it was sent under, and where its content lies."""

    name: str
    path: Path


def unpacked(files: Sequence[Input]) -> int:
    """Return how many bytes files hold once they are unpacked, by what they state; whoever reads them checks that."""
    return sum(_unpacked(file.path) for file in files)


def _unpacked(path: Path) -> int:
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):  # no archive that can be read: a CSV, or damaged
        return path.stat().st_size


def with_period(settings: Mapping[str, Any], starts_on: date, ends_on: date) -> dict[str, Any]:
    """Return the settings of a plan for one claim: what lies outside its period is not evidence for it."""
    return {**settings, PERIOD: {"from": starts_on.isoformat(), "to": ends_on.isoformat()}}


def prepare(engine: str, data_dir: Path) -> None:
    """Read what takes long before anybody waits for a lock: the engine's libraries and its facts."""
    if not isinstance(engines.engine(engine), Findings):
        facts.references(engine, data_dir)


def assess(engine: str, files: Sequence[Input], settings: Mapping[str, Any], data_dir: Path) -> Assessment | Findings:
    """Return what the files come to, or every finding for which nothing could be assessed."""
    given = [engines.File(file.name, str(file.path)) for file in files]
    return engines.run(engine, given, settings, facts.references(engine, data_dir))


def check_settings(engine: str, settings: Mapping[str, Any], starts_on: date, data_dir: Path) -> list[Finding]:
    """Return everything that the engine finds wrong with settings, tried without a line over a first year."""
    if found := unkeepable(settings):
        return [replace(each, place=f"{_SETTINGS}.{each.place}" if each.place else _SETTINGS) for each in found]
    if PERIOD in settings:
        message = "leave it out: the period is that of each claim"
        return [Finding("settings.period", f"{_SETTINGS}.{PERIOD}", message, str(settings[PERIOD])[:80])]
    chosen = engines.engine(engine)
    if isinstance(chosen, Findings):
        return list(chosen)
    known = facts.references(engine, data_dir)
    tried = chosen.assess([], with_period(settings, starts_on, starts_on + _A_YEAR), known)
    return list(_of_settings(tried)) if isinstance(tried, Findings) else []


def sealed(engine: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings with the baseline held fast by its digest, which the engine refuses when it was changed."""
    baseline = settings.get("baseline")
    if engine != "carbon" or not isinstance(baseline, dict):
        return dict(settings)
    from scoring.evidence.carbon_baseline import frozen  # noqa: PLC0415 - only carbon needs the library of units

    return {**settings, "baseline": frozen(baseline)}


def _of_settings(found: Findings) -> Iterator[Finding]:
    """Yield what is wrong with the settings, under their own name; that there are no lines is no fault of theirs."""
    for each in found:
        if each.place.partition(".")[0] in {_SETTINGS, "references"}:
            yield each
        elif each.place:
            yield replace(each, place=f"{_SETTINGS}.{each.place}")

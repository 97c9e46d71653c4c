"""What makes a plan of evidence sound, which files an engine reads, and how a decision stands to what was proved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from app.delivery.proving.errors import BaselineFrozen, PlanOvertaken, PlanReasonNeeded
from scoring.findings import Finding, Findings

BASELINE = "baseline"
"""The member of an engine's settings that savings are counted from."""

READ_AT_ONCE = 256 * 1024
"""Bytes up to which the files of a claim are assessed with the claim; more is done after it."""

UNPACKED_AT_ONCE = 4
"""So many times `READ_AT_ONCE` they may hold once they are unpacked: a small workbook may be a long one."""

MOST_ASSESSMENTS = 100
"""So often one claim is assessed: each leaves rows and a record that nobody can delete."""

MOST_BYTES, MOST_BYTES_OF_LINES = 25 * 1024 * 1024, 100 * 1024 * 1024
"""So much the tables of one claim hold together; the second is for payments, which are read a portion at a time."""

MOST_FINDINGS = 200
"""So many findings go over the wire; the record of the assessment holds more."""

_TABLES = frozenset({"text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})


class Engine(StrEnum):
    """What proves a commitment; `none` where a person looks at what was sent."""

    LOCAL_SPEND = "local-spend"
    LIVING_WAGE = "living-wage"
    CARBON = "carbon"
    PEOPLE = "people"
    NONE = "none"


NEVER_AT_ONCE = frozenset({Engine.LOCAL_SPEND.value})
"""Engines whose facts take seconds to read when they are first needed: nobody waits for that with a claim."""


class AssessmentStatus(StrEnum):
    """Where an assessment stands: awaited, made, or there was nothing that could be assessed."""

    QUEUED = "queued"
    ASSESSED = "assessed"
    REFUSED = "refused"


class Against(StrEnum):
    """How what was accepted stands to what the engine proved. All but `within` are shown wherever the decision is."""

    WITHIN = "within"
    MORE_THAN_PROVED = "more_than_proved"
    NO_DATA = "no_data"
    REFUSED = "refused"
    NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True, slots=True)
class Plan:
    """A revision of a plan, as far as another one depends on it."""

    revision: int
    engine: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What the newest assessment came to: where it stands, and the share of its proof that this claim may count on.

    `proved` None says that the evidence has no data on the measure, which is not nought.
    """

    status: AssessmentStatus
    proved: Fraction | None = None
    findings: int = 0


def check_revision(earlier: list[Plan], *, revises: int, reason: str | None) -> int:
    """Return the number of the revision to come; raise where another came first, or a change has no reason."""
    current = earlier[-1].revision if earlier else 0
    if revises != current:
        raise PlanOvertaken(read=revises, current=current)
    if current and reason is None:
        raise PlanReasonNeeded(current)
    return current + 1


def check_baseline(
    earlier: Iterable[Plan], *, engine: str, settings: Mapping[str, Any], is_live: bool, reference: str
) -> None:
    """Raise BaselineFrozen where a live contract would be counted from another baseline than it was.

    The newest earlier revision by the same engine that has one holds it, whatever was planned in between.
    """
    held = [plan for plan in earlier if plan.engine == engine and plan.settings.get(BASELINE) is not None]
    if is_live and held and settings.get(BASELINE) != held[-1].settings[BASELINE]:
        raise BaselineFrozen(reference, held[-1].revision)


def storable(value: Any) -> Any:
    """Return JSON values without the one character that no database keeps: a cell of evidence may hold anything."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return [storable(item) for item in value] if isinstance(value, list) else value


def is_table(media_type: str) -> bool:
    """Return whether an engine can read a file of this kind: columns and rows, and nothing to look at."""
    return media_type.partition(";")[0].strip() in _TABLES


def too_much(engine: str, sizes: Iterable[int]) -> Findings | None:
    """Return why tables of these sizes, in bytes, are not read together; None where they are."""
    held, most = sum(sizes), MOST_BYTES_OF_LINES if engine == Engine.LOCAL_SPEND else MOST_BYTES
    if held <= most:
        return None
    message = f"hold {held:,} bytes together, and {most:,} are read for one claim: claim shorter periods, or leave "
    return Findings([Finding("files.too_large", "evidence", f"{message}out columns that are not needed")])


def share_of(value: Fraction | None, percent: Decimal | None) -> Fraction | None:
    """Return the share of what a report proves that was allotted to a claim; all of it where nothing was shared."""
    return value if value is None or percent is None else value * Fraction(percent) / 100


def amount(part: Decimal | None, whole: Decimal | None) -> Fraction | None:
    """Return what a claim or decision comes to: the part as a percentage of its whole, or the quantity itself."""
    if part is None or (whole is not None and not whole):
        return None
    return Fraction(part) if whole is None else Fraction(part) * 100 / Fraction(whole)


def against(found: Found | None, accepted: Fraction | None, *, more_is_better: bool) -> Against | None:
    """Return how accepting an amount stands to what was found; None without a plan, and for words."""
    if found is None or accepted is None:
        return None
    if found.status is AssessmentStatus.QUEUED:
        return Against.NOT_ASSESSED
    if found.status is AssessmentStatus.REFUSED:
        return Against.REFUSED
    if found.proved is None:
        return Against.NO_DATA
    beyond = accepted > found.proved if more_is_better else accepted < found.proved
    return Against.MORE_THAN_PROVED if beyond else Against.WITHIN

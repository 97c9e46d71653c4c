"""Looks at a rubric before it is published: does it pay for size, what do its weights decide, what does it ask of whom.

    found = design(rubric, {"value": "1200000", "years": "3", "above_threshold": True})
    if not isinstance(found, Findings):
        print(*found["said"], sep=chr(10))

Nothing here refuses a rubric: a sound one may be published as it is. What rests on a simulation or an estimate says so,
with its assumptions. No chance is drawn, so that the same rubric and contract always give the same document.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from scoring.checks import EVERY_LOT
from scoring.design_assumptions import Assumptions
from scoring.design_effort import Effort, effort_advice, effort_of
from scoring.design_facts import Facts, read_facts, unknown_in
from scoring.design_influence import LABEL as INFLUENCE_LABEL
from scoring.design_influence import InfluenceRow, influence_advice, influence_rows
from scoring.design_location import location_advice
from scoring.design_methodology import methodology_advice
from scoring.design_questions import Advice, Sheet, sheet_of
from scoring.design_said import said
from scoring.design_scope import scope_advice, term_advice
from scoring.design_size import LABEL as SIZE_LABEL
from scoring.design_size import SizeRow, simulated_bidders, size_advice, size_rows
from scoring.digest import digest
from scoring.findings import Findings
from scoring.parse import parse_rubric
from scoring.rubric import Rubric, walk

FORMAT: Final = "makegood.design/1"


@dataclass(frozen=True, slots=True)
class LotDesign:
    """What was found of one lot; `lot` is empty for a rubric that names none."""

    lot: str
    size: tuple[SizeRow, ...]
    influence: tuple[InfluenceRow, ...]
    effort: Effort
    advice: tuple[Advice, ...]


def design(rubric: Mapping[str, Any], contract: Mapping[str, Any] | None = None) -> dict[str, Any] | Findings:
    """Return what a buyer should know of a rubric before publishing it, or why rubric or contract cannot be read.

    What is wrong with the contract has a place that begins with "contract".
    """
    parsed = parse_rubric(rubric)
    if isinstance(parsed, Findings):
        return parsed
    facts = read_facts(contract)
    if isinstance(facts, Findings):
        return facts
    unknown = unknown_in(facts, {node.id for node in walk(parsed.criteria)}, parsed.lots_named)
    return unknown or designed(parsed, facts)


def designed(rubric: Rubric, facts: Facts) -> dict[str, Any]:
    """Return the document of the design aid for a parsed rubric."""
    sheets = [sheet_of(rubric, lot) for lot in rubric.lots_named or (EVERY_LOT,)]
    lots = [lot_design(sheet, facts) for sheet in sheets]
    advice = _once([*(one for lot in lots for one in lot.advice), *wording_advice(sheets, facts)])
    bidders = simulated_bidders(facts.assumptions)
    document: dict[str, Any] = {
        "format": FORMAT,
        "rubric": {"id": rubric.id, "version": rubric.version, "title": rubric.title},
        "contract": facts.to_mapping(),
        "assumptions": facts.assumptions.to_mapping(),
        "lots": [_mapping(lot, bidders) for lot in lots],
        "findings": [one.to_mapping() for one in advice],
    }
    document["said"] = list(said(document))
    return document | {"digest": digest(document)}


def lot_design(sheet: Sheet, facts: Facts) -> LotDesign:
    """Return what is found of one lot."""
    size = size_rows(sheet.questions, facts.assumptions)
    influence = influence_rows(sheet, facts)
    effort = effort_of(sheet.questions, facts, sheet.lot)
    advice = _advice(sheet, facts, (size, influence, effort))
    return LotDesign(sheet.lot, tuple(size), tuple(influence), effort, tuple(advice))


def _advice(
    sheet: Sheet, facts: Facts, tables: tuple[Sequence[SizeRow], Sequence[InfluenceRow], Effort]
) -> Iterator[Advice]:
    size, influence, effort = tables
    yield from size_advice(size, facts.assumptions)
    yield from influence_advice(sheet, influence, facts)
    yield from effort_advice(effort, facts)
    yield from scope_advice(sheet.questions, facts, sheet.lot)
    yield from methodology_advice(sheet, facts)


def wording_advice(sheets: Sequence[Sheet], facts: Facts) -> Iterator[Advice]:
    """Yield what is found in the wording; what lots share is read once."""
    read: set[str] = set()
    for sheet in sheets:
        questions = tuple(one for one in sheet.questions if one.place not in read)
        sections = tuple(one for one in sheet.sections if one[0].node.place not in read)
        read |= {one.place for one in questions} | {one[0].node.place for one in sections}
        yield from location_advice(replace(sheet, questions=questions, sections=sections), facts)
        yield from term_advice(questions, facts)


def _once(found: Sequence[Advice]) -> list[Advice]:
    """Return warnings before advice, each finding once even where several lots share it."""
    unique = {(one.code, one.place, one.criterion): one for one in reversed(found)}
    ordered = list(reversed(unique.values()))
    return sorted(ordered, key=lambda one: one.severity != "warning")


def _mapping(lot: LotDesign, bidders: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    return {
        "lot": lot.lot or None,
        "size": {"label": SIZE_LABEL, "bidders": bidders, "criteria": [row.to_mapping() for row in lot.size]},
        "influence": {"label": INFLUENCE_LABEL, "criteria": [row.to_mapping() for row in lot.influence]},
        "effort": lot.effort.to_mapping(),
    }


__all__ = ["FORMAT", "Assumptions", "Facts", "LotDesign", "design", "designed", "lot_design"]

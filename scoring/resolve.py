"""Turns a published pack into a rubric that stands alone: measures and dated values copied in."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from scoring.digest import read, unfit, write
from scoring.findings import Collector, Finding, Findings
from scoring.rubric import FORMAT

PACK_FORMAT: Final = "makegood.pack/1"
ROW_FIELDS: Final = ("from", "to", "value", "source")


def resolve(
    pack: Mapping[str, Any], library: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any] | Findings:
    """Return the pack as a rubric mapping, or every measure, table and series that it names and nobody has.

    `library` is a measure library; `tables` are reference tables by id. The rubric is not checked here: parse it.

    >>> resolve({"format": "makegood.pack/1", "criteria": [{"id": "a", "measure": "jobs"}]}, {}, {}).codes
    ('measure.unknown',)
    """
    if found := Findings(unfit(pack)):
        return found
    if not isinstance(pack, dict) or pack.get("format") != PACK_FORMAT:
        return Findings([Finding("format.unknown", "format", f"must be {PACK_FORMAT}: only a pack can be resolved")])
    out = Collector()
    rubric: dict[str, Any] = read(write(pack)) | {"format": FORMAT}
    measures = _by_id(library.get("measures"))
    for place, leaf in _leaves(rubric.get("criteria"), "criteria"):
        _put_measure(leaf, measures, place, out)
        method = leaf.get("method")
        if isinstance(method, dict) and "unit_values" in method:
            _put_values(method, tables, f"{place}.method.unit_values", out)
    return out.findings() if out else rubric


def _by_id(entries: object) -> dict[str, Any]:
    """Return the measures of a library by id; a library may list them or hold them by id."""
    if isinstance(entries, dict):
        return {name: {"id": name} | entry for name, entry in entries.items() if isinstance(entry, dict)}
    rows = entries if isinstance(entries, list) else []
    return {row["id"]: row for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)}


def _leaves(nodes: object, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for index, node in enumerate(nodes if isinstance(nodes, list) else ()):
        if isinstance(node, dict):
            here = f"{place}[{index}]"
            yield here, node
            yield from _leaves(node.get("criteria"), f"{here}.criteria")


def _put_measure(leaf: dict[str, Any], measures: Mapping[str, Any], place: str, out: Collector) -> None:
    """Replace the id of a measure by a copy of the measure."""
    name = leaf.get("measure")
    if not isinstance(name, str):
        return
    if name not in measures:
        message = f"there is no measure {name} in the library: add it, or name another"
        out.add("measure.unknown", f"{place}.measure", message, value=name)
        return
    leaf["measure"] = read(write(measures[name]))


def _put_values(method: dict[str, Any], tables: Mapping[str, Mapping[str, Any]], place: str, out: Collector) -> None:
    """Replace the reference to a table by the dated values of its series, each with its source."""
    reference = method.pop("unit_values")
    wanted = reference if isinstance(reference, dict) else {}
    table, series = tables.get(str(wanted.get("table"))), wanted.get("series")
    if table is None:
        message = f"there is no table {wanted.get('table')}: add it, or name another"
        out.add("table.unknown", place, message, value=wanted.get("table"))
        return
    found = [row for row in table.get("rows", ()) if isinstance(row, dict) and row.get("series") == series]
    if not found:
        known = ", ".join(sorted({str(row.get("series")) for row in table.get("rows", ()) if isinstance(row, dict)}))
        message = f"the table {wanted.get('table')} has no series {series}: use one of {known or 'none'}"
        out.add("table.unknown_series", place, message, value=series)
        return
    method["values"] = [{key: row[key] for key in ROW_FIELDS if key in row} for row in found]
    method["on"] = wanted.get("on")

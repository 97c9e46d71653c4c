"""Says what payment lines came to: quantities with sentences, tables, the first findings, and the lines behind them."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import polars as pl

from scoring.evidence.assessment import MOST_LISTED, Assessment, Line, Quantity, Source
from scoring.evidence.ledger import Opened
from scoring.evidence.spend_cells import KIND_SAID, KINDS, UNIT
from scoring.evidence.spend_reasons import COUNTED, PARTS, REASONS, SAID
from scoring.evidence.spend_settings import Settings
from scoring.evidence.spend_settle import added
from scoring.exact import HUNDRED, ZERO, exact_text
from scoring.findings import Finding, quoted
from scoring.rounding import shown
from scoring.trace import grouped, percent, value_text

UNIT_NAME: Final = "GBP"
PERCENT: Final = "percent"


@dataclass(frozen=True, slots=True)
class Settled:
    """Lines of which all is decided, and what they were decided by."""

    lines: pl.DataFrame
    files: tuple[Opened, ...]
    sources: tuple[Source, ...]
    settings: Settings
    columns: frozenset[str]
    taken: tuple[Mapping[str, str], ...]
    """Which columns of each file were taken for the amount and for the postcode, and how VAT was left out."""

    def pounds(self, *, rated: bool) -> Fraction:
        """Return pounds for one unit of a line: a ten-thousandth, less VAT where it is taken off by its rate."""
        rate = Fraction(self.settings.vat_rate or 0) if rated else ZERO
        return Fraction(1, UNIT) * HUNDRED / (HUNDRED + rate)


@dataclass(frozen=True, slots=True)
class _Sum:
    """Pounds and lines."""

    value: Fraction = ZERO
    rows: int = 0


class _Sums:
    """Every sum that is asked for, from one table of exact sums."""

    def __init__(self, settled: Settled) -> None:
        self.pounds = {rated: settled.pounds(rated=rated) for rated in (False, True)}
        self.cells = added(settled.lines, ["part", "kind", "tier", "decile", "reason", "rated"])

    def of(self, **wanted: Any) -> _Sum:
        """Return the sum over the lines that fit; `bit` asks for a kind, `below` for parts before a number."""
        bit, below = wanted.pop("bit", 0), wanted.pop("below", len(PARTS))
        units, rows = {False: 0, True: 0}, 0
        for cell in self.cells:
            fits = cell["part"] < below and (not bit or cell["kind"] & bit)
            if fits and all(cell[name] == value for name, value in wanted.items()):
                units[cell["rated"]] += int(cell["units"])
                rows += cell["rows"]
        return _Sum(units[False] * self.pounds[False] + units[True] * self.pounds[True], rows)

    def values(self, name: str) -> list[Any]:
        """Return the different values of a column, in order, none last."""
        found = {cell[name] for cell in self.cells}
        return sorted(found - {None}) + ([None] if None in found else [])


def reported(settled: Settled, engine: str, version: str) -> Assessment:
    """Return the assessment of lines of which all is decided."""
    sums = _Sums(settled)
    remarks = settled.lines.filter(pl.col("reason") != 0)
    listed = settled.lines.height <= MOST_LISTED
    quantities = dict(_quantities(settled, sums))
    return Assessment(
        engine,
        version,
        settled.settings.given,
        settled.sources,
        settled.settings.references,
        quantities,
        settled.settings.proves,
        tuple(_finding(settled, row) for row in remarks.head(MOST_LISTED).iter_rows(named=True)),
        tuple(_line(settled, row) for row in settled.lines.iter_rows(named=True)) if listed else (),
        {"columns": [dict(one) for one in settled.taken], **_tables(sums)},
        settled.lines.height,
        _digest(settled),
        remarks.height,
    )


def _quantities(settled: Settled, sums: _Sums) -> Iterator[tuple[str, Quantity]]:
    parts = {part: sums.of(part=index) for index, part in enumerate(PARTS)}
    counted, total = sums.of(below=COUNTED), sums.of()
    yield "total", _pounds(total, total, f"The ledger comes to {_money(total)} without VAT in {_lines(total)}.")
    for part, found in parts.items():
        yield part, _pounds(found, total, _part_said(settled, part, found, counted))
    yield "local_percent", _share(parts["local"], counted, "is proved local")
    for place, kind in enumerate(KINDS):
        if not {"kind", kind} & settled.columns:
            words = f"No column says which payees are {KIND_SAID[kind]}."
            for name in (kind, f"{kind}_local"):
                yield name, Quantity(None, UNIT_NAME, 0, words)
            yield f"{kind}_percent", Quantity(None, PERCENT, 0, words)
            continue
        paid = sums.of(bit=1 << place, below=COUNTED)
        near = sums.of(bit=1 << place, part=0)
        yield kind, _pounds(paid, total, f"{_money(paid)} was paid to {KIND_SAID[kind]}, in {_lines(paid)}.")
        yield (
            f"{kind}_local",
            _pounds(near, total, f"{_money(near)} paid to {KIND_SAID[kind]} is proved local, in {_lines(near)}."),
        )
        yield f"{kind}_percent", _share(paid, counted, f"was paid to {KIND_SAID[kind]}")


def _part_said(settled: Settled, part: str, found: _Sum, counted: _Sum) -> str:
    if part == "rejected":
        return f"{_money(found)} in {_lines(found)} is rejected and counts as nothing."
    share = f", {percent(found.value / counted.value)} of what counts," if _is_share(found, counted) else ""
    area = settled.settings.area
    by = f" {area.title}, by {area.whose}" if part == "local" else ""
    where = {"local": f"is proved local:{by}", "elsewhere": "is proved to be spent elsewhere"}
    return f"{_money(found)} in {_lines(found)}{share} {where.get(part, 'cannot be placed, and counts as unknown')}."


def _pounds(found: _Sum, total: _Sum, said: str) -> Quantity:
    """Return an amount; where there is not a single line there is no data, and where none fits there is nothing."""
    return Quantity(found.value if total.rows else None, UNIT_NAME, found.rows, said if total.rows else NO_LINES)


NO_LINES: Final = "There is no payment line, so there is no data."


def _share(part: _Sum, whole: _Sum, words: str) -> Quantity:
    """Return a share in per cent of what counts: local, elsewhere and unknown."""
    if whole.value <= 0:
        return Quantity(None, PERCENT, part.rows, "There is no spend to take a share of.")
    if not _is_share(part, whole):
        said = "There is no share to state: credits outweigh the payments of one part of the spend."
        return Quantity(None, PERCENT, part.rows, said)
    share = part.value / whole.value
    return Quantity(share * HUNDRED, PERCENT, part.rows, f"{percent(share)} of {_money(whole)} {words}.")


def _is_share(part: _Sum, whole: _Sum) -> bool:
    """Return whether a sum is from nothing to all of another: credits can leave more in one part than in the whole."""
    return whole.value > 0 and 0 <= part.value <= whole.value


def _money(found: _Sum) -> str:
    sign = "−" if found.value < 0 else ""
    return f"{sign}£{grouped(shown(abs(found.value)))}"


def _lines(found: _Sum) -> str:
    return f"{value_text(Fraction(found.rows))} line{'' if found.rows == 1 else 's'}"


def _tables(sums: _Sums) -> dict[str, Any]:
    """Return the splits that people ask for next; kinds are not among them, for they must never be added up."""
    reasons = [code for code in sums.values("reason") if code]
    tables: dict[str, Any] = {
        "reasons": [_cell({"code": REASONS[code].code}, sums.of(reason=code)) for code in reasons]
    }
    for name in ("tier", "decile"):
        if any(value is not None for value in sums.values(name)):
            tables[f"by_{name}"] = [
                {name: None if value is None else str(value)}
                | {part: _cell({}, sums.of(part=index, **{name: value})) for index, part in enumerate(PARTS)}
                for value in sums.values(name)
            ]
    return tables


def _cell(label: Mapping[str, Any], found: _Sum) -> dict[str, Any]:
    return {**label, "exact": exact_text(found.value), "shown": shown(found.value), "rows": found.rows}


def _finding(settled: Settled, row: Mapping[str, Any]) -> Finding:
    """Return the finding of one line, with the place of the cell that it is about."""
    reason, file = REASONS[row["reason"]], settled.files[row["file"]]
    value = row["found"]
    if value is None and reason.column == "postcode":
        value = row["postcode"]
    place = file.place(row["line"], _column(settled, file, reason.column))
    return Finding(reason.code, place, f"the line {reason.sentence}", quoted(value))


def _column(settled: Settled, file: Opened, column: str) -> str:
    """Return the heading, as this file has it, of what a reason is about."""
    if column == "postcode":
        own = f"{settled.settings.area.postcode}_postcode"
        return own if own in file.columns else "postcode"
    if column == "amount":
        return next((name for name in ("net", "gross", "amount") if name in file.columns), column)
    return column


def _line(settled: Settled, row: Mapping[str, Any]) -> Line:
    value = None if row["units"] is None else row["units"] * settled.pounds(rated=row["rated"])
    place = settled.files[row["file"]].place(row["line"], "")
    return Line(place, SAID[PARTS[row["part"]]], value, REASONS[row["reason"]].code)


def _digest(settled: Settled) -> str:
    """Return the digest of what became of every line: file, line, part, reason and ten-thousandths, as CSV text."""
    text = settled.lines.select("file", "line", "part", "reason", "units").write_csv(include_header=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()

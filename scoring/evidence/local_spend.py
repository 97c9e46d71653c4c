"""Proves local spend from payment lines: what was paid to whom, where that is, and whether the contract calls it local.

The result has four parts: proved local, proved elsewhere, unknown, and rejected. Together they are the ledger's total,
exactly, and behind each stand its lines. Nothing unknown is taken for local or for anything else.

Settings: `area` ("makegood.area/1"); `period` {"from", "to"}; `vat` {"amounts": "excluding" | "including",
"rate_percent"}, needed where the columns do not say it; `tiers`, those that count; `proves`, measure id to quantity.
References: `postcodes`, a `Directory`; `geography`, the mapping of `rubrics/geography`; and, where there are,
`identifiers` and `deprivation` (see `spend_settings`) and `earlier`, the keys of invoices counted in earlier reports.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from scoring.evidence import spend_settle
from scoring.evidence.assessment import Assessment, Source
from scoring.evidence.ledger import COLUMNS, Ledger, Opened, Ragged, Unreadable, opened
from scoring.evidence.spend_cells import PLACES, UNIT, LineReader, Vat
from scoring.evidence.spend_reasons import REASONS, SAID
from scoring.evidence.spend_report import Settled, reported
from scoring.evidence.spend_settings import Settings, settings_of
from scoring.findings import Finding, Findings

ENGINE: Final = "local-spend"
VERSION: Final = "1"

__all__ = ["COLUMNS", "ENGINE", "VERSION", "Examined", "Ledger", "assess", "examine"]


@dataclass(frozen=True, slots=True)
class Examined:
    """An assessment with every line behind it, however many there are.

    `lines` has `file`, `line`, `part`, `reason`, `units` (ten-thousandths of a pound) and what was read of each line.
    """

    assessment: Assessment
    settled: Settled

    @property
    def lines(self) -> pl.DataFrame:
        """Return every line in the order of the files."""
        return self.settled.lines

    def write_lines(self, path: str) -> None:
        """Write what became of every line as CSV: file, line, part, reason, amount in pounds as read, postcode."""
        names = pl.Series([file.name for file in self.settled.files])
        self.lines.select(
            pl.lit(names).gather(pl.col("file")).alias("file"),
            "line",
            pl.col("part").replace_strict(dict(enumerate(SAID.values())), return_dtype=pl.String).alias("part"),
            pl.col("reason").replace_strict(dict(enumerate(r.code for r in REASONS)), return_dtype=pl.String),
            _pounds_text().alias("amount"),
            "postcode",
        ).write_csv(path)

    def keys(self) -> list[str]:
        """Return the keys of the invoices that were counted, for `earlier` of the next report, in order."""
        counted = self.lines.filter(pl.col("part") != spend_settle.REJECTED)
        return sorted(set(spend_settle.keys(counted).to_list()))


def assess(
    sheets: Sequence[Ledger], settings: Mapping[str, Any], references: Mapping[str, Any]
) -> Assessment | Findings:
    """Return what payment lines come to, or every finding that leaves nothing to assess."""
    examined = examine(sheets, settings, references)
    return examined if isinstance(examined, Findings) else examined.assessment


def examine(
    ledgers: Sequence[Ledger], settings: Mapping[str, Any], references: Mapping[str, Any]
) -> Examined | Findings:
    """Return the assessment of payment lines with the lines behind it, or every finding."""
    stated = settings_of(settings, references)
    if isinstance(stated, Findings):
        return stated
    read = [_read(ledger, number, stated) for number, ledger in enumerate(ledgers)]
    found = Findings(finding for one in read if isinstance(one, Findings) for finding in one)
    if found or not read:
        none = Findings([Finding("file.missing", "", "there is no file of payment lines: name at least one")])
        return found or none
    files = [one for one in read if not isinstance(one, Findings)]
    lines = pl.concat([file.lines for file in files])
    lines = spend_settle.once(spend_settle.compacted(lines, stated.identifiers), stated.earlier)
    placed = spend_settle.placed(lines, stated.area, stated.directory, stated.deciles)
    if isinstance(placed, Findings):
        return placed
    has = frozenset[str]().union(*(file.opened.columns for file in files))
    sources = tuple(Source(file.opened.name, file.opened.digest, file.lines.height) for file in files)
    taken = tuple(file.taken for file in files)
    settled = Settled(placed, tuple(file.opened for file in files), sources, stated, has, taken)
    return Examined(reported(settled, ENGINE, VERSION), settled)


@dataclass(frozen=True, slots=True)
class _File:
    opened: Opened
    lines: pl.DataFrame
    taken: Mapping[str, str]


def _read(ledger: Ledger, number: int, stated: Settings, *, by_line: bool = False) -> _File | Findings:
    """Return every line of one ledger in short columns, or every finding that keeps it from being read."""
    file = opened(ledger, by_line=by_line)
    if isinstance(file, Findings):
        return file
    vat, column = _vat(file, stated), _postcode_column(file, stated)
    if isinstance(vat, Finding) or isinstance(column, Finding):
        return Findings(found for found in (vat, column) if isinstance(found, Finding))
    reader = LineReader(vat, stated.period, stated.tiers)
    try:
        portions = [reader.read(portion, column) for portion in file.portions]
    except Ragged:
        return _read(ledger, number, stated, by_line=True)
    except Unreadable as unreadable:
        return unreadable.findings
    if not portions:
        empty = pl.DataFrame(schema=dict.fromkeys([*file.columns, "broken"], pl.String) | {"line": pl.Int64})
        portions = [reader.read(empty, column)]
    lines = pl.concat(portions).with_columns(file=pl.lit(number, pl.UInt16), rated=pl.lit(bool(vat.rate_percent)))
    taken = {"file": file.name, "amount": vat.base, "vat": vat.said, "postcode": column}
    return _File(file, lines, taken)


def _pounds_text() -> pl.Expr:
    """Return pounds in digits, with every ten-thousandth."""
    size = pl.col("units").abs()
    sign = pl.when(pl.col("units") < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    part = (size % UNIT).cast(pl.String).str.zfill(PLACES)
    return pl.concat_str(sign, (size // UNIT).cast(pl.String), pl.lit("."), part)


def _postcode_column(file: Opened, stated: Settings) -> str | Finding:
    """Return the column of the postcode that the area counts; one headed "postcode" alone is taken to be it."""
    own = f"{stated.area.postcode}_postcode"
    column = own if own in file.columns else "postcode"
    if column in file.columns or (stated.identifiers and "identifier" in file.columns):
        return column
    message = f"has no column {own}, nor postcode: the area counts {stated.area.whose}"
    return Finding("column.missing", f"{file.name} column {own}", message)


def _vat(file: Opened, stated: Settings) -> Vat | Finding:
    """Return how the amounts of a file are read without VAT; what could be read in two ways is refused."""
    has = file.columns
    if "net" in has:
        return Vat("net", check="gross" if {"gross", "vat"} <= has else "")
    base = "gross" if "gross" in has else "amount" if "amount" in has else ""
    if not base:
        message = "has no column of amounts: head one net_amount, gross_amount or amount"
        return Finding("column.missing", f"{file.name} column amount", message)
    if base == "amount" and not stated.vat_amounts:
        message = (
            "does not say whether its amounts include VAT: head the column net_amount or gross_amount, or state "
            '"vat": {"amounts": "excluding"} or {"amounts": "including"} in the settings'
        )
        return Finding("vat.ambiguous", f"{file.name} column amount", message)
    if base == "amount" and stated.vat_amounts == "excluding":
        return Vat(base)
    if "vat" not in has and not stated.vat_rate:
        message = "has amounts with VAT and no column of VAT: add the column, or state the rate as vat.rate_percent"
        return Finding("vat.ambiguous", f"{file.name} column {base}", message)
    return Vat(base, less="vat") if "vat" in has else Vat(base, rate_percent=stated.vat_rate)

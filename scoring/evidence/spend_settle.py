"""Decides of every payment line in which of the four parts it counts: local, elsewhere, unknown or rejected.

An invoice counts once however often it is given, in any order: of lines with the same payee, reference, amount and day
one is kept, and where they give different postcodes nobody knows which is right. What an earlier report counted is
known by its key. Then each different postcode is looked up once, and the area decides.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from scoring.evidence.area import Area, Radius
from scoring.evidence.directory import Directory
from scoring.evidence.postcodes import NORTHERN_IRELAND, PATTERN, spaced
from scoring.evidence.spend_cells import UNKNOWN_KIND
from scoring.evidence.spend_reasons import CODES, PARTS, REASONS
from scoring.findings import Finding, Findings

LOCAL, ELSEWHERE, UNKNOWN, REJECTED = range(4)
REMARKS: Final = [index for index, reason in enumerate(REASONS) if index and reason.part is None]
_PART_OF: Final = {index: PARTS.index(reason.part) for index, reason in enumerate(REASONS) if reason.part}
_COMPANY = r"\b(?:limited|ltd|plc|llp|cic|cyf)\b"
_NOUGHTS = r"^0+([0-9]+)$"
_KEY = ("day", "units", "reference_key", "payee_key")


@dataclass(frozen=True, slots=True)
class Deciles:
    """Which tenth of deprivation a place is in: by the code of its "lsoa" or "district"; 1 is the most deprived."""

    by: str
    deciles: Mapping[str, int]


def keyed(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with the two texts by which an invoice is known again: payee and reference, in one form each.

    "Acme Ltd." and "ACME LIMITED" are one payee, "INV-001" and "inv 001" one reference, and so are "0042" and "42": a
    spreadsheet takes the noughts before a bare number away. A payee without a name is known by its identifier. Lines
    without a reference are alike if the rest is: whoever paid twice can give the references.
    """
    payee = pl.coalesce("payee", "identifier").fill_null("").str.to_lowercase().str.replace_all(_COMPANY, "")
    reference = pl.col("reference").fill_null("").str.to_lowercase()
    return lines.with_columns(
        payee_key=payee.str.replace_all(r"[^\p{L}\p{N}]", ""),
        reference_key=reference.str.replace_all(r"[^\p{L}\p{N}]", "").str.replace(_NOUGHTS, "$1"),
    )


def keys(lines: pl.DataFrame) -> pl.Series:
    """Return the key of each line: day, ten-thousandths of a pound, reference and payee, as one text."""
    texts = [pl.col(name).cast(pl.String) for name in _KEY]
    return keyed(lines).select(pl.concat_str(texts, separator="|").alias("key"))["key"]


def once(lines: pl.DataFrame, earlier: Collection[str]) -> pl.DataFrame:
    """Return the lines with every repeat of an invoice marked, within these lines and of earlier reports."""
    good = lines.with_row_index("row").filter(pl.col("reason") == 0)
    alike = good.filter((pl.col("units").hash() + pl.col("day").hash()).is_duplicated())
    marks = [_repeats(keyed(alike))]
    if earlier:
        known = good.filter(keys(good).is_in([_unpadded(key) for key in earlier]))
        marks.insert(0, known.select("row", pl.lit(CODES["duplicate.reported_before"], pl.UInt8).alias("mark")))
    marked = pl.concat(marks).unique("row", keep="first", maintain_order=True)
    if marked.is_empty():
        return lines
    reasons = lines.with_row_index("row").join(marked, on="row", how="left", maintain_order="left")
    return reasons.with_columns(reason=pl.coalesce("mark", "reason")).drop("row", "mark")


def _unpadded(key: str) -> str:
    """Return a key as it is now made; one of an earlier report may have noughts before a bare number."""
    parts = key.split("|")
    if len(parts) == len(_KEY):
        parts[2] = re.sub(_NOUGHTS, r"\1", parts[2])
    return "|".join(parts)


def _repeats(alike: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that repeat an invoice with their mark; which one is kept hangs on what the lines say alone."""
    group = pl.struct(_KEY)
    groups = alike.filter(group.is_duplicated())
    said = ["postcode", "kind", "tier"]
    order = groups.sort([*_KEY, *said, "file", "line"], nulls_last=True)
    judged = order.with_columns(
        first=pl.int_range(pl.len()).over(_KEY) == 0,
        places=pl.col("postcode").drop_nulls().n_unique().over(_KEY),
    )
    contradicts = pl.when(pl.col("places") > 1).then(pl.lit(CODES["duplicate.contradicts"], pl.UInt8))
    repeats = pl.lit(CODES["duplicate.same_invoice"], pl.UInt8)
    mark = pl.when(pl.col("first")).then(contradicts).otherwise(repeats)
    return judged.select("row", mark.alias("mark")).drop_nulls("mark")


def placed(
    lines: pl.DataFrame, area: Area, directory: Directory, deciles: Deciles | None = None
) -> pl.DataFrame | Findings:
    """Return the lines with their part, a remark where one counts with one, and the decile of their place."""
    asked = lines.select(pl.col("postcode").unique()).drop_nulls()
    places = directory.places.join(asked, on="postcode", how="semi")
    circles = [_circle(circle, directory) for circle in area.circles]
    if unknown := [circle for circle in circles if isinstance(circle, Finding)]:
        return Findings(unknown)
    inside = _inside(area, [circle for circle in circles if not isinstance(circle, Finding)])
    facts = [inside.alias("inside")]
    facts.append(pl.col("ended") if "ended" in directory.facts else pl.lit(None, pl.Int32).alias("ended"))
    facts.append(_decile(deciles, directory))
    known = places.select("postcode", pl.lit(value=True).alias("exists"), *facts)
    whole = lines.join(known, on="postcode", how="left", maintain_order="left")
    return whole.with_columns(reason=_reason()).with_columns(part=_part()).drop("exists")


def _circle(circle: Radius, directory: Directory) -> tuple[int, int, int] | Finding:
    """Return easting, northing and the largest square of a distance within the circle, or why it has no centre."""
    if not isinstance(circle.centre, str):
        return (*circle.centre, circle.square)
    found = directory.places.filter(pl.col("postcode") == circle.centre).select("easting", "northing").rows()
    if not found or None in found[0]:
        message = f"{spaced(circle.centre)} has no place in the directory: state the centre by easting and northing"
        return Finding("area.centre_unknown", "area.within.radius", message, spaced(circle.centre))
    return (*found[0], circle.square)


def _inside(area: Area, circles: Collection[tuple[int, int, int]]) -> pl.Expr:
    """Return whether a place lies in the area; null where the directory does not know enough to say."""
    parts: list[pl.Expr] = []
    for name, codes in (("district", area.districts), ("icb", area.icbs), ("ward", area.wards)):
        if codes:
            parts.append(pl.col(name).cast(pl.String).is_in(sorted(codes)))
    for easting, northing, square in circles:
        east, north = pl.col("easting").cast(pl.Int64) - easting, pl.col("northing").cast(pl.Int64) - northing
        parts.append(east * east + north * north <= square)
    if area.postcodes:
        parts.append(pl.col("postcode").is_in(sorted(area.postcodes)))
    if area.outwards:
        parts.append(pl.col("postcode").str.head(-3).is_in(sorted(area.outwards)))
    return pl.any_horizontal(parts)


def _decile(deciles: Deciles | None, directory: Directory) -> pl.Expr:
    if deciles is None or deciles.by not in directory.facts:
        return pl.lit(None, pl.Int8).alias("decile")
    code = pl.col(deciles.by).cast(pl.String)
    return code.replace_strict(dict(deciles.deciles), default=None, return_dtype=pl.Int8).alias("decile")


def _reason() -> pl.Expr:
    """Return the first reason of each line: what was wrong before, then what its postcode says, then a remark."""
    month = pl.from_epoch("day", time_unit="d").dt
    after = pl.col("ended") < month.year() * 100 + month.month()
    tests = (
        (pl.col("reason") != 0, pl.col("reason")),
        (pl.col("postcode").is_null(), "postcode.missing"),
        (pl.col("exists").is_null() & ~pl.col("postcode").str.contains(PATTERN), "postcode.malformed"),
        (
            pl.col("exists").is_null() & pl.col("postcode").str.starts_with(NORTHERN_IRELAND),
            "postcode.northern_ireland",
        ),
        (pl.col("exists").is_null(), "postcode.never_existed"),
        (pl.col("inside").is_null(), "postcode.no_place"),
        (after, "postcode.terminated"),
        (pl.col("kind") >= UNKNOWN_KIND, "kind.unknown"),
    )
    codes = [
        pl.when(test).then(pl.lit(CODES[then], pl.UInt8) if isinstance(then, str) else then) for test, then in tests
    ]
    return pl.coalesce(*codes, pl.lit(0, pl.UInt8))


def _part() -> pl.Expr:
    decided = pl.col("reason").replace_strict(_PART_OF, default=None, return_dtype=pl.UInt8)
    inside = pl.when(pl.col("inside")).then(pl.lit(LOCAL, pl.UInt8)).otherwise(pl.lit(ELSEWHERE, pl.UInt8))
    return pl.coalesce(decided, inside)


def compacted(lines: pl.DataFrame, identifiers: Mapping[str, str]) -> pl.DataFrame:
    """Return the lines with postcodes in the form in which they are compared; a known payee lends a missing one."""
    postcode = pl.col("postcode").str.replace_all(r"\s", "").str.to_uppercase().replace("", None)
    if identifiers:
        lent = {re.sub(r"\W", "", key).upper(): re.sub(r"\s", "", value).upper() for key, value in identifiers.items()}
        by_identifier = pl.col("identifier").str.replace_all(r"\W", "").str.to_uppercase()
        postcode = pl.coalesce(postcode, by_identifier.replace_strict(lent, default=None, return_dtype=pl.String))
    return lines.with_columns(postcode=postcode)


def added(lines: pl.DataFrame, by: list[str]) -> list[dict[str, Any]]:
    """Return the exact sum of ten-thousandths and the number of lines for each combination of the columns named."""
    largest = int(lines.select(pl.col("units").abs().max().fill_null(0)).item())
    fits = largest * max(lines.height, 1) < 2**63
    units = pl.col("units") if fits else pl.col("units").cast(pl.Int128)
    return lines.group_by(by).agg(units.sum().alias("units"), pl.len().alias("rows")).sort(by).to_dicts()

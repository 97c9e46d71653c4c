"""The same payment lines classified by what a careful person writes for this one ledger: plain Python, and polars.

Neither says why a line is rejected or where it stands, knows of formulas, tiers or earlier reports, keeps lines behind
its sums, or hands out a digest. Both take a line for a repeat only where all four cells are the same text.
"""

import csv
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import polars as pl

from bench.ledger_lines import CENTRE, SQUARE, Sums

KEY = ("date", "payee", "net", "reference")


def in_columns(ledger: Path, directory: Path, districts: Collection[str]) -> Sums:
    """Return the sums by a straightforward polars script; the directory is a Parquet file."""
    places = pl.read_parquet(directory)
    east, north = pl.col("easting").cast(pl.Int64) - CENTRE[0], pl.col("northing").cast(pl.Int64) - CENTRE[1]
    inside = pl.col("district").cast(pl.String).is_in(list(districts)) | (east * east + north * north <= SQUARE)
    lines = pl.read_csv(ledger, infer_schema=False).with_columns(
        postcode=pl.col("invoice_postcode").str.replace_all(" ", "", literal=True).str.to_uppercase(),
        amount=pl.col("net").cast(pl.Decimal(18, 2), strict=False),
        day=pl.col("date").str.to_date("%d/%m/%Y", strict=False),
    )
    readable = pl.col("amount").is_not_null() & pl.col("day").is_not_null()
    lines = lines.with_columns(good=readable & pl.struct(KEY).is_first_distinct())
    lines = lines.join(places.select("postcode", inside.alias("inside")), on="postcode", how="left")
    part = (
        pl.when(~pl.col("good"))
        .then(3)
        .when(pl.col("inside").is_null())
        .then(2)
        .when(pl.col("inside"))
        .then(0)
        .otherwise(1)
    )
    lines = lines.with_columns(part=part)
    cells = {row["part"]: row for row in lines.group_by("part").agg(pl.col("amount").sum(), pl.len()).to_dicts()}
    sme = lines.filter((pl.col("part") < 3) & pl.col("kind").str.contains("SME"))["amount"].sum()
    pence = [int(cells[index]["amount"] * 100) if index in cells else 0 for index in range(4)]
    local, elsewhere, unknown, rejected = pence
    counts = tuple(cells[index]["len"] if index in cells else 0 for index in range(4))
    return Sums(local, elsewhere, unknown, rejected, (counts[0], counts[1], counts[2], counts[3]), int(sme * 100))


def in_python(ledger: Path, directory: Path, districts: Collection[str]) -> Sums:
    """Return the sums by a loop over the lines; the directory is a CSV file, read into a dictionary."""
    places: dict[str, bool | None] = {}
    with directory.open(encoding="utf-8", newline="") as file:
        for postcode, district, easting, northing in csv.reader(file):
            near = None
            if easting:
                near = (int(easting) - CENTRE[0]) ** 2 + (int(northing) - CENTRE[1]) ** 2 <= SQUARE
            places[postcode] = True if district in districts or near else near if district else None
    sums, rows, sme = [Decimal(0)] * 4, [0] * 4, Decimal(0)
    seen: set[tuple[str, ...]] = set()
    with ledger.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            amount, part = _judged(line, places, seen)
            sums[part] += amount
            rows[part] += 1
            if part < 3 and "SME" in line["kind"]:
                sme += amount
    local, elsewhere, unknown, rejected = (int(each * 100) for each in sums)
    return Sums(local, elsewhere, unknown, rejected, (rows[0], rows[1], rows[2], rows[3]), int(sme * 100))


def _judged(line: dict[str, str], places: dict[str, bool | None], seen: set[tuple[str, ...]]) -> tuple[Decimal, int]:
    """Return the amount of a line and its part."""
    try:
        amount = Decimal(line["net"])
        datetime.strptime(line["date"], "%d/%m/%Y")  # noqa: DTZ007 - a day has no zone
    except (InvalidOperation, ValueError):
        return Decimal(0), 3
    key = (line["date"], line["payee"], line["net"], line["reference"])
    if key in seen:
        return amount, 3
    seen.add(key)
    inside = places.get(line["invoice_postcode"].replace(" ", "").upper())
    return amount, 2 if inside is None else 0 if inside else 1

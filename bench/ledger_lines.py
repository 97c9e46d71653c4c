"""A ledger of payment lines, the same every time, with the repeats, credits, wrong cells and odd postcodes of life."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

SEED = 20_260_401
PAYEES_IN_A_MILLION = 60_000
HEADING = ("date", "payee", "invoice_postcode", "net", "reference", "tier", "kind")
REGION, CENTRE, METRES_A_MILE, MILES = "E12000003", (429_833, 434_079), 1_609.344, 20
AREA: Mapping[str, Any] = {
    "format": "makegood.area/1",
    "id": "yorkshire-and-round-leeds",
    "version": "1.0.0",
    "title": "Yorkshire and The Humber, and 20 miles round Leeds",
    "postcode": "invoice",
    "within": [
        {"regions": [REGION]},
        {"radius": {"easting": str(CENTRE[0]), "northing": str(CENTRE[1]), "distance": str(MILES), "unit": "miles"}},
    ],
}
SQUARE = int((METRES_A_MILE * MILES) ** 2)
"""The largest whole square of a distance in metres within the radius, for the rivals."""


class Sums(NamedTuple):
    """What every side must come to: hundredths of a pound and lines of each part, and lines paid to SMEs."""

    local: int
    elsewhere: int
    unknown: int
    rejected: int
    rows: tuple[int, int, int, int]
    sme: int


def write(path: Path, places: pl.DataFrame, count: int) -> None:
    """Write so many payment lines; one in 200 repeats another, one in 100 is a credit, ten are wrong."""
    chance = np.random.default_rng(SEED)
    payees = max(1, count * PAYEES_IN_A_MILLION // 1_000_000)
    postcodes = places["postcode"].gather(chance.integers(0, places.height, payees))
    odd = chance.integers(0, 250, payees)
    named = pl.DataFrame({"code": postcodes, "odd": odd}).select(
        pl.when(pl.col("odd") == 0)
        .then(pl.lit("BT1 1AA"))
        .when(pl.col("odd") == 1)
        .then(pl.lit("ZZ9 9ZZ"))
        .otherwise(pl.concat_str(pl.col("code").str.head(-3), pl.lit(" "), pl.col("code").str.tail(3)))
        .alias("postcode"),
        pl.concat_str(pl.lit("Supplier "), pl.int_range(pl.len()).cast(pl.String), pl.lit(" Limited")).alias("payee"),
    )
    row = np.arange(count)
    row = np.where(chance.integers(0, 200, count) == 0, np.maximum(row - 1, 0), row)
    lines = _lines(chance, count, payees)[row.tolist()]
    lines = lines.with_columns(
        payee=named["payee"].gather(lines["who"]),
        invoice_postcode=named["postcode"].gather(lines["who"]),
        net=pl.when(pl.int_range(pl.len()) % (count // 10) == 7).then(pl.lit("see note")).otherwise(pl.col("net")),
    )
    lines.select(HEADING).write_csv(path)


def _lines(chance: np.random.Generator, count: int, payees: int) -> pl.DataFrame:
    """Return lines before any is repeated or spoilt."""
    pence = chance.integers(100, 5_000_000, count) * np.where(chance.integers(0, 100, count) == 0, -1, 1)
    kinds = np.array(["SME", "large", "VCSE; SME", "social enterprise", "charity"])
    drawn = pl.DataFrame(
        {
            "who": chance.integers(0, payees, count),
            "pence": pence,
            "day": chance.integers(0, 365, count),
            "tier": chance.integers(1, 3, count).astype(str),
            "kind": kinds[chance.integers(0, len(kinds), count)],
        }
    )
    size = pl.col("pence").abs()
    return drawn.with_columns(
        date=(pl.date(2025, 4, 1) + pl.duration(days=pl.col("day"))).dt.strftime("%d/%m/%Y"),
        reference=pl.concat_str(pl.lit("INV-"), pl.int_range(pl.len()).cast(pl.String)),
        net=pl.concat_str(
            pl.when(pl.col("pence") < 0).then(pl.lit("-")).otherwise(pl.lit("")),
            (size // 100).cast(pl.String),
            pl.lit("."),
            (size % 100).cast(pl.String).str.zfill(2),
        ),
    )

"""Before payment lines are timed the run shows that every side comes to the same sums; here on fewer lines."""

from pathlib import Path

import polars as pl
import pytest

from bench import ledger, ledger_lines, ledger_rivals
from scoring.evidence.assessment import Reference
from scoring.evidence.directory import of_rows
from scoring.evidence.local_spend import Examined, Ledger, examine
from tests.scoring.evidence.payments import PLACES, geography

COUNT = 2_000
DISTRICTS = ("E08000035", "E08000032", "E08000038", "E06000014", "E06000065")
"""Those of the region in the small directory."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path, Examined]:
    """Return a ledger, the directory as each rival keeps it, and what ours comes to."""
    folder = tmp_path_factory.mktemp("ledger")
    rows = [dict(zip(("postcode", "district", "easting", "northing"), place, strict=True)) for place in PLACES]
    known = of_rows(Reference("small", "2025-11", "sha256:" + "0" * 64), rows)
    columns, plain, payments = folder / "places.parquet", folder / "places.csv", folder / "payments.csv"
    known.places.write_parquet(columns)
    known.places.write_csv(plain, include_header=False)
    ledger_lines.write(payments, known.places, COUNT)
    references = {"postcodes": known, "geography": geography()}
    found = examine([Ledger("payments.csv", str(payments))], {"area": ledger_lines.AREA}, references)
    assert isinstance(found, Examined)
    return payments, columns, plain, found


def test_every_side_comes_to_the_same_sums(stage: tuple[Path, Path, Path, Examined]) -> None:
    payments, columns, plain, found = stage
    sums = ledger.summed(found)
    assert sums == ledger_rivals.in_columns(payments, columns, DISTRICTS)
    assert sums == ledger_rivals.in_python(payments, plain, DISTRICTS)
    assert sum(sums.rows) == COUNT
    assert all(sums.rows)
    assert "lines" in ledger.said(sums)


def test_the_ledger_has_repeats_credits_and_ten_wrong_lines(stage: tuple[Path, Path, Path, Examined]) -> None:
    reasons = {cell["code"]: cell["rows"] for cell in stage[3].assessment.tables["reasons"]}
    assert reasons["amount.malformed"] == 10
    assert reasons["duplicate.same_invoice"] > 0
    assert stage[3].lines.filter(pl.col("units") < 0).height > 0

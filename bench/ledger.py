"""Measures a million payment lines held against 2.7 million postcodes: ours, a columnar script, and plain Python."""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import polars as pl

from bench import ledger_rivals
from bench.ledger_lines import AREA, REGION, Sums, write
from bench.measuring import MILLISECONDS, Line, in_turn, milliseconds
from scoring.digest import read_strictly
from scoring.evidence.directory import Directory, packaged
from scoring.evidence.directory_cache import Folder
from scoring.evidence.geography import Geography, parse_geography
from scoring.evidence.local_spend import Examined, Ledger, examine
from scoring.evidence.spend_cells import UNIT

TITLE = "local spend: a million payment lines, 2.7 million postcodes, file to exact sums"
COUNT = 1_000_000
MOST_MEGABYTES = 1_000
PYTHON_ROUNDS = 2
"""Plain Python takes long: two rounds say enough."""

ROOT = Path(__file__).resolve().parents[1]
GEOGRAPHY = ROOT / "rubrics" / "geography" / "gb-districts-2025-11.json"


def run(rounds: int) -> Iterator[Line]:
    """Measure every side over the same ledger, in turn, after showing that they come to the same sums."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), COUNT)
        sums = stage.ours()
        assert sums == stage.in_columns() == stage.in_python(), "the sides differ"
        print(f"all sides: {said(sums)}", flush=True)
        peak = stage.peak_megabytes()
        note = f"peak memory {peak:,} MB (limit {MOST_MEGABYTES:,}: {'kept' if peak < MOST_MEGABYTES else 'PASSED'})"
        ours, script = in_turn([milliseconds(stage.ours), milliseconds(stage.in_columns)], rounds)
        yield Line("1,000,000 payment lines", "polars script", MILLISECONDS, ours, script, aim=0.5, note=note)
        few = min(rounds, PYTHON_ROUNDS)
        ours, plain = in_turn([milliseconds(stage.ours), milliseconds(stage.in_python)], few)
        yield Line("1,000,000 payment lines", f"plain Python, {few} rounds", MILLISECONDS, ours, plain)


def said(sums: Sums) -> str:
    """Return the sums in pounds and lines."""
    parts = zip(("local", "elsewhere", "unknown", "rejected"), sums[:4], sums.rows, strict=True)
    return "; ".join(f"{name} £{pence // 100:,}.{pence % 100:02d} in {rows:,} lines" for name, pence, rows in parts)


class Stage:
    """A ledger, and the directory of postcodes in the form that each side keeps it in."""

    def __init__(self, folder: Path, count: int) -> None:
        """Write everything into a folder."""
        self.folder = folder
        self.ledger = folder / "payments.csv"
        self.kept = Folder(str(folder / "kept"))
        places = directory(self.kept).places.select("postcode", "district", "easting", "northing")
        self.columns, self.plain = folder / "places.parquet", folder / "places.csv"
        places.write_parquet(self.columns)
        places.write_csv(self.plain, include_header=False)
        write(self.ledger, places, count)
        document = geography_document()
        geography = parse_geography(document)
        assert isinstance(geography, Geography)
        self.districts = geography.inside("regions", REGION)

    def ours(self) -> Sums:
        """Return the sums of the engine, from files to a finished assessment."""
        return summed(assessed(self.ledger, self.kept))

    def in_columns(self) -> Sums:
        """Return the sums of the columnar script."""
        return ledger_rivals.in_columns(self.ledger, self.columns, self.districts)

    def in_python(self) -> Sums:
        """Return the sums of plain Python."""
        return ledger_rivals.in_python(self.ledger, self.plain, self.districts)

    def peak_megabytes(self) -> int:
        """Return the most memory that a process of its own takes for one assessment, in MB."""
        command = [sys.executable, "-m", "bench.ledger", str(self.ledger), self.kept.path]
        return int(subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout)


def directory(kept: Folder) -> Directory:
    """Return the packaged directory, from the columns kept of it."""
    found = packaged(kept)
    assert isinstance(found, Directory), found
    return found


def geography_document() -> dict[str, object]:
    """Return the published table of districts."""
    found = read_strictly(GEOGRAPHY.read_bytes())
    assert isinstance(found, dict)
    return found


def assessed(ledger: Path, kept: Folder) -> Examined:
    """Return what the engine makes of a ledger."""
    references = {"postcodes": directory(kept), "geography": geography_document()}
    found = examine([Ledger(ledger.name, str(ledger))], {"area": AREA}, references)
    assert isinstance(found, Examined), found
    found.assessment.to_mapping()
    return found


def summed(found: Examined) -> Sums:
    """Return the sums of an assessment in hundredths of a pound."""
    quantities = found.assessment.quantities
    names = ("local", "elsewhere", "unknown", "rejected")
    values = [quantities[name].value for name in (*names, "sme")]
    pence = [int(value * 100) for value in values if value is not None]
    rows = [quantities[name].rows for name in names]
    assert found.lines["units"].dtype == pl.Int64
    assert UNIT % 100 == 0
    return Sums(pence[0], pence[1], pence[2], pence[3], (rows[0], rows[1], rows[2], rows[3]), pence[4])


def main() -> int:
    """Assess one ledger in this process and print the most memory that it took, in MB."""
    assessed(Path(sys.argv[1]), Folder(sys.argv[2]))
    print(_peak_kilobytes() // 1024)
    return 0


def _peak_kilobytes() -> int:
    """Return the most memory that this process has held.

    Linux keeps it for the program that runs; what `getrusage` says would include the process that started this one.
    """
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    sys.exit(main())

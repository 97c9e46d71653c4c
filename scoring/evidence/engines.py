"""The engines by name: each turns lines of evidence into proved quantities, and is loaded when it is asked for.

An engine is a module. The registry holds names, not modules, so that a result can be evaluated, verified and explained
with the standard library alone while local spend needs a columnar library.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Final, NamedTuple, Protocol, cast

from scoring.evidence.assessment import Assessment
from scoring.evidence.rows import Column
from scoring.evidence.sheets import Sheet, read
from scoring.findings import Finding, Findings

MODULES: Final[Mapping[str, str]] = {
    "local-spend": "scoring.evidence.local_spend",
    "living-wage": "scoring.evidence.living_wage",
    "carbon": "scoring.evidence.carbon",
    "people": "scoring.evidence.people",
}


class Engine(Protocol):
    """What a module offers to be an engine.

    `ENGINE` and `VERSION` name what computed; the version changes whenever the same input would give another quantity.
    `COLUMNS` is what it reads from a file.
    """

    ENGINE: str
    VERSION: str
    COLUMNS: Sequence[Column]

    def assess(
        self, sheets: Sequence[Sheet], settings: Mapping[str, Any], references: Mapping[str, Any]
    ) -> Assessment | Findings:
        """Return what the sheets come to, or every finding that leaves nothing to assess.

        `settings` is a plain mapping with every number quoted; `references` are bodies of facts by id, such as the
        tables of `rubrics/tables`. Neither a clock nor a file is read.
        """


def engine(name: str) -> Engine | Findings:
    """Return the engine of a name, or the finding that says which there are or what is not installed."""
    module = MODULES.get(name)
    if module is None:
        message = f"is no engine: name one of {', '.join(sorted(MODULES))}"
        return Findings([Finding("engine.unknown", "engine", message, name)])
    try:
        return cast("Engine", import_module(module))
    except ModuleNotFoundError as error:
        if error.name == module:
            message = f"the engine {name} is not part of this installation"
        else:
            message = f"the engine {name} needs the package {error.name}, which is not installed: run `make setup`"
        return Findings([Finding("engine.not_installed", "engine", message, name)])


class File(NamedTuple):
    """A file of evidence: what people call it, and its bytes or the path where it lies."""

    name: str
    content: bytes | str


def run(
    name: str, files: Sequence[File], settings: Mapping[str, Any], references: Mapping[str, Any]
) -> Assessment | Findings:
    """Return what files come to by the engine of a name, or every finding that leaves nothing to assess.

    An engine that reads millions of lines offers `Ledger` and is given the files to read by itself.
    """
    chosen = engine(name)
    if isinstance(chosen, Findings):
        return chosen
    ledger = getattr(chosen, "Ledger", None)
    if ledger is not None:
        return chosen.assess([ledger(*file) for file in files], settings, references)
    sheets: list[Sheet] = []
    refused: list[Finding] = []
    for file in files:
        sheet = _sheet(file, chosen.COLUMNS)
        if isinstance(sheet, Findings):
            refused += sheet
        else:
            sheets.append(sheet)
    return Findings(refused) if refused else chosen.assess(sheets, settings, references)


def _sheet(file: File, columns: Sequence[Column]) -> Sheet | Findings:
    if isinstance(file.content, bytes):
        return read(file.name, file.content, columns)
    try:
        with open(file.content, "rb") as opened:  # noqa: PTH123 - the library knows no paths
            return read(file.name, opened.read(), columns)
    except OSError as error:
        return Findings([Finding("file.unreadable", file.name, f"cannot be read: {error.strerror}")])

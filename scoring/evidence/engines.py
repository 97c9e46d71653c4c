"""The engines by name: each turns lines of evidence into proved quantities, and is loaded when it is asked for.

An engine is a module. The registry holds names, not modules, so that a result can be evaluated, verified and explained
with the standard library alone while local spend needs a columnar library.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Final, Protocol, cast

from scoring.evidence.assessment import Assessment
from scoring.evidence.sheets import Column, Sheet
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

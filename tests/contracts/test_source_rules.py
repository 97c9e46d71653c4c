"""House rules that neither an import graph nor a linter sees, read off the source itself."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "bench", "migrations", "scoring", "standards", "tests")
FOLDERS = (*PACKAGES, ".ci", "docs", "rubrics")
EDGE = "app/kit/db.py"
CLOCK = "app/kit/clock.py"
STATISTICS = "scoring/robustness.py"
COMMAND_LINE = "scoring/__main__.py"
IN_COLUMNS = tuple(
    path.relative_to(ROOT).as_posix()
    for pattern in ("columns*.py", "robustness*.py")
    for path in (ROOT / "scoring").glob(pattern)
)
"""Many bids at once: these alone may use numpy, and nothing that a result needs may use them."""
LIBRARIES_OF_EVIDENCE = {
    "scoring/evidence/directory.py": frozenset({"brotli", "msgpack", "polars"}),
    "scoring/evidence/directory_cache.py": frozenset({"polars"}),
    "scoring/evidence/ledger.py": frozenset({"polars"}),
    "scoring/evidence/local_spend.py": frozenset({"polars"}),
    "scoring/evidence/spend_cells.py": frozenset({"polars"}),
    "scoring/evidence/spend_report.py": frozenset({"polars"}),
    "scoring/evidence/spend_settle.py": frozenset({"polars"}),
    "scoring/evidence/units.py": frozenset({"pint"}),
    "scoring/evidence/workbook.py": frozenset({"python_calamine"}),
}
"""What reads lines of evidence, and the libraries that each may use; nothing that a result needs may use them."""

Finder = Callable[[ast.Module], Iterator[int]]


def _sources(*packages: str) -> dict[str, ast.Module]:
    paths = sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


SOURCES = _sources(*PACKAGES)


def _offenders(find: Finder, *packages: str, but: tuple[str, ...] = ()) -> list[str]:
    """Return `path:line` for everything that `find` finds in the packages, but for the named files."""
    return [
        f"{path}:{line}"
        for path, tree in SOURCES.items()
        if path.partition("/")[0] in packages and path not in but
        for line in find(tree)
    ]


def _calls(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Yield (line, receiver, method) for every `receiver.method(...)`; a bare call has no receiver."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            yield (
                node.lineno,
                owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", ""),
                node.func.attr,
            )
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.lineno, "", node.func.id


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) for everything imported, `from a.b import c` as a.b.c."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _decides_a_transaction(tree: ast.Module) -> Iterator[int]:
    return (line for line, _, method in _calls(tree) if method in {"commit", "rollback"})


def _reads_the_clock(tree: ast.Module) -> Iterator[int]:
    asked = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
    asked |= {("time", name) for name in ("time", "time_ns", "localtime", "gmtime", "strftime")}
    named = {"time.time", "time.time_ns", "time.localtime", "time.gmtime"}
    yield from (line for line, owner, method in _calls(tree) if (owner, method) in asked)
    yield from (line for line, name in _imports(tree) if name in named)


def _makes_a_float(tree: ast.Module) -> Iterator[int]:
    yield from (
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)
    )
    yield from (line for line, owner, name in _calls(tree) if (owner, name) in {("", "float"), ("math", "sqrt")})


def test_only_the_edge_commits_or_rolls_back() -> None:
    assert _offenders(_decides_a_transaction, "app", but=(EDGE,)) == []


def test_only_the_clock_reads_the_time() -> None:
    assert _offenders(_reads_the_clock, "app", "scoring", "migrations", but=(CLOCK,)) == []


def test_scoring_makes_no_float_but_for_labelled_statistics() -> None:
    assert _offenders(_makes_a_float, "scoring", but=(STATISTICS,)) == []


def test_scoring_imports_nothing_but_itself_and_the_standard_library() -> None:
    def foreign(tree: ast.Module, *, more: frozenset[str] = frozenset()) -> Iterator[int]:
        known = {"scoring", *sys.stdlib_module_names, *more}
        return (line for line, name in _imports(tree) if name.partition(".")[0] not in known)

    def foreign_in_columns(tree: ast.Module) -> Iterator[int]:
        return foreign(tree, more=frozenset({"numpy"}))

    but = (*IN_COLUMNS, *LIBRARIES_OF_EVIDENCE)
    assert _offenders(foreign, "scoring", but=but) == []
    assert _offenders(foreign_in_columns, "scoring", but=tuple(LIBRARIES_OF_EVIDENCE)) == []
    for path, libraries in LIBRARIES_OF_EVIDENCE.items():
        assert list(foreign(SOURCES[path], more=libraries)) == [], path


def test_sql_is_written_in_repositories_models_and_kit_only() -> None:
    """A use case may name the transaction that it is given, and nothing else of the database library."""

    def sql(tree: ast.Module) -> Iterator[int]:
        return (
            line
            for line, name in _imports(tree)
            if name.partition(".")[0] in {"sqlalchemy", "psycopg", "sqlite3"} and name != "sqlalchemy.orm.Session"
        )

    written = [place for place in _offenders(sql, "app") if not place.startswith("app/kit/")]
    assert [place for place in written if not {"models", "repository"} & set(re.split(r"[/.:]", place))] == []


def test_no_concept_uses_another_concepts_repository() -> None:
    found = []
    for path, tree in SOURCES.items():
        home = path.split("/")[1]
        for line, name in _imports(tree):
            parts = name.split(".")
            if path.startswith("app/") and parts[0] == "app" and "repository" in parts[2:] and parts[1] != home:
                found.append(f"{path}:{line} {name}")
    assert found == []


def test_every_module_opens_by_saying_why_it_exists() -> None:
    silent = [path for path, tree in SOURCES.items() if not ast.get_docstring(tree)]
    assert silent == []


def test_a_file_is_read_in_one_sitting() -> None:
    longest = 400
    # Migrations are left out: each is written once, from the models, and read beside them.
    paths = [path for path in SOURCES if not path.startswith("migrations/")]
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in paths}
    assert {path: length for path, length in lengths.items() if length > longest} == {}


def test_a_function_is_read_at_a_glance() -> None:
    longest = 40

    def long(tree: ast.Module) -> Iterator[int]:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _body_length(node) > longest:
                yield node.lineno

    assert _offenders(long, "app", "scoring") == []


def _body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of what a function does: its signature and its docstring are read on their own."""
    steps = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (steps[-1].end_lineno or steps[-1].lineno) - steps[0].lineno + 1


def test_no_module_is_named_after_nothing() -> None:
    nameless = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [path for path in SOURCES if nameless & {Path(path).stem, *Path(path).parts}] == []


# Spelt so that this file does not break its own rule.
_BANNED = {
    "a package index": r"pypi[.]org|pythonhosted[.]org|registry[.]npm|index[-]url",
    "a path of one machine": r"(^|[ \"'=(])/(work|farm|root|home/[a-z]+|tmp/[a-z]+)/",
}


def _texts() -> Iterator[tuple[str, str]]:
    top = (path for path in ROOT.iterdir() if path.is_file() and path.name != "Dockerfile")
    inside = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file())
    for path in (*top, *inside):
        if path.suffix not in {".png", ".pdf", ".pyc", ".db"} and "__pycache__" not in path.parts:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


@pytest.mark.parametrize("what", _BANNED)
def test_no_file_names_a_place_that_only_one_machine_has(what: str) -> None:
    pattern = re.compile(_BANNED[what], re.MULTILINE)
    found = [
        f"{path}:{text.count(chr(10), 0, hit.start()) + 1} {hit.group().strip()}"
        for path, text in _texts()
        for hit in pattern.finditer(text)
    ]
    assert found == []

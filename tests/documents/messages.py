"""Finds every message of fixed wording: in the templates, in the code, and in the sentences of content."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment
from jinja2.ext import extract_from_ast

import app.documents
from app.documents.retelling import sentences

FOLDER = Path(app.documents.__file__).parent
SAYING = {"say": 1, "says": 1, "say_many": 2}
"""What marks a message in the code, and how many of its arguments are wording."""


def of_templates() -> Iterator[tuple[str, ...]]:
    """Yield each message of the templates: its wording, or the wording for one and for many."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.policies["ext.i18n.trimmed"] = True
    for path in sorted((FOLDER / "templates").glob("*.jinja")):
        parsed = environment.parse(path.read_text(encoding="utf-8"))
        for _, _, found in extract_from_ast(parsed, babel_style=False):
            wording: Any = found
            yield tuple(part for part in ((wording,) if isinstance(wording, str) else wording) if part is not None)


def of_code() -> Iterator[tuple[str, ...]]:
    """Yield each message of the code, as `of_templates` does."""
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING:
                parts = node.args[: SAYING[node.func.id]]
                wording = [each for part in parts for each in _constants(part)]
                if wording and node.func.id != "say_many":
                    yield from ((one,) for one in wording)
                elif wording:
                    yield tuple(wording)


def _constants(part: ast.expr) -> Iterator[str]:
    """Yield the wording in an argument: the argument itself, or both sides of a choice."""
    if isinstance(part, ast.Constant) and isinstance(part.value, str):
        yield part.value
    elif isinstance(part, ast.IfExp):
        yield from _constants(part.body)
        yield from _constants(part.orelse)


def of_content() -> Iterator[tuple[str, ...]]:
    """Yield each sentence of content with fixed wording."""
    yield from ((one,) for one in sentences())


def all_messages() -> dict[str, tuple[str, ...]]:
    """Return every message by its key: the wording, or the wording for one."""
    return {found[0]: found for found in (*of_templates(), *of_code(), *of_content())}

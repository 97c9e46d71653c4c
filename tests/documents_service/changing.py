"""Changes one thing in a document, anywhere, as somebody would who wants it to say something else."""

from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal, InvalidOperation
from typing import Any

from app.documents.codec import UnreadableContent
from app.documents.verifying import verify

Path = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """Return the path of every text, number, yes-or-no and nothing in a document."""
    if isinstance(value, dict | list):
        for step, inside in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inside, (*path, step))
    else:
        yield path


def entries(value: Any, path: Path = ()) -> Iterator[Path]:
    """Return the path of every entry of every list in a document."""
    for step, inside in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        if isinstance(value, list):
            yield (*path, step)
        yield from entries(inside, (*path, step))


def at(document: Any, path: Path) -> Any:
    """Return what stands at a path."""
    for step in path:
        document = document[step]
    return document


def changed(document: Any, path: Path, to: Any = None) -> Any:
    """Return a copy in which what stands at the path is another of its kind, or `to`."""
    copy = deepcopy(document)
    at(copy, path[:-1])[path[-1]] = another(at(copy, path)) if to is None else to
    return copy


def without(document: Any, path: Path) -> Any:
    """Return a copy in which an entry of a list is missing."""
    copy = deepcopy(document)
    del at(copy, path[:-1])[path[-1]]
    return copy


def another(value: Any) -> Any:
    """Return another value of the same kind: the next number, the other answer, more words."""
    if value is None:
        return "something"
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    try:
        return format(Decimal(value) + 1, "f")
    except InvalidOperation:
        return (
            f"{value[:-1]}{'1' if value.endswith('0') else '0'}" if value.startswith("sha256:") else f"{value} indeed"
        )


def failures(document: Any) -> list[str]:
    """Return what verification finds wrong, the refusal to read it at all included, always with its place."""
    try:
        return [check.sentence for check in verify(document) if check.holds is False]
    except UnreadableContent as refusal:
        return [f"{refusal.place}: {refusal.said}"] if refusal.place else []


def place_in(path: Path) -> str:
    """Return a path without its numbers, for choosing: `bidders.scores.points.exact`."""
    return ".".join(step for step in path if isinstance(step, str))

"""The life of a rubric, and what a document must be before it is kept at all."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from scoring.digest import unfit, write
from scoring.findings import Finding


class RubricStatus(StrEnum):
    """Where a rubric stands. A published one is never changed; a new one is copied from it."""

    DRAFT = "draft"
    PUBLISHED = "published"


MAY_BECOME: dict[RubricStatus, frozenset[RubricStatus]] = {
    RubricStatus.DRAFT: frozenset({RubricStatus.PUBLISHED}),
    RubricStatus.PUBLISHED: frozenset(),
}

MOST_BYTES = 1_000_000
"""A rubric document may be this long in canonical form: the largest pack has some 30,000 bytes."""

UNTITLED = "Rubric without a title"
LONGEST_TITLE = 300
LONGEST_ID = 100
"""What a commitment keeps of the question that it was made under; scoring alone takes longer ids."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def may_become(status: str, wanted: RubricStatus) -> bool:
    """Return whether a rubric may go from one status to another."""
    return wanted in MAY_BECOME[RubricStatus(status)]


def unkeepable(body: Mapping[str, Any]) -> list[Finding]:
    """Return what keeps a document from being stored, even as a draft: floats, control characters, absurd size.

    Everything else may be wrong in a draft, and is found by its check.
    """
    found = list(unfit(body))
    if any(finding.code == "document.too_deep" for finding in found):
        return found
    found += _control_characters(body, "")
    if not found and (size := len(write(body))) > MOST_BYTES:
        message = f"has {size:,} bytes in canonical form; the most is {MOST_BYTES:,}: shorten the guidance, or split it"
        found.append(Finding("document.too_long", "", message))
    return found


def too_long(criteria: object, place: str = "criteria") -> Iterator[Finding]:
    """Yield a finding for every section or question whose id or title could not be carried into a contract."""
    for index, node in enumerate(criteria if isinstance(criteria, list) else ()):
        if not isinstance(node, dict):
            continue
        here = f"{place}[{index}]"
        for name, most in (("id", LONGEST_ID), ("title", LONGEST_TITLE)):
            text = node.get(name)
            if isinstance(text, str) and len(text) > most:
                message = f"has {len(text)} characters, and a contract keeps {most}: shorten it"
                yield Finding("text.too_long", f"{here}.{name}", message, text[:most])
        yield from too_long(node.get("criteria"), f"{here}.criteria")


def title_of(body: Mapping[str, Any]) -> str:
    """Return what a list of rubrics shows: the document's title, or that it has none yet."""
    title = body.get("title")
    text = " ".join(title.split()) if isinstance(title, str) else ""
    return text[:LONGEST_TITLE] or UNTITLED


def _control_characters(value: object, place: str) -> Iterator[Finding]:
    if isinstance(value, str) and _CONTROL.search(value):
        yield Finding("text.control", place, "holds a control character; use plain text", None)
    elif isinstance(value, dict):
        for key, item in value.items():
            if _CONTROL.search(key):
                yield Finding("text.control", place, "has a key with a control character; use plain text", None)
            else:
                yield from _control_characters(item, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _control_characters(item, f"{place}[{index}]")

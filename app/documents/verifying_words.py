"""Puts names beside ids in what a verification says, so that whoever reads it knows whose number it is."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

_ROW: Final = re.compile(r"lots\[(\d+)\]\.(ranking|excluded|withdrawn)\[(\d+)\]")
_OBEYED: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNS: Final = frozenset("\N{ARABIC LETTER MARK}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}").union(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)


def plainly(line: str) -> str:
    """Return a line with whatever a screen would obey written out, so that no name can print a line of its own.

    Names come from files that anybody may have made: one with the end of a line in it could say that all holds, and
    one with the codes of a screen could wipe out what does not.
    """
    return "".join(
        f"[U+{ord(sign):04X}]" if sign in _TURNS or unicodedata.category(sign) in _OBEYED else sign for sign in line
    )


def explained(sentence: str, result: Mapping[str, Any]) -> str:
    """Return a verification's sentence with the bidder's name after each bid id and the title after each criterion."""
    names, titles = names_of(result), titles_of(result)
    row = _ROW.search(sentence)
    if row and (name := _name_in_row(result, row)):
        place, _, rest = sentence.partition(", ")
        sentence = f"{place} ({name}), {rest}"
    for pattern, words in ((r"\b(bid {})(?![\w.-])", names), (r"\b(on {})(?= of bid | is stated )", titles)):
        for key, said in words.items():
            sentence = re.sub(pattern.format(re.escape(key)), lambda hit, said=said: f"{hit[1]} ({said})", sentence)  # type: ignore[misc]  # a default is how a lambda keeps it
    return sentence


def names_of(result: Mapping[str, Any]) -> dict[str, str]:
    """Return the name of each bid by its id, from a result that need not be sound."""
    inputs = result.get("inputs")
    bids = inputs.get("bids") if isinstance(inputs, dict) else None
    return {bid["id"]: bid["name"] for bid in _objects(bids) if _is_text(bid.get("id")) and _is_text(bid.get("name"))}


def titles_of(result: Mapping[str, Any]) -> dict[str, str]:
    """Return the title of each section and criterion by its id, from a result that need not be sound."""
    rubric = result.get("rubric")
    nodes = nodes_of(rubric.get("criteria")) if isinstance(rubric, dict) else ()
    return {node["id"]: node["title"] for node in nodes if _is_text(node.get("id")) and _is_text(node.get("title"))}


def nodes_of(criteria: object) -> Iterator[dict[str, Any]]:
    """Return every section and criterion of a rubric or of a bid's scores, parents before their children."""
    for node in _objects(criteria):
        yield node
        yield from nodes_of(node.get("criteria"))


def _name_in_row(result: Mapping[str, Any], row: re.Match[str]) -> str | None:
    try:
        name = result["lots"][int(row[1])][row[2]][int(row[3])]["name"]
    except (KeyError, IndexError, TypeError):
        return None
    return name if _is_text(name) else None


def _objects(found: object) -> list[dict[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _is_text(found: object) -> bool:
    return isinstance(found, str) and bool(found)

"""Reads a rubric document as the list of its questions, which is how bidders and evaluators meet it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Leaf:
    """One question of a published rubric.

    `path` holds the titles of the sections above it and `section_ids` their ids, outermost first. `lots` is None for
    a question common to all lots. `scale_marks` and `scale_levels` are None where no scale is marked. `parts` names
    what a quantity is made of, or is None. `body` is the question as it stands in the document.
    """

    id: str
    title: str
    path: tuple[str, ...]
    section_ids: tuple[str, ...]
    method_type: str
    asks: str
    weight_text: str | None
    scale_marks: tuple[Decimal, ...] | None
    scale_levels: tuple[Mapping[str, str], ...] | None
    measure: dict[str, Any] | None
    lots: tuple[str, ...] | None
    question: str | None
    guidance: str | None
    word_limit: int | None
    parts: tuple[str, ...] | None
    minimum: dict[str, Any] | None
    body: Mapping[str, Any]

    def in_lot(self, code: str) -> bool:
        """Return whether the question is asked in a lot."""
        return self.lots is None or code in self.lots


def leaves(rubric_body: Mapping[str, Any]) -> list[Leaf]:
    """Return the questions of a rubric document in order; the document must have passed its check."""
    return list(_leaves(rubric_body["criteria"], rubric_body.get("scales") or {}, (), None))


def _leaves(
    nodes: list[dict[str, Any]],
    scales: Mapping[str, Any],
    above: tuple[Mapping[str, Any], ...],
    lots: tuple[str, ...] | None,
) -> Iterator[Leaf]:
    for node in nodes:
        own = _narrowed(lots, node.get("lots"))
        if "criteria" in node:
            yield from _leaves(node["criteria"], scales, (*above, node), own)
        else:
            yield _leaf(node, scales, above, own)


def _narrowed(above: tuple[str, ...] | None, own: list[str] | None) -> tuple[str, ...] | None:
    """Return the lots of a question: a section's lots bind everything in it."""
    if own is None or above is None:
        return above if own is None else tuple(own)
    return tuple(lot for lot in own if lot in above)


def _leaf(
    node: dict[str, Any],
    scales: Mapping[str, Any],
    above: tuple[Mapping[str, Any], ...],
    lots: tuple[str, ...] | None,
) -> Leaf:
    # The price that a ratio divides by needs no method of its own.
    method = node.get("method") or {"type": "record"}
    levels = scales[method["scale"]]["levels"] if method["type"] == "scale" else None
    limit = node.get("word_limit")
    weight = node.get("weight")
    return Leaf(
        id=node["id"],
        title=node["title"],
        path=tuple(section["title"] for section in above),
        section_ids=tuple(section["id"] for section in above),
        method_type=method["type"],
        asks=node["asks"],
        weight_text=None if weight is None else str(weight),
        scale_marks=None if levels is None else tuple(Decimal(str(level["mark"])) for level in levels),
        scale_levels=None if levels is None else tuple(levels),
        measure=node.get("measure"),
        lots=lots,
        question=node.get("question"),
        guidance=node.get("guidance"),
        word_limit=None if limit is None else int(Decimal(str(limit))),
        parts=_parts(node.get("quantity")),
        minimum=node.get("minimum"),
        body=node,
    )


def _parts(quantity: Mapping[str, Any] | None) -> tuple[str, ...] | None:
    if quantity is None:
        return None
    return tuple(dict.fromkeys((*(name for name, _ in quantity["sum"]), *quantity.get("times", ()))))

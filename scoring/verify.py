"""Recomputes a result from the result file alone, and names the first number that no longer holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from scoring.digest import unfit, write
from scoring.evaluation import evaluate
from scoring.findings import Finding, Findings, quoted
from scoring.result import ENGINE, FORMAT, digests

FIELDS: Final = ("format", "engine", "rubric", "inputs", "lots", "digests")
FIRST: Final = (
    "lot",
    "bids",
    "criteria",
    "points",
    "share",
    "weight",
    "given",
    "quality",
    "total",
    "ranking",
    "margin",
)
"""The order in which a difference is looked for: what an answer earned before what follows from it."""


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a result holds, in one sentence, and if not with findings, the first of them the first difference."""

    holds: bool
    findings: Findings
    sentence: str


class Difference(NamedTuple):
    """One thing that a result states and that recomputes as something else."""

    path: tuple[str | int, ...]
    stated: object
    recomputed: object


ABSENT: Final = object()


def verify(mapping: Mapping[str, Any]) -> Verification:
    """Recompute everything in a result document from its own rubric and inputs, and compare it word for word.

    It holds when every number, every sentence and every digest is what the inputs give. A result of another engine
    version is compared by the same measure: it holds when this engine comes to the same numbers.
    """
    if found := _malformed(mapping):
        return _fails(found, f"This is not a result that can be checked: {found[0]}")
    lots = mapping["lots"]
    recomputed = evaluate(mapping["rubric"], mapping["inputs"], trace=_traced(lots), margin=_with_margin(lots))
    if isinstance(recomputed, Findings):
        return _fails(recomputed, f"The rubric and the inputs in this file give no result at all: {recomputed[0]}")
    expected = recomputed.to_mapping()
    difference = next(differences(lots, expected["lots"], ("lots",)), None)
    if difference is not None:
        return _differs(difference, lots)
    return _digests_hold(mapping)


def _digests_hold(mapping: Mapping[str, Any]) -> Verification:
    """Compare the digests with what the file holds, when all that it states has been found to hold."""
    expected = digests(dict(mapping), write(mapping["rubric"]), write(mapping["inputs"]))
    difference = next(differences(mapping["digests"], expected, ("digests",)), None)
    if difference is not None:
        return _differs(difference, [])
    count = sum(1 for _ in _numbers(mapping["lots"]))
    sentence = (
        f"It holds: all {count} numbers recompute from the rubric and the inputs in the file, and the digests agree."
    )
    if mapping["engine"] != ENGINE:
        sentence += f" It was computed by engine {mapping['engine']} and checked by engine {ENGINE}."
    return Verification(holds=True, findings=Findings(), sentence=sentence)


def _malformed(mapping: object) -> Findings:
    """Return what keeps a document from being checked at all."""
    if not isinstance(mapping, dict):
        return Findings([Finding("document.not_an_object", "", "a result must be an object with named fields")])
    found = list(unfit(mapping))
    if mapping.get("format") != FORMAT:
        found.append(Finding("format.unknown", "format", f"must be {FORMAT}", quoted(mapping.get("format"))))
    found += [Finding("key.missing", key, "is missing from the result") for key in FIELDS if key not in mapping]
    for key in mapping:
        if key not in FIELDS:
            found.append(
                Finding("key.unknown", str(key), "is no part of a result, and nothing vouches for it: remove it")
            )
    kinds = (("rubric", dict), ("inputs", dict), ("lots", list), ("digests", dict), ("engine", str))
    for key, kind in kinds:
        if key in mapping and not isinstance(mapping[key], kind):
            found.append(Finding("document.malformed", key, "is not what a result holds there", quoted(mapping[key])))
    return Findings(found)


def _traced(lots: list[Any]) -> bool:
    """Say whether the result was written with its trace, so that one left out on purpose is not asked for."""
    bids = [lot.get("bids") for lot in lots if isinstance(lot, dict)]
    return any(
        "trace" in row for rows in bids if isinstance(rows, dict) for row in rows.values() if isinstance(row, dict)
    )


def _with_margin(lots: list[Any]) -> bool:
    """Say whether the result was written with its win margin."""
    return any("margin" in lot for lot in lots if isinstance(lot, dict))


def differences(stated: object, recomputed: object, path: tuple[str | int, ...]) -> Iterator[Difference]:
    """Yield everything in which two documents differ, what an answer earned before what follows from it."""
    if isinstance(stated, dict) and isinstance(recomputed, dict):
        for key in sorted(stated.keys() | recomputed.keys(), key=_turn):
            yield from differences(stated.get(key, ABSENT), recomputed.get(key, ABSENT), (*path, key))
    elif isinstance(stated, list) and isinstance(recomputed, list):
        for index in range(max(len(stated), len(recomputed))):
            yield from differences(_item(stated, index), _item(recomputed, index), (*path, index))
    elif type(stated) is not type(recomputed) or stated != recomputed:
        yield Difference(path, stated, recomputed)


def _turn(key: str) -> tuple[int, str]:
    return (FIRST.index(key) if key in FIRST else len(FIRST), key)


def _item(items: list[Any], index: int) -> object:
    return items[index] if index < len(items) else ABSENT


def _differs(difference: Difference, lots: list[Any]) -> Verification:
    path = difference.path
    place = _place(path)
    whose = _whose(path, lots)
    stated, recomputed = _words(difference.stated), _words(difference.recomputed)
    message = f"{whose} is stated as {stated}, but recomputes as {recomputed}"
    code = "digest.differs" if path[0] == "digests" else "result.differs"
    finding = Finding(code, place, message, quoted(None if difference.stated is ABSENT else difference.stated))
    return _fails(Findings([finding]), f"It does not hold: at {place}, {message}.")


def _fails(found: Findings, sentence: str) -> Verification:
    return Verification(holds=False, findings=found, sentence=sentence)


def _place(path: tuple[str | int, ...]) -> str:
    """Return a path as a reader writes it, such as lots[0].bids.A.criteria[1].points."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _words(value: object) -> str:
    return "nothing" if value is ABSENT else "null" if value is None else quoted(value) or '""'


def _whose(path: tuple[str | int, ...], lots: list[Any]) -> str:
    """Return what a path points at in words: the number, the criterion and the bid."""
    names = [str(step) for step in path if isinstance(step, str) and step not in {"exact", "shown"}]
    words = names[-1] if names else "the document"
    if path[0] == "digests":
        return f"the digest of the {words}"
    at: Any = {"lots": lots}
    criterion = None
    for step in path:
        try:
            at = at[step]
        except (KeyError, IndexError, TypeError):
            break
        criterion = at["id"] if isinstance(at, dict) and isinstance(at.get("id"), str) else criterion
    on = f" on {criterion}" if criterion is not None else ""
    bids = path.index("bids") if "bids" in path else len(path)
    of = f" of bid {path[bids + 1]}" if bids + 1 < len(path) else ""
    return f"{words}{on}{of}"


def _numbers(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        if value.keys() == {"exact", "shown"}:
            yield value
        for item in value.values():
            yield from _numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from _numbers(item)

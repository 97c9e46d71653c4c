"""The proof that an event stands in a sealed log, as a file that anybody can check with no access to the service."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.audit import merkle
from scoring.digest import NotCanonical, digest

FORMAT: Final = "makegood.inclusion/1"

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_EVENT: Final = frozenset(
    {
        *("id", "log_id", "at", "action", "actor_id", "actor_name", "actor_organisation_id"),
        *("subject_kind", "subject_id", "reason", "before", "after", "digest"),
    }
)
_HEAD: Final = frozenset({"log_id", "size", "root", "previous_digest", "sealed_at", "digest"})


class UnreadableProof(ValueError):
    """A file is not a proof; the message says why."""


@dataclass(frozen=True, slots=True)
class Proof:
    """An event, its place, the path from it to a head, and the path to that head from one that was known before.

    `since` is the size and the path of the tree that the head grew from; None where no earlier head was asked for.
    """

    event: Mapping[str, Any]
    position: int
    path: tuple[str, ...]
    head: Mapping[str, Any]
    since: tuple[int, tuple[str, ...]] | None

    def to_mapping(self) -> dict[str, Any]:
        """Return the proof as it is written to a file."""
        since = None if self.since is None else {"size": self.since[0], "path": list(self.since[1])}
        return {
            "format": FORMAT,
            "event": dict(self.event),
            "position": self.position,
            "path": list(self.path),
            "head": dict(self.head),
            "since": since,
        }


def read(found: Mapping[str, Any]) -> Proof:
    """Return the proof in a mapping that anybody may have written; raise UnreadableProof."""
    if found.get("format") != FORMAT:
        raise UnreadableProof(f"its format is {found.get('format')!r}; a proof has {FORMAT!r}")
    event, head, since = _object(found, "event"), _object(found, "head"), found.get("since")
    for name, given, known in (("event", event, _EVENT), ("head", head, _HEAD)):
        if given.keys() != known:
            raise UnreadableProof(f"its {name} does not have the parts that it should have")
    _whole(head, "size")
    if not _is_hash(head["root"]):
        raise UnreadableProof("the root of its head is not a hash")
    if since is not None:
        since = (_whole(_object(found, "since"), "size"), _hashes(_object(found, "since"), "path"))
    return Proof(event, _whole(found, "position"), _hashes(found, "path"), head, since)


def failures(proof: Proof) -> Iterator[str]:
    """Yield what in a proof does not hold for itself: the event, the head, and the way from one to the other."""
    event, head = proof.event, proof.head
    try:
        if digest({name: value for name, value in event.items() if name != "digest"}) != event["digest"]:
            yield "The event was changed: its content does not give its digest."
        if head_digest(head) != head["digest"]:
            yield "The tree head was changed: its parts do not give its digest."
    except NotCanonical:
        yield "The event or the tree head holds what no log holds."
        return
    if event["log_id"] != head["log_id"]:
        yield "The event is of one log and the tree head of another."
    leaf = merkle.leaf_hash(str(event["digest"]).encode())
    path = [bytes.fromhex(step) for step in proof.path]
    reached = merkle.root_from_path(leaf, proof.position, head["size"], path)
    if reached is None or reached.hex() != head["root"]:
        yield f"The path from position {proof.position} does not lead to the root of the tree head."


def grew(proof: Proof, size: int, root: str) -> bool | None:
    """Return whether the head of a proof grew from an earlier tree; None where the proof does not show it."""
    head = proof.head
    if size == head["size"]:
        return bool(root == head["root"])
    if proof.since is None or proof.since[0] != size or not _is_hash(root):
        return None
    path = [bytes.fromhex(step) for step in proof.since[1]]
    return merkle.grew_from((size, bytes.fromhex(root)), (head["size"], bytes.fromhex(head["root"])), path)


def head_digest(head: Mapping[str, Any]) -> str:
    """Return the digest of a tree head from its parts."""
    return digest(
        {
            "log": head["log_id"],
            "size": head["size"],
            "root": head["root"],
            "previous": head["previous_digest"],
            "sealed_at": head["sealed_at"],
        }
    )


def _object(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    given = found.get(name)
    if not isinstance(given, dict):
        raise UnreadableProof(f"its {name} is missing")
    return given


def _whole(found: Mapping[str, Any], name: str) -> int:
    given = found.get(name)
    if type(given) is not int or given < 0:
        raise UnreadableProof(f"its {name} is not a whole number")
    return given


def _hashes(found: Mapping[str, Any], name: str) -> tuple[str, ...]:
    given = found.get(name)
    if not isinstance(given, list) or not all(map(_is_hash, given)):
        raise UnreadableProof(f"its {name} is not a list of hashes")
    return tuple(given)


def _is_hash(found: object) -> bool:
    return isinstance(found, str) and _HASH.fullmatch(found) is not None

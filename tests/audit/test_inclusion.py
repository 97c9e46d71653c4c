"""The proof of an event as a file: what in it does not hold is said, and a log that did not only grow is found."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audit import inclusion, merkle
from app.audit.inclusion import Proof, UnreadableProof
from app.documents.verifying_proof import checks
from scoring.digest import digest

LOG = "00000000-0000-4000-8000-000000000001"
DOCUMENT = "00000000-0000-4000-8000-000000000002"
CONTENT = "sha256:" + "ab" * 32


def event(number: int) -> dict[str, Any]:
    """Return one event of a log; the last of seven is the issue of a document."""
    names = ("id", "at", "actor_id", "actor_name", "actor_organisation_id", "subject_kind", "reason", "before")
    found: dict[str, Any] = dict.fromkeys(names) | {"log_id": LOG, "at": f"2026-01-0{number + 1}T09:00:00+00:00"}
    found |= {"action": "document.issued", "subject_id": DOCUMENT, "after": {"content": CONTENT, "number": number}}
    return found | {"digest": digest(found)}


def head_over(leaves: list[bytes]) -> dict[str, Any]:
    """Return the head over some leaves."""
    root = merkle.root(leaves).hex()
    parts = {"log_id": LOG, "size": len(leaves), "root": root, "previous_digest": None, "sealed_at": "2026-02-01"}
    return parts | {"digest": inclusion.head_digest(parts)}


EVENTS = [event(number) for number in range(7)]
LEAVES = [merkle.leaf_hash(each["digest"].encode()) for each in EVENTS]


def proof(since: int = 3, leaves: list[bytes] = LEAVES) -> dict[str, Any]:
    """Return the proof of the last event."""
    path = tuple(step.hex() for step in merkle.inclusion_path(leaves, 6))
    grown = tuple(step.hex() for step in merkle.consistency_path(leaves, since))
    return deepcopy(Proof(EVENTS[6], 6, path, head_over(leaves), (since, grown)).to_mapping())


def named(leaves: list[bytes] = LEAVES[:3]) -> dict[str, Any]:
    """Return what a document says of its log."""
    head = head_over(leaves)
    return {
        "log": LOG,
        "document": DOCUMENT,
        "size": head["size"],
        "root": head["root"],
        "previous": None,
        "head": head["digest"],
        "sealed_at": "2026-02-01",
        "proof": "https://example.org/proof",
    }


def failures(given: dict[str, Any], said: dict[str, Any] | None = None, head: Any = None) -> str:
    """Return what does not hold."""
    found = checks(named() if said is None else said, CONTENT, given, head)
    return "\n".join(check.sentence for check in found if check.holds is False)


@given(st.integers(1, 60), st.data())
def test_every_older_tree_is_shown_to_have_grown_into_the_newer_and_no_other(size: int, data: st.DataObject) -> None:
    leaves = [merkle.leaf_hash(str(number).encode()) for number in range(size)]
    older = data.draw(st.integers(1, size))
    path, newer = merkle.consistency_path(leaves, older), (size, merkle.root(leaves))
    assert merkle.grew_from((older, merkle.root(leaves[:older])), newer, path)
    assert not merkle.grew_from((older, merkle.leaf_hash(b"another")), newer, path)
    assert not merkle.grew_from((older, merkle.root(leaves[:older])), newer, [*path, leaves[0]])
    assert not merkle.grew_from((size + 1, newer[1]), newer, path)


def test_a_proof_that_holds_says_where_the_issue_stands_and_that_the_log_only_grew() -> None:
    found = [check.sentence for check in checks(named(), CONTENT, proof(), None)]
    assert found[0].startswith(f"The issue of this document is event 6 (from 0) in the log {LOG}")
    assert "the log only grew" in found[1]
    assert "cannot be known from the proof; compare it" in found[2]
    assert failures(proof(), head=proof()["head"]["digest"]) == ""
    assert failures(proof(), head=head_over(LEAVES[:3])) == ""
    assert failures(proof(), head=proof()["head"]) == ""


def test_without_a_proof_it_is_said_where_one_is_to_be_had() -> None:
    (found,) = checks(named(), CONTENT, None, None)
    assert (found.holds, "at https://example.org/proof" in found.sentence) == (None, True)
    (found,) = checks({"entry": 3, "size": 3}, CONTENT, None, None)
    assert "The authority can give a proof of it" in found.sentence


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (("event", "actor_name"), "Somebody else", "The event was changed"),
        (("head", "sealed_at"), "2026-03-01", "The tree head was changed"),
        (("head", "size"), 8, "does not lead to the root"),
        (("position",), 5, "does not lead to the root"),
        (("path", 0), "00" * 32, "does not lead to the root"),
        (("event", "before"), 1.5, "holds what no log holds"),
        (("since", "path", 0), "00" * 32, "did not grow from the one that the document names"),
    ],
)
def test_a_proof_that_was_changed_does_not_hold(place: tuple[str | int, ...], value: Any, words: str) -> None:
    given: Any = proof()
    inner = given
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    assert words in failures(given)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("log", DOCUMENT, "the document names"),
        ("document", LOG, "this one is"),
        ("size", 7, "7 events were in the log before it"),
        ("root", "00" * 32, "The tree head that the document names was changed"),
    ],
)
def test_a_proof_of_another_document_or_log_does_not_hold(name: str, value: Any, words: str) -> None:
    assert words in failures(proof(), named() | {name: value})


def test_a_log_that_was_written_anew_is_found() -> None:
    forged = [merkle.leaf_hash(b"forged"), *LEAVES[1:]]
    assert "did not grow" in failures(proof(leaves=forged))
    assert "that given with --head is sha256:" in failures(proof(), head="sha256:" + "00" * 32)
    assert "that given with --head is" in failures(proof(), head=head_over(forged[:3]))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": "makegood.inclusion/2"}, "its format is"),
        ({"event": None}, "its event is missing"),
        ({"event": {}}, "its event does not have the parts"),
        ({"head": {}}, "its head does not have the parts"),
        ({"position": -1}, "its position is not a whole number"),
        ({"path": ["zz"]}, "its path is not a list of hashes"),
        ({"since": {"size": "3", "path": []}}, "its size is not a whole number"),
    ],
)
def test_what_is_no_proof_is_not_read(change: dict[str, Any], words: str) -> None:
    with pytest.raises(UnreadableProof, match=words):
        inclusion.read(proof() | change)
    assert words in failures(proof() | change)


def test_an_earlier_head_that_the_proof_does_not_reach_back_to_is_not_known() -> None:
    given = proof() | {"since": None}
    found = [check for check in checks(named(), CONTENT, given, None) if check.holds is None]
    assert "does not show how the log grew" in found[0].sentence

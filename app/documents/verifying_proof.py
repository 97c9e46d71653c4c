"""Checks where the issue of a document stands in the audit log of its authority, from a proof that came with it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.audit import inclusion
from app.audit.inclusion import Proof, UnreadableProof
from app.documents.verifying import Check, failed, held, unknown

ISSUED: Final = "document.issued"

_LOG: Final = "log"
_NO_PROOF: Final = (
    "Where the issue of this document stands in the audit log cannot be known from the file: it was recorded after the "
    "content was frozen. {way}"
)
_HEAD_UNKNOWN: Final = (
    "Whether the tree head {head} is the one that everybody else was shown cannot be known from the proof; compare it "
    "with one that you had before, or had from somebody else (--head)."
)


def checks(
    said: Mapping[str, Any] | None,
    digest: str,
    given: Mapping[str, Any] | None,
    head: str | Mapping[str, Any] | None,
) -> Iterator[Check]:
    """Check the head that a document names (`said`), and the proof and head that came beside it, where any did."""
    if said is not None and "root" in said and inclusion.head_digest(_as_head(said)) != said["head"]:
        yield failed("The tree head that the document names was changed: its parts do not give its digest.", _LOG)
    if given is None:
        yield unknown(_NO_PROOF.format(way=_way(said)), _LOG)
        return
    try:
        proof = inclusion.read(given)
    except UnreadableProof as error:
        yield failed(f"The proof cannot be read: {error}.", _LOG)
        return
    wrong = [*inclusion.failures(proof), *_of_another(proof, said, digest)]
    yield from (failed(sentence, _LOG) for sentence in wrong)
    if wrong:
        return
    yield held(
        f"The issue of this document is event {proof.position} (from 0) in the log {proof.event['log_id']}, recorded "
        f"at {proof.event['at']}, under the tree head over {proof.head['size']} events of {proof.head['sealed_at']}.",
        _LOG,
    )
    yield from _since(proof, said)
    yield _known(proof, head)


def _as_head(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the head that a document names, with its instant as the log writes it."""
    at = str(said["sealed_at"])
    return {
        "log_id": said["log"],
        "size": said["size"],
        "root": said["root"],
        "previous_digest": said["previous"],
        "sealed_at": f"{at[:-1]}+00:00" if at.endswith("Z") else at,
    }


def _way(said: Mapping[str, Any] | None) -> str:
    if said is not None and "proof" in said:
        return f"The proof is to be had at {said['proof']}; give it with --proof."
    return "The authority can give a proof of it; give it with --proof."


def _of_another(proof: Proof, said: Mapping[str, Any] | None, digest: str) -> Iterator[str]:
    """Yield in what a proof is of something else than this document."""
    after = proof.event["after"]
    if proof.event["action"] != ISSUED or not isinstance(after, dict):
        yield f"The proof is of an event {proof.event['action']!r}; that a document was issued is {ISSUED!r}."
        return
    if after.get("content") != digest:
        yield f"The proof is of the document {after.get('content')}; this one is {digest}."
    if said is None or "log" not in said:
        return
    if proof.event["log_id"] != said["log"]:
        yield f"The proof is of the log {proof.event['log_id']}; the document names {said['log']}."
    if proof.event["subject_id"] != said["document"]:
        yield f"The proof is of the document {proof.event['subject_id']}; this one is {said['document']}."
    if proof.position < said["size"]:
        yield f"The proof puts the issue at {proof.position}; {said['size']} events were in the log before it."


def _since(proof: Proof, said: Mapping[str, Any] | None) -> Iterator[Check]:
    """Check that the log only grew between the head that the document names and that of the proof."""
    if said is None or "root" not in said:
        return
    grew = inclusion.grew(proof, said["size"], said["root"])
    if grew is None:
        yield unknown("The proof does not show how the log grew since the tree head that the document names.", _LOG)
    elif grew:
        yield held(
            f"Between the tree head over {said['size']} events that the document names and that of the proof the log "
            f"only grew: nothing before the issue was changed or taken out since.",
            _LOG,
        )
    else:
        yield failed("The log of the proof did not grow from the one that the document names.", _LOG)


def _known(proof: Proof, head: str | Mapping[str, Any] | None) -> Check:
    """Compare the head of a proof with one that the reader had from elsewhere: its digest, or the head itself."""
    own = proof.head["digest"]
    if head is None:
        return unknown(_HEAD_UNKNOWN.format(head=own), _LOG)
    known = head if isinstance(head, str) else head.get("digest")
    if known == own:
        return held(f"The tree head of the proof is the one given with --head: {own}.", _LOG)
    if not isinstance(head, str) and _is_earlier(proof, head):
        return held("The log of the proof grew out of the one under the tree head given with --head.", _LOG)
    return failed(
        f"The tree head of the proof is {own}; that given with --head is {known}. Ask for a proof against that head.",
        _LOG,
    )


def _is_earlier(proof: Proof, head: Mapping[str, Any]) -> bool:
    size, root = head.get("size"), head.get("root")
    if type(size) is not int or not isinstance(root, str) or head.get("log_id") != proof.head["log_id"]:
        return False
    try:
        sound = inclusion.head_digest({**dict.fromkeys(("previous_digest", "sealed_at")), **head}) == head.get("digest")
    except ValueError:
        return False
    return sound and inclusion.grew(proof, size, root) is True

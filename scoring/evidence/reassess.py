"""Recomputes an assessment from the evidence that was kept, and says the first number that differs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.digest import NotCanonical, digest
from scoring.evidence.assessment import FORMAT, Assessment
from scoring.evidence.engines import File, run
from scoring.evidence.reference_tables import as_named
from scoring.findings import Finding, Findings


@dataclass(frozen=True, slots=True)
class Reassessment:
    """Whether an assessment holds, everything that differs, and one sentence for people."""

    holds: bool
    findings: Findings
    sentence: str


def reassess(document: Mapping[str, Any], files: Sequence[File], references: Mapping[str, Any]) -> Reassessment:
    """Return whether the files, under the settings in the document, still come to what it states.

    `references` are the bodies of facts that the engine needs, in the editions that the document names; another
    edition is a finding of its own, because then nothing can be said of the numbers.
    """
    if document.get("format") != FORMAT:
        return _differs([Finding("format.unknown", "format", f'must be "{FORMAT}"', str(document.get("format")))])
    if found := list(_unsound(document)):
        return _differs(found)
    named = {str(each.get("id")) for each in document["references"]}
    again = run(str(document["engine"]), files, document["settings"], as_named(references, named))
    if isinstance(again, Findings):
        return _differs(again)
    found = list(_differences(document, again))
    if found:
        return _differs(found)
    quantities = len(document["quantities"])
    return Reassessment(
        holds=True,
        findings=Findings(),
        sentence=f"Holds: {quantities} quantities recomputed from {len(files)} file{'' if len(files) == 1 else 's'}.",
    )


def _differs(found: Sequence[Finding]) -> Reassessment:
    sentence = f"Does not hold: {found[0]}"
    number = next((finding for finding in found if finding.code == "quantity.differs"), found[0])
    if number is not found[0]:
        sentence += f". The first number that differs: {number}"
    return Reassessment(holds=False, findings=Findings(found), sentence=sentence)


def _unsound(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield a finding where the document is not what its own digest says, or lacks what it must have."""
    needed = {"engine", "version", "settings", "sources", "references", "quantities", "lines", "digests"}
    if missing := sorted(needed - document.keys()):
        yield Finding("key.missing", missing[0], "is missing: the document is not whole")
        return
    body = {key: value for key, value in document.items() if key != "digests"}
    try:
        now = digest(body)
    except NotCanonical as refused:
        yield from refused.findings
        return
    if not isinstance(document["digests"], dict) or document["digests"].get("assessment") != now:
        yield Finding("assessment.changed", "digests.assessment", "the document was changed after it was made", now)


def _differences(document: Mapping[str, Any], again: Assessment) -> Iterator[Finding]:
    """Yield everything that differs: first what went in, then the numbers, then the lines behind them."""
    now = again.to_mapping()
    if document["version"] != now["version"]:
        message = f"was computed by version {document['version']} of the engine; this is version {now['version']}"
        yield Finding("engine.version_differs", "version", message)
    for key, name in (("sources", "name"), ("references", "id")):
        for before, after in zip(document[key], now[key], strict=False):
            if before != after:
                message = f"is {after['digest']} now and was {before['digest']}: give what was assessed"
                yield Finding(f"{key[:-1]}.differs", f"{key} {before.get(name)}", message)
        if len(document[key]) != len(now[key]):
            message = f"{len(now[key])} given, and {len(document[key])} were assessed"
            yield Finding(f"{key[:-1]}.missing", key, message)
    for name, stated in document["quantities"].items():
        computed = now["quantities"].get(name)
        if computed is None or computed["exact"] != stated.get("exact"):
            message = f"is stated as {stated.get('exact')} and comes to {computed and computed['exact']}"
            yield Finding("quantity.differs", f"quantities.{name}", message, str(stated.get("exact")))
    if document["lines"] != now["lines"]:
        yield Finding("lines.differ", "lines", "are not what they were: other lines stand behind the same sums")
    elif document["digests"] != now["digests"]:
        yield Finding("assessment.differs", "digests", "differ in their words or splits, not in their quantities")

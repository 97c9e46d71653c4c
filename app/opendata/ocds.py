"""Maps one release of the Open Contracting Data Standard 1.1 to a draft tender, a draft rubric, and findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.opendata import amending, criteria, fields, shapes
from app.opendata.reading import Finding, Findings, Node, shown

LONGEST_OCID = 200
_PAST = frozenset({"award", "awardUpdate", "awardCancellation", "contract", "contractUpdate", "implementation"})
_CANCELLED = frozenset({"tenderCancellation", "planningCancellation"})


@dataclass(frozen=True, slots=True)
class Mapped:
    """What became of one release.

    `tender` holds the fields of a draft and is None where no draft can be made; `rubric` a draft document, or None
    where no weight is sound; `notice` the whole release as it is kept.
    """

    place: str
    ocid: str | None
    release_id: str | None
    tender: Mapping[str, Any] | None
    rubric: Mapping[str, Any] | None
    notice: Mapping[str, Any] | None
    buyer: Mapping[str, Any]
    documents: tuple[Mapping[str, Any], ...]
    findings: tuple[Finding, ...]


def map_document(document: Any, *, scale: Mapping[str, Any]) -> list[Mapped]:
    """Return what becomes of every release in a document, however it is wrapped; never raises for what it holds.

    `scale` is the scale of marks that draft rubrics get, as a rubric document holds it.
    """
    return [map_release(release, place, scale=scale) for place, release in shapes.releases_of(document)]


def map_release(release: Any, place: str = "", *, scale: Mapping[str, Any]) -> Mapped:
    """Return what becomes of one release: what is sound is mapped, the rest is reported, and all of it is kept.

    Places in the findings start at the release, as in `tender.lots[0].awardCriteria`.
    """
    out = Findings()
    if not isinstance(release, Mapping):
        out.add("release.not_an_object", "", "is not a release: a release is an object with a tender", release)
        return _nothing(place, out)
    if not shapes.looks_like_release(release):
        out.add("release.unknown", "", "holds nothing of a release: a release has an ocid and a tender", release)
        return _nothing(place, out)
    node = Node(release, "", out)
    ocid = _ocid(node)
    try:
        notice = shapes.keepable(release, out)
    except shapes.NotKept as deep:
        out.add("release.too_deep", str(deep)[:200], "is nested too deeply to be a notice, and is not imported")
        return _nothing(place, out, ocid=ocid)
    _check_stage(node)
    for finding in amending.said(release):
        out.add(finding.code, finding.place, finding.message, finding.value)
    if not isinstance(release.get("tender"), Mapping) or not release["tender"]:
        node["tender"].add("tender.missing", "the release describes no tender: import the notice that does", "")
        return _nothing(place, out, ocid=ocid)
    tender = _tender(node)
    rubric = _rubric(node, tender, ocid, scale)
    return Mapped(
        place=place,
        ocid=ocid,
        release_id=node["id"].text(),
        tender=tender,
        rubric=rubric,
        notice=notice,
        buyer=fields.buyer(node),
        documents=tuple(fields.documents(node["tender"])),
        findings=tuple(out.all()),
    )


def _tender(release: Node) -> dict[str, Any]:
    tender = release["tender"]
    lots = fields.lots(tender)
    fields.check_lot_limits(tender, len(lots))
    return {
        "title": fields.title(release),
        "description": fields.description(release),
        "category": fields.category(tender),
        **fields.value(tender),
        **fields.term(release),
        "cpv": fields.cpv(tender),
        "places": fields.places(tender),
        "closes_at": fields.deadline(tender),
        "lots": lots,
    }


def _rubric(
    release: Node, tender: Mapping[str, Any], ocid: str | None, scale: Mapping[str, Any]
) -> dict[str, Any] | None:
    return criteria.rubric(
        release["tender"],
        [lot["code"] for lot in tender["lots"]],
        title=tender["title"],
        source=f"Award criteria of the published notice {ocid or 'without an identifier'}",
        scale=scale,
    )


def _ocid(release: Node) -> str | None:
    found = release["ocid"].text()
    if found is None:
        release["ocid"].add(
            "ocid.missing", "the release has no ocid: the draft is not linked to a contracting process", ""
        )
        return None
    if len(found) > LONGEST_OCID:
        release["ocid"].add(
            "ocid.too_long", f"is longer than {LONGEST_OCID} characters: the draft is not linked", found
        )
        return None
    return found


def _check_stage(release: Node) -> None:
    """Report a release that is not a call for bids: its tender may still be drafted, to be run again."""
    if not release["id"].given():
        message = "the release has no id, which the standard asks for: one notice cannot be told from its next version"
        release["id"].add("release.no_id", message, "")
    tags = release["tag"].value
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags) or not tags:
        release["tag"].add(
            "release.no_tag", "does not say which stage the notice is at: look before you use the draft", tags
        )
        return
    if past := [tag for tag in tags if tag in _PAST]:
        message = "the notice is about an award: the draft holds what was asked for then, to be run again or abandoned"
        release["tag"].add("release.past_tender", message, ", ".join(past))
    elif cancelled := [tag for tag in tags if tag in _CANCELLED]:
        message = "the notice cancels the procurement: abandon the draft unless it is to be run again"
        release["tag"].add("release.cancelled", message, ", ".join(cancelled))
    elif "planning" in tags:
        message = "the notice is about planning: what it says may change before the call for bids"
        release["tag"].add("release.planning", message, "planning")


def _nothing(place: str, out: Findings, *, ocid: str | None = None) -> Mapped:
    return Mapped(place, ocid, None, None, None, None, {"name": None, "identifiers": []}, (), tuple(out.all()))


def label(mapped: Mapped) -> str:
    """Return how a report names a release: its ocid, or where it stands."""
    return shown(mapped.ocid) or mapped.place or "the document"

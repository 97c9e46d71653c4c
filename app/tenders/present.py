"""Shows tenders to those who may see them, the pinned rubric to bidders, and the facts of both to the log."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.kit.actor import Actor
from app.kit.clock import london_text
from app.kit.schema import plain
from app.rubrics import frameworks
from app.rubrics.leaves import Leaf, leaves
from app.tenders import rules, terms
from app.tenders.models import Tender
from app.tenders.schemas import ScaleLevelOut, TenderCriterionOut, TenderOut, TenderRubricOut
from scoring.exact import exact_text
from scoring.findings import Findings
from scoring.parse import parse_rubric

_KEPT = tuple(column.key for column in Tender.__table__.columns if column.key != Tender.notice.key)


def present(row: Tender, actor: Actor, *, authority_name: str, now: datetime) -> TenderOut:
    """Return a tender as the actor may see it: what the import found is for its own authority only."""
    kept = {name: getattr(row, name) for name in _KEPT}
    return present_plain(kept, row.lots, actor, authority_name=authority_name, now=now)


def present_plain(
    row: Mapping[str, Any], lots: Sequence[Any], actor: Actor, *, authority_name: str, now: datetime
) -> TenderOut:
    """Return what `present` does of a tender that was read as a plain row, and its lots."""
    own, closes_at = row["authority_id"] == actor.organisation_id, row["closes_at"]
    return TenderOut.model_validate(
        {
            **row,
            "lots": lots,
            "authority_name": authority_name,
            "open": rules.takes_bids(row["status"], closes_at=closes_at, now=now),
            "closes_at_london": None if closes_at is None else london_text(closes_at),
            "import_findings": row["notice_findings"] if own else None,
            "evaluation": terms.kept(row["evaluation_terms"]),
        }
    )


def present_rubric(row: Tender, document: Mapping[str, Any]) -> TenderRubricOut:
    """Return the pinned rubric of a tender as bidders meet it, beside the document itself."""
    lots = [lot.code for lot in row.lots]
    weights = _effective_weights(document, lots)
    return TenderRubricOut.model_validate(
        {
            "tender_id": row.id,
            "rubric_id": row.rubric_id,
            "title": document["title"],
            "digest": row.rubric_digest,
            "criteria": [_criterion(leaf, weights) for leaf in leaves(document)],
            "document": dict(document),
        }
    )


def facts(row: Tender) -> dict[str, Any]:
    """Return what the log keeps of a tender."""
    return {
        "reference": row.reference,
        "title": row.title,
        "description": row.description,
        "status": row.status,
        "regime": row.regime,
        "category": row.category,
        "rubric_id": None if row.rubric_id is None else str(row.rubric_id),
        "rubric_digest": row.rubric_digest,
        "value": None if row.value is None else plain(row.value),
        "currency": row.currency,
        "value_includes_vat": row.value_includes_vat,
        "starts_on": None if row.starts_on is None else row.starts_on.isoformat(),
        "ends_on": None if row.ends_on is None else row.ends_on.isoformat(),
        "cpv": list(row.cpv),
        "places": list(row.places),
        "closes_at": None if row.closes_at is None else row.closes_at.isoformat(),
        "ocid": row.ocid,
        "lots": [
            {"code": lot.code, "title": lot.title, "value": None if lot.value is None else plain(lot.value)}
            for lot in row.lots
        ],
        "evaluation": terms.kept(row.evaluation_terms),
    }


def _effective_weights(document: Mapping[str, Any], lots: list[str]) -> Mapping[str, Mapping[str, str]]:
    """Return by question and then by lot what it weighs of the 100 points."""
    rubric = parse_rubric(document)
    if isinstance(rubric, Findings):
        return {}
    by_leaf: dict[str, dict[str, str]] = {}
    for lot in lots:
        for leaf_id, weight in frameworks.effective_weights(rubric, lot).items():
            by_leaf.setdefault(leaf_id, {})[lot] = exact_text(weight)
    return by_leaf


def _criterion(leaf: Leaf, weights: Mapping[str, Mapping[str, str]]) -> TenderCriterionOut:
    levels = leaf.scale_levels
    return TenderCriterionOut(
        id=leaf.id,
        title=leaf.title,
        path=list(leaf.path),
        asks=leaf.asks,
        question=leaf.question,
        guidance=leaf.guidance,
        word_limit=leaf.word_limit,
        weight=leaf.weight_text,
        effective_weight=dict(weights.get(leaf.id, {})),
        method=dict(leaf.body.get("method") or {"type": leaf.method_type}),
        minimum=leaf.minimum,
        measure=leaf.measure,
        parts=None if leaf.parts is None else list(leaf.parts),
        scale=None
        if levels is None
        else [ScaleLevelOut.model_validate({"descriptor": "", **level}) for level in levels],
    )

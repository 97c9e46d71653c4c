"""Draft rubrics from packs, change them, check them, publish them; read them through a framework."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.organisations import service as organisations
from app.rubrics import frameworks, repository, rules
from app.rubrics import packs as library
from app.rubrics.design import Meant, looked_at
from app.rubrics.design_schemas import DesignOut
from app.rubrics.errors import RubricHasFindings, RubricNotDraft, RubricNotPublished, RubricUnreadable
from app.rubrics.leaves import Leaf, leaves
from app.rubrics.models import Rubric
from app.rubrics.packs import Pack
from app.rubrics.rules import RubricStatus
from app.rubrics.schemas import (
    CheckOut,
    FindingOut,
    LensCriterionOut,
    LensHeadingOut,
    LensLotOut,
    LensOut,
    RubricCreate,
    RubricOut,
    RubricSummaryOut,
    RubricUpdate,
)
from scoring.digest import digest
from scoring.exact import exact_text
from scoring.findings import Finding, Findings
from scoring.parse import parse_rubric

__all__ = [
    "Leaf",
    "check",
    "create",
    "design_check",
    "draft",
    "leaves",
    "lens",
    "listed",
    "packs",
    "publish",
    "published",
    "read",
    "update",
]

_LENS_NOTE = (
    "A measure that the framework puts under two headings counts under both, so the headings need not make 100. "
    "Questions without a measure, such as the price, stand under `unmapped`."
)


def packs() -> Sequence[Pack]:
    """Return every version of every pack that ships with this version of the service."""
    return library.every()


def create(tx: Session, actor: Actor, body: RubricCreate, *, now: datetime) -> RubricOut:
    """Draft a rubric from a pack, from another rubric of the authority, or from a document.

    Raises NotFound for a pack or rubric that is not there and RubricUnreadable for a document that cannot be kept.
    """
    pack = _pack(body)
    document = _source(tx, actor, body, pack)
    if body.title is not None:
        document["title"] = body.title
    row = draft(tx, actor, actor.organisation_id, document, now=now, pack=pack, copied_from_id=body.copy_of)
    return RubricOut.model_validate(row)


def draft(
    tx: Session,
    actor: Actor | None,
    authority_id: UUID,
    document: dict[str, Any],
    *,
    now: datetime,
    pack: Pack | None = None,
    copied_from_id: UUID | None = None,
) -> Rubric:
    """Keep a document as a draft of an authority; `actor` is None for the console. Raises RubricUnreadable."""
    _keepable(document, "body")
    row = Rubric(
        id=new_id(now),
        authority_id=authority_id,
        title=rules.title_of(document),
        status=RubricStatus.DRAFT.value,
        pack=pack.id if pack else None,
        pack_version=pack.version if pack else None,
        pack_digest=pack.digest if pack else None,
        copied_from_id=copied_from_id,
        body=document,
        created_at=now,
        version=1,
    )
    repository.add(tx, row)
    audit.record(tx, actor, Action.RUBRIC_DRAFTED, row, log_id=authority_id, now=now, after=_facts(row))
    return row


def listed(tx: Session, actor: Actor, asked: PageRequest, *, statuses: list[str]) -> Page[RubricSummaryOut]:
    """Return a page of the rubrics of the actor's authority."""
    rows, following = repository.page(tx, actor.organisation_id, asked, statuses=statuses)
    return Page[RubricSummaryOut](items=[RubricSummaryOut.model_validate(row) for row in rows], next=following)


def read(tx: Session, actor: Actor, rubric_id: UUID) -> RubricOut:
    """Return one rubric of the actor's authority; raise NotFound."""
    return RubricOut.model_validate(_owned(tx, actor, rubric_id))


def update(call: Call, rubric_id: UUID, body: RubricUpdate) -> RubricOut:
    """Replace the document of a draft; it may still have findings. Raises RubricNotDraft and RubricUnreadable."""
    row = _owned(call.tx, call.actor, rubric_id, lock=True)
    if row.status != RubricStatus.DRAFT:
        raise RubricNotDraft(row.title)
    call.check_version(row.version)
    _keepable(body.body, "body.body")
    before = _facts(row)
    row.body = body.body
    row.title = rules.title_of(body.body)
    row.version += 1
    audit.record(
        call.tx,
        call.actor,
        Action.RUBRIC_UPDATED,
        row,
        log_id=row.authority_id,
        now=call.now,
        before=before,
        after=_facts(row),
    )
    return RubricOut.model_validate(row)


def check(tx: Session, actor: Actor, rubric_id: UUID) -> CheckOut:
    """Return every finding of a rubric at once."""
    found = findings(_owned(tx, actor, rubric_id).body)
    return CheckOut(sound=not found, findings=[FindingOut.model_validate(finding) for finding in found])


def design_check(tx: Session, actor: Actor, rubric_id: UUID, meant: Meant) -> DesignOut:
    """Return what a buyer should know of a rubric of the actor's authority before publishing it.

    The kind of buyer is that of the authority. Raises NotFound and whatever `design.looked_at` does.
    """
    row = _owned(tx, actor, rubric_id)
    facts = replace(meant.facts, buyer=organisations.get(tx, row.authority_id).kind)
    return looked_at(row.title, row.body, replace(meant, facts=facts))


def findings(rubric_body: Mapping[str, Any]) -> Sequence[Finding]:
    """Return every finding of a rubric document; empty where it could be published."""
    parsed = parse_rubric(rubric_body)
    unsound = parsed if isinstance(parsed, Findings) else ()
    return (*unsound, *rules.too_long(rubric_body.get("criteria")))


def publish(tx: Session, actor: Actor, rubric_id: UUID, *, now: datetime) -> RubricOut:
    """Freeze a draft under its digest. Raises RubricNotDraft for a published one and RubricHasFindings."""
    row = _owned(tx, actor, rubric_id, lock=True)
    if not rules.may_become(row.status, RubricStatus.PUBLISHED):
        raise RubricNotDraft(row.title)
    if found := findings(row.body):
        raise RubricHasFindings(row.title, "cannot be published", [finding.to_mapping() for finding in found])
    before = _facts(row)
    row.status, row.published_at, row.digest = RubricStatus.PUBLISHED.value, now, digest(row.body)
    row.version += 1
    audit.record(
        tx, actor, Action.RUBRIC_PUBLISHED, row, log_id=row.authority_id, now=now, before=before, after=_facts(row)
    )
    return RubricOut.model_validate(row)


def published(tx: Session, authority_id: UUID, rubric_id: UUID) -> Rubric:
    """Return the row of a published rubric of an authority; raise NotFound or RubricNotPublished."""
    row = of_authority(tx, authority_id, rubric_id)
    if row.status != RubricStatus.PUBLISHED:
        raise RubricNotPublished(row.title)
    return row


def of_authority(tx: Session, authority_id: UUID, rubric_id: UUID) -> Rubric:
    """Return the row of any rubric of an authority; raise NotFound."""
    row = repository.get(tx, rubric_id)
    if row is None or row.authority_id != authority_id:
        raise NotFound("rubric", rubric_id)
    return row


def lens(tx: Session, actor: Actor, rubric_id: UUID, framework_id: str) -> LensOut:
    """Return a rubric grouped by the headings of a framework. Raises NotFound, and RubricHasFindings for a draft."""
    framework = frameworks.framework(framework_id)
    row = _owned(tx, actor, rubric_id)
    rubric = parse_rubric(row.body)
    if isinstance(rubric, Findings):
        found = [finding.to_mapping() for finding in rubric]
        raise RubricHasFindings(row.title, "cannot be weighed under headings", found)
    asked = leaves(row.body)
    views = [frameworks.view(framework_id, rubric, asked, lot) for lot in rubric.lots_named or (None,)]
    return LensOut(
        rubric_id=row.id,
        framework=framework_id,
        title=framework["title"],
        note=_LENS_NOTE,
        lots=[_lens_lot(view) for view in views],
    )


def _lens_lot(view: frameworks.View) -> LensLotOut:
    headings = [
        LensHeadingOut(
            id=group.heading_id,
            title=group.title,
            effective_weight=exact_text(group.weight),
            criteria=[_lens_criterion(leaf, view.weights) for leaf in group.leaves],
        )
        for group in view.groups
    ]
    return LensLotOut(
        lot=view.lot,
        headings=headings,
        unmapped=[_lens_criterion(leaf, view.weights) for leaf in view.unmapped],
        unmapped_weight=exact_text(view.unmapped_weight),
    )


def _lens_criterion(leaf: Leaf, weights: frameworks.Weights) -> LensCriterionOut:
    measure = leaf.measure or {}
    return LensCriterionOut(
        id=leaf.id,
        title=leaf.title,
        path=list(leaf.path),
        measure=measure.get("id"),
        measure_title=measure.get("title"),
        effective_weight=exact_text(weights[leaf.id]),
    )


def _pack(body: RubricCreate) -> Pack | None:
    if body.pack is None:
        return None
    found = library.find(body.pack, body.pack_version)
    if found is None:
        raise NotFound("pack", f"{body.pack} {body.pack_version or ''}".strip())
    return found


def _source(tx: Session, actor: Actor, body: RubricCreate, pack: Pack | None) -> dict[str, Any]:
    if pack is not None:
        # Packs are shared by every request, so the draft gets a document of its own.
        return copy.deepcopy(dict(pack.rubric))
    if body.copy_of is not None:
        return copy.deepcopy(_owned(tx, actor, body.copy_of).body)
    return dict(body.body or {})


def _owned(tx: Session, actor: Actor, rubric_id: UUID, *, lock: bool = False) -> Rubric:
    row = repository.get_for_update(tx, rubric_id) if lock else repository.get(tx, rubric_id)
    if row is None or row.authority_id != actor.organisation_id:
        raise NotFound("rubric", rubric_id)
    return row


def _keepable(document: Mapping[str, Any], place: str) -> None:
    if found := rules.unkeepable(document):
        listed_findings = [
            finding.to_mapping() | {"place": f"{place}.{finding.place}" if finding.place else place}
            for finding in found
        ]
        first = listed_findings[0]
        raise RubricUnreadable(f"{first['place']}: {first['message']}. Nothing was changed.", listed_findings)


def _facts(row: Rubric) -> dict[str, Any]:
    """Return what the log keeps of a rubric: the digest stands for the whole document."""
    return {
        "title": row.title,
        "status": row.status,
        "pack": row.pack,
        "pack_version": row.pack_version,
        "body_digest": digest(row.body),
    }

"""Who was there when the panel agreed, and who of them held another view."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.evaluations import rules
from app.evaluations.errors import DissentRefused
from app.evaluations.schemas import Dissent
from app.identity import service as identity
from app.kit.actor import Actor
from app.kit.errors import NotFound
from app.kit.schema import plain
from app.rubrics.leaves import Leaf

Finding = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who was there; `person_id` is None for somebody who was only named."""

    name: str
    person_id: UUID | None = None

    def is_named(self, name: str) -> bool:
        """Return whether a name is theirs."""
        return self.name.casefold() == name.casefold()


def attendees(tx: Session, actor: Actor, given: Sequence[str]) -> list[Attendee]:
    """Return who was there: what reads as an id is that of a colleague, or there is no such person (NotFound)."""
    return [_attendee(tx, actor, one) for one in given]


def dissents(
    tx: Session, actor: Actor, leaf: Leaf, there: Sequence[Attendee], given: Sequence[Dissent]
) -> list[dict[str, Any]]:
    """Return dissenting views as they are kept; raise DissentRefused for anybody who was not there, with the rest."""
    kept: list[dict[str, Any]] = []
    findings: list[Finding] = []
    for index, one in enumerate(given):
        who = _who(tx, actor, one)
        present = next((each for each in there if _is_same(each, who)), None)
        found = _why_not(leaf, one, who, present, kept)
        if found is not None:
            code, message = found
            place = f"body.dissent[{index}]"
            findings.append({"code": code, "place": place, "message": message, "value": one.name})
            continue
        known = who.person_id or (None if present is None else present.person_id)
        mark = None if one.mark is None else plain(one.mark)
        person = None if known is None else str(known)
        kept.append({"person_id": person, "name": who.name, "mark": mark, "reason": one.reason})
    if findings:
        raise DissentRefused(findings)
    return kept


def _attendee(tx: Session, actor: Actor, given: str) -> Attendee:
    try:
        person_id = UUID(given)
    except ValueError:
        return Attendee(given)
    return Attendee(identity.read_person(tx, actor, person_id).name, person_id)


def _who(tx: Session, actor: Actor, one: Dissent) -> Attendee:
    if one.person_id is None:
        return Attendee(one.name or "")
    try:
        return Attendee(identity.read_person(tx, actor, one.person_id).name, one.person_id)
    except NotFound:
        return Attendee(str(one.person_id), one.person_id)


def _is_same(there: Attendee, who: Attendee) -> bool:
    if there.person_id is not None and who.person_id is not None:
        return there.person_id == who.person_id
    return there.is_named(who.name)


def _why_not(
    leaf: Leaf, one: Dissent, who: Attendee, present: Attendee | None, kept: Sequence[dict[str, Any]]
) -> tuple[str, str] | None:
    if present is None:
        return "dissent.not_there", f"{who.name} was not there: name them among the attendees, or leave this out"
    if any(present.is_named(each["name"]) for each in kept):
        return "dissent.twice", f"{who.name} is named twice: say both in one reason"
    if one.mark is not None and not rules.on_scale(leaf, one.mark):
        marks = ", ".join(plain(mark) for mark in leaf.scale_marks or ())
        return "dissent.off_scale", f"{plain(one.mark)} is not a mark of the published scale: choose one of {marks}"
    return None
